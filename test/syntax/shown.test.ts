import { expect, it } from "vitest";
import { shownTokens } from "../../compiler/syntax/shown.js";
import { example } from "../harness/example.js";

const shown = (text: string): readonly string[] => shownTokens(text).map(({ kind, span }) => `${kind} ${text.slice(span.start, span.end)}`);

it("tells the tokens of a text by what they look like", () => {
  expect(shown('/// Doc\nwrite `pay back`(a: List<Int>) spends 1.5 usd // why\n  x matches /a b/ and y == "s" -> 1h effect >= write')).toEqual([
    "doc /// Doc",
    "word write",
    "name `pay back`",
    "open (",
    "name a",
    "sign :",
    "word List",
    "operator <",
    "name Int",
    "operator >",
    "close )",
    "word spends",
    "number 1.5",
    "name usd",
    "comment // why",
    "name x",
    "word matches",
    "regex /a b/",
    "word and",
    "name y",
    "operator ==",
    'text "s"',
    "operator ->",
    "number 1h",
    "word effect",
    "operator >=",
    "word write",
  ]);
});

it("tells those of any text, and leaves nothing out but blanks and what no token has", () => {
  expect(shown("deny any where a ==\nagent x {")).toEqual([
    "word deny",
    "word any",
    "word where",
    "name a",
    "operator ==",
    "word agent",
    "name x",
    "open {",
  ]);
  expect(shown('"open \ud83d\r\n`b ü a-b')).toEqual(['text "open \ud83d', "name `b ü a-b"]);
  const tokens = shownTokens(example);
  let from = 0;
  for (const { span } of tokens) {
    expect(example.slice(from, span.start).trim()).toBe("");
    from = span.end;
  }
  expect(example.slice(from).trim()).toBe("");
});
