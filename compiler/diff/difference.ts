/** What is different between two policies, as far as it matters to what agents may do and to what holds them to it. */
import type { Place } from "../base/span.js";
import type { Witness } from "../diagnostics/diagnostic.js";

/** A request that one policy lets an agent make and the other does not. */
export interface AuthorityChange {
  readonly agent: string;
  readonly owner?: string;
  readonly action: string;
  /** The parties of the chain that admits the request. */
  readonly chain: readonly string[];
  /** The hops of that chain, as `FROM -> TO for TASK`. */
  readonly hops: readonly string[];
  /** Absent only where a limit was reached before any request of the chain was found. */
  readonly witness?: Witness;
  /** What the agent may do with the action, before and now; absent where it is nothing. */
  readonly old?: string;
  readonly new?: string;
  /** It is not known whether the other policy admits all of it: the limit that was reached. Then the witness is only a request of the chain. */
  readonly unknown?: string;
  /** All that the agent may do with the action now, as text that is another one whenever that may be. */
  readonly state: string;
  /** The hop that lets the agent use it. */
  readonly place: Place;
}

export interface BoundChange {
  /** `FROM -> TO for TASK` */
  readonly hop: string;
  readonly to: string;
  readonly owner?: string;
  readonly bound: "hop" | "ttl" | "depth" | "fanout" | "budget" | "pass" | "reply" | "approval" | "require";
  /** As a policy writes it; `none` where nothing is declared. */
  readonly old: string;
  readonly new: string;
  readonly widened: boolean;
  readonly place: Place;
}

/** What checks or restrains less than before, though the authority may be the same. */
export interface Weakening {
  readonly kind: WeakeningKind;
  /** The declaration, file or code that it is about. */
  readonly where: string;
  readonly old: string;
  readonly new: string;
  readonly place: Place;
}

export type WeakeningKind =
  | "assertion"
  | "test"
  | "severity"
  | "allowed-warning"
  | "deny"
  | "ceiling"
  | "holds"
  | "effect"
  | "returns"
  | "ingests"
  | "sends"
  | "spends"
  | "secret"
  | "source"
  | "label"
  | "label-order"
  | "live"
  | "domain"
  | "external"
  | "unguarded"
  | "clearance"
  | "identity"
  | "owner";

export interface Difference {
  readonly widened: readonly AuthorityChange[];
  readonly narrowed: readonly AuthorityChange[];
  readonly bounds: readonly BoundChange[];
  readonly weakened: readonly Weakening[];
  /** What a person should know of how the two were compared. */
  readonly notes: readonly string[];
}

export const noDifference: Difference = { widened: [], narrowed: [], bounds: [], weakened: [], notes: [] };

/** A hop by the names that together are its own. */
export function hopName({
  from,
  to,
  task,
}: {
  readonly from: { readonly name: string };
  readonly to: { readonly name: string };
  readonly task: { readonly name: string };
}): string {
  return `${from.name} -> ${to.name} for ${task.name}`;
}
