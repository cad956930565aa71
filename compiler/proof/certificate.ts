/**
 * A certificate as it stands in a file: canonical JSON (RFC 8785), one for each policy. It answers, in order, whatever the
 * enumeration of obligations asks; it says nothing that is taken on trust.
 */
import { canonical } from "../../stdlib/runtime/canonical.js";
import type { Json } from "../../stdlib/runtime/value.js";
import type { Row } from "./ask.js";
import type { Run, Shown, Way } from "./guide.js";

/** What is shown of one obligation, or of several that come to the same. */
export type Entry =
  /** Which of its forms is shown, and by which evidence. */
  | readonly [of: string, form: number, evidence: number]
  /** Nothing is shown, and nothing depends on it. */
  | readonly [of: string];

export interface Certificate {
  /** SHA-256 of the policy's normal form. */
  readonly policy: string;
  /** The catalogues that its tools were imported from. */
  readonly catalogues: readonly Catalogue[];
  /** How environments go on; `steps` says for each context that leaves something to keep which of these it is. */
  readonly ways: readonly Way[];
  readonly steps: readonly number[];
  readonly entries: readonly Entry[];
  /** Each once. */
  readonly evidence: readonly Json[];
  /** Requests that show that an action can be used; `null` where nothing depends on it. */
  readonly witnesses: readonly (Shown | null)[];
  /** One for each `assert can`. */
  readonly runs: readonly Run[];
  /** What was compared, and how often. */
  readonly compared: readonly Row[];
}

export interface Catalogue {
  readonly tool: string;
  readonly source: string;
  readonly digest: string;
}

/** The version of the language that the policies are read in, and that of this format. */
export const language = 1;
const version = 1;

/** The text of a file of certificates. */
export function writeCertificates(certificates: readonly Certificate[]): string {
  return `${canonical({ language, policies: certificates, remit: "certificate", version } as unknown as Json)}\n`;
}

/** The certificates in a file; or in a few words what is wrong with its text. */
export function readCertificates(text: string): readonly Certificate[] | string {
  const value = parsed(text);
  if (value === undefined) return "it is no JSON in canonical form";
  return isDocument(value) ? value.policies : "it is no certificate of this version";
}

/** What the text says, if it is the one text that says it: then what is read is all that is there. */
function parsed(text: string): unknown {
  try {
    const value = JSON.parse(text) as Json;
    return `${canonical(value)}\n` === text ? value : undefined;
  } catch {
    return undefined;
  }
}

type Is<T> = (value: unknown) => value is T;

const isText = (value: unknown): value is string => typeof value === "string";
const isCount = (value: unknown): value is number => typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
const isNumber = (value: unknown): value is number => typeof value === "number";
/** What JSON.parse made is JSON. */
const isJson = (value: unknown): value is Json => value !== undefined;

function isList<T>(isEach: Is<T>): Is<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(isEach);
}

function isRecord<T>(isEach: Is<T>): Is<Readonly<Record<string, T>>> {
  return (value): value is Readonly<Record<string, T>> =>
    typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every(isEach);
}

/** Exactly these members. */
function isObject<T>(members: { readonly [K in keyof T]: Is<T[K]> }): Is<T> {
  const names = Object.keys(members);
  return (value): value is T => {
    if (typeof value !== "object" || value === null || Array.isArray(value) || Object.keys(value).length !== names.length) return false;
    const record = value as Readonly<Record<string, unknown>>;
    return names.every((name) => Object.hasOwn(record, name) && (members as Readonly<Record<string, Is<unknown>>>)[name]?.(record[name]) === true);
  };
}

const isShown = isObject<Shown>({
  args: isRecord(isJson),
  params: isRecord(isJson),
  context: isRecord(isJson),
  now: isNumber,
  approvals: isList(isText),
});

const isEntry = (value: unknown): value is Entry =>
  Array.isArray(value) && isText(value[0]) && (value.length === 1 || (value.length === 3 && isCount(value[1]) && isCount(value[2])));

const isValue = (value: unknown): value is string | number => isText(value) || isNumber(value);
const isRow = (value: unknown): value is Row =>
  Array.isArray(value) && value.length === 4 && isText(value[0]) && isValue(value[1]) && isValue(value[2]) && isCount(value[3]);

const isCertificate = isObject<Certificate>({
  policy: isText,
  catalogues: isList(isObject<Catalogue>({ tool: isText, source: isText, digest: isText })),
  ways: isList(isObject<Way>({ to: isCount, keep: isRecord(isText), facts: isList(isCount), received: isList(isText) })),
  steps: isList(isCount),
  entries: isList(isEntry),
  evidence: isList(isJson),
  witnesses: isList((value): value is Shown | null => value === null || isShown(value)),
  runs: isList(
    isObject<Run>({
      hops: isList(isCount),
      params: isList(isRecord(isJson)),
      args: isRecord(isJson),
      context: isRecord(isJson),
      now: isNumber,
      approvals: isList(isText),
    }),
  ),
  compared: isList(isRow),
});

const isDocument = isObject<{
  readonly language: typeof language;
  readonly policies: readonly Certificate[];
  readonly remit: "certificate";
  readonly version: typeof version;
}>({
  language: (value): value is typeof language => value === language,
  policies: isList(isCertificate),
  remit: (value): value is "certificate" => value === "certificate",
  version: (value): value is typeof version => value === version,
});
