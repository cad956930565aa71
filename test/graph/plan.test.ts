import { expect, test } from "vitest";
import { accepted, refused } from "../cli/run.js";
import { example } from "../harness/example.js";
import { graphIn, graphOfText, hopCalled } from "./build.js";

test("a hop is told with its bounds, its parameters and what is left after it", () => {
  const graph = graphOfText(example, { tools: true });
  expect(hopCalled(graph, "planner -> refunder")).toMatchObject({
    title: "planner -> refunder for refund",
    task: "refund",
    params: ["order_id: String", "cap: Number"],
    bounds: [
      { name: "require", value: "$cap <= 50" },
      { name: "ttl", value: "5m" },
      { name: "fanout", value: "3" },
      { name: "budget", value: "$cap usd" },
      { name: "approval by", value: "oncall" },
    ],
    isDead: false,
    faults: [],
    where: { file: "a.remit", start: { line: 49, character: 0 } },
  });
  expect(graph.parties.map(({ kind, name, domain }) => [kind, name, domain])).toEqual([
    ["principal", "oncall", "acme"],
    ["agent", "planner", "acme"],
    ["agent", "refunder", "acme"],
  ]);
  expect(graph.tools.map(({ name, usedBy }) => [name, usedBy.map(({ actions }) => actions)])).toEqual([
    ["github", [["github.create_issue", "github.get_issue"]]],
    ["orders", [["orders.lookup"], ["orders.refund"]]],
  ]);
});

test("what a hop admits on a chain is what it says, where that is within what it received", () => {
  const [chain, ...others] = hopCalled(graphOfText(example), "planner -> refunder").chains;
  expect(others).toEqual([]);
  expect(chain).toEqual({
    parties: ["oncall", "planner", "refunder"],
    hops: ["p0_h0", "p0_h1"],
    knowing: ["$cap <= 50"],
    grants: [{ verb: "both", actions: ["orders.refund"], condition: "amount <= $cap and order == $order_id and not context.halted" }],
  });
});

test("what is handed on only, and what every request may do, is told apart", () => {
  const policy = accepted.replace("relay orders.refund where amount <= 50", "relay orders.refund");
  expect(hopCalled(graphOfText(policy), "oncall -> planner").chains[0]?.grants).toEqual([{ verb: "hand-on", actions: ["orders.refund"] }]);
});

test("where a hop is wider than what it received, the hops above cut it down", () => {
  const graph = graphOfText(refused);
  expect(hopCalled(graph, "planner -> refunder").chains[0]?.grants).toEqual([
    { verb: "both", actions: ["orders.refund"], condition: "amount <= $cap and amount <= 50" },
  ]);
  const [fault, ...others] = graph.faults;
  expect(others).toEqual([]);
  expect(fault).toMatchObject({ code: "wider-scope", severity: "error", path: ["p0_h0", "p0_h1"] });
  expect(fault?.witness).toContainEqual({ heading: "request", text: 'orders.refund(order: "", amount: 51)' });
  expect(hopCalled(graph, "planner -> refunder").faults).toEqual([fault?.id]);
  expect(hopCalled(graph, "oncall -> planner").faults).toEqual([]);
});

/** Two chains to one hop, on which different things are left. */
const diamond = `task work "Work"
tool t { read get(x: Int, y: Int) }
principal p {}
agent left { owner "a" }
agent right { owner "b" }
agent low { owner "c" }
delegate p -> left for work { allow t.get where x <= 1 ttl 1h }
delegate p -> right for work { allow t.get where y <= 2 ttl 1h }
delegate left -> low for work { allow received ttl 1m }
delegate right -> low for work { allow received where x <= 5 ttl 1m }
delegate low -> last(n: Int) for work { allow received where x <= $n ttl 1m depth 0 }
agent last { owner "d" }
`;

test("each chain has its own scope", () => {
  const { chains, hasMoreChains } = hopCalled(graphOfText(diamond), "low -> last");
  expect(hasMoreChains).toBe(false);
  expect(chains.map(({ parties, grants }) => [parties.join(" "), grants.map(({ condition }) => condition)])).toEqual([
    ["p left low last", ["x <= 1 and x <= $n"]],
    ["p right low last", ["x <= 5 and x <= $n and y <= 2"]],
  ]);
});

test("a depth ends chains, and a hop that none makes is dead", () => {
  const shallow = diamond.replace("where x <= 1 ttl 1h", "where x <= 1 ttl 1h depth 1").replace("where y <= 2 ttl 1h", "where y <= 2 ttl 1h depth 1");
  const graph = graphOfText(shallow);
  expect(hopCalled(graph, "left -> low")).toMatchObject({ isDead: false, left: 0 });
  expect(hopCalled(graph, "low -> last")).toMatchObject({ isDead: true, chains: [] });
  const one = diamond.replace("where x <= 1 ttl 1h", "where x <= 1 ttl 1h depth 1");
  expect(hopCalled(graphOfText(one), "low -> last").chains.map(({ parties }) => parties[1])).toEqual(["right"]);
});

test("more chains than can be read are not written out, and that is said", () => {
  const agents = Array.from(
    { length: 20 },
    (_, i) =>
      `agent a${i} { owner "a" } delegate p -> a${i} for work { allow t.get ttl 1h } delegate a${i} -> low for work { allow received ttl 1m }`,
  );
  const graph = graphOfText(
    `task work "Work"\ntool t { read get(x: Int) }\nprincipal p {}\nagent low { owner "c" }\nagent last { owner "d" }\n${agents.join("\n")}\ndelegate low -> last for work { allow t.get where x < 3 ttl 1s }`,
  );
  const { chains, hasMoreChains } = hopCalled(graph, "low -> last");
  expect([chains.length, hasMoreChains]).toEqual([12, true]);
});

test("chains that go round are told as far as they are short", () => {
  const graph = graphOfText(`task work "Work"
tool t { read get(x: Int) }
principal p {}
agent a { owner "a" }
agent b { owner "b" }
delegate p -> a for work { allow t.get ttl 1h depth 4 }
delegate a -> b for work { allow received ttl 1m }
delegate b -> a for work { allow received ttl 1m }`);
  expect(hopCalled(graph, "a -> b").chains.map(({ parties }) => parties.join(" "))).toEqual(["p a b", "p a b a b"]);
});

test("around one agent are the hops of the chains that pass it, and no others", () => {
  const graph = graphOfText(diamond, { around: "left" });
  expect(graph.hops.map(({ title }) => title)).toEqual(["p -> left for work", "left -> low for work", "low -> last for work"]);
  expect(graph.parties.map(({ name }) => name)).toEqual(["p", "left", "low", "last"]);
  expect(graphOfText(diamond, { around: "last" }).hops).toHaveLength(5);
});

test("of a large policy what is declared is shown, and nothing is said of its chains", () => {
  const { chains, hasMoreChains, isDead } = hopCalled(graphOfText(diamond, { mostExplained: 4 }), "low -> last");
  expect({ chains, hasMoreChains, isDead }).toEqual({ chains: [], hasMoreChains: true, isDead: false });
});

test("what could be understood of a policy with mistakes is there", () => {
  const graph = graphOfText(`${accepted}\ndelegate planner -> nobody for refund { allow orders.refund ttl 1m }\nagent {`);
  expect(graph.hops.map(({ title }) => title)).toEqual(["oncall -> planner for refund", "planner -> refunder for refund"]);
  expect(graph.faults.map(({ code }) => code).sort()).toEqual(["syntax", "syntax", "unknown-name"]);
});

test("parts of several policies have different ids", () => {
  const { policies } = graphIn({ "a.remit": accepted, "b.remit": accepted });
  const ids = policies.flatMap(({ hops, parties }) => [...hops, ...parties].map(({ id }) => id));
  expect(policies.map(({ entry }) => entry)).toEqual(["a.remit", "b.remit"]);
  expect(new Set(ids).size).toBe(ids.length);
});
