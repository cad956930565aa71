/**
 * What a graph of policies is: plain data, from which every writer works. It says what was found out about the policy and
 * decides nothing about how that looks.
 */
import type { Position } from "../base/lines.js";

export interface Graph {
  readonly policies: readonly PolicyGraph[];
}

export interface PolicyGraph {
  /** The entry file, as it is shown. */
  readonly entry: string;
  readonly domains: readonly { readonly name: string; readonly external: boolean }[];
  readonly parties: readonly GraphParty[];
  /** Those that somebody uses; none where it was not asked who does. */
  readonly tools: readonly GraphTool[];
  readonly hops: readonly GraphHop[];
  readonly faults: readonly Fault[];
}

/** Where something stands in a text. */
export interface Where {
  /** The file, as it is shown. */
  readonly file: string;
  readonly start: Position;
}

export interface GraphParty {
  /** Unique in the whole graph; letters, digits and `_`. */
  readonly id: string;
  readonly kind: "principal" | "agent";
  readonly name: string;
  readonly domain?: string;
  readonly isUnguarded: boolean;
  readonly owner?: string;
  readonly identity?: string;
  readonly where: Where;
}

export interface GraphTool {
  readonly id: string;
  readonly name: string;
  /** The ids of the parties that some chain lets use an action of it, and which actions. */
  readonly usedBy: readonly { readonly party: string; readonly actions: readonly string[] }[];
}

export interface GraphHop {
  readonly id: string;
  /** Ids of parties. */
  readonly from: string;
  readonly to: string;
  /** As the language names it: `planner -> refunder for refund`. */
  readonly title: string;
  readonly task: string;
  /** Each as it is declared: `cap: Number`. */
  readonly params: readonly string[];
  /** What it declares, in the language's words: `ttl` and `5m`. */
  readonly bounds: readonly { readonly name: string; readonly value: string }[];
  /** The highest depth that any chain leaves after it; absent where it is in no chain or no depth is declared. */
  readonly left?: number;
  /** What it lets be used and handed on, on each chain; the shortest chains first. */
  readonly chains: readonly ChainScope[];
  /** There are more chains than those. */
  readonly hasMoreChains: boolean;
  /** No chain makes it. */
  readonly isDead: boolean;
  /** Ids of the faults that are its own. */
  readonly faults: readonly string[];
  readonly where: Where;
}

/** What one chain that ends with a hop admits, after all that every hop above it leaves and the policy denies. */
export interface ChainScope {
  /** The names on the chain, the principal's first. */
  readonly parties: readonly string[];
  /** Ids of its hops. */
  readonly hops: readonly string[];
  /** What its parameters are known to be within. */
  readonly knowing: readonly string[];
  readonly grants: readonly Grant[];
}

export interface Grant {
  /** `both`: what may be used may be handed on as well. */
  readonly verb: "use" | "hand-on" | "both";
  readonly actions: readonly string[];
  /** The condition in the language; `undefined` where there is none. `$p` is the hop's own parameter, `received.p` one above. */
  readonly condition?: string;
}

/** An error, or a warning that shows a chain. */
export interface Fault {
  readonly id: string;
  readonly code: string;
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  readonly help?: string;
  readonly where: Where;
  /** The request that shows it: rows of a heading and what stands under it. */
  readonly witness: readonly { readonly heading: string; readonly text: string }[];
  /** Ids of the hops of the chain that shows it, the principal's first; empty where there is none. */
  readonly path: readonly string[];
}
