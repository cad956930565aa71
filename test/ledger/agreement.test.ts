import { expect, test } from "vitest";
import { judge } from "../../compiler/ledger/judge.js";
import type { Policy } from "../../compiler/model/model.js";
import type { Question } from "../../stdlib/runtime/decide.js";
import type { KeptValues } from "../../stdlib/runtime/entry.js";
import type { Json } from "../../stdlib/runtime/value.js";
import { interpreted } from "../emit/agree.js";
import { drawPolicy, drawQuestion } from "../emit/draw.js";
import { drawFrom } from "../scope/draw.js";

function kept(values: Readonly<Record<string, Json>> = {}, hide: (name: string) => boolean = () => false): KeptValues {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, hide(name) ? { digest: "d" } : { value }]));
}

function judged(policy: Policy, question: Question, hide?: (name: string) => boolean): "allowed" | "denied" | "unknown" {
  const { chain, params = [], args, context, approvals = [], now, action } = question;
  const hops = chain.slice(1).map((to, i) => ({ from: chain[i] ?? "", to, task: "work", params: kept(params[i + 1]) }));
  return judge(policy, {
    seq: 1,
    digest: "",
    hops,
    action,
    args: kept(args, hide),
    context: kept(context),
    now,
    approvals,
    refused: undefined,
    watched: false,
    times: 1,
  }).kind;
}

test("what a ledger's requests are told is what the interpreter says of them; what was hidden is never guessed", () => {
  const seen = { allowed: 0, denied: 0, unknown: 0 };
  for (let i = 0; i < 150; i++) {
    const draw = drawFrom(71 + i * 7919);
    const drawn = drawPolicy(draw);
    const asked = Array.from({ length: 20 }, () => drawQuestion(draw, drawn));
    const said = interpreted(drawn.policy, asked);
    for (const [at, question] of asked.entries()) {
      const answer = judged(drawn.policy, question);
      // A fact that is not there decides nothing; the interpreter takes it for absent.
      const lacks = drawn.policy.facts.some(({ name }) => !Object.hasOwn(question.context ?? {}, name));
      if (answer !== "unknown" || !lacks)
        expect(answer, `policy ${i}, question ${JSON.stringify(question)}`).toBe(said[at] === true ? "allowed" : "denied");
      seen[answer]++;
      const names = Object.keys(question.args);
      const hidden = names.length === 0 ? undefined : draw.of(names);
      const partly = judged(drawn.policy, question, (name) => name === hidden);
      // Only an argument of a wrong type can go unnoticed: the guard that wrote the ledger had seen to that.
      if (partly === "denied") expect(answer).toBe("denied");
      if (partly === "unknown") seen.unknown++;
    }
  }
  expect(Math.min(seen.allowed, seen.denied, seen.unknown)).toBeGreaterThan(300);
});
