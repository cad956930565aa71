/**
 * Conditions without the parameters that somebody may choose: `amount <= $cap and $cap <= 50` is `amount <= 50` for whoever
 * asks what can be done at all. Only where both say exactly the same; a parameter for which that can't be done stays.
 */
import { type Constraint, mirrored, type Term, type Type } from "../../stdlib/runtime/constraint.js";
import type { JsonKind, Sort } from "../../stdlib/runtime/value.js";
import { conjuncts, mentions } from "../analysis/constraints.js";
import { allOf, compareTerms, literal, mapTerms, within } from "../types/constraints.js";
import { refinement } from "./given.js";

type Types = Readonly<Record<string, Type>>;
type Compare = Extract<Constraint, { readonly kind: "compare" }>;

/**
 * The alternatives of a constraint, each with as few of its parameters as can be. `canBeMet`: whether there is a request with
 * parameters that meets it, `unknown` where that is too hard to say; what can't be met is left out.
 */
export function withoutChoices(
  constraint: Constraint,
  variables: Types,
  canBeMet: (alternative: Constraint) => boolean | "unknown",
): readonly Constraint[] {
  const { params } = mentions(constraint);
  return alternatives(constraint, params.size > 0).flatMap((alternative) => {
    const met = canBeMet(alternative);
    if (met === false) return [];
    // What their types ask of them is said as well.
    let parts = conjuncts(allOf([alternative, ...[...mentions(alternative).params].map((name) => asked(name, variables[name]))]));
    // Of what can't be met nothing could be taken away.
    for (let before = met === true ? -1 : mentions(allOf(parts)).params.size; before !== mentions(allOf(parts)).params.size; ) {
      before = mentions(allOf(parts)).params.size;
      for (const name of params) parts = withoutOne(parts, name, sortOf(variables[name])) ?? parts;
    }
    return [allOf(parts)];
  });
}

function asked(name: string, type: Type | undefined): Constraint {
  const term: Term = { kind: "place", root: "param", name, fields: [] };
  if (type?.kind === "enum") return { kind: "one-of", negated: false, sort: "String", term, values: type.values };
  return type?.kind === "refined" ? allOf([asked(name, type.base), refinement(type, term)]) : allOf([]);
}

/** The sort of a parameter of which all that its type asks can be said. */
function sortOf(type: Type | undefined): Sort | undefined {
  if (type?.kind === "refined") return sortOf(type.base);
  return type?.kind === "enum" ? "String" : type?.kind === "scalar" ? type.sort : undefined;
}

const mostAlternatives = 24;

/** `apart`: also where an `or` stands inside an `and`, as far as there are not too many. */
function alternatives(constraint: Constraint, apart: boolean): readonly Constraint[] {
  if (constraint.kind === "or") return constraint.of.flatMap((each) => alternatives(each, apart));
  if (constraint.kind !== "and" || !apart) return [constraint];
  let found: readonly Constraint[] = [allOf([])];
  for (const each of constraint.of) {
    const choices = mentions(each).params.size > 0 ? alternatives(each, true) : [each];
    if (found.length * choices.length > mostAlternatives) return [constraint];
    found = found.flatMap((before) => choices.map((choice) => allOf([before, choice])));
  }
  return found;
}

/** The same conditions without one parameter; `undefined` where there are none that say the same. */
function withoutOne(parts: readonly Constraint[], name: string, sort: Sort | undefined): readonly Constraint[] | undefined {
  const isIt = (term: Term): boolean => term.kind === "place" && term.root === "param" && term.name === name;
  const [about, others] = [parts.filter((part) => mentions(part).params.has(name)), parts.filter((part) => !mentions(part).params.has(name))];
  // What speaks of nothing else can be met, and is then met whatever the rest is.
  if (about.every((part) => speaksOnlyOf(part, name))) return others;
  if (sort === undefined) return undefined;
  const whole = (term: Term): boolean => isIt(term) && term.kind === "place" && term.fields.length === 0 && term.part === undefined;
  for (const part of about) {
    if (part.kind !== "compare" || part.op !== "==" || part.sort !== sort || whole(part.left) === whole(part.right)) continue;
    const is = whole(part.left) ? part.right : part.left;
    if (isIt(is) || (is.kind === "place" && is.root === "element")) continue;
    const put = (term: Term): Term => (isIt(term) && term.kind === "place" ? within(is, term.fields, term.part) : term);
    const there = isThere(is, sort);
    const rest = about.filter((each) => each !== part).map((each) => mapTerms(each, put));
    return [...others, ...there, ...rest];
  }
  return between(about, whole)?.concat(others) ?? below(about, whole)?.concat(others);
}

function speaksOnlyOf(part: Constraint, name: string): boolean {
  const { params, context, received, request } = mentions(part);
  return !request && context.size === 0 && received.size === 0 && [...params].every((each) => each === name);
}

/** Each lower bound within each upper one. Two strict ones need a number between them, which doubles may not have. */
function between(about: readonly Constraint[], isIt: (term: Term) => boolean): readonly Constraint[] | undefined {
  const lower: Compare[] = [];
  const upper: Compare[] = [];
  for (const part of about.flatMap(ends)) {
    if (part.kind !== "compare" || isIt(part.left) === isIt(part.right) || part.op === "==" || part.op === "!=") return undefined;
    // As `IT op other`.
    const turned: Compare = isIt(part.left) ? part : { ...part, op: mirrored[part.op], left: part.right, right: part.left };
    (turned.op === "<" || turned.op === "<=" ? upper : lower).push(turned);
  }
  const strict = ({ op }: Compare): boolean => op === "<" || op === ">";
  if (lower.length === 0 || upper.length === 0)
    return [...lower, ...upper].some(strict) ? undefined : [...lower, ...upper].flatMap(({ right, sort }) => isThere(right, sort));
  if (lower.some(strict) && upper.some(strict)) return undefined;
  return lower.flatMap((low) => upper.map((high) => compareTerms(strict(low) || strict(high) ? "<" : "<=", low.sort, low.right, high.right)));
}

/** A range as its two bounds. */
function ends(part: Constraint): readonly Constraint[] {
  if (part.kind !== "between" || part.negated) return [part];
  return [compareTerms(">=", part.sort, part.term, literal(part.low)), compareTerms("<=", part.sort, part.term, literal(part.high))];
}

/** What a comparison says of its other side where nothing else is asked: that it is there, and no null. */
function isThere(term: Term, sort: Sort): readonly Constraint[] {
  return term.kind === "place" && term.root !== "param" ? [{ kind: "is", term, json: kindOf(sort) }] : [];
}

function kindOf(sort: Sort): JsonKind {
  if (sort === "Bool") return "Bool";
  return sort === "Int" || sort === "Number" ? "Number" : "String";
}

/** Paths under the parameter, which is under others. */
function below(about: readonly Constraint[], isIt: (term: Term) => boolean): readonly Constraint[] | undefined {
  const terms: Term[] = [];
  const bases: Term[] = [];
  for (const part of about) {
    if (part.kind !== "under" || part.negated || isIt(part.term) === isIt(part.base)) return undefined;
    if (isIt(part.base)) terms.push(part.term);
    else bases.push(part.base);
  }
  // With several paths or several bases there need not be a folder between them all.
  const [term] = terms;
  if (terms.length !== 1 || term === undefined) return undefined;
  return bases.length === 0
    ? isThere(term, "Path")
    : bases.map((base): Constraint => mapTerms({ kind: "under", negated: false, term, base }, (each) => each));
}
