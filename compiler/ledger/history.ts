/** What a ledger says that was asked and decided: each request with the chain it was made on, as far as values were kept. */
import type { CallEntry, DeniedEntry, HopEntry, KeptValues, StartEntry } from "../../stdlib/runtime/entry.js";
import { type Verified, verifyLedger } from "../../stdlib/runtime/ledger/verify.js";
import type { LedgerRecord } from "../../stdlib/runtime/store/record.js";
import type { Json } from "../../stdlib/runtime/value.js";

/** A hop as it was made. */
export interface MadeHop {
  readonly from: string;
  readonly to: string;
  readonly task: string;
  readonly params: KeptValues;
}

export interface Decision {
  /** The number of its record in the ledger. */
  readonly seq: number;
  /** Of the policy that it was made under. */
  readonly digest: string;
  /** The first hop first. */
  readonly hops: readonly MadeHop[];
  readonly action: string;
  readonly args: KeptValues;
  /** The facts fixed at the start, and the live ones of the request. */
  readonly context: KeptValues;
  readonly now: number;
  readonly approvals: readonly string[];
  /** `undefined`: allowed. Else the code of the refusal. */
  readonly refused: string | undefined;
  /** The guard only watched: what was let through need not have been allowed. */
  readonly watched: boolean;
  /** How many requests it stands for. */
  readonly times: number;
}

export interface History {
  readonly decisions: readonly Decision[];
  /** Each start's policy and its digest, once. */
  readonly policies: readonly { readonly name: string; readonly digest: string }[];
  /** Requests whose chain the ledger does not have in full. */
  readonly incomplete: number;
  readonly verified: Verified;
}

interface Instance {
  readonly made: MadeHop;
  readonly parent: string | undefined;
  readonly chain: string;
}

/** The longest chain that is followed up: a longer one is none that a guard has made. */
const longest = 10_000;

export function historyOf(text: string): History {
  const starts = new Map<string, StartEntry>();
  const instances = new Map<string, Instance>();
  const policies = new Map<string, { readonly name: string; readonly digest: string }>();
  const decisions: Decision[] = [];
  let incomplete = 0;

  const hopsTo = (instance: string): { readonly hops: readonly MadeHop[]; readonly start: StartEntry } | undefined => {
    const hops: MadeHop[] = [];
    for (let at: string | undefined = instance; at !== undefined; ) {
      const found = instances.get(at);
      if (found === undefined || hops.length > longest) return undefined;
      hops.unshift(found.made);
      at = found.parent;
      if (at !== undefined) continue;
      const start = starts.get(found.chain);
      return start === undefined ? undefined : { hops, start };
    }
    return undefined;
  };
  const decide = (record: LedgerRecord, entry: CallEntry | DeniedEntry, refused: string | undefined, times: number): void => {
    const { instance, action, args, context, now, approvals } = entry;
    // A hop that was refused is no request.
    if (action === undefined) return;
    const found = hopsTo(instance);
    if (found === undefined) incomplete++;
    else
      decisions.push({
        seq: record.seq,
        digest: found.start.digest,
        hops: found.hops,
        action,
        args,
        context: { ...found.start.context, ...context },
        now,
        approvals,
        refused,
        watched: found.start.mode === "observe",
        times,
      });
  };

  const verified = verifyLedger(text, undefined, (record) => {
    const entry = record.entry;
    if (isEntry<StartEntry>(entry, "start", { policy: "string", digest: "string", context: "object" })) {
      starts.set(record.chain, entry);
      policies.set(entry.digest, { name: entry.policy, digest: entry.digest });
    } else if (isEntry<HopEntry>(entry, "hop", { instance: "string", hop: "object", params: "object" })) {
      const { from, to, task } = entry.hop;
      instances.set(entry.instance, { made: { from, to, task, params: entry.params }, parent: entry.parent, chain: record.chain });
    } else if (
      isEntry<CallEntry>(entry, "call", {
        instance: "string",
        action: "string",
        args: "object",
        context: "object",
        now: "number",
        approvals: "object",
      })
    )
      decide(record, entry, undefined, 1);
    else if (
      isEntry<DeniedEntry>(entry, "denied", {
        instance: "string",
        args: "object",
        context: "object",
        now: "number",
        approvals: "object",
        code: "string",
        times: "number",
      }) ||
      isEntry<DeniedEntry>(entry, "would-deny", {
        instance: "string",
        args: "object",
        context: "object",
        now: "number",
        approvals: "object",
        code: "string",
        times: "number",
      })
    )
      decide(record, entry, entry.code, entry.times);
  });
  return { decisions, policies: [...policies.values()], incomplete, verified };
}

/** A ledger's own hash says that a guard wrote it, as far as it is whole; its shape is looked at all the same. */
function isEntry<T extends { readonly kind: string }>(entry: Json, kind: string, members: Readonly<Record<string, string>>): entry is T & Json {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return false;
  const record = entry as { readonly [name: string]: Json };
  return record.kind === kind && Object.entries(members).every(([name, type]) => record[name] !== null && typeof record[name] === type);
}
