/** A batch that was looked at: within the limits, its entries as canonical text, and a digest by which it is known again. */
import { canonical, sha256 } from "../canonical.js";
import { type Json, wellFormed } from "../value.js";
import { type Batch, limits, storeProblem } from "./store.js";

export interface Prepared {
  readonly batch: Batch;
  readonly entries: readonly { readonly chain: string; readonly text: string }[];
  readonly digest: string;
}

/** Throws a `StoreProblem` (`misuse`, `too-large`) where no store could do the batch. */
export function prepare(batch: Batch): Prepared {
  const { id, live = [], absent = [], add = [], put = [], log = [] } = batch;
  for (const name of [id, ...live, ...absent, ...add.map(({ key }) => key), ...put.map(({ key }) => key), ...log.map(({ chain }) => chain)])
    nameIsGood(name);
  if (live.length + absent.length + add.length + put.length > limits.keys) throw storeProblem("too-large", `a batch has at most ${limits.keys} keys`);
  if (log.length > limits.entries) throw storeProblem("too-large", `a batch has at most ${limits.entries} entries`);
  if (new Set(put.map(({ key }) => key)).size !== put.length) throw storeProblem("misuse", "a batch puts one key twice");
  for (const { key, value, until } of put) {
    if (value !== null && (!wellFormed(value) || value.includes("\0"))) throw storeProblem("misuse", `the value for \`${key}\` is no text`);
    if (value !== null && value.length > limits.value) throw storeProblem("too-large", `the value for \`${key}\` is longer than ${limits.value}`);
    if (until !== undefined && !isTime(until)) throw storeProblem("misuse", `the end of \`${key}\` is no time`);
  }
  for (const { key, by, per, at } of add) {
    if (per !== undefined && (!isTime(per) || per === 0)) throw storeProblem("misuse", `the window of \`${key}\` is no length of time`);
    if (per !== undefined && by < 0n && at === undefined) throw storeProblem("misuse", `when was taken what is given back to \`${key}\`?`);
    if (at !== undefined && !isTime(at)) throw storeProblem("misuse", `when was taken what is given back to \`${key}\`?`);
  }
  const entries = log.map(({ chain, entry }) => ({ chain, text: entryText(entry) }));
  return {
    batch,
    entries,
    digest: sha256(`${JSON.stringify(plain(batch))}${entries.map(({ chain, text }) => `\n${canonical(chain)}${text}`).join("")}`),
  };
}

/** Lists, texts and numbers alone, of which `JSON.stringify` writes the canonical text. */
function plain({ id, live = [], absent = [], add = [], put = [], urgent = false }: Batch): Json {
  return [
    id,
    [...live],
    [...absent],
    add.map(({ key, by, max, per = null, at = null }) => [key, String(by), String(max), per, at]),
    put.map(({ key, value, until = null }) => [key, value, until]),
    urgent,
  ];
}

function entryText(entry: Json): string {
  let text: string;
  try {
    text = canonical(entry);
  } catch (problem) {
    throw storeProblem("misuse", "an entry of the ledger is not JSON", problem);
  }
  if (text.length > limits.entry) throw storeProblem("too-large", `an entry of the ledger is longer than ${limits.entry}`);
  return text;
}

/** PostgreSQL's texts have no NUL. */
function nameIsGood(name: string): void {
  if (name === "" || name.length > limits.name) throw storeProblem("too-large", `a key has from 1 to ${limits.name} characters`);
  if (!wellFormed(name) || name.includes("\0")) throw storeProblem("misuse", "a key is no text");
}

function isTime(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
