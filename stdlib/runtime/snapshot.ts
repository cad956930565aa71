/**
 * The arguments of a call as data that nobody else holds: looked at through property descriptors, so that no code of the
 * caller runs, then copied. The decision, the digest, the ledger and the tool all see this one copy.
 */
import { types } from "node:util";
import { type Json, wellFormed } from "./value.js";

export interface SnapshotLimits {
  /** Levels of lists and records. */
  readonly depth: number;
  /** Values in all, and UTF-16 units of text in all (names of properties count). */
  readonly values: number;
  readonly units: number;
}

export const argumentLimits: SnapshotLimits = { depth: 64, values: 100_000, units: 1_000_000 };

/** `path` leads to what was refused: names and indices joined by dots. */
export type Snapshot =
  | { readonly kind: "copy"; readonly value: Json }
  | { readonly kind: "refused"; readonly why: SnapshotFault; readonly path: string };

export type SnapshotFault =
  | "not-data"
  | "proxy"
  | "accessor"
  | "prototype"
  | "symbol"
  | "proto-property"
  | "hidden-property"
  | "sparse-list"
  | "not-finite"
  | "not-well-formed"
  | "too-deep"
  | "too-large";

/** What is left of the limits while a value is copied. */
interface Left {
  values: number;
  units: number;
  readonly depth: number;
}

/** A private signal of this file, so that the recursion (which the depth bounds) can stop at once. */
interface Stop {
  readonly why: SnapshotFault;
  readonly path: readonly string[];
}

type Copied = { readonly ok: true; readonly value: Json | undefined } | { readonly ok: false; readonly stop: Stop };

/**
 * Copies a value. A property that is `undefined` is absent, as in JSON; −0 becomes 0. Functions, symbols, big integers, getters,
 * proxies, objects of a class, lists with holes or with properties of their own are refused, and so is an own `__proto__`.
 */
export function snapshot(value: unknown, limits: SnapshotLimits = argumentLimits): Snapshot {
  const copied = copy(value, { values: limits.values, units: limits.units, depth: limits.depth }, []);
  if (!copied.ok) return { kind: "refused", why: copied.stop.why, path: copied.stop.path.join(".") };
  return copied.value === undefined ? { kind: "refused", why: "not-data", path: "" } : { kind: "copy", value: copied.value };
}

function copy(value: unknown, left: Left, path: readonly string[]): Copied {
  if (--left.values < 0) return stop("too-large", path);
  switch (typeof value) {
    case "string":
      return text(value, left, path);
    case "number":
      return Number.isFinite(value) ? { ok: true, value: value + 0 } : stop("not-finite", path);
    case "boolean":
    case "undefined":
      return { ok: true, value };
    case "object":
      break;
    default:
      return stop("not-data", path);
  }
  if (value === null) return { ok: true, value };
  if (types.isProxy(value)) return stop("proxy", path);
  if (path.length >= left.depth) return stop("too-deep", path);
  return Array.isArray(value) ? list(value, left, path) : record(value, left, path);
}

/** The length is looked at first: a text too long is refused before anything reads it. */
function text(value: string, left: Left, path: readonly string[]): Copied {
  left.units -= value.length;
  if (left.units < 0) return stop("too-large", path);
  return wellFormed(value) ? { ok: true, value } : stop("not-well-formed", path);
}

function list(value: readonly unknown[], left: Left, path: readonly string[]): Copied {
  if (Object.getPrototypeOf(value) !== Array.prototype) return stop("prototype", path);
  if (value.length > left.values) return stop("too-large", path);
  const keys = Reflect.ownKeys(value);
  // Every index and `length`: fewer are holes, more are properties of its own.
  if (keys.length !== value.length + 1) return stop(keys.length <= value.length ? "sparse-list" : "hidden-property", path);
  const copied: Json[] = [];
  for (let i = 0; i < value.length; i++) {
    const each = property(value, String(i), left, path);
    if (!each.ok) return each;
    if (each.value === undefined) return stop("not-data", [...path, String(i)]);
    copied.push(each.value);
  }
  return { ok: true, value: copied };
}

function record(value: object, left: Left, path: readonly string[]): Copied {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return stop("prototype", path);
  const keys = Reflect.ownKeys(value);
  if (keys.length > left.values) return stop("too-large", path);
  // Without a prototype, so that reading a name reads what was given or nothing.
  const copied: Record<string, Json> = Object.create(null);
  for (const key of keys) {
    if (typeof key === "symbol") return stop("symbol", path);
    if (key === "__proto__") return stop("proto-property", [...path, key]);
    const name = text(key, left, path);
    if (!name.ok) return name;
    const each = property(value, key, left, path);
    if (!each.ok) return each;
    if (each.value !== undefined) copied[key] = each.value;
  }
  return { ok: true, value: copied };
}

function property(holder: object, key: string, left: Left, path: readonly string[]): Copied {
  const descriptor = Object.getOwnPropertyDescriptor(holder, key);
  if (descriptor === undefined) return stop("sparse-list", path);
  if (!("value" in descriptor)) return stop("accessor", [...path, key]);
  // What `JSON.stringify` would leave out is not passed on behind its back.
  if (descriptor.enumerable !== true) return stop("hidden-property", [...path, key]);
  return copy(descriptor.value, left, [...path, key]);
}

/** A copy of data with ordinary prototypes, to be handed to code that is not ours. */
export function plainCopy(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(plainCopy);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plainCopy(each)]));
}

function stop(why: SnapshotFault, path: readonly string[]): Copied {
  return { ok: false, stop: { why, path } };
}
