/** The same law as `agreement.test.ts`, over at least a hundred thousand pairs of a policy and a request. */
import { describe, expect, test } from "vitest";
import * as v1 from "../../stdlib/runtime/v1.js";
import { agree } from "./agree.js";

test("generated decisions answer as the meaning does, on 120,000 pairs", () => {
  const seen = agree(7, 3000, 40);
  expect(seen.asked).toBe(120_000);
  expect(Math.min(seen.allowed, seen.refused)).toBeGreaterThan(seen.asked / 20);
});

/** What generated code makes its decisions of; not what makes tables, nor what only a printed module needs. */
const others = ["guard", "policy", "decide", "branded", "automaton", "machine", "network", "ordered"];
const atoms = Object.keys(v1).filter((name) => !others.includes(name));

describe("the law sees it when one function of the door is wrong", () => {
  test.each(atoms)("%s", (name) => {
    const right = Reflect.get(v1, name);
    const wrong = (...args: readonly unknown[]): unknown => {
      const answer: unknown = Reflect.apply(right, undefined, args);
      if (typeof answer === "boolean") return !answer;
      if (typeof answer === "number") return answer + 1;
      return typeof answer === "string" ? undefined : "x";
    };
    expect(() => agree(3, 6000, 12, { ...v1, [name]: wrong })).toThrow();
  });

  test.each(["automaton", "network"] as const)("%s", (name) => {
    const wrong = (...args: readonly unknown[]): v1.Texts => {
      const right: v1.Texts = Reflect.apply(Reflect.get(v1, name), undefined, args);
      return { has: (value) => typeof value === "string" && !right.has(value) };
    };
    expect(() => agree(3, 6000, 12, { ...v1, [name]: wrong })).toThrow();
  });
});
