/** Whether anything notices that a policy gives more: its tests, its assertions, what `check` proves of it. */
import { analyse } from "../analysis/analyse.js";
import { runTests } from "../analysis/testing.js";
import { unreachable } from "../base/unreachable.js";
import type { Diagnostic, Witness } from "../diagnostics/diagnostic.js";
import type { Policy, Test } from "../model/model.js";
import { survey } from "../query/survey.js";
import type { Mutant } from "./mutants.js";
import { wider } from "./wider.js";

export type Verdict =
  /** A test fails that passed; an assertion that held does not; or the policy is refused for something else. */
  | { readonly kind: "noticed"; readonly by: "test" | "assertion" | "check" }
  /** It gives more, a request shows it, and nothing notices. */
  | { readonly kind: "missed"; readonly witness: Witness; readonly action: string; readonly agent: string }
  /** It gives nothing more: no request on any chain tells the two apart. */
  | { readonly kind: "equal" }
  /** A limit was reached before that was known. */
  | { readonly kind: "unknown"; readonly why: string };

/** Judges the mutants of one policy, which may have errors of its own: only what is new is noticed. */
export function judgeOf(policy: Policy): (mutant: Mutant) => Verdict {
  const passing = new Set(passed(policy));
  const known = new Set(analyse(policy).diagnostics.filter(isError).map(keyOf));
  const before = survey(policy);
  return ({ policy: mutated }) => {
    const still = new Set(passed(mutated));
    if ([...passing].some((test) => !still.has(test))) return { kind: "noticed", by: "test" };
    const errors = analyse(mutated).diagnostics.filter((each) => isError(each) && !known.has(keyOf(each)));
    if (errors.some(({ code }) => code === "failed-assertion")) return { kind: "noticed", by: "assertion" };
    if (errors.some(({ code }) => code !== "too-complex")) return { kind: "noticed", by: "check" };
    const [limit] = errors;
    if (limit !== undefined) return { kind: "unknown", why: limit.message };
    const now = survey(mutated);
    const [unfollowed] = [...before.diagnostics, ...now.diagnostics];
    if (unfollowed !== undefined) return { kind: "unknown", why: unfollowed.message };
    const found = wider(before, now);
    switch (found.kind) {
      case "wider":
        return { kind: "missed", witness: found.witness, action: found.action.id, agent: found.hop.to.name };
      case "same":
        return { kind: "equal" };
      case "unknown":
        return found;
      default:
        return unreachable(found);
    }
  };
}

/** The tests that pass. They are the same objects in a mutant. */
function passed(policy: Policy): readonly Test[] {
  const { tests } = runTests(policy);
  return policy.tests.filter((_, at) => tests[at]?.passed === true);
}

function isError({ severity }: Diagnostic): boolean {
  return severity === "error";
}

/** What an error says may change with a bound; where it is, and which it is, does not. */
function keyOf({ code, place }: Diagnostic): string {
  return `${code} ${place.file} ${place.span.start} ${place.span.end}`;
}
