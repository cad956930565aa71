/** A comparison as JSON, as SARIF and as annotations of a forge. */
import type { Json } from "../../stdlib/runtime/value.js";
import { annotation } from "../diagnostics/github.js";
import { witnessDocument } from "../diagnostics/json.js";
import { locator, type Sources } from "../diagnostics/located.js";
import { locationOf } from "../diagnostics/sarif.js";
import { visible } from "../diagnostics/show.js";
import { type Acceptance, entryFor, type Finding, type Judged } from "./accepted.js";
import type { AuthorityChange, Difference } from "./difference.js";
import { headline, wordsOf } from "./words.js";

/** One JSON document and a line end. `notes` and `faults` stand there only where there are some. */
export function renderJson({ narrowed, bounds, notes }: Difference, { findings, faults }: Judged): string {
  const accepted = ({ accepted: by }: { readonly accepted?: Acceptance }): object => (by === undefined ? {} : { accepted: by });
  const widened = findings.flatMap((finding) => (finding.kind === "widened" ? [{ ...documentOf(finding.change), ...accepted(finding) }] : []));
  const acceptedBounds = new Map(findings.flatMap((finding) => (finding.kind === "bound" ? [[finding.change, accepted(finding)] as const] : [])));
  const document = {
    version: 1,
    widened,
    narrowed: narrowed.map(documentOf),
    bounds: bounds.map((change) => {
      const { hop, bound, old, new: now, widened: isWider } = change;
      return { hop, bound, old, new: now, widened: isWider, ...acceptedBounds.get(change) };
    }),
    weakened: findings.flatMap((finding) => {
      if (finding.kind !== "weakened") return [];
      const { kind, where, old, new: now } = finding.change;
      return [{ kind, where, old, new: now, ...accepted(finding) }];
    }),
    ...(faults.length === 0 ? {} : { faults }),
    ...(notes.length === 0 ? {} : { notes }),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function documentOf({ agent, owner, action, chain, witness, old, new: now, unknown }: AuthorityChange): { readonly [name: string]: Json } {
  return {
    agent,
    owner: owner ?? null,
    action,
    chain,
    witness: witness === undefined ? null : witnessDocument(witness),
    ...(old === undefined ? {} : { old }),
    ...(now === undefined ? {} : { new: now }),
    ...(unknown === undefined ? {} : { unknown }),
  };
}

interface Rule {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  /** Of MITRE's Common Weakness Enumeration. */
  readonly weakness: number;
}

const rules: Readonly<Record<Finding["kind"], Rule>> = {
  widened: {
    id: "diff-widened",
    title: "An agent may do more than before",
    help: "Some chain now admits a request that no chain admitted before. Narrow the hop that gives it, or let somebody accept it in remit-accepted.json.",
    // Incorrect Privilege Assignment.
    weakness: 266,
  },
  bound: {
    id: "diff-bound",
    title: "A hop is bounded less than before",
    help: "A hop is new, or lives longer, goes deeper, is made more often, spends more, passes more or asks fewer people. Put the bound back, or let somebody accept it in remit-accepted.json.",
    // Improper Privilege Management.
    weakness: 269,
  },
  weakened: {
    id: "diff-weakened",
    title: "A policy is held to less than before",
    help: "Authority may be the same, but something that checks or restrains it is gone or says less. Put it back, or let somebody accept it in remit-accepted.json.",
    // Protection Mechanism Failure.
    weakness: 693,
  },
};

/** SARIF 2.1.0. What was accepted is there, and suppressed with the reason. */
export function renderSarif({ findings }: Judged, sources: Sources, folder: string, version: string): string {
  const at = locator(sources, folder);
  const kinds = (["widened", "bound", "weakened"] as const).filter((kind) => findings.some((finding) => finding.kind === kind));
  const driver = { name: "remit", semanticVersion: version, rules: kinds.map((kind) => ruleDocument(rules[kind])) };
  const results = findings.map((finding) => ({
    ruleId: rules[finding.kind].id,
    ruleIndex: kinds.indexOf(finding.kind),
    level: finding.accepted === undefined ? "error" : "note",
    message: { text: wordsOf(finding) },
    locations: [locationOf(finding.change, at)],
    partialFingerprints: { "remit/diff/v1": String(entryFor(finding).digest) },
    ...(finding.accepted === undefined ? {} : { suppressions: [{ kind: "external", justification: visible(finding.accepted.why) }] }),
  }));
  const run = { tool: { driver }, columnKind: "utf16CodeUnits", results };
  return `${JSON.stringify({ $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] }, undefined, 2)}\n`;
}

function ruleDocument({ id, title, help, weakness }: Rule): object {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: help },
    help: { text: help, markdown: help },
    defaultConfiguration: { level: "error" },
    properties: { tags: ["security", `external/cwe/cwe-${weakness}`], "security-severity": "8.0" },
  };
}

/** Workflow commands of GitHub Actions, one a line. */
export function renderGithub({ findings, faults }: Judged, sources: Sources, folder: string, accepted: string): string {
  const at = locator(sources, folder);
  const shown = findings.map((finding) => {
    const severity = finding.accepted === undefined ? "error" : "info";
    const words = finding.accepted === undefined ? wordsOf(finding) : `${visible(headline(finding))}\naccepted by ${visible(finding.accepted.by)}`;
    return annotation({ severity, place: finding.change.place }, rules[finding.kind].id, words, at);
  });
  const nowhere = { file: accepted, span: { start: 0, end: 0 } };
  return [...shown, ...faults.map((fault) => annotation({ severity: "error", place: nowhere }, "diff-accepted", visible(fault), at))].join("");
}
