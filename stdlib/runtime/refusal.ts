/** How the guard says no: an error that tells the agent a code, the hop and the argument, and nothing that it should not know. */
import type { RefusalCode } from "./door.js";

export interface Refused {
  readonly code: RefusalCode;
  /** The hop that refuses: `planner -> refunder for refund`. */
  readonly hop?: string | undefined;
  readonly argument?: string | undefined;
  /** Of a tool that failed, what it said, without secrets. */
  readonly detail?: string | undefined;
}

export type Refusal = Error & Refused;

const refusals = new WeakSet<object>();

const words: Readonly<Record<RefusalCode, string>> = {
  action: "the hop speaks of no such action",
  argument: "an argument is missing, not of its type or not declared",
  scope: "no clause admits this request",
  denied: "a denial takes it away",
  relay: "it may be handed on, but not used",
  held: "the principal does not hold it",
  context: "a fact of the context is missing, not of its type or not declared",
  parameter: "a parameter is missing, not of its type or not the agent's to choose",
  require: "what the hop requires does not hold",
  chain: "there is no such chain",
  expired: "its time is over",
  revoked: "it was ended",
  suspended: "it was refused too often",
  depth: "no further hop may follow",
  fanout: "the hop was made as often as it may be",
  budget: "a budget does not cover it",
  approval: "it was not approved",
  data: "what it may hold must not leave here",
  secret: "a secret that it needs was not to be had",
  result: "the result can't be given; the effect may have happened",
  failed: "the tool failed",
  "not-performed": "the tool did nothing",
  unknown: "whether it happened is not known",
  store: "the state could not be read or written",
  credential: "a credential or signature is not good",
  desk: "the guard is not open for this",
};

export function refusal(refused: Refused): Refusal {
  const place = refused.hop === undefined ? "" : ` (${refused.hop})`;
  const argument = refused.argument === undefined ? "" : `, at \`${refused.argument}\``;
  const error = new Error(`refused: ${words[refused.code]}${argument}${place}`);
  const made: Refusal = Object.assign(error, {
    name: "Refusal",
    code: refused.code,
    ...(refused.hop === undefined ? {} : { hop: refused.hop }),
    ...(refused.argument === undefined ? {} : { argument: refused.argument }),
    ...(refused.detail === undefined ? {} : { detail: refused.detail }),
  });
  refusals.add(made);
  return made;
}

/** Whether the guard itself refused: an error that only looks so is none. */
export function isRefusal(error: unknown): error is Refusal {
  return typeof error === "object" && error !== null && refusals.has(error);
}
