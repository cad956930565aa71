/**
 * The guard at work: making a hop and verifying a chain beside the raw Ed25519 operations that neither can avoid, and beside
 * Biscuit; a whole guarded call with each store. Each run takes all contenders in turn.
 */
import { generateKeyPairSync, sign, verify } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { Pool } from "pg";
import { session } from "../../stdlib/runtime/approval.js";
import { verifyChain } from "../../stdlib/runtime/chain.js";
import { type Desk, openDesk } from "../../stdlib/runtime/desk.js";
import type { HandleBase } from "../../stdlib/runtime/door.js";
import { newKey, newKeyText, rootKey } from "../../stdlib/runtime/keys.js";
import { fileStore } from "../../stdlib/runtime/store/file.js";
import { memoryStore } from "../../stdlib/runtime/store/memory.js";
import { postgresStore } from "../../stdlib/runtime/store/postgres.js";
import type { Store } from "../../stdlib/runtime/store/store.js";
import { planOf } from "../guard/plan.js";
import { startCluster } from "../store/cluster.js";
import { emit, type Spread, spread } from "./harness.js";

const links = [1, 4, 8] as const;
const longest = Math.max(...links);

/** Agents in a row, each of which hands on what it may do itself. */
const plan = planOf(
  [
    'task work "Work"',
    "tool t { read action(repo: String, limit: Number) }",
    "principal p { holds { allow any } }",
    ...Array.from({ length: longest }, (_, i) => `agent a${i} { owner "a@example.org" identity "spiffe://example.org/a${i}" }`),
    ...Array.from(
      { length: longest },
      (_, i) => `delegate ${i === 0 ? "p" : `a${i - 1}`} -> a${i} for work { allow t.action where repo like "acme/*" and limit <= 100 ttl 1h }`,
    ),
  ].join("\n"),
);

interface Row extends HandleBase {
  readonly t: { readonly action: (args: object) => Promise<unknown> };
  readonly delegate: Readonly<Record<string, (params: object) => Promise<Row>>>;
}

type Call = () => unknown;

/** `few`: after so many calls the process has a moment for other things, which is not counted. */
type Contender = Call | { readonly call: Call; readonly few: number };

async function millisecondsOf(contender: Contender, times: number): Promise<number> {
  const { call, few } = typeof contender === "function" ? { call: contender, few: times } : contender;
  let taken = 0;
  for (let done = 0; done < times; done += few) {
    if (few < times) await new Promise((resolve) => setTimeout(resolve, 3));
    const before = performance.now();
    for (let i = 0; i < few; i++) await call();
    taken += performance.now() - before;
  }
  return taken / (Math.ceil(times / few) * few);
}

/** Milliseconds of each contender, awaited one after another, in `runs` rounds of `times` calls. */
async function inTurn(contenders: Readonly<Record<string, Contender>>, times: number, runs = 7): Promise<Readonly<Record<string, Spread>>> {
  const samples = new Map(Object.keys(contenders).map((name) => [name, [] as number[]]));
  for (let run = -1; run < runs; run++)
    for (const [name, contender] of Object.entries(contenders)) {
      const taken = await millisecondsOf(contender, times);
      // The first round warms up.
      if (run >= 0) samples.get(name)?.push(taken);
    }
  return Object.fromEntries([...samples].map(([name, list]) => [name, spread(list)]));
}

function print(figure: string, times: Readonly<Record<string, Spread>>, against: string): void {
  const base = times[against]?.median ?? Number.NaN;
  for (const [name, time] of Object.entries(times)) emit(`${figure}: ${name}`, "ms", { ...time, [`times ${against}`]: time.median / base });
}

async function opened(
  store: Store,
  root = newKey(),
): Promise<{ readonly desk: Desk<Row>; readonly first: () => Promise<Row>; readonly root: typeof root }> {
  const desk = (await openDesk(plan, "enforce", { root, store, tools: { t: { action: () => null } } })) as unknown as Desk<Row>;
  return { desk, root, first: () => desk.start(session("p", root), "a0", { task: "work" }) };
}

/** A Biscuit of so many blocks, each of which narrows; from its text, with all signatures verified. */
function biscuitOf({ Biscuit, KeyPair }: typeof import("@biscuit-auth/biscuit-wasm"), blocks: number): () => void {
  const keys = new KeyPair();
  const builder = Biscuit.builder();
  builder.addCode('right("t.action"); check if repo($r), $r.starts_with("acme/"); check if limit($l), $l <= 100;');
  let token = builder.build(keys.getPrivateKey());
  for (let block = 1; block < blocks; block++) {
    const more = Biscuit.block_builder();
    more.addCode("check if limit($l), $l <= 100");
    token = token.appendBlock(more);
  }
  const text = token.toBase64();
  return () => {
    const verified = Biscuit.fromBase64(text, keys.getPublicKey());
    if (verified.countBlocks() !== blocks) throw new Error("a Biscuit of other blocks");
    verified.free();
  };
}

export async function benchGuard(): Promise<void> {
  // Only here: it needs a flag of Node, and says that it was loaded.
  const biscuits = await import("@biscuit-auth/biscuit-wasm");
  const { first, root } = await opened(memoryStore());
  const raw = generateKeyPairSync("ed25519");
  const message = Buffer.alloc(700, 1);
  const signature = sign(null, message, raw.privateKey);

  // A hop in one process makes a key and signs nothing; a start is one signature of the principal, and its verification.
  const above = await first();
  const hop = above.delegate.a1;
  if (hop === undefined) throw new Error("the policy of the benchmark has no second hop");
  // Keys are made ahead of need where there is a moment for it, as there is wherever a store or a model is waited for.
  const hops: Readonly<Record<string, Contender>> = {
    "a new key, raw": () => generateKeyPairSync("ed25519"),
    "a hop, memory store": { call: () => hop({}), few: 16 },
    "a hop, memory store, a thousand without a pause": () => hop({}),
  };
  print("hop", await inTurn(hops, 1_024), "a new key, raw");

  for (const count of links) {
    let last = await first();
    for (let i = 1; i < count; i++) last = (await last.delegate[`a${i}`]?.({})) ?? last;
    const { chain } = await last.present({ audience: "a", action: "t.action", args: { repo: "acme/x", limit: 1 } });
    // Each link but the first carries two signatures: its delegator's, and that of whoever says who holds the key.
    const signatures = 2 * count - 1;
    const question = { root: root.public, plan, now: Date.now(), skew: 60_000 };
    const contenders = {
      "its signatures, raw": () => {
        for (let i = 0; i < signatures; i++) verify(null, message, raw.publicKey, signature);
      },
      "the chain": async () => {
        const answer = await verifyChain(chain, question);
        if (!answer.ok) throw new Error(answer.fault);
      },
      "a Biscuit of as many blocks": biscuitOf(biscuits, count),
    };
    print(`verify a chain of ${count}`, await inTurn(contenders, 50), "its signatures, raw");
  }

  const folder = mkdtempSync(join(tmpdir(), "remit-bench-"));
  const files = fileStore(folder);
  const memory = await (await opened(memoryStore())).first();
  const file = await (await opened(files, rootKey(newKeyText()))).first();
  const cluster = await startCluster();
  const pool = new Pool(cluster.config);
  const postgres = await (await opened(postgresStore(pool), rootKey(newKeyText()))).first();
  const args = { repo: "acme/x", limit: 1 };
  const calls = await inTurn(
    { "memory store": () => memory.t.action(args), "file store": () => file.t.action(args), PostgreSQL: () => postgres.t.action(args) },
    100,
  );
  print("a guarded call", calls, "memory store");
  await pool.end();
  cluster.stop();
  await files.close();
  rmSync(folder, { recursive: true });
}
