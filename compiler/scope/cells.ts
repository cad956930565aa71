/**
 * Where values can stand in a request: each cell with when there is a value, and the variants that it can be. A variant
 * is one JSON shape with the variables that describe it. A cell is made when a constraint first speaks of it, and what its
 * type promises of it is then added to the facts.
 */
import type { Constraint, Field, Type } from "../../stdlib/runtime/constraint.js";
import type { JsonKind } from "../../stdlib/runtime/value.js";
import { unreachable } from "../base/unreachable.js";
import { type ScaleName, scales } from "../proof/replay/scales.js";
import {
  all,
  any,
  type Formula,
  flag,
  freshFlag,
  implies,
  type Literal,
  newOrdinal,
  newText,
  not,
  numberAtom,
  TRUE,
  textAtom,
  type Vocabulary,
} from "./formula.js";
import type { TextTest } from "./strings/theory.js";
import { newUrl, type UrlVariant } from "./urls.js";

export interface Cell {
  readonly name: string;
  /** When there is a value here; it includes that there is one in every record around it. */
  readonly present: Formula;
  readonly variants: readonly Variant[];
}

export type Variant = VariantShape & {
  /** That the value is of this variant; `TRUE` where it is the only one. */
  readonly chosen: Formula;
};

/** The shapes of scalars: what membership in a list is about. */
export type ScalarShape =
  | { readonly kind: "text"; readonly sort: "String" | "Path" | "Bool"; readonly variable: number }
  | { readonly kind: "ordinal"; readonly scale: ScaleName; readonly variable: number }
  | UrlVariant;

export type VariantShape =
  | ScalarShape
  | { readonly kind: "null" }
  /** A value of type Any, of which only the JSON kind is known. */
  | { readonly kind: "opaque"; readonly json: JsonKind }
  | { readonly kind: "record"; readonly fields: readonly Field[]; readonly cells: Map<string, Cell>; readonly guard: Formula; readonly name: string }
  | { readonly kind: "list"; readonly list: List };

/** A list, as the members that matter: the elements that some constraint asks for, and the scalars that may be among them. */
export interface List {
  readonly name: string;
  readonly element: Type;
  readonly present: Formula;
  readonly members: Member[];
  /** What holds of each member, when the guard does. */
  readonly universals: { readonly guard: Formula; readonly of: (member: Cell) => Formula }[];
  /** The variable of its length, once a constraint has asked for it. */
  size?: number;
}

export interface Member {
  /** That it is in the list. */
  readonly flag: Literal;
  readonly cell: Cell;
  /** An element of this list only, rather than a scalar that has a place elsewhere. */
  readonly own: boolean;
}

/** Where cells are made: the vocabulary, the facts found on the way, and how a refinement becomes a formula. */
export interface Ground {
  readonly vocabulary: Vocabulary;
  readonly facts: Formula[];
  readonly lists: List[];
  /** How often something has been asked of a member of a list; past `mostInstances` the question is too complex. */
  instances: number;
  /** The constraint, of the value in the cell as `it`. */
  readonly refine: (where: Constraint, it: Cell) => Formula;
}

/** The alternatives of a type, refinements taken off; each with the constraints that hold of it. */
function alternatives(type: Type): readonly { readonly type: Exclude<Type, { kind: "union" | "refined" }>; readonly where: readonly Constraint[] }[] {
  switch (type.kind) {
    case "union":
      return type.members.flatMap(alternatives);
    case "refined":
      return alternatives(type.base).map((each) => ({ type: each.type, where: [...each.where, type.where] }));
    default:
      return [{ type, where: [] }];
  }
}

/** A new cell for a value of the type, present when `present` says so. */
export function newCell(ground: Ground, name: string, type: Type, present: Formula): Cell {
  const shapes = alternatives(type).flatMap(({ type: each, where }) =>
    each.kind === "any"
      ? anyKinds.map((json) => ({ make: (): VariantShape => ({ kind: "opaque", json }), where }))
      : [{ make: shapeMaker(ground, name, each), where }],
  );
  const choices = shapes.map((_, i) => (shapes.length === 1 ? TRUE : flag(ground.vocabulary, `${name} is variant ${i}`)));
  const variants = shapes.map(({ make }, i): Variant => {
    const chosen = choices[i] ?? TRUE;
    return { ...make(all([present, chosen])), chosen };
  });
  const cell: Cell = { name, present, variants };
  if (shapes.length > 1) {
    ground.facts.push(implies(present, any(choices)));
    for (const [i, one] of choices.entries()) for (const other of choices.slice(i + 1)) ground.facts.push(not(all([one, other])));
  }
  for (const [i, { where }] of shapes.entries()) {
    const variant = variants[i];
    if (variant === undefined) continue;
    const alone: Cell = { name, present: all([present, variant.chosen]), variants: [{ ...variant, chosen: TRUE }] };
    for (const constraint of where) ground.facts.push(implies(alone.present, ground.refine(constraint, alone)));
  }
  return cell;
}

const anyKinds: readonly JsonKind[] = ["String", "Number", "Bool", "List", "Record", "null"];

function shapeMaker(ground: Ground, name: string, type: Exclude<Type, { kind: "union" | "refined" | "any" }>): (guard: Formula) => VariantShape {
  const { vocabulary } = ground;
  switch (type.kind) {
    case "null":
      return () => ({ kind: "null" });
    case "enum":
      return () => ({ kind: "text", sort: "String", variable: newText(vocabulary, [{ kind: "set", values: type.values }]) });
    case "record":
      return (guard) => {
        const record = { kind: "record", fields: type.fields, cells: new Map<string, Cell>(), guard, name } as const;
        for (const field of type.fields) if (!field.optional && isRefined(field.type)) fieldCell(ground, record, field);
        return record;
      };
    case "list":
      return (guard) => ({ kind: "list", list: newList(ground, name, type.element, guard) });
    case "scalar":
      switch (type.sort) {
        case "String":
        case "Path":
        case "Bool": {
          const { sort } = type;
          return () => ({ kind: "text", sort, variable: newText(vocabulary, textSorts[sort]) });
        }
        case "Url":
          return (guard) => newUrl(ground, name, guard);
        default: {
          const scale = type.sort;
          return () => ({ kind: "ordinal", scale, variable: newOrdinal(vocabulary, scales[scale]) });
        }
      }
    default:
      return unreachable(type);
  }
}

const textSorts: Readonly<Record<"String" | "Path" | "Bool", readonly TextTest[]>> = {
  String: [],
  Path: [{ kind: "path" }],
  Bool: [{ kind: "set", values: ["false", "true"] }],
};

const refinedTypes = new WeakMap<Type, boolean>();

/** Whether a required value of this type has to meet a refinement, so that not any value will do. */
export function isRefined(type: Type): boolean {
  const known = refinedTypes.get(type);
  if (known !== undefined) return known;
  const found = refinedAnew(type);
  refinedTypes.set(type, found);
  return found;
}

function refinedAnew(type: Type): boolean {
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

type RecordVariant = Extract<VariantShape, { readonly kind: "record" }>;

/** The cell of a field of a record. */
export function fieldCell(ground: Ground, record: RecordVariant, field: Field): Cell {
  const known = record.cells.get(field.name);
  if (known !== undefined) return known;
  // Quoted, so that a field called `a.b` and the field `b` of a field `a` are two.
  const name = `${record.name}.${JSON.stringify(field.name)}`;
  const present = field.optional ? all([record.guard, flag(ground.vocabulary, `${name} is present`)]) : record.guard;
  const cell = newCell(ground, name, field.type, present);
  record.cells.set(field.name, cell);
  return cell;
}

function newList(ground: Ground, name: string, element: Type, present: Formula): List {
  const list: List = { name, element, present, members: [], universals: [] };
  ground.lists.push(list);
  return list;
}

/** A new element of the list, which is in it when its flag says so. */
export function newElement(ground: Ground, list: List): Member {
  ground.instances++;
  const name = `${list.name}[${list.members.length}]`;
  const inList = freshFlag(ground.vocabulary, `${name} is in`);
  return enroll(ground, list, { flag: inList, cell: newCell(ground, name, list.element, inList), own: true });
}

/** That a scalar, which has a place elsewhere, is one of the elements of the list. */
export function memberFlag(ground: Ground, list: List, scalar: ScalarShape): Literal {
  const known = list.members.find(({ cell }) => cell.variants.length === 1 && cell.variants[0] !== undefined && sameScalar(cell.variants[0], scalar));
  if (known !== undefined) return known.flag;
  const inList = freshFlag(ground.vocabulary, `${scalar.kind} ${scalar.variable} is in ${list.name}`);
  const cell: Cell = { name: `a member of ${list.name}`, present: inList, variants: [{ ...scalar, chosen: TRUE }] };
  for (const fact of elementFacts(ground, list.element, cell, scalar)) ground.facts.push(implies(inList, fact));
  return enroll(ground, list, { flag: inList, cell, own: false }).flag;
}

function sameScalar(one: VariantShape, other: ScalarShape): boolean {
  return one.kind === other.kind && one.variable === other.variable;
}

/** What the element type of a list says of a scalar in it that was not made as its element. */
function elementFacts(ground: Ground, element: Type, cell: Cell, scalar: ScalarShape): readonly Formula[] {
  switch (element.kind) {
    case "enum":
      return scalar.kind === "text" ? [textAtom(ground.vocabulary, scalar.variable, { kind: "set", values: element.values })] : [];
    case "refined":
      return [ground.refine(element.where, cell), ...elementFacts(ground, element.base, cell, scalar)];
    case "union":
      return [any(element.members.filter((member) => canHold(member, scalar)).map((member) => all(elementFacts(ground, member, cell, scalar))))];
    default:
      return [];
  }
}

function canHold(type: Type, scalar: ScalarShape): boolean {
  switch (type.kind) {
    case "enum":
      return scalar.kind === "text" && scalar.sort === "String";
    case "refined":
      return canHold(type.base, scalar);
    case "scalar":
      return scalar.kind === "url" ? type.sort === "Url" : type.sort === (scalar.kind === "text" ? scalar.sort : scalar.scale);
    default:
      return false;
  }
}

function enroll(ground: Ground, list: List, member: Member): Member {
  list.members.push(member);
  ground.facts.push(implies(member.flag, list.present));
  for (const universal of list.universals) instantiate(ground, universal, member);
  if (list.size !== undefined) ground.facts.push(implies(member.flag, atLeastOne(ground, list.size)));
  return member;
}

/** From now on `of` holds of every member of the list, when the guard does. */
export function addUniversal(ground: Ground, list: List, guard: Formula, of: (member: Cell) => Formula): void {
  const universal = { guard, of };
  list.universals.push(universal);
  for (const member of [...list.members]) instantiate(ground, universal, member);
}

export const mostInstances = 20_000;

function instantiate(ground: Ground, universal: List["universals"][number], member: Member): void {
  if (++ground.instances > mostInstances) return;
  ground.facts.push(any([not(universal.guard), -member.flag, universal.of(member.cell)]));
}

/** The longest list that a witness may need; a policy that asks for a longer one is too complex. */
export const longestList = 4096;

/** The variable of the list's length. It is 0 just where there is no member; a list may hold a member more than once. */
export function sizeOf(ground: Ground, list: List): number {
  if (list.size !== undefined) return list.size;
  list.size = newOrdinal(ground.vocabulary, scales.Int, [{ kind: "intervals", of: [[0, Number.MAX_SAFE_INTEGER]] }]);
  for (const member of list.members) ground.facts.push(implies(member.flag, atLeastOne(ground, list.size)));
  const filler = newElement(ground, list);
  const others = list.members.filter((member) => member.own).map((member) => member.flag);
  ground.facts.push(implies(all([list.present, atLeastOne(ground, list.size)]), any(others.length > 0 ? others : [filler.flag])));
  return list.size;
}

function atLeastOne(ground: Ground, size: number): Formula {
  return numberAtom(ground.vocabulary, size, { kind: "intervals", of: [[1, Number.MAX_SAFE_INTEGER]] });
}
