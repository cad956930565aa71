/** Two JSON Schemas that must both hold, as one: for `allOf`, for what stands beside a `$ref`, and beside `anyOf`. */
import type { Json } from "../../stdlib/runtime/value.js";
import { canonical, fieldOf, isList, isRecord, type JsonRecord, recordOf } from "./json.js";

/** Keywords that only describe: the first one said stays. */
const descriptions: ReadonlySet<string> = new Set([
  ...["title", "description", "default", "examples", "example", "deprecated", "readOnly", "writeOnly", "$comment", "$schema", "$id", "id", "$anchor"],
  ...["$defs", "definitions"],
]);

const lowerEnds: ReadonlySet<string> = new Set(["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"]);
const upperEnds: ReadonlySet<string> = new Set(["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"]);

/** One schema that says what both say; `undefined` where two of their keywords can't be put together. */
export function intersect(left: JsonRecord, right: JsonRecord): JsonRecord | undefined {
  if (closesOver(left, right) || closesOver(right, left)) return undefined;
  const keys = new Map<string, Json>(Object.entries(left));
  for (const [key, value] of Object.entries(right)) {
    const other = keys.get(key);
    const both = other === undefined ? value : bothOf(key, other, value);
    if (both === undefined) return undefined;
    keys.set(key, both);
  }
  return recordOf(keys);
}

/** `additionalProperties: false` speaks of the properties beside it alone: with others in the second schema it is no plain meeting. */
function closesOver(closed: JsonRecord, other: JsonRecord): boolean {
  const rest = fieldOf(closed, "additionalProperties");
  if (rest === undefined || rest === true) return false;
  const [own, more] = [fieldOf(closed, "properties"), fieldOf(other, "properties")];
  return isRecord(more) && Object.keys(more).some((name) => fieldOf(own, name) === undefined);
}

function bothOf(key: string, left: Json, right: Json): Json | undefined {
  if (descriptions.has(key) || canonical(left) === canonical(right)) return left;
  if (lowerEnds.has(key) && typeof left === "number" && typeof right === "number") return Math.max(left, right);
  if (upperEnds.has(key) && typeof left === "number" && typeof right === "number") return Math.min(left, right);
  switch (key) {
    case "required":
      return isList(left) && isList(right) ? [...left, ...right] : undefined;
    case "enum": {
      const values = new Set(isList(right) ? right.map(canonical) : []);
      return isList(left) && isList(right) ? left.filter((each) => values.has(canonical(each))) : undefined;
    }
    case "type":
      return bothTypes(left, right);
    case "properties":
      return isRecord(left) && isRecord(right) ? bothProperties(left, right) : undefined;
    case "items":
      return isList(left) || isList(right) ? undefined : { allOf: [left, right] };
    case "additionalProperties":
      return left === true ? right : right === true ? left : left === false || right === false ? false : undefined;
    case "uniqueItems":
      return left === true || right === true;
    default:
      return undefined;
  }
}

function bothTypes(left: Json, right: Json): Json | undefined {
  const [mine, yours] = [left, right].map((each) => (isList(each) ? each : [each]));
  if (mine === undefined || yours === undefined) return undefined;
  const has = (all: readonly Json[], type: Json): boolean => all.includes(type) || (type === "integer" && all.includes("number"));
  const both = [...mine.filter((each) => has(yours, each)), ...yours.filter((each) => has(mine, each))];
  return both.length === 0 ? undefined : [...new Set(both)];
}

function bothProperties(left: JsonRecord, right: JsonRecord): Json {
  const names = new Map<string, Json>(Object.entries(left));
  for (const [name, value] of Object.entries(right)) {
    const other = names.get(name);
    names.set(name, other === undefined || canonical(other) === canonical(value) ? value : { allOf: [other, value] });
  }
  return recordOf(names);
}
