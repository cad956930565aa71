/**
 * A policy without its sugar: names resolved, types known, named scopes written out, every constraint in the terms of
 * `stdlib/runtime/constraint`. What follows (the proof, the bounds, the lints, the guards) knows no syntax.
 */
import type { Constraint, Effect, Field, Type } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";
import type { Place } from "../base/span.js";

export interface Policy {
  /** The entry file. */
  readonly entry: string;
  readonly labels: Labels;
  readonly domains: readonly Domain[];
  readonly tasks: readonly Task[];
  readonly facts: readonly Fact[];
  readonly tools: readonly Tool[];
  /** Every action of every tool in sight, in order of declaration. */
  readonly actions: readonly Action[];
  readonly secrets: readonly Secret[];
  readonly principals: readonly Principal[];
  readonly agents: readonly Agent[];
  readonly hops: readonly Hop[];
  readonly denials: readonly Denial[];
  readonly assertions: readonly Assertion[];
  readonly tests: readonly Test[];
}

/** A label, as its index in `Labels.names`. */
export type Label = number;

/** The confidentiality labels and their order, which need not be total. */
export interface Labels {
  readonly names: readonly string[];
  /** Within every label; the one that data without a label has. Where no label is declared it is the only one. */
  readonly lowest: Label;
  within(label: Label, bound: Label): boolean;
}

export interface Domain {
  readonly name: string;
  readonly external: boolean;
  readonly place: Place;
}

export interface Task {
  readonly name: string;
  readonly purpose: string;
  /** The tasks that this one is part of, at any remove, and itself. */
  readonly within: ReadonlySet<string>;
  readonly place: Place;
}

export interface Fact {
  readonly name: string;
  readonly doc?: string;
  readonly live: boolean;
  readonly type: Type;
  readonly place: Place;
}

export interface Tool {
  /** As the entry file knows it. */
  readonly name: string;
  readonly doc?: string;
  readonly source?: { readonly name: string; readonly digest: string };
  readonly place: Place;
}

export interface Action {
  /** `tool.action`, unique in the policy. */
  readonly id: string;
  readonly tool: Tool;
  readonly name: string;
  readonly doc?: string;
  readonly effect: Effect;
  readonly params: readonly Field[];
  readonly returns: Label;
  readonly ingestsUntrusted: boolean;
  /** The highest label of the data that may leave through it; absent where none leaves. */
  readonly sends?: Label;
  readonly spends: readonly Spend[];
  /** Its own secrets and its tool's. */
  readonly secrets: readonly Secret[];
  readonly place: Place;
}

/** What one call takes from a budget: an argument divided by `divisor`, or a constant. */
export type Spend =
  | { readonly kind: "argument"; readonly name: string; readonly divisor: number; readonly unit: string }
  | { readonly kind: "constant"; readonly amount: number; readonly unit: string };

export interface Secret {
  readonly name: string;
  /** Milliseconds; absent for a shared secret without one. */
  readonly ttl?: number;
  readonly perHop: boolean;
  readonly scope?: string;
  readonly place: Place;
}

export interface Principal {
  readonly kind: "principal";
  readonly name: string;
  readonly domain?: Domain;
  /** Absent where the policy does not say what it holds: then nothing bounds its hops. */
  readonly holds?: Scope;
  readonly place: Place;
}

export interface Agent {
  readonly kind: "agent";
  readonly name: string;
  readonly doc?: string;
  readonly domain?: Domain;
  readonly unguarded: boolean;
  readonly owner?: string;
  readonly identity?: string;
  readonly runtime?: string;
  readonly clearance: Label;
  readonly ceiling?: Scope;
  readonly place: Place;
}

export type Party = Principal | Agent;

/** A set of requests: what some `allow` or `relay` clause covers and no `deny` clause does. */
export interface Scope {
  readonly clauses: readonly Clause[];
  readonly place: Place;
}

export interface Clause {
  readonly verb: "allow" | "relay" | "deny";
  /** Of what the delegator carries on the chain, rather than absolute. */
  readonly received: boolean;
  /** One array for all clauses with the same actions, so that it can be compared by identity. */
  readonly actions: readonly Action[];
  readonly where: Constraint;
  readonly place: Place;
}

/** A parameter of a hop; with `from`, the runtime binds it to that fact of the context. */
export interface Parameter {
  readonly name: string;
  readonly type: Type;
  readonly from?: string;
  readonly place: Place;
}

export interface Hop {
  /** Its index in `Policy.hops`. */
  readonly index: number;
  /** The name given with `as`. */
  readonly alias?: string;
  readonly doc?: string;
  readonly from: Party;
  readonly to: Agent;
  readonly task: Task;
  readonly params: readonly Parameter[];
  readonly scope: Scope;
  readonly require: Constraint;
  readonly requirePlace?: Place;
  /** Milliseconds. */
  readonly ttl: number;
  readonly depth?: number;
  readonly fanout?: number;
  readonly budgets: readonly Budget[];
  readonly pass: Label;
  readonly reply?: { readonly label: Label; readonly trusted: boolean };
  readonly approval?: { readonly by: string; readonly within?: number };
  /** Where each bound that it declares stands. */
  readonly places: Readonly<Partial<Record<"ttl" | "depth" | "fanout" | "pass" | "reply" | "approval", Place>>>;
  /** From `delegate` to the `{`. */
  readonly place: Place;
  /** It has an error of its own: what would only follow from it is not reported. */
  readonly erroneous: boolean;
}

export interface Budget {
  readonly amount: number | { readonly param: string };
  readonly unit: string;
  /** Milliseconds; absent for a total over the hop's life. */
  readonly per?: number;
  readonly place: Place;
}

/** A top-level `deny`. Without `by`, of every chain; with it, of the chains whose last agent is among them. */
export interface Denial {
  readonly actions: readonly Action[];
  readonly by?: ReadonlySet<string>;
  readonly where: Constraint;
  readonly place: Place;
}

export type Assertion = { readonly place: Place } & (
  | { readonly kind: "never"; readonly actions: readonly Action[]; readonly by: ReadonlySet<string> | undefined; readonly where: Constraint }
  | { readonly kind: "can"; readonly party: string; readonly action: Action; readonly where: Constraint }
  | { readonly kind: "no-flow"; readonly of: Label | "untrusted"; readonly to: ReadonlySet<string> }
  | { readonly kind: "no-path"; readonly from: ReadonlySet<string>; readonly to: ReadonlySet<string> }
  | { readonly kind: "depth"; readonly most: number }
);

export interface Test {
  readonly name: string;
  readonly start: string;
  readonly hops: readonly { readonly to: string; readonly task?: string; readonly params: Readonly<Record<string, Json>>; readonly place: Place }[];
  readonly context: Readonly<Record<string, Json>>;
  /** Milliseconds since the epoch. */
  readonly at?: number;
  readonly approvals: readonly string[];
  readonly steps: readonly TestStep[];
  readonly place: Place;
}

export type TestStep =
  | {
      readonly kind: "call";
      readonly expect: "allow" | "deny";
      readonly action: Action;
      readonly args: Readonly<Record<string, Json>>;
      readonly place: Place;
    }
  | { readonly kind: "refuse-hop"; readonly place: Place };
