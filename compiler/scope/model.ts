/** From an assignment to a request: what stands in each cell, and plain values where nothing was asked. */
import type { Field, Request, Type } from "../../stdlib/runtime/constraint.js";
import { type Json, type Sort, showDate, showIp, showTime } from "../../stdlib/runtime/value.js";
import { unreachable } from "../base/unreachable.js";
import type { Ordinal, ScaleName } from "../proof/replay/scales.js";
import type { Cell, List, Variant } from "./cells.js";
import { assigned, isTrue, type Search } from "./search.js";
import { cellKey, type Grounding } from "./terms.js";
import type { Values } from "./theory.js";
import { writeUrl } from "./urls.js";

/** When nothing is asked of the time of a request. */
export const plainTime = Date.UTC(2026, 0, 1);

/** The request that an assignment describes. No list in it is too long to write down: the theory has seen to that. */
export function buildRequest(grounding: Grounding, search: Search, values: Values): Request {
  const { signature, cells, vocabulary } = grounding;
  const reading: Reading = { search, values };
  const approvals = [...vocabulary.numbers].flatMap(([key, atom]) => {
    const by = /^flag approved by (.*)$/s.exec(key)?.[1];
    return by !== undefined && assigned(search, atom) > 0 ? [by] : [];
  });
  const params: Record<string, Json> = {};
  for (const [name, type] of Object.entries(signature.params)) {
    const value = valueIn(reading, cells.get(cellKey("param", name)));
    define(params, name, value === undefined ? plainValue(type) : value);
  }
  const context: Record<string, Json> = {};
  for (const name of Object.keys(signature.context)) {
    const cell = cells.get(cellKey("context", name));
    if (cell !== undefined) define(context, name, valueIn(reading, cell) ?? null);
  }
  return {
    action: signature.action.id,
    effect: signature.action.effect,
    args: fieldValues(reading, signature.action.params, (field) => cells.get(cellKey("argument", field.name))),
    params,
    received: {},
    context,
    now: grounding.now === undefined ? plainTime : Number(values.ordinals[grounding.now] ?? plainTime),
    approvals: approvals.sort(),
  };
}

interface Reading {
  readonly search: Search;
  readonly values: Values;
}

/** Sets an own property, also one called `__proto__`. */
function define(record: Record<string, Json>, name: string, value: Json): void {
  Object.defineProperty(record, name, { value, enumerable: true, writable: true, configurable: true });
}

function fieldValues(reading: Reading, fields: readonly Field[], cellOf: (field: Field) => Cell | undefined): Record<string, Json> {
  const record: Record<string, Json> = {};
  for (const field of fields) {
    const cell = cellOf(field);
    const value = cell === undefined ? (field.optional ? undefined : plainValue(field.type)) : valueIn(reading, cell);
    if (value !== undefined) define(record, field.name, value);
  }
  return record;
}

/** The value in a cell; `undefined` where it is absent. Atoms that are open count as false: of what is present, a variant is chosen. */
function valueIn(reading: Reading, cell: Cell | undefined): Json | undefined {
  if (cell === undefined || !isTrue(reading.search, cell.present)) return undefined;
  const variant = cell.variants.find(({ chosen }) => isTrue(reading.search, chosen));
  return variant === undefined ? undefined : variantValue(reading, variant);
}

function variantValue(reading: Reading, variant: Variant): Json {
  const { texts, ordinals } = reading.values;
  switch (variant.kind) {
    case "null":
      return null;
    case "opaque":
      return opaqueValues[variant.json];
    case "text": {
      const text = texts[variant.variable] ?? "";
      return variant.sort === "Bool" ? text === "true" : text;
    }
    case "ordinal":
      return showOrdinal(variant.scale, ordinals[variant.variable] ?? 0);
    case "url": {
      const port = isTrue(reading.search, variant.port.present) ? ordinals[variant.port.variable] : undefined;
      const text = (at: number): string => texts[at] ?? "";
      return writeUrl({ scheme: text(variant.variable), host: text(variant.host), path: text(variant.path), rest: text(variant.rest), port });
    }
    case "record":
      return fieldValues(reading, variant.fields, (field) => variant.cells.get(field.name));
    case "list":
      return listValue(reading, variant.list);
    default:
      return unreachable(variant);
  }
}

const opaqueValues = { String: "", Number: 0, Bool: false, List: [], Record: {}, null: null } as const;

function showOrdinal(scale: ScaleName, value: Ordinal): Json {
  switch (scale) {
    case "Int":
    case "Number":
      return Number(value);
    case "Date":
      return showDate(Number(value));
    case "Time":
      return showTime(Number(value));
    case "Ip":
      return showIp(BigInt(value));
    default:
      return unreachable(scale);
  }
}

function membersOf({ search }: Reading, list: List): List["members"] {
  return list.members.filter((member) => assigned(search, member.flag) > 0);
}

/** The members, each value once, and the first again as often as the length asks. */
function listValue(reading: Reading, list: List): Json {
  const found: Json[] = [];
  const seen = new Set<string>();
  const wanted = list.size === undefined ? 0 : Number(reading.values.ordinals[list.size] ?? 0);
  const members = membersOf(reading, list).map((member) => valueIn(reading, member.cell) ?? null);
  for (const value of members) {
    const key = JSON.stringify(value);
    if (seen.has(key)) continue;
    seen.add(key);
    found.push(value);
  }
  while (found.length > 0 && found.length < wanted) found.push(found[0] ?? null);
  return found;
}

const plainScalars: Readonly<Record<Sort, Json>> = {
  Bool: false,
  Int: 0,
  Number: 0,
  String: "",
  Path: "/",
  Url: "https://a/",
  Ip: "0.0.0.0",
  Date: showDate(plainTime / 86_400_000),
  Time: showTime(plainTime),
};

/** A value of a type without required refinements, as plain as can be. */
export function plainValue(type: Type): Json {
  switch (type.kind) {
    case "scalar":
      return plainScalars[type.sort];
    case "enum":
      return type.values[0] ?? null;
    case "list":
      return [];
    case "record":
      return Object.fromEntries(type.fields.filter((field) => !field.optional).map((field) => [field.name, plainValue(field.type)]));
    case "union":
      return type.members[0] === undefined ? null : plainValue(type.members[0]);
    case "null":
      return null;
    // A program or a document, most often.
    case "any":
      return "";
    case "refined":
      return plainValue(type.base);
    default:
      return unreachable(type);
  }
}
