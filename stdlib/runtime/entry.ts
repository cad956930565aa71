/**
 * The entries of the ledger, as plain data: what a guard writes, and what `remit ledger` and `remit replay` read. Types, not
 * interfaces, so that an entry is JSON.
 */
import type { Json } from "./value.js";

/** A value that some clause reads stands as it is; any other, and any that is sensitive, as a keyed digest. */
export type Kept = { readonly value: Json } | { readonly digest: string };

export type KeptValues = { readonly [name: string]: Kept };

/** How a hop is named: the party that makes it, the agent that it reaches, the task. Together they are one hop of the policy. */
export type HopName = { readonly from: string; readonly to: string; readonly task: string };

/** `observe`: the guard only watches, and lets through what it would deny. */
export type Mode = "enforce" | "observe";

/** A start of a chain: its first hop follows. */
export type StartEntry = {
  readonly kind: "start";
  readonly policy: string;
  readonly digest: string;
  /** Of the file that `remit prove` wrote, where the guard was given it. */
  readonly certificate?: string;
  readonly mode: Mode;
  readonly principal: string;
  /** The facts that are fixed when the chain starts. */
  readonly context: KeptValues;
};

/** A hop was made: from now on there is this instance. */
export type HopEntry = {
  readonly kind: "hop";
  readonly instance: string;
  /** The instance that made it; absent for the first. */
  readonly parent?: string;
  readonly hop: HopName;
  readonly params: KeptValues;
  readonly until: number;
  /** The digest of its credential, or the credential's `jti`. */
  readonly credential?: string;
  readonly approval?: string;
};

/** A call was allowed, and is about to be made: what its budgets lose, they have lost. */
export type CallEntry = {
  readonly kind: "call";
  readonly instance: string;
  /** Names the call: its outcome refers to it. */
  readonly call: string;
  readonly action: string;
  readonly args: KeptValues;
  /** SHA-256 of the canonical arguments, keyed. */
  readonly digest: string;
  /** The live facts that came with it. */
  readonly context: KeptValues;
  /** Milliseconds since the epoch: the time that the decision saw. */
  readonly now: number;
  /** The principals whose approvals it consumed. */
  readonly approvals: readonly string[];
  /** Decimal text by unit. */
  readonly spends: { readonly [unit: string]: string };
};

export type OutcomeEntry = {
  readonly kind: "outcome";
  readonly instance: string;
  readonly call: string;
  readonly outcome: "done" | "failed" | "not-performed" | "unknown";
  /** The label of the instance after its result, and whether it has seen what may be an attacker's text. */
  readonly label?: string;
  readonly untrusted?: boolean;
};

/** A request was refused; in the mode `observe` it would have been (`would-deny`). */
export type DeniedEntry = {
  readonly kind: "denied" | "would-deny";
  readonly instance: string;
  /** Of a call the action; of a hop that was asked for, the hop. */
  readonly action?: string;
  readonly hop?: HopName;
  readonly args: KeptValues;
  readonly context: KeptValues;
  readonly now: number;
  readonly approvals: readonly string[];
  readonly code: string;
  readonly clause?: string;
  readonly argument?: string;
  /** How many like it, one after another, this entry stands for. */
  readonly times: number;
};

/** Someone is asked to approve, or has answered. */
export type ApprovalEntry = {
  readonly kind: "asked" | "approved" | "refused";
  readonly instance: string;
  readonly approval: string;
  readonly by: string;
  readonly action?: string;
  readonly hop?: HopName;
  readonly digest: string;
};

/** An instance, and all below it, has ended. */
export type EndEntry = {
  readonly kind: "end";
  readonly instance: string;
  readonly why: "expired" | "disposed" | "revoked" | "suspended";
  /** Calls that were under way, and whose effects can't be undone. */
  readonly underWay: readonly string[];
};

/** What came back over a hop, or was presented to another process. */
export type HandedEntry = {
  readonly kind: "reply" | "presented" | "accepted";
  readonly instance: string;
  readonly label?: string;
  readonly untrusted?: boolean;
  readonly audience?: string;
};

export type Entry = StartEntry | HopEntry | CallEntry | OutcomeEntry | DeniedEntry | ApprovalEntry | EndEntry | HandedEntry;

/** In the main chain, by the store itself: a chain has begun, and the hash of its first record. */
export type ChainEntry = { readonly kind: "chain"; readonly chain: string; readonly hash: string };

/** In the main chain: how far other chains had got, so that the main chain's head stands for all of them. */
export type HeadsEntry = { readonly kind: "heads"; readonly heads: readonly { readonly chain: string; readonly n: number; readonly hash: string }[] };
