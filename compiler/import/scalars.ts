/**
 * Scalars of a JSON Schema as types.
 *
 * A `format` is an annotation in JSON Schema, yet the only thing that tells an address from any other text, and policies
 * want to speak of hosts, networks and times. So a format that the language has a type for becomes that type: `date-time`
 * Time, `date` Date, `uri` Url, `ipv4` and `ipv6` Ip, the last two held to their family; `uuid` is a pattern (RFC 9562).
 * A pattern beside one of these types can't be said as well and is left to the server; beside any other it is what counts.
 * All other formats stay strings, and a note names them.
 */
import type { Json } from "../../stdlib/runtime/value.js";
import { fieldOf, type JsonRecord } from "./json.js";
import { anchored, anyCharacter, largest, showRun } from "./pattern.js";
import { type Mapped, type Note, refine, type Scalar, type Shape, scalar } from "./shape.js";
import { oneLine } from "./words.js";

interface Format {
  readonly type: Scalar;
  readonly where: readonly string[];
}

const formats: ReadonlyMap<string, Format> = new Map([
  ["date-time", { type: "Time", where: [] }],
  ["date", { type: "Date", where: [] }],
  ["uri", { type: "Url", where: [] }],
  ["ipv4", { type: "Ip", where: ['it in "0.0.0.0/0"'] }],
  ["ipv6", { type: "Ip", where: ['it in "::/0"'] }],
]);

/** A `minLength` of one. */
export const notEmpty = 'it != ""';

/** The form of a UUID (RFC 9562). */
export const uuid = "it matches /[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}/";

/** A `string` with its length, pattern and format. */
export function mapString(schema: JsonRecord): Mapped {
  const name = fieldOf(schema, "format");
  const format = typeof name === "string" ? formats.get(name) : undefined;
  const pattern = fieldOf(schema, "pattern");
  if (format !== undefined) {
    const left = ["pattern", "minLength", "maxLength"].filter((key) => fieldOf(schema, key) !== undefined);
    return { shape: refine(scalar(format.type), format.where), notes: left.map((key) => leftOver(schema, key, `beside its format ${String(name)}`)) };
  }
  const { where, notes } = lengthAndPattern(schema);
  const isUuid = name === "uuid" && pattern === undefined;
  const unknown = name !== undefined && name !== "uuid" ? [leftOver(schema, "format")] : [];
  return { shape: refine(scalar("String"), isUuid ? [uuid, ...where] : where), notes: [...notes, ...unknown] };
}

/** A `number`, or an `integer`, with its range. */
export function mapNumber(schema: JsonRecord, isInteger: boolean): Mapped {
  const notes: Note[] = [];
  const divisor = fieldOf(schema, "multipleOf");
  const whole = isInteger || divisor === 1;
  if (divisor !== undefined && !(divisor === 1 || (isInteger && isOneOver(divisor)))) notes.push(leftOver(schema, "multipleOf"));
  if (fieldOf(schema, "format") !== undefined) notes.push(leftOver(schema, "format"));
  const { low, high } = rangeOf(schema, whole, notes);
  const base = scalar(whole ? "Int" : "Number");
  if (low === undefined && high === undefined) return { shape: base, notes };
  if (low !== undefined && high !== undefined && isEmpty(low, high, whole))
    return { shape: base, notes: [...notes, { path: "", text: "its range is empty: no number is valid" }] };
  if (low?.open === false && high?.open === false && low.at === high.at) return { shape: refine(base, [`it == ${showNumber(low.at)}`]), notes };
  const where = [
    ...(low === undefined ? [] : [`it ${low.open ? ">" : ">="} ${showNumber(low.at)}`]),
    ...(high === undefined ? [] : [`it ${high.open ? "<" : "<="} ${showNumber(high.at)}`]),
  ];
  return { shape: refine(base, where), notes };
}

/** `enum` and `const`: their scalars by kind. Values that the schema's own type rules out are not among them. */
export function mapValues(values: readonly Json[]): readonly Shape[] {
  const texts = [...new Set(values.filter((value) => typeof value === "string"))];
  const numbers = [...new Set(values.filter((value) => typeof value === "number").map((value) => value + 0))];
  const truths = new Set(values.filter((value) => typeof value === "boolean"));
  const shapes: Shape[] = [];
  if (texts.length > 0) shapes.push({ kind: "texts", values: texts });
  if (numbers.length > 0) {
    const base = scalar(numbers.every(Number.isSafeInteger) ? "Int" : "Number");
    const [only] = numbers;
    shapes.push(
      refine(base, [numbers.length === 1 && only !== undefined ? `it == ${showNumber(only)}` : `it in [${numbers.map(showNumber).join(", ")}]`]),
    );
  }
  if (truths.size === 2) shapes.push(scalar("Bool"));
  else for (const truth of truths) shapes.push(refine(scalar("Bool"), [`it == ${truth}`]));
  if (values.includes(null)) shapes.push({ kind: "null" });
  return shapes;
}

/** A note that a keyword is left to the server. */
export function leftOver(schema: JsonRecord, key: string, reason?: string): Note {
  const value = fieldOf(schema, key);
  const text = oneLine(value === undefined ? "" : JSON.stringify(value), 100);
  return { path: "", text: `beyond the language: ${oneLine(key, 60)} ${text}${reason === undefined ? "" : ` (${reason})`}` };
}

/** A keyword that counts something: a whole number from 0 up. */
export function countOf(schema: JsonRecord, key: string): number | undefined {
  const value = fieldOf(schema, key);
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function lengthAndPattern(schema: JsonRecord): { readonly where: readonly string[]; readonly notes: readonly Note[] } {
  const least = countOf(schema, "minLength") ?? 0;
  const most = countOf(schema, "maxLength") ?? null;
  const source = fieldOf(schema, "pattern");
  const pattern = typeof source === "string" ? anchored(source) : undefined;
  if (most !== null && most < least) return { where: [], notes: [{ path: "", text: "its maxLength is below its minLength: no string is valid" }] };
  if (pattern?.kind === "run") return runWithLength(schema, pattern, least, most);
  const lengths = lengthOf(schema, least, most);
  switch (pattern?.kind) {
    case undefined:
    case "always":
      return lengths;
    case "beyond":
      return { where: lengths.where, notes: [...lengths.notes, leftOver(schema, "pattern", pattern.reason)] };
    case "source":
      return { where: [showMatches(pattern.source), ...lengths.where], notes: lengths.notes };
  }
}

/** A run of characters takes the lengths in: `^[a-z]+$` of at most 8 is `[a-z]{1,8}`. */
function runWithLength(
  schema: JsonRecord,
  run: { readonly unit: string; readonly min: number; readonly max: number | null },
  least: number,
  most: number | null,
): ReturnType<typeof lengthAndPattern> {
  const min = Math.max(run.min, least);
  const max = run.max === null ? most : most === null ? run.max : Math.min(run.max, most);
  if (max !== null && max < min) return { where: [], notes: [{ path: "", text: "its pattern and its length agree on no string" }] };
  if (min <= largest && (max ?? 0) <= largest) return { where: [max === 0 ? 'it == ""' : showMatches(showRun(run.unit, min, max))], notes: [] };
  const atLeast = min <= largest ? min : Math.min(run.min, largest);
  const lengths = lengthOf(schema, least, most);
  return {
    where: [showMatches(showRun(run.unit, atLeast, null))],
    notes: lengths.notes.length > 0 ? lengths.notes : [leftOver(schema, "pattern", "too large")],
  };
}

/** Lengths count characters, as the language's patterns do. A length of thousands would be a pattern of that size, and is left to the server. */
function lengthOf(schema: JsonRecord, least: number, most: number | null): ReturnType<typeof lengthAndPattern> {
  if (least > largest || (most ?? 0) > largest) {
    const notes = [
      ...(least > largest ? [leftOver(schema, "minLength", "long")] : []),
      ...(most === null || most <= largest ? [] : [leftOver(schema, "maxLength", "long")]),
    ];
    return { where: least > largest ? [] : lengthOf(schema, least, null).where, notes };
  }
  if (most === 0) return { where: ['it == ""'], notes: [] };
  if (most === null) return { where: least === 0 ? [] : least === 1 ? [notEmpty] : [showMatches(showRun(anyCharacter, least, null))], notes: [] };
  return { where: [showMatches(showRun(anyCharacter, least, most))], notes: [] };
}

function showMatches(source: string): string {
  return source === "" ? 'it == ""' : `it matches /${source}/`;
}

interface End {
  readonly at: number;
  readonly open: boolean;
}

/** The tighter of the two ends on each side; an end that the type itself has is none. Draft 4 wrote `exclusiveMinimum: true`. */
function rangeOf(schema: JsonRecord, isInteger: boolean, notes: Note[]): { readonly low: End | undefined; readonly high: End | undefined } {
  const end = (inclusive: string, exclusive: string, sign: 1 | -1): End | undefined => {
    const [closed, open] = [fieldOf(schema, inclusive), fieldOf(schema, exclusive)];
    for (const [key, value] of [[inclusive, closed] as const, [exclusive, open] as const])
      if (value !== undefined && !(typeof value === "number" && Number.isFinite(value)) && !(key === exclusive && typeof value === "boolean"))
        notes.push(leftOver(schema, key));
    const ends: End[] = [];
    if (typeof closed === "number" && Number.isFinite(closed)) ends.push({ at: closed, open: open === true });
    if (typeof open === "number" && Number.isFinite(open)) ends.push({ at: open, open: true });
    const [tightest] = ends.sort((a, b) => sign * (b.at - a.at) || Number(b.open) - Number(a.open));
    return tightest === undefined || (isInteger && isOutside(tightest, sign)) ? undefined : tightest;
  };
  return { low: end("minimum", "exclusiveMinimum", 1), high: end("maximum", "exclusiveMaximum", -1) };
}

/** An end that takes no safe integer away. */
function isOutside({ at, open }: End, sign: 1 | -1): boolean {
  const reach = -sign * at;
  return open ? reach > Number.MAX_SAFE_INTEGER : reach >= Number.MAX_SAFE_INTEGER;
}

function isEmpty(low: End, high: End, isInteger: boolean): boolean {
  if (low.at > high.at || (low.at === high.at && (low.open || high.open))) return true;
  if (!isInteger) return false;
  const first = Number.isInteger(low.at) && low.open ? low.at + 1 : Math.ceil(low.at);
  const last = Number.isInteger(high.at) && high.open ? high.at - 1 : Math.floor(high.at);
  return first > last;
}

/** Every integer is a multiple of one over a whole number. */
function isOneOver(divisor: Json): boolean {
  return typeof divisor === "number" && divisor > 0 && divisor <= 1 && Number.isInteger(1 / divisor);
}

function showNumber(value: number): string {
  return String(value + 0);
}
