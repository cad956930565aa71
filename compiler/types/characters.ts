/** The characters that a part of a regular expression stands for, as ranges of code points in order. Surrogates are in none. */
import type { AST } from "@eslint-community/regexpp";
import { unreachable } from "../base/unreachable.js";

export type Range = readonly [low: number, high: number];

const lastPoint = 0x10ffff;

/** Every character that a well-formed string can hold. */
export const everyPoint: readonly Range[] = [
  [0, 0xd7ff],
  [0xe000, lastPoint],
];

/** The characters of a single one, of an escape such as `\d`, of `.` or of a class, read with the flag `u` alone. */
export function charactersOf(node: AST.Character | AST.CharacterSet | AST.CharacterClass): readonly Range[] {
  switch (node.type) {
    case "Character":
      return united([[node.value, node.value]]);
    case "CharacterSet":
      return ofSet(node);
    case "CharacterClass": {
      const inside = united(node.elements.flatMap(ofElement));
      return node.negate ? allBut(inside) : inside;
    }
    default:
      return unreachable(node);
  }
}

function ofElement(element: AST.CharacterClassElement): readonly Range[] {
  switch (element.type) {
    case "Character":
      return [[element.value, element.value]];
    case "CharacterClassRange":
      return [[element.min.value, element.max.value]];
    case "CharacterSet":
      return ofSet(element);
    case "CharacterClass":
    case "ClassStringDisjunction":
    case "ExpressionCharacterClass":
      throw new Error(`a class inside a class, which only the flag \`v\` reads: ${element.raw}`);
    default:
      return unreachable(element);
  }
}

/** ECMA-262, CharacterClassEscape and the Atom `.`, without the flags `i` and `s`. */
function ofSet(set: AST.CharacterSet): readonly Range[] {
  switch (set.kind) {
    case "any":
      return allBut([
        [0xa, 0xa],
        [0xd, 0xd],
        [0x2028, 0x2029],
      ]);
    case "digit":
      return unless(set.negate, [[0x30, 0x39]]);
    case "word":
      return unless(set.negate, [
        [0x30, 0x39],
        [0x41, 0x5a],
        [0x5f, 0x5f],
        [0x61, 0x7a],
      ]);
    case "space":
      return unless(set.negate, [
        [0x9, 0xd],
        [0x20, 0x20],
        [0xa0, 0xa0],
        [0x1680, 0x1680],
        [0x2000, 0x200a],
        [0x2028, 0x2029],
        [0x202f, 0x202f],
        [0x205f, 0x205f],
        [0x3000, 0x3000],
        [0xfeff, 0xfeff],
      ]);
    case "property":
      return ofProperty(set.raw);
    default:
      return unreachable(set);
  }
}

const properties = new Map<string, readonly Range[]>();

/**
 * The characters of `\p{…}` or `\P{…}` are asked of the engine, whose Unicode tables a guard matches with too: it finds the
 * runs of them in a text of all characters.
 */
function ofProperty(written: string): readonly Range[] {
  const known = properties.get(written);
  if (known !== undefined) return known;
  const run = new RegExp(`${written}+`, "gu");
  const found: Range[] = [];
  for (const [low, high] of everyPoint) {
    for (let start = low; start <= high; start += blockLength) {
      // A block lies within the basic plane or beyond it, so that every character of it takes up the same room.
      const end = Math.min(start + blockLength - 1, high);
      const size = start > 0xffff ? 2 : 1;
      const block = String.fromCodePoint(...Array.from({ length: end - start + 1 }, (_, i) => start + i));
      for (const { index, 0: text } of block.matchAll(run)) found.push([start + index / size, start + (index + text.length) / size - 1]);
    }
  }
  const ranges = united(found);
  properties.set(written, ranges);
  return ranges;
}

const blockLength = 0x1000;

function unless(negate: boolean, ranges: readonly Range[]): readonly Range[] {
  return negate ? allBut(ranges) : ranges;
}

/** Ranges in any order as ranges in order that do not touch, without the surrogates. */
function united(ranges: readonly Range[]): readonly Range[] {
  const sorted = ranges
    .flatMap(([min, max]) => everyPoint.map(([low, high]): Range => [Math.max(min, low), Math.min(max, high)]))
    .filter(([low, high]) => low <= high)
    .sort(([a], [b]) => a - b);
  const out: [number, number][] = [];
  for (const [low, high] of sorted) {
    const last = out.at(-1);
    if (last !== undefined && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else out.push([low, high]);
  }
  return out;
}

/** Every character that is in none of the ranges, which are in order. */
function allBut(ranges: readonly Range[]): readonly Range[] {
  const out: Range[] = [];
  let next = 0;
  for (const [low, high] of ranges) {
    if (next < low) out.push([next, low - 1]);
    next = high + 1;
  }
  if (next <= lastPoint) out.push([next, lastPoint]);
  return united(out);
}
