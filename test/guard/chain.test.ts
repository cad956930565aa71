import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { type ChainFault, type ChainQuestion, verifyChain } from "../../stdlib/runtime/chain.js";
import { enrol, enrolledKeys, vouch } from "../../stdlib/runtime/holder.js";
import { isSigned, readUnverified, signJws, statementHash } from "../../stdlib/runtime/jws.js";
import { keyObjectOf, newKey, type SigningKey, thumbprintUri } from "../../stdlib/runtime/keys.js";
import { prove } from "../../stdlib/runtime/possession.js";
import { action, type Bench, bench, codeOf, hop, plan } from "./desk.js";

/** A real chain of three, and the keys that someone who broke into its holders would have. */
let made: Bench;
let chain: readonly string[];
let question: ChainQuestion;

beforeAll(async () => {
  made = await bench();
  const planner = await made.start();
  const reader = await hop(planner, "reader")();
  const second = await hop(reader, "secondhand")();
  chain = (await second.present({ audience: "a", action: "web.fetch", args: { url: "u" } })).chain;
  question = { root: made.root.public, plan, now: made.clock.now() };
});

const faultOf = async (texts: readonly string[], more: Partial<ChainQuestion> = {}): Promise<ChainFault | "good"> => {
  const answer = await verifyChain(texts, { ...question, ...more });
  return answer.ok ? "good" : answer.fault;
};

const claimsOf = (text = ""): Record<string, unknown> => {
  const read = readUnverified(text, "aat+jwt");
  if (read.kind !== "claims") throw new Error(read.kind);
  return structuredClone(read.claims) as Record<string, unknown>;
};

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

/** A chain that someone with all keys but the root's could make: hops of the policy, each credential as `change` has it. */
interface Own {
  readonly keys: readonly SigningKey[];
  readonly texts: readonly string[];
}

async function own(
  names: readonly string[],
  change: (claims: Record<string, unknown>, at: number) => Record<string, unknown> | undefined = () => undefined,
  signers?: (at: number, keys: readonly SigningKey[]) => SigningKey,
): Promise<Own> {
  const keys = names.map(() => newKey());
  const texts: string[] = [];
  const now = made.clock.now() / 1000;
  for (const [at, name] of names.entries()) {
    const key = keys[at] ?? newKey();
    const by = signers?.(at, keys) ?? (at === 0 ? made.root : (keys[at - 1] ?? made.root));
    const from = at === 0 ? "oncall" : (names[at - 1] ?? "");
    const task = { planner: "resolve", reader: "look", refunder: "refund", teller: from === "reader" ? "look" : "tell" }[name] ?? "";
    const params = name === "refunder" ? { order_id: "o-1", cap: 40 } : name === "teller" && from === "planner" ? { topic: "x" } : {};
    const holder = at === 0 ? {} : { holder: await vouch(made.root, name, plan.digest, key.public, now, now + 3600) };
    const claims: Record<string, unknown> = {
      iss: thumbprintUri((at === 0 ? made.root : (keys[at - 1] ?? made.root)).thumbprint),
      iat: now,
      exp: now + 60,
      jti: `link-${at}-${Math.random()}`,
      cnf: { jwk: key.public },
      del_depth: at,
      del_max_depth: 2,
      ...(at === 0 ? {} : { par_hash: statementHash(texts[at - 1] ?? "") }),
      authorization_details: [
        {
          type: "remit",
          policy: plan.digest,
          mode: "enforce",
          hop: { from, to: name, task },
          params,
          ...(at === 0 ? { context: { customer: "c-7" } } : {}),
          ...holder,
        },
      ],
    };
    texts.push(await signJws(by, "aat+jwt", change(claims, at) ?? claims));
  }
  return { keys, texts };
}

/** The details of a claim, changed. */
const detailed = (claims: Record<string, unknown>, more: object): Record<string, unknown> => ({
  ...claims,
  authorization_details: [{ ...((claims.authorization_details as readonly object[])[0] ?? {}), ...more }],
});
const at =
  (wanted: number, change: (claims: Record<string, unknown>) => Record<string, unknown>) => (claims: Record<string, unknown>, here: number) =>
    here === wanted ? change(claims) : undefined;

test("a chain is checked offline, from the root's public key and the policy", async () => {
  expect(chain).toHaveLength(3);
  const answer = await verifyChain(chain, question);
  if (!answer.ok) throw new Error(answer.fault);
  expect(answer.links.map((link) => plan.hops[link.hop]?.to)).toEqual(["planner", "reader", "teller"]);
  expect(answer.context).toEqual({ customer: "c-7" });
  expect(await faultOf((await own(["planner", "reader", "teller"])).texts)).toBe("good");
  expect(await faultOf((await own(["planner", "refunder"])).texts)).toBe("good");
});

test("forged: another root, a changed claim, a signature of nobody", async () => {
  expect(await faultOf(chain, { root: newKey().public })).toBe("issuer");
  const [head = "", body = "", tail = ""] = (chain[0] ?? "").split(".");
  const changed = encode({ ...claimsOf(chain[0]), exp: made.clock.now() / 1000 + 1 });
  expect(await faultOf([`${head}.${changed}.${tail}`])).toBe("signature");
  expect(await faultOf([`${head}.${body}.${Buffer.alloc(64).toString("base64url")}`])).toBe("signature");
  expect(await faultOf([`${head}.${body}.`])).toBe("malformed");
  for (const odd of ["", "a.b.c", "x".repeat(70_000), `${head}.${body}`, `${head}..${tail}`]) expect(await faultOf([odd])).toBe("malformed");
  expect(await faultOf([null as unknown as string])).toBe("malformed");
  expect(await faultOf([])).toBe("empty");
  const stranger = await own(["planner"], undefined, () => newKey());
  expect(await faultOf(stranger.texts)).toBe("signature");
});

test("reordered, truncated in the middle, spliced, repeated, re-signed", async () => {
  const [a = "", b = "", c = ""] = chain;
  expect(await faultOf([b, a, c])).toBe("issuer");
  expect(await faultOf([a, c])).toBe("issuer");
  expect(await faultOf([b, c])).toBe("issuer");
  expect(await faultOf([a, b, b])).toBe("issuer");
  expect(await faultOf([a, a])).toBe("issuer");
  const other = await own(["planner", "reader", "teller"]);
  const [x = "", y = "", z = ""] = other.texts;
  expect(await faultOf([a, y, z])).toBe("issuer");
  expect(await faultOf([x, y, c])).toBe("issuer");
  // The same key in two chains: its link of one does not continue the other.
  const again = await own(
    ["planner"],
    at(0, (claims) => ({ ...claims, cnf: { jwk: other.keys[0]?.public } })),
  );
  expect(await faultOf([again.texts[0] ?? "", y, z])).toBe("parent");
  // Re-signed by the delegator with its own key, its parent's hash left as it was.
  const resigned = await own(
    ["planner", "reader"],
    at(1, (claims) => ({ ...claims, par_hash: statementHash("x") })),
  );
  expect(await faultOf(resigned.texts)).toBe("parent");
  const rootless = await own(
    ["planner"],
    at(0, (claims) => ({ ...claims, par_hash: statementHash("x") })),
  );
  expect(await faultOf(rootless.texts)).toBe("parent");
  const self = await own(["planner", "reader"], (claims, here) => (here === 1 ? { ...claims, jti: claimsOf(x).jti } : undefined));
  expect(await faultOf(self.texts)).toBe("good");
  const twin = await own(["planner", "reader"], (claims) => ({ ...claims, jti: "same" }));
  expect(await faultOf(twin.texts)).toBe("repeated");
});

test("alg none, algorithm confusion, and keys in headers", async () => {
  const claims = claimsOf(chain[0]);
  const forge = (header: object, signature: Buffer): string => `${encode(header)}.${encode(claims)}.${signature.toString("base64url") || "AA"}`;
  const message = (header: object): string => `${encode(header)}.${encode(claims)}`;
  expect(await faultOf([forge({ alg: "none", typ: "aat+jwt" }, Buffer.alloc(0))])).toBe("algorithm");
  const hmac = { alg: "HS256", typ: "aat+jwt" };
  const asSecret = createHmac("sha256", Buffer.from(made.root.public.x, "base64url")).update(message(hmac)).digest();
  expect(await faultOf([forge(hmac, asSecret)])).toBe("algorithm");
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const rs = { alg: "RS256", typ: "aat+jwt" };
  expect(await faultOf([forge(rs, sign("sha256", Buffer.from(message(rs)), rsa.privateKey))])).toBe("algorithm");
  // EdDSA said, but a MAC given.
  const ed = { alg: "EdDSA", typ: "aat+jwt" };
  expect(await faultOf([forge(ed, createHmac("sha512", made.root.public.x).update(message(ed)).digest())])).toBe("signature");
  const mallory = newKey();
  for (const more of [
    { jwk: mallory.public },
    { kid: "../../key" },
    { jku: "https://evil.example" },
    { x5u: "https://evil.example" },
    { crit: ["b64"], b64: false },
  ]) {
    const header = { alg: "EdDSA", typ: "aat+jwt", ...more };
    expect(await faultOf([forge(header, Buffer.from(mallory.sign(Buffer.from(message(header)))))])).toBe("malformed");
  }
  expect(await faultOf([forge({ alg: "EdDSA", typ: "JWT" }, Buffer.alloc(64))])).toBe("type");
  // A statement of another kind is never a credential, though the root signed it.
  expect(await faultOf([await vouch(made.root, "planner", plan.digest, mallory.public, 1, 2)])).toBe("type");
});

test("a private key in cnf, and keys that are none", async () => {
  const jwk = newKey().public;
  const withKey = (key: unknown) =>
    own(
      ["planner"],
      at(0, (claims) => ({ ...claims, cnf: { jwk: key } })),
    );
  expect(await faultOf((await withKey({ ...jwk, d: jwk.x })).texts)).toBe("private-key");
  for (const odd of [
    undefined,
    null,
    "key",
    {},
    { ...jwk, crv: "X25519" },
    { ...jwk, kty: "EC" },
    { ...jwk, x: "AAAA" },
    { ...jwk, x: `${jwk.x}=` },
    { kty: "oct", k: "AAAA" },
  ])
    expect(await faultOf((await withKey(odd)).texts)).toBe("key");
});

test("a child outlives its parent, begins before it, lives longer than its hop, or is over", async () => {
  const now = made.clock.now() / 1000;
  const link = (more: object, which = 1) =>
    own(
      ["planner", "reader"],
      at(which, (claims) => ({ ...claims, ...more })),
    );
  expect(await faultOf((await link({ exp: now + 61 })).texts)).toBe("longer-life");
  expect(await faultOf((await link({ iat: now - 1 })).texts)).toBe("longer-life");
  expect(await faultOf((await own(["planner", "reader"], (claims) => ({ ...claims, exp: now + 601 }))).texts)).toBe("longer-life");
  expect(await faultOf((await link({ exp: now + 3601 }, 0)).texts)).toBe("longer-life");
  expect(await faultOf((await link({ exp: now - 1 })).texts)).toBe("expired");
  expect(await faultOf((await link({ iat: now + 10 })).texts)).toBe("not-yet");
  expect(await faultOf((await link({ iat: now + 4, exp: now + 20 })).texts, { skew: 5_000 })).toBe("good");
  expect(await faultOf(chain, { now: made.clock.now() + 3_600_000 })).toBe("expired");
  for (const exp of [Number.NaN, "soon", null, undefined, -1, Number.POSITIVE_INFINITY])
    expect(await faultOf((await link({ exp })).texts)).toBe("malformed");
});

test("depth: not counted, more than the parent left, more than the policy leaves", async () => {
  const link = (more: object) =>
    own(
      ["planner", "reader"],
      at(1, (claims) => ({ ...claims, ...more })),
    );
  expect(await faultOf((await link({ del_depth: 0 })).texts)).toBe("depth");
  expect(await faultOf((await link({ del_depth: 2 })).texts)).toBe("depth");
  expect(await faultOf((await link({ del_max_depth: 3 })).texts)).toBe("depth");
  expect(await faultOf((await link({ del_max_depth: 0 })).texts)).toBe("depth");
  expect(await faultOf((await link({ del_depth: 1.5 })).texts)).toBe("malformed");
  // The reader's hop is declared `depth 1`: one more may follow, and no credential may say otherwise.
  const deep = await own(["planner", "reader"], (claims) => ({ ...claims, del_max_depth: 3 }));
  expect(await faultOf(deep.texts)).toBe("depth");
});

test("a hop that the policy does not have, a task that is not part, a principal in the middle", async () => {
  const named = (which: number, to: object) =>
    own(
      ["planner", "reader"],
      at(which, (claims) => detailed(claims, { hop: to })),
    );
  expect(await faultOf((await named(1, { from: "planner", to: "reader", task: "refund" })).texts)).toBe("hop");
  expect(await faultOf((await named(1, { from: "oncall", to: "planner", task: "resolve" })).texts)).toBe("hop");
  expect(await faultOf((await named(0, { from: "planner", to: "reader", task: "look" })).texts)).toBe("hop");
  expect(await faultOf((await named(1, { from: "reader", to: "teller", task: "look" })).texts)).toBe("hop");
  expect(await faultOf((await named(1, { from: "planner", to: "__proto__", task: "look" })).texts)).toBe("hop");
});

test("parameters that are not of their type, or that the requirement excludes", async () => {
  const params = (values: unknown) =>
    own(
      ["planner", "refunder"],
      at(1, (claims) => detailed(claims, { params: values })),
    );
  for (const wrong of [{}, { order_id: "o-1", cap: "40" }, { order_id: "o-1", cap: 40, more: 1 }])
    expect(await faultOf((await params(wrong)).texts)).toBe("parameters");
  expect(await faultOf((await params({ order_id: "o-1", cap: 51 })).texts)).toBe("require");
  expect(await faultOf((await params([1])).texts)).toBe("malformed");
  expect(await faultOf((await params(JSON.parse('{"__proto__": {"cap": 1}}'))).texts)).toBe("malformed");
  const second = await own(
    ["planner", "refunder"],
    at(1, (claims) => detailed(claims, { context: { customer: "c-8" } })),
  );
  expect(await faultOf(second.texts)).toBe("malformed");
});

test("another policy is refused unless it is listed; what only watches is no authority", async () => {
  const foreign = await own(["planner"], (claims) => detailed(claims, { policy: "sha256:00" }));
  expect(await faultOf(foreign.texts)).toBe("policy");
  expect(await faultOf(foreign.texts, { policies: ["sha256:00"] })).toBe("good");
  const watching = await own(["planner"], (claims) => detailed(claims, { mode: "observe" }));
  expect(await faultOf(watching.texts)).toBe("observed");
});

test("a delegator that names another agent over its own key, or over a key that is someone else's", async () => {
  const names = ["planner", "refunder"] as const;
  const mallory = newKey();
  // The planner makes a key, calls it the refunder's, and has nobody to say so but itself.
  for (const holder of [undefined, "x", "a.b.c"])
    expect(
      await faultOf(
        (
          await own(
            names,
            at(1, (claims) => detailed(claims, { holder })),
          )
        ).texts,
      ),
    ).toBe("holder");
  const stolen = await vouch(made.root, "refunder", plan.digest, newKey().public, 1, 1e12);
  expect(
    await faultOf(
      (
        await own(
          names,
          at(1, (claims) => detailed(claims, { holder: stolen })),
        )
      ).texts,
    ),
  ).toBe("holder");
  const enrolled = newKey();
  const identities = enrolledKeys({ "spiffe://acme/refunder": [enrolled.public], "spiffe://acme/planner": [mallory.public] });
  const faultOfEnrolled = async (by: SigningKey, agent: string, key: SigningKey, more: object = {}) => {
    const holder = await enrol({ agent, policy: plan.digest, key, by, now: made.clock.now(), ...more });
    const texts = (
      await own(
        names,
        at(1, (claims) => detailed({ ...claims, cnf: { jwk: key.public } }, { holder })),
      )
    ).texts;
    return faultOf(texts, { identities, now: made.clock.now() });
  };
  expect(await faultOfEnrolled(enrolled, "refunder", newKey())).toBe("good");
  expect(await faultOfEnrolled(mallory, "refunder", newKey())).toBe("holder");
  expect(await faultOfEnrolled(mallory, "planner", newKey())).toBe("holder");
  expect(await faultOfEnrolled(enrolled, "refunder", newKey(), { policy: "sha256:00" })).toBe("holder");
  expect(await faultOfEnrolled(enrolled, "refunder", newKey(), { ttl: -1 })).toBe("holder");
  // One key that was enrolled for two agents: it says each time which one.
  const both = newKey();
  const shared = enrolledKeys({ refunder: [both.public], planner: [both.public] });
  const key = newKey();
  const asPlanner = await enrol({ agent: "planner", policy: plan.digest, key, by: both, now: made.clock.now() });
  const mixed = await own(
    names,
    at(1, (claims) => detailed({ ...claims, cnf: { jwk: key.public } }, { holder: asPlanner })),
  );
  expect(await faultOf(mixed.texts, { identities: shared })).toBe("holder");
  // Enrolling a key that one does not hold: its possession is not proved.
  const victim = newKey();
  const lying: SigningKey = { ...victim, public: victim.public, sign: mallory.sign };
  expect(await faultOfEnrolled(enrolled, "refunder", lying)).toBe("holder");
});

test("a chain of a hundred links is refused before anything is verified", async () => {
  const start = performance.now();
  expect(await faultOf(Array.from({ length: 100 }, () => chain[0] ?? ""))).toBe("too-long");
  expect(performance.now() - start).toBeLessThan(50);
});

test("jose, which knows nothing of this verifier, says the same of every statement and of every one that is changed by a character", async () => {
  const { compactVerify } = await import("jose");
  const key = keyObjectOf(made.root.public);
  const text = chain[0] ?? "";
  const says = (each: string): Promise<boolean> =>
    compactVerify(each, key, { algorithms: ["EdDSA"] }).then(
      () => true,
      () => false,
    );
  expect([await says(text), isSigned(text, made.root.public)]).toEqual([true, true]);
  const characters = "AZaz09-_.";
  for (let i = 0; i < text.length; i += 7) {
    const other = characters[i % characters.length] ?? "A";
    if (other === text[i]) continue;
    const changed = `${text.slice(0, i)}${other}${text.slice(i + 1)}`;
    const ours = readUnverified(changed, "aat+jwt").kind === "claims" && isSigned(changed, made.root.public);
    expect(ours).toBe(false);
    // The last character has bits to spare, which jose does not look at.
    if (i < text.length - 1) expect(await says(changed)).toBe(false);
  }
  const last = text.at(-1) ?? "";
  const spare = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"]
    .filter((each) => each !== last)
    .map((each) => text.slice(0, -1) + each);
  expect(spare.filter((each) => isSigned(each, made.root.public))).toEqual([]);
});

test("an enforcer takes a presentation once, for itself, from whoever holds the last key, of a chain that it knows and that lives", async () => {
  const enforcer = await bench();
  const planner = await enforcer.start();
  const reader = await hop(planner, "reader")();
  const call = { audience: "tools", action: "web.fetch", args: { url: "u" } };
  const shown = async (handle = reader, more: object = {}) => ({
    ...(await handle.present({ ...call, ...more })),
    action: "web.fetch",
    args: { url: "u" },
  });
  const accept = (presented: object, audience = "tools") => codeOf(enforcer.desk.accept(audience, presented as never));
  const good = await shown();
  expect(await accept(good)).toBe("done");
  expect(await accept(good)).toBe("credential");
  expect(await accept(await shown(), "elsewhere")).toBe("credential");
  expect(await accept({ ...(await shown()), args: { url: "v" } })).toBe("credential");
  expect(await accept({ ...(await shown()), action: "orders.lookup" })).toBe("credential");
  expect(
    await accept({
      ...(await shown()),
      args: {
        get url() {
          return "u";
        },
      },
    }),
  ).toBe("argument");
  // A prefix of the chain is a chain, but not one whose key the presenter holds.
  const cut = await shown();
  expect(await accept({ ...cut, chain: cut.chain.slice(0, 1) })).toBe("credential");
  // A chain whose hops no commit made: signed with real keys, unknown to the store.
  const stranger = await own(["planner"]);
  const key = stranger.keys[0] ?? newKey();
  const proof = await prove(key, { ...call, credential: stranger.texts[0] ?? "" }, enforcer.clock.now());
  expect(await codeOf(made.desk.accept("tools", { chain: stranger.texts, proof, action: "web.fetch", args: call.args }))).toBe("credential");
  // The holder of a mere relay, which may hand on but not use.
  const relayed = { audience: "tools", action: "orders.lookup", args: { customer: "c-7", limit: 1 } };
  expect(await codeOf(enforcer.desk.accept("tools", { ...(await reader.present(relayed)), action: relayed.action, args: relayed.args }))).toBe(
    "relay",
  );
  const later = await shown();
  await planner.revoke();
  expect(await accept(later)).toBe("revoked");
  expect(enforcer.calls.map(({ tool }) => tool)).toEqual(["web.fetch"]);
  expect(await codeOf(action(reader, "web.fetch")({ url: "u" }))).toBe("revoked");
  // What no instance is to blame for is written down too.
  const stray = (await enforcer.entries()).filter((entry) => entry.kind === "denied" && entry.instance === "");
  expect(stray.length).toBeGreaterThan(3);
});
