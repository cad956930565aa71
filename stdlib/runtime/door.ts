/**
 * The shapes that generated modules are typed with: what an application holds of a guard. A generated module names its own
 * tools, hops and facts in them; the runtime makes the objects from the plan.
 */
import type { Json } from "./value.js";

/**
 * What a handle has for itself. A tool, or a hop's name, that is one of these is called otherwise on it: with `_` after it.
 * (`then`: a handle is never mistaken for a promise.)
 */
export const handleNames: readonly string[] = [
  "agent",
  "check",
  "chain",
  "constructor",
  "delegate",
  "expires",
  "hop",
  "id",
  "label",
  "message",
  "present",
  "reply",
  "revoke",
  "signal",
  "task",
  "then",
  "toJSON",
  "toString",
  "untrusted",
  "valueOf",
];

/** An action on a handle: a call, and beside it the same call as a question to be answered later, by anyone who may. */
export interface ActionOf<Args, Result> {
  (args: Args, options?: CallOptions): Promise<Result>;
  /** Asks for the approvals that the call lacks and returns at once. */
  request(args: Args, options?: CallOptions): Promise<Pending>;
}

/** A dry run: what would be said to the call, with nothing spent, consumed, called or written. */
export type CheckOf<Args> = (args: Args, options?: CallOptions) => Promise<Verdict>;

/** A hop on a handle's `delegate`. */
export interface HopOf<Params, Handle> {
  (params: Params, options?: HopOptions): Promise<Handle>;
  /** Asks for the approval that the hop waits for and returns at once. */
  request(params: Params, options?: HopOptions): Promise<Pending>;
  /** Hands on to an instance that runs elsewhere and holds its own key: what it needs to show, and no handle. */
  to(enrolment: string, params: Params, options?: HopOptions): Promise<Credentials>;
}

export interface CallOptions {
  /** The application's own: the call is aborted with it, beside the end of the instance. */
  readonly signal?: AbortSignal;
  /** Milliseconds after which the call is given up, its outcome unknown. */
  readonly timeout?: number;
}

export interface HopOptions {
  readonly signal?: AbortSignal;
  /** What the delegator tells the recipient beside the parameters: it counts as handed over, with all that the delegator holds. */
  readonly message?: Json;
  /** A shorter life than the hop's own, in milliseconds. */
  readonly ttl?: number;
}

/** What every handle of an agent has. It is bound to one instance of it, and ends with that. */
export interface HandleBase {
  readonly id: string;
  readonly agent: string;
  readonly task: string;
  readonly hop: string;
  /** The names of the parties above, the principal first, and the agent itself. */
  readonly chain: readonly string[];
  readonly expires: Date;
  /** Aborted when the instance ends. */
  readonly signal: AbortSignal;
  /** What the delegator said beside the parameters. */
  readonly message: Json | undefined;
  /** The labels of what it may hold by now, and whether an attacker's text may be among it. They follow instances, not values. */
  readonly label: readonly string[];
  readonly untrusted: boolean;
  /** Hands a value back to the delegator and ends the instance; the delegator holds what this one held, as the hop's `reply` has it. */
  reply(value: Json): Promise<Json>;
  /** Ends it and all below it at once, in every process that shares the store. */
  revoke(reason?: string): Promise<void>;
  /** What an enforcer elsewhere needs to make one call for this instance. */
  present(call: Presented): Promise<Presentation>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface Presented {
  readonly audience: string;
  /** `tool.action`, as the policy names it. */
  readonly action: string;
  readonly args: Readonly<Record<string, Json>>;
}

/** A chain of credentials, the first first. They are no secret: without the key of the last nobody can use them. */
export interface Credentials {
  readonly chain: readonly string[];
}

export interface Presentation extends Credentials {
  /** The proof that the presenter holds the last key, over this one call. */
  readonly proof: string;
}

export type Verdict =
  | { readonly kind: "allow" }
  | { readonly kind: "deny"; readonly code: RefusalCode; readonly hop?: string; readonly argument?: string }
  | { readonly kind: "needs-approval"; readonly by: readonly string[] };

/** A question that was asked and may be answered later, by another process too. */
export interface Pending {
  readonly id: string;
  /** The principals who are asked. */
  readonly by: readonly string[];
}

/** Why something is refused, in words that are stable. The agent is told this, the hop and the argument, and no more. */
export type RefusalCode =
  /** The policy says no (see `ReasonCode`). */
  | "action"
  | "argument"
  | "scope"
  | "denied"
  | "relay"
  | "held"
  | "context"
  | "parameter"
  | "require"
  | "chain"
  /** The instance, or one above it, has ended. */
  | "expired"
  | "revoked"
  | "suspended"
  | "depth"
  | "fanout"
  | "budget"
  /** It was not approved, or the approval was not good. */
  | "approval"
  /** What the instance may hold is above what may leave here. */
  | "data"
  | "secret"
  /** The tool's result is too large, not of its schema or not data. The effect may have happened. */
  | "result"
  /** The tool said that it failed, or that it did nothing. */
  | "failed"
  | "not-performed"
  /** Nobody knows whether the effect happened. */
  | "unknown"
  /** The state could not be read or written. */
  | "store"
  /** A credential, a proof or a signature was not good. */
  | "credential"
  /** The desk is closed, or the application used it wrongly. */
  | "desk";

/** What a tool's implementation is called with, beside its arguments. */
export interface Call {
  /** Aborted when the instance ends, the application gives up or time runs out. */
  readonly signal: AbortSignal;
  /** The same for the same call, however often it is sent. */
  readonly idempotencyKey: string;
  readonly agent: string;
  readonly identity: string | undefined;
  readonly instance: string;
  readonly task: string;
  readonly chain: readonly string[];
  /** The secrets that the action requires, by name; each is read by calling it, and prints as nothing of its own. */
  readonly secrets: Readonly<Record<string, SecretValue>>;
}

/** A secret that does not show itself: only `reveal` gives it. */
export interface SecretValue {
  reveal(): string;
}

/** The implementation of an action. What it returns goes to the agent, after it was checked. */
export type Implementation<Args, Result> = (args: Args, call: Call) => Result | Promise<Result>;
