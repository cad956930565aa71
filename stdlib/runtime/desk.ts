/** An open guard: starts chains, answers for what is pending, and takes what other processes show. */
import { randomUUID } from "node:crypto";
import { accept, adopt, type PresentedCall } from "./accepting.js";
import type { Approver, Question, Session } from "./approval.js";
import { certificateDigest } from "./certified.js";
import { type Clock, deadlineAt, following, systemClock } from "./clock.js";
import { sayAll } from "./denials.js";
import type { CallOptions, Credentials } from "./door.js";
import type { Mode } from "./entry.js";
import { handleOf, instanceOf } from "./handle.js";
import type { Identities } from "./holder.js";
import { open, read } from "./journal.js";
import { keyedDigest } from "./kept.js";
import { keySupply } from "./key-supply.js";
import { derivedSecret, isSigningKey, newKey, type PublicKey, readPublicKey, type SigningKey, thumbprintOf } from "./keys.js";
import { end, endEverywhere } from "./lives.js";
import { accept as acceptAnswer, questionsAt, resume } from "./pending.js";
import type { Plan } from "./plan.js";
import { load } from "./record.js";
import { refusal } from "./refusal.js";
import type { Limits, OperatorRefusal, Running } from "./running.js";
import { sealer } from "./sealing.js";
import { type SecretBroker, unfitBroker } from "./secret.js";
import { argumentLimits } from "./snapshot.js";
import { type StartOptions, start } from "./starting.js";
import type { Opened, Store } from "./store/store.js";
import { presentTelemetry, type Telemetry } from "./telemetry.js";
import { bindTools } from "./tools.js";
import type { Json } from "./value.js";

export interface OpenOptions<Tools = unknown, Live = unknown> {
  /** Who may start chains: the key signs their first credential. With the public half alone, none can be started here. */
  readonly root: SigningKey | PublicKey;
  readonly store: Store;
  readonly tools: Tools;
  /** The live facts, asked for with each request. */
  readonly live?: () => Live | Promise<Live>;
  readonly approver?: Approver;
  /** Who speaks for a principal; for one that is not here, the root key does. */
  readonly principals?: Readonly<Record<string, PublicKey>>;
  readonly identities?: Identities;
  readonly secrets?: Readonly<Record<string, SecretBroker>>;
  readonly replies?: Running["replies"];
  readonly schemas?: Running["schemas"];
  /** Digests of other policies whose chains are taken; each hop is then checked under this one. */
  readonly policies?: readonly string[];
  /** Values that stand in the ledger as digests only: `orders.refund:order`, `refunder:order_id`, `context:customer`. */
  readonly sensitive?: readonly string[];
  /** 32 bytes that all who share the store have, to seal there what is sensitive: derived from the root key unless said. */
  readonly sealedWith?: Uint8Array;
  /** The text of the file that `remit prove` wrote: chains that start here name it. */
  readonly certificate?: string;
  readonly limits?: Partial<Limits>;
  readonly onRefusal?: (told: OperatorRefusal) => void;
  /** Told what the store found when it was opened: a crash may have left half an entry at its end, which was cut off. */
  readonly onOpened?: (found: Opened) => void;
  readonly telemetry?: Telemetry;
  readonly clock?: Clock;
}

export interface ObserveOptions<Tools = unknown, Live = unknown> extends OpenOptions<Tools, Live> {
  /** At most thirty days from now. */
  readonly until: Date;
}

export type ResumedHandle<Handle> =
  | { readonly kind: "waiting"; readonly by: readonly string[] }
  | { readonly kind: "refused" }
  | { readonly kind: "hop"; readonly handle: Handle }
  | { readonly kind: "call"; readonly value: Json };

export interface Desk<Handle = object> {
  readonly mode: Mode;
  /** Starts a chain: the principal's session signs for it. `to` is the agent, or the hop's name. */
  start(by: Session, to: string, options?: StartOptions): Promise<Handle>;
  /** What a pending id asks, to be shown to whoever may answer. */
  questions(id: string): Promise<readonly Question[]>;
  /** Takes a signed answer to it. */
  answer(id: string, answer: unknown): Promise<void>;
  /** Does what a pending id asked for, once it was answered. */
  resume(id: string): Promise<ResumedHandle<Handle>>;
  /** Makes one call that was presented to this audience. */
  accept(audience: string, presented: PresentedCall, options?: CallOptions): Promise<Json>;
  /** Takes up an instance whose key is here. */
  adopt(credentials: Credentials, key: SigningKey): Promise<Handle>;
  /** Ends an instance and all below it, by its handle or its id. */
  revoke(instance: Handle | string): Promise<void>;
  /** Ends what this process knows, and takes nothing more. The store is the application's to close. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const defaults: Limits = {
  args: argumentLimits,
  results: { depth: 64, values: 200_000, units: 2_000_000 },
  store: 10_000,
  call: 300_000,
  approval: 900_000,
  refusals: 100,
  links: 32,
};

const longestWatch = 30 * 86_400_000;

export async function openDesk(plan: Plan, mode: Mode, options: OpenOptions & { readonly until?: Date }): Promise<Desk> {
  const running = await prepare(plan, mode, options);
  const known = (handle: unknown) => {
    const instance = instanceOf(handle);
    if (instance === undefined || running.instances.get(instance.id) !== instance) throw refusal({ code: "desk" });
    return instance;
  };
  const close = async (): Promise<void> => {
    running.state.closed = true;
    for (const instance of [...running.instances.values()]) end(running, instance, "revoked");
    await sayAll(running);
  };
  return Object.freeze({
    mode,
    start: async (by: Session, to: string, said?: StartOptions) => handleOf(running, await start(running, by, to, said)),
    questions: (id: string) => questionsAt(running, id),
    answer: (id: string, answer: unknown) => acceptAnswer(running, id, answer),
    async resume(id: string): Promise<ResumedHandle<object>> {
      const resumed = await resume(running, id);
      return resumed.kind === "hop" ? { kind: "hop", handle: handleOf(running, resumed.instance) } : resumed;
    },
    accept: (audience: string, presented: PresentedCall, said: CallOptions = {}) => accept(running, audience, presented, said),
    adopt: async (credentials: Credentials, key: SigningKey) => handleOf(running, await adopt(running, credentials, key)),
    revoke: async (instance: object | string) =>
      endEverywhere(running, typeof instance === "string" ? await load(running, instance) : known(instance), "revoked"),
    close,
    [Symbol.asyncDispose]: close,
  });
}

async function prepare(plan: Plan, mode: Mode, options: OpenOptions & { readonly until?: Date }): Promise<Running> {
  const wrong = (what: string): never => {
    throw refusal({ code: "desk", argument: what });
  };
  if (plan.version !== 1) return wrong("plan.version");
  const key = isSigningKey(options.root) ? options.root : undefined;
  const known = key?.public ?? readPublicKey(options.root);
  if (known === undefined) return wrong("root");
  const { store } = options;
  // A key that outlives the process would outlive what was revoked.
  if (key?.durable === true && !store.durable) return wrong("store");
  const clock = following(options.clock ?? systemClock);
  const until = mode === "observe" ? options.until?.getTime() : undefined;
  if (mode === "observe" && !(until !== undefined && until > clock.now() && until <= clock.now() + longestWatch)) return wrong("until");
  if (Object.values(plan.facts).some((fact) => fact.live) && options.live === undefined) return wrong("live");
  for (const [principal, each] of Object.entries(options.principals ?? {}))
    if (!Object.hasOwn(plan.principals, principal) || readPublicKey(each) === undefined) return wrong(`principals.${principal}`);
  const certificate = options.certificate === undefined ? undefined : certificateDigest(options.certificate, plan.digest);
  if (certificate === undefined && options.certificate !== undefined) return wrong("certificate");
  const sensitive = new Set(options.sensitive);
  const secret = options.sealedWith ?? (key === undefined ? undefined : derivedSecret(key, "sealed cells"));
  if (secret?.length !== 32 && (secret !== undefined || sensitive.size > 0)) return wrong("sealedWith");
  const limits: Limits = { ...defaults, ...options.limits };
  const running: Running = {
    plan,
    mode,
    until: until === undefined ? undefined : deadlineAt(until, clock),
    root: { public: known, thumbprint: thumbprintOf(known), key },
    principals: options.principals ?? {},
    identities: options.identities,
    approver: options.approver,
    store,
    clock,
    tools: await bindTools(plan, options.tools),
    brokers: options.secrets ?? {},
    live: options.live ?? (() => ({})),
    replies: options.replies ?? {},
    schemas: options.schemas ?? {},
    policies: options.policies ?? [],
    sensitive,
    cells: sealer(secret, sensitive.size > 0),
    certificate,
    limits,
    telemetry: options.telemetry ?? (await presentTelemetry()),
    onRefusal: options.onRefusal ?? (() => undefined),
    digest: keyedDigest(derivedSecret(key ?? newKey(), "ledger digests")),
    keys: keySupply(),
    instances: new Map(),
    gate: { id: "", start: `gate/${randomUUID()}` },
    state: { closed: false },
  };
  const unfit = unfitBroker(running);
  if (unfit !== undefined) return wrong(`secrets.${unfit}`);
  for (const hop of plan.hops) if (hop.reply?.trusted === true && !Object.hasOwn(running.replies, hop.member)) return wrong(`replies.${hop.member}`);
  // The store is there, says what it found, and what time it is.
  const found = await open(running);
  options.onOpened?.(found);
  await read(running, []);
  return running;
}
