/** What `remit check --format json` prints: version 1 of the document that other programs read. */
import type { Json } from "../../stdlib/runtime/value.js";
import type { Diagnostic, Witness } from "./diagnostic.js";
import { type Locator, locator, type Sources } from "./located.js";

/** How much was proved, counted. */
export interface ProofCount {
  readonly agents: number;
  readonly hops: number;
  readonly chains: number;
  readonly obligations: number;
  readonly proved: number;
}

/** One JSON document and a line end. `ok`: no error among the diagnostics. The same input gives the same bytes. */
export function renderJson(diagnostics: readonly Diagnostic[], proof: ProofCount, sources: Sources, folder: string): string {
  const at = locator(sources, folder);
  const { agents, hops, chains, obligations, proved } = proof;
  return `${JSON.stringify(
    {
      version: 1,
      ok: !diagnostics.some((diagnostic) => diagnostic.severity === "error"),
      diagnostics: diagnostics.map((diagnostic) => documentOf(diagnostic, at)),
      proof: { agents, hops, chains, obligations, proved },
    },
    undefined,
    2,
  )}\n`;
}

function documentOf({ code, severity, message, place, related, witness }: Diagnostic, at: Locator): object {
  return {
    code,
    severity,
    message,
    file: at.file(place),
    range: at.range(place),
    related: related.map((each) => ({ message: each.message, file: at.file(each.place), range: at.range(each.place) })),
    ...(witness === undefined ? {} : { witness: witnessDocument(witness) }),
  };
}

/** A witness in the order that the document gives; `action` and `now` where there is one. */
export function witnessDocument({ chain, action, args, context, approvals, params, now }: Witness): { readonly [name: string]: Json } {
  return { chain, ...(action === undefined ? {} : { action }), args, context, approvals, params, ...(now === undefined ? {} : { now }) };
}
