/**
 * What is plain to see of constraints, without the decision procedure: that some request satisfies one, or that
 * one lets through what another does not. It settles most questions that lints ask; where it says no, nothing is known.
 */
import { type Comparison, type Constraint, compare, type Effect, effects, type Term } from "../../../stdlib/runtime/constraint.js";
import { isUnder, type Json, type Key, readKey } from "../../../stdlib/runtime/value.js";
import { unreachable } from "../../base/unreachable.js";
import { conjuncts } from "../constraints.js";
import { remembered } from "../memo.js";
import { isContingent, type TypeOf } from "./contingent.js";

/** Whether the constraint can hold: each atom that is needed can, and none is about the same thing as another, or they agree. */
export function isPlainlySatisfiable(constraint: Constraint, effect: Effect, typeOf: TypeOf): boolean {
  return holdsApart(constraint, true, { effect, typeOf, said: new Map() });
}

interface Known {
  readonly effect: Effect;
  readonly typeOf: TypeOf;
  /** What is asked of each thing so far. */
  readonly said: Map<string, Said>;
}

/** Bounds of one direction agree, and so do paths one below the other; of anything else, only the same said again. */
type Said =
  | { readonly kind: "below" | "above" }
  | { readonly kind: "under"; readonly base: string }
  | { readonly kind: "other"; readonly atom: Constraint; readonly wanted: boolean };

/** Whether the constraint can be made true, or false, beside what was said so far; what that needs is then said, too. */
function holdsApart(constraint: Constraint, wanted: boolean, known: Known): boolean {
  switch (constraint.kind) {
    case "true":
      return wanted;
    case "false":
      return !wanted;
    case "not":
      return holdsApart(constraint.of, !wanted, known);
    case "and":
    case "or":
      if ((constraint.kind === "and") === wanted) return constraint.of.every((each) => holdsApart(each, wanted, known));
      // The first alternative that can be had; what one that failed has said stays said, which only makes the answer a no.
      return constraint.of.some((each) => holdsApart(each, wanted, known));
    case "effect":
      return compare(constraint.op, effects.indexOf(known.effect), effects.indexOf(constraint.effect)) === wanted;
    default: {
      const things = thingsOf(constraint);
      const said = sayingOf(constraint, wanted);
      if (!things.every((thing) => agrees(known.said.get(thing), said)) || !isContingent(constraint, known.typeOf)) return false;
      for (const thing of things) {
        const before = known.said.get(thing);
        known.said.set(thing, before?.kind === "under" && said.kind === "under" && isUnder(before.base, said.base) ? before : said);
      }
      return true;
    }
  }
}

function agrees(before: Said | undefined, said: Said): boolean {
  if (before === undefined) return true;
  if (before.kind === "other") return said.kind === "other" && before.atom === said.atom && before.wanted === said.wanted;
  if (before.kind === "under") return said.kind === "under" && (isUnder(said.base, before.base) || isUnder(before.base, said.base));
  return before.kind === said.kind;
}

function sayingOf(atom: Constraint, wanted: boolean): Said {
  const bound = boundOf(atom);
  if (bound !== undefined) return { kind: bound.below === wanted ? "below" : "above" };
  const base = wanted ? baseOf(atom) : undefined;
  return base === undefined ? { kind: "other", atom, wanted } : { kind: "under", base };
}

/**
 * Whether the child plainly lets something through that the parent does not: it leaves free what the parent asks something
 * of, or its bound is the wider one. It is a guess where alternatives beside the bound make it tighter again.
 */
export function isPlainlyOutside(child: Constraint, parent: Constraint): boolean {
  const said = partsOf(child);
  for (const [asked, things] of partsOf(parent).all) {
    if (said.all.has(asked)) continue;
    const about = things.flatMap((each) => said.about.get(each) ?? []);
    if (things.length > 0 && about.length === 0 && !said.hasAlternatives) return true;
    const bound = boundOf(asked);
    const bounds = bound === undefined ? [] : about.map(boundOf).filter((each) => each?.below === bound.below);
    if (bound !== undefined && bounds.length > 0) {
      if (bounds.every((each) => each !== undefined && (bound.below ? each.key > bound.key : each.key < bound.key))) return true;
      continue;
    }
    const base = baseOf(asked);
    const bases = base === undefined ? [] : about.map(baseOf).filter((each) => each !== undefined);
    if (base !== undefined && bases.length > 0 && !bases.some((each) => isUnder(each, base))) return true;
  }
  return false;
}

/** The atoms of a conjunction with what each speaks of, and the other way round. */
interface Parts {
  readonly all: ReadonlyMap<Constraint, readonly string[]>;
  readonly about: ReadonlyMap<string, readonly Constraint[]>;
  /** It has members that are no atoms; what they speak of is not looked at. */
  readonly hasAlternatives: boolean;
}

const takenApart = new WeakMap<Constraint, Parts>();

function partsOf(constraint: Constraint): Parts {
  return remembered(takenApart, constraint, () => {
    const members = conjuncts(constraint);
    const atoms = members.filter(({ kind }) => kind !== "or" && kind !== "not");
    const all = new Map(atoms.map((each) => [each, thingsOf(each)]));
    const about = new Map<string, Constraint[]>();
    for (const [each, things] of all) for (const thing of things) remembered(about, thing, (): Constraint[] => []).push(each);
    return { all, about, hasAlternatives: atoms.length < members.length };
  });
}

/** `x <= 5`, `x > 5` and the like, about a whole value. */
function boundOf(atom: Constraint): { readonly below: boolean; readonly key: Key } | undefined {
  if (atom.kind !== "compare" || atom.op === "==" || atom.op === "!=") return undefined;
  const [term, literal, op]: [Term, Term, Comparison] =
    atom.left.kind === "literal" ? [atom.right, atom.left, mirrored[atom.op]] : [atom.left, atom.right, atom.op];
  if (literal.kind !== "literal" || term.kind !== "place" || term.fields.length > 0 || term.part !== undefined) return undefined;
  const key = readKey(atom.sort === "Int" ? "Number" : atom.sort, literal.value);
  return key === undefined ? undefined : { below: op === "<" || op === "<=", key };
}

/** `x under "/a"`, about a whole value. */
function baseOf(atom: Constraint): string | undefined {
  if (atom.kind !== "under" || atom.negated || atom.base.kind !== "literal" || atom.term.kind !== "place" || atom.term.fields.length > 0)
    return undefined;
  const base: Json = atom.base.value;
  return typeof base === "string" ? base : undefined;
}

const mirrored: Readonly<Record<Comparison, Comparison>> = { "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

const spokenOf = new WeakMap<Constraint, readonly string[]>();

/** What a constraint speaks of, as far as two could disagree about it. */
function thingsOf(constraint: Constraint): readonly string[] {
  return remembered(spokenOf, constraint, () => thingsIn(constraint));
}

function thingsIn(constraint: Constraint): readonly string[] {
  switch (constraint.kind) {
    case "compare":
      return [...thing(constraint.left), ...thing(constraint.right)];
    case "member":
      return [...thing(constraint.term), ...thing(constraint.list)];
    case "under":
      return [...thing(constraint.term), ...thing(constraint.base)];
    case "all":
    case "some":
      return [...constraint.lists.flatMap(({ term }) => thing(term)), ...thingsOf(constraint.where)];
    case "approved":
      return [`approved ${constraint.by}`];
    case "one-of":
    case "between":
    case "in-network":
    case "pattern":
    case "is":
    case "size":
    case "has":
    case "holds":
      return thing(constraint.term);
    case "and":
    case "or":
      return constraint.of.flatMap(thingsOf);
    case "not":
      return thingsOf(constraint.of);
    case "true":
    case "false":
    case "effect":
    case "only":
      return [];
    default:
      return unreachable(constraint);
  }
}

function thing(term: Term): readonly string[] {
  switch (term.kind) {
    case "literal":
      return [];
    case "now":
    case "hour":
      return ["now"];
    case "place":
      return term.root === "element" ? [] : [`${term.root} ${term.name}`];
    default:
      return unreachable(term);
  }
}
