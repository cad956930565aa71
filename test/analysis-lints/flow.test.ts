import { describe, expect, it } from "vitest";
import { authorityOf } from "../../compiler/analysis/authority.js";
import { chainsOf } from "../../compiler/analysis/chains.js";
import { flowOf } from "../../compiler/analysis/flow.js";
import { reachOf } from "../../compiler/analysis/lints/reach.js";
import { exists, find, includes } from "../../compiler/scope/narrower.js";
import { lowerText } from "../harness/marked.js";

const prelude = `
label public < internal < secret
label public < health
task t "T"
tool src { read plain()  read memo() returns internal  read plan() returns secret  read chart() returns health  read web() ingests untrusted }
principal p {}
agent a { owner "a@example.org" clearance secret }
agent b { owner "b@example.org" clearance secret }
agent c { owner "c@example.org" clearance secret }
agent d { owner "d@example.org" clearance secret }
`;

/** What each way to an agent brings, as `internal* untrusted`: a star for what was read on the way; the lowest label is left out. */
function holdings(hops: string, agent: string): readonly string[] {
  const { value: policy } = lowerText(`${prelude}${hops}`);
  const chains = chainsOf(policy, { exists, find, includes });
  const { usableIn } = reachOf(policy, chains, authorityOf(chains));
  const flow = flowOf(policy, chains, usableIn);
  const said = chains.contexts
    .filter(({ hop }) => hop.to.name === agent)
    .flatMap((context) => flow.holdings(context))
    .map(({ labels, read, untrusted }) => {
      const names = [...labels]
        .filter((label) => label !== policy.labels.lowest)
        .map((label) => `${policy.labels.names[label]}${read.has(label) ? "*" : ""}`);
      return [...names.sort(), ...(untrusted ? ["untrusted"] : [])].join(" ");
    });
  return [...new Set(said)].sort();
}

describe("what an agent holds", () => {
  it("is what its own actions return, and all that may come with it", () => {
    expect(holdings("delegate p -> a for t { allow src.memo  ttl 1m }", "a")).toEqual(["internal*"]);
    expect(holdings("delegate p -> a for t { allow src.plan, src.web  ttl 1m }", "a")).toEqual(["internal* secret* untrusted"]);
    expect(holdings("delegate p -> a for t { allow src.chart  ttl 1m }", "a")).toEqual(["health*"]);
  });

  it("is not what it may only hand on, or what no request can ask for", () => {
    expect(holdings("delegate p -> a for t { allow src.plain  relay src.plan, src.web  ttl 1m }", "a")).toEqual([""]);
    expect(holdings("delegate p -> a for t { allow src.plain, src.plan  deny src.plan  ttl 1m }", "a")).toEqual([""]);
  });

  it("is what a principal passes, unread", () => {
    expect(holdings("delegate p -> a for t { allow src.plain  ttl 1m  pass internal }", "a")).toEqual(["internal"]);
  });

  it("is what it is passed, and an attacker's text goes with any context", () => {
    const hops = (pass: string): string => `
      delegate p -> a for t { allow src.plan, src.web  relay src.plain  ttl 1m }
      delegate a -> b for t { relay src.plain  ttl 1m  ${pass} }
      delegate b -> c for t { allow src.plain  ttl 1m  pass secret }`;
    expect(holdings(hops(""), "c")).toEqual(["untrusted"]);
    expect(holdings(hops("pass internal"), "c")).toEqual(["internal* untrusted"]);
    expect(holdings(hops("pass secret"), "c")).toEqual(["internal* secret* untrusted"]);
    expect(holdings(hops("pass health"), "c")).toEqual(["untrusted"]);
  });

  it("is what its hops reply, and theirs, but not what they were passed", () => {
    const hops = (first: string, second: string): string => `
      delegate p -> a for t { relay src.*  ttl 1m }
      delegate a -> b for t { relay src.*  ttl 1m  ${first} }
      delegate b -> c for t { allow src.plan, src.web  ttl 1m  ${second} }`;
    expect(holdings(hops("", ""), "a")).toEqual(["internal* secret* untrusted"]);
    expect(holdings(hops("reply internal", ""), "a")).toEqual(["internal* untrusted"]);
    expect(holdings(hops("", "reply internal trusted"), "a")).toEqual(["internal*"]);
    expect(holdings(hops("reply public", "reply secret trusted"), "a")).toEqual([""]);
  });

  it("is told chain by chain", () => {
    const hops = `
      delegate p -> a for t { allow src.web  relay src.plain  ttl 1m }
      delegate p -> b for t { allow src.memo  relay src.plain  ttl 1m }
      delegate a -> c for t { allow src.plain  ttl 1m  pass internal }
      delegate b -> c for t { allow src.plain  ttl 1m  pass internal }`;
    expect(holdings(hops, "c")).toEqual(["internal*", "untrusted"]);
  });

  it("is of chains that can be, by their depths", () => {
    const hops = (depth: string): string => `
      delegate p -> a for t { allow src.web  relay src.plain  ttl 1m  ${depth} }
      delegate p -> b for t { allow src.memo  relay src.plain  ttl 1m }
      delegate a -> c for t { relay src.plain  ttl 1m  pass internal }
      delegate b -> c for t { relay src.plain  ttl 1m  pass internal }
      delegate c -> d for t { allow src.plain  ttl 1m  pass internal }`;
    expect(holdings(hops(""), "d")).toEqual(["internal*", "untrusted"]);
    expect(holdings(hops("depth 1"), "d")).toEqual(["internal*"]);
  });

  it("goes round a cycle", () => {
    const hops = `
      delegate p -> a for t { relay src.*  ttl 1m  depth 4 }
      delegate a -> b for t { relay src.*  ttl 1m  pass secret }
      delegate b -> a for t { relay src.*  ttl 1m  pass secret }
      delegate b -> c for t { allow src.memo  ttl 1m }`;
    expect(holdings(hops, "a")).toEqual(["internal*"]);
  });
});
