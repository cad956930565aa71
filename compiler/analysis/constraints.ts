/** Building constraints out of others, one object for each meaning, so that what was asked of it once is remembered. */
import { type Constraint, type Term, type Type, termsOf } from "../../stdlib/runtime/constraint.js";
import type { Pattern } from "../../stdlib/runtime/pattern.js";
import { remembered } from "./memo.js";

export const always: Constraint = { kind: "true" };
export const nothing: Constraint = { kind: "false" };

/**
 * Constraints with an identity: two that are written alike, but for the order within `and` and `or`, are one object with
 * one number. The functions take any constraint and return one of those. The members of an `and` or `or` stand in an order
 * that depends on what they say, never on when they were met, so that a question has the same answer, and the same witness,
 * after any number of edits.
 */
export interface Interner {
  intern(constraint: Constraint): Constraint;
  /** The number of a constraint, as `intern` would return it. */
  id(constraint: Constraint): number;
  /** A number that comes from what the constraint says alone, and so is the same whatever was interned before. */
  weight(constraint: Constraint): number;
  /** How many parts the constraint has that are no `and`, `or` or `not`, each counted as often as it stands there. */
  size(constraint: Constraint): number;
  and(of: readonly Constraint[]): Constraint;
  or(of: readonly Constraint[]): Constraint;
  not(of: Constraint): Constraint;
}

export function interner(): Interner {
  // Not weak: collecting garbage is slow with a large weak table, and a policy outlives its analysis anyway.
  const byKey = new Map<string, Constraint>();
  const known = new Map<Constraint, Constraint>();
  const ids = new Map<Constraint, number>();
  /** By number. */
  const weights: number[] = [];
  const sizes: number[] = [];

  /** `saying`: the key, where that itself depends on what was met before. */
  const settle = (key: string, make: () => Constraint, saying?: () => string): Constraint => {
    const found = byKey.get(key);
    if (found !== undefined) return found;
    const made = make();
    byKey.set(key, made);
    ids.set(made, byKey.size);
    weights[byKey.size] = weigh(made, digest(saying === undefined ? key : saying()));
    sizes[byKey.size] = count(made);
    return made;
  };
  /** Short ones are light, and of those the ones that say that something is not there: that is how people write. */
  const weigh = (constraint: Constraint, number: number): number => {
    let size = 1;
    if (constraint.kind === "and" || constraint.kind === "or") for (const each of constraint.of) size += Math.floor(weight(each) / ofOneSize);
    else if (constraint.kind === "not") size = Math.floor(weight(constraint.of) / ofOneSize);
    return Math.min(size, largest) * ofOneSize + (constraint.kind === "not" ? 0 : ofOneSize / 2) + (number % (ofOneSize / 2));
  };
  const weight = (constraint: Constraint): number => weights[id(constraint)] ?? 0;
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
    const found = settleKind(constraint);
    if (found !== constraint) known.set(constraint, found);
    return found;
  };
  /** The same without remembering it: what stands inside another is met with that one only. */
  const internPart = (constraint: Constraint): Constraint => (ids.has(constraint) ? constraint : settleKind(constraint));

  const patterns = new WeakMap<Pattern, number>();
  let patternCount = 0;
  const patternId = (pattern: Pattern): number => remembered(patterns, pattern, () => patternCount++);

  const settleKind = (constraint: Constraint): Constraint => {
    switch (constraint.kind) {
      case "true":
        return settle("true", () => always);
      case "false":
        return settle("false", () => nothing);
      case "and":
        return and(constraint.of);
      case "or":
        return or(constraint.of);
      case "not":
        return not(constraint.of);
      case "all":
      case "some": {
        const where = internPart(constraint.where);
        const key = `${constraint.kind} ${id(where)} ${JSON.stringify(constraint.lists)}`;
        return settle(
          key,
          () => (where === constraint.where ? constraint : { ...constraint, where }),
          () => `${constraint.kind} ${weight(where)} ${JSON.stringify(constraint.lists)}`,
        );
      }
      case "compare":
        return settle(`${constraint.op} ${constraint.sort} ${termKey(constraint.left)} ${termKey(constraint.right)}`, () => constraint);
      case "under":
        return settle(`under ${constraint.negated} ${termKey(constraint.term)} ${termKey(constraint.base)}`, () => constraint);
      case "pattern": {
        const { negated, sort, term, pattern, source } = constraint;
        return settle(
          `pattern ${negated} ${sort} ${termKey(term)} ${patternId(pattern)} ${source}`,
          () => constraint,
          () => `pattern ${negated} ${sort} ${termKey(term)} ${JSON.stringify(pattern)} ${source}`,
        );
      }
      default:
        return settle(JSON.stringify(constraint), () => constraint);
    }
  };

  const id = (constraint: Constraint): number => ids.get(constraint) ?? ids.get(intern(constraint)) ?? 0;

  const join = (kind: "and" | "or", of: readonly Constraint[]): Constraint => {
    const [neutral, absorbing] = kind === "and" ? (["true", "false"] as const) : (["false", "true"] as const);
    // Most joins are of one part and what does not matter beside it.
    let first: Constraint | undefined;
    let parts: Constraint[] | undefined;
    for (const each of of) {
      const part = internPart(each);
      if (part.kind === absorbing) return part;
      if (part.kind === neutral || part === first) continue;
      if (first === undefined) first = part;
      else if (parts === undefined) parts = [first, part];
      else parts.push(part);
    }
    if (first === undefined) return intern(neutral === "true" ? always : nothing);
    if (parts === undefined) return first;
    const [one, other, ...more] = parts;
    if (one === undefined || other === undefined || more.length > 0) return joined(kind, parts);
    // What is joined is mostly two, and mostly has been before.
    const pairs = pairsOf[kind];
    const pair = id(one) * mostIds + id(other);
    const before = pairs.get(pair);
    if (before !== undefined) return before;
    const found = joined(kind, parts);
    pairs.set(pair, found);
    return found;
  };
  const pairsOf = { and: new Map<number, Constraint>(), or: new Map<number, Constraint>() };

  /** Of several different parts, none of which is `true` or `false`. */
  const joined = (kind: "and" | "or", parts: readonly Constraint[]): Constraint => {
    const members: Constraint[] = [];
    const compare = (x: Constraint, y: Constraint): number => (kind === "and" ? heavier(x, y) : heavier(y, x));
    // There are few, and they nearly stand in order.
    const put = (member: Constraint): void => {
      if (members.includes(member)) return;
      let at = members.length;
      for (; at > 0; at--) {
        const before = members[at - 1];
        if (before === undefined || compare(before, member) < 0) break;
      }
      members.splice(at, 0, member);
    };
    if (parts.length <= fewMembers) {
      for (const part of parts) {
        if (part.kind === kind) for (const inner of part.of) put(inner);
        else put(part);
      }
    } else {
      members.push(...new Set(parts.flatMap((part) => (part.kind === kind ? part.of : [part]))));
      members.sort(compare);
    }
    const [only] = members;
    if (only !== undefined && members.length === 1) return only;
    let key: string = kind;
    for (const member of members) key += ` ${id(member)}`;
    return settle(
      key,
      () => ({ kind, of: members }),
      () => `${kind} ${members.map(weight).join(" ")}`,
    );
  };
  /** In an `and` the heavy ones come first. */
  const heavier = (a: Constraint, b: Constraint): number => {
    const [x, y] = [id(a), id(b)];
    return (weights[y] ?? 0) - (weights[x] ?? 0) || y - x;
  };
  const and = (of: readonly Constraint[]): Constraint => join("and", of);
  const or = (of: readonly Constraint[]): Constraint => join("or", of);

  const not = (of: Constraint): Constraint => {
    const inner = internPart(of);
    if (inner.kind === "true") return intern(nothing);
    if (inner.kind === "false") return intern(always);
    if (inner.kind === "not") return inner.of;
    return settle(
      `not ${id(inner)}`,
      () => ({ kind: "not", of: inner }),
      () => `not ${weight(inner)}`,
    );
  };

  return { intern, id, weight, size, and, or, not };
}

/** More than there are constraints, so that two of their numbers can be one. */
export const mostIds = 2 ** 26;

/** So many are put in order one by one. */
const fewMembers = 16;

/** How many weights there are for constraints of one size, and from which size on all are as large. */
const ofOneSize = 2 ** 45;
const largest = 2 ** 8 - 1;

/** 53 bits of a text, spread well: two texts with the same ones are not to be expected, and would only be in no order. */
export function digest(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}

function termKey(term: Term): string {
  switch (term.kind) {
    case "literal":
      // A text has its quotes.
      return typeof term.value === "number" ? `${term.value}` : JSON.stringify(term.value);
    case "place":
      if (term.fields.length === 0 && term.part === undefined) return `${term.root} ${term.name.length} ${term.name}`;
      return JSON.stringify([term.root, term.name, term.fields, term.part ?? null]);
    case "now":
    case "hour":
      return term.kind;
  }
}

/** How the name of a variable ends that is forgotten on the way down a chain, and of no other: how it is read, what is left, its type. */
export const forgotten = /#(?:all|some|admitted) \d+ \d+$/;

/** What a constraint speaks of, beside literals and elements. */
export interface Mentions {
  readonly params: ReadonlySet<string>;
  readonly received: ReadonlySet<string>;
  readonly context: ReadonlySet<string>;
  /** It depends on the one request: its arguments, time, approvals or effect. */
  readonly request: boolean;
  /** It depends on the time. */
  readonly time: boolean;
}

const mentioned = new WeakMap<Constraint, Mentions>();

export function mentions(constraint: Constraint): Mentions {
  const before = mentioned.get(constraint);
  if (before !== undefined) return before;
  const found = { params: new Set<string>(), received: new Set<string>(), context: new Set<string>(), request: false, time: false };
  for (const part of parts(constraint)) {
    const inner = mentions(part);
    for (const root of ["params", "received", "context"] as const) for (const name of inner[root]) found[root].add(name);
    found.request ||= inner.request;
    found.time ||= inner.time;
  }
  for (const term of termsOf(constraint)) {
    if (term.kind === "now" || term.kind === "hour") {
      found.request = true;
      found.time = true;
    }
    if (term.kind !== "place") continue;
    if (term.root === "param") found.params.add(term.name);
    else if (term.root === "received" || term.root === "context") found[term.root].add(term.name);
    else if (term.root === "argument") found.request = true;
  }
  if (constraint.kind === "approved" || constraint.kind === "effect" || constraint.kind === "only") found.request = true;
  mentioned.set(constraint, found);
  return found;
}

/** The arguments that a constraint speaks of. */
export function argumentsOf(constraint: Constraint): ReadonlySet<string> {
  const own = termsOf(constraint).flatMap((term) => (term.kind === "place" && term.root === "argument" ? [term.name] : []));
  return new Set([...own, ...parts(constraint).flatMap((part) => [...argumentsOf(part)])]);
}

type Place = Extract<Term, { kind: "place" }>;

/** The constraint with places put for places: `put` is asked about each parameter and received one; the fields are kept. */
export function substitute(constraint: Constraint, put: (root: "param" | "received", name: string) => Place | undefined): Constraint {
  const { params, received } = mentions(constraint);
  if (params.size === 0 && received.size === 0) return constraint;
  const inTerm = (term: Term): Term => {
    if (term.kind !== "place" || (term.root !== "param" && term.root !== "received")) return term;
    const found = put(term.root, term.name);
    return found === undefined ? term : { ...term, root: found.root, name: found.name, fields: [...found.fields, ...term.fields] };
  };
  const inside = (each: Constraint): Constraint => substitute(each, put);
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
    case "some":
      return {
        ...constraint,
        lists: constraint.lists.map(({ term, skip }) => ({ term: inTerm(term), skip })),
        where: inside(constraint.where),
      };
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

/** The members of a conjunction, at any depth of `and`; none of `true`. */
export function conjuncts(constraint: Constraint): readonly Constraint[] {
  if (constraint.kind === "true") return [];
  return constraint.kind === "and" ? constraint.of.flatMap(conjuncts) : [constraint];
}

/** A place of a parameter or of a fact of the context. */
export function placeOf(root: "param" | "context", name: string): Place {
  return { kind: "place", root, name, fields: [] };
}

const typeKeys = new WeakMap<Type, string>();

/** Equal for types that are written alike. */
export function typeKey(type: Type): string {
  let key = typeKeys.get(type);
  if (key === undefined) {
    key = JSON.stringify(type);
    typeKeys.set(type, key);
  }
  return key;
}

/** A type without its refinements: what decides whether two values can be compared at all. */
export function shapeOf(type: Type): Type {
  switch (type.kind) {
    case "refined":
      return shapeOf(type.base);
    case "list":
      return { kind: "list", element: shapeOf(type.element) };
    case "record":
      return { kind: "record", fields: type.fields.map((field) => ({ ...field, type: shapeOf(field.type) })) };
    case "union":
      return { kind: "union", members: type.members.map(shapeOf) };
    case "scalar":
    case "enum":
    case "null":
    case "any":
      return type;
  }
}

function parts(constraint: Constraint): readonly Constraint[] {
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
