/** Ledgers as a guard writes them, for the commands that read them. */
import type { Entry, KeptValues, StartEntry } from "../../stdlib/runtime/entry.js";
import { memoryStore } from "../../stdlib/runtime/store/memory.js";
import type { Json } from "../../stdlib/runtime/value.js";

type Values = Readonly<Record<string, Json>>;

export interface Made {
  /** The hops from the principal on, as `agent(params)` by name. */
  readonly hops: readonly { readonly from: string; readonly to: string; readonly task: string; readonly params?: Values }[];
  readonly context?: Values;
  readonly calls: readonly {
    readonly action: string;
    readonly args: Values;
    /** Arguments that are kept as digests. */
    readonly hidden?: readonly string[];
    readonly refused?: string;
    readonly approvals?: readonly string[];
    readonly live?: Values;
    readonly now?: number;
  }[];
}

const time = Date.UTC(2026, 10, 26, 12);

/** Each chain is written by itself; the last hop's instance makes the calls. Answers with the lines of the ledger. */
export async function writeLedger(digest: string, chains: readonly Made[]): Promise<string> {
  const store = memoryStore();
  let batches = 0;
  for (const [at, { hops, context = {}, calls }] of chains.entries()) {
    const chain = `chain-${at}`;
    const write = async (...entries: readonly Entry[]): Promise<void> => {
      await store.commit({ id: `b${batches++}`, log: entries.map((entry) => ({ chain, entry })) });
    };
    const principal = hops[0]?.from ?? "";
    const start: StartEntry = { kind: "start", policy: "retail", digest, mode: "enforce", principal, context: kept(context) };
    let parent: string | undefined;
    for (const [i, { params = {}, ...hop }] of hops.entries()) {
      const instance = `${chain}/${i}`;
      await write(...(i === 0 ? [start] : []), {
        kind: "hop",
        instance,
        ...(parent === undefined ? {} : { parent }),
        hop,
        params: kept(params),
        until: time + 3_600_000,
      });
      parent = instance;
    }
    const instance = parent ?? "";
    for (const [i, { action, args, hidden = [], refused, approvals = [], live = {}, now = time }] of calls.entries()) {
      const common = { instance, action, args: kept(args, hidden), context: kept(live), now, approvals };
      if (refused !== undefined) await write({ kind: "denied", ...common, code: refused, times: 1 });
      else {
        const call = `${instance}/${i}`;
        await write({ kind: "call", call, ...common, digest: "hmac-sha256:0", spends: {} });
        await write({ kind: "outcome", instance, call, outcome: "done" });
      }
    }
  }
  const lines: string[] = [];
  for await (const line of store.log(0n)) lines.push(`${new TextDecoder().decode(line)}\n`);
  return lines.join("");
}

function kept(values: Values, hidden: readonly string[] = []): KeptValues {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, hidden.includes(name) ? { digest: "hmac-sha256:1" } : { value }]));
}
