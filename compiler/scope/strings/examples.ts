/** What a pattern matches and what it just does not: the shortest words of either kind, for somebody who reads it. */
import type { Pattern } from "../../../stdlib/runtime/pattern.js";
import { type Automaton, accepts, fromBase, fromPattern, fromWords, pathAutomaton, sizeOf } from "./automaton.js";
import { isLimit, type Limit } from "./limits.js";
import { type Part, shortestWord } from "./product.js";

export interface Examples {
  /** The shortest first. */
  readonly matches: readonly string[];
  /** Near to those that match: one that goes on, one that ends too early, and the shortest of all. */
  readonly misses: readonly string[];
}

/** Larger patterns take longer to work out than a reader waits. */
const largest = 2000;
const most = 3;

/** `isPath`: only paths are shown. Nothing where the pattern is too large to say. */
export function examplesOf(pattern: Pattern, isPath: boolean): Examples | undefined {
  return sizeOf(pattern) > largest ? undefined : examplesIn(fromPattern(pattern), isPath);
}

/** The same for what is `under` a path. */
export function examplesUnder(base: string): Examples | undefined {
  return base.length > largest ? undefined : examplesIn(fromBase(base), true);
}

function examplesIn(automaton: Automaton | Limit, isPath: boolean): Examples | undefined {
  const paths = isPath ? pathAutomaton() : undefined;
  if (isLimit(automaton) || isLimit(paths)) return undefined;
  const among: readonly Part[] = paths === undefined ? [] : [{ automaton: paths, holds: true }];
  const matching = several([{ automaton, holds: true }, ...among]);
  const outside: readonly Part[] = [{ automaton, holds: false }, ...among];
  const [first, second] = matching;
  const near = [
    ...[first, second].flatMap((word) => (word === undefined ? [] : (longer(word, outside) ?? []))),
    ...[first, second].flatMap((word) => (word === undefined ? [] : (shorter(word, outside) ?? []))),
    ...several(outside),
  ];
  return { matches: matching, misses: [...new Set(near)].slice(0, most) };
}

/** The shortest words that suit all parts. */
function several(parts: readonly Part[]): readonly string[] {
  const found: string[] = [];
  while (found.length < most) {
    const known = fromWords(found);
    const word = isLimit(known) ? undefined : shortestWord(found.length === 0 ? parts : [...parts, { automaton: known, holds: false }]);
    if (typeof word !== "string") break;
    found.push(word);
  }
  return found;
}

/** The shortest word that begins with this one, goes on, and suits all parts. */
function longer(word: string, parts: readonly Part[]): string | undefined {
  const any: Pattern = {
    kind: "characters",
    ranges: [
      [0, 0xd7ff],
      [0xe000, 0x10ffff],
    ],
  };
  const points = Array.from(word, (each) => each.codePointAt(0) ?? 0);
  const exactly = points.map((point): Pattern => ({ kind: "characters", ranges: [[point, point]] }));
  const beginning = fromPattern({ kind: "sequence", of: [...exactly, { kind: "repeat", of: any, min: 1, max: null }] });
  const found = isLimit(beginning) ? undefined : shortestWord([{ automaton: beginning, holds: true }, ...parts]);
  return typeof found === "string" ? found : undefined;
}

/** The longest beginning of a word that suits all parts. */
function shorter(word: string, parts: readonly Part[]): string | undefined {
  const points = Array.from(word);
  for (let length = points.length - 1; length > 0; length--) {
    const start = points.slice(0, length).join("");
    if (parts.every(({ automaton, holds }: { readonly automaton: Automaton; readonly holds: boolean }) => accepts(automaton, start) === holds))
      return start;
  }
  return undefined;
}
