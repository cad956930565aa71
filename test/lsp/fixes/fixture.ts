/**
 * Fixtures of quick fixes: a policy in which the fix is marked as a change. `[-gone-]` stands only in the text before, `[+new+]`
 * only in the text after; `$0` is on the line of the finding.
 */
import type { Code } from "../../../compiler/diagnostics/diagnostic.js";

export interface Fixture {
  readonly code: Code;
  readonly title: string;
  readonly policy: string;
}

export const fixture = (code: Code, title: string, policy: string): Fixture => ({ code, title, policy });

export function beforeOf({ policy }: Fixture): string {
  return policy.replace(/\[\+.*?\+\]/gs, "").replace(/\[-(.*?)-\]/gs, "$1");
}

export function afterOf({ policy }: Fixture): string {
  return policy
    .replace(/\[-.*?-\]/gs, "")
    .replace(/\[\+(.*?)\+\]/gs, "$1")
    .replace("$0", "");
}

/** What most fixtures need: an orders tool, a principal and two agents, and the first hop. */
export const desk = (rest: string, first = "allow orders.refund where amount <= 50"): string => `task help "Help"
tool orders {
  read find(id: String)
  write refund(id: String, amount: Number, note?: String)
}
principal p {}
agent a { owner "o" }
agent b { owner "o" }
delegate p -> a for help {
  ${first}
  ttl 1h
}
${rest}`;
