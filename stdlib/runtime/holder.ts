/**
 * Which agent holds a key: said by an identity provider (or a key that was enrolled for the agent), never by the delegator. Of
 * the keys that the runtime makes itself, the root says it.
 */
import { randomUUID } from "node:crypto";
import { isSigned, readUnverified, signJws } from "./jws.js";
import { isSignedBy, type PublicKey, readPublicKey, type SigningKey, thumbprintOf, thumbprintUri } from "./keys.js";
import type { Plan } from "./plan.js";

/** An agent of the policy. */
export interface Named {
  readonly agent: string;
  readonly identity: string | undefined;
}

export interface Identities {
  /** The keys that speak for this agent. */
  keysOf(agent: Named): readonly PublicKey[] | Promise<readonly PublicKey[]>;
}

/** Keys that were enrolled by hand, by the agent's identity or its name. */
export function enrolledKeys(byAgent: Readonly<Record<string, readonly PublicKey[]>>): Identities {
  const find = (name: string | undefined): readonly PublicKey[] => (name !== undefined && Object.hasOwn(byAgent, name) ? (byAgent[name] ?? []) : []);
  return { keysOf: ({ agent, identity }) => [...find(identity), ...find(agent)] };
}

export interface Enrolment {
  /** The agent's name in the policy. */
  readonly agent: string;
  /** The policy's digest: `plan.digest` of the generated module. */
  readonly policy: string;
  /** The new instance's own key, that never leaves its process. */
  readonly key: SigningKey;
  /** The key that was enrolled for the agent. */
  readonly by: SigningKey;
  /** Milliseconds; ten minutes unless said. */
  readonly ttl?: number;
  /** Milliseconds since the epoch; the time of this machine unless said. */
  readonly now?: number;
}

/** What a recipient elsewhere sends to its delegator: its new key, that it holds it, and who it is. */
export async function enrol({ agent, policy, key, by, ttl = 600_000, now = Date.now() }: Enrolment): Promise<string> {
  const said = { iss: thumbprintUri(by.thumbprint), sub: agent, aud: policy, jti: randomUUID(), iat: now / 1000, exp: (now + ttl) / 1000 };
  const pop = Buffer.from(key.sign(possessed(said, key.public))).toString("base64url");
  return signJws(by, "remit-holder+jwt", { ...said, cnf: { jwk: key.public }, pop });
}

/** The root says it of a key that the runtime made, from one moment to another: seconds since the epoch. */
export async function vouch(root: SigningKey, agent: string, policy: string, holder: PublicKey, iat: number, exp: number): Promise<string> {
  return signJws(root, "remit-holder+jwt", { iss: thumbprintUri(root.thumbprint), sub: agent, aud: policy, iat, exp, cnf: { jwk: holder } });
}

function possessed(
  said: { readonly iss: unknown; readonly sub: unknown; readonly aud: unknown; readonly jti: unknown; readonly iat: unknown },
  key: PublicKey,
): Uint8Array {
  return new TextEncoder().encode(`remit holder 1\n${JSON.stringify([said.iss, said.sub, said.aud, said.jti, said.iat, key.x])}`);
}

export interface HolderQuestion {
  readonly plan: Pick<Plan, "agents">;
  readonly policy: string;
  readonly agent: string;
  readonly root: PublicKey;
  readonly identities: Identities | undefined;
  /** Seconds since the epoch, when it has to be good. */
  readonly at: number;
}

/** The key that the statement says this agent holds, where someone says so who may. */
export async function holderIn(text: string, { plan, policy, agent, root, identities, at }: HolderQuestion): Promise<PublicKey | undefined> {
  const read = readUnverified(text, "remit-holder+jwt");
  if (read.kind !== "claims") return undefined;
  const { iss, sub, aud, jti, iat, exp, cnf, pop } = read.claims;
  const holder = readPublicKey((cnf as { readonly jwk?: unknown } | undefined)?.jwk);
  if (holder === undefined || sub !== agent || aud !== policy) return undefined;
  if (typeof iat !== "number" || typeof exp !== "number" || !(iat <= at + 60) || !(at < exp)) return undefined;
  if (iss === thumbprintUri(thumbprintOf(root))) return isSigned(text, root) ? holder : undefined;
  const keys = (await identities?.keysOf({ agent, identity: plan.agents[agent]?.identity })) ?? [];
  const by = keys.find((key) => iss === thumbprintUri(thumbprintOf(key)));
  if (by === undefined || !isSigned(text, by)) return undefined;
  // Whoever enrols a key has to hold it.
  const own = typeof pop === "string" && isSignedBy(holder, possessed({ iss, sub, aud, jti, iat }, holder), Buffer.from(pop, "base64url"));
  return own ? holder : undefined;
}
