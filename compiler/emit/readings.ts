/** The terms of a constraint as expressions of generated code, with what is known of the values that they can have. */
import type { Effect, Term, Type } from "../../stdlib/runtime/constraint.js";
import { type Json, readIp, readKey, type Sort, showIp } from "../../stdlib/runtime/value.js";
import { unreachable } from "../base/unreachable.js";
import { joinTypes, type Leaf, leavesOf } from "../types/type.js";
import { type Bench, literal, type Variable } from "./module.js";
import { access, quoted } from "./names.js";

/** Where a condition stands: what its places are, and which variables it turned out to read. */
export interface Setting {
  readonly bench: Bench;
  readonly used: Set<Variable>;
  /** Absent in a refinement, which knows no request. */
  readonly effect?: Effect;
  /** Types by name; a place that is in none of them is absent. An optional one may be. */
  readonly args?: ReadonlyMap<string, { readonly type: Type; readonly optional: boolean }>;
  readonly params?: ReadonlyMap<string, Type>;
  readonly received?: (name: string) => Type | undefined;
  readonly context?: ReadonlyMap<string, Type>;
  readonly element?: Type | undefined;
  readonly it?: Type;
}

export type Reading =
  | { readonly kind: "absent" }
  | { readonly kind: "literal"; readonly value: Json }
  /** The time, in milliseconds; as JSON it is a text. */
  | { readonly kind: "now" }
  /** `leaves`: what it can be where it is there; absent, anything. */
  | { readonly kind: "value"; readonly text: string; readonly leaves?: readonly Leaf[] };

const absent: Reading = { kind: "absent" };

export function readingOf(term: Term, setting: Setting): Reading {
  switch (term.kind) {
    case "literal":
      return { kind: "literal", value: term.value };
    case "now":
    case "hour":
      if (setting.effect === undefined) return absent;
      setting.used.add("now");
      return term.kind === "now" ? { kind: "now" } : { kind: "value", text: "v1.hour(now)", leaves: [{ kind: "scalar", sort: "Int" }] };
    case "place": {
      const root = rootOf(term, setting);
      if (root.kind !== "value") return root;
      const value = term.fields.reduce(fieldOf, root);
      if (term.part === undefined) return value;
      const [reader, sort] = parts[term.part];
      return { kind: "value", text: `v1.${reader}(${value.text})`, leaves: [{ kind: "scalar", sort }] };
    }
    default:
      return unreachable(term);
  }
}

const parts = { scheme: ["scheme", "String"], host: ["host", "String"], port: ["port", "Int"], path: ["urlPath", "String"] } as const;

function rootOf(term: Extract<Term, { readonly kind: "place" }>, setting: Setting): Reading {
  const value = (text: string, type: Type | undefined, variable?: Variable): Extract<Reading, { kind: "value" }> => {
    if (variable !== undefined) setting.used.add(variable);
    return { kind: "value", text, ...(type === undefined ? {} : { leaves: leavesOf(type) }) };
  };
  switch (term.root) {
    case "argument": {
      const field = setting.args?.get(term.name);
      return field === undefined ? absent : value(read("args", term.name), field.type, "args");
    }
    case "param": {
      const type = setting.params?.get(term.name);
      return type === undefined ? absent : value(read("params", term.name), type, "params");
    }
    case "received":
      if (setting.received === undefined) return absent;
      return value(`v1.received(frame, ${quoted(term.name)})`, setting.received(term.name), "frame");
    case "context": {
      const type = setting.context?.get(term.name);
      return type === undefined ? absent : value(read("context", term.name), type, "context");
    }
    case "element":
      return "element" in setting ? value("each", setting.element) : absent;
    case "it":
      return setting.it === undefined ? absent : value("value", setting.it, "value");
    default:
      return unreachable(term.root);
  }
}

/** Names that every object has are read as own properties alone. */
export function read(record: string, name: string): string {
  return name in Object.prototype ? `v1.own(${record}, ${quoted(name)})` : `${record}${access(name)}`;
}

function fieldOf(value: Extract<Reading, { kind: "value" }>, name: string): Extract<Reading, { kind: "value" }> {
  const fields = (value.leaves ?? []).flatMap((leaf) => (leaf.kind === "record" ? leaf.fields.filter((field) => field.name === name) : []));
  const type = joinTypes(fields.map((field) => field.type));
  return { kind: "value", text: `v1.at(${value.text}, ${quoted(name)})`, ...(type === undefined ? {} : { leaves: leavesOf(type) }) };
}

/** What a term is compared by: a key of generated code is a text, a number or a Boolean, or nothing. */
export type KeyReading =
  | { readonly kind: "absent" }
  | { readonly kind: "constant"; readonly key: Json }
  | { readonly kind: "key"; readonly text: string };

/**
 * The key of a term for a sort. `exact`: nothing but the keys of the sort may come out; else what is of another kind may come
 * out as it is, which is enough where it is held against one literal key.
 */
export function keyOf(sort: Sort, term: Term, setting: Setting, exact: boolean): KeyReading {
  const reading = readingOf(term, setting);
  switch (reading.kind) {
    case "absent":
      return reading;
    case "literal": {
      const key = literalKey(sort, reading.value);
      return key === undefined ? { kind: "absent" } : { kind: "constant", key };
    }
    case "now":
      return sort === "Time" ? { kind: "key", text: "now" } : sort === "String" ? { kind: "key", text: "v1.isoTime(now)" } : { kind: "absent" };
    case "value":
      return { kind: "key", text: keyText(sort, reading, exact) };
    default:
      return unreachable(reading);
  }
}

/** The key of a literal, as generated code has keys; `undefined` where it is not of the sort. */
export function literalKey(sort: Sort, value: Json): Json | undefined {
  const key = readKey(sort, value);
  if (typeof key !== "bigint") return key;
  const address = typeof value === "string" ? readIp(value) : undefined;
  return address === undefined ? undefined : showIp(address);
}

/** Also what reads the elements of a list, where they are not keys themselves. */
export const readers: Readonly<Record<Sort, string>> = {
  Bool: "v1.bool",
  Int: "v1.int",
  Number: "v1.number",
  String: "v1.text",
  Path: "v1.path",
  Url: "v1.href",
  Ip: "v1.ip",
  Date: "v1.date",
  Time: "v1.time",
};

/** The sorts whose keys are the JSON itself. */
export const plainSorts: ReadonlySet<Sort> = new Set<Sort>(["Bool", "Int", "Number", "String", "Path"]);

function keyText(sort: Sort, { text, leaves }: Extract<Reading, { kind: "value" }>, exact: boolean): string {
  const clean = leaves?.every((leaf) => isOf(sort, leaf)) ?? false;
  return (clean || !exact) && plainSorts.has(sort) ? text : `${readers[sort]}(${text})`;
}

/** Whether every value of the leaf is its own key of the sort. Values of a leaf are well-formed. */
function isOf(sort: Sort, leaf: Leaf): boolean {
  const is = (...sorts: readonly Sort[]): boolean => leaf.kind === "scalar" && sorts.includes(leaf.sort);
  switch (sort) {
    case "String":
      return leaf.kind === "enum" || is("String", "Path", "Url", "Ip", "Date", "Time");
    case "Number":
      return is("Number", "Int");
    default:
      return is(sort);
  }
}

/** A reading as JSON or nothing, for what asks of its kind. */
export function jsonText(reading: Reading, setting: Setting): string {
  switch (reading.kind) {
    case "absent":
      return "undefined";
    case "literal":
      return typeof reading.value === "object" && reading.value !== null
        ? setting.bench.constant("list", literal(reading.value), "v1.Json")
        : literal(reading.value);
    case "now":
      return "v1.isoTime(now)";
    case "value":
      return reading.text;
    default:
      return unreachable(reading);
  }
}
