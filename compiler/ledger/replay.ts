/** Which recorded decisions a policy would change. */
import type { Policy } from "../model/model.js";
import type { Decision, History } from "./history.js";
import { judge } from "./judge.js";

export interface Replay {
  readonly changed: readonly Changed[];
  /** Requests that are decided as they were. */
  readonly same: number;
  /** Requests that can't be decided by what was kept. */
  readonly unknown: readonly { readonly decision: Decision; readonly why: string }[];
  /** Requests that something else than the policy's clauses refused: a budget, the time, an approval that was not given. */
  readonly aside: number;
}

export interface Changed {
  readonly decision: Decision;
  readonly now: "allowed" | "denied";
  /** Where it is denied now. */
  readonly why?: string;
}

/** What a guard says where the policy's own clauses refuse (`ReasonCode`), and no other reason does. */
const byPolicy: ReadonlySet<string> = new Set(["action", "argument", "scope", "denied", "relay", "held", "context", "parameter", "require", "chain"]);

export function replay(history: History, policy: Policy): Replay {
  const changed: Changed[] = [];
  const unknown: { readonly decision: Decision; readonly why: string }[] = [];
  let [same, aside] = [0, 0];
  for (const decision of history.decisions) {
    const { refused, times } = decision;
    if (refused !== undefined && !byPolicy.has(refused)) {
      aside += times;
      continue;
    }
    const judged = judge(policy, decision);
    // What was wrong with a value that was not kept can't be seen.
    const hidden = refused !== undefined && byValue.has(refused) && judged.kind === "allowed" && isKeptInPart(decision);
    if (hidden) {
      unknown.push({ decision, why: "what was wrong with its values was not kept" });
      continue;
    }
    if (judged.kind === "unknown") unknown.push({ decision, why: judged.why });
    else if ((judged.kind === "allowed") === (refused === undefined)) same += times;
    else if (decision.watched && refused === undefined) unknown.push({ decision, why: "it was only watched then" });
    else changed.push({ decision, now: judged.kind, ...(judged.kind === "denied" ? { why: judged.why } : {}) });
  }
  return { changed, same, unknown, aside };
}

const byValue: ReadonlySet<string> = new Set(["argument", "context", "parameter"]);

function isKeptInPart({ args, context, hops }: Decision): boolean {
  return [args, context, ...hops.map(({ params }) => params)].some((values) => Object.values(values).some((kept) => "digest" in kept));
}
