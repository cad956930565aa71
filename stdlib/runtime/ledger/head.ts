/**
 * Heads of a ledger, to be kept where its writer can't reach: a line of text, signed. `anchor` first names every other chain's
 * head in the main chain, so that one head stands for the whole ledger.
 */
import { createPublicKey, KeyObject, randomUUID, verify } from "node:crypto";
import { canonical } from "../canonical.js";
import type { PublicKey, SigningKey } from "../keys.js";
import { type Head, mainChain, type Store, storeProblem } from "../store/store.js";
import type { Json } from "../value.js";

/** What is signed begins with this, so that the signature is good for nothing else. */
const prefix = "remit-head-1";
/** The heads in one entry: their chains' names may be long. */
const perEntry = 80;
const perBatch = 100;
/** Holds the number up to which the heads are named. */
const anchoredKey = "remit/anchored";

/** Names in the main chain how far every other has got since this was done last; answers with the main chain's head. */
export async function anchor(store: Store): Promise<Head> {
  const { cells } = await store.read([anchoredKey]);
  const [before] = cells;
  const from = before?.kind === "text" ? BigInt(before.value) : 0n;
  const moved = (await store.heads(from)).filter(({ chain }) => chain !== mainChain);
  let seq = from;
  // The oldest first, so that what is named is never ahead of the cell.
  for (let at = 0; at === 0 || at < moved.length; at += perEntry * perBatch) {
    const some = moved.slice(at, at + perEntry * perBatch);
    const entries: Json[] = [];
    for (let i = 0; i < Math.max(some.length, 1); i += perEntry)
      entries.push({ kind: "heads", heads: some.slice(i, i + perEntry).map(({ chain, n, hash }) => ({ chain, n, hash })) });
    const upTo = some.at(-1)?.seq;
    const committed = await store.commit({
      id: `anchor/${randomUUID()}`,
      ...(upTo === undefined ? {} : { put: [{ key: anchoredKey, value: String(upTo + 1n) }] }),
      log: entries.map((entry) => ({ chain: mainChain, entry })),
    });
    if (!committed.ok) throw storeProblem("unavailable", "the heads could not be named");
    seq = committed.seq;
  }
  const head = (await store.heads(seq)).find(({ chain }) => chain === mainChain);
  if (head === undefined) throw storeProblem("unavailable", "the main chain has no head");
  return head;
}

/** One line to print, to mail, to publish. */
export function signHead(head: Head, key: Pick<SigningKey, "sign">): string {
  const body = Buffer.from(canonical({ chain: head.chain, hash: head.hash, n: head.n, seq: String(head.seq) })).toString("base64url");
  return `${prefix}.${body}.${Buffer.from(key.sign(Buffer.from(`${prefix}.${body}`))).toString("base64url")}`;
}

export type ReadHead = { readonly kind: "head"; readonly head: Head } | { readonly kind: "none" } | { readonly kind: "forged" };

/** What a printed head says. With a public key, only where that one signed it. */
export function readHead(text: string, key?: KeyObject | PublicKey): ReadHead {
  const [start, body = "", signature = "", ...rest] = text.trim().split(".");
  if (start !== prefix || rest.length > 0) return { kind: "none" };
  if (key !== undefined) {
    const known = key instanceof KeyObject ? key : createPublicKey({ key: { ...key }, format: "jwk" });
    if (known.asymmetricKeyType !== "ed25519") return { kind: "forged" };
    if (!verify(null, Buffer.from(`${prefix}.${body}`), known, Buffer.from(signature, "base64url"))) return { kind: "forged" };
  }
  try {
    const { chain, hash, n, seq } = JSON.parse(Buffer.from(body, "base64url").toString()) as Readonly<Record<string, unknown>>;
    if (typeof chain !== "string" || typeof hash !== "string" || typeof n !== "number" || typeof seq !== "string") return { kind: "none" };
    return { kind: "head", head: { chain, hash, n, seq: BigInt(seq) } };
  } catch {
    return { kind: "none" };
  }
}
