/** The time from an edit of one hop to the new verdict, in a policy of 100,000 hops and 10,000 agents in one file. */
import { performance } from "node:perf_hooks";
import { memoryHost } from "../../compiler/host/memory.js";
import { checkLive, type LiveCheck } from "../../compiler/live-check.js";
import { generatePolicy } from "./generate.js";
import { emit } from "./harness.js";

const edits = 100;

/** What stands in the place of one declaration of a hop after the edit. */
interface Kind {
  readonly name: string;
  /** The same after the text has become what it was before. */
  readonly back: string;
  /** How many errors there must be after the edit: at least one, or none. */
  readonly breaks: boolean;
  edited(declaration: string): string;
}

const kinds: readonly Kind[] = [
  {
    name: "a bound (ttl)",
    back: "a bound (ttl), back",
    breaks: false,
    edited: (of) => of.replace(/ttl (\d+)m/, (_, minutes) => `ttl ${Number(minutes) - 1}m`),
  },
  {
    name: "a clause",
    back: "a clause, back",
    breaks: false,
    edited: (of) => of.replace(/limit <= (\d+)/, (_, most) => `limit <= ${Number(most) - 1}`),
  },
  { name: "a hop removed", back: "a hop added", breaks: false, edited: () => "" },
  { name: "a clause that breaks narrowing", back: "its repair", breaks: true, edited: (of) => of.replace(/limit <= \d+/, "limit <= 5000") },
];

export function benchEdits(): void {
  const text = generatePolicy(10_000, 11);
  const began = performance.now();
  const live = checkLive(memoryHost({ "policy.remit": text }), []);
  if (live.kind === "cannot-run") throw new Error(live.reason);
  const { hops, agents } = live.checked().proof;
  emit(`edits: the policy opened, ${hops} hops, ${agents} agents`, "ms", { once: performance.now() - began });
  const declarations = [...text.matchAll(/^delegate [\s\S]*?\n\}\n/gm)].map((match) => ({ start: match.index, text: match[0] }));
  // Those of principals have nothing above them that they could be wider than, but for what the principal holds.
  const chosen = Array.from({ length: edits }, (_, at) => declarations[Math.floor(((at + 0.5) * declarations.length) / edits)]);
  for (const kind of kinds) {
    const there: Cost[] = [];
    const back: Cost[] = [];
    for (const declaration of chosen) {
      if (declaration === undefined) continue;
      const now = kind.edited(declaration.text);
      if (now === declaration.text) throw new Error(`${kind.name} changes nothing`);
      there.push(timeOf(live, declaration.start, declaration.text, now, kind.breaks));
      back.push(timeOf(live, declaration.start, now, declaration.text, false));
    }
    for (const [name, times] of [
      [kind.name, there],
      [kind.back, back],
    ] as const)
      emit(`edits: one hop edited among ${hops}: ${name}`, "ms", percentiles(times));
  }
}

/** Milliseconds on the clock, and of this process's work: other processes share the machine. */
interface Cost {
  readonly time: number;
  readonly work: number;
}

/** Puts one text in the place of another, and says how long it took until the verdict was there. */
function timeOf(live: LiveCheck, start: number, before: string, after: string, breaks: boolean): Cost {
  const used = process.cpuUsage();
  const began = performance.now();
  const { diagnostics } = live.edit([{ kind: "range", file: "/policy.remit", start, end: start + before.length, text: after }]);
  const time = performance.now() - began;
  const { user, system } = process.cpuUsage(used);
  if (diagnostics.some(({ severity }) => severity === "error") !== breaks)
    throw new Error(`the verdict of an edit: ${diagnostics.length} diagnostics`);
  return { time, work: (user + system) / 1000 };
}

function percentiles(samples: readonly Cost[]): Readonly<Record<string, number>> {
  const at = (share: number, of: (cost: Cost) => number): number => {
    const sorted = samples.map(of).sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  };
  const time = ({ time: of }: Cost): number => of;
  const work = ({ work: of }: Cost): number => of;
  return {
    median: at(0.5, time),
    p95: at(0.95, time),
    max: at(1, time),
    "cpu median": at(0.5, work),
    "cpu p95": at(0.95, work),
    edits: samples.length,
  };
}
