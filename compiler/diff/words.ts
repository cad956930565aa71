/** The findings of a comparison in words: what every format but JSON says. */
import type { Witness } from "../diagnostics/diagnostic.js";
import { showWitness, visible } from "../diagnostics/show.js";
import type { Finding } from "./accepted.js";
import type { AuthorityChange, BoundChange, Weakening } from "./difference.js";

/** One line that says what is so now and was not before. */
export function headline(finding: Finding): string {
  switch (finding.kind) {
    case "widened": {
      const { agent, action, unknown, old } = finding.change;
      if (unknown !== undefined)
        return `it is not known whether \`${agent}\` may do more with \`${action}\` than before (${unknown}), and counts as if it may`;
      return old === undefined ? `\`${agent}\` may now use \`${action}\`` : `\`${agent}\` may do more with \`${action}\` than before`;
    }
    case "bound":
      return boundLine(finding.change);
    case "weakened":
      return weakeningLine(finding.change);
  }
}

export function narrowedLine({ agent, action, unknown, new: now }: AuthorityChange): string {
  if (unknown !== undefined) return `it is not known whether \`${agent}\` may do less with \`${action}\` than before (${unknown})`;
  return now === undefined ? `\`${agent}\` may no longer use \`${action}\`` : `\`${agent}\` may do less with \`${action}\` than before`;
}

export function boundLine({ hop, bound, old, new: now }: BoundChange): string {
  if (bound === "hop") return now === "none" ? `\`${hop}\` is gone` : `\`${hop}\` is a new hop`;
  return `\`${hop}\`: ${bound} was ${old} and is ${now}`;
}

const what: Readonly<Record<Weakening["kind"], string>> = {
  assertion: "an assertion is gone, and no other claims as much",
  test: "a test expects less",
  severity: "a severity is lower",
  "allowed-warning": "a warning is allowed that was not",
  deny: "a `deny` is gone, and no other takes away as much",
  ceiling: "a ceiling is gone or higher",
  holds: "a principal's `holds` is gone or holds more",
  effect: "an effect is lower",
  returns: "the label of what is returned is gone or lower",
  ingests: "`ingests untrusted` is gone",
  sends: "`sends` is gone or higher",
  spends: "`spends` is gone or takes less",
  secret: "a secret is needed or bound less",
  source: "a tool is no longer pinned to its catalogue",
  label: "a label is gone",
  "label-order": "a label is below another that was not",
  live: "a fact is no longer live",
  domain: "a party stands in another domain",
  external: "a domain is no longer external",
  unguarded: "an agent has no guard any more",
  clearance: "a clearance is higher",
  identity: "an identity is gone or another",
  owner: "an agent has no owner any more",
};

export function weakeningLine({ kind, where, old, new: now }: Weakening): string {
  return `${what[kind]}: \`${where}\`: ${now === "none" ? old : old === "none" ? now : `${old} → ${now}`}`;
}

/** What was and what is, and the request that shows it, as rows of a heading and a text. */
export function rowsOf(change: AuthorityChange): readonly { readonly heading: string; readonly text: string }[] {
  const { owner, old, new: now, witness } = change;
  return [
    { heading: "owner", text: owner ?? "nobody" },
    { heading: "before", text: old ?? "nothing" },
    { heading: "now", text: now ?? "nothing" },
    ...exampleOf(witness),
  ];
}

export function exampleOf(witness: Witness | undefined): readonly { readonly heading: string; readonly text: string }[] {
  return witness === undefined ? [] : showWitness(witness);
}

/** All of a finding, a line each. */
export function wordsOf(finding: Finding): string {
  const rows = finding.kind === "widened" ? rowsOf(finding.change).map(({ heading, text }) => `${heading}: ${text}`) : [];
  return [headline(finding), ...rows].map(visible).join("\n");
}
