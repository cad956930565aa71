/**
 * What somebody has accepted: the entries of a `remit-accepted.json`, each bound to one finding as it is now. A finding that
 * becomes another one, an entry that is past its day, and one that speaks of nothing any more are all told of.
 */
import { createHash } from "node:crypto";
import type { Json } from "../../stdlib/runtime/value.js";
import { witnessDocument } from "../diagnostics/json.js";
import type { AuthorityChange, BoundChange, Difference, Weakening } from "./difference.js";

/** Who accepts, why, and up to which day (that day included, in UTC). */
export interface Acceptance {
  readonly by: string;
  readonly why: string;
  readonly until: string;
}

/** A finding that fails unless somebody accepts it. */
export type Finding =
  | { readonly kind: "widened"; readonly change: AuthorityChange }
  | { readonly kind: "bound"; readonly change: BoundChange }
  | { readonly kind: "weakened"; readonly change: Weakening };

export interface Judged {
  readonly findings: readonly (Finding & { readonly accepted?: Acceptance })[];
  /** What is wrong with the entries: those that accept nothing, or no longer. */
  readonly faults: readonly string[];
}

export const acceptedFile = "remit-accepted.json";

export function findingsOf({ widened, bounds, weakened }: Difference): readonly Finding[] {
  return [
    ...widened.map((change): Finding => ({ kind: "widened", change })),
    ...bounds.filter((change) => change.widened).map((change): Finding => ({ kind: "bound", change })),
    ...weakened.map((change): Finding => ({ kind: "weakened", change })),
  ];
}

type Document = { readonly [name: string]: Json };

/** What a finding says, as an entry names it. */
function nameOf(finding: Finding): Document {
  const { change } = finding;
  switch (finding.kind) {
    case "widened": {
      const { agent, action, witness, old, new: now, unknown } = finding.change;
      return {
        agent,
        action,
        ...(old === undefined ? {} : { old }),
        ...(now === undefined ? {} : { new: now }),
        ...(unknown === undefined ? {} : { unknown }),
        ...(witness === undefined ? {} : { witness: witnessDocument(witness) }),
      };
    }
    case "bound":
      return { hop: finding.change.hop, bound: finding.change.bound, old: change.old ?? "", new: change.new ?? "" };
    case "weakened":
      return { kind: finding.change.kind, where: finding.change.where, old: change.old ?? "", new: change.new ?? "" };
  }
}

/** The entry to paste, for somebody to put their name to. */
export function entryFor(finding: Finding): Document {
  return { ...nameOf(finding), digest: digestOf(finding), by: "", why: "", until: "" };
}

/**
 * By this an entry is bound to the finding; what else it says is for people. The whole of what the agent may do now is a part
 * of it, so that one step further is another finding, though its witness may be the same.
 */
function digestOf(finding: Finding): string {
  const state = finding.kind === "widened" ? finding.change.state : "";
  return `sha256:${createHash("sha256")
    .update(`${canonical(nameOf(finding))}\n${state}`)
    .digest("hex")}`;
}

function canonical(value: Json): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`).join(",")}}`;
}

interface Entry extends Acceptance {
  readonly digest: string;
  /** What it is about, in words. */
  readonly shown: string;
}

export type ReadAccepted = { readonly kind: "entries"; readonly entries: readonly Entry[] } | { readonly kind: "invalid"; readonly reason: string };

/** Reads the text of a `remit-accepted.json`. What it does not know it refuses, rather than pass it over. */
export function readAccepted(text: string): ReadAccepted {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (problem) {
    return { kind: "invalid", reason: problem instanceof Error ? problem.message : String(problem) };
  }
  const invalid = (reason: string): ReadAccepted => ({ kind: "invalid", reason });
  if (!isDocument(value)) return invalid("it has to be an object");
  const unknown = Object.keys(value).find((key) => !["version", "accepted", "$schema"].includes(key));
  if (unknown !== undefined) return invalid(`unknown field \`${unknown}\``);
  if (value.version !== 1) return invalid('it has to say `"version": 1`');
  if (!Array.isArray(value.accepted)) return invalid("`accepted` has to be a list of entries");
  const entries: Entry[] = [];
  for (const [at, each] of value.accepted.entries()) {
    if (!isDocument(each)) return invalid(`entry ${at + 1} has to be an object`);
    const { by, why, until, digest, ...name } = each;
    const shown = shownName(name);
    for (const [field, given] of [
      ["by", by],
      ["why", why],
      ["until", until],
      ["digest", digest],
    ] as const)
      if (typeof given !== "string" || given.trim() === "") return invalid(`entry ${at + 1} (${shown}) has to say \`${field}\``);
    if (typeof by !== "string" || typeof why !== "string" || typeof until !== "string" || typeof digest !== "string") continue;
    if (endOf(until) === undefined) return invalid(`entry ${at + 1} (${shown}): \`until\` has to be a day, as in "2027-01-31"`);
    entries.push({ by, why, until, digest, shown });
  }
  return { kind: "entries", entries };
}

function shownName({ agent, action, hop, bound, kind, where }: Document): string {
  const words = agent !== undefined ? [agent, action] : hop !== undefined ? [hop, bound] : [kind, where];
  return words.filter((each) => typeof each === "string").join(" ");
}

/** The first millisecond after the day. */
function endOf(until: string): number | undefined {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(until) ? Date.parse(`${until}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(day) || !new Date(day).toISOString().startsWith(until) ? undefined : day + 86_400_000;
}

/** Which findings are accepted at this time, and which entries are not to be there. */
export function judgeFindings(findings: readonly Finding[], entries: readonly Entry[], now: number): Judged {
  const faults: string[] = [];
  const accepting = new Map<string, Acceptance>();
  const there = new Set(findings.map(digestOf));
  const about = new Set(findings.map((finding) => shownName(nameOf(finding))));
  for (const { digest, shown, by, why, until } of entries) {
    if (!there.has(digest))
      faults.push(
        about.has(shown)
          ? `the entry for \`${shown}\` is stale: what is found there now is not what was accepted`
          : `the entry for \`${shown}\` is stale: nothing of the kind is found any more; remove it`,
      );
    else if (now >= (endOf(until) ?? 0)) faults.push(`the entry for \`${shown}\` has expired: ${by} accepted it until ${until}`);
    else if (accepting.has(digest)) faults.push(`the entry for \`${shown}\` is there twice`);
    else accepting.set(digest, { by, why, until });
  }
  return {
    findings: findings.map((finding) => {
      const accepted = accepting.get(digestOf(finding));
      return accepted === undefined ? finding : { ...finding, accepted };
    }),
    faults,
  };
}

function isDocument(value: unknown): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
