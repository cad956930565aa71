import { describe, expect, it } from "vitest";
import { analyse } from "../../compiler/analysis/analyse.js";
import { type Chains, type Context, chainsOf } from "../../compiler/analysis/chains.js";
import { shortestChain } from "../../compiler/analysis/shortest.js";
import { exists, find, includes } from "../../compiler/scope/narrower.js";
import { action, agent, allow, and, type HopInput, hop, is, type PolicyInput, policy, principal, task, yes } from "./build.js";

const work = task("work");
const part = task("part", work);
const use = [action("tool.use")];
const boss = principal("boss");
const [a, b, c] = [agent("a"), agent("b"), agent("c")];

const chains = (input: PolicyInput): Chains => chainsOf(policy(input), { exists, find, includes });
const codes = (of: Chains): string[] => of.diagnostics.map(({ code }) => code);
const names = (chain: readonly Context[] | undefined): string | undefined =>
  chain === undefined ? undefined : [chain[0]?.hop.from.name, ...chain.map((context) => context.hop.to.name)].join(" ");
const open = (from: Parameters<typeof hop>[0], to: Parameters<typeof hop>[1], of = work, more: HopInput = {}) =>
  hop(from, to, of, [allow(use)], more);

/** Every chain, by brute force over hops: the last hops' indices, with what is left. */
function everyChain(of: Chains): string[] {
  const found: string[] = [];
  const walk = (path: readonly number[], left: number): void => {
    found.push(path.join("-"));
    if (left < 1) return;
    const last = of.policy.hops[path.at(-1) ?? 0];
    for (const next of of.policy.hops) {
      if (last === undefined || next.from.name !== last.to.name || !next.task.within.has(last.task.name)) continue;
      walk([...path, next.index], Math.min(next.depth ?? Number.POSITIVE_INFINITY, left - 1));
    }
  };
  for (const first of of.policy.hops) if (first.from.kind === "principal") walk([first.index], first.depth ?? Number.POSITIVE_INFINITY);
  return found;
}

describe("chains", () => {
  it("go on for the same task or a part of it, never for a wider one", () => {
    const of = chains({ hops: [open(boss, a, work), open(a, b, part), open(b, c, work)] });
    expect(of.contexts.map(({ hop }) => hop.index)).toEqual([0, 1]);
    expect(of.contextsOf(of.policy.hops[2] ?? expect.fail())).toEqual([]);
  });

  it("end where no hop is left", () => {
    const of = chains({ hops: [open(boss, a, work, { depth: 1 }), open(a, b), open(b, c)] });
    expect(of.contexts.map(({ hop, most }) => [hop.index, most])).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it("may go round as often as their depth allows", () => {
    const of = chains({ hops: [open(boss, a, work, { depth: 4 }), open(a, b), open(b, a)] });
    expect(of.diagnostics).toEqual([]);
    expect(of.contexts.map(({ lefts }) => [...lefts])).toEqual([[4], [3, 1], [2, 0]]);
  });

  it("need a depth where they could go round for ever", () => {
    const cycle = [open(a, b), open(b, a)];
    expect(codes(chains({ hops: [open(boss, a), ...cycle] }))).toEqual(["missing-depth"]);
    expect(codes(chains({ hops: [open(boss, a, work, { depth: 2 }), ...cycle] }))).toEqual([]);
    expect(codes(chains({ hops: [open(boss, c), ...cycle] }))).toEqual([]);
  });

  it("share one environment where nothing below asks for what is above", () => {
    const cap = (bound: number): HopInput => ({ params: [{ name: "cap" }], require: is("$cap", "<=", bound) });
    const of = chains({ hops: [open(boss, a, work, cap(1)), open(boss, a, work, cap(2)), open(a, b), open(b, c)] });
    expect(of.contexts.length).toBe(4);
    expect(new Set([...of.stands].map(({ environment }) => environment.id)).size).toBe(1);
  });

  it("differ where something below reads a parameter that they bound differently", () => {
    const cap = (bound: number): HopInput => ({ params: [{ name: "cap" }], require: is("$cap", "<=", bound) });
    const reader = hop(b, c, work, [allow(use, is("x", "<=", "received.cap"))]);
    const of = chains({ hops: [open(boss, a, work, cap(1)), open(boss, a, work, cap(2)), open(boss, a, work, cap(2)), open(a, b), reader] });
    expect(of.contexts.map(({ hop }) => hop.index)).toEqual([0, 1, 2, 3, 3, 4, 4]);
  });

  it("end where what is required contradicts what stands", () => {
    const first = open(boss, a, work, { params: [{ name: "cap" }], require: is("$cap", "<=", 1) });
    const second = open(a, b, work, { require: is("received.cap", ">=", 2) });
    const of = chains({ hops: [first, second, open(b, c)] });
    expect(of.contexts.map(({ hop }) => hop.index)).toEqual([0]);
    expect([...of.unmet].map(({ index }) => index)).toEqual([1]);
  });

  it("must have what is received, of one type", () => {
    const reader = hop(a, b, work, [allow(use, is("x", "<=", "received.cap"))]);
    const bound = open(boss, a, work, { params: [{ name: "cap" }] });
    expect(codes(chains({ hops: [bound, reader] }))).toEqual([]);
    expect(codes(chains({ hops: [bound, open(boss, a), reader] }))).toEqual(["unknown-name"]);
    const text = open(boss, a, work, { params: [{ name: "cap", type: { kind: "scalar", sort: "String" } }] });
    expect(codes(chains({ hops: [bound, text, reader] }))).toEqual(["type-mismatch"]);
  });

  it("read the nearest hop that has the parameter", () => {
    const first = open(boss, a, work, { params: [{ name: "cap" }], require: is("$cap", "<=", 1) });
    const second = open(a, b, work, { params: [{ name: "cap" }], require: is("$cap", ">=", 2) });
    const third = hop(b, c, work, [allow(use, is("x", "<=", "received.cap"))]);
    const of = chains({ hops: [first, second, third] });
    const context = of.contexts[2] ?? expect.fail();
    expect(context.environment.facts).toEqual([is("$cap@1", ">=", 2)]);
  });

  it("keep facts that reach what is asked for through one another", () => {
    const first = open(boss, a, work, { params: [{ name: "cap" }], require: is("$cap", "<=", 50) });
    const other = { name: "other" };
    const second = open(a, b, work, { params: [{ name: "mine" }, other], require: and(is("$mine", "<=", "received.cap"), is("$other", "<=", 3)) });
    const third = hop(b, c, work, [allow(use, is("x", "<=", "received.mine"))]);
    const of = chains({ hops: [first, second, third] });
    expect(of.contexts[2]?.environment.facts).toEqual([is("$cap@1", "<=", 50), is("$mine@1", "<=", "$cap@1")]);
  });

  it("stop at a limit, which is an error, where parameters are bound again and again", () => {
    const bound: HopInput = { params: [{ name: "cap" }], require: is("$cap", "<", "received.cap") };
    const of = chains({ hops: [open(boss, a, work, { depth: 500, params: [{ name: "cap" }] }), open(a, b, work, bound), open(b, a, work, bound)] });
    expect(codes(of)).toEqual(["too-complex"]);
    expect(of.complete).toBe(false);
  });
});

describe("the shortest chain", () => {
  it("has enough hops left at its end", () => {
    const of = chains({ hops: [open(boss, a, work, { depth: 1 }), open(boss, b, work, { depth: 5 }), open(b, a), open(a, c), open(c, b)] });
    const toC = of.contexts.find(({ hop }) => hop.index === 3) ?? expect.fail();
    expect(names(shortestChain(toC))).toBe("boss a c");
    expect(names(shortestChain(toC, 1))).toBe("boss b a c");
    expect(shortestChain(toC, 4)).toBeUndefined();
  });

  it("is looked for no longer than there are hops, where chains go round for ever", () => {
    const of = chains({ hops: [open(boss, a, work, { erroneous: true }), open(a, b), open(b, a)] });
    const toB = of.contexts.find(({ hop }) => hop.index === 1) ?? expect.fail();
    expect(names(shortestChain(toB))).toBe("boss a b");
    expect(shortestChain(toB, 0, (each) => !each.erroneous)).toBeUndefined();
  });

  it("ends for what is passed on round and round", () => {
    const first = hop(boss, b, work, [allow(use, is("x", "<=", 0), { received: true })]);
    const round = (to: typeof a) => hop(b, to, work, [allow(use, is("x", "==", 1), { received: true })]);
    const found = analyse(policy({ hops: [first, round(a), round(b), open(a, a)] })).diagnostics.map(({ code }) => code);
    expect(found).toContain("wider-scope");
    expect(found).toContain("missing-depth");
  });

  it("is one of all chains, and no other is shorter", () => {
    const of = chains({ hops: [open(boss, a, work, { depth: 3 }), open(a, b), open(b, a), open(b, c), open(c, a, part), open(a, c, part)] });
    const all = everyChain(of);
    for (const context of of.contexts) {
      const path = (shortestChain(context) ?? expect.fail()).map(({ hop }) => hop.index).join("-");
      const toHop = all.filter((each) => each.split("-").at(-1) === String(context.hop.index));
      expect(toHop).toContain(path);
      expect(Math.min(...toHop.map((each) => each.length))).toBe(path.length);
    }
    expect(new Set(all.map((each) => each.split("-").at(-1))).size).toBe(of.contexts.length);
  });
});

describe("a fact of the context", () => {
  const tier = { name: "tier", type: { kind: "enum", values: ["free", "gold"] } } as const;

  it("stands below where something asks for it", () => {
    const first = open(boss, a, work, { require: is("context.tier", "==", "'gold", "String") });
    const reader = hop(b, c, work, [allow(use, is("context.tier", "==", "'gold", "String"))]);
    const of = chains({ hops: [first, open(a, b), reader], facts: [tier] });
    expect(of.contexts.map(({ environment }) => environment.facts.length)).toEqual([0, 1, 1]);
  });

  it("stands for the parameter that is bound from it", () => {
    const first = open(boss, a, work, { params: [{ name: "kind", type: tier.type, from: "tier" }] });
    const reader = hop(a, b, work, [allow(use, is("context.tier", "==", "received.kind", "String"))]);
    const of = chains({ hops: [first, reader], facts: [tier] });
    const { hop: second, environment } = of.contexts[1] ?? expect.fail();
    const resolved = of.environments.frame(second, environment).resolve(second.scope.clauses[0]?.where ?? yes);
    expect(resolved).toEqual(is("context.tier", "==", "context.tier", "String"));
  });
});
