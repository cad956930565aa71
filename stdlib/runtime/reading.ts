/**
 * What the decisions of generated code are made of: one small function an atom. All take JSON or nothing, answer as the atom
 * of `constraint.ts` does, and allocate nothing; those that read a URL, an address, a date or a time remember the last few.
 */
import { type Comparison, compare } from "./constraint.js";
import { matches, type Pattern } from "./pattern.js";
import {
  type Json,
  type JsonKind,
  kindOf,
  readDate,
  readIp,
  readKey,
  readNetwork,
  readTime,
  readUrl,
  type Sort,
  showIp,
  type UrlParts,
  wellFormed,
} from "./value.js";

/** JSON, or nothing where a value is absent. */
export type Read = Json | undefined;

// Places

/** An own property of a record, for names that every object has. */
export function own(values: Readonly<Record<string, Json>>, name: string): Read {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

/** A field of what may be a record. */
export function at(value: Read, name: string): Read {
  if (!isRecord(value)) return undefined;
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

export function isoTime(now: number): string {
  return new Date(now).toISOString();
}

export function hour(now: number): number {
  return (((Math.floor(now / 3_600_000) % 24) + 24) % 24) + 0;
}

// Sorts: the value as what two of its sort are compared by, or nothing

export function text(value: Read): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function number(value: Read): number | undefined {
  return typeof value === "number" ? value : undefined;
}

export function int(value: Read): number | undefined {
  return isInt(value) ? value : undefined;
}

export function bool(value: Read): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

export function path(value: Read): string | undefined {
  return isPath(value) ? value : undefined;
}

/** Days since 1970-01-01. */
export function date(value: Read): number | undefined {
  return typeof value === "string" ? dates(value) : undefined;
}

/** Milliseconds since the epoch. */
export function time(value: Read): number | undefined {
  return typeof value === "string" ? times(value) : undefined;
}

/** An address in the one way to write it. */
export function ip(value: Read): string | undefined {
  return typeof value === "string" ? addresses(value)?.text : undefined;
}

/** A URL as the WHATWG parser writes it. */
export function href(value: Read): string | undefined {
  return typeof value === "string" ? urls(value)?.href : undefined;
}

export function scheme(value: Read): string | undefined {
  return typeof value === "string" ? urls(value)?.scheme : undefined;
}

export function host(value: Read): string | undefined {
  return typeof value === "string" ? urls(value)?.host : undefined;
}

export function port(value: Read): number | undefined {
  return typeof value === "string" ? urls(value)?.port : undefined;
}

export function urlPath(value: Read): string | undefined {
  return typeof value === "string" ? urls(value)?.path : undefined;
}

export function size(value: Read): number | undefined {
  return isList(value) ? value.length : undefined;
}

// Types

export function isText(value: Read): value is string {
  return typeof value === "string" && wellFormed(value);
}

export function isInt(value: Read): value is number {
  return Number.isSafeInteger(value);
}

export function isNumber(value: Read): value is number {
  return Number.isFinite(value);
}

export function isBool(value: Read): value is boolean {
  return typeof value === "boolean";
}

export function isUrl(value: Read): value is string {
  return href(value) !== undefined;
}

export function isIp(value: Read): value is string {
  return ip(value) !== undefined;
}

export function isDate(value: Read): value is string {
  return date(value) !== undefined;
}

export function isTime(value: Read): value is string {
  return time(value) !== undefined;
}

export function isList(value: Read): value is readonly Json[] {
  return Array.isArray(value);
}

export function isRecord(value: Read): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isKind(value: Read, kind: JsonKind): boolean {
  return value !== undefined && kindOf(value) === kind;
}

const slash = 0x2f;
const dot = 0x2e;

/** As `isPath` of `value.ts`, in one pass. */
export function isPath(value: Read): value is string {
  if (typeof value !== "string" || value === "") return false;
  if (value === "/") return true;
  let start = value.charCodeAt(0) === slash ? 1 : 0;
  for (let i = start; i <= value.length; i++) {
    const unit = i < value.length ? value.charCodeAt(i) : slash;
    if (unit === 0 || unit === 0x5c) return false;
    if (unit !== slash) continue;
    const length = i - start;
    if (length === 0 || (length <= 2 && value.charCodeAt(start) === dot && value.charCodeAt(i - 1) === dot)) return false;
    start = i + 1;
  }
  return wellFormed(value);
}

/** Any JSON whose texts are well-formed and whose numbers are finite, however deep. */
export function isJson(value: Read): boolean {
  if (typeof value === "string") return wellFormed(value);
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return value !== undefined;
  const pending: object[] = [value];
  for (let holder = pending.pop(); holder !== undefined; holder = pending.pop()) {
    for (const [name, each] of Object.entries(holder) as readonly (readonly [string, Json])[]) {
      if (!wellFormed(name)) return false;
      if (typeof each === "object" && each !== null) pending.push(each);
      else if (!isJson(each)) return false;
    }
  }
  return true;
}

/** The first own property that is none of these names. */
export function undeclared(values: Readonly<Record<string, Json>>, names: ReadonlySet<string>): string | undefined {
  for (const name in values) if (!names.has(name) && Object.hasOwn(values, name)) return name;
  return undefined;
}

// Atoms

export function known(value: Read): boolean {
  return value !== undefined;
}

export function is(left: Read, right: Read): boolean {
  return left !== undefined && left === right;
}

export function differs(left: Read, right: Read): boolean {
  return left !== undefined && right !== undefined && left !== right;
}

export function below(left: Read, right: Read): boolean {
  return typeof left === "number" && typeof right === "number" && left < right;
}

export function atMost(left: Read, right: Read): boolean {
  return typeof left === "number" && typeof right === "number" && left <= right;
}

export function above(left: Read, right: Read): boolean {
  return typeof left === "number" && typeof right === "number" && left > right;
}

export function atLeast(left: Read, right: Read): boolean {
  return typeof left === "number" && typeof right === "number" && left >= right;
}

/** Both ends included. */
export function within(value: Read, low: number, high: number): boolean {
  return typeof value === "number" && low <= value && value <= high;
}

export function outside(value: Read, low: number, high: number): boolean {
  return typeof value === "number" && !(low <= value && value <= high);
}

/** An order that no policy can ask for, of texts or addresses. */
export function ordered(op: Comparison, sort: Sort, left: Read, right: Read): boolean {
  const [one, two] = [readKey(sort, left), readKey(sort, right)];
  return one !== undefined && two !== undefined && compare(op, one, two);
}

/** Whether a list has an element of this key; `as` reads the elements where they are not keys themselves. */
export function contains(list: Read, key: Read, as?: (value: Read) => Read): boolean {
  return isList(list) && key !== undefined && includes(list, key, as);
}

export function lacks(list: Read, key: Read, as?: (value: Read) => Read): boolean {
  return isList(list) && key !== undefined && !includes(list, key, as);
}

function includes(list: readonly Json[], key: Json, as: ((value: Read) => Read) | undefined): boolean {
  for (const each of list) if ((as === undefined ? each : as(each)) === key) return true;
  return false;
}

export function starts(value: Read, prefix: string): boolean {
  return typeof value === "string" && value.startsWith(prefix);
}

export function ends(value: Read, suffix: string): boolean {
  return typeof value === "string" && value.endsWith(suffix);
}

/** It begins so and ends so, with or without something between. */
export function spans(value: Read, prefix: string, suffix: string): boolean {
  return typeof value === "string" && value.length >= prefix.length + suffix.length && value.startsWith(prefix) && value.endsWith(suffix);
}

/** The same, and what is between has no slash. */
export function spansSegment(value: Read, prefix: string, suffix: string): boolean {
  if (!spans(value, prefix, suffix) || typeof value !== "string") return false;
  const end = value.length - suffix.length;
  for (let i = prefix.length; i < end; i++) if (value.charCodeAt(i) === slash) return false;
  return true;
}

/** `path` is `base` or below it; both are paths. */
export function under(path: Read, base: Read): boolean {
  if (typeof path !== "string" || typeof base !== "string" || !path.startsWith(base)) return false;
  return path.length === base.length || base === "/" || path.charCodeAt(base.length) === slash;
}

export function notUnder(path: Read, base: Read): boolean {
  return typeof path === "string" && typeof base === "string" && !under(path, base);
}

// Tables

/** A set of texts, that a text is held against. */
export interface Texts {
  has(value: Read): boolean;
}

/** The addresses of a block in CIDR notation. */
export function network(block: string): Texts {
  const ends = readNetwork(block);
  return {
    has(value) {
      const key = typeof value === "string" ? addresses(value)?.key : undefined;
      return key !== undefined && ends !== undefined && ends.low <= key && key <= ends.high;
    },
  };
}

/**
 * A deterministic automaton: intervals of code points begin at `starts`, each in a class (−1: accepted nowhere); `next` has the
 * state after `state` and a class at `state * width + class`. One look-up a character.
 */
export function automaton(table: {
  readonly starts: readonly number[];
  readonly classes: readonly number[];
  readonly width: number;
  readonly next: readonly number[];
  readonly accepting: readonly number[];
}): Texts {
  const starts = Int32Array.from(table.starts);
  const classes = Int32Array.from(table.classes);
  const { width } = table;
  const next = Int32Array.from(table.next);
  const accepting = new Uint8Array(next.length / width);
  for (const state of table.accepting) accepting[state] = 1;
  const classOf = (point: number): number => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= point) low = middle;
      else high = middle - 1;
    }
    return classes[low] ?? -1;
  };
  const ascii = Int32Array.from({ length: 128 }, (_, point) => classOf(point));
  return {
    has(value) {
      if (typeof value !== "string") return false;
      let state = 0;
      for (let i = 0; i < value.length; i++) {
        const unit = value.charCodeAt(i);
        let of = -1;
        if (unit < 128) of = ascii[unit] ?? -1;
        else {
          const point = value.codePointAt(i) ?? unit;
          if (point > 0xffff) i++;
          of = classOf(point);
        }
        if (of < 0) return false;
        state = next[state * width + of] ?? 0;
      }
      return accepting[state] === 1;
    },
  };
}

/** A pattern whose automaton would be too large: at all its places at once, in time that is still linear in the text. */
export function machine(pattern: Pattern): Texts {
  return { has: (value) => typeof value === "string" && matches(pattern, value) };
}

// What was read last

const kept = 16;
const longestKept = 4096;

/** `read`, which is pure, with the last few of its answers at hand. */
function remembering<T>(read: (text: string) => T): (text: string) => T {
  const texts: string[] = [];
  const answers: T[] = [];
  let turn = 0;
  return (text) => {
    if (text.length > longestKept) return read(text);
    for (let i = 0; i < texts.length; i++) {
      const answer = answers[i];
      if (texts[i] === text && answer !== undefined) return answer;
    }
    const answer = read(text);
    texts[turn] = text;
    answers[turn] = answer;
    turn = (turn + 1) % kept;
    return answer;
  };
}

const dates = remembering(readDate);
const times = remembering(readTime);
const urls = remembering((text): UrlParts | undefined => readUrl(text));
const addresses = remembering((text): { readonly key: bigint; readonly text: string } | undefined => {
  const key = readIp(text);
  return key === undefined ? undefined : { key, text: showIp(key) };
});
