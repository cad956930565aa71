import { describe, expect, it } from "vitest";
import { analyse } from "../../compiler/analysis/analyse.js";
import type { Diagnostic } from "../../compiler/diagnostics/diagnostic.js";
import type { Constraint, Type } from "../../stdlib/runtime/constraint.js";
import { generatePolicy } from "../bench/generate.js";
import { lowerFiles } from "../harness/marked.js";
import {
  action,
  agent,
  allow,
  and,
  deny,
  field,
  hop,
  is,
  or,
  type PolicyInput,
  policy,
  principal,
  received,
  relay,
  scope,
  string,
  task,
  yes,
} from "./build.js";

const bool: Type = { kind: "scalar", sort: "Bool" };
const work = task("work");
const boss = principal("boss");
const [a, b, c, d] = [agent("a"), agent("b"), agent("c"), agent("d")];
const pay = action("bank.pay", { params: [field("x"), field("to", string)] });
const send = action("mail.send");
const pays = [pay];

const errors = (input: PolicyInput): readonly Diagnostic[] => analyse(policy(input)).diagnostics.filter(({ severity }) => severity === "error");
const codes = (input: PolicyInput): readonly string[] => errors(input).map(({ code }) => code);
const only = (input: PolicyInput): Diagnostic => {
  const [found, ...others] = errors(input);
  expect(others.map(({ code }) => code)).toEqual([]);
  return found ?? expect.fail();
};
const most = (bound: number) => is("x", "<=", bound);

describe("what a hop carries", () => {
  it("is within what the hop before carries, or there is a request that shows it", () => {
    expect(codes({ hops: [hop(boss, a, work, [allow(pays, most(50))]), hop(a, b, work, [allow(pays, most(50))])] })).toEqual([]);
    const wide = allow(pays, most(51));
    const first = allow(pays, most(50));
    const found = only({ hops: [hop(boss, a, work, [first]), hop(a, b, work, [wide])] });
    expect(found).toMatchObject({
      code: "wider-scope",
      place: wide.place,
      related: [{ place: first.place }],
      help: expect.stringContaining("x <= 50"),
    });
    expect(found.witness).toMatchObject({ chain: ["boss", "a", "b"], action: "bank.pay", context: {}, params: {}, approvals: [] });
    expect(Object.keys(found.witness?.args ?? {})).toEqual(["x", "to"]);
    expect(Number(found.witness?.args.x)).toBeGreaterThan(50);
    expect(Number(found.witness?.args.x)).toBeLessThanOrEqual(51);
  });

  it("may be covered by several clauses together", () => {
    const halves = [allow(pays, most(10)), relay(pays, is("x", ">", 10))];
    expect(codes({ hops: [hop(boss, a, work, halves), hop(a, b, work, [allow(pays)])] })).toEqual([]);
  });

  it("counts what is relayed, above and below", () => {
    expect(codes({ hops: [hop(boss, a, work, [relay(pays, most(5))]), hop(a, b, work, [allow(pays, most(5))])] })).toEqual([]);
    expect(codes({ hops: [hop(boss, a, work, [allow(pays, most(5))]), hop(a, b, work, [relay(pays, most(6))])] })).toEqual(["wider-scope"]);
  });

  it("is without what is denied, above and below", () => {
    const big = is("x", ">", 9);
    const above = hop(boss, a, work, [allow(pays), deny(pays, big)]);
    expect(codes({ hops: [above, hop(a, b, work, [allow(pays), deny(pays, is("x", ">", 8))])] })).toEqual([]);
    expect(only({ hops: [above, hop(a, b, work, [allow(pays)])] }).message).toContain("denies");
  });

  it("is without what the policy denies to every chain, but not what it denies to some", () => {
    const hops = [hop(boss, a, work, [allow(pays, most(5))]), hop(a, b, work, [allow(pays, most(9))])];
    const where = is("x", ">", 5);
    expect(codes({ hops, denials: [{ actions: pays, where }] })).toEqual([]);
    expect(codes({ hops, denials: [{ actions: pays, where, by: new Set(["b"]) }] })).toEqual(["wider-scope"]);
  });

  it("is shown beside those clauses above that can cover the action, or that name it and exclude it", () => {
    const reads: Constraint = { kind: "effect", op: "==", effect: "read" };
    const excluded = relay([pay, send], reads);
    const bounded = relay(pays, most(5));
    const wide = only({ hops: [hop(boss, a, work, [excluded, bounded]), hop(a, b, work, [allow(pays)])] });
    expect(wide.related.map(({ place }) => place)).toEqual([bounded.place]);
    const nothing = only({ hops: [hop(boss, a, work, [excluded, bounded]), hop(a, b, work, [allow([send])])] });
    expect(nothing.message).toContain("carries no `mail.send`");
    expect(nothing.related.map(({ place }) => place)).toEqual([excluded.place]);
  });

  it("is told once for a clause, however many actions and chains it concerns", () => {
    const wide = allow([pay, send]);
    const found = only({ hops: [hop(boss, a, work, [allow([send], most(1))]), hop(boss, a, work, [allow(pays, most(1))]), hop(a, b, work, [wide])] });
    expect(found.message).toContain("one more action");
  });

  it("must be within each of the chains that lead there, not what they carry together", () => {
    const hops = [hop(boss, a, work, [allow(pays)]), hop(boss, a, work, [allow([send])])];
    expect(codes({ hops: [...hops, hop(a, b, work, [allow(pays), allow([send])])] })).toEqual(["wider-scope", "wider-scope"]);
  });

  it("is not checked against a hop for another task", () => {
    const part = task("part", work);
    const other = task("other");
    expect(codes({ hops: [hop(boss, a, part, [allow(pays)]), hop(boss, a, other, [allow([send])]), hop(a, b, part, [allow(pays)])] })).toEqual([]);
  });

  it("is not checked where the hop above is in error, nor where it is itself", () => {
    const above = hop(boss, a, work, [allow([send])], { erroneous: true });
    expect(codes({ hops: [above, hop(a, b, work, [allow(pays)])] })).toEqual([]);
    expect(codes({ hops: [hop(boss, a, work, [allow([send])]), hop(a, b, work, [allow(pays)], { erroneous: true })] })).toEqual([]);
  });

  it("is checked only on chains that the depth allows", () => {
    const hops = [hop(boss, b, work, [allow(pays)]), hop(b, c, work, [allow(pays)])];
    const narrow = (depth: number) => hop(boss, b, work, [allow([send])], { depth });
    expect(codes({ hops: [narrow(0), ...hops] })).toEqual([]);
    expect(codes({ hops: [narrow(1), ...hops] })).toEqual(["wider-scope"]);
  });
});

describe("parameters", () => {
  const cap = { params: [{ name: "cap" }] };
  const underCap = [allow(pays, is("x", "<=", "$cap"))];

  it("of the hop above are taken at every value that its require admits", () => {
    const above = (bound: number) => hop(boss, a, work, underCap, { ...cap, require: is("$cap", ">=", bound) });
    expect(codes({ hops: [above(10), hop(a, b, work, [allow(pays, most(10))])] })).toEqual([]);
    const found = only({ hops: [above(9), hop(a, b, work, [allow(pays, most(10))])] });
    expect(found.help).toContain("x <= received.cap");
    expect(found.witness?.params).toHaveProperty("boss.a.cap");
  });

  it("are tied to those above by what is required", () => {
    const above = hop(boss, a, work, underCap, cap);
    expect(codes({ hops: [above, hop(a, b, work, underCap, { ...cap, require: is("$cap", "<=", "received.cap") })] })).toEqual([]);
    expect(only({ hops: [above, hop(a, b, work, underCap, { ...cap, require: is("$cap", ">=", "received.cap") })] }).witness?.params).toEqual({
      "boss.a.cap": expect.any(Number),
      "a.b.cap": expect.any(Number),
    });
  });

  it("carry facts over several hops", () => {
    const first = hop(boss, a, work, [allow(pays, most(50))], { ...cap, require: is("$cap", "<=", 50) });
    const middle = hop(a, b, work, [allow(pays, and(most(50), is("x", "<=", "received.cap")))]);
    const last = hop(b, c, work, [allow(pays, is("x", "<=", "$top"))], { params: [{ name: "top" }], require: is("$top", "<", "received.cap") });
    expect(codes({ hops: [first, middle, last] })).toEqual([]);
    const unbound = hop(boss, a, work, [allow(pays, most(50))], cap);
    expect(codes({ hops: [unbound, middle, last] })).toEqual(["wider-scope"]);
    const wide = hop(b, c, work, [allow(pays, is("x", "<=", "$top"))], { params: [{ name: "top" }], require: is("$top", "<", 51) });
    expect(codes({ hops: [first, middle, wide] })).toEqual(["wider-scope"]);
  });

  it("show every parameter of the chain, also of a hop that is made twice", () => {
    const round = { ...cap, require: is("$cap", "<=", "received.cap") };
    const found = only({
      hops: [
        hop(boss, a, work, [allow(pays)], { ...cap, depth: 3 }),
        hop(a, b, work, underCap, round),
        hop(b, a, work, [allow(pays, is("x", "<=", "received.cap"))]),
        hop(b, c, work, [allow(pays)]),
      ],
    });
    expect(found.witness?.chain).toEqual(["boss", "a", "b", "c"]);
    const again = only({
      hops: [
        hop(boss, a, work, [allow(pays)], { ...cap, depth: 4 }),
        hop(a, b, work, underCap, round),
        hop(b, a, work, [received(pays)], cap),
        hop(b, c, work, [allow(pays, is("x", "<=", "received.cap"))], { require: is("received.cap", ">", 3) }),
      ],
    });
    expect(again.code).toBe("wider-scope");
    expect(Object.keys(again.witness?.params ?? {})).toContain("a.b#2.cap");
  });

  it("bound from the context are what the context says", () => {
    const facts = [{ name: "customer", type: string }];
    const above = hop(boss, a, work, [allow(pays, is("to", "==", "context.customer", "String"))]);
    const below = hop(a, b, work, [allow(pays, is("to", "==", "$who", "String"))], { params: [{ name: "who", type: string, from: "customer" }] });
    expect(codes({ facts, hops: [above, below] })).toEqual([]);
    const free = hop(a, b, work, [allow(pays, is("to", "==", "$who", "String"))], { params: [{ name: "who", type: string }] });
    expect(codes({ facts, hops: [above, free] })).toEqual(["wider-scope"]);
    const live = [{ name: "customer", type: string, live: true }];
    expect(codes({ facts: live, hops: [above, below] })).toEqual(["wider-scope"]);
  });

  it("of a hop far above do not stand for those of one made later", () => {
    // Each round binds the parameter anew, and nothing ties it to the one before.
    const found = only({
      hops: [
        hop(boss, a, work, [allow(pays)], { ...cap, depth: 2 }),
        hop(a, b, work, [allow(pays, is("x", "<=", "$cap"))], cap),
        hop(b, c, work, [allow(pays, is("x", "<=", "$cap"))], { ...cap, require: is("$cap", "<=", 5) }),
      ],
    });
    expect(found.code).toBe("wider-scope");
  });
});

describe("a require on the context", () => {
  const tier = { name: "tier", type: { kind: "enum", values: ["free", "gold"] } } as const;
  const gold = is("context.tier", "==", "'gold", "String");

  it("holds for all that follows, and only there", () => {
    const hops = [hop(a, b, work, [allow(pays, gold)]), hop(b, c, work, [allow(pays)])];
    expect(codes({ facts: [tier], hops: [hop(boss, a, work, [allow(pays)], { require: gold }), ...hops] })).toEqual([]);
    const found = only({ facts: [tier], hops: [hop(boss, a, work, [allow(pays)], { require: gold }), hop(boss, a, work, [allow(pays)]), ...hops] });
    expect(found.witness?.chain).toEqual(["boss", "a", "b", "c"]);
    expect(found.witness?.context.tier).not.toBe("gold");
  });

  it("is told with the facts that the bound asks for and does not find", () => {
    const facts = [
      { name: "vip", type: bool },
      { name: "halted", type: bool },
      { name: "people", type: { kind: "list", element: string } },
    ] as const;
    const on = (name: string): Constraint => ({ kind: "holds", term: { kind: "place", root: "context", name, fields: [] } });
    const [to, people] = (["argument", "context"] as const).map(
      (root) => ({ kind: "place", root, name: root === "context" ? "people" : "to", fields: [] }) as const,
    );
    const isKnown: Constraint = { kind: "member", negated: false, sort: "String", term: to ?? expect.fail(), list: people ?? expect.fail() };
    const denials = [{ actions: pays, where: on("halted") }];
    const context = (above: Constraint) =>
      only({ facts, denials, hops: [hop(boss, a, work, [relay(pays, above)]), hop(a, b, work, [allow(pays)])] }).witness?.context;
    expect(context(on("vip"))).toEqual({ vip: false });
    expect(context(isKnown)).toEqual({ people: [] });
    expect(context(or(and(on("vip"), most(5)), most(3)))).toEqual({ vip: false });
    expect(context(and(on("vip"), isKnown))).toEqual({ vip: false });
    expect(context(most(5))).toEqual({});
  });

  it("does not hold of a fact that changes", () => {
    const hops = [hop(boss, a, work, [allow(pays)], { require: gold }), hop(a, b, work, [allow(pays, gold)]), hop(b, c, work, [allow(pays)])];
    expect(codes({ facts: [{ ...tier, live: true }], hops })).toEqual(["wider-scope"]);
  });
});

describe("what is received", () => {
  it("is narrower by construction", () => {
    expect(
      codes({ hops: [hop(boss, a, work, [allow(pays, most(3))]), hop(a, b, work, [received(pays)]), hop(b, c, work, [received([send])])] }),
    ).toEqual([]);
  });

  it("is what the origin gave, for a hop that says what it passes on", () => {
    const relative = [hop(a, b, work, [received(pays, is("x", ">=", 1))]), hop(b, c, work, [received(pays, is("x", "<=", 8))])];
    const last = (low: number, high: number) => hop(c, d, work, [allow(pays, and(is("x", ">=", low), is("x", "<=", high)))]);
    const origin = (bound: number) => hop(boss, a, work, [allow(pays, most(bound))]);
    expect(codes({ hops: [origin(10), ...relative, last(1, 8)] })).toEqual([]);
    expect(codes({ hops: [origin(7), ...relative, last(1, 7)] })).toEqual([]);
    const wide = only({ hops: [origin(7), ...relative, last(1, 8)] });
    expect(wide.witness?.chain).toEqual(["boss", "a", "b", "c", "d"]);
    expect(wide.message).toContain("boss -> a");
    expect(codes({ hops: [origin(10), ...relative, last(0, 8)] })).toEqual(["wider-scope"]);
    expect(codes({ hops: [origin(10), origin(5), ...relative, last(1, 8)] })).toEqual(["wider-scope"]);
  });

  it("keeps the parameters of the origin apart from those below", () => {
    const cap = (bound: number) => ({ params: [{ name: "cap" }], require: is("$cap", ">=", bound) });
    const chain = (first: number, second: number) => [
      hop(boss, a, work, [allow(pays, is("x", "<=", "$cap"))], cap(first)),
      hop(a, b, work, [received(pays, is("x", "<=", "$cap"))], cap(second)),
      hop(b, c, work, [allow(pays, most(5))]),
    ];
    expect(codes({ hops: chain(5, 5) })).toEqual([]);
    const found = only({ hops: chain(4, 5) });
    expect(found.witness?.params["boss.a.cap"]).toBeLessThan(5);
    expect(codes({ hops: chain(5, 4) })).toEqual(["wider-scope"]);
  });

  it("keeps apart the values that one hop binds in two rounds", () => {
    // On the second round what is left of the first is x <= cap of the first; no single value of cap has to serve both.
    const round = [
      hop(boss, a, work, [allow(pays)], { depth: 4 }),
      hop(a, b, work, [received(pays, or(is("x", "<=", "$cap"), is("x", ">", 100)))], { params: [{ name: "cap" }], require: is("$cap", ">=", 3) }),
      hop(b, a, work, [received(pays)]),
      hop(b, c, work, [allow(pays, is("x", "==", 3))]),
    ];
    expect(codes({ hops: round })).toEqual([]);
  });

  it("from a principal is what it holds", () => {
    const holder = principal("holder", scope(allow(pays, most(3))));
    const first = hop(holder, a, work, [received(pays)]);
    expect(codes({ hops: [first, hop(a, b, work, [allow(pays, most(3))])] })).toEqual([]);
    expect(codes({ hops: [first, hop(a, b, work, [allow(pays, most(4))])] })).toEqual(["wider-scope"]);
  });
});

describe("what a principal holds", () => {
  const holder = principal("holder", scope(allow(pays, most(3)), deny(pays, is("x", "<", 0))));

  it("bounds what its hops carry", () => {
    const inside = and(most(3), is("x", ">=", 0));
    expect(codes({ hops: [hop(holder, a, work, [allow(pays, inside)])] })).toEqual([]);
    const found = only({ hops: [hop(holder, a, work, [relay(pays, most(4)), deny(pays, is("x", "<", 0))])] });
    expect(found).toMatchObject({ code: "over-principal", witness: { chain: ["holder", "a"] } });
    expect(codes({ hops: [hop(holder, a, work, [allow(pays, most(3))])] })).toEqual(["over-principal"]);
    expect(codes({ hops: [hop(holder, a, work, [allow([send])])] })).toEqual(["over-principal"]);
  });

  it("does not matter where it is not said", () => {
    expect(codes({ hops: [hop(boss, a, work, [allow(pays)])] })).toEqual([]);
  });
});

describe("a ceiling", () => {
  const low = agent("low", { ceiling: scope(allow(pays, most(3))) });

  it("bounds what the agent may use, not what it hands on", () => {
    expect(codes({ hops: [hop(boss, low, work, [allow(pays, most(3)), relay(pays), relay([send])])] })).toEqual([]);
    expect(only({ hops: [hop(boss, low, work, [allow(pays, most(4))])] })).toMatchObject({ code: "over-ceiling", witness: { args: { to: "" } } });
    expect(codes({ hops: [hop(boss, low, work, [allow([send])])] })).toEqual(["over-ceiling"]);
  });

  it("counts what the policy denies to every chain and to this agent", () => {
    const hops = [hop(boss, low, work, [allow(pays)])];
    const where = is("x", ">", 3);
    expect(codes({ hops, denials: [{ actions: pays, where }] })).toEqual([]);
    expect(codes({ hops, denials: [{ actions: pays, where, by: new Set(["low"]) }] })).toEqual([]);
    expect(codes({ hops, denials: [{ actions: pays, where, by: new Set(["a"]) }] })).toEqual(["over-ceiling"]);
  });

  it("bounds what is received for use, on each chain", () => {
    const pass = hop(a, low, work, [received(pays)]);
    expect(codes({ hops: [hop(boss, a, work, [allow(pays, most(3))]), pass] })).toEqual([]);
    const found = only({ hops: [hop(boss, a, work, [allow(pays, most(3))]), hop(boss, a, work, [allow(pays, most(4))]), pass] });
    expect(found).toMatchObject({ code: "over-ceiling", witness: { chain: ["boss", "a", "low"] } });
  });

  it("takes parameters at the values that are required", () => {
    const cap = (bound: number) =>
      hop(boss, low, work, [allow(pays, is("x", "<=", "$cap"))], { params: [{ name: "cap" }], require: is("$cap", "<=", bound) });
    expect(codes({ hops: [cap(3)] })).toEqual([]);
    expect(only({ hops: [cap(4)] }).witness?.params).toHaveProperty("boss.low.cap");
  });
});

describe("a policy with many hops that are too wide", () => {
  it("has an error for each", () => {
    let hops = 0;
    // Each layer comes after the one above it.
    const text = generatePolicy(100, 6).replace(
      /^(delegate agent_.*\n(?: +require.*\n)? +allow store.fetch .*limit <= )\d+/gm,
      (_, before: string) => {
        hops++;
        return `${before}${2000 + hops}`;
      },
    );
    const { value } = lowerFiles({ "main.remit": text });
    const found = analyse(value).diagnostics.filter(({ code }) => code === "wider-scope");
    expect(hops).toBeGreaterThan(300);
    expect(found).toHaveLength(hops);
    expect(found.every(({ witness }) => witness !== undefined)).toBe(true);
  });
});

describe("the count", () => {
  it("has an obligation for each action of each clause that is held against another", () => {
    const of = analyse(policy({ hops: [hop(boss, a, work, [allow([pay, send], most(1))]), hop(a, b, work, [allow([pay, send], yes)])] })).proof;
    expect([of.agents, of.hops]).toEqual([2, 2]);
    expect(of.obligations - of.proved).toBe(2);
  });
});

describe("hops that pass on what they received, round and round", () => {
  /** `b` can be reached from itself, and `a` from `b`: at each hop the ways to where it stands are as many as Fibonacci's numbers. */
  const rounds = (start: string): string => `
task work "Work"
task rest "Rest" part of work
tool x { read r(n: Int) }
principal p {}
agent a {}
agent b {}
delegate p -> a(cap: Int) for work {
  ttl 1h
  ${start}
  allow x.r where n <= 3
}
delegate a -> b(cap: Int) for work {
  ttl 1h
  allow received x.r where n <= received.cap
}
delegate b -> a(cap: Int) for work {
  ttl 1h
  allow received x.r where n <= received.cap
}
delegate b -> b(cap: Int) for work {
  ttl 1h
  allow received x.r where n <= received.cap
}
`;
  const found = (text: string): readonly string[] =>
    analyse(lowerFiles({ "main.remit": text }).value).diagnostics.flatMap(({ severity, code }) => (severity === "error" ? [code] : []));

  it("are followed where there are few", () => {
    expect(found(rounds("depth 6"))).toEqual([]);
  });
  it("are refused where what they pass on gets too large", () => {
    expect(found(rounds("depth 25"))).toEqual(["too-complex"]);
  });
  it("are not followed far where they have no end, which is an error", () => {
    expect(found(rounds(""))).toEqual(["missing-depth"]);
    const more = `${rounds("")}delegate b -> a for rest {\n  ttl 1h\n  allow x.r where n <= 4\n}\n`;
    expect(found(more)).toEqual(["missing-depth", "wider-scope"]);
  });
  it("do not hide a long chain that comes to its end", () => {
    const agents = Array.from({ length: 12 }, (_, at) => `c${at}`);
    const relays = agents.slice(1).map((to, at) => `delegate c${at} -> ${to} for work {\n  ttl 1h\n  allow received x.r\n}\n`);
    const long = `${agents.map((name) => `agent ${name} {}\n`).join("")}agent last {}
delegate p -> c0 for work {
  ttl 1h
  allow x.r where n <= 3
}
${relays.join("")}delegate c11 -> last for work {
  ttl 1h
  allow x.r where n <= 4
}
`;
    expect(found(rounds("") + long)).toEqual(["missing-depth", "wider-scope"]);
  });
  it("are counted where something is passed on, not where much arrives", () => {
    const numbers = Array.from({ length: 500 }, (_, at) => at);
    const tasks = Array.from({ length: 50 }, (_, at) => task(`t${at}`));
    const above = tasks.map((of, at) => hop(boss, a, of, [allow(pays, and(...numbers.map((n) => is("x", "!=", n + 1000 * at + 1))))]));
    const part = task("part", ...tasks);
    expect(codes({ hops: [...above, hop(a, b, part, [allow(pays, is("x", "==", 0))])] })).toEqual([]);
    expect(codes({ hops: [...above, hop(a, b, part, [received(pays)])] })).toEqual(["too-complex"]);
  });
});
