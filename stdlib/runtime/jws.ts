/**
 * Signed statements: JWS in compact form with EdDSA over Ed25519 (RFC 7515, RFC 8037). One algorithm, one header: what says anything
 * else is not read further. They are written by `jose`, which is loaded when the first one is; they are verified by Node's own
 * signature check, which is one call, where `jose` waits for a thread each time (and tests hold the two against each other).
 */
import { createHash } from "node:crypto";
import { cryptoKeyOf, isSignedBy, type PublicKey, type SigningKey } from "./keys.js";

/** What kind of statement it is: one is never taken for another. */
export type StatementType = "aat+jwt" | "remit-proof+jwt" | "remit-holder+jwt";

export type JwsFault = "malformed" | "algorithm" | "type" | "signature";

/** No statement of ours is longer, in characters. */
export const longestStatement = 65_536;

let loaded: Promise<typeof import("jose")> | undefined;

function jose(): Promise<typeof import("jose")> {
  loaded ??= import("jose");
  return loaded;
}

export async function signJws(key: SigningKey, typ: StatementType, claims: object): Promise<string> {
  const { CompactSign } = await jose();
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims))).setProtectedHeader({ alg: "EdDSA", typ }).sign(await cryptoKeyOf(key));
}

export type Claims = { readonly [name: string]: unknown };

/** What a statement says, before anything is known of who says it. Only to find the key that it has to be signed with. */
export function readUnverified(text: string, typ: StatementType): { readonly kind: "claims"; readonly claims: Claims } | { readonly kind: JwsFault } {
  if (typeof text !== "string" || text.length > longestStatement || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(text)) return { kind: "malformed" };
  const [head = "", body = ""] = text.split(".");
  const header = parse(head);
  const claims = parse(body);
  if (header === undefined || claims === undefined) return { kind: "malformed" };
  // No key, no address of a key, no extension is taken from a header.
  if (header.alg !== "EdDSA") return { kind: "algorithm" };
  if (header.typ !== typ) return { kind: "type" };
  return Object.keys(header).length === 2 ? { kind: "claims", claims } : { kind: "malformed" };
}

/** Whether the statement is signed with that key. */
export function isSigned(text: string, by: PublicKey): boolean {
  const end = text.lastIndexOf(".");
  const tail = text.slice(end + 1);
  const signature = Buffer.from(tail, "base64url");
  // One text for one statement: a signature that is written otherwise is another text, and par_hash would not see it.
  return signature.toString("base64url") === tail && isSignedBy(by, Buffer.from(text.slice(0, end), "ascii"), signature);
}

/** What names a statement in another: SHA-256 of its text, base64url. */
export function statementHash(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function parse(part: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(decoder.decode(Buffer.from(part, "base64url")));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Claims) : undefined;
  } catch {
    return undefined;
  }
}
