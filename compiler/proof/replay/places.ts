/**
 * Where values can stand in a request. A place is a list of alternatives: the shapes that its value can have, each with the
 * formula that there is a value and it has that shape. Of one place no two alternatives hold together, and where none holds
 * it is absent. What its type promises of a place is required when it is first spoken of.
 */
import type { Constraint, Field, Type } from "../../../stdlib/runtime/constraint.js";
import type { JsonKind, Sort } from "../../../stdlib/runtime/value.js";
import { unreachable } from "../../base/unreachable.js";
import type { Signature } from "../question.js";
import {
  all,
  any,
  atom,
  clausesOf,
  type Formula,
  implies,
  type Literal,
  newOrdinal,
  newText,
  newVocabulary,
  not,
  TRUE,
  type Vocabulary,
} from "./formula.js";
import type { ScaleName } from "./scales.js";
import { type UrlVariables, urlOf } from "./urls.js";

export type Place = readonly Alternative[];

export interface Alternative {
  readonly guard: Formula;
  readonly shape: Shape;
}

/** A scalar, as variables that stand for its value, or for any value of the sort where there is none. */
export type ScalarShape =
  | { readonly kind: "text"; readonly sort: "String" | "Path" | "Bool"; readonly variable: number }
  | { readonly kind: "ordinal"; readonly scale: ScaleName; readonly variable: number }
  | ({ readonly kind: "url" } & UrlVariables);

export type Shape =
  | ScalarShape
  | { readonly kind: "null" }
  /** A value of type Any, of which only the JSON kind is known. */
  | { readonly kind: "opaque"; readonly json: JsonKind }
  | { readonly kind: "record"; readonly fieldAt: (name: string) => Place }
  | { readonly kind: "list"; readonly list: List };

/** A list, as the members that matter. */
export interface List {
  readonly name: string;
  readonly element: Type;
  /** Its elements are scalars of one sort, so that equal ones are one member. */
  readonly isPlain: boolean;
  readonly guard: Formula;
  readonly members: Member[];
  /** What holds of every element, when the guard does. */
  readonly universals: { readonly guard: Formula; readonly of: (element: Place) => Formula }[];
  /** The variable of its length, once that was asked for. */
  size?: number;
}

export interface Member {
  /** That it is in the list. */
  readonly flag: Literal;
  readonly place: Place;
  /** An element of this list, rather than a scalar from elsewhere. No two such elements of a list that is not plain are one. */
  readonly own: boolean;
}

/** One question on its way to clauses. */
export interface Ground {
  readonly signature: Signature;
  readonly vocabulary: Vocabulary;
  /** What every request of the signature that satisfies the constraint satisfies. */
  readonly clauses: (readonly Literal[])[];
  readonly roots: Map<string, Place>;
  readonly lists: List[];
  instances: number;
  /** Why the checker does not vouch for this question. */
  refused?: string;
  /** The formula of a refinement, of the value at the place. */
  readonly refine: (where: Constraint, it: Place) => Formula;
}

export function newGround(signature: Signature, refine: (ground: Ground, where: Constraint, it: Place) => Formula): Ground {
  const ground: Ground = {
    signature,
    vocabulary: newVocabulary(),
    clauses: [],
    roots: new Map(),
    lists: [],
    instances: 0,
    refine: (where, it) => refine(ground, where, it),
  };
  return ground;
}

export function require(ground: Ground, formula: Formula): void {
  const { atoms } = ground.vocabulary;
  ground.clauses.push(...clausesOf(formula, () => atoms.push({ kind: "flag", name: "definition" })));
}

export function flag({ vocabulary }: Ground, name: string): Literal {
  return atom(vocabulary, { kind: "flag", name });
}

/** The place of an argument, a parameter or a fact; empty where the signature has none of that name. */
export function rootPlace(ground: Ground, root: "argument" | "param" | "context", name: string): Place {
  const { action, params, context } = ground.signature;
  const types = root === "param" ? params : context;
  const field =
    root === "argument"
      ? action.params.find((each) => each.name === name)
      : Object.hasOwn(types, name)
        ? { name, optional: false, type: types[name] }
        : undefined;
  if (field?.type === undefined) return [];
  const key = `${root} ${JSON.stringify(name)}`;
  let place = ground.roots.get(key);
  if (place === undefined) {
    place = newPlace(ground, key, field.type, TRUE, field.optional);
    ground.roots.set(key, place);
  }
  return place;
}

type PlainType = Exclude<Type, { readonly kind: "union" | "refined" | "any" }>;

interface Option {
  readonly type: PlainType | { readonly kind: "opaque"; readonly json: JsonKind };
  readonly where: readonly Constraint[];
}

const jsonKinds: readonly JsonKind[] = ["String", "Number", "Bool", "List", "Record", "null"];

/** The alternatives of a type, refinements taken off; each with the constraints that hold of it. */
function optionsOf(type: Type): readonly Option[] {
  switch (type.kind) {
    case "union":
      return type.members.flatMap(optionsOf);
    case "refined":
      return optionsOf(type.base).map((each) => ({ type: each.type, where: [...each.where, type.where] }));
    case "any":
      return jsonKinds.map((json) => ({ type: { kind: "opaque", json }, where: [] }));
    default:
      return [{ type, where: [] }];
  }
}

/** A place for a value of the type, which is there wherever `inside` holds, or may be if it is optional. */
export function newPlace(ground: Ground, name: string, type: Type, inside: Formula, optional: boolean): Place {
  const options = optionsOf(type);
  const isCertain = options.length === 1 && !optional;
  const guards = options.map((_, i) => (isCertain ? inside : flag(ground, `${name} is ${i}`)));
  if (!isCertain) {
    for (const [i, guard] of guards.entries()) {
      require(ground, implies(guard, inside));
      for (const other of guards.slice(i + 1)) require(ground, not(all([guard, other])));
    }
    if (!optional) require(ground, implies(inside, any(guards)));
  }
  const place = options.map(({ type: each }, i): Alternative => {
    const guard = guards[i] ?? inside;
    return { guard, shape: newShape(ground, options.length === 1 ? name : `${name}|${i}`, each, guard) };
  });
  for (const [i, { where }] of options.entries()) {
    const alternative = place[i];
    if (alternative === undefined) continue;
    for (const each of where) require(ground, implies(alternative.guard, ground.refine(each, [alternative])));
  }
  return place;
}

function newShape(ground: Ground, name: string, type: Option["type"], guard: Formula): Shape {
  const { vocabulary } = ground;
  switch (type.kind) {
    case "null":
      return { kind: "null" };
    case "opaque":
      return type;
    case "enum":
      return { kind: "text", sort: "String", variable: newText(vocabulary, [{ kind: "set", values: type.values }]) };
    case "record":
      return { kind: "record", fieldAt: fieldsOf(ground, name, type.fields, guard) };
    case "list": {
      const { element } = type;
      const list: List = { name, element, isPlain: isPlain(element), guard, members: [], universals: [] };
      ground.lists.push(list);
      return { kind: "list", list };
    }
    case "scalar":
      switch (type.sort) {
        case "Bool":
          return { kind: "text", sort: "Bool", variable: newText(vocabulary, [{ kind: "set", values: ["false", "true"] }]) };
        case "String":
          return { kind: "text", sort: "String", variable: newText(vocabulary, []) };
        case "Path":
          return { kind: "text", sort: "Path", variable: newText(vocabulary, [{ kind: "path" }]) };
        case "Url":
          return { kind: "url", ...urlOf(ground.vocabulary, name, (fact) => require(ground, implies(guard, fact))) };
        default:
          return { kind: "ordinal", scale: type.sort, variable: newOrdinal(vocabulary, type.sort) };
      }
    default:
      return unreachable(type);
  }
}

function fieldsOf(ground: Ground, name: string, fields: readonly Field[], guard: Formula): (field: string) => Place {
  const known = new Map<string, Place>();
  const fieldAt = (wanted: string): Place => {
    const before = known.get(wanted);
    if (before !== undefined) return before;
    const field = fields.find((each) => each.name === wanted);
    // Quoted, so that a field called `a.b` and the field `b` of a field `a` are two.
    const place = field === undefined ? [] : newPlace(ground, `${name}.${JSON.stringify(wanted)}`, field.type, guard, field.optional);
    known.set(wanted, place);
    return place;
  };
  for (const field of fields) if (!field.optional && isRefined(field.type)) fieldAt(field.name);
  return fieldAt;
}

/** Whether not any value of the shape will do where one is required. */
export function isRefined(type: Type): boolean {
  switch (type.kind) {
    case "refined":
      return true;
    case "record":
      return type.fields.some((field) => !field.optional && isRefined(field.type));
    case "union":
      return type.members.some(isRefined);
    default:
      return false;
  }
}

function isPlain(type: Type): boolean {
  return type.kind === "scalar" || type.kind === "enum" || (type.kind === "refined" && isPlain(type.base));
}

export function kindOfShape(shape: Shape): JsonKind {
  switch (shape.kind) {
    case "null":
      return "null";
    case "opaque":
      return shape.json;
    case "record":
      return "Record";
    case "list":
      return "List";
    case "url":
      return "String";
    case "text":
      return shape.sort === "Bool" ? "Bool" : "String";
    case "ordinal":
      return shape.scale === "Int" || shape.scale === "Number" ? "Number" : "String";
    default:
      return unreachable(shape);
  }
}

/** Whether a value of this shape is read as one of the sort, whatever it is: every Path is a String too, every Int a Number. */
export function isOfSort(shape: Shape, sort: Sort): shape is ScalarShape {
  switch (shape.kind) {
    case "text":
      return shape.sort === sort || (shape.sort === "Path" && sort === "String");
    case "ordinal":
      return shape.scale === sort || (shape.scale === "Int" && sort === "Number");
    case "url":
      return sort === "Url";
    default:
      return false;
  }
}

export function kindOfSort(sort: Sort): JsonKind {
  if (sort === "Bool") return "Bool";
  return sort === "Int" || sort === "Number" ? "Number" : "String";
}
