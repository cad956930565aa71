/**
 * What comes from other processes: a presentation, which is one call by whoever holds the last key of a chain; or a chain whose
 * last key is here, taken up as a handle. The chain is checked by itself, then against the store.
 */
import { randomUUID } from "node:crypto";
import { call } from "./call.js";
import { canonical } from "./canonical.js";
import { type ChainAnswer, verifyChain } from "./chain.js";
import { deny, denyStray } from "./denials.js";
import type { CallOptions, Credentials, Presentation } from "./door.js";
import { commit, logged } from "./journal.js";
import { cut } from "./kept.js";
import type { SigningKey } from "./keys.js";
import { verifyProof } from "./possession.js";
import { load } from "./record.js";
import type { Refusal } from "./refusal.js";
import type { Instance, Running } from "./running.js";
import { snapshot } from "./snapshot.js";
import type { Json } from "./value.js";

/** Clocks of other processes may be ahead by so many milliseconds. */
const skew = 5_000;

type Good = Extract<ChainAnswer, { ok: true }>;

export interface PresentedCall extends Presentation {
  readonly action: string;
  readonly args: unknown;
}

/** Makes the call that was presented, for the audience that this enforcer is. */
export async function accept(running: Running, audience: string, presented: PresentedCall, options: CallOptions): Promise<Json> {
  const chain = await verified(running, presented.chain);
  const { action } = presented;
  const taken = snapshot(presented.args, running.limits.args);
  if (taken.kind === "refused" || typeof taken.value !== "object" || taken.value === null || Array.isArray(taken.value))
    throw await stray(running, "argument");
  const args = taken.value as { readonly [name: string]: Json };
  const shown = { audience, action, args, credential: chain.leaf.text };
  const proof = await verifyProof(presented.proof, chain.leaf.key, shown, running.clock.now(), skew);
  if (!proof.ok) throw await stray(running, `proof-${proof.fault}`);
  const instance = await knownInstance(running, chain);
  const used = `proof/${instance.id}/${proof.id}`;
  const answer = await commit(running, {
    id: `proof/${randomUUID()}`,
    absent: [used],
    put: [{ key: used, value: "used", until: proof.until }],
    log: logged(instance.start, { kind: "accepted", instance: instance.id, audience: cut(audience, 256) }),
  });
  if (!answer.ok)
    throw await deny(running, instance, { refused: { code: "credential" }, action, args: {}, context: {}, now: answer.now, approvals: [] });
  return call(running, instance, action, args, options);
}

/** Takes up an instance whose key is here: the chain is its own, and the store knows it. */
export async function adopt(running: Running, { chain: texts }: Credentials, key: SigningKey): Promise<Instance> {
  const chain = await verified(running, texts);
  if (chain.leaf.thumbprint !== key.thumbprint) throw await stray(running, "key");
  const instance = await knownInstance(running, chain, key);
  return instance;
}

async function verified(running: Running, texts: readonly string[]): Promise<Good> {
  const { plan, root, identities, policies, limits } = running;
  const now = running.clock.now();
  const answer = await verifyChain(texts, { root: root.public, plan, identities, policies, now, skew, links: limits.links });
  if (!answer.ok) throw await stray(running, answer.fault);
  return answer;
}

/** The instance in the store: alive, as all above it, and the same as its credential says. */
async function knownInstance(running: Running, chain: Good, key?: SigningKey): Promise<Instance> {
  const instance = await load(running, chain.leaf.id, key);
  let at: Instance | undefined = instance;
  for (const link of chain.links.toReversed()) {
    const same = at !== undefined && at.id === link.id && at.thumbprint === link.thumbprint && at.hop === link.hop;
    if (!same || at === undefined || canonical(at.frame.params) !== canonical(link.params)) throw await stray(running, "unknown");
    at.state.credential ??= Promise.resolve(link.text);
    at = at.above;
  }
  if (at !== undefined) throw await stray(running, "unknown");
  return instance;
}

/** What no instance can be held to account for. */
function stray(running: Running, fault: string): Promise<Refusal> {
  return denyStray(running, { code: fault === "argument" ? "argument" : "credential", detail: fault });
}
