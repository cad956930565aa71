import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { canonical } from "../../stdlib/runtime/canonical.js";
import { newKey } from "../../stdlib/runtime/keys.js";
import { anchor, readHead, signHead } from "../../stdlib/runtime/ledger/head.js";
import { verifyLedger, verifyLines } from "../../stdlib/runtime/ledger/verify.js";
import { fileStore } from "../../stdlib/runtime/store/file.js";
import { memoryStore } from "../../stdlib/runtime/store/memory.js";
import { framed, type LedgerRecord } from "../../stdlib/runtime/store/record.js";
import type { Head, Store } from "../../stdlib/runtime/store/store.js";
import type { Json } from "../../stdlib/runtime/value.js";
import { memoryDisk } from "./memory-disk.js";

/** Three chains that grow side by side; their heads are named twice, and each goes on after that. */
async function fill(store: Store): Promise<Head> {
  const write = async (from: number, count: number): Promise<void> => {
    for (let i = from; i < from + count; i++)
      await store.commit({
        id: `b${i}`,
        put: [{ key: `k${i}`, value: "v" }],
        log: [{ chain: `c${i % 3}`, entry: { kind: "call", i } }, ...(i % 4 === 0 ? [{ chain: "c0", entry: { i } }] : [])],
      });
  };
  await write(0, 7);
  await anchor(store);
  await write(7, 5);
  const head = await anchor(store);
  await write(12, 3);
  return head;
}

async function exported(store: Store): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of store.log(0n)) lines.push(new TextDecoder().decode(line));
  return lines;
}

const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
const recordOf = (line: string): LedgerRecord => (JSON.parse(line) as { readonly of: LedgerRecord }).of;

/** What someone can do who has all of it and no key: change the records, and make all hashes anew. */
function rewritten(lines: readonly string[], change: (record: LedgerRecord) => LedgerRecord | undefined): readonly string[] {
  const heads = new Map<string, { n: number; hash: string }>();
  const renamed = new Map<string, string>();
  let seq = 0;
  return lines.flatMap((line) => {
    const old = (JSON.parse(line) as { readonly hash: string }).hash;
    const record = change(recordOf(line));
    if (record === undefined) return [];
    const before = heads.get(record.chain);
    const entry = JSON.parse(JSON.stringify(record.entry).replace(/[0-9a-f]{64}/g, (hash) => renamed.get(hash) ?? hash)) as Json;
    const next = { ...record, entry, n: (before?.n ?? -1) + 1, prev: before?.hash ?? "0".repeat(64), seq: ++seq };
    const { line: sealed, hash } = framed(canonical(next as unknown as Json));
    heads.set(record.chain, { n: next.n, hash });
    renamed.set(old, hash);
    return [sealed];
  });
}

let lines: readonly string[];
let head: Head;
/** The head of the main chain, named when all that there is had been written. */
let fileText: string;

beforeAll(async () => {
  const store = memoryStore();
  head = await fill(store);
  lines = await exported(store);
  const disk = memoryDisk();
  const file = fileStore("f", { disk, reserve: 0 });
  await fill(file);
  await file.close();
  fileText = new TextDecoder().decode(disk.files.get("f/ledger.jsonl"));
});

const allOfIt = async (): Promise<{ readonly lines: readonly string[]; readonly head: string }> => {
  const store = memoryStore();
  await fill(store);
  const last = await anchor(store);
  return { lines: await exported(store), head: last.hash };
};

describe("a whole ledger", () => {
  test("is whole, and its end is unproved without a head", () => {
    const found = verifyLedger(textOf(lines));
    expect(found).toMatchObject({ whole: true, problems: [], chains: 3, records: lines.length, head: { kind: "unproved" } });
  });

  test("with a head, what stands behind it is proved", async () => {
    // 15 calls, 4 more of them in c0, 3 announcements and 2 statements; after the head 3 calls, one of them with another.
    expect(lines).toHaveLength(15 + 4 + 3 + 2);
    expect(verifyLedger(textOf(lines), head.hash)).toMatchObject({ whole: true, head: { kind: "found", chain: "main", proved: 20, after: 4 } });
    const all = await allOfIt();
    expect(verifyLedger(textOf(all.lines), all.head)).toMatchObject({ whole: true, head: { kind: "found", proved: all.lines.length, after: 0 } });
  });

  test("the head of another chain stands for that chain", () => {
    const ofC1 = lines.filter((line) => recordOf(line).chain === "c1");
    const { hash } = JSON.parse(ofC1[2] ?? "") as { readonly hash: string };
    expect(verifyLedger(textOf(lines), hash)).toMatchObject({
      whole: true,
      head: { kind: "found", chain: "c1", proved: 3, after: lines.length - 3 },
    });
  });

  test("can be a file store's file; then the hash of a line stands for all before it", () => {
    expect(verifyLedger(fileText)).toMatchObject({ whole: true, problems: [], records: lines.length, chains: 3 });
    const lineHash = (JSON.parse(fileText.split("\n")[5] ?? "") as { readonly hash: string }).hash;
    const found = verifyLedger(fileText, lineHash);
    expect(found).toMatchObject({ whole: true, head: { kind: "found", line: 6 } });
    expect(found.head.kind === "found" && found.head.proved + found.head.after).toBe(lines.length);
  });

  test("comes out of every store", async () => {
    const store = memoryStore();
    const last = await fill(store);
    expect(await verifyLines(store.log(0n), last.hash)).toMatchObject({ whole: true, records: lines.length });
  });

  test("with half a line at its end is whole, and says so", () => {
    for (const cut of [1, 2, 40, 100]) {
      const found = verifyLedger(fileText.slice(0, -cut));
      expect(found).toMatchObject({ whole: true, torn: fileText.split("\n").length - 1 });
    }
    expect(verifyLedger(fileText).torn).toBeUndefined();
    expect(verifyLedger(`${fileText}${"\0".repeat(30)}`)).toMatchObject({ whole: true, torn: fileText.split("\n").length });
    const [first = "", ...others] = fileText.split("\n");
    expect(verifyLedger([first, "\0\0\0", ...others].join("\n")).whole).toBe(false);
  });
});

describe("found without a head", () => {
  const notWhole = (changed: readonly string[], message: string): void => {
    const found = verifyLedger(textOf(changed));
    expect(found.whole).toBe(false);
    expect(found.problems.map((each) => each.message).join("\n")).toContain(message);
  };

  test("any changed byte of any record", () => {
    const text = textOf(lines);
    for (let at = 0; at < text.length - 1; at += 3) {
      const other = text[at] === "a" ? "b" : "a";
      expect(verifyLedger(`${text.slice(0, at)}${other}${text.slice(at + 1)}`).whole, `byte ${at}`).toBe(false);
    }
  });

  test("any record that was removed, but for the end of a chain", () => {
    const last = new Map(lines.map((line, at) => [recordOf(line).chain, at]));
    for (const [at, line] of lines.entries()) {
      const { chain } = recordOf(line);
      const found = verifyLedger(textOf(lines.toSpliced(at, 1)));
      // The last of a chain that no statement names: that is what a head is for.
      const isEnd = last.get(chain) === at;
      expect(found.whole, line).toBe(isEnd);
    }
  });

  test("any two records that were exchanged, and any that stands twice", () => {
    for (let a = 0; a < lines.length; a++) {
      for (let b = a + 1; b < lines.length; b++) {
        const changed = lines.with(a, lines[b] ?? "").with(b, lines[a] ?? "");
        expect(verifyLedger(textOf(changed)).whole, `${a} and ${b}`).toBe(false);
      }
      for (let b = 0; b <= lines.length; b++)
        expect(verifyLedger(textOf(lines.toSpliced(b, 0, lines[a] ?? ""))).whole, `${a} again at ${b}`).toBe(false);
    }
  });

  test("a record whose hash was made anew, one that was put in, a chain that was exchanged, removed or put in", () => {
    const changed = lines.map((line) => {
      const record = recordOf(line);
      return record.chain === "c1" && record.n === 1 ? framed(canonical({ ...record, entry: "forged" } as unknown as Json)).line : line;
    });
    notWhole(changed, "does not follow the record before it");
    const all = rewritten(lines, (record) => record);
    expect(all).toEqual(lines);
    const forged = rewritten(lines, (record) => (record.chain === "c1" && record.n === 1 ? { ...record, entry: "forged" } : record));
    // The chain alone, with the main chain as it was.
    const spliced = lines.map((line, at) => (recordOf(line).chain === "c1" ? (forged[at] ?? "") : line));
    notWhole(spliced, "it was exchanged");
    const begun = rewritten(lines, (record) => (record.chain === "c1" && record.n === 0 ? { ...record, entry: "forged" } : record));
    notWhole(
      lines.map((line, at) => (recordOf(line).chain === "c1" ? (begun[at] ?? "") : line)),
      "does not begin as it was announced",
    );
    notWhole(
      lines.filter((line) => recordOf(line).chain !== "c1"),
      "was announced and is not there",
    );
    const seq = recordOf(lines.at(-1) ?? "").seq + 1;
    const stranger = framed(canonical({ at: 1, chain: "new", entry: "forged", n: 0, prev: "0".repeat(64), seq })).line;
    notWhole([...lines, stranger], "was never announced");
  });

  test("records that a statement names", () => {
    const statement = lines.findLastIndex((line) => JSON.stringify(recordOf(line).entry).includes('"heads"'));
    const before = lines.slice(0, statement).findLastIndex((line) => recordOf(line).chain === "c2");
    const changed = lines.filter((line, at) => recordOf(line).chain !== "c2" || at < before);
    notWhole(changed, "which is not there: it was removed");
  });

  test("an empty text, and what is no ledger", () => {
    expect(verifyLedger("").whole).toBe(false);
    notWhole(["{}"], "no record");
    notWhole(["hello", ...lines], "no record");
    notWhole([...fileText.trimEnd().split("\n"), "{}"], "no line of a ledger");
    expect(verifyLedger(textOf(Array.from({ length: 50 }, () => "x")))).toMatchObject({ more: 30 });
  });

  test("whatever is done to the lines of a file: removed, moved, put in", () => {
    const all = fileText.trimEnd().split("\n");
    for (let a = 0; a < all.length - 1; a++) {
      expect(verifyLedger(textOf(all.toSpliced(a, 1))).whole).toBe(false);
      expect(verifyLedger(textOf(all.with(a, all[a + 1] ?? "").with(a + 1, all[a] ?? ""))).whole).toBe(false);
      expect(verifyLedger(textOf(all.toSpliced(a, 0, all[a] ?? ""))).whole).toBe(false);
    }
  });
});

describe("found with a head alone", () => {
  test("the end of the ledger, of any chain, cut off", async () => {
    const all = await allOfIt();
    for (let cut = 1; cut < all.lines.length; cut++) {
      const found = verifyLedger(textOf(all.lines.slice(0, -cut)), all.head);
      expect(found).toMatchObject({ whole: false, head: { kind: "missing" } });
    }
    // Without it, nothing shows that there was more; and it says that.
    expect(verifyLedger(textOf(all.lines.slice(0, -3)))).toMatchObject({ whole: true, head: { kind: "unproved" } });
  });

  test("all written anew, by someone who has no key", async () => {
    const all = await allOfIt();
    const forgeries: readonly ((record: LedgerRecord) => LedgerRecord | undefined)[] = [
      (record) => (record.chain === "c0" && record.n === 2 ? { ...record, entry: "forged" } : record),
      (record) => ({ ...record, at: record.at + 1 }),
    ];
    for (const forge of forgeries) {
      const forged = rewritten(all.lines, forge);
      expect(verifyLedger(textOf(forged))).toMatchObject({ whole: true, head: { kind: "unproved" } });
      expect(verifyLedger(textOf(forged), all.head)).toMatchObject({ whole: false, head: { kind: "missing" } });
    }
  });

  test("whatever is done to the order and number of its records", async () => {
    const all = await allOfIt();
    const whole = textOf(all.lines);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(all.lines.length), fc.nat(all.lines.length), fc.constantFrom("remove", "move", "copy")), {
          minLength: 1,
          maxLength: 6,
        }),
        (edits) => {
          const changed = [...all.lines];
          for (const [from, to, what] of edits) {
            const line = changed[from];
            if (line === undefined) continue;
            if (what !== "copy") changed.splice(from, 1);
            if (what !== "remove") changed.splice(to, 0, line);
          }
          const text = textOf(changed);
          expect(verifyLedger(text, all.head).whole).toBe(text === whole);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe("a head in print", () => {
  const privateKey = newKey();
  const publicKey = privateKey.public;
  const stranger = newKey();

  test("says what was signed, to whoever has the key", () => {
    const text = signHead(head, privateKey);
    expect(text).toMatch(/^remit-head-1\.[\w-]+\.[\w-]+$/);
    expect(readHead(text)).toEqual({ kind: "head", head });
    expect(readHead(` ${text}\n`, publicKey)).toEqual({ kind: "head", head });
  });

  test("that another signed, or that was changed, is forged", () => {
    const text = signHead(head, privateKey);
    expect(readHead(signHead(head, stranger), publicKey)).toEqual({ kind: "forged" });
    const [start, body = "", signature] = text.split(".");
    const other = Buffer.from(
      Buffer.from(body, "base64url")
        .toString()
        .replace(`"n":${head.n}`, `"n":${head.n + 1}`),
    ).toString("base64url");
    expect(readHead([start, other, signature].join("."), publicKey)).toEqual({ kind: "forged" });
    expect(readHead([start, body, ""].join("."), publicKey)).toEqual({ kind: "forged" });
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
    expect(readHead(text, rsa.publicKey)).toEqual({ kind: "forged" });
  });

  test("is nothing else", () => {
    for (const text of ["", "abc", "remit-head-1.e30.", `remit-head-1.${Buffer.from("{").toString("base64url")}.x`, `x${signHead(head, privateKey)}`])
      expect(readHead(text)).toEqual({ kind: "none" });
  });
});

test("naming the heads again names only what has moved, however many chains there are", async () => {
  const store = memoryStore();
  for (let i = 0; i < 300; i++) await store.commit({ id: `b${i}`, log: [{ chain: `chain ${i} ${"x".repeat(400)}`, entry: i }] });
  await anchor(store);
  const before = (await exported(store)).length;
  const head = await anchor(store);
  await store.commit({ id: "more", log: [{ chain: `chain 7 ${"x".repeat(400)}`, entry: "more" }] });
  const last = await anchor(store);
  const after = (await exported(store)).slice(before).map(recordOf);
  expect(after.map(({ chain, entry }) => (chain === "main" ? (entry as { heads: unknown[] }).heads.length : "c"))).toEqual([0, "c", 1]);
  expect(await verifyLines(store.log(0n), head.hash)).toMatchObject({ whole: true, head: { after: 2 } });
  expect(await verifyLines(store.log(0n), last.hash)).toMatchObject({ whole: true, head: { after: 0 } });
});
