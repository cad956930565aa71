/** Keystrokes in a workspace of one very large policy, and in one of 50 files: what typing costs, and asking while one types. */
import { performance } from "node:perf_hooks";
import { generatePolicy } from "./generate.js";
import { emit } from "./harness.js";
import { type Cost, startTypist, type Typist } from "./lsp-client.js";

/** How many places are typed at. */
const places = 8;

/** What is typed at a place, sign by sign, and taken away again, sign by sign. Most of what stands there meanwhile is not right. */
interface Text {
  readonly name: string;
  /** After which text of a declaration it is typed. */
  readonly after: RegExp;
  readonly text: string;
}

const inHops: readonly Text[] = [
  { name: "a condition of a clause", after: /limit <= \d+/, text: " and limit <= 40" },
  { name: "a bound", after: /ttl \d+m/, text: "\n  fanout 12" },
  {
    name: "a hop before this one",
    after: /^/,
    text: 'delegate root -> agent_0_1 for work {\n  allow store.fetch where path under "/srv" and limit <= 9\n  ttl 9m\n}\n',
  },
];

export async function benchLarge(): Promise<void> {
  const text = generatePolicy(10_000, 11);
  const hops = text.match(/^delegate /gm)?.length ?? 0;
  const typist = await startTypist({ "policy.remit": text });
  const began = performance.now();
  await typist.open("policy.remit");
  emit(`lsp: ${hops} hops, 10000 agents: opened and proved`, "ms", { once: performance.now() - began });
  await typeInHops(typist, ["policy.remit"], `${hops} hops`);
  const at = text.indexOf("limit: Int");
  await typeAt(typist, "policy.remit", at + "limit: Int".length, "?", `lsp: ${hops} hops: a sign in what all depends on (a tool)`);
  emit(`lsp: ${hops} hops: memory of the server`, "MB", { rss: typist.memory() });
  await typist.end();
}

/** A module that all import, and 49 policies that do. */
export async function benchFiles(): Promise<void> {
  const [common = "", ...rest] = generatePolicy(40, 3).split(/^(?=principal )/m);
  const of = rest.join("");
  const imports = 'import { public, internal, confidential, acme, work, store } from "./common"\n';
  const files: Record<string, string> = { "common.remit": common };
  for (let i = 1; i < 50; i++) files[`policy-${i}.remit`] = imports + of;
  const typist = await startTypist(files);
  const began = performance.now();
  await typist.open("common.remit");
  emit("lsp: 50 files: opened and proved", "ms", { once: performance.now() - began });
  const names = Object.keys(files).slice(1, 5);
  for (const name of names) await typist.open(name);
  await typeInHops(typist, names, "50 files");
  await typeAt(
    typist,
    "common.remit",
    common.indexOf("limit: Int") + "limit: Int".length,
    "?",
    "lsp: 50 files: a sign in what all depends on (a tool)",
  );
  emit("lsp: 50 files: memory of the server", "MB", { rss: typist.memory() });
  await typist.end();
}

async function typeInHops(typist: Typist, names: readonly string[], where: string): Promise<void> {
  const all: Cost[] = [];
  for (const { name, after, text } of inHops) {
    const times: Cost[] = [];
    for (let place = 0; place < places; place++) {
      const file = names[place % names.length] ?? "";
      const now = typist.text(file);
      // Hops of agents: those of the first layer stand before all others.
      const from = Math.floor(now.length * (0.4 + (0.5 * place) / places));
      const hop = now.indexOf("\ndelegate agent", from) + 1;
      const match = after.exec(now.slice(hop, hop + 400));
      if (hop === 0 || match === null) throw new Error(`nowhere to type ${name}`);
      times.push(...(await typeTimes(typist, file, hop + match.index + match[0].length, text)));
    }
    emit(`lsp: ${where}: a keystroke until its findings: ${name}`, "ms", percentiles(times));
    all.push(...times);
  }
  emit(`lsp: ${where}: a keystroke until its findings`, "ms", percentiles(all));
  await askInHops(typist, names, where);
}

/** Asks right after a keystroke, as an editor does that shows completions while one types. */
async function askInHops(typist: Typist, names: readonly string[], where: string): Promise<void> {
  for (const method of ["completion", "hover"]) {
    const costs: Cost[] = [];
    for (let place = 0; place < 40; place++) {
      const file = names[place % names.length] ?? "";
      const now = typist.text(file);
      const hop = now.indexOf("\ndelegate agent", Math.floor(now.length * (0.3 + (0.6 * place) / 40)));
      const word = now.indexOf("limit <=", hop);
      if (hop < 0 || word < 0) throw new Error("nowhere to ask");
      const typed = typist.type(file, word + 5, word + 5, "x");
      const at = method === "hover" ? now.lastIndexOf("store", word) : word + 2;
      const asked = await typist.ask(`textDocument/${method}`, file, at);
      if (asked.answer === null) throw new Error(`no ${method}`);
      costs.push(asked);
      await typed;
      await typist.type(file, word + 5, word + 6, "");
    }
    emit(`lsp: ${where}: ${method}, asked with a keystroke`, "ms", percentiles(costs));
  }
}

async function typeAt(typist: Typist, file: string, at: number, text: string, figure: string): Promise<void> {
  const times: Cost[] = [];
  for (let run = 0; run < 3; run++) times.push(...(await typeTimes(typist, file, at, text)));
  emit(figure, "ms", percentiles(times));
}

/** Types a text and takes it away again. What each keystroke cost. */
async function typeTimes(typist: Typist, file: string, at: number, text: string): Promise<readonly Cost[]> {
  const times: Cost[] = [];
  for (let i = 0; i < text.length; i++) times.push(await typist.type(file, at + i, at + i, text[i] ?? ""));
  for (let i = text.length; i > 0; i--) times.push(await typist.type(file, at + i - 1, at + i, ""));
  return times;
}

export function percentiles(samples: readonly Cost[]): Readonly<Record<string, number>> {
  const at = (share: number, of: (cost: Cost) => number): number => {
    const sorted = samples.map(of).sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  };
  const time = ({ time: of }: Cost): number => of;
  const work = ({ work: of }: Cost): number => of;
  return {
    p50: at(0.5, time),
    p95: at(0.95, time),
    max: at(1, time),
    "cpu p50": at(0.5, work),
    "cpu p95": at(0.95, work),
    "cpu max": at(1, work),
    times: samples.length,
  };
}
