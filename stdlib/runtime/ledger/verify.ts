/**
 * Whether a ledger is whole: the file of a file store, or the lines that any store's `log` gives. A hash chain alone shows that nothing
 * before its end was changed by someone who could not write it all anew; only a head that was kept elsewhere shows that it was not.
 */
import { readFrame, readHeader, recordLine } from "../store/frame.js";
import { type LedgerRecord, readFramed, readRecord } from "../store/record.js";
import { mainChain } from "../store/store.js";
import { chains } from "./chains.js";

export interface Problem {
  /** Counted from 1; absent where something is missing as a whole. */
  readonly line?: number;
  readonly message: string;
}

export interface Verified {
  /** No problem, and the head, if one was asked for, is there. */
  readonly whole: boolean;
  readonly records: number;
  /** Beside the main chain. */
  readonly chains: number;
  /** The first of them; `more` are left out. */
  readonly problems: readonly Problem[];
  readonly more: number;
  /** The last line, if a crash cut it short: nobody was told that it was done. */
  readonly torn?: number;
  readonly head: HeadFound;
  /** The hash of the last record of the main chain: the head to keep, once `anchor` has named the other chains there. */
  readonly last?: string;
}

export type HeadFound =
  /** None was asked for: nothing shows that the end was not cut off, or that all was not written anew. */
  | { readonly kind: "unproved" }
  /** `proved` records stand behind the head, and `after` don't. */
  | { readonly kind: "found"; readonly line: number; readonly chain?: string; readonly proved: number; readonly after: number }
  | { readonly kind: "missing" };

export interface Verifier {
  /** The next line, without its newline. `ended`: there was one. */
  line(text: string, ended?: boolean): void;
  end(): Verified;
}

const most = 20;

/** `seen` is told each record as it comes. */
export function ledgerVerifier(head?: string, seen: (record: LedgerRecord, hash: string) => void = () => {}): Verifier {
  const all = chains();
  const problems: Problem[] = [];
  let [number, records] = [0, 0];
  let more = 0;
  /** Of the file's lines, the hash that the next one names; absent where they are bare records. */
  let follows: string | undefined;
  let torn: number | undefined;
  let last: string | undefined;
  let found: { readonly line: number; readonly chain?: string; readonly proved: number } | undefined;

  const problem = (message: string, line?: number): void => {
    if (problems.length < most) problems.push(line === undefined ? { message } : { line, message });
    else more++;
  };

  const follow = (text: string): void => {
    const framed = readFramed(text);
    const record = framed === undefined ? undefined : readRecord(framed.of);
    if (framed === undefined || record === undefined) {
      problem("it is no record of a ledger", number);
      return;
    }
    records++;
    if (!framed.holds) problem("it is not what its hash says: it was changed", number);
    for (const message of all.follow(record, framed.hash)) problem(message, number);
    if (record.chain === mainChain) last = framed.hash;
    seen(record, framed.hash);
    // A record in the main chain stands for what is named there; in another, for those before it.
    if (framed.hash === head && found === undefined)
      found = { line: number, chain: record.chain, proved: record.chain === mainChain ? sum(all.named().values()) : record.n + 1 };
  };

  const fileLine = (text: string, ended: boolean): void => {
    const frame = ended ? readFrame(text) : undefined;
    if (frame !== undefined) {
      if (frame.prev !== follows) problem("it does not follow the line before it: a line was removed, moved or put in", number);
      follows = frame.hash;
      for (const batch of frame.batches) for (const record of batch.log) follow(recordLine(record));
      if (frame.hash === head && found === undefined) found = { line: number, proved: records };
      return;
    }
    const framed = readFramed(text);
    if (!ended || text.includes("\0")) torn = number;
    else problem(framed === undefined ? "it is no line of a ledger" : "it is not what its hash says: it was changed", number);
    follows = framed?.hash ?? follows;
  };

  return {
    line(text, ended = true) {
      number++;
      if (torn !== undefined) {
        problem("it is half a line, and not the last one", torn);
        torn = undefined;
      }
      const header = number === 1 ? readHeader(text) : undefined;
      if (header !== undefined) follows = header;
      else if (follows === undefined) follow(text);
      else fileLine(text, ended);
    },
    end() {
      if (number === 0) problem("there is nothing in it");
      for (const message of all.end()) problem(message);
      const counts = all.counts();
      const at: HeadFound =
        head === undefined
          ? { kind: "unproved" }
          : found === undefined
            ? { kind: "missing" }
            : { kind: "found", ...found, after: records - found.proved };
      return {
        whole: problems.length === 0 && at.kind !== "missing",
        records,
        chains: counts.size - (counts.has(mainChain) ? 1 : 0),
        problems,
        more,
        ...(torn === undefined ? {} : { torn }),
        head: at,
        ...(last === undefined ? {} : { last }),
      };
    },
  };
}

/** The lines of a text; `head` is the hash of a record, or of a line of a file store's file. */
export function verifyLedger(text: string, head?: string, seen?: (record: LedgerRecord, hash: string) => void): Verified {
  const verifier = ledgerVerifier(head, seen);
  let at = 0;
  while (at < text.length) {
    const end = text.indexOf("\n", at);
    verifier.line(text.slice(at, end < 0 ? text.length : end), end >= 0);
    at = end < 0 ? text.length : end + 1;
  }
  return verifier.end();
}

/** The lines that a store's `log(0n)` gives. */
export async function verifyLines(lines: AsyncIterable<Uint8Array>, head?: string): Promise<Verified> {
  const verifier = ledgerVerifier(head);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  for await (const line of lines) verifier.line(decoder.decode(line));
  return verifier.end();
}

function sum(numbers: Iterable<number>): number {
  let all = 0;
  for (const each of numbers) all += each;
  return all;
}
