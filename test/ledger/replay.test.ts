import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { newKey } from "../../stdlib/runtime/keys.js";
import { anchor, signHead } from "../../stdlib/runtime/ledger/head.js";
import { fileStore } from "../../stdlib/runtime/store/file.js";
import { memoryStore } from "../../stdlib/runtime/store/memory.js";
import { remit } from "../cli/run.js";
import { memoryDisk } from "../store/memory-disk.js";
import { type Made, writeLedger } from "./write.js";

const policy = `task t "T"
task u "U" part of t
context { user: String  live halted: Bool }
tool f {
  read get(path: Path, owner: String, note?: String)
  destructive drop(path: Path)
}
principal p { holds { allow f.* where path under "/data" } }
agent a { owner "o" }
agent b { owner "o" }
delegate p -> a(root: Path) for t {
  require $root under "/data"
  allow f.get where path under $root and owner == context.user
  relay f.drop where path under $root and approved by p
  ttl 1h
  depth 1
}
delegate a -> b for u {
  allow f.drop where path under received.root and approved by p
  allow received f.get where now < "2027-01-01T00:00Z"
  ttl 1h
}
deny any where context.halted
`;

const start = { from: "p", to: "a", task: "t", params: { root: "/data/x" } } as const;
const next = { from: "a", to: "b", task: "u" } as const;
const context = { user: "ann" };
const live = { halted: false };
const get = { action: "f.get", args: { path: "/data/x/1", owner: "ann" }, live } as const;
const drop = { action: "f.drop", args: { path: "/data/x/1" }, live, approvals: ["p"] } as const;

async function replayed(calls: Made["calls"], text = policy, hops: Made["hops"] = [start]): Promise<{ readonly code: number; readonly out: string }> {
  const ledger = await writeLedger("sha256:x", [{ hops, context, calls }]);
  const { code, out } = await remit("replay l.jsonl p.remit", { "p.remit": text, "l.jsonl": ledger });
  return { code, out };
}

test("what was decided by the same policy is decided the same", async () => {
  expect(await replayed([get, { ...get, args: { ...get.args, owner: "bob" }, refused: "scope" }, { ...drop, refused: "relay" }])).toEqual({
    code: 0,
    out: "p.remit: 0 changed, 3 as they were, 0 can't be told\n",
  });
  const below = [
    drop,
    { ...drop, approvals: [], refused: "scope" },
    get,
    { ...get, now: Date.UTC(2027, 1, 1), refused: "scope" },
    { ...get, live: { halted: true }, refused: "denied" },
  ];
  expect(await replayed(below, policy, [start, next])).toMatchObject({ code: 0, out: expect.stringContaining("5 as they were") as unknown });
});

const changes: readonly (readonly [string, string, string, Made["calls"][number], Made["hops"], string])[] = [
  [
    "a clause that is narrower",
    "path under $root and owner",
    'path under $root and path under "/data/y" and owner',
    get,
    [start],
    "does not allow it",
  ],
  [
    "a clause of a hop above",
    "relay f.drop where path under $root",
    'relay f.drop where path under $root and path under "/data/y"',
    drop,
    [start, next],
    "`p -> a for t` does not carry it",
  ],
  [
    "what is handed on with other parameters",
    "path under received.root and approved",
    'path under received.root and path under "/data/y" and approved',
    drop,
    [start, next],
    "`a -> b for u` does not allow it",
  ],
  ["a require", '$root under "/data"', '$root under "/other"', get, [start], "`require` does not hold"],
  [
    "what the principal holds, by a relative clause",
    "allow f.get where path under $root and",
    "allow received f.get where path under $root and",
    { ...get, args: { ...get.args } },
    [start],
    "",
  ],
  ["a deny", "deny any where context.halted", "deny f.get", get, [start], "a `deny` of the policy"],
  ["a hop that is gone", "delegate a -> b for u", "delegate a -> a for u", drop, [start, next], "there is no hop `a -> b for u`"],
  ["a depth that is too small", "depth 1", "depth 0", drop, [start, next], "can't follow"],
  ["an action that is gone", "destructive drop(path: Path)", "destructive erase(path: Path)", drop, [start, next], "there is no action"],
  ["an argument that is new", "drop(path: Path)", "drop(path: Path, why: String)", drop, [start, next], "the argument `why` is missing"],
  ["an argument of another type", "owner: String", 'owner: "bob" | "eve"', get, [start], "is not of its type"],
  ["only to be handed on", "allow f.get where path", "relay f.get where path", get, [start], "only be handed on"],
];

test.each(changes)("%s", async (_name, from, to, call, hops, why) => {
  const text = policy.replaceAll(from, to).replaceAll("f.drop", to.includes("erase") ? "f.erase" : "f.drop");
  expect(text).not.toBe(policy);
  const found = await replayed([call], text, hops);
  if (why === "") expect(found).toMatchObject({ code: 0 });
  else {
    expect(found.code).toBe(1);
    expect(found.out).toMatch(
      new RegExp(`^\\d+: p → a${hops.length > 1 ? " → b" : ""}: ${call.action.replace(".", "\\.")} was allowed, would be denied: `),
    );
    expect(found.out).toContain(why);
  }
});

test("what was refused and would be allowed is a change; what something else refused is not", async () => {
  const refused = await replayed([{ ...get, refused: "scope" }]);
  expect(refused.code).toBe(1);
  expect(refused.out).toContain("was denied, would be allowed\n");
  expect(await replayed([{ ...get, refused: "budget" }])).toEqual({
    code: 0,
    out: "p.remit: 0 changed, 0 as they were, 0 can't be told; 1 were refused for other reasons than a clause\n",
  });
});

test("a value that was not kept decides nothing", async () => {
  const hidden = { ...get, hidden: ["owner"] };
  const found = await replayed([hidden]);
  expect(found.code).toBe(0);
  expect(found.out).toContain("can't be told: the argument `owner` was not kept");
  // A clause that does not read it is not kept from an answer.
  expect(await replayed([{ ...get, args: { ...get.args, note: "n" }, hidden: ["note"] }])).toMatchObject({
    code: 0,
    out: expect.stringContaining("1 as they were") as unknown,
  });
  expect((await replayed([hidden], policy.replace("and owner == context.user", ""))).out).toContain("1 as they were");
  expect((await replayed([{ ...hidden, refused: "argument" }], policy.replace("and owner == context.user", ""))).out).toContain("1 can't be told");
});

test("as JSON", async () => {
  const ledger = await writeLedger("sha256:x", [{ hops: [start], context, calls: [get, { ...get, refused: "scope" }] }]);
  const { code, out } = await remit("replay l.jsonl p.remit --format json", { "p.remit": policy, "l.jsonl": ledger });
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    version: 1,
    ok: false,
    policies: [{ entry: "p.remit", same: 1, changed: [{ chain: ["p", "a"], action: "f.get", was: "denied", now: "allowed" }], unknown: [] }],
  });
});

let ledger: string;
let line: string;
let head: string;
let pem: string;
let jwk: string;
let otherPem: string;

beforeAll(async () => {
  const store = memoryStore();
  for (let i = 0; i < 4; i++) await store.commit({ id: `${i}`, log: [{ chain: "c", entry: i }] });
  const found = await anchor(store);
  await store.commit({ id: "last", log: [{ chain: "c", entry: "last" }] });
  const lines: string[] = [];
  for await (const each of store.log(0n)) lines.push(new TextDecoder().decode(each));
  ledger = `${lines.join("\n")}\n`;
  const key = newKey();
  line = signHead(found, key);
  head = found.hash;
  pem = String(createPublicKey({ key: { ...key.public }, format: "jwk" }).export({ type: "spki", format: "pem" }));
  jwk = JSON.stringify(key.public);
  otherPem = String(generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" }));
});

test("remit ledger verify", async () => {
  const files = {
    "l.jsonl": ledger,
    "key.pem": pem,
    "key.json": jwk,
    "other.pem": otherPem,
    "cut.jsonl": ledger.split("\n").slice(0, 3).join("\n").concat("\n"),
  };
  const unproved = await remit("ledger verify l.jsonl", files);
  expect(unproved).toMatchObject({ code: 0, err: "" });
  expect(unproved.out).toBe(
    `whole: 7 entries, 1 chain\ntail unproved: without a head that was kept elsewhere nothing shows that the end was not cut off, or all of it written anew\nhead: ${head}\n`,
  );
  expect(await remit(["ledger", "verify", "l.jsonl", "--head", head], files)).toMatchObject({
    code: 0,
    out: "whole: 7 entries, 1 chain\n6 proved by the head; of 1 more the tail is unproved\n",
  });
  expect((await remit(["ledger", "verify", "l.jsonl", "--head", line], files)).out).toContain("who signed the head was not checked");
  for (const key of ["key.pem", "key.json"])
    expect(await remit(["ledger", "verify", "l.jsonl", "--head", line, "--key", key], files)).toMatchObject({
      code: 0,
      out: "whole: 7 entries, 1 chain\n6 proved by the head; of 1 more the tail is unproved\n",
    });
  expect(await remit(["ledger", "verify", "l.jsonl", "--head", line, "--key", "other.pem"], files)).toMatchObject({
    code: 1,
    out: "",
    err: "remit: the key did not sign this head\n",
  });
  const cut = await remit(["ledger", "verify", "cut.jsonl", "--head", head], files);
  expect(cut.code).toBe(1);
  expect(cut.out).toContain("the head is not there");
  expect((await remit("ledger verify cut.jsonl", files)).out).toContain("tail unproved");
  const changed = await remit("ledger verify l.jsonl", { "l.jsonl": ledger.replace('"entry":2', '"entry":7') });
  expect(changed.code).toBe(1);
  expect(changed.out).toMatch(/^l\.jsonl:4: it is not what its hash says: it was changed\n/);
  const json = JSON.parse(
    (await remit(["ledger", "verify", "l.jsonl", "--head", line, "--key", "key.pem", "--format", "json"], files)).out,
  ) as object;
  expect(json).toMatchObject({ version: 1, whole: true, records: 7, chains: 1, signature: "checked", head: { kind: "found", proved: 6, after: 1 } });
});

test("remit ledger verify of a file store's folder; and what it can't do", async () => {
  const disk = memoryDisk();
  const store = fileStore("f", { disk, reserve: 0 });
  await store.commit({ id: "1", log: [{ chain: "c", entry: 1 }] });
  await store.close();
  const text = new TextDecoder().decode(disk.files.get("f/ledger.jsonl"));
  expect(await remit("ledger verify state", { "state/ledger.jsonl": text })).toMatchObject({
    code: 0,
    out: expect.stringContaining("whole: 2 entries, 1 chain") as unknown,
  });
  const torn = await remit("ledger verify state", { "state/ledger.jsonl": text.slice(0, -9) });
  expect(torn).toMatchObject({ code: 0, out: expect.stringContaining("state:2: a crash cut it short") as unknown });
  for (const args of [
    "ledger verify none",
    `ledger verify state --head abc`,
    `ledger verify state --key k.pem`,
    `ledger verify state --head ${head} --key k.pem`,
    `ledger verify state --head ${line} --key none`,
    `ledger verify state --head ${line} --key state/ledger.jsonl`,
  ])
    expect(await remit(args, { "state/ledger.jsonl": text }), args).toMatchObject({ code: 2, out: "" });
});
