/** The generated decision answers as the interpreter does, which answers with `admits`: over the whole language, conforming or not. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { ReasonCode } from "../../stdlib/runtime/plan.js";
import { values } from "../analysis/brute.js";
import { policies } from "../analysis/random.js";
import { drawFrom, seeds } from "../scope/draw.js";
import { agree, interpreted } from "./agree.js";
import { generate } from "./evaluate.js";

test("generated decisions answer as the meaning does", () => {
  const seen = agree(1, 400, 25);
  // The law says little unless both answers come up, and each way to refuse.
  expect(seen.allowed).toBeGreaterThan(seen.asked / 20);
  expect(seen.refused).toBeGreaterThan(seen.asked / 20);
  const codes: readonly ReasonCode[] = ["scope", "denied", "relay", "held", "require", "argument", "parameter", "context", "action"];
  expect(codes.filter((code) => !seen.codes.has(code))).toEqual([]);
});

test("on chains of every shape: tasks, depths, cycles, several principals, parameters that the runtime binds", () => {
  const seen = { allowed: 0, refused: 0, chain: 0 };
  fc.assert(
    fc.property(policies, seeds, (policy, seed) => {
      const draw = drawFrom(seed);
      const { policy: generated, plan } = generate(policy);
      const questions = Array.from({ length: 30 }, () => {
        const chain = [draw.of(["p", "q"])];
        const hops = [];
        for (let at = chain[0]; hops.length < 4; at = chain.at(-1)) {
          const next = policy.hops.filter((hop) => hop.from.name === at);
          if (next.length === 0 || (hops.length > 0 && draw.once(3))) break;
          const hop = draw.of(next);
          hops.push(hop);
          chain.push(hop.to.name);
        }
        const params = hops.map((hop) =>
          Object.fromEntries(hop.params.filter(({ from }) => from === undefined).map(({ name }) => [name, draw.of(values)])),
        );
        return {
          chain,
          params: [{}, ...params],
          tasks: [undefined, ...hops.map((hop) => (draw.once(4) ? undefined : hop.task.name))],
          action: draw.of(policy.actions).id,
          args: { x: draw.of([...values, 3]) },
          context: draw.once(8) ? {} : { f: draw.of(values) },
          now: 0,
        };
      });
      const said = interpreted(policy, questions);
      for (const [i, question] of questions.entries()) {
        const answer = generated.decide(question);
        seen[answer.allow ? "allowed" : "refused"]++;
        if (answer.reason?.code === "chain") seen.chain++;
        expect(answer.allow, JSON.stringify(question)).toBe(said[i]);
        const last = plan.hops.filter(({ from, to }) => from === question.chain.at(-2) && to === question.chain.at(-1));
        // What is allowed is on the handle.
        if (answer.allow) expect(last.some(({ callable }) => callable.includes(question.action))).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
  expect(Math.min(seen.allowed, seen.refused, seen.chain)).toBeGreaterThan(300);
});
