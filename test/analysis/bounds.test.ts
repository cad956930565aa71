import { describe, expect, it } from "vitest";
import { analyse } from "../../compiler/analysis/analyse.js";
import type { Code, Diagnostic } from "../../compiler/diagnostics/diagnostic.js";
import type { Secret } from "../../compiler/model/model.js";
import { action, agent, allow, type HopInput, hop, is, type PolicyInput, policy, principal, relay, somewhere, task } from "./build.js";

const work = task("work");
const use = [action("tool.use")];
const boss = principal("boss");
const [a, b, c, d] = [agent("a"), agent("b"), agent("c"), agent("d")];
const hour = 3_600_000;

const found = (code: Code, input: PolicyInput, secrets: readonly Secret[] = []): readonly Diagnostic[] =>
  analyse({ ...policy(input), secrets }).diagnostics.filter((each) => each.code === code);
const start = (more: HopInput = {}, to = a) => hop(boss, to, work, [allow(use)], more);
const next = (from: typeof a, to: typeof a, more: HopInput = {}) => hop(from, to, work, [allow(use)], more);

describe("a life", () => {
  const of = (...ttls: readonly [number, number, number]) => {
    const [first, second, third] = ttls;
    return found("wider-ttl", { hops: [start({ ttl: first }), start({ ttl: second }), next(a, b, { ttl: third })] });
  };

  it("is no longer than that of any hop before", () => {
    expect(of(hour, 2 * hour, hour)).toEqual([]);
    const [wide] = of(hour, 2 * hour, hour + 1);
    expect(wide?.witness?.chain).toEqual(["boss", "a", "b"]);
    expect(of(2 * hour, hour, hour + 1).length).toBe(1);
  });

  it("is not compared with that of a hop which it never follows", () => {
    expect(found("wider-ttl", { hops: [start({ ttl: 1, depth: 0 }), start({ ttl: hour }), next(a, b, { ttl: hour })] })).toEqual([]);
    expect(found("wider-ttl", { hops: [start({ ttl: 1, erroneous: true }), next(a, b, { ttl: hour })] })).toEqual([]);
  });
});

describe("a depth", () => {
  const of = (first: number, second: number) => found("wider-depth", { hops: [start({ depth: first }), next(a, b, { depth: second }), next(b, c)] });

  it("is less than what the delegator has left", () => {
    expect(of(3, 2)).toEqual([]);
    const [wide] = of(3, 3);
    expect(wide?.message).toContain("2 hops");
    expect(of(1, 0)).toEqual([]);
    expect(of(1, 1).length).toBe(1);
  });

  it("is so on every chain, also where the longest leaves enough", () => {
    const chain = (depth: number) => [start({ depth: 4 }), next(a, b), next(b, c), next(a, c), next(c, d, { depth })];
    expect(found("wider-depth", { hops: chain(1) })).toEqual([]);
    const [wide] = found("wider-depth", { hops: chain(2) });
    expect(wide?.witness?.chain).toEqual(["boss", "a", "b", "c", "d"]);
  });

  it("may be anything where nothing bounds it", () => {
    expect(found("wider-depth", { hops: [start(), next(a, b, { depth: 9 })] })).toEqual([]);
  });
});

describe("a budget", () => {
  const usd = (amount: number | { readonly param: string }, per?: number) => ({ amount, unit: "usd", ...(per === undefined ? {} : { per }) });
  const of = (first: HopInput, second: HopInput) => found("wider-budget", { hops: [start(first), next(a, b, second)] });

  it("in all is within the total above", () => {
    expect(of({ budgets: [usd(500)] }, { budgets: [usd(500)] })).toEqual([]);
    expect(of({ budgets: [usd(500)] }, { budgets: [usd(501)] })[0]?.message).toContain("501 usd");
    expect(of({ budgets: [usd(500)] }, { budgets: [{ amount: 900, unit: "calls" }] })).toEqual([]);
    expect(of({}, { budgets: [usd(500)] })).toEqual([]);
  });

  it("in a window is within as many windows of the one above as it touches", () => {
    const daily = { budgets: [usd(100, 24 * hour)], ttl: 10 * 24 * hour };
    expect(of(daily, { budgets: [usd(100, 12 * hour)] })).toEqual([]);
    expect(of(daily, { budgets: [usd(101, 12 * hour)] }).length).toBe(1);
    expect(of(daily, { budgets: [usd(200, 25 * hour)] })).toEqual([]);
    expect(of(daily, { budgets: [usd(201, 48 * hour)] }).length).toBe(1);
    // A total counts over the life of the hop.
    expect(of(daily, { budgets: [usd(300)], ttl: 49 * hour })).toEqual([]);
    expect(of(daily, { budgets: [usd(301)], ttl: 49 * hour }).length).toBe(1);
  });

  it("in a window is within the total above", () => {
    expect(of({ budgets: [usd(100)] }, { budgets: [usd(100, hour)] })).toEqual([]);
    expect(of({ budgets: [usd(100)] }, { budgets: [usd(101, hour)] }).length).toBe(1);
  });

  it("is within every bound above, not only the nearest", () => {
    const hops = (last: number, more: HopInput = {}) => [
      start({ budgets: [usd(100)] }),
      next(a, b, { budgets: [usd(100, hour)], ...more }),
      next(b, c, { budgets: [usd(last)], ttl: hour }),
      next(b, d, { budgets: [usd(last, 3 * hour)], ttl: hour }),
    ];
    expect(found("wider-budget", { hops: hops(100) })).toEqual([]);
    expect(found("wider-budget", { hops: hops(150) }).map(({ witness }) => witness?.chain)).toEqual([
      ["boss", "a", "b", "c"],
      ["boss", "a", "b", "d"],
    ]);
    expect(found("wider-budget", { hops: hops(101, { budgets: [] }) }).length).toBe(2);
  });

  it("is within the least of the bounds that meet above it", () => {
    const meet = (...amounts: readonly number[]) =>
      found("wider-budget", {
        hops: [...amounts.map((amount) => start({ budgets: [usd(amount)] })), next(a, b), next(b, c, { budgets: [usd(70)] })],
      });
    expect(meet(70, 100)).toEqual([]);
    expect(meet(100, 69)[0]?.message).toContain("69 usd");
    expect(meet(69, 100)[0]?.message).toContain("69 usd");
  });

  it("is within the bounds of those chains alone that can be that long", () => {
    const hops = (depth: number) => [
      start({ depth, budgets: [usd(1)] }, b),
      start({ depth: 9 }),
      next(a, b),
      next(b, c),
      next(c, d, { budgets: [usd(2)] }),
    ];
    expect(found("wider-budget", { hops: hops(1) })).toEqual([]);
    expect(found("wider-budget", { hops: hops(2) }).length).toBe(1);
  });

  it("may be a parameter, taken at every value", () => {
    const cap = (bound: number): HopInput => ({ params: [{ name: "cap" }], require: is("$cap", "<=", bound), budgets: [usd({ param: "cap" })] });
    expect(of({ budgets: [usd(50)] }, cap(50))).toEqual([]);
    const [wide] = of({ budgets: [usd(50)] }, cap(51));
    expect(Number(wide?.witness?.params["a.b.cap"])).toBeGreaterThan(50);
    const least: HopInput = { params: [{ name: "cap" }], require: is("$cap", ">=", 10), budgets: [usd({ param: "cap" })] };
    expect(of(least, { budgets: [usd(10)] })).toEqual([]);
    expect(of(least, { budgets: [usd(11)] })[0]?.witness?.params).toHaveProperty("boss.a.cap");
  });

  it("may be a parameter that is tied to the one above, also several hops above", () => {
    const cap: HopInput = { params: [{ name: "cap" }], budgets: [usd({ param: "cap" })] };
    const tied: HopInput = { ...cap, require: is("$cap", "<=", "received.cap") };
    expect(of(cap, tied)).toEqual([]);
    expect(of(cap, cap).length).toBe(1);
    expect(found("wider-budget", { hops: [start(cap), next(a, b), next(b, c, tied)] })).toEqual([]);
    const [wide] = found("wider-budget", { hops: [start(cap), next(a, b), next(b, c, cap)] });
    expect(wide?.witness?.chain).toEqual(["boss", "a", "b", "c"]);
    expect(Number(wide?.witness?.params["b.c.cap"])).toBeGreaterThan(Number(wide?.witness?.params["boss.a.cap"]));
  });

  it("is compared without rounding", () => {
    const third: HopInput = { params: [{ name: "cap" }], require: is("$cap", ">=", 1 / 3), budgets: [usd({ param: "cap" }, hour)] };
    // Three times the double that is nearest to a third is less than one.
    expect(of(third, { budgets: [usd(1, 3 * hour)] }).length).toBe(1);
    expect(of({ ...third, require: is("$cap", ">", 1 / 3) }, { budgets: [usd(1, 3 * hour)] })).toEqual([]);
  });
});

describe("budgets together", () => {
  const usd = (amount: number | { readonly param: string }) => ({ amount, unit: "usd" });
  const of = (...followers: readonly HopInput[]) =>
    found("overcommitted-budget", { hops: [start({ budgets: [usd(100)] }), ...followers.map((more, at) => next(a, [b, c, d][at] ?? d, more))] });

  it("are worth a warning where they could be more than there is", () => {
    expect(of({ budgets: [usd(50)] }, { budgets: [usd(50)] })).toEqual([]);
    expect(of({ budgets: [usd(50)] }, { budgets: [usd(51)] })[0]?.message).toContain("101 usd");
    expect(of({ budgets: [usd(100)] })).toEqual([]);
    expect(of({ budgets: [usd(40)], fanout: 2 })).toEqual([]);
    expect(of({ budgets: [usd(40)], fanout: 3 }).length).toBe(1);
    expect(of({}, {})).toEqual([]);
  });

  it("count a parameter at the most that is required of it", () => {
    const cap = (bound: number): HopInput => ({
      params: [{ name: "cap" }],
      require: is("$cap", "<=", bound),
      budgets: [usd({ param: "cap" })],
      fanout: 2,
    });
    expect(of(cap(50))).toEqual([]);
    expect(of(cap(51)).length).toBe(1);
  });
});

describe("a secret that is minted for one hop", () => {
  const secret: Secret = { name: "token", ttl: hour, perHop: true, place: somewhere() };
  const keyed = [action("tool.keyed", { secrets: [secret] })];
  const of = (ttl: number, clause = allow(keyed)) => found("secret-outlives-hop", { hops: [hop(boss, a, work, [clause], { ttl })] }, [secret]);

  it("must not outlive a hop that lets it be used", () => {
    expect(of(hour)).toEqual([]);
    expect(of(hour - 1)[0]?.message).toContain("token");
    expect(of(hour - 1, relay(keyed))).toEqual([]);
  });
});
