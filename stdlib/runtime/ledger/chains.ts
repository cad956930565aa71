/**
 * The hash chains of a ledger, followed record by record: each has to come after the one before it, the main chain has to
 * announce every other, and what it says of how far they had got has to be so.
 */
import type { LedgerRecord } from "../store/record.js";
import { beginning } from "../store/record.js";
import { mainChain } from "../store/store.js";
import type { Json } from "../value.js";

export interface Chains {
  /** The next record; `hash` is its own. Answers what is wrong with it. */
  follow(record: LedgerRecord, hash: string): readonly string[];
  /** What is wrong now that there are no more. */
  end(): readonly string[];
  /** How many records there are of each chain. */
  counts(): ReadonlyMap<string, number>;
  /** How many records of each chain stand behind a record of the main chain: what it, and those before it there, name. */
  named(): ReadonlyMap<string, number>;
}

interface Chain {
  /** The number after its last record's, and that record's hash. */
  next: number;
  last: string;
  first: string;
  announced: boolean;
  /** The hashes of its records from the number `kept` on: those that no statement has named yet, and the last that one has. */
  hashes: string[];
  kept: number;
}

export function chains(): Chains {
  const all = new Map<string, Chain>();
  let seq = -1;
  /** Announced, and not seen. */
  const missing = new Map<string, string>();
  const named = new Map<string, number>();

  const announced = (name: string, hash: string): readonly string[] => {
    const chain = all.get(name);
    named.set(name, Math.max(named.get(name) ?? 0, 1));
    if (chain === undefined) {
      missing.set(name, hash);
      return [];
    }
    chain.announced = true;
    return chain.first === hash ? [] : [`the chain ${show(name)} does not begin as it was announced: it was exchanged`];
  };

  const stated = (name: string, n: number, hash: string): readonly string[] => {
    const chain = all.get(name);
    if (chain === undefined || n >= chain.next) return [`the chain ${show(name)} had got to its record ${n}, which is not there: it was removed`];
    named.set(name, Math.max(named.get(name) ?? 0, n + 1));
    const found = chain.hashes[n - chain.kept];
    // What is before the last statement was compared with that one.
    if (found !== undefined && found !== hash) return [`the record ${n} of the chain ${show(name)} is not the one that was stated: it was exchanged`];
    if (n > chain.kept) {
      chain.hashes = chain.hashes.slice(n - chain.kept);
      chain.kept = n;
    }
    return [];
  };

  return {
    follow(record, hash) {
      const problems: string[] = [];
      if (record.seq <= seq) problems.push(`its number ${record.seq} does not follow ${seq}: it was moved or put in`);
      seq = Math.max(seq, record.seq);
      let chain = all.get(record.chain);
      if (chain === undefined) {
        chain = { next: 0, last: beginning, first: hash, announced: record.chain === mainChain, hashes: [], kept: 0 };
        all.set(record.chain, chain);
      }
      if (record.n !== chain.next)
        problems.push(
          record.n > chain.next
            ? `${gap(chain.next, record.n)} of the chain ${show(record.chain)} ${record.n - chain.next === 1 ? "is" : "are"} not there: removed, or moved`
            : `the chain ${show(record.chain)} has had its record ${record.n}: this one was moved or put in`,
        );
      else if (record.prev !== chain.last)
        problems.push(`it does not follow the record before it in the chain ${show(record.chain)}: one of them was exchanged`);
      // From here on as if it were right, so that one gap is told once.
      if (record.n >= chain.next) {
        if (record.n > chain.next) {
          chain.hashes = [];
          chain.kept = record.n;
        }
        chain.next = record.n + 1;
        chain.last = hash;
        chain.hashes.push(hash);
      }
      if (record.chain === mainChain) {
        const said = readStatement(record.entry);
        if (said?.kind === "chain") problems.push(...announced(said.chain, said.hash));
        if (said?.kind === "heads") for (const head of said.heads) problems.push(...stated(head.chain, head.n, head.hash));
        if (said === undefined && isStatement(record.entry)) problems.push("what it says of other chains can't be read");
      }
      return problems;
    },
    end() {
      const problems = [...missing.keys()].map((name) => `the chain ${show(name)} was announced and is not there: it was removed`);
      for (const [name, { announced: was }] of all)
        if (!was && !missing.has(name))
          problems.push(`the chain ${show(name)} was never announced: it was put in, or the end of the main chain was cut off`);
      return problems;
    },
    counts: () => new Map([...all].map(([name, { next }]) => [name, next])),
    named: () => new Map([...named, [mainChain, all.get(mainChain)?.next ?? 0]]),
  };
}

type Statement =
  | { readonly kind: "chain"; readonly chain: string; readonly hash: string }
  | { readonly kind: "heads"; readonly heads: readonly { readonly chain: string; readonly n: number; readonly hash: string }[] };

function isStatement(entry: Json): boolean {
  const kind = memberOf(entry, "kind");
  return kind === "chain" || kind === "heads";
}

function readStatement(entry: Json): Statement | undefined {
  const [kind, chain, hash, heads] = ["kind", "chain", "hash", "heads"].map((name) => memberOf(entry, name));
  if (kind === "chain") return typeof chain === "string" && typeof hash === "string" ? { kind, chain, hash } : undefined;
  if (kind !== "heads" || !Array.isArray(heads)) return undefined;
  const read = (heads as readonly Json[]).map((head) => ({ chain: memberOf(head, "chain"), n: memberOf(head, "n"), hash: memberOf(head, "hash") }));
  const whole = read.flatMap(({ chain: of, n, hash: at }) =>
    typeof of === "string" && typeof n === "number" && typeof at === "string" ? [{ chain: of, n, hash: at }] : [],
  );
  return whole.length === read.length ? { kind, heads: whole } : undefined;
}

function memberOf(value: Json, name: string): Json | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) return undefined;
  return (value as { readonly [name: string]: Json })[name];
}

function gap(from: number, to: number): string {
  return to - from === 1 ? `the record ${from}` : `the records ${from} to ${to - 1}`;
}

function show(chain: string): string {
  return JSON.stringify(chain);
}
