/**
 * Which types of a module get a name of their own: refined ones, since only a `type` can refine, and large ones that are
 * used more than once. Equal types share one name.
 */
import { notEmpty, uuid } from "./scalars.js";
import { kindOfShape, type Shape } from "./shape.js";
import { literal, plain, written } from "./words.js";

export interface Alias {
  readonly name: string;
  /** What stands right of the `=`. */
  readonly text: string;
}

/** Where a shape is used: the action, the argument, the fields on the way. */
export interface Use {
  readonly shape: Shape;
  readonly path: readonly string[];
}

export interface Aliases {
  /** Those that others are made of first. */
  readonly all: readonly Alias[];
  /** A type as it is written where it is used. */
  show(shape: Shape): string;
}

/** A type shorter than this is written out wherever it is used. */
const short = 48;

/** Names for the types of these uses, none of which is in `taken`. */
export function nameTypes(uses: readonly Use[], taken: Iterable<string>): Aliases {
  const keys = keyMaker();
  const found = new Map<string, readonly string[][]>();
  const seen = new Set<string>();
  const visit = (shape: Shape, path: readonly string[]): void => {
    const key = keys(shape);
    if (shape.kind === "refined" || key.length >= short) found.set(key, [...(found.get(key) ?? []), [...path]]);
    if (seen.has(key)) return;
    seen.add(key);
    for (const [step, inner] of partsOf(shape)) visit(inner, step === undefined ? path : [...path, step]);
  };
  for (const { shape, path } of uses) visit(shape, path);

  const names = new Map<string, string>();
  const used = new Set(taken);
  const all: Alias[] = [];
  const show = (shape: Shape): string => {
    const key = keys(shape);
    const name = names.get(key);
    if (name !== undefined) return name;
    const places = found.get(key);
    const text = write(shape, show);
    if (places === undefined || (shape.kind !== "refined" && places.length < 2)) return text;
    const given = unused(candidates(shape, places), used);
    used.add(given);
    names.set(key, given);
    all.push({ name: given, text });
    return given;
  };
  for (const { shape } of uses) show(shape);
  return { all, show };
}

/** Refinements that read better under a name that says what they are than under one of the places that use them. */
const known: ReadonlyMap<string, string> = new Map([
  [uuid, "uuid"],
  [notEmpty, "not_empty"],
  ["it >= 0", "not_negative"],
  ["it >= 1", "positive"],
  ["it > 0", "positive"],
]);

/** Names to try: what it is, where that is plain; the argument's own where all uses agree on it; ever more of the path of the first use. */
function candidates(shape: Shape, places: readonly (readonly string[])[]): readonly string[] {
  const [first = []] = places;
  const last = first.at(-1) ?? "";
  const agreed = places.every((path) => path.at(-1) === last);
  const where = shape.kind === "refined" && shape.where.length === 1 && shape.where[0]?.length === 1 ? shape.where[0][0] : undefined;
  const plainly = places.length > 1 && !agreed && where !== undefined ? known.get(where) : undefined;
  const tails = first.map((_, i) => first.slice(i).join("_"));
  return [
    ...(plainly === undefined ? [] : [plainly]),
    ...(agreed && places.length > 1 ? [last] : []),
    ...tails.slice(0, 1),
    ...tails.slice(1).reverse(),
  ].map(plain);
}

function unused(wanted: readonly string[], used: ReadonlySet<string>): string {
  const free = wanted.find((name) => !used.has(name));
  if (free !== undefined) return free;
  const [base = "type"] = wanted;
  for (let i = 2; ; i++) if (!used.has(`${base}_${i}`)) return `${base}_${i}`;
}

function partsOf(shape: Shape): readonly (readonly [step: string | undefined, shape: Shape])[] {
  switch (shape.kind) {
    case "list":
      return [["item", shape.element]];
    case "record":
      return shape.fields.map((field) => [field.name, field.shape] as const);
    case "union":
      return shape.members.map((member) => [stepOf(member, shape.members), member] as const);
    case "refined":
      return [[undefined, shape.base]];
    default:
      return [];
  }
}

/** What tells a member from the others of its union in a name: nothing, if it is a scalar. */
function stepOf(member: Shape, all: readonly Shape[]): string | undefined {
  if (kindOfShape(member) === "List") return "list";
  if (member.kind !== "record" || all.filter((each) => each.kind === "record").length < 2) return undefined;
  return tagOf(member) ?? String(all.indexOf(member) + 1);
}

/** The literal that tells a record from the others of its union. */
function tagOf(record: Shape & { readonly kind: "record" }): string | undefined {
  for (const { shape } of record.fields) if (shape.kind === "texts" && shape.values.length === 1) return shape.values[0];
  return undefined;
}

/** A text that two shapes share when they are the same, made once a shape. */
function keyMaker(): (shape: Shape) => string {
  const made = new WeakMap<Shape, string>();
  const key = (shape: Shape): string => {
    let text = made.get(shape);
    if (text === undefined) {
      text = write(shape, key);
      made.set(shape, text);
    }
    return text;
  };
  return key;
}

/** A shape written out, without any names: for messages and tests; a condition within a type can't be written so. */
export function showShape(shape: Shape): string {
  return write(shape, showShape);
}

/** A shape in the words of the language, its parts as `show` has them. */
function write(shape: Shape, show: (part: Shape) => string): string {
  switch (shape.kind) {
    case "scalar":
      return shape.name;
    case "any":
      return "Any";
    case "null":
      return "null";
    case "texts":
      return shape.values.map(literal).join(" | ");
    case "list":
      return `List<${show(shape.element)}>`;
    case "record":
      return shape.fields.length === 0
        ? "{}"
        : `{ ${shape.fields.map(({ name, optional, shape: type }) => `${written(name) ?? ""}${optional ? "?" : ""}: ${show(type)}`).join(", ")} }`;
    case "union":
      return shape.members.map(show).join(" | ");
    case "refined":
      return `${show(shape.base)} where ${writeWhere(shape.where)}`;
  }
}

function writeWhere(alternatives: readonly (readonly string[])[]): string {
  const single = alternatives.length === 1;
  return alternatives.map((all) => (single || all.length === 1 ? all.join(" and ") : `(${all.join(" and ")})`)).join(" or ");
}
