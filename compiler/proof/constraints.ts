/**
 * Constraints with an identity: two that are written alike, but for the order within `and` and `or`, are one object with one
 * number, so that a question which many hops raise is one question. Nothing here decides anything: what is left out of a
 * conjunction is `true` and what stands in it twice.
 */
import { type Constraint, type Term, type Type, termsOf } from "../../stdlib/runtime/constraint.js";
import type { Pattern } from "../../stdlib/runtime/pattern.js";

export type PlaceTerm = Extract<Term, { kind: "place" }>;

export interface Constraints {
  /** The one object that stands for all that are written alike. */
  intern(constraint: Constraint): Constraint;
  /** The number of a constraint, as `intern` would return it. */
  id(constraint: Constraint): number;
  /** How many parts the constraint has that are no `and`, `or` or `not`, each counted as often as it stands there. */
  size(constraint: Constraint): number;
  and(of: readonly Constraint[]): Constraint;
  /** A conjunction in which members that are conjunctions stay what they are: what has been asked of one of these need not be asked again. */
  together(of: readonly Constraint[]): Constraint;
  or(of: readonly Constraint[]): Constraint;
  not(of: Constraint): Constraint;
  /** With places put for places: `put` is asked about each parameter and each received one; the fields are kept. */
  substitute(constraint: Constraint, put: (root: "param" | "received", name: string) => PlaceTerm | undefined): Constraint;
}

export const always: Constraint = { kind: "true" };
export const nothing: Constraint = { kind: "false" };

export function constraintTable(): Constraints {
  const byKey = new Map<string, Constraint>();
  const ids = new Map<Constraint, number>();
  /** By number. */
  const sizes: number[] = [];
  const known = new Map<Constraint, Constraint>();
  const patterns = patternNumbers();

  const settle = (key: string, make: () => Constraint): Constraint => {
    const found = byKey.get(key);
    if (found !== undefined) return found;
    const made = make();
    byKey.set(key, made);
    ids.set(made, byKey.size);
    sizes[byKey.size] = count(made);
    return made;
  };
  const count = (constraint: Constraint): number => {
    if (constraint.kind === "not") return size(constraint.of);
    if (constraint.kind !== "and" && constraint.kind !== "or") return 1;
    let sum = 0;
    for (const each of constraint.of) sum += size(each);
    return sum;
  };
  const size = (constraint: Constraint): number => sizes[id(constraint)] ?? 1;
  const intern = (constraint: Constraint): Constraint => {
    if (ids.has(constraint)) return constraint;
    const before = known.get(constraint);
    if (before !== undefined) return before;
    const found = internPart(constraint);
    if (found !== constraint) known.set(constraint, found);
    return found;
  };
  const internPart = (constraint: Constraint): Constraint => {
    if (ids.has(constraint)) return constraint;
    switch (constraint.kind) {
      case "true":
        return settle("true", () => always);
      case "false":
        return settle("false", () => nothing);
      case "and":
      case "or":
        return join(constraint.kind, constraint.of);
      case "not":
        return not(constraint.of);
      case "all":
      case "some": {
        const where = internPart(constraint.where);
        return settle(`${constraint.kind} ${id(where)} ${JSON.stringify(constraint.lists)}`, () => ({ ...constraint, where }));
      }
      case "compare":
        return settle(`${constraint.op} ${constraint.sort} ${termKey(constraint.left)} ${termKey(constraint.right)}`, () => constraint);
      case "under":
        return settle(`under ${constraint.negated} ${termKey(constraint.term)} ${termKey(constraint.base)}`, () => constraint);
      case "pattern": {
        const { negated, sort, term, pattern } = constraint;
        return settle(`pattern ${negated} ${sort} ${termKey(term)} ${patterns(pattern)}`, () => constraint);
      }
      default:
        return settle(JSON.stringify(constraint), () => constraint);
    }
  };
  const id = (constraint: Constraint): number => ids.get(constraint) ?? ids.get(intern(constraint)) ?? 0;

  const join = (kind: "and" | "or", of: readonly Constraint[], flat = true): Constraint => {
    const [neutral, absorbing] = kind === "and" ? (["true", "false"] as const) : (["false", "true"] as const);
    // Most joins are of one part and what does not matter beside it.
    let first: Constraint | undefined;
    let parts: Constraint[] | undefined;
    for (const each of of) {
      if (each.kind === neutral || each === first) continue;
      const part = internPart(each);
      if (part.kind === absorbing) return part;
      if (part.kind === neutral || part === first) continue;
      if (first === undefined) first = part;
      else if (parts === undefined) parts = [first, part];
      else parts.push(part);
    }
    if (first === undefined) return internPart(kind === "and" ? always : nothing);
    if (parts === undefined) return first;
    const members = flat && parts.some((part) => part.kind === kind) ? parts.flatMap((part) => (part.kind === kind ? part.of : [part])) : parts;
    const sorted = members.map(id).sort((a, b) => a - b);
    let key: string = kind;
    let last = 0;
    for (const number of sorted) {
      if (number !== last) key += ` ${number}`;
      last = number;
    }
    const [least] = sorted;
    if (least === last) return members[0] ?? first;
    return settle(key, () => {
      const byId = new Map(members.map((member) => [id(member), member]));
      return { kind, of: [...byId.keys()].sort((a, b) => a - b).map((number) => byId.get(number) ?? nothing) };
    });
  };
  const not = (of: Constraint): Constraint => {
    const inner = internPart(of);
    if (inner.kind === "true") return internPart(nothing);
    if (inner.kind === "false") return internPart(always);
    return inner.kind === "not" ? inner.of : settle(`not ${id(inner)}`, () => ({ kind: "not", of: inner }));
  };

  return {
    intern,
    id,
    size,
    and: (of) => join("and", of),
    together: (of) => join("and", of, false),
    or: (of) => join("or", of),
    not,
    substitute: (constraint, put) => {
      const written = intern(constraint);
      const found = substituted(written, put);
      return found === written ? written : intern(found);
    },
  };
}

/** Equal for patterns that are written alike. */
function patternNumbers(): (pattern: Pattern) => number {
  const byObject = new WeakMap<Pattern, number>();
  const byText = new Map<string, number>();
  return (pattern) => {
    const before = byObject.get(pattern);
    if (before !== undefined) return before;
    const text = JSON.stringify(pattern);
    const number = byText.get(text) ?? byText.size;
    byText.set(text, number);
    byObject.set(pattern, number);
    return number;
  };
}

function termKey(term: Term): string {
  switch (term.kind) {
    case "literal":
      return JSON.stringify(term.value);
    case "place":
      if (term.fields.length === 0 && term.part === undefined) return `${term.root} ${term.name.length} ${term.name}`;
      return JSON.stringify([term.root, term.name, term.fields, term.part ?? null]);
    case "now":
    case "hour":
      return term.kind;
  }
}

/** What a constraint speaks of. */
interface Mentions {
  /** `ROOT NAME` for each place, and `request` for the time, the approvals, the effect and all arguments at once. */
  readonly all: ReadonlySet<string>;
  readonly param: readonly string[];
  readonly received: readonly string[];
  readonly context: readonly string[];
}

const mentioned = new WeakMap<Constraint, Mentions>();

function mentionsOf(constraint: Constraint): Mentions {
  const before = mentioned.get(constraint);
  if (before !== undefined) return before;
  const all = new Set<string>();
  for (const part of partsOf(constraint)) for (const each of mentions(part)) all.add(each);
  for (const term of termsOf(constraint)) {
    if (term.kind === "place" && term.root !== "element" && term.root !== "it") all.add(`${term.root} ${term.name}`);
    if (term.kind === "now" || term.kind === "hour") all.add("request");
  }
  if (constraint.kind === "approved" || constraint.kind === "effect" || constraint.kind === "only") all.add("request");
  const at = (root: string): readonly string[] => [...all].filter((each) => each.startsWith(`${root} `)).map((each) => each.slice(root.length + 1));
  const found = { all, param: at("param"), received: at("received"), context: at("context") };
  mentioned.set(constraint, found);
  return found;
}

/** `ROOT NAME` for each place that it speaks of, and `request` for the time, the approvals, the effect and all arguments at once. */
export function mentions(constraint: Constraint): ReadonlySet<string> {
  return mentionsOf(constraint).all;
}

/** The names that it speaks of at this root. */
export function namesAt(root: "param" | "received" | "context", of: Constraint): readonly string[] {
  return mentionsOf(of)[root];
}

/** Whether it depends on the one request, and not only on parameters and facts. */
export function speaksOfRequest(constraint: Constraint): boolean {
  for (const each of mentions(constraint)) if (each === "request" || each.startsWith("argument ")) return true;
  return false;
}

/** The members of a conjunction, at any depth of `and`; none of `true`. */
export function conjuncts(constraint: Constraint): readonly Constraint[] {
  if (constraint.kind === "true") return [];
  return constraint.kind === "and" ? constraint.of.flatMap(conjuncts) : [constraint];
}

export function placeOf(root: "param" | "context", name: string): PlaceTerm {
  return { kind: "place", root, name, fields: [] };
}

const typeKeys = new WeakMap<Type, string>();

/** Equal for types that are written alike. */
export function typeKey(type: Type): string {
  const before = typeKeys.get(type);
  if (before !== undefined) return before;
  const key = JSON.stringify(type);
  typeKeys.set(type, key);
  return key;
}

function partsOf(constraint: Constraint): readonly Constraint[] {
  switch (constraint.kind) {
    case "and":
    case "or":
      return constraint.of;
    case "not":
      return [constraint.of];
    case "all":
    case "some":
      return [constraint.where];
    default:
      return [];
  }
}

function substituted(constraint: Constraint, put: (root: "param" | "received", name: string) => PlaceTerm | undefined): Constraint {
  if (namesAt("param", constraint).length === 0 && namesAt("received", constraint).length === 0) return constraint;
  const inTerm = (term: Term): Term => {
    if (term.kind !== "place" || (term.root !== "param" && term.root !== "received")) return term;
    const found = put(term.root, term.name);
    return found === undefined ? term : { ...term, root: found.root, name: found.name, fields: [...found.fields, ...term.fields] };
  };
  const inside = (each: Constraint): Constraint => substituted(each, put);
  switch (constraint.kind) {
    case "and":
    case "or":
      return { ...constraint, of: constraint.of.map(inside) };
    case "not":
      return { ...constraint, of: inside(constraint.of) };
    case "compare":
      return { ...constraint, left: inTerm(constraint.left), right: inTerm(constraint.right) };
    case "member":
      return { ...constraint, term: inTerm(constraint.term), list: inTerm(constraint.list) };
    case "under":
      return { ...constraint, term: inTerm(constraint.term), base: inTerm(constraint.base) };
    case "all":
    case "some": {
      const lists = constraint.lists.map(({ term, skip }) => ({ term: inTerm(term), skip }));
      return { ...constraint, lists, where: inside(constraint.where) };
    }
    case "one-of":
    case "between":
    case "in-network":
    case "pattern":
    case "is":
    case "size":
    case "has":
    case "holds":
      return { ...constraint, term: inTerm(constraint.term) };
    case "true":
    case "false":
    case "approved":
    case "effect":
    case "only":
      return constraint;
  }
}
