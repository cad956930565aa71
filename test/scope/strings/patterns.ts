/** Patterns for tests, put together by hand. */

import type { Pattern } from "../../../stdlib/runtime/pattern.js";

export const any: Pattern = { kind: "characters", ranges: [[0, 0x10ffff]] };

export function literal(text: string): Pattern {
  return sequence(...Array.from(text, (each) => range(each, each)));
}

export function range(low: string, high: string): Pattern {
  return { kind: "characters", ranges: [[low.codePointAt(0) ?? 0, high.codePointAt(0) ?? 0]] };
}

export function anyBut(excluded: string): Pattern {
  const point = excluded.codePointAt(0) ?? 0;
  return {
    kind: "characters",
    ranges: [
      [0, point - 1],
      [point + 1, 0x10ffff],
    ],
  };
}

export function sequence(...of: readonly Pattern[]): Pattern {
  return { kind: "sequence", of };
}

export function choice(...of: readonly Pattern[]): Pattern {
  return { kind: "choice", of };
}

export function repeat(of: Pattern, min: number, max: number | null): Pattern {
  return { kind: "repeat", of, min, max };
}

export function star(of: Pattern): Pattern {
  return repeat(of, 0, null);
}

/** A glob whose `*` stops at `/`, whose `**` does not, and whose `?` is one character but `/`. */
export function pathGlob(glob: string): Pattern {
  const parts = glob.match(/\*\*|./gsu) ?? [];
  return sequence(
    ...parts.map((part) => (part === "**" ? star(any) : part === "*" ? star(anyBut("/")) : part === "?" ? anyBut("/") : literal(part))),
  );
}

/** A glob whose `*` is any run of characters, and `?` any one. */
export function textGlob(glob: string): Pattern {
  return sequence(...Array.from(glob, (part) => (part === "*" ? star(any) : part === "?" ? any : literal(part))));
}
