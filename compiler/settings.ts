/** What a `remit.json` says: the language's version, the policies and their entries, severities. */
import { didYouMean } from "./base/near.js";
import { resolvePath } from "./base/path.js";
import { codes, isCode } from "./diagnostics/code.js";
import { type Code, type Severity, severities } from "./diagnostics/diagnostic.js";

export interface Settings {
  /** The folder of the `remit.json`; the host's own where there is none. */
  readonly folder: string;
  /** The entry files by the policy's name, absolute; absent where the entries are to be found. */
  readonly policies?: ReadonlyMap<string, string>;
  readonly severities: ReadonlyMap<Code, Severity | "off">;
}

export type ReadSettings = { readonly kind: "settings"; readonly settings: Settings } | { readonly kind: "invalid"; readonly reason: string };

/** The settings of those who have none. */
export function defaultSettings(folder: string): Settings {
  return { folder, severities: new Map() };
}

/** Reads the text of a `remit.json` that stands in `folder`. What it does not know it refuses, rather than pass it over. */
export function readSettings(text: string, folder: string): ReadSettings {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (problem) {
    return invalid(problem instanceof Error ? problem.message : String(problem));
  }
  if (!isRecord(value)) return invalid("it has to be an object");
  const unknown = Object.keys(value).find((key) => !keys.includes(key));
  if (unknown !== undefined) return invalid(`unknown field \`${unknown}\`${didYouMean(unknown, keys)}`);
  if (value.language !== 1) return invalid('it has to say `"language": 1`, the version of the language that this program reads');

  const policies = new Map<string, string>();
  if (value.policies !== undefined && !isRecord(value.policies))
    return invalid("`policies` has to be an object: a policy's name, and its entry file");
  for (const [name, entry] of Object.entries(value.policies ?? {})) {
    if (typeof entry !== "string" || entry === "") return invalid(`the entry of policy \`${name}\` has to be the path of a file`);
    policies.set(name, resolvePath(folder, entry));
  }

  const changed = new Map<Code, Severity | "off">();
  if (value.severities !== undefined && !isRecord(value.severities)) return invalid("`severities` has to be an object: a code, and its severity");
  for (const [code, severity] of Object.entries(value.severities ?? {})) {
    if (!isCode(code)) return invalid(`no diagnostic has the code \`${code}\`${didYouMean(code, codes)}`);
    if (severity !== "error" && severity !== "warning" && severity !== "info" && severity !== "off") {
      return invalid(`the severity of \`${code}\` has to be "error", "warning", "info" or "off"`);
    }
    if (severities[code] === "error" && severity !== "error") return invalid(`\`${code}\` is an error, and an error can't be switched off`);
    changed.set(code, severity);
  }
  return { kind: "settings", settings: { folder, ...(value.policies === undefined ? {} : { policies }), severities: changed } };
}

const keys: readonly string[] = ["language", "policies", "severities", "$schema"];

function invalid(reason: string): ReadSettings {
  return { kind: "invalid", reason };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
