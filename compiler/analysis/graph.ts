/** Which hops can follow which: the graph of the policy before any depth, parameter or condition is looked at. */
import type { Hop, Policy } from "../model/model.js";
import { remembered } from "./memo.js";

/** Where a chain can stand: at an agent, with the task of the hop that led there. */
export interface Group {
  readonly agent: string;
  readonly task: string;
  /** The hops that can follow: they leave this agent, for this task or a part of it. */
  readonly departures: readonly Hop[];
}

export interface Graph {
  /** The hops that leave a principal. */
  readonly starts: readonly Hop[];
  /** Every group that some hop leads to. */
  readonly groups: readonly Group[];
  /** Where a hop leads. */
  groupOf(hop: Hop): Group;
}

export function graphOf(policy: Policy): Graph {
  const leaving = new Map<string, Hop[]>();
  for (const hop of policy.hops) {
    if (hop.from.kind !== "agent") continue;
    remembered(leaving, hop.from.name, (): Hop[] => []).push(hop);
  }
  const byAgent = new Map<string, Map<string, Group>>();
  const groups: Group[] = [];
  const groupOf = (hop: Hop): Group => {
    const tasks = remembered(byAgent, hop.to.name, () => new Map<string, Group>());
    return remembered(tasks, hop.task.name, () => {
      const departures = (leaving.get(hop.to.name) ?? []).filter(({ task }) => task.within.has(hop.task.name));
      const group = { agent: hop.to.name, task: hop.task.name, departures };
      groups.push(group);
      return group;
    });
  };
  for (const hop of policy.hops) groupOf(hop);
  return { starts: policy.hops.filter(({ from }) => from.kind === "principal"), groups, groupOf };
}

/**
 * The groups from which a cycle can be reached: what is left when those that lead nowhere are taken away one after another.
 * A hop with `depth 0` leads nowhere.
 */
export function cyclicGroups(graph: Graph): ReadonlySet<Group> {
  const left = new Set(graph.groups);
  const open = new Map<Group, number>();
  const above = new Map<Group, Group[]>();
  for (const group of graph.groups) {
    const next = successors(graph, group);
    open.set(group, next.length);
    for (const each of next) {
      remembered(above, each, (): Group[] => []).push(group);
    }
  }
  const ends = graph.groups.filter((group) => open.get(group) === 0);
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
    left.delete(end);
    for (const group of above.get(end) ?? []) {
      const count = (open.get(group) ?? 0) - 1;
      open.set(group, count);
      if (count === 0) ends.push(group);
    }
  }
  return left;
}

/** The groups, each after those that can be reached from it, as far as cycles allow. */
export function belowFirst(graph: Graph): readonly Group[] {
  const order: Group[] = [];
  const seen = new Set<Group>();
  for (const root of graph.groups) {
    if (seen.has(root)) continue;
    seen.add(root);
    const path = [{ group: root, next: [...successors(graph, root)] }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.next.pop();
      if (next === undefined) {
        order.push(top.group);
        path.pop();
      } else if (!seen.has(next)) {
        seen.add(next);
        path.push({ group: next, next: [...successors(graph, next)] });
      }
    }
  }
  return order;
}

/** The agents of one cycle that can be reached from a group of `cyclicGroups`, the first one again at the end. */
export function cycleFrom(graph: Graph, cyclic: ReadonlySet<Group>, start: Group): readonly string[] {
  const path: Group[] = [];
  const seen = new Map<Group, number>();
  for (let at: Group | undefined = start; at !== undefined; ) {
    const before = seen.get(at);
    if (before !== undefined) return [...path.slice(before), at].map(({ agent }) => agent);
    seen.set(at, path.length);
    path.push(at);
    at = successors(graph, at).find((next) => cyclic.has(next));
  }
  return path.map(({ agent }) => agent);
}

function successors(graph: Graph, group: Group): readonly Group[] {
  return [...new Set(group.departures.filter(({ depth }) => depth !== 0).map(graph.groupOf))];
}
