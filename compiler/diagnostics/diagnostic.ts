/** What a diagnostic is: data, made by the stages of the compiler and put into words by `codes/`. */
import type { Json } from "../../stdlib/runtime/value.js";
import type { Place } from "../base/span.js";

export type Severity = "error" | "warning" | "info";

/** Every code, with its severity. `docs/<code>.md` documents each. */
export const severities = {
  syntax: "error",
  "unknown-name": "error",
  "duplicate-name": "error",
  "type-mismatch": "error",
  "import-cycle": "error",
  "label-cycle": "error",
  "task-cycle": "error",
  "missing-ttl": "error",
  "missing-depth": "error",
  "empty-scope": "error",
  "wider-scope": "error",
  "wider-ttl": "error",
  "wider-depth": "error",
  "wider-budget": "error",
  "wider-data": "error",
  "over-ceiling": "error",
  "over-principal": "error",
  "over-clearance": "error",
  "unguarded-delegator": "error",
  "shared-identity": "error",
  "secret-outlives-hop": "error",
  "failed-assertion": "error",
  "too-complex": "error",
  "dead-hop": "warning",
  "dead-clause": "warning",
  "no-narrowing": "warning",
  "unapproved-crossing": "warning",
  "unapproved-destructive": "warning",
  "shared-runtime": "warning",
  "shared-secret": "warning",
  "lethal-trifecta": "warning",
  "overcommitted-budget": "warning",
  "unbounded-spend": "warning",
  "opaque-effect": "warning",
  "absent-argument": "warning",
  "chosen-parameter": "warning",
  "no-owner": "warning",
  "unreachable-agent": "warning",
  "always-true": "warning",
  "always-false": "warning",
  "unused-authority": "info",
} as const satisfies Record<string, Severity>;

export type Code = keyof typeof severities;

export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  /** What was seen and why it is wrong: one sentence or two, names in backticks, no full stop needed at the end. */
  readonly message: string;
  readonly place: Place;
  /** The other places that matter, each with a few words. */
  readonly related: readonly { readonly message: string; readonly place: Place }[];
  /** What to do, as an imperative sentence. */
  readonly help?: string;
  /** Texts of which each, put in the place's stead, does what `help` says; an empty one takes it away. For programs that mend texts. */
  readonly instead?: readonly string[];
  readonly witness?: Witness;
}

/** One concrete request that shows the fault, and the chain on which it is made. */
export interface Witness {
  /** The parties of the chain, the principal first. */
  readonly chain: readonly string[];
  readonly action?: string;
  readonly args: Readonly<Record<string, Json>>;
  readonly context: Readonly<Record<string, Json>>;
  readonly approvals: readonly string[];
  /** By `FROM.TO.PARAMETER`; a hop that stands more than once on a chain has `#2`, `#3` … after TO. */
  readonly params: Readonly<Record<string, Json>>;
  /** The time, in RFC 3339, where the request depends on it. */
  readonly now?: string;
}

export function diagnostic(
  code: Code,
  place: Place,
  message: string,
  more: Partial<Pick<Diagnostic, "related" | "help" | "instead" | "witness">> = {},
): Diagnostic {
  return { code, severity: severities[code], message, place, related: [], ...more };
}

/** What a stage of the compiler returns: its value as far as it got, and what was wrong on the way. */
export interface Staged<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}
