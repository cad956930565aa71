/**
 * Keys: Ed25519 (RFC 8032) alone. A private key stays in this file's reach: it signs, it is never shown, and only the files that
 * write credentials can take it to `jose`.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  sign,
  verify,
  webcrypto,
} from "node:crypto";

/** The public half, as a JSON Web Key (RFC 8037). */
export interface PublicKey {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  readonly x: string;
}

/** A key that can sign. Printed, it shows its public half; it can't be cloned or stored. */
export interface SigningKey {
  readonly public: PublicKey;
  /** The SHA-256 thumbprint of the public half (RFC 7638). */
  readonly thumbprint: string;
  /** It outlives the process, so that a store must too. */
  readonly durable: boolean;
  sign(data: Uint8Array): Uint8Array;
}

const privates = new WeakMap<SigningKey, KeyObject>();

/**
 * How keys are made: the public half is written out as a part of it. Asked for afterwards (`export` as a JSON Web Key), Node 20 holds a
 * lock of the key while it makes strings, and where that collects garbage, what made the key waits for the same lock: for ever.
 */
const written = { publicKeyEncoding: { format: "jwk" } } as const;

/** A new key, known to this process alone. */
export function newKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519", written);
  return signingKey(privateKey, false, publicKey);
}

/** Likewise, made by a thread of its own. */
export function newKeyBeside(): Promise<SigningKey> {
  return new Promise((resolve, reject) => {
    generateKeyPair("ed25519", written, (problem, publicKey, privateKey) => {
      if (problem === null) resolve(signingKey(privateKey, false, publicKey));
      else reject(problem);
    });
  });
}

/** The key in a text: PKCS #8 as PEM, or a JSON Web Key. Throws where it is no private Ed25519 key; the error does not hold the text. */
export function readKeyText(text: string): SigningKey {
  let key: KeyObject | undefined;
  try {
    key = text.trimStart().startsWith("{") ? createPrivateKey({ key: JSON.parse(text), format: "jwk" }) : createPrivateKey(text);
  } catch {
    key = undefined;
  }
  if (key === undefined || key.asymmetricKeyType !== "ed25519") throw new Error("not a private Ed25519 key (PKCS #8 as PEM, or a JSON Web Key)");
  return signingKey(key, true, createPublicKey(key).export({ format: "jwk" }));
}

/** The root key from a text that was kept outside of the program, which `undefined` is not. */
export function rootKey(text: string | undefined): SigningKey {
  if (text === undefined || text.trim() === "") throw new Error("there is no root key");
  return readKeyText(text);
}

/** The text of a new private key, to be kept where secrets are kept: PKCS #8 as PEM. */
export function newKeyText(): string {
  return generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

function signingKey(key: KeyObject, durable: boolean, half: unknown): SigningKey {
  const known = readPublicKey(half);
  if (known === undefined) throw new Error("not an Ed25519 key");
  const made: SigningKey = Object.freeze({
    public: known,
    thumbprint: thumbprintOf(known),
    durable,
    sign: (data: Uint8Array): Uint8Array => sign(null, data, key),
    toJSON: () => {
      throw new Error("a key can't be written out");
    },
  });
  privates.set(made, key);
  return made;
}

const forJose = new WeakMap<SigningKey, Promise<webcrypto.CryptoKey>>();

/** For the files that sign with `jose`, and no other. */
export function cryptoKeyOf(key: SigningKey): Promise<webcrypto.CryptoKey> {
  const made = forJose.get(key) ?? webcrypto.subtle.importKey("pkcs8", pkcs8Of(key), { name: "Ed25519" }, false, ["sign"]);
  forJose.set(key, made);
  return made;
}

/** Not as a JSON Web Key, whose writing takes the lock that is spoken of above. */
function pkcs8Of(key: SigningKey): Buffer {
  const found = privates.get(key);
  if (found === undefined) throw new Error("not a key of this runtime");
  return found.export({ type: "pkcs8", format: "der" });
}

/** Whether it is a key that this file made. */
export function isSigningKey(value: unknown): value is SigningKey {
  return typeof value === "object" && value !== null && privates.has(value as SigningKey);
}

/** A secret that only the holder of the key can derive, for one purpose. */
export function derivedSecret(key: SigningKey, purpose: string): Buffer {
  // Of an Ed25519 key the last 32 bytes are the key itself (RFC 8410, section 7).
  return Buffer.from(hkdfSync("sha256", pkcs8Of(key).subarray(-32), "remit", purpose, 32));
}

/** A public key from outside, in normal form; `undefined` where it is not exactly one: another curve, bytes to spare, a private half. */
export function readPublicKey(value: unknown): PublicKey | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { kty, crv, x, d } = value as { readonly [name: string]: unknown };
  if (kty !== "OKP" || crv !== "Ed25519" || typeof x !== "string" || d !== undefined) return undefined;
  const bytes = Buffer.from(x, "base64url");
  return bytes.length === 32 && bytes.toString("base64url") === x ? Object.freeze({ kty, crv, x }) : undefined;
}

export function thumbprintOf(key: PublicKey): string {
  return createHash("sha256").update(`{"crv":"Ed25519","kty":"OKP","x":"${key.x}"}`).digest("base64url");
}

/** The thumbprint as a URI (RFC 9278). */
export function thumbprintUri(thumbprint: string): string {
  return `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${thumbprint}`;
}

const publics = new Map<string, KeyObject>();

/** The public key as Node's own, kept for the next time; the newest few thousand. */
export function keyObjectOf(key: PublicKey): KeyObject {
  let object = publics.get(key.x);
  if (object === undefined) {
    object = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: key.x }, format: "jwk" });
    if (publics.size >= 4_096) publics.clear();
    publics.set(key.x, object);
  }
  return object;
}

/** Whether the signature over the data is by that key. */
export function isSignedBy(key: PublicKey, data: Uint8Array, signature: Uint8Array): boolean {
  try {
    return signature.length === 64 && verify(null, data, keyObjectOf(key), signature);
  } catch {
    return false;
  }
}
