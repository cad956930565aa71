/**
 * What is plain to see of constraints, without the decision procedure: that some request satisfies one, or that
 * one lets through what another does not. It settles most questions that lints ask; where it says no, nothing is known.
 */
import { type Comparison, type Constraint, compare, type Effect, effects, mirrored, type Term, termsOf } from "../../../stdlib/runtime/constraint.js";
import { isUnder, type Json, type Key, readKey } from "../../../stdlib/runtime/value.js";
import { unreachable } from "../../base/unreachable.js";
import { conjuncts } from "../constraints.js";
import { remembered } from "../memo.js";
import { isContingent } from "./contingent.js";
import type { TypeOf } from "./types-of.js";

/** What is seen once of a constraint is remembered for as long as its policy is looked at. */
export interface Sight {
  /** Whether the constraint can hold: each atom that is needed can, and none is about the same thing as another, or they agree. */
  isSatisfiable(constraint: Constraint, effect: Effect, typeOf: TypeOf): boolean;
  /**
   * Whether the child lets something through that the parent does not: it leaves free what the parent asks something of, or
   * its bound is the wider one. It is a guess where alternatives beside the bound make it tighter again.
   */
  isOutside(child: Constraint, parent: Constraint): boolean;
}

export function sight(): Sight {
  const spokenOf = new Map<Constraint, readonly string[]>();
  const thingsOf = (constraint: Constraint): readonly string[] => remembered(spokenOf, constraint, () => thingsIn(constraint));
  const takenApart = new Map<Constraint, Parts>();
  const partsOf = (constraint: Constraint): Parts => {
    const before = takenApart.get(constraint);
    if (before !== undefined) return before;
    const made = partsIn(constraint, thingsOf);
    takenApart.set(constraint, made);
    return made;
  };
  return {
    isSatisfiable: (constraint, effect, typeOf) => holdsApart(constraint, true, { effect, typeOf, thingsOf, said: new Map() }),
    isOutside: (child, parent) => isOutside(partsOf(child), partsOf(parent)),
  };
}

interface Known {
  readonly effect: Effect;
  readonly typeOf: TypeOf;
  readonly thingsOf: (constraint: Constraint) => readonly string[];
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
      const things = known.thingsOf(constraint);
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

/** An atom of a conjunction: what it speaks of, and where it is one, the bound that it sets or the path that it stays below. */
interface Part {
  readonly atom: Constraint;
  readonly things: readonly string[];
  readonly bound: Bound | undefined;
  readonly base: string | undefined;
}

interface Parts {
  readonly parts: readonly Part[];
  readonly atoms: ReadonlySet<Constraint>;
  readonly about: ReadonlyMap<string, readonly Part[]>;
  /** It has members that are no atoms; what they speak of is not looked at. */
  readonly hasAlternatives: boolean;
}

function partsIn(constraint: Constraint, thingsOf: (constraint: Constraint) => readonly string[]): Parts {
  const members = conjuncts(constraint);
  const atoms = new Set(members.filter(({ kind }) => kind !== "or" && kind !== "not"));
  const parts = [...atoms].map((atom): Part => ({ atom, things: thingsOf(atom), bound: boundOf(atom), base: baseOf(atom) }));
  const about = new Map<string, Part[]>();
  for (const part of parts) for (const thing of part.things) remembered(about, thing, (): Part[] => []).push(part);
  return { parts, atoms, about, hasAlternatives: members.some(({ kind }) => kind === "or" || kind === "not") };
}

function isOutside(child: Parts, parent: Parts): boolean {
  for (const asked of parent.parts) {
    if (child.atoms.has(asked.atom)) continue;
    const about = aboutAnyOf(asked.things, child);
    if (asked.things.length > 0 && about.length === 0 && !child.hasAlternatives) return true;
    if ((asked.bound !== undefined && isWider(about, asked.bound)) || (asked.base !== undefined && isElsewhere(about, asked.base))) return true;
  }
  return false;
}

const nothing: readonly Part[] = [];

function aboutAnyOf(things: readonly string[], { about }: Parts): readonly Part[] {
  const [first] = things;
  if (first !== undefined && things.length === 1) return about.get(first) ?? nothing;
  return things.flatMap((each) => about.get(each) ?? nothing);
}

/** Whether there are bounds in that direction, and each leaves more. */
function isWider(parts: readonly Part[], { below, key }: Bound): boolean {
  let bounds = 0;
  for (const { bound } of parts) {
    if (bound?.below !== below) continue;
    if (!(below ? bound.key > key : bound.key < key)) return false;
    bounds++;
  }
  return bounds > 0;
}

/** Whether there are paths, and none is below that one. */
function isElsewhere(parts: readonly Part[], above: string): boolean {
  let bases = 0;
  for (const { base } of parts) {
    if (base === undefined) continue;
    if (isUnder(base, above)) return false;
    bases++;
  }
  return bases > 0;
}

interface Bound {
  readonly below: boolean;
  readonly key: Key;
}

/** `x <= 5`, `x > 5` and the like, about a whole value. */
function boundOf(atom: Constraint): Bound | undefined {
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

/** What a constraint speaks of, as far as two could disagree about it. */
function thingsIn(constraint: Constraint): readonly string[] {
  switch (constraint.kind) {
    case "and":
    case "or":
      return constraint.of.flatMap(thingsIn);
    case "not":
      return thingsIn(constraint.of);
    case "all":
    case "some":
      return [...termsOf(constraint).flatMap(thing), ...thingsIn(constraint.where)];
    case "approved":
      return [`approved ${constraint.by}`];
    default:
      return termsOf(constraint).flatMap(thing);
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
