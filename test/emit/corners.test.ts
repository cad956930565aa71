/** Constraints that drawn policies do not have: what no policy can write, and what is too large for a table. */
import { describe, expect, test } from "vitest";
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";
import * as make from "../analysis-testing/build.js";
import { argument, between, compare, inNetwork, ip, like, literal, matching, not, now, only, path, string } from "../scope/build.js";
import { interpreted } from "./agree.js";
import { generate } from "./evaluate.js";

/** Asks a policy of one hop that allows where the constraint holds, with each of the values as its arguments `s`, `p` and `a`. */
function same(constraint: Constraint, values: readonly Json[], optional = false): { allowed: number; refused: number; time: number } {
  const types = [string, path, ip];
  const action = {
    ...make.action("tool", {}),
    params: ["s", "p", "a"].map((name, i) => ({ name, optional, type: types[i] ?? string })),
  };
  const hop = make.hop(make.principal("p"), make.agent("a"), make.task("work"), [make.clause("allow", [action], constraint)]);
  const policy = make.policy([hop], [], { actions: [action] });
  const questions = values.map((value) => {
    const given = {
      s: value,
      p: "/x",
      a: "10.0.0.1",
      ...(typeof value === "string" && value.startsWith("/") ? { p: value } : {}),
      ...(typeof value === "string" && /^[\d:]/.test(value) ? { a: value } : {}),
    };
    return {
      chain: ["p", "a"],
      action: action.id,
      args: optional ? (value === null ? {} : { s: value }) : given,
      context: {},
      now: 1_700_000_000_000,
    };
  });
  const { policy: generated, plan } = generate(policy);
  const said = interpreted(policy, questions);
  const found = { allowed: 0, refused: 0, time: 0 };
  for (const [i, question] of questions.entries()) {
    const began = performance.now();
    const { allow } = generated.decide(question);
    found.time += performance.now() - began;
    found[allow ? "allowed" : "refused"]++;
    expect(allow, JSON.stringify(question)).toBe(said[i]);
  }
  expect(plan.version).toBe(1);
  return found;
}

const texts = ["", "a", "b", "ab", "abc", "z", "/a/b", "/a", "é", "😀", "10.0.0.1", "9.9.9.9", "::1"];

describe("orders of texts and addresses", () => {
  test.each(["<", "<=", ">", ">="] as const)("%s", (op) => {
    const { allowed, refused } = same(compare("String", argument("s"), op, literal("ab")), texts);
    expect(Math.min(allowed, refused)).toBeGreaterThan(1);
    same(compare("Ip", argument("a"), op, literal("10.0.0.0")), texts);
    same(compare("Path", argument("p"), op, literal("/a/a")), texts);
    same(compare("Path", argument("p"), op, literal("not//a/path")), texts);
  });

  test("between", () => {
    for (const sort of ["String", "Ip"] as const) {
      const [term, low, high] = sort === "String" ? [argument("s"), "a", "b"] : [argument("a"), "9.0.0.0", "10.0.0.0"];
      const within = between(sort, term, low, high);
      same(within, texts);
      same({ ...within, negated: true } as Constraint, texts);
    }
    same({ ...between("Ip", argument("a"), "x", "10.0.0.0"), negated: true } as Constraint, texts);
  });
});

test("the time as a text, literals on both sides, a network that is none", () => {
  same(compare("String", now, "==", literal("2023-11-14T22:13:20.000Z")), ["a"]);
  same(compare("Time", now, "<", literal("2024-01-01T00:00Z")), ["a"]);
  same(compare("Number", literal(1), "<", literal(2)), ["a"]);
  same(compare("String", literal("a"), "!=", literal("a")), ["a"]);
  same(inNetwork(argument("a"), "10.0.0.0/33"), texts);
  same({ ...inNetwork(argument("a"), "no network"), negated: true } as Constraint, texts);
});

test("only, of optional arguments and of required ones", () => {
  const { allowed, refused } = same(only("p"), [null, "a"], true);
  expect([allowed, refused]).toEqual([1, 1]);
  same(only("s", "p", "a"), texts);
  same(only("s"), texts);
});

describe("patterns", () => {
  test.each([
    ["any", "*"],
    ["equal", "ab"],
    ["among", "{a,b,ab,/a}"],
    ["begins", "a*"],
    ["ends", "*b"],
    ["begins and ends", "a*c"],
    ["one character", "?"],
    ["two runs", "*b*"],
    ["nothing", ""],
  ])("%s", (_, glob) => {
    for (const pattern of [like(argument("s"), glob), like(argument("p"), glob, "Path")]) {
      same(pattern, texts);
      same(not(pattern), texts);
      same({ ...pattern, negated: true } as Constraint, texts);
    }
  });

  test("one whose automaton is too large for a table", () => {
    // The fourteenth character from the end is an `a`: 2^14 states.
    const pattern = matching(argument("s"), "[ab]*a[ab]{13}");
    const values = ["a".repeat(14), "b".repeat(14), `${"ab".repeat(20)}a${"b".repeat(13)}`, `${"ab".repeat(20)}b${"a".repeat(13)}`, "a", ""];
    const { allowed, refused } = same(pattern, values);
    expect(Math.min(allowed, refused)).toBeGreaterThan(1);
    same({ ...pattern, negated: true } as Constraint, values);
  });

  test("a text of a million characters takes no time to speak of", () => {
    const hostile = `${"a".repeat(1_000_000)}!`;
    // An engine that goes back over the text would take longer than there is time.
    expect(same(matching(argument("s"), "(a*)*b|(a|aa)+c"), [hostile]).time).toBeLessThan(5000);
  });
});
