/** Several shapes as one: what of `anyOf`, `oneOf` and lists of types the language can say. */
import { any, kindOfShape, type Mapped, type Note, type Shape, scalar } from "./shape.js";
import { literal } from "./words.js";

/**
 * The union of shapes that are all valid. Members of one JSON kind are put together where the language can; where it
 * can't, the result is wider and a note says so. With `exclusive` (`oneOf`), a value must be of one member alone: a note
 * says so wherever two could overlap.
 */
export function unite(members: readonly Shape[], exclusive: boolean): Mapped {
  const flat = members.flatMap((each) => (each.kind === "union" ? each.members : [each]));
  const notes: Note[] = [];
  if (flat.some((each) => each.kind === "any")) return { shape: any, notes: exclusive && flat.length > 1 ? [overlapping] : [] };
  const groups = new Map<string, Shape[]>();
  for (const each of flat) {
    const kind = kindOfShape(each) ?? "";
    groups.set(kind, [...(groups.get(kind) ?? []), each]);
  }
  const united: Shape[] = [];
  for (const [kind, group] of groups) {
    if (exclusive && group.length > 1 && !areApart(group)) notes.push(overlapping);
    const shapes = ofOneKind(kind, distinct(group), notes);
    if (shapes === undefined) return { shape: any, notes: [...notes, { path: "", text: beyondUnion(kind) }] };
    united.push(...shapes);
  }
  const [only] = united;
  return { shape: united.length === 1 && only !== undefined ? only : { kind: "union", members: united }, notes };
}

const overlapping: Note = { path: "", text: "beyond the language: oneOf, where a value could be of several members" };

function beyondUnion(kind: string): string {
  return kind === "Record"
    ? "beyond the language: a choice of records that no required field with a literal value tells apart"
    : "beyond the language: a choice of lists";
}

/** Shapes of one kind as the members of a union, mostly one; `undefined` where only Any is left. */
function ofOneKind(kind: string, group: readonly Shape[], notes: Note[]): readonly Shape[] | undefined {
  if (group.length === 1) return group;
  switch (kind) {
    case "String":
      return [texts(group, notes)];
    case "Number":
      return [numbers(group, notes)];
    case "Bool":
      return [scalar("Bool")];
    case "null":
      return [{ kind: "null" }];
    case "Record":
      return haveDiscriminator(group) ? group : undefined;
    default:
      return undefined;
  }
}

function texts(group: readonly Shape[], notes: Note[]): Shape {
  const plain = group.find((each) => each.kind === "scalar" && each.name === "String");
  if (plain !== undefined) {
    if (group.some((each) => baseOf(each) !== "String")) notes.push(wider("String"));
    return plain;
  }
  if (group.every((each) => each.kind === "texts")) return { kind: "texts", values: [...new Set(group.flatMap((each) => each.values))] };
  return together(group, "String", notes);
}

function numbers(group: readonly Shape[], notes: Note[]): Shape {
  const plain = group.find((each) => each.kind === "scalar" && each.name === "Number");
  if (plain !== undefined) return plain;
  const int = group.find((each) => each.kind === "scalar" && each.name === "Int");
  if (int !== undefined && group.every((each) => baseOf(each) === "Int")) return int;
  return together(group, "Number", notes);
}

/** One refinement that holds where any of theirs does, if they refine one type; else the widest type of the kind, and a note. */
function together(group: readonly Shape[], widest: "String" | "Number", notes: Note[]): Shape {
  const [first] = group;
  const base = first === undefined ? undefined : baseOf(first);
  if (base === undefined || group.some((each) => baseOf(each) !== base || alternativesOf(each) === undefined)) {
    notes.push(wider(widest));
    return scalar(widest);
  }
  return { kind: "refined", base: scalar(base), where: group.flatMap((each) => alternativesOf(each) ?? []) };
}

function alternativesOf(shape: Shape): readonly (readonly string[])[] | undefined {
  if (shape.kind === "refined") return shape.where;
  return shape.kind === "texts" ? [[`it in [${shape.values.map(literal).join(", ")}]`]] : undefined;
}

function wider(type: string): Note {
  return { path: "", text: `beyond the language: a choice of several kinds of ${type}, taken as any ${type}` };
}

function baseOf(shape: Shape): "Bool" | "Int" | "Number" | "String" | "Path" | "Url" | "Ip" | "Date" | "Time" | undefined {
  if (shape.kind === "texts") return "String";
  if (shape.kind === "refined") return baseOf(shape.base);
  return shape.kind === "scalar" ? shape.name : undefined;
}

function distinct(group: readonly Shape[]): readonly Shape[] {
  return [...new Map(group.map((each) => [JSON.stringify(each), each])).values()];
}

/** Whether no value can be of two of the shapes, as far as can be seen. */
function areApart(group: readonly Shape[]): boolean {
  const values = group.map((each) => (each.kind === "texts" ? each.values : undefined));
  if (values.every((each) => each !== undefined)) return new Set(values.flat()).size === values.flat().length;
  return haveDiscriminator(group);
}

/** A field that all of the records require, with a literal value in each, and no two the same. */
function haveDiscriminator(group: readonly Shape[]): boolean {
  const [first] = group;
  if (first?.kind !== "record") return false;
  return first.fields.some(({ name }) => {
    const tags = group.map((each) => (each.kind === "record" ? tagOf(each, name) : undefined));
    return tags.every((tag) => tag !== undefined) && new Set(tags).size === tags.length;
  });
}

function tagOf(record: Shape & { readonly kind: "record" }, name: string): string | undefined {
  const field = record.fields.find((each) => each.name === name);
  return field !== undefined && !field.optional && field.shape.kind === "texts" && field.shape.values.length === 1
    ? field.shape.values[0]
    : undefined;
}
