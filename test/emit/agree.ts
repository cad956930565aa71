/** Holds the generated decisions of drawn policies against the interpreter of `remit test`. */
import { expect } from "vitest";
import { runTests } from "../../compiler/analysis/testing.js";
import type { Policy, Test } from "../../compiler/model/model.js";
import type { Question } from "../../stdlib/runtime/decide.js";
import { somewhere } from "../analysis-testing/build.js";
import { drawFrom } from "../scope/draw.js";
import { drawPolicy, drawQuestion } from "./draw.js";
import { generate } from "./evaluate.js";

export interface Seen {
  asked: number;
  allowed: number;
  refused: number;
  readonly codes: Set<string>;
}

/** Asks each of so many policies so many questions, from a seed; what differs fails with the policy's seed. */
export function agree(seed: number, policies: number, questions: number, door?: Readonly<Record<string, unknown>>): Seen {
  const seen: Seen = { asked: 0, allowed: 0, refused: 0, codes: new Set() };
  for (let i = 0; i < policies; i++) {
    const draw = drawFrom(seed * 1_000_003 + i * 7919);
    const drawn = drawPolicy(draw);
    const { policy, plan } = generate(drawn.policy, door);
    const asked = Array.from({ length: questions }, () => drawQuestion(draw, drawn));
    const said = interpreted(drawn.policy, asked);
    for (const [at, question] of asked.entries()) {
      const answer = policy.decide(question);
      expect(
        answer.allow,
        `seed ${seed}, policy ${i}: ${JSON.stringify({ question, answer, hops: drawn.policy.hops.map((hop) => hop.scope.clauses.map(({ verb, received, where }) => ({ verb, received, where }))) }, undefined, 1)}`,
      ).toBe(said[at]);
      // What is allowed is on the handle.
      if (answer.allow) expect(plan.hops[question.chain.length - 2]?.callable).toContain(question.action);
      seen.asked++;
      seen[answer.allow ? "allowed" : "refused"]++;
      if (answer.reason !== undefined) seen.codes.add(answer.reason.code);
    }
  }
  return seen;
}

/** What the interpreter says: the test that expects the call to be allowed passes. */
export function interpreted(policy: Policy, questions: readonly Question[]): readonly boolean[] {
  const tests = questions.map((question): Test => {
    const action = policy.actions.find(({ id }) => id === question.action);
    if (action === undefined) throw new Error(`no action ${question.action}`);
    return {
      name: "",
      start: question.chain[0] ?? "",
      hops: question.chain.slice(1).map((to, i) => {
        const task = question.tasks?.[i + 1];
        return { to, params: question.params?.[i + 1] ?? {}, place: somewhere(), ...(task === undefined ? {} : { task }) };
      }),
      context: question.context ?? {},
      at: question.now,
      approvals: question.approvals ?? [],
      steps: [{ kind: "call", expect: "allow", action, args: question.args, place: somewhere() }],
      place: somewhere(),
    };
  });
  return runTests({ ...policy, tests }).tests.map(({ passed }) => passed);
}
