import { describe, expect, it } from "vitest";
import { analyse } from "../../compiler/analysis/analyse.js";
import type { Diagnostic } from "../../compiler/diagnostics/diagnostic.js";
import type { Labels } from "../../compiler/model/model.js";
import { action, agent, allow, and, hop, is, line, type PolicyInput, policy, principal, relay, task } from "./build.js";

const work = task("work");
const labels = line("public", "internal", "secret");
const [PUBLIC, INTERNAL, SECRET] = [0, 1, 2];
const boss = principal("boss");
const cleared = { clearance: SECRET };
const [a, b, c] = [agent("a", cleared), agent("b", cleared), agent("c", cleared)];
const low = agent("low");
const plain = action("tool.plain");
const read = action("tool.read", { returns: SECRET });
const peek = action("tool.peek", { returns: INTERNAL });
const post = action("web.post", { sends: PUBLIC });
const file = action("web.file", { sends: INTERNAL });

const found = (input: PolicyInput): readonly Diagnostic[] =>
  analyse(policy({ labels, ...input })).diagnostics.filter(({ code }) => code === "wider-data" || code === "over-clearance");
const codes = (input: PolicyInput): readonly string[] => found(input).map(({ code }) => code);

describe("what is passed", () => {
  it("is within what was passed before", () => {
    expect(codes({ hops: [hop(boss, a, work, [allow([plain])], { pass: SECRET }), hop(a, b, work, [allow([plain])], { pass: SECRET })] })).toEqual(
      [],
    );
    const [wide] = found({ hops: [hop(boss, a, work, [allow([plain])], { pass: INTERNAL }), hop(a, b, work, [allow([plain])], { pass: SECRET })] });
    expect(wide).toMatchObject({ code: "wider-data", witness: { chain: ["boss", "a", "b"] } });
    expect(wide?.message).toContain("no more than `internal`");
  });

  it("may be what the delegator reads itself, where it can be read", () => {
    const pass = hop(a, b, work, [allow([plain])], { pass: SECRET });
    expect(codes({ hops: [hop(boss, a, work, [allow([read, plain])]), pass] })).toEqual([]);
    expect(codes({ hops: [hop(boss, a, work, [relay([read]), allow([plain])]), pass] })).toEqual(["wider-data"]);
    const never = and(is("x", "<", 1), is("x", ">", 2));
    expect(codes({ hops: [hop(boss, a, work, [allow([read], never), allow([plain])]), pass] })).toEqual(["wider-data"]);
  });

  it("may be what another hop replies, but not what it was passed itself", () => {
    const first = hop(boss, a, work, [relay([read]), allow([plain])]);
    const asks = hop(a, c, work, [allow([read])]);
    const pass = hop(a, b, work, [allow([plain])], { pass: SECRET });
    expect(codes({ hops: [first, asks, pass] })).toEqual([]);
    expect(codes({ hops: [first, { ...asks, reply: { label: INTERNAL, trusted: false } }, pass] })).toEqual(["wider-data"]);
    expect(codes({ hops: [first, pass] })).toEqual(["wider-data"]);
  });

  it("may not count on a reply for which no hop is left on some chain", () => {
    const first = (depth: number) => hop(boss, a, work, [relay([read]), allow([plain])], { depth });
    const rest = [
      hop(a, b, work, [relay([read]), allow([plain])]),
      hop(b, c, work, [allow([read])]),
      hop(a, c, work, [allow([plain])], { pass: SECRET }),
    ];
    expect(codes({ hops: [first(2), ...rest] })).toEqual([]);
    expect(codes({ hops: [first(1), ...rest] })).toEqual(["wider-data"]);
  });

  it("is so on every chain, not on all together", () => {
    const pass = hop(a, b, work, [allow([plain])], { pass: SECRET });
    expect(codes({ hops: [hop(boss, a, work, [allow([read, plain])]), hop(boss, a, work, [allow([plain])]), pass] })).toEqual(["wider-data"]);
  });

  it("follows an order that is not one line", () => {
    // Left and right are both within top, and neither within the other.
    const order: Labels = {
      names: ["low", "left", "right", "top"],
      lowest: 0,
      within: (label, bound) => label === bound || label === 0 || bound === 3,
    };
    const top = { clearance: 3 };
    const [x, y] = [agent("x", top), agent("y", top)];
    const both = [action("t.left", { returns: 1 }), action("t.right", { returns: 2 })];
    const pass = (label: number) => ({ labels: order, hops: [hop(boss, x, work, [allow(both)]), hop(x, y, work, [allow(both)], { pass: label })] });
    expect(codes(pass(1))).toEqual([]);
    expect(codes(pass(2))).toEqual([]);
    expect(found(pass(3))[0]?.message).toContain("`left` and `right`");
  });
});

describe("what is sent", () => {
  it("is within what the action may send", () => {
    expect(codes({ hops: [hop(boss, a, work, [allow([post])])] })).toEqual([]);
    expect(codes({ hops: [hop(boss, a, work, [allow([post])], { pass: INTERNAL })] })).toEqual(["wider-data"]);
    expect(codes({ hops: [hop(boss, a, work, [allow([file])], { pass: INTERNAL })] })).toEqual([]);
    expect(codes({ hops: [hop(boss, a, work, [relay([post])], { pass: INTERNAL })] })).toEqual([]);
  });

  it("counts what the same agent reads, and what its hops reply", () => {
    const [wide] = found({ hops: [hop(boss, a, work, [allow([read, file])])] });
    expect(wide?.related.map(({ message }) => message)).toEqual(["`tool.read` returns `secret`"]);
    const hops = (label: number) => [
      hop(boss, a, work, [allow([file]), relay([read])]),
      hop(a, b, work, [allow([read])], { reply: { label, trusted: false } }),
    ];
    expect(codes({ hops: hops(INTERNAL) })).toEqual([]);
    expect(codes({ hops: hops(SECRET) })).toEqual(["wider-data"]);
  });

  it("is kept apart by chains: one reads, the other sends", () => {
    const hops = [hop(boss, a, work, [allow([read]), relay([file])]), hop(boss, b, work, [allow([file])])];
    expect(codes({ hops })).toEqual([]);
    expect(codes({ hops: [...hops, hop(a, c, work, [allow([file])])] })).toEqual([]);
    expect(codes({ hops: [...hops, hop(a, c, work, [allow([file])], { pass: SECRET })] })).toEqual(["wider-data"]);
  });

  it("matters only where the action can be used", () => {
    const none = and(is("x", "<", 1), is("x", ">", 1));
    expect(codes({ hops: [hop(boss, a, work, [allow([plain]), allow([post], none)], { pass: SECRET })] })).toEqual([]);
  });
});

describe("a clearance", () => {
  it("bounds what is passed", () => {
    expect(codes({ hops: [hop(boss, low, work, [allow([plain])])] })).toEqual([]);
    expect(codes({ hops: [hop(boss, low, work, [allow([plain])], { pass: INTERNAL })] })).toEqual(["over-clearance"]);
  });

  it("bounds what its actions return, where it may use them", () => {
    expect(codes({ hops: [hop(boss, low, work, [allow([peek])])] })).toEqual(["over-clearance"]);
    expect(codes({ hops: [hop(boss, low, work, [relay([peek])])] })).toEqual([]);
    expect(codes({ hops: [hop(boss, low, work, [allow([peek])])], denials: [{ actions: [peek], where: { kind: "true" } }] })).toEqual([]);
  });

  it("bounds what comes back by its hops", () => {
    const hops = (more: object) => [hop(boss, low, work, [relay([peek])]), hop(low, b, work, [allow([peek])], more)];
    const [wide] = found({ hops: hops({}) });
    expect(wide).toMatchObject({ code: "over-clearance", witness: { chain: ["boss", "low", "b"] } });
    expect(codes({ hops: hops({ reply: { label: PUBLIC, trusted: false } }) })).toEqual([]);
  });
});

describe("where there is one label", () => {
  it("nothing is asked", () => {
    expect(codes({ labels: line("only"), hops: [hop(boss, low, work, [allow([plain])])] })).toEqual([]);
  });
});
