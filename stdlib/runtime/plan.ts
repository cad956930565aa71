/**
 * What a generated module hands to the runtime: a policy as plain data and pure functions, nothing else. `remit build`
 * prints it; the guard enforces it; `policy.decide` answers from it.
 */
import type { Effect, Field, Type } from "./constraint.js";
import type { Json } from "./value.js";

export type Named<T> = Readonly<Record<string, T>>;
export type Values = Named<Json>;

/**
 * Values by name, as the functions of a plan take them: what conforms to its types, in records of own properties (the
 * runtime's copies have no prototype, `plainCopy`), so that reading a name reads nothing else.
 */
export interface Plan {
  /** The version of the door: a runtime refuses another. */
  readonly version: 1;
  /** The policy's name. */
  readonly name: string;
  /** `sha256:…` of the policy's normal form. */
  readonly digest: string;
  readonly labels: LabelsPlan;
  readonly domains: Named<{ readonly external: boolean }>;
  readonly tasks: Named<TaskPlan>;
  readonly facts: Named<FactPlan>;
  readonly tools: Named<ToolPlan>;
  /** By `tool.action`. */
  readonly actions: Named<ActionPlan>;
  readonly secrets: Named<SecretPlan>;
  readonly principals: Named<PrincipalPlan>;
  readonly agents: Named<AgentPlan>;
  /** In the order of the policy; a hop is its index here. */
  readonly hops: readonly HopPlan[];
  /** The principals whose approval some clause asks for: a dry run that they could change is `needs-approval`. */
  readonly approvers: readonly string[];
  /** The fact that is not of its type or not declared. One that is missing is `missingFact`'s. */
  readonly wrongFact: (context: Values) => string | undefined;
  /** The declared fact that is absent: a guard refuses such a request, since the policy counts on it. */
  readonly missingFact: (context: Values) => string | undefined;
}

export interface LabelsPlan {
  readonly names: readonly string[];
  /** `within[label][bound]`. */
  readonly within: readonly (readonly boolean[])[];
  readonly lowest: number;
}

export interface TaskPlan {
  readonly purpose: string;
  /** The tasks that this one is part of, itself among them. */
  readonly within: readonly string[];
}

export interface FactPlan {
  readonly type: Type;
  /** It comes with each request; the others are fixed when the chain starts. */
  readonly live: boolean;
}

export interface ToolPlan {
  /** What the tool is called on handles and in `tools`: its name, but for names that handles have for themselves. */
  readonly member: string;
  /** The catalogue that it was imported from, pinned. */
  readonly source?: { readonly name: string; readonly digest: string };
}

export interface ActionPlan {
  readonly tool: string;
  readonly name: string;
  /** What it is called under its tool's member. */
  readonly member: string;
  readonly doc?: string;
  readonly effect: Effect;
  readonly params: readonly Field[];
  /** The label of its result. */
  readonly returns: number;
  readonly ingestsUntrusted: boolean;
  /** The highest label of the data that may leave through it; absent where none leaves. */
  readonly sends?: number;
  readonly spends: readonly SpendPlan[];
  readonly secrets: readonly string[];
  /** The arguments that some clause reads. */
  readonly read: readonly string[];
  /** The argument that is missing, not of its type or not declared. */
  readonly wrong: (args: Values) => string | undefined;
}

/** What one call takes from a budget: an argument divided by `divisor`, or a constant. */
export type SpendPlan =
  | { readonly kind: "argument"; readonly name: string; readonly divisor: number; readonly unit: string }
  | { readonly kind: "constant"; readonly amount: number; readonly unit: string };

export interface SecretPlan {
  /** Milliseconds. */
  readonly ttl?: number;
  readonly perHop: boolean;
  readonly scope?: string;
}

export interface PrincipalPlan {
  readonly domain?: string;
}

export interface AgentPlan {
  readonly domain?: string;
  /** No guard runs there: it may receive a hop but not make one. */
  readonly unguarded: boolean;
  readonly owner?: string;
  readonly identity?: string;
  readonly runtime?: string;
  /** The highest label that it may hold. */
  readonly clearance: number;
}

export interface HopPlan {
  /** The party that makes it, and the agent that it reaches. */
  readonly from: string;
  readonly to: string;
  readonly task: string;
  readonly alias?: string;
  /** What it is called under `delegate`; of a principal's hop, what `start` is told. */
  readonly member: string;
  readonly params: readonly ParameterPlan[];
  /** Milliseconds. */
  readonly ttl: number;
  readonly depth?: number;
  readonly fanout?: number;
  readonly budgets: readonly BudgetPlan[];
  /** The highest label of the context that is handed over. */
  readonly pass: number;
  readonly reply?: { readonly label: number; readonly trusted: boolean };
  /** The hop waits for this principal; `within` milliseconds, after which silence is a refusal. */
  readonly approval?: { readonly by: string; readonly within?: number };
  /** The hops that the one who received it may make, depth aside. */
  readonly next: readonly number[];
  /** The actions that its recipient can call at all: what is on its handle. */
  readonly callable: readonly string[];
  /** The parameter that is missing, not of its type or not declared. */
  readonly wrong: (params: Values) => string | undefined;
  /** Whether it may be made with the parameters of `frame`; its parameters conform. */
  readonly require: Requirement;
  /** What its recipient may use, by action; an action without an entry is in no clause. The arguments conform. */
  readonly uses: Named<Decision>;
  /** What it carries, by action: what may be used or handed on below it. */
  readonly carries: Named<Decision>;
}

/** A parameter of a hop; with `from`, the runtime binds it to that fact of the context and no agent can choose it. */
export interface ParameterPlan extends Field {
  readonly from?: string;
}

export interface BudgetPlan {
  readonly amount: number | { readonly param: string };
  readonly unit: string;
  /** Milliseconds; absent for a total over the hop's life. */
  readonly per?: number;
}

/** A chain, its last hop first. */
export interface Frame<Params extends object = Values> {
  /** Its index in `Plan.hops`. */
  readonly hop: number;
  readonly params: Params;
  readonly above?: Frame | undefined;
}

/** Why a request is refused. Each reason of a plan is one constant, so that none is made where a request is decided. */
export interface Reason {
  readonly code: ReasonCode;
  /** The index in `Plan.hops` of the hop that refuses; −1 where it is no hop. */
  readonly hop: number;
  /** The clause, as the policy would write it; where several speak of the action and none admits it, all of them. */
  readonly clause: string;
  /** The argument or parameter that the clause fails for, where it is one. */
  readonly argument?: string;
}

export type ReasonCode =
  /** The action is not declared, or no clause of the hop speaks of it. */
  | "action"
  /** An argument is missing, not of its type or not declared. */
  | "argument"
  /** The clauses that speak of the action do not admit this request. */
  | "scope"
  /** A `deny` takes it away. */
  | "denied"
  /** The hop hands it on, but its recipient may not use it. */
  | "relay"
  /** The clause is relative, and the hop above does not carry what it asks for, or the principal does not hold it. */
  | "held"
  /** A fact is not of its type or not declared. */
  | "context"
  /** A parameter of a hop is missing, not of its type, not declared, or the runtime's to bind. */
  | "parameter"
  /** The hop's `require` does not hold. */
  | "require"
  /** There is no such chain. */
  | "chain";

/**
 * Why not, or `undefined`: allowed. It reads what it is given, changes nothing, makes nothing where it allows, and takes
 * time that is linear in what it reads. Generated ones are typed by their own action and hop, hence a method's variance.
 */
export type Decision = {
  decide(args: Values, frame: Frame, context: Values, now: number, approvals: readonly string[]): Reason | undefined;
}["decide"];

/** Whether a hop may be made: likewise. */
export type Requirement = { require(frame: Frame, context: Values, now: number): Reason | undefined }["require"];
