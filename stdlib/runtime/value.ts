/** The values that requests are made of: JSON, and how each scalar sort of the language reads it. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** The scalar sorts of the language. An enum is a `String` of few values. */
export type Sort = "Bool" | "Int" | "Number" | "String" | "Path" | "Url" | "Ip" | "Date" | "Time";

/** What two values of one sort are compared by: equal keys are equal values, and ordered sorts order by `<` on them. */
export type Key = boolean | number | string | bigint;

export type JsonKind = "null" | "String" | "Number" | "Bool" | "List" | "Record";

/** The parts of a URL that a policy can speak of. */
export type UrlPart = "scheme" | "host" | "port" | "path";

/** The kind of a JSON value, in the words of `is`. */
export function kindOf(value: Json): JsonKind {
  if (value === null) return "null";
  switch (typeof value) {
    case "string":
      return "String";
    case "number":
      return "Number";
    case "boolean":
      return "Bool";
    default:
      return Array.isArray(value) ? "List" : "Record";
  }
}

/** True of strings that are well-formed UTF-16: no lone surrogate. */
export function isWellFormed(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const next = text.charCodeAt(i + 1);
    if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return false;
    i++;
  }
  return true;
}

/** The same, by the engine's own where it has one (ECMAScript 2024): for what is asked of every text of a request. */
export function wellFormed(text: string & { isWellFormed?: () => boolean }): boolean {
  return text.isWellFormed === undefined ? isWellFormed(text) : text.isWellFormed();
}

/**
 * The key of a value of a sort, or `undefined` where the value is not of that sort.
 * Int: a safe integer. Number: a finite double, −0 as 0. Date: days since 1970-01-01.
 * Time: milliseconds since the epoch. Ip: the address, IPv6 above all of IPv4. Url: its WHATWG serialisation.
 */
export function readKey(sort: Sort, value: Json | undefined): Key | undefined {
  switch (sort) {
    case "Bool":
      return typeof value === "boolean" ? value : undefined;
    case "Int":
      return typeof value === "number" && Number.isSafeInteger(value) ? value + 0 : undefined;
    case "Number":
      return typeof value === "number" && Number.isFinite(value) ? value + 0 : undefined;
    case "String":
      return typeof value === "string" && isWellFormed(value) ? value : undefined;
    case "Path":
      return typeof value === "string" && isPath(value) ? value : undefined;
    case "Url":
      return typeof value === "string" ? readUrl(value)?.href : undefined;
    case "Ip":
      return typeof value === "string" ? readIp(value) : undefined;
    case "Date":
      return typeof value === "string" ? readDate(value) : undefined;
    case "Time":
      return typeof value === "string" ? readTime(value) : undefined;
  }
}

/** A path in normal form: `/`, or segments joined by single slashes, none of them empty, `.` or `..`; no backslash, no NUL. */
export function isPath(text: string): boolean {
  if (text === "/") return true;
  if (text === "" || text.includes("\\") || text.includes("\0") || !isWellFormed(text)) return false;
  const segments = (text.startsWith("/") ? text.slice(1) : text).split("/");
  return segments.every((segment) => segment !== "" && segment !== "." && segment !== "..");
}

/** True of `path` itself and of everything below `base`; both in normal form. */
export function isUnder(path: string, base: string): boolean {
  if (path === base) return true;
  return path.startsWith(base === "/" ? base : `${base}/`);
}

export interface UrlParts {
  readonly href: string;
  readonly scheme: string;
  readonly host: string;
  /** The explicit port, or the scheme's own; absent where there is neither. */
  readonly port: number | undefined;
  readonly path: string;
}

const defaultPorts: Readonly<Record<string, number>> = { http: 80, https: 443, ws: 80, wss: 443, ftp: 21 };

/** A URL as the WHATWG parser reads it (https://url.spec.whatwg.org/#url-parsing), or `undefined` where it does not parse, or not as the standard has it. */
export function readUrl(text: string): UrlParts | undefined {
  const url = isWellFormed(text) ? parseUrl(text) : undefined;
  if (url === undefined || leavesDots(url.pathname)) return undefined;
  const scheme = url.protocol.slice(0, -1);
  const port = url.port === "" ? defaultPorts[scheme] : Number(url.port);
  return { href: url.href, scheme, host: url.hostname, port, path: url.pathname };
}

/**
 * The standard takes the segments `.` and `..` out of every path that begins with a slash (https://url.spec.whatwg.org/#path-state).
 * The parser of Node 20 leaves them in `https://a//.b/..`: servers would read another path there than whoever compares it.
 */
function leavesDots(path: string): boolean {
  return /^\/(?:.*\/)?(?:\.|%2e){1,2}(?:\/|$)/is.test(path);
}

/** Not by `URL.canParse`: once V8 has compiled a caller, that of Node 20 takes `https://é/` for no URL. */
function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

const ipv6Base = 1n << 32n;

/** An address as one integer: IPv4 as its 32 bits, IPv6 as 2^32 more than its 128 bits; `undefined` where it is neither. */
export function readIp(text: string): bigint | undefined {
  if (text.includes(":")) {
    const bits = readIpv6(text);
    return bits === undefined ? undefined : ipv6Base + bits;
  }
  return readIpv4(text);
}

function readIpv4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let bits = 0n;
  for (const part of parts) {
    if (!/^(0|[1-9][0-9]{0,2})$/.test(part) || Number(part) > 255) return undefined;
    bits = (bits << 8n) | BigInt(part);
  }
  return bits;
}

function readIpv6(text: string): bigint | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  /** Only what ends the address may be written as an IPv4 address (RFC 4291, section 2.2). */
  const groups = (half: string, isEnd: boolean): bigint[] | undefined => {
    if (half === "") return [];
    const found: bigint[] = [];
    const parts = half.split(":");
    for (const [i, part] of parts.entries()) {
      if (isEnd && i === parts.length - 1 && part.includes(".")) {
        const last = readIpv4(part);
        if (last === undefined) return undefined;
        found.push(last >> 16n, last & 0xffffn);
      } else if (/^[0-9A-Fa-f]{1,4}$/.test(part)) found.push(BigInt(`0x${part}`));
      else return undefined;
    }
    return found;
  };
  const before = groups(halves[0] ?? "", halves.length === 1);
  const after = halves.length === 2 ? groups(halves[1] ?? "", true) : [];
  if (before === undefined || after === undefined) return undefined;
  const missing = 8 - before.length - after.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  return [...before, ...Array<bigint>(missing).fill(0n), ...after].reduce((bits, group) => (bits << 16n) | group, 0n);
}

/** The first and last address of a block in CIDR notation, as `readIp` gives them; `undefined` where it is not one. */
export function readNetwork(text: string): { readonly low: bigint; readonly high: bigint } | undefined {
  const [address, prefix, ...rest] = text.split("/");
  if (address === undefined || prefix === undefined || rest.length > 0 || !/^(0|[1-9][0-9]{0,2})$/.test(prefix)) return undefined;
  const ip = readIp(address);
  if (ip === undefined) return undefined;
  const [base, width] = ip >= ipv6Base ? [ipv6Base, 128] : [0n, 32];
  const free = width - Number(prefix);
  if (free < 0) return undefined;
  const low = (((ip - base) >> BigInt(free)) << BigInt(free)) + base;
  return { low, high: low + (1n << BigInt(free)) - 1n };
}

/** The address that `readIp` reads as this integer. */
export function showIp(key: bigint): string {
  const shifts = (count: number, width: number): bigint[] => Array.from({ length: count }, (_, i) => BigInt((count - 1 - i) * width));
  if (key < ipv6Base)
    return shifts(4, 8)
      .map((shift) => (key >> shift) & 0xffn)
      .join(".");
  const joined = shifts(8, 16)
    .map((shift) => (((key - ipv6Base) >> shift) & 0xffffn).toString(16))
    .join(":");
  const zeros = /(^|:)0(:0)+(?=:|$)/.exec(joined);
  if (zeros === null) return joined;
  return `${joined.slice(0, zeros.index)}::${joined.slice(zeros.index + zeros[0].length).replace(/^:/, "")}`;
}

const dayLength = 86_400_000;

/** Days since 1970-01-01 of a date `YYYY-MM-DD` that exists (RFC 3339, full-date). */
export function readDate(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const time = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) return undefined;
  return time / dayLength;
}

/** The date that `readDate` reads as this day. */
export function showDate(day: number): string {
  return new Date(day * dayLength).toISOString().slice(0, 10);
}

/** Milliseconds since the epoch of a time `YYYY-MM-DDTHH:MM[:SS[.mmm]](Z|±HH:MM)` (RFC 3339, to the millisecond; seconds may be left out). */
export function readTime(text: string): number | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?(?:Z|([+-])(\d{2}):(\d{2}))$/.exec(text);
  if (match === null) return undefined;
  const [, date = "", hour = "", minute = "", second = "0", fraction = "", sign, offsetHour = "0", offsetMinute = "0"] = match;
  const day = readDate(date);
  if (day === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return undefined;
  const local = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 + Number(fraction.padEnd(3, "0"));
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000;
  const time = day * dayLength + local - (sign === "-" ? -offset : offset);
  return time >= timeRange.low && time <= timeRange.high ? time : undefined;
}

/** The first and last day, and the first and last millisecond, that dates and times can name: years 0000 to 9999, in UTC. */
export const dayRange = { low: -719_528, high: 2_932_896 } as const;
export const timeRange = { low: dayRange.low * dayLength, high: (dayRange.high + 1) * dayLength - 1 } as const;

/** The time that `readTime` reads as this millisecond, in UTC and without what is zero at its end. */
export function showTime(time: number): string {
  return new Date(time)
    .toISOString()
    .replace(/\.000Z$/, "Z")
    .replace(/:00Z$/, "Z");
}
