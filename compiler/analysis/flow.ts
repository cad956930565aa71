/**
 * What each agent may come to hold on the chains that reach it: data of which labels, and text that an attacker may have
 * written. It comes from the results of its own actions, from what it was passed, and from what its hops reply. A label is
 * the highest that a result may have: with it may come whatever is below.
 *
 * What a hop replies that was only passed to it is nothing new to its delegator. So two passes do: upwards, what each hop
 * gets by itself and from the hops below it; then downwards, chain by chain, what is passed on. Chains that bring the same
 * are one, and one that brings less than another is forgotten.
 */
import type { Action, Label, Policy } from "../model/model.js";
import type { Chains, Context, Stand } from "./chains.js";
import { remembered } from "./memo.js";
import { leftAfter } from "./states.js";

/** What one chain brings. */
export interface Holding {
  /** The labels of the data. */
  readonly labels: ReadonlySet<Label>;
  /** Of those, the ones that an action on the chain returns; the others a principal passed. */
  readonly read: ReadonlySet<Label>;
  /** Text that an attacker may have written. */
  readonly untrusted: boolean;
}

export type Token = { readonly kind: "read"; readonly label: Label } | { readonly kind: "untrusted" };

export interface Flow {
  /** What the recipient may hold on the chains of a context, one entry for each way that no other includes. */
  holdings(context: Context): readonly Holding[];
  /** What comes back to the hop's delegator that it did not pass itself. */
  replies(context: Context): Holding;
  /** A chain on which it is so held, the principal's hop first. */
  chainOf(context: Context, holding: Holding): readonly Context[];
  /** The use of an action that brings this into what is held at the end of the chain. */
  originOf(chain: readonly Context[], token: Token): Origin | undefined;
}

export interface Origin {
  readonly context: Context;
  readonly action: Action;
  /** The context of the chain to which it comes first: this one's recipient has it, and passes it on. */
  readonly at: number;
  /** The contexts over which it is replied to there, the origin's own first; none where the chain itself has the origin. */
  readonly replied: readonly Context[];
}

/** A set of tokens: for each label a bit for holding it and one for its being read, and one for untrusted text. */
type Tokens = bigint;

/** A context with exactly so many hops left after it. */
interface Node {
  readonly context: Context;
  readonly left: number;
  /** What it gains by its own actions. */
  readonly own: Tokens;
  readonly passes: Tokens;
  readonly answers: Tokens;
  /** That, and what the hops below it reply. */
  gained: Tokens;
  /** What has been passed to it, on one chain or another; no entry includes another. */
  ways: readonly Way[];
  readonly above: Junction[];
  below: Junction | undefined;
}

/** Where contexts lead with so many hops left: what one of them may be followed by, all of them may. */
interface Junction {
  readonly above: Node[];
  readonly below: Node[];
  replied: Tokens;
  handed: readonly Tokens[];
}

/** What a chain has passed to a node, and where that came from. */
interface Way {
  readonly tokens: Tokens;
  readonly from: { readonly node: Node; readonly way: Way } | undefined;
}

/** `usableIn`: what the chains of a context let its recipient use. */
export function flowOf(policy: Policy, chains: Chains, usableIn: (context: Context) => readonly Action[]): Flow {
  const code = codeOf(policy);
  const graph = layOut(chains, code, usableIn);
  rise(graph.nodes);
  descend(graph.starts.map((node) => ({ node, way: { tokens: node.passes & code.held, from: undefined } })));

  const shown = new Map<Tokens, Holding>();
  const holdingOf = (tokens: Tokens): Holding => remembered(shown, tokens, () => code.read(tokens));
  const waysOf = (context: Context): readonly { readonly node: Node; readonly way: Way; readonly holding: Holding }[] =>
    graph.nodesOf(context).flatMap((node) => node.ways.map((way) => ({ node, way, holding: holdingOf(way.tokens | node.gained) })));

  return {
    holdings: (context) => {
      const nodes = graph.nodesOf(context);
      const [node] = nodes;
      const [way] = node?.ways ?? [];
      // One node that one way leads to is the common case.
      if (node !== undefined && way !== undefined && nodes.length === 1 && node.ways.length === 1) return [holdingOf(way.tokens | node.gained)];
      return [...new Set(waysOf(context).map(({ holding }) => holding))];
    },
    replies: (context) => holdingOf(graph.nodesOf(context).reduce((tokens, node) => tokens | (node.gained & node.answers), 0n)),
    chainOf: (context, wanted) => {
      const ways = waysOf(context);
      const chosen = ways.find(({ holding }) => holding === wanted) ?? ways[0];
      const chain = [context];
      for (let at = chosen?.way.from; at !== undefined; at = at.way.from) chain.unshift(at.node.context);
      return chain;
    },
    originOf: (chain, token) => {
      const bit = token.kind === "untrusted" ? code.untrusted : code.readBit(token.label);
      // From the end upwards: what the agent itself does, what its hops reply, then what it was passed.
      for (const [at, node] of [...graph.nodesAlong(chain).entries()].reverse()) {
        const replied = originBelow(node, bit);
        const context = replied?.[0] ?? node.context;
        const action = usableIn(context).find((each) => (code.broughtBy(each) & bit) !== 0n);
        if (replied !== undefined && action !== undefined) return { context, action, at, replied };
        if ((node.passes & bit) === 0n) return undefined;
      }
      return undefined;
    },
  };
}

interface TokenCode {
  readonly untrusted: Tokens;
  /** Holding any label, however it came. */
  readonly held: Tokens;
  readonly everything: Tokens;
  readBit(label: Label): Tokens;
  /** Data of the labels within a bound, held or read; no untrusted text. */
  within(bound: Label): Tokens;
  /** What the result of an action may bring. */
  broughtBy(action: Action): Tokens;
  read(tokens: Tokens): Holding;
}

function codeOf({ labels }: Policy): TokenCode {
  const all = [...labels.names.keys()];
  const heldBit = (label: Label): Tokens => 1n << BigInt(label);
  const readBit = (label: Label): Tokens => 1n << BigInt(all.length + label);
  const untrusted: Tokens = 1n << BigInt(2 * all.length);
  const known = new Map<Label, Tokens>();
  const within = (bound: Label): Tokens =>
    remembered(known, bound, () =>
      all.filter((label) => labels.within(label, bound)).reduce((tokens, label) => tokens | heldBit(label) | readBit(label), 0n),
    );
  return {
    untrusted,
    held: all.reduce((tokens, label) => tokens | heldBit(label), 0n),
    everything: (untrusted << 1n) - 1n,
    readBit,
    within,
    broughtBy: ({ returns, ingestsUntrusted }) => within(returns) | (ingestsUntrusted ? untrusted : 0n),
    read: (tokens) => ({
      labels: new Set(all.filter((label) => (tokens & heldBit(label)) !== 0n)),
      read: new Set(all.filter((label) => (tokens & readBit(label)) !== 0n)),
      untrusted: (tokens & untrusted) !== 0n,
    }),
  };
}

interface Layout {
  readonly nodes: readonly Node[];
  readonly starts: readonly Node[];
  nodesOf(context: Context): readonly Node[];
  /** The nodes of a chain that begins with a principal's hop. */
  nodesAlong(chain: readonly Context[]): readonly Node[];
}

const noNodes: readonly Node[] = [];

/** So many are looked through one by one. */
const fewNodes = 8;

/** Every context with each number of hops that may be left after it, and how they follow one another. */
function layOut(chains: Chains, code: TokenCode, usableIn: (context: Context) => readonly Action[]): Layout {
  const nodes: Node[] = [];
  const byContext = new Map<Context, Node[]>();
  // Most contexts have one node; where one has many they are found by what is left.
  const byLeft = new Map<Context, Map<number, Node>>();
  const found = (context: Context, left: number, ofContext: readonly Node[]): Node | undefined =>
    ofContext.length > fewNodes ? byLeft.get(context)?.get(left) : ofContext.find((node) => node.left === left);
  const nodeAt = (context: Context, left: number): Node => {
    const ofContext = remembered(byContext, context, (): Node[] => []);
    const before = found(context, left, ofContext);
    if (before !== undefined) return before;
    const { pass, reply } = context.hop;
    let own: Tokens = 0n;
    for (const action of usableIn(context)) own |= code.broughtBy(action);
    const answers = reply === undefined ? code.everything : code.within(reply.label) | (reply.trusted ? 0n : code.untrusted);
    const node: Node = { context, left, own, passes: code.within(pass) | code.untrusted, answers, gained: 0n, ways: [], above: [], below: undefined };
    nodes.push(node);
    ofContext.push(node);
    if (ofContext.length > fewNodes) {
      const numbered = remembered(byLeft, context, () => new Map(ofContext.map((each) => [each.left, each])));
      numbered.set(left, node);
    }
    return node;
  };
  const starts = chains.starts.map((context) => nodeAt(context, leftAfter(context, Number.POSITIVE_INFINITY)));
  const junctions = new Map<Stand, Map<number, Junction>>();
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at];
    if (node === undefined) break;
    const { left } = node;
    const { stand } = node.context;
    if (stand === undefined || left < 1) continue;
    node.below = remembered(
      remembered(junctions, stand, () => new Map<number, Junction>()),
      left,
      () => {
        const junction: Junction = {
          above: [],
          below: stand.departures.map((context) => nodeAt(context, leftAfter(context, left))),
          replied: 0n,
          handed: [],
        };
        for (const below of junction.below) below.above.push(junction);
        return junction;
      },
    );
    node.below.above.push(node);
  }
  return {
    nodes,
    starts,
    nodesOf: (context) => byContext.get(context) ?? noNodes,
    nodesAlong: (chain) => {
      let left = Number.POSITIVE_INFINITY;
      return chain.map((context) => {
        left = leftAfter(context, left);
        return nodeAt(context, left);
      });
    },
  };
}

/** What each node gains by its own actions and by what the hops below it reply, until nothing changes. */
function rise(nodes: readonly Node[]): void {
  const pending = [...nodes];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const tokens = node.gained | node.own | (node.below?.replied ?? 0n);
    if (tokens === node.gained) continue;
    node.gained = tokens;
    for (const junction of node.above) {
      const replied = junction.replied | (tokens & node.answers);
      if (replied === junction.replied) continue;
      junction.replied = replied;
      for (const above of junction.above) pending.push(above);
    }
  }
}

/** What is passed to each node. First in, first out, so that the chains to be shown are short ones. */
function descend(starts: readonly { readonly node: Node; readonly way: Way }[]): void {
  const pending = [...starts];
  for (let at = 0; at < pending.length; at++) {
    const next = pending[at];
    if (next === undefined) break;
    const { node, way } = next;
    if (node.ways.some(({ tokens }) => isWithin(way.tokens, tokens))) continue;
    node.ways = [...node.ways.filter(({ tokens }) => !isWithin(tokens, way.tokens)), way];
    const junction = node.below;
    const tokens = way.tokens | node.gained;
    // What another node has already brought to the junction follows the same ways from there.
    if (junction === undefined || junction.handed.some((each) => isWithin(tokens, each))) continue;
    junction.handed = [...junction.handed.filter((each) => !isWithin(each, tokens)), tokens];
    for (const below of junction.below) pending.push({ node: below, way: { tokens: tokens & below.passes, from: { node, way } } });
  }
}

/** From the nearest context that brings a token to this node, over those that reply it, to just below the node: none where the node itself brings it. */
function originBelow(node: Node, bit: Tokens): readonly Context[] | undefined {
  interface Step {
    readonly node: Node;
    readonly above: Step | undefined;
  }
  const pending: Step[] = [{ node, above: undefined }];
  const seen = new Set([node]);
  for (let at = 0; at < pending.length; at++) {
    const next = pending[at];
    if (next === undefined) break;
    if ((next.node.own & bit) !== 0n) {
      const replied: Context[] = [];
      for (let step = next; step.above !== undefined; step = step.above) replied.push(step.node.context);
      return replied;
    }
    for (const below of next.node.below?.below ?? []) {
      if (seen.has(below) || (below.gained & below.answers & bit) === 0n) continue;
      seen.add(below);
      pending.push({ node: below, above: next });
    }
  }
  return undefined;
}

function isWithin(tokens: Tokens, of: Tokens): boolean {
  return (tokens & ~of) === 0n;
}
