/** What the parts of an open guard share: what it was opened with, and what it remembers while the process lives. */
import type { Approver } from "./approval.js";
import type { Deadline, FollowingClock } from "./clock.js";
import type { Implementation } from "./door.js";
import type { Kept, Mode } from "./entry.js";
import type { Identities } from "./holder.js";
import type { Holding } from "./holding.js";
import type { KeySupply } from "./key-supply.js";
import type { PublicKey, SigningKey } from "./keys.js";
import type { Frame, Plan, Values } from "./plan.js";
import type { Refused } from "./refusal.js";
import type { Sealer } from "./sealing.js";
import type { SecretBroker } from "./secret.js";
import type { SnapshotLimits } from "./snapshot.js";
import type { Store } from "./store/store.js";
import type { Telemetry } from "./telemetry.js";
import type { Json } from "./value.js";

export interface Running {
  readonly plan: Plan;
  readonly mode: Mode;
  /** The end of the guard's own time, where it only observes. */
  readonly until: Deadline | undefined;
  readonly root: { readonly public: PublicKey; readonly thumbprint: string; readonly key: SigningKey | undefined };
  /** Who speaks for a principal; for one that is not here, the root key does. */
  readonly principals: Readonly<Record<string, PublicKey>>;
  readonly identities: Identities | undefined;
  readonly approver: Approver | undefined;
  readonly store: Store;
  readonly clock: FollowingClock;
  readonly tools: ReadonlyMap<string, BoundAction>;
  readonly brokers: Readonly<Record<string, SecretBroker>>;
  /** The live facts of now. */
  readonly live: () => unknown;
  /** Whether a reply of a hop that is declared `trusted`, by its member's name, holds no attacker's text. */
  readonly replies: Readonly<Record<string, (value: Json) => boolean | Promise<boolean>>>;
  /** Whether the result of an action is of its schema. */
  readonly schemas: Readonly<Record<string, (result: Json) => boolean>>;
  readonly policies: readonly string[];
  /** `tool.action:argument`, `hop:parameter` or `context:fact`. */
  readonly sensitive: ReadonlySet<string>;
  readonly cells: Sealer;
  /** The digest of the certificate that the guard stands on. */
  readonly certificate: string | undefined;
  readonly limits: Limits;
  readonly telemetry: Telemetry;
  /** Told of each refusal, with the clause and the value that the agent is not told. */
  readonly onRefusal: (told: OperatorRefusal) => void;
  readonly digest: (value: Json) => string;
  readonly keys: KeySupply;
  readonly instances: Map<string, Instance>;
  /** Whom refusals are recorded under that no instance is to blame for. */
  readonly gate: { readonly id: string; readonly start: string };
  readonly state: { closed: boolean };
}

export interface Limits {
  readonly args: SnapshotLimits;
  readonly results: SnapshotLimits;
  /** Milliseconds. */
  readonly store: number;
  readonly call: number;
  readonly approval: number;
  /** Refusals after which an instance is suspended. */
  readonly refusals: number;
  /** Links of a chain. */
  readonly links: number;
}

export interface BoundAction {
  readonly call: Implementation<Readonly<Record<string, Json>>, unknown>;
  /** Why it can't be called now: the catalogue that it was pinned to has changed. */
  readonly closed: () => string | undefined;
}

export interface OperatorRefusal extends Refused {
  readonly instance: string;
  readonly action?: string | undefined;
  readonly clause?: string | undefined;
  readonly args?: { readonly [name: string]: Kept } | undefined;
}

/** One hop that was made: an agent at work for one purpose, for a time. */
export interface Instance {
  readonly id: string;
  /** Its start, which names its hash chain in the ledger. */
  readonly start: string;
  readonly above: Instance | undefined;
  readonly hop: number;
  readonly frame: Frame;
  /** The facts that were fixed at the start. */
  readonly context: Values;
  readonly deadline: Deadline;
  /** How many hops may follow. */
  readonly left: number;
  readonly counters: readonly Counter[];
  readonly message: Json | undefined;
  /** Absent where another process holds it, or none any more. */
  readonly key: SigningKey | undefined;
  readonly thumbprint: string;
  readonly born: number;
  /** It, or one above it, was made under another policy that is taken: no proof covers its chain, so that every hop is asked. */
  readonly foreign: boolean;
  readonly abort: Pick<AbortController, "signal" | "abort">;
  readonly below: Set<Instance>;
  /** The calls under way, by their ids. */
  readonly calls: Set<string>;
  readonly state: InstanceState;
}

export interface InstanceState {
  ended: "expired" | "revoked" | "suspended" | undefined;
  holding: Holding;
  refusals: number;
  /** Its credential, once it was needed. */
  credential: Promise<string> | undefined;
  /** What ends with it: timers, secrets. */
  readonly atEnd: Set<() => void>;
}

/** A sum in the store that every call below an instance adds to. */
export interface Counter {
  readonly key: string;
  readonly unit: string;
  /** In billionths. */
  readonly max: bigint;
  readonly per: number | undefined;
}
