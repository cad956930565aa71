/**
 * That whoever shows a chain holds its last key, said for one call: this action, these arguments, here, now, once. Without it
 * anyone who saw a chain could use it, and a chain cut short would be the chain of whoever is above.
 */
import { randomUUID } from "node:crypto";
import { canonical, sha256 } from "./canonical.js";
import type { Credentials, Presentation, Presented } from "./door.js";
import { isSigned, type JwsFault, readUnverified, signJws, statementHash } from "./jws.js";
import type { PublicKey, SigningKey } from "./keys.js";
import type { Values } from "./plan.js";

export type ProofFault = JwsFault | "credential" | "audience" | "action" | "arguments" | "expired" | "not-yet";

/** A proof is good for so many milliseconds. */
export const proofLife = 60_000;

export interface Proved {
  readonly audience: string;
  readonly action: string;
  readonly args: Values;
  /** The last credential of the chain. */
  readonly credential: string;
}

export function prove(key: SigningKey, { audience, action, args, credential }: Proved, now: number): Promise<string> {
  return signJws(key, "remit-proof+jwt", {
    aud: audience,
    act: action,
    arg: argumentsHash(args),
    ath: statementHash(credential),
    iat: now / 1000,
    exp: (now + proofLife) / 1000,
    jti: randomUUID(),
  });
}

/** The proof's own id, to be used up, and until when that has to be remembered; or what is wrong with it. */
export async function verifyProof(
  proof: string,
  key: PublicKey,
  { audience, action, args, credential }: Proved,
  now: number,
  skew = 0,
): Promise<{ readonly ok: true; readonly id: string; readonly until: number } | { readonly ok: false; readonly fault: ProofFault }> {
  const no = (fault: ProofFault) => ({ ok: false, fault }) as const;
  const read = readUnverified(proof, "remit-proof+jwt");
  if (read.kind !== "claims") return no(read.kind);
  if (!isSigned(proof, key)) return no("signature");
  const { aud, act, arg, ath, iat, exp, jti } = read.claims;
  if (typeof jti !== "string" || jti === "" || jti.length > 256 || typeof iat !== "number" || typeof exp !== "number") return no("malformed");
  if (ath !== statementHash(credential)) return no("credential");
  if (aud !== audience) return no("audience");
  if (act !== action) return no("action");
  if (arg !== argumentsHash(args)) return no("arguments");
  if (!(iat * 1000 <= now + skew)) return no("not-yet");
  if (!(now < exp * 1000) || !(exp - iat <= proofLife / 1000 + 0.001)) return no("expired");
  return { ok: true, id: jti, until: exp * 1000 };
}

function argumentsHash(args: Values): string {
  return `sha256:${sha256(canonical(args))}`;
}

/** One call of an instance that runs here without a guard, to be shown to an enforcer elsewhere: its credentials, its key. */
export async function showCall(
  credentials: Credentials,
  key: SigningKey,
  { audience, action, args }: Presented,
  now: number = Date.now(),
): Promise<Presentation> {
  const { chain } = credentials;
  return { chain, proof: await prove(key, { audience, action, args, credential: chain.at(-1) ?? "" }, now) };
}
