/** The start of a chain: a principal signs for it, and the facts of its context are fixed. */
import { randomUUID } from "node:crypto";
import type { Session } from "./approval.js";
import { keyOf } from "./asking.js";
import { canonical } from "./canonical.js";
import { denyStray } from "./denials.js";
import type { HopOptions } from "./door.js";
import { isSignedBy } from "./keys.js";
import { whyClosed } from "./lives.js";
import { delegate } from "./making.js";
import type { Values } from "./plan.js";
import type { Refused } from "./refusal.js";
import type { Instance, Running } from "./running.js";
import { snapshot } from "./snapshot.js";
import type { Json } from "./value.js";

export interface StartOptions extends HopOptions {
  /** Where the principal has hops to one agent for several tasks. */
  readonly task?: string;
  readonly params?: unknown;
  /** The facts that are not live. */
  readonly context?: unknown;
}

export async function start(running: Running, by: Session, to: string, options: StartOptions = {}): Promise<Instance> {
  const no = async (code: Refused["code"], argument?: string): Promise<never> => {
    throw await denyStray(running, { code, argument });
  };
  if (whyClosed(running) !== undefined || running.root.key === undefined) return no("desk");
  const principal: unknown = by?.principal;
  if (typeof principal !== "string" || !Object.hasOwn(running.plan.principals, principal)) return no("chain");
  const fits = running.plan.hops.flatMap((hop, index) =>
    hop.from === principal && (hop.member === to || hop.to === to) && (options.task === undefined || hop.task === options.task) ? [index] : [],
  );
  const [index, ...others] = fits;
  if (index === undefined || others.length > 0) return no("chain");

  const context = factsOf(running, options.context);
  if (typeof context === "string") return no("context", context);
  const params = snapshot(options.params ?? {}, running.limits.args);
  if (params.kind === "refused") return no("parameter", params.path);
  // Holding the guard is not being the principal: it signs this one start.
  const id = randomUUID();
  const said: Json = { id, policy: running.plan.digest, principal, hop: index, params: params.value, context, now: running.clock.now() };
  const asked = new TextEncoder().encode(`remit start 1\n${canonical(said)}`);
  let signature: Uint8Array | undefined;
  try {
    signature = await by.sign(asked);
  } catch {
    signature = undefined;
  }
  if (!(signature instanceof Uint8Array) || !isSignedBy(keyOf(running, principal), asked, signature)) return no("credential");
  return delegate(running, { kind: "start", id, principal, context }, index, params.value, options, { kind: "here" });
}

/** The facts that are fixed from now on, or the one that is wrong: all have to be there, and no live one. */
function factsOf(running: Running, given: unknown): Values | string {
  const taken = snapshot(given ?? {}, running.limits.args);
  if (taken.kind === "refused") return taken.path;
  if (typeof taken.value !== "object" || taken.value === null || Array.isArray(taken.value)) return "";
  const context = taken.value as Values;
  const { facts } = running.plan;
  const live = Object.keys(context).find((name) => Object.hasOwn(facts, name) && facts[name]?.live === true);
  if (live !== undefined) return live;
  const missing = Object.keys(facts).find((name) => facts[name]?.live === false && !Object.hasOwn(context, name));
  return missing ?? running.plan.wrongFact(context) ?? context;
}
