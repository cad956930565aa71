/**
 * JSON Schema as types of the language, as exactly as it can say them.
 *
 * A type is never narrower than its schema, with these exceptions, which are the language's own: records are closed, strings
 * are well-formed, integers are safe, and a value of a format with a type of its own is in that type's form. Wherever it is
 * wider, a note says what was left to the server; what it can't say at all is `Any`, with a note.
 */
import { isWellFormed, type Json } from "../../stdlib/runtime/value.js";
import { intersect } from "./intersect.js";
import { canonical, fieldOf, isList, isRecord, type JsonRecord } from "./json.js";
import { countOf, leftOver, mapNumber, mapString, mapValues } from "./scalars.js";
import { any, type Mapped, type Note, refine, type Shape, type Slot, scalar } from "./shape.js";
import { unite } from "./unite.js";
import { docLines, quoted, written } from "./words.js";

/** What the arguments of a tool come to. */
export interface MappedInput {
  readonly slots: readonly Slot[];
  /** On the tool as a whole, and on each argument. */
  readonly notes: readonly Note[];
  readonly slotNotes: ReadonlyMap<string, readonly Note[]>;
  /** The schema says nothing of arguments that it does not name, or allows them. */
  readonly open: boolean;
}

/** Places that one tool's schema may come to when its references are written out, and how deep they may nest. */
const limits = { places: 20_000, depth: 64 } as const;

interface Setting {
  /** The whole schema, for its references. */
  readonly root: Json;
  /** The references that lead here. */
  readonly trail: readonly string[];
  readonly depth: number;
  readonly left: { places: number };
}

/** Keywords that say nothing about values, or nothing that is not read elsewhere. */
const annotations: ReadonlySet<string> = new Set([
  ...["title", "description", "default", "examples", "example", "deprecated", "readOnly", "writeOnly", "$comment", "$schema", "$id", "id", "$anchor"],
  ...["$defs", "definitions", "$vocabulary", "contentMediaType", "contentEncoding", "markdownDescription"],
]);

/** The keywords that speak of one kind of value alone, by the types that they speak of. */
const keywordsOf: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    string: ["minLength", "maxLength", "pattern", "format"],
    number: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "format"],
    integer: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "format"],
    array: [
      "items",
      "prefixItems",
      "additionalItems",
      "minItems",
      "maxItems",
      "uniqueItems",
      "contains",
      "minContains",
      "maxContains",
      "unevaluatedItems",
    ],
    object: [
      ...["properties", "required", "additionalProperties", "patternProperties", "propertyNames", "minProperties", "maxProperties"],
      ...["dependentRequired", "dependentSchemas", "dependencies", "unevaluatedProperties"],
    ],
    boolean: [],
    null: [],
  }).map(([type, keys]) => [type, new Set(keys)] as const),
);

const types = [...keywordsOf.keys()];

/** The keywords that are read wherever they stand. */
const structural: ReadonlySet<string> = new Set(["type", "nullable", "enum", "const", "anyOf", "oneOf"]);

/** The schema of a tool's arguments: an object. */
export function mapInput(schema: Json | undefined): MappedInput {
  const setting: Setting = { root: schema ?? null, trail: [], depth: 0, left: { places: limits.places } };
  const none = (notes: readonly Note[]): MappedInput => ({ slots: [], notes, slotNotes: new Map(), open: false });
  if (schema === undefined) return none([{ path: "", text: "the catalogue has no schema of its arguments: it is taken to have none" }]);
  const opened = open(schema, setting);
  if (opened.kind === "closed") return none([...opened.mapped.notes, noArguments]);
  const { record } = opened;
  const said = fieldOf(record, "type");
  if (said !== undefined && said !== "object" && !(isList(said) && said.includes("object"))) return none([noArguments]);
  const left = ["anyOf", "oneOf", "enum", "const"].filter((key) => fieldOf(record, key) !== undefined).map((key) => leftOver(record, key));
  const mapped = mapFields(record, opened.setting);
  return { ...mapped, notes: [...left, ...mapped.notes, ...leftOvers(record, ["object"])] };
}

const noArguments: Note = { path: "", text: "its schema is of no object: it is taken to have no arguments" };

/** Any schema, at any place below the arguments. */
export function mapSchema(schema: Json, setting: Setting): Mapped {
  if (setting.left.places-- <= 0 || setting.depth > limits.depth) return beyond("the schema is too large from here on");
  const opened = open(schema, { ...setting, depth: setting.depth + 1 });
  if (opened.kind === "closed") return opened.mapped;
  return mapRecord(opened.record, opened.setting);
}

type Opened =
  | { readonly kind: "open"; readonly record: JsonRecord; readonly setting: Setting }
  | { readonly kind: "closed"; readonly mapped: Mapped };

/** Follows `$ref` and puts `allOf` together, so that what is left stands in one record. */
function open(schema: Json, setting: Setting): Opened {
  let { trail } = setting;
  let record: JsonRecord = {};
  const pending: Json[] = [schema];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    if (setting.left.places-- <= 0) return { kind: "closed", mapped: beyond("the schema is too large from here on") };
    if (next === true) continue;
    if (next === false) return { kind: "closed", mapped: { shape: any, notes: [{ path: "", text: "no value is valid" }] } };
    if (!isRecord(next)) return { kind: "closed", mapped: beyond("not a JSON Schema") };
    const reference = fieldOf(next, "$ref");
    if (reference !== undefined) {
      const target = typeof reference === "string" ? lookUp(setting.root, reference) : undefined;
      if (typeof reference !== "string" || target === undefined)
        return { kind: "closed", mapped: beyond(`a reference that leads nowhere here, ${quoted(String(reference))}`) };
      if (trail.includes(reference)) return { kind: "closed", mapped: beyond(`recursive (${quoted(reference)})`) };
      trail = [...trail, reference];
      pending.unshift(target);
    }
    const parts = fieldOf(next, "allOf");
    if (isList(parts)) pending.push(...parts);
    const rest = without(next, ["$ref", ...(isList(parts) ? ["allOf"] : [])]);
    const both = intersect(record, rest);
    if (both === undefined) return { kind: "closed", mapped: beyond("allOf or $ref with parts that can't be put together") };
    record = both;
  }
  return { kind: "open", record, setting: { ...setting, trail } };
}

function mapRecord(schema: JsonRecord, setting: Setting): Mapped {
  const choice = (["anyOf", "oneOf"] as const).filter((key) => isList(fieldOf(schema, key)));
  const [key] = choice;
  if (key !== undefined && choice.length === 1) return mapChoice(schema, key, setting);
  const { said, notes } = typesOf(schema);
  const left = [...notes, ...choice.map((each) => leftOver(schema, each)), ...leftOvers(schema, said ?? types)];
  const values = valuesOf(schema, said);
  if (values !== undefined) {
    const shapes = mapValues(values.values);
    const bounds = Object.keys(schema).filter((each) => !annotations.has(each) && !structural.has(each) && speaksOf(said ?? types, each));
    const united = shapes.length === 0 ? { shape: any, notes: [] } : unite(shapes, false);
    return {
      shape: values.exact ? united.shape : any,
      notes: [...left, ...united.notes, ...values.notes, ...bounds.map((each) => leftOver(schema, each))],
    };
  }
  if (said === undefined) return { shape: any, notes: left };
  const members = said.map((type) => mapTyped(schema, type, setting));
  const united = unite(
    members.map(({ shape }) => shape),
    false,
  );
  return { shape: united.shape, notes: [...left, ...members.flatMap((each) => each.notes), ...united.notes] };
}

/** `anyOf` or `oneOf`: the members, each with what the schema says beside them; where that is Any, what stands beside them alone. */
function mapChoice(schema: JsonRecord, key: "anyOf" | "oneOf", setting: Setting): Mapped {
  const choices = fieldOf(schema, key);
  const members = isList(choices) ? choices.filter((each) => each !== false) : [];
  const base = without(schema, [key]);
  const isBare = Object.keys(base).every((each) => annotations.has(each));
  const mapped = members.map((each) => mapSchema(isBare ? each : { ...base, allOf: [each] }, setting));
  if (members.length === 0) return { shape: any, notes: [{ path: "", text: "no value is valid" }] };
  const united = unite(
    mapped.map(({ shape }) => shape),
    key === "oneOf" && members.length > 1,
  );
  if (united.shape.kind === "any" && !isBare) {
    const alone = mapRecord(base, setting);
    return { shape: alone.shape, notes: [...alone.notes, leftOver(schema, key)] };
  }
  if (united.shape.kind === "any") return { shape: any, notes: united.notes.length > 0 ? united.notes : mapped.flatMap((each) => each.notes) };
  return { shape: united.shape, notes: [...distinct(mapped.flatMap((each) => each.notes)), ...united.notes] };
}

function mapTyped(schema: JsonRecord, type: string, setting: Setting): Mapped {
  switch (type) {
    case "string":
      return mapString(schema);
    case "number":
    case "integer":
      return mapNumber(schema, type === "integer");
    case "boolean":
      return { shape: scalar("Bool"), notes: [] };
    case "null":
      return { shape: { kind: "null" }, notes: [] };
    case "array":
      return mapList(schema, setting);
    default:
      return mapObject(schema, setting);
  }
}

function mapList(schema: JsonRecord, setting: Setting): Mapped {
  const items = fieldOf(schema, "items");
  if (isList(items) || fieldOf(schema, "prefixItems") !== undefined)
    return { shape: any, notes: [leftOver(schema, isList(items) ? "items" : "prefixItems", "a tuple")] };
  const element = items === undefined ? { shape: any, notes: [] } : mapSchema(items, setting);
  const [least, most] = [countOf(schema, "minItems") ?? 0, countOf(schema, "maxItems")];
  const notes = [
    ...element.notes.map((note) => within("[]", note)),
    ...["contains", "unevaluatedItems"].filter((key) => fieldOf(schema, key) !== undefined).map((key) => leftOver(schema, key)),
    ...(fieldOf(schema, "uniqueItems") === true ? [leftOver(schema, "uniqueItems")] : []),
  ];
  const list: Shape = { kind: "list", element: element.shape };
  if (most !== undefined && most < least)
    return { shape: list, notes: [...notes, { path: "", text: "its maxItems is below its minItems: no list is valid" }] };
  const where =
    least === most
      ? [`size(it) == ${least}`]
      : [...(least > 0 ? [`size(it) >= ${least}`] : []), ...(most === undefined ? [] : [`size(it) <= ${most}`])];
  return { shape: refine(list, where), notes };
}

function mapObject(schema: JsonRecord, setting: Setting): Mapped {
  const rest = fieldOf(schema, "additionalProperties");
  const { slots, notes: own, slotNotes, open: isOpen } = mapFields(schema, setting);
  const notes = [...own, ...[...slotNotes].flatMap(([name, inner]) => inner.map((note) => within(name, note)))];
  if (slots.length === 0 && notes.length === 0 && isOpen)
    return beyond(
      isRecord(rest) && Object.keys(rest).length > 0 ? "an object as a map, with any names" : "an object whose fields the schema does not name",
    );
  const closed = isOpen && rest !== undefined ? [{ path: "", text: "the schema allows more fields; a record of the language is closed" }] : [];
  return { shape: { kind: "record", fields: slots }, notes: [...notes, ...closed] };
}

function mapFields(schema: JsonRecord, setting: Setting): MappedInput {
  const properties = fieldOf(schema, "properties");
  const required = fieldOf(schema, "required");
  const needed = new Set(isList(required) ? required.filter((each) => typeof each === "string") : []);
  const entries = new Map(isRecord(properties) ? Object.entries(properties) : []);
  for (const name of needed) if (!entries.has(name)) entries.set(name, true);
  const slots: Slot[] = [];
  const notes: Note[] = [];
  const slotNotes = new Map<string, readonly Note[]>();
  for (const [name, each] of entries) {
    if (written(name) === undefined) {
      notes.push({ path: "", text: `the name ${quoted(name)} can't be written here: what has it is refused` });
      continue;
    }
    if (each === false && !needed.has(name)) continue;
    const mapped = mapSchema(each, setting);
    if (mapped.notes.length > 0) slotNotes.set(name, mapped.notes);
    const description = fieldOf(each, "description");
    const doc = typeof description === "string" ? docLines(description, 1)[0] : undefined;
    slots.push({ name, optional: !needed.has(name), shape: mapped.shape, ...(doc === undefined ? {} : { doc }) });
  }
  const says = [
    "patternProperties",
    "propertyNames",
    "minProperties",
    "maxProperties",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "unevaluatedProperties",
  ];
  const trivial = new Set(['{"type":"string"}', "true", "{}"]);
  for (const key of says) {
    const value = fieldOf(schema, key);
    if (value === undefined || (key === "propertyNames" && trivial.has(canonical(value))) || (key === "unevaluatedProperties" && value === false))
      continue;
    notes.push(leftOver(schema, key));
  }
  const isClosed = fieldOf(schema, "additionalProperties") === false || fieldOf(schema, "unevaluatedProperties") === false;
  return { slots, notes, slotNotes, open: !isClosed };
}

/** The types that a schema allows: what it says, else what its keywords are about; `undefined` where that is anything. */
function typesOf(schema: JsonRecord): { readonly said: readonly string[] | undefined; readonly notes: readonly Note[] } {
  const type = fieldOf(schema, "type");
  const list = typeof type === "string" ? [type] : isList(type) ? type.filter((each) => typeof each === "string") : undefined;
  const nullable = fieldOf(schema, "nullable") === true ? ["null"] : [];
  if (list !== undefined) {
    const known = [...new Set([...list, ...nullable])].filter((each) => keywordsOf.has(each));
    const kept = known.includes("number") ? known.filter((each) => each !== "integer") : known;
    return known.length > 0 ? { said: kept, notes: [] } : { said: undefined, notes: [leftOver(schema, "type")] };
  }
  if (fieldOf(schema, "enum") !== undefined || fieldOf(schema, "const") !== undefined) return { said: undefined, notes: [] };
  const spoken = ["object", "array", "string", "number"].filter((each) =>
    Object.keys(schema).some((key) => key !== "format" && keywordsOf.get(each)?.has(key)),
  );
  const [only] = spoken;
  if (only === undefined) return { said: undefined, notes: [] };
  if (spoken.length > 1)
    return {
      said: undefined,
      notes: Object.keys(schema)
        .filter((key) => speaksOf(spoken, key))
        .map((key) => leftOver(schema, key)),
    };
  return {
    said: [only, ...nullable],
    notes: [{ path: "", text: `the schema does not say its type: taken as ${only}, which its keywords are about` }],
  };
}

/** The values of `enum` and `const` that the schema's types allow. */
function valuesOf(
  schema: JsonRecord,
  said: readonly string[] | undefined,
): { readonly values: readonly Json[]; readonly exact: boolean; readonly notes: readonly Note[] } | undefined {
  const [listed, only] = [fieldOf(schema, "enum"), fieldOf(schema, "const")];
  if (!isList(listed) && only === undefined) return undefined;
  const all = isList(listed) ? listed : only === undefined ? [] : [only];
  const both = isList(listed) && only !== undefined ? all.filter((each) => canonical(each) === canonical(only)) : all;
  const nullable = fieldOf(schema, "nullable") === true && said === undefined ? [null] : [];
  const allowed = [...both.filter((each) => said === undefined || said.some((type) => isOfType(each, type))), ...nullable];
  const values = allowed.filter((each) => (typeof each === "string" ? isWellFormed(each) : typeof each !== "number" || Number.isFinite(each)));
  if (values.some((each) => typeof each === "object" && each !== null))
    return { values: [], exact: false, notes: [leftOver(schema, isList(listed) ? "enum" : "const", "lists or records as literals")] };
  return values.length === 0 ? { values, exact: false, notes: [{ path: "", text: "no value is valid" }] } : { values, exact: true, notes: [] };
}

function isOfType(value: Json, type: string): boolean {
  switch (type) {
    case "string":
    case "boolean":
    case "number":
      return typeof value === type;
    case "integer":
      return typeof value === "number" && Number.isInteger(value);
    case "null":
      return value === null;
    case "array":
      return isList(value);
    default:
      return isRecord(value);
  }
}

/** Keywords that nobody reads: those of no kind of value, as `not` and `if`, and words that are not JSON Schema's. */
function leftOvers(schema: JsonRecord, said: readonly string[]): readonly Note[] {
  const isKnown = (key: string): boolean =>
    annotations.has(key) || structural.has(key) || types.some((type) => keywordsOf.get(type)?.has(key)) || key.startsWith("x-");
  const formatOfNone = fieldOf(schema, "format") !== undefined && !speaksOf(said, "format") ? ["format"] : [];
  return [...Object.keys(schema).filter((key) => !isKnown(key)), ...formatOfNone].map((key) => leftOver(schema, key));
}

function speaksOf(said: readonly string[], key: string): boolean {
  return said.some((type) => keywordsOf.get(type)?.has(key));
}

/** What a reference within the document leads to: a JSON pointer (RFC 6901) as the fragment of a URI. */
function lookUp(root: Json, reference: string): Json | undefined {
  if (reference !== "#" && !reference.startsWith("#/")) return undefined;
  let value: Json | undefined = root;
  for (const step of reference.split("/").slice(1)) {
    const name = decode(step).replaceAll("~1", "/").replaceAll("~0", "~");
    value = isList(value) ? value[/^(0|[1-9][0-9]*)$/.test(name) ? Number(name) : -1] : fieldOf(value, name);
  }
  return value;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function within(step: string, note: Note): Note {
  const joined = note.path === "" || note.path.startsWith("[") ? `${step}${note.path}` : `${step}.${note.path}`;
  return { path: joined, text: note.text };
}

function without(schema: JsonRecord, names: readonly string[]): JsonRecord {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => !names.includes(name)));
}

function distinct(notes: readonly Note[]): readonly Note[] {
  return [...new Map(notes.map((each) => [`${each.path}\n${each.text}`, each])).values()];
}

function beyond(what: string): Mapped {
  return { shape: any, notes: [{ path: "", text: `beyond the language: ${what}` }] };
}
