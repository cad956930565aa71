/** One atom at a time, a little less strict: what each could have been written as by someone who gives more than was meant. */
import type { Comparison, Constraint, Term } from "../../stdlib/runtime/constraint.js";
import type { Pattern } from "../../stdlib/runtime/pattern.js";
import type { Json } from "../../stdlib/runtime/value.js";
import { always, negate, never } from "../types/constraints.js";
import { showConstraint } from "../types/show.js";

export interface Loosened {
  /** What was done, as a policy writes it: ``amount <= 50` raised to `amount <= 51``. */
  readonly says: string;
  readonly constraint: Constraint;
}

/**
 * The atom so that it holds of more; of `less`, where it stands under a `not` or in a `deny`. The first is always the atom that
 * says nothing any more.
 */
export function loosened(atom: Constraint, less: boolean): readonly Loosened[] {
  const shown = `\`${showConstraint(atom)}\``;
  const gone: Loosened = { says: less ? `${shown} taken never to hold` : `${shown} left out`, constraint: less ? never : always };
  const changed = (less ? tighter(atom) : looser(atom)).map(
    (constraint): Loosened => ({ says: `${shown} changed to \`${showConstraint(constraint)}\``, constraint }),
  );
  if (atom.kind === "true" || atom.kind === "false") return [];
  if (less || atom.kind !== "pattern" || atom.negated) return [gone, ...changed];
  return [
    gone,
    {
      says: `${shown} open at its end`,
      constraint: { ...atom, pattern: sequence(atom.pattern, anything), source: `${atom.source} and anything after it` },
    },
    {
      says: `${shown} open at its start`,
      constraint: { ...atom, pattern: sequence(anything, atom.pattern), source: `${atom.source} and anything before it` },
    },
  ];
}

const anything: Pattern = {
  kind: "repeat",
  of: {
    kind: "characters",
    ranges: [
      [0, 0xd7ff],
      [0xe000, 0x10ffff],
    ],
  },
  min: 0,
  max: null,
};

function sequence(...of: readonly Pattern[]): Pattern {
  return { kind: "sequence", of };
}

function looser(atom: Constraint): readonly Constraint[] {
  switch (atom.kind) {
    case "compare":
      return moved(atom, 1);
    case "between": {
      const { low, high, negated, sort } = atom;
      if (negated || typeof low !== "number" || typeof high !== "number" || (sort !== "Int" && sort !== "Number")) return [];
      return [
        { ...atom, high: high + 1 },
        { ...atom, low: low - 1 },
      ];
    }
    case "size":
      return movedSize(atom, 1);
    case "under": {
      const above = atom.negated ? undefined : parentOf(atom.base);
      return above === undefined ? [] : [{ ...atom, base: above }];
    }
    case "one-of":
      return atom.negated ? withoutOne(atom) : [];
    default:
      return [];
  }
}

function tighter(atom: Constraint): readonly Constraint[] {
  switch (atom.kind) {
    case "compare":
      return moved(atom, -1);
    case "size":
      return movedSize(atom, -1);
    case "one-of":
      return atom.negated ? [] : withoutOne(atom);
    default:
      return [];
  }
}

type Compare = Extract<Constraint, { readonly kind: "compare" }>;
type Size = Extract<Constraint, { readonly kind: "size" }>;

/** The bound by one, or its end counted in or out; whichever side the literal is on. `by` of 1 gives more. */
function moved(atom: Compare, by: 1 | -1): readonly Constraint[] {
  const { op, sort, left, right } = atom;
  const isNumber = sort === "Int" || sort === "Number";
  const turned = right.kind !== "literal" && left.kind === "literal";
  const bound = turned ? left : right;
  const found = step(turned ? mirrored[op] : op, by, isNumber && bound.kind === "literal" ? bound.value : undefined);
  if (found === undefined) return [];
  const again: Term = found.value === undefined ? bound : { kind: "literal", value: found.value };
  return [turned ? { ...atom, op: mirrored[found.op], left: again } : { ...atom, op: found.op, right: again }];
}

function movedSize(atom: Size, by: 1 | -1): readonly Constraint[] {
  const found = step(atom.op, by, atom.value);
  if (found === undefined) return [];
  const value = typeof found.value === "number" ? found.value : atom.value;
  return value < 0 ? [] : [{ ...atom, op: found.op, value }];
}

const mirrored: Readonly<Record<Comparison, Comparison>> = { "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

/** The smallest step: `< 5` to `<= 5`, `<= 5` to `<= 6`. A bound that is not known can only count its end in or out. */
function step(op: Comparison, by: 1 | -1, bound: Json | undefined): { readonly op: Comparison; readonly value?: Json } | undefined {
  const counted = { "<": "<=", "<=": "<", ">": ">=", ">=": ">" } as const;
  if (op === "==" || op === "!=") return undefined;
  const isOpen = op === "<" || op === ">";
  if (isOpen === (by === 1)) return { op: counted[op] };
  if (typeof bound !== "number") return undefined;
  const upwards = op === "<" || op === "<=" ? by : -by;
  const value = bound + upwards;
  return value === bound ? undefined : { op, value };
}

/** The folder above a literal one. */
function parentOf(base: Term): Term | undefined {
  if (base.kind !== "literal" || typeof base.value !== "string" || base.value === "/") return undefined;
  const at = base.value.lastIndexOf("/");
  if (at < 0) return undefined;
  return { kind: "literal", value: at === 0 ? "/" : base.value.slice(0, at) };
}

/** More values of a list are not left out one by one. */
const mostValues = 8;

function withoutOne(atom: Extract<Constraint, { readonly kind: "one-of" }>): readonly Constraint[] {
  if (atom.values.length < 2) return [];
  return atom.values.slice(0, mostValues).map((_, left) => ({ ...atom, values: atom.values.filter((__, at) => at !== left) }));
}

/** A constraint with one atom, known by identity, in whose stead another stands; the same one where it is not in it. */
export function withAtom(constraint: Constraint, atom: Constraint, other: Constraint): Constraint {
  if (constraint === atom) return other;
  switch (constraint.kind) {
    case "and":
    case "or": {
      const of = constraint.of.map((each) => withAtom(each, atom, other));
      return of.every((each, at) => each === constraint.of[at]) ? constraint : { ...constraint, of };
    }
    case "not": {
      const of = withAtom(constraint.of, atom, other);
      return of === constraint.of ? constraint : negate(of);
    }
    case "all":
    case "some": {
      const where = withAtom(constraint.where, atom, other);
      return where === constraint.where ? constraint : { ...constraint, where };
    }
    default:
      return constraint;
  }
}
