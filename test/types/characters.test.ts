import { RegExpParser } from "@eslint-community/regexpp";
import { expect, test } from "vitest";
import { charactersOf } from "../../compiler/types/characters.js";

const sources = [
  ..."a . \\. \\n \\u{1F600} \\ud800 \\d \\D \\w \\W \\s \\S".split(" "),
  ..."[] [^] [a-z] [^a-z] [a-cb-eg] [\\d_-] [^\\s\\d] [\\D] [😀-😂a] [^\\W] [\\u{D7F0}-\\u{E00F}]".split(" "),
  ..."\\p{L} \\P{L} \\p{Lu} \\p{Script=Greek} \\p{Script_Extensions=Han} \\p{Any} \\p{ASCII} \\P{Any} \\p{Nd} [^\\p{L}\\p{Nd}] [\\P{L}x]".split(" "),
];

test.each(sources)("%s stands for the characters that it matches", (source) => {
  const [node] = new RegExpParser({ ecmaVersion: 2024 }).parsePattern(source, 0, source.length, { unicode: true }).alternatives[0]?.elements ?? [];
  if (node?.type !== "Character" && node?.type !== "CharacterSet" && node?.type !== "CharacterClass") throw new Error(source);
  const ranges = charactersOf(node);
  expect(ranges.flat()).toEqual([...ranges.flat()].sort((a, b) => a - b));
  const expression = new RegExp(`^(?:${source})$`, "u");
  const wrong: number[] = [];
  let next = 0;
  // Every character of the basic plane, and some of each block beyond it.
  for (let point = 0; point <= 0x10ffff; point += point < 0x20000 ? 1 : 37) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    while ((ranges[next]?.[1] ?? Number.POSITIVE_INFINITY) < point) next++;
    const inside = (ranges[next]?.[0] ?? Number.POSITIVE_INFINITY) <= point;
    if (inside !== expression.test(String.fromCodePoint(point))) wrong.push(point);
  }
  expect(wrong).toEqual([]);
});
