/**
 * Secrets: minted for a hop by a broker, never longer-lived than it, revoked with it. Only the tool that the policy names gets
 * them; printed they show nothing, and what a tool returns or throws is searched for them.
 */
import { inspect } from "node:util";
import type { SecretValue } from "./door.js";
import { hopOf } from "./lives.js";
import { refusal } from "./refusal.js";
import type { Instance, Running } from "./running.js";
import type { Json } from "./value.js";

/** Where secrets come from. One that can't expire and revoke what it mints can't serve a secret that is `per hop`. */
export interface SecretBroker {
  readonly expires: boolean;
  readonly revokes: boolean;
  mint(wanted: SecretRequest): Promise<MintedSecret>;
}

export interface SecretRequest {
  readonly secret: string;
  /** What it is limited to at its issuer, as the policy says it. */
  readonly scope: string | undefined;
  readonly agent: string;
  readonly identity: string | undefined;
  readonly instance: string;
  readonly task: string;
  /** The latest that it may live: milliseconds since the epoch. */
  readonly expires: number;
}

export interface MintedSecret {
  readonly value: string;
  /** Milliseconds since the epoch; not later than asked for. */
  readonly expires: number;
  revoke?(): Promise<void> | void;
}

/** The brokers that a policy's secrets lack, or that can't do what the secret needs. */
export function unfitBroker(running: Pick<Running, "plan" | "brokers">): string | undefined {
  return Object.entries(running.plan.secrets).find(([name, secret]) => {
    const broker = Object.hasOwn(running.brokers, name) ? running.brokers[name] : undefined;
    return broker === undefined || (secret.perHop && !(broker.expires && broker.revokes));
  })?.[0];
}

interface Held {
  readonly minted: MintedSecret;
}

const held = new WeakMap<object, Map<string, Promise<Held>>>();
const shared = new WeakMap<Running, object>();

/** The secrets of one call, shown and unshown. */
export interface CallSecrets {
  readonly given: Readonly<Record<string, SecretValue>>;
  readonly values: ReadonlyMap<string, string>;
}

export async function secretsFor(running: Running, instance: Instance, names: readonly string[]): Promise<CallSecrets> {
  const given: Record<string, SecretValue> = {};
  const values = new Map<string, string>();
  for (const name of names) {
    const value = await secretFor(running, instance, name);
    values.set(name, value);
    given[name] = secretValue(name, value);
  }
  return { given, values };
}

async function secretFor(running: Running, instance: Instance, name: string): Promise<string> {
  const plan = running.plan.secrets[name];
  if (plan === undefined) throw refusal({ code: "secret" });
  const owner = plan.perHop ? instance : sharedOwner(running);
  const all = held.get(owner) ?? new Map<string, Promise<Held>>();
  held.set(owner, all);
  const before = await all.get(name)?.catch(() => undefined);
  if (before !== undefined && before.minted.expires > running.clock.now()) return before.minted.value;
  if (before !== undefined) forget(before);
  const made = mint(running, instance, name);
  all.set(name, made);
  try {
    const { minted } = await made;
    if (plan.perHop) {
      const undo = (): void => forget({ minted });
      // It may have ended while the broker thought.
      if (instance.state.ended !== undefined) {
        undo();
        throw refusal({ code: instance.state.ended });
      }
      instance.state.atEnd.add(undo);
    }
    return minted.value;
  } catch (error) {
    all.delete(name);
    throw error;
  }
}

async function mint(running: Running, instance: Instance, name: string): Promise<Held> {
  const plan = running.plan.secrets[name];
  const broker = Object.hasOwn(running.brokers, name) ? running.brokers[name] : undefined;
  if (plan === undefined || broker === undefined) throw refusal({ code: "secret" });
  const hop = hopOf(running, instance);
  const now = running.clock.now();
  const own = plan.ttl === undefined ? Number.POSITIVE_INFINITY : now + plan.ttl;
  const expires = plan.perHop ? Math.min(instance.deadline.wall, own) : own;
  let minted: MintedSecret;
  try {
    const identity = running.plan.agents[hop.to]?.identity;
    minted = await broker.mint({ secret: name, scope: plan.scope, agent: hop.to, identity, instance: instance.id, task: hop.task, expires });
  } catch {
    // What a broker throws may hold what it was made from.
    throw refusal({ code: "secret" });
  }
  const fits = typeof minted.value === "string" && minted.value !== "" && minted.expires > now && minted.expires <= expires;
  if (!fits || (plan.perHop && minted.revoke === undefined)) {
    forget({ minted });
    throw refusal({ code: "secret" });
  }
  return { minted };
}

/** A shared secret belongs to the whole guard. */
function sharedOwner(running: Running): object {
  const owner = shared.get(running) ?? {};
  shared.set(running, owner);
  return owner;
}

/** What can't be revoked expires. */
function forget({ minted }: Held): void {
  try {
    Promise.resolve(minted.revoke?.()).catch(() => undefined);
  } catch {
    // As above.
  }
}

function secretValue(name: string, value: string): SecretValue {
  const shown = `[secret ${name}]`;
  return Object.freeze({ reveal: () => value, toJSON: () => shown, toString: () => shown, [inspect.custom]: () => shown });
}

/** The text without the secrets, nor their base64 and percent-encoded forms. One that was cut up or turned round is not found. */
export function scrubText(text: string, values: ReadonlyMap<string, string>): string {
  let clean = text;
  for (const [name, value] of values) for (const form of formsOf(value)) if (clean.includes(form)) clean = clean.replaceAll(form, `[secret ${name}]`);
  return clean;
}

export function scrub(value: Json, values: ReadonlyMap<string, string>): Json {
  if (values.size === 0) return value;
  if (typeof value === "string") return scrubText(value, values);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => scrub(each, values));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [scrubText(name, values), scrub(each, values)]));
}

function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value, "utf8");
  const json = JSON.stringify(value).slice(1, -1);
  const forms = [value, json, encodeURIComponent(value), bytes.toString("base64"), bytes.toString("base64url"), bytes.toString("hex")];
  return [...new Set(forms)].filter((form) => form !== "").sort((a, b) => b.length - a.length);
}
