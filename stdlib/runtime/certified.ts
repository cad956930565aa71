/**
 * Which certificate a guard stands on: by its digest it is named where chains start, in ledger and credentials. That it holds says
 * `remit verify`; here it is only looked at whether it is of this policy.
 */
import { sha256 } from "./canonical.js";

/** The digest of the file that `remit prove` wrote, from its text; `undefined` where it proves nothing of the policy. */
export function certificateDigest(text: string, policy: string): string | undefined {
  return policiesIn(text).includes(policy) ? `sha256:${sha256(text)}` : undefined;
}

function policiesIn(text: string): readonly unknown[] {
  try {
    const { remit, policies } = JSON.parse(text) as { readonly remit?: unknown; readonly policies?: unknown };
    if (remit !== "certificate" || !Array.isArray(policies)) return [];
    return policies.map((each: { readonly policy?: unknown } | null) => each?.policy);
  } catch {
    return [];
  }
}
