import { describe, expect, it } from "vitest";
import { analyse } from "../../compiler/analysis/analyse.js";
import type { Diagnostic } from "../../compiler/diagnostics/diagnostic.js";
import type { Assertion } from "../../compiler/model/model.js";
import { action, agent, allow, deny, hop, is, line, type PolicyInput, policy, principal, received, relay, somewhere, task, yes } from "./build.js";

const work = task("work");
const boss = principal("boss");
const [a, b, c, d] = [agent("a"), agent("b"), agent("c"), agent("d")];
const pay = action("bank.pay");
const send = action("mail.send");
const pays = [pay];
const most = (bound: number) => is("x", "<=", bound);

const failed = (input: PolicyInput, assertion: Assertion): readonly Diagnostic[] =>
  analyse(policy({ ...input, assertions: [assertion] })).diagnostics.filter(({ code }) => code === "failed-assertion");
const names = (...of: readonly string[]): ReadonlySet<string> => new Set(of);

describe("assert never", () => {
  const never = (where = is("x", ">", 5), by?: ReadonlySet<string>): Assertion => ({ kind: "never", actions: pays, by, where, place: somewhere() });

  it("holds where no chain admits such a request", () => {
    expect(failed({ hops: [hop(boss, a, work, [allow(pays, most(5))])] }, never())).toEqual([]);
    expect(failed({ hops: [hop(boss, a, work, [relay(pays)])] }, never())).toEqual([]);
    expect(failed({ hops: [hop(a, b, work, [allow(pays)])] }, never())).toEqual([]);
    expect(failed({ hops: [hop(boss, a, work, [allow(pays)])], denials: [{ actions: pays, where: is("x", ">", 5) }] }, never())).toEqual([]);
  });

  it("else shows the chain, hop by hop, and the request", () => {
    const clauses = [allow(pays, most(9)), allow(pays, most(6))];
    const [first, second] = clauses;
    const hops = [hop(boss, a, work, clauses.slice(0, 1)), hop(a, b, work, clauses.slice(1))];
    const [found] = failed({ hops }, never(is("x", ">", 5), names("b")));
    expect(found?.related.map(({ place }) => place)).toEqual([first?.place, second?.place]);
    expect(found?.witness).toMatchObject({ chain: ["boss", "a", "b"], action: "bank.pay" });
    expect(Number(found?.witness?.args.x)).toBeGreaterThan(5);
    expect(Number(found?.witness?.args.x)).toBeLessThanOrEqual(6);
  });

  it("speaks of the agents that it names alone", () => {
    const hops = [hop(boss, a, work, [allow(pays)]), hop(a, b, work, [allow(pays, most(5))])];
    expect(failed({ hops }, never(is("x", ">", 5), names("b")))).toEqual([]);
    expect(failed({ hops }, never(is("x", ">", 5), names("a", "b"))).length).toBe(1);
  });

  it("counts what is denied to the last agent alone", () => {
    const hops = [hop(boss, a, work, [allow(pays)]), hop(a, b, work, [allow(pays)])];
    const denials = [{ actions: pays, where: is("x", ">", 5), by: names("b") }];
    expect(failed({ hops, denials }, never(is("x", ">", 5), names("b")))).toEqual([]);
    expect(failed({ hops, denials }, never(is("x", ">", 5), names("a"))).length).toBe(1);
  });

  it("follows what is received to where it comes from", () => {
    const rest = [hop(a, b, work, [received(pays)]), hop(b, c, work, [received(pays, is("x", ">", 3))])];
    expect(failed({ hops: [hop(boss, a, work, [allow(pays, most(5))]), ...rest] }, never())).toEqual([]);
    const [found] = failed({ hops: [hop(boss, d, work, [allow([send])]), hop(boss, a, work, [relay(pays, most(6))]), ...rest] }, never());
    expect(found?.witness?.chain).toEqual(["boss", "a", "b"]);
  });

  it("holds of a chain that one hop stops, though a later one lets more through", () => {
    // The last hop is wider than the first, and told so; the chain admits what both do.
    const hops = [hop(boss, a, work, [allow(pays, most(5))]), hop(a, b, work, [allow(pays, most(9))])];
    expect(failed({ hops }, never())).toEqual([]);
    expect(failed({ hops }, never(is("x", ">", 4))).length).toBe(1);
  });

  it("says nothing of hops that are in error", () => {
    const hops = [hop(boss, a, work, [allow(pays)], { erroneous: true }), hop(a, b, work, [allow(pays)])];
    expect(failed({ hops }, never())).toEqual([]);
  });
});

describe("assert can", () => {
  const can = (party: string, where = is("x", "==", 5)): Assertion => ({ kind: "can", party, action: pay, where, place: somewhere() });

  it("holds where some chain admits such a request", () => {
    const hops = [
      hop(boss, a, work, [allow(pays)]),
      hop(a, b, work, [allow([send])]),
      hop(boss, b, work, [relay(pays)]),
      hop(a, b, work, [allow(pays, most(5))]),
    ];
    expect(failed({ hops }, can("b"))).toEqual([]);
    expect(failed({ hops }, can("b", is("x", "==", 6))).length).toBe(1);
  });

  it("else shows what stops it", () => {
    const stop = allow(pays, most(4));
    const chain = [hop(boss, a, work, [allow(pays)]), hop(a, b, work, [stop]), hop(b, c, work, [received(pays)])];
    expect(failed({ hops: chain }, can("c"))[0]?.related[0]?.place).toBe(stop.place);
    const only = relay(pays);
    expect(failed({ hops: [hop(boss, a, work, [only])] }, can("a"))[0]?.related[0]?.place).toBe(only.place);
    expect(failed({ hops: chain }, can("d"))[0]?.message).toContain("no chain leads");
    const [denied] = failed({ hops: [hop(boss, a, work, [allow(pays)])], denials: [{ actions: pays, where: yes }] }, can("a"));
    expect(denied?.message).toContain("deny");
    const taken = deny(pays, is("x", "==", 5));
    const [own] = failed({ hops: [hop(boss, a, work, [allow(pays), taken])] }, can("a"));
    expect(own?.related.map(({ place }) => place)).toContain(taken.place);
  });

  it("is not held to hold by a last hop that lets more through than the chain carries", () => {
    const hops = [hop(boss, a, work, [allow(pays, most(4))]), hop(a, b, work, [allow(pays, most(9))])];
    expect(failed({ hops }, can("b")).length).toBe(1);
  });
});

describe("assert no path", () => {
  const noPath = (from: string, to: string): Assertion => ({ kind: "no-path", from: names(from), to: names(to), place: somewhere() });
  const hops = (depth: number) => [hop(boss, a, work, [allow(pays)], { depth }), hop(a, b, work, [allow(pays)]), hop(b, c, work, [allow(pays)])];

  it("holds where no chain leads from one to the other", () => {
    expect(failed({ hops: hops(1) }, noPath("a", "c"))).toEqual([]);
    expect(failed({ hops: hops(2) }, noPath("c", "a"))).toEqual([]);
    expect(failed({ hops: hops(2) }, noPath("a", "c"))[0]?.witness?.chain).toEqual(["boss", "a", "b", "c"]);
    expect(failed({ hops: hops(0) }, noPath("boss", "a")).length).toBe(1);
  });

  it("follows one chain, not two that meet", () => {
    // From boss to c leads a chain by b, but none that a begins: its last hop has none left.
    const parts = [
      hop(boss, a, work, [allow(pays)], { depth: 1 }),
      hop(boss, b, work, [allow(pays)]),
      hop(a, b, work, [allow(pays)]),
      hop(b, c, work, [allow(pays)]),
    ];
    expect(failed({ hops: parts }, noPath("a", "c"))).toEqual([]);
    expect(failed({ hops: parts }, noPath("boss", "c")).length).toBe(1);
  });
});

describe("assert depth", () => {
  const depth = (most: number): Assertion => ({ kind: "depth", most, place: somewhere() });

  it("bounds the hops of the longest chain", () => {
    const hops = [hop(boss, a, work, [allow(pays)], { depth: 2 }), hop(a, b, work, [allow(pays)]), hop(b, a, work, [allow(pays)])];
    expect(failed({ hops }, depth(3))).toEqual([]);
    expect(failed({ hops }, depth(2))[0]?.witness?.chain).toEqual(["boss", "a", "b", "a"]);
  });
});

describe("assert no flow", () => {
  const labels = line("public", "internal", "secret");
  const read = action("tool.read", { returns: 2 });
  const browse = action("web.browse", { ingestsUntrusted: true });
  const [x, y, z, w] = ["x", "y", "z", "w"].map((name) => agent(name, { clearance: 2 }));
  const noFlow = (of: number | "untrusted", ...to: readonly string[]): Assertion => ({ kind: "no-flow", of, to: names(...to), place: somewhere() });
  if (x === undefined || y === undefined || z === undefined || w === undefined) throw new Error("four agents");

  it("follows what is passed down", () => {
    const hops = (pass: number) => [hop(boss, x, work, [allow([read, send])]), hop(x, y, work, [allow([send])], { pass })];
    expect(failed({ labels, hops: hops(0) }, noFlow(1, "y"))).toEqual([]);
    const [found] = failed({ labels, hops: hops(2) }, noFlow(1, "y"));
    expect(found?.witness?.chain).toEqual(["boss", "x", "y"]);
    expect(found?.related.map(({ message }) => message)).toEqual(["`x` gets it by `tool.read` here", "`x` passes it to `y`"]);
  });

  it("shows the whole way: replied up, then passed down", () => {
    const hops = [
      hop(boss, x, work, [allow([send]), relay([read])], { pass: 0 }),
      hop(x, y, work, [relay([read])], { reply: { label: 2, trusted: false } }),
      hop(y, w, work, [allow([read])], { reply: { label: 2, trusted: false } }),
      hop(x, z, work, [allow([send])], { pass: 2 }),
    ];
    const [found] = failed({ labels, hops }, noFlow(2, "z"));
    expect(found?.witness?.chain).toEqual(["boss", "x", "z"]);
    expect(found?.related.map(({ message }) => message)).toEqual([
      "`w` gets it by `tool.read` here",
      "`w` replies it to `y`",
      "`y` replies it to `x`",
      "`x` passes it to `z`",
    ]);
    const [replied] = failed({ labels, hops }, noFlow(2, "boss"));
    expect(replied?.related.map(({ message }) => message)).toEqual([
      "`w` gets it by `tool.read` here",
      "`w` replies it to `y`",
      "`y` replies it to `x`",
      "`x` replies it to `boss`",
    ]);
  });

  it("follows what is replied, to agents and to principals", () => {
    const hops = (label: number) => [
      hop(boss, x, work, [allow([send]), relay([read])]),
      hop(x, y, work, [allow([read])], { reply: { label, trusted: false } }),
    ];
    expect(failed({ labels, hops: hops(1) }, noFlow(2, "x", "boss"))).toEqual([]);
    expect(failed({ labels, hops: hops(2) }, noFlow(2, "x")).length).toBe(1);
    expect(failed({ labels, hops: hops(2) }, noFlow(2, "boss")).length).toBe(1);
  });

  it("follows an attacker's text, but for replies that the host checks", () => {
    const hops = (trusted: boolean) => [
      hop(boss, x, work, [relay([browse]), allow([send])]),
      hop(x, y, work, [allow([browse])], { reply: { label: 0, trusted } }),
      hop(x, z, work, [allow([send])]),
    ];
    expect(failed({ labels, hops: hops(true) }, noFlow("untrusted", "x", "z"))).toEqual([]);
    expect(failed({ labels, hops: hops(false) }, noFlow("untrusted", "x")).length).toBe(1);
    expect(failed({ labels, hops: hops(false) }, noFlow("untrusted", "z")).length).toBe(1);
  });
});
