/** The graph of a policy in memory, for the tests. */
import { analyse } from "../../compiler/analysis/analyse.js";
import { applySettings } from "../../compiler/findings.js";
import type { Graph, GraphHop, GraphParty, PolicyGraph } from "../../compiler/graph/graph.js";
import { type GraphOptions, graphOf, type Looked } from "../../compiler/graph/plan.js";
import { diskHost } from "../../compiler/host/disk.js";
import { memoryHost } from "../../compiler/host/memory.js";
import { openPaths, readPolicy } from "../../compiler/load.js";

/** The graph of files below one folder. */
export function graphIn(files: Readonly<Record<string, string>>, options: Partial<GraphOptions> = {}): Graph {
  const host = memoryHost(files, { folder: "/home", std: diskHost(), unreadable: [] });
  const opened = openPaths(host, []);
  if (opened.kind === "cannot-run") throw new Error(opened.reason);
  const looked = opened.entries.map(({ file, settings }): Looked => {
    const { lowered, diagnostics, allowances } = readPolicy(file, opened.workshop);
    const found = [...diagnostics, ...analyse(lowered.value, lowered).diagnostics];
    return { policy: lowered.value, diagnostics: applySettings(found, settings, allowances, opened.workshop.sources) };
  });
  return graphOf(looked, { sources: opened.workshop.sources, folder: "/home", ...options });
}

/** The graph of one policy. */
export function graphOfText(text: string, options: Partial<GraphOptions> = {}): PolicyGraph {
  const [policy] = graphIn({ "a.remit": text }, options).policies;
  if (policy === undefined) throw new Error("no policy");
  return policy;
}

/** The hop whose title begins so. */
export function hopCalled({ hops }: PolicyGraph, title: string): GraphHop {
  const found = hops.find((hop) => hop.title.startsWith(title));
  if (found === undefined) throw new Error(`no hop ${title}`);
  return found;
}

/** A graph of so many parties and hops without any order, which is the hardest to draw; always the same. */
export function tangle(parties: number, hops: number): Graph {
  let state = 1;
  const draw = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
  const where = { file: "a.remit", start: { line: 0, character: 0 } };
  const party = (index: number): GraphParty => ({
    id: `p0_n${index}`,
    kind: index === 0 ? "principal" : "agent",
    name: `agent_${index}`,
    isUnguarded: false,
    where,
  });
  const hop = (index: number): GraphHop => {
    const [from, to] = [draw(parties), draw(parties)];
    return {
      id: `p0_h${index}`,
      from: `p0_n${from}`,
      to: `p0_n${to}`,
      title: `agent_${from} -> agent_${to} for work`,
      task: "work",
      params: [],
      bounds: [{ name: "ttl", value: "1h" }],
      chains: [],
      hasMoreChains: true,
      isDead: false,
      faults: [],
      where,
    };
  };
  const all = { parties: Array.from({ length: parties }, (_, i) => party(i)), hops: Array.from({ length: hops }, (_, i) => hop(i)) };
  return { policies: [{ entry: "a.remit", domains: [], tools: [], faults: [], ...all }] };
}
