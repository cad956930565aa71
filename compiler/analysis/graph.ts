/** Which hops can follow which: the graph of the policy before any depth, parameter or condition is looked at. */
import type { Hop, Policy } from "../model/model.js";
import { remembered } from "./memo.js";

/** Where a chain can stand: at an agent, with the task of the hop that led there. */
export interface Group {
  readonly agent: string;
  readonly task: string;
  /** The hops that can follow: they leave this agent, for this task or a part of it. In the policy's order. */
  readonly departures: readonly Hop[];
  /** The hops that lead here. */
  readonly arriving: ReadonlySet<Hop>;
  /** Less than that of every group that a hop leads to from here, where there are no cycles. */
  readonly level: number;
}

export interface Graph {
  /** The hops that leave a principal, in the policy's order. */
  readonly starts: readonly Hop[];
  /** Every group that some hop leads to. */
  readonly groups: Iterable<Group>;
  /** Where a hop leads. */
  groupOf(hop: Hop): Group;
  /** The groups after which the hop can follow; none for a principal's hop. */
  groupsBefore(hop: Hop): readonly Group[];
  /** The hops that lead to an agent, in the policy's order. */
  hopsTo(agent: string): readonly Hop[];
  /** The hops that leave an agent, in the policy's order. */
  hopsFrom(agent: string): readonly Hop[];
  /** Whether any hop leads to an agent. */
  isReached(agent: string): boolean;
  /** The position of a hop in the policy. */
  rankOf(hop: Hop): number;
}

interface MutableGroup extends Group {
  departures: Hop[];
  readonly arriving: Set<Hop>;
  level: number;
}

/** What there is of one agent: the hops that leave it, and where chains can stand there. */
interface Corner {
  leaving: Hop[];
  readonly groups: MutableGroup[];
}

interface Node {
  rank: number;
  readonly group: MutableGroup;
}

/** A graph that can follow the edits of its policy. */
export interface LiveGraph extends Graph {
  /**
   * Goes over to another version of the policy. `swapped` hops go from and to where the hops went that they take the place
   * of. The groups with other departures than before; some may be gone, which is when no hop leads to them.
   */
  edit(hops: readonly Hop[], change: HopChange): Rewired;
}

/** What became of the hops of a policy; those that are in both versions stand in the same order in both. */
export interface HopChange {
  readonly removed: readonly Hop[];
  readonly added: readonly Hop[];
  readonly swapped: readonly Swap[];
  /** How many hops at the beginning and at the end are the same. */
  readonly head: number;
  readonly tail: number;
}

/** A hop, and the one that takes its place in everything but what it carries and how it is bounded. */
export interface Swap {
  readonly before: Hop;
  readonly after: Hop;
}

export interface Rewired {
  readonly groups: ReadonlySet<Group>;
  /** Some chain could go round. */
  readonly isCyclic: boolean;
}

export function graphOf(policy: Policy): LiveGraph {
  const corners = new Map<string, Corner>();
  const nodes = new Map<Hop, Node>();
  const groups = new Set<MutableGroup>();
  let starts: Hop[] = [];
  const cornerOf = (agent: string): Corner => remembered(corners, agent, (): Corner => ({ leaving: [], groups: [] }));
  /** In the policy's order. */
  let ordered: Node[] = [];
  const enter = (hop: Hop, rank: number): Node => {
    const { groups: here, leaving } = cornerOf(hop.to.name);
    let group = here.find(({ task }) => task === hop.task.name);
    if (group === undefined) {
      const departures = leaving.filter(({ task }) => task.within.has(hop.task.name));
      group = { agent: hop.to.name, task: hop.task.name, departures, arriving: new Set(), level: 0 };
      here.push(group);
      groups.add(group);
    }
    group.arriving.add(hop);
    const node = { rank, group };
    nodes.set(hop, node);
    return node;
  };
  const groupsBefore = (hop: Hop): readonly MutableGroup[] =>
    hop.from.kind === "agent" ? (corners.get(hop.from.name)?.groups ?? nowhere).filter(({ task }) => hop.task.within.has(task)) : nowhere;
  const nodeOf = (hop: Hop): Node => {
    const node = nodes.get(hop);
    if (node === undefined) throw new Error("a hop is not in its graph");
    return node;
  };
  const rankOf = (hop: Hop): number => nodeOf(hop).rank;

  for (const hop of policy.hops) {
    if (hop.from.kind === "agent") cornerOf(hop.from.name).leaving.push(hop);
    else starts.push(hop);
  }
  for (const [rank, hop] of policy.hops.entries()) ordered.push(enter(hop, rank));

  const graph: LiveGraph = {
    get starts() {
      return starts;
    },
    groups,
    groupOf: (hop) => nodeOf(hop).group,
    groupsBefore,
    hopsTo: (agent) => {
      const here = corners.get(agent)?.groups ?? nowhere;
      return here.flatMap(({ arriving }) => [...arriving]).sort((a, b) => rankOf(a) - rankOf(b));
    },
    isReached: (agent) => (corners.get(agent)?.groups.length ?? 0) > 0,
    hopsFrom: (agent) => corners.get(agent)?.leaving ?? noHops,
    rankOf,
    edit: (hops, { removed, added, swapped, head, tail }) => {
      const rewired = new Set<MutableGroup>();
      const left = new Set<MutableGroup>();
      for (const hop of removed) {
        const { group } = nodeOf(hop);
        for (const before of groupsBefore(hop)) {
          before.departures = before.departures.filter((each) => each !== hop);
          rewired.add(before);
        }
        if (hop.from.kind === "agent") {
          const corner = cornerOf(hop.from.name);
          corner.leaving = corner.leaving.filter((each) => each !== hop);
        } else starts = starts.filter((each) => each !== hop);
        group.arriving.delete(hop);
        nodes.delete(hop);
        left.add(group);
      }
      for (const { before, after } of swapped) {
        const node = nodeOf(before);
        nodes.delete(before);
        nodes.set(after, node);
        node.group.arriving.delete(before);
        node.group.arriving.add(after);
        const put = (list: Hop[]): void => void list.splice(list.indexOf(before), 1, after);
        for (const group of groupsBefore(before)) put(group.departures);
        if (before.from.kind === "agent") put(cornerOf(before.from.name).leaving);
        else put(starts);
      }
      let isOrdered = true;
      for (const hop of added) {
        const known = cornerOf(hop.to.name).groups.length;
        enter(hop, 0);
        const { group } = nodeOf(hop);
        if (cornerOf(hop.to.name).groups.length > known) {
          isOrdered &&= group.departures.length === 0;
          group.level = Number.POSITIVE_INFINITY;
          rewired.add(group);
        }
      }
      // Positions are looked at from here on.
      if (removed.length + added.length > 0) {
        const between = hops.slice(head, hops.length - tail).map(nodeOf);
        const shift = hops.length - ordered.length;
        const last = ordered.slice(ordered.length - tail);
        ordered = [...ordered.slice(0, head), ...between, ...last];
        for (const [at, node] of between.entries()) node.rank = head + at;
        if (shift !== 0) for (const node of last) node.rank += shift;
      }
      const inOrder = (a: Hop, b: Hop): number => rankOf(a) - rankOf(b);
      for (const hop of added) {
        if (hop.from.kind === "principal") {
          starts = [...starts, hop].sort(inOrder);
          continue;
        }
        const corner = cornerOf(hop.from.name);
        corner.leaving = [...corner.leaving, hop].sort(inOrder);
        for (const group of groupsBefore(hop)) {
          if (!group.departures.includes(hop)) group.departures = [...group.departures, hop];
          group.departures.sort(inOrder);
          rewired.add(group);
          isOrdered &&= group.level < nodeOf(hop).group.level;
        }
      }
      // Until here they stay, so that what departs from them is known.
      for (const group of left) {
        if (group.arriving.size > 0) continue;
        groups.delete(group);
        const { groups: here } = cornerOf(group.agent);
        here.splice(here.indexOf(group), 1);
      }
      return { groups: rewired, isCyclic: !isOrdered && !level(graph) };
    },
  };
  return graph;
}

const nowhere: readonly MutableGroup[] = [];
const noHops: readonly Hop[] = [];

/** Gives every group its level; false where there are cycles, and no such levels. */
export function level(graph: Graph, order = belowFirst(graph)): boolean {
  for (const [at, group] of order.entries()) (group as MutableGroup).level = order.length - at;
  for (const group of order) for (const hop of group.departures) if (graph.groupOf(hop).level <= group.level) return false;
  return true;
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
  const ends = [...graph.groups].filter((group) => open.get(group) === 0);
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
    const path = [{ group: root, at: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const hop = top.group.departures[top.at++];
      if (hop === undefined) {
        order.push(top.group);
        path.pop();
        continue;
      }
      const next = graph.groupOf(hop);
      if (seen.has(next)) continue;
      seen.add(next);
      path.push({ group: next, at: 0 });
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
