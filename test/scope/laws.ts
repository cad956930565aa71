/** What the tests of laws share: how often each is tried, and what a decided answer is. */
import { vi } from "vitest";
import type { Answer, Signature } from "../../compiler/scope/question.js";
import type { Constraint, Request } from "../../stdlib/runtime/constraint.js";
import { showConstraint, showSignature } from "./show.js";

/** How many cases of each law are tried. */
export const numRuns = Number(process.env.REMIT_RUNS ?? 1000);

// Only so that a hang is noticed: the laws themselves ask no clock.
vi.setConfig({ testTimeout: 60_000 + 60 * numRuns });

/** `found` or `none`; a limit is counted where only a URL can be the reason, and fails the law anywhere else. */
export type Decided = Exclude<Answer, { readonly kind: "too-complex" }>;

export interface Tally {
  decided: number;
  /** Questions about URLs that ended without a witness. */
  undecided: number;
}

export const newTally = (): Tally => ({ decided: 0, undecided: 0 });

export function decided(answer: Answer, asked: Asked, tally: Tally): Decided | undefined {
  if (answer.kind !== "too-complex") {
    tally.decided++;
    return answer;
  }
  if (answer.limit !== "no witness that the meaning confirms" || !JSON.stringify(asked.signature).includes('"Url"')) {
    throw new Error(`too complex: ${answer.limit}\n${showAsked(asked)}`);
  }
  tally.undecided++;
  return undefined;
}

export interface Asked {
  readonly signature: Signature;
  readonly constraints: readonly Constraint[];
}

export function showAsked({ signature, constraints }: Asked): string {
  return [showSignature(signature), ...constraints.map((each) => `  ${showConstraint(each)}`)].join("\n");
}

export function showRequest({ args, params, context, now, approvals }: Request): string {
  return JSON.stringify({ args, params, context, now: new Date(now).toISOString(), approvals });
}
