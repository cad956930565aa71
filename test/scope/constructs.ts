/** One construct at a time: whether it holds of every request, of some and not of others, or of none. The signature, and how a row is held. */
import { expect, test } from "vitest";
import { find } from "../../compiler/scope/narrower.js";
import type { Signature } from "../../compiler/scope/question.js";
import type { Comparison, Constraint } from "../../stdlib/runtime/constraint.js";
import {
  argument,
  bool,
  date,
  element,
  enumOf,
  int,
  ip,
  list,
  not,
  nothing,
  nullable,
  number,
  path,
  record,
  signature,
  string,
  time,
  union,
  url,
} from "./build.js";

export type Row = readonly [constraint: Constraint, holds: keyof typeof kinds];

/** Whether a request is found of the constraint, and of its opposite; of a type that has no values, there is no request at all. */
export const kinds = { always: "found none", sometimes: "found found", never: "none found", "no request": "none none" };

export const of: Signature = signature(
  {
    s: string,
    t: string,
    n: number,
    m: number,
    i: int,
    j: int,
    d: date,
    w: time,
    a: ip,
    p: path,
    q: path,
    b: bool,
    c: bool,
    u: url,
    v: url,
    e: enumOf("x", "y"),
    any: { kind: "any" },
    l: list(string),
    k: list(string),
    li: list(int),
    lt: list(time),
    ld: list(date),
    lu: list(url),
    lp: list(path),
    lb: list(bool),
    le: list(enumOf("x", "y")),
    lr: list(record({ k: string, "n?": int })),
    ln: list(nullable(string)),
    ll: list(list(string)),
    sl: union(string, list(string)),
    r: record({ f: string, "g?": int, "h?": record({ z: bool }) }),
    kinds: union(string, number, bool, nothing, list(string), record({ f: string })),
    "o?": string,
    "x?": nullable(string),
    "ol?": list(string),
    "xl?": nullable(list(string)),
    "or?": record({ f: string }),
  },
  { ps: string, pl: list(string), pn: number },
  { cs: string, ct: time, cl: list(string) },
);

export const negated = (constraint: Constraint): Constraint => ({ ...constraint, negated: true }) as Constraint;
export const [s, t, n, m, i, j, d, w, a, p, q, b, u, v] = ["s", "t", "n", "m", "i", "j", "d", "w", "a", "p", "q", "b", "u", "v"].map((name) =>
  argument(name),
) as [Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg];
type Arg = ReturnType<typeof argument>;
export const [l, k, li, lt, ld, lu, lp, lb, le, lr, ln, ll, sl] = ["l", "k", "li", "lt", "ld", "lu", "lp", "lb", "le", "lr", "ln", "ll", "sl"].map(
  (name) => argument(name),
) as [Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg];
export const [o, x, ol, xl] = [argument("o"), argument("x"), argument("ol"), argument("xl")];
export const field = (name: string) => ({ ...element, fields: [name] });
export const ops: readonly Comparison[] = ["==", "!=", "<", "<=", ">", ">="];
/** One constraint for each comparison, in the order of `ops`. */
export const each = (make: (op: Comparison) => Constraint, ...expected: readonly Row[1][]): readonly Row[] =>
  ops.slice(0, expected.length).map((op, at) => [make(op), expected[at] ?? "never"]);

/** The signature with no more arguments than the constraint speaks of, so that a witness is soon written. */
function about(constraint: Constraint): Signature {
  const written = JSON.stringify(constraint);
  if (written.includes('"only"')) return of;
  const params = of.action.params.filter(({ name }) => written.includes(`"name":"${name}"`));
  return { ...of, action: { ...of.action, params }, params: written.includes('"param"') ? of.params : {} };
}

export function holdThem(groups: Readonly<Record<string, readonly Row[]>>): void {
  for (const [name, rows] of Object.entries(groups)) {
    test.each(rows.map((row, at) => [at, ...row] as const))(`${name}: %i`, (_, constraint, expected) => {
      const verdicts = [find(about(constraint), constraint).kind, find(about(constraint), not(constraint)).kind].join(" ");
      expect(verdicts, JSON.stringify(constraint)).toBe(kinds[expected]);
    });
  }
}
