/** Starts the program of `writer.ts` as a process of its own, and judges what it has left behind. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { afterAll, expect } from "vitest";
import type { Store } from "../../stdlib/runtime/store/store.js";
import { linesOf } from "./suite.js";
import type { Orders } from "./writer.js";

export interface Written {
  /** Numbers of batches. */
  readonly sent: readonly number[];
  readonly done: readonly number[];
  readonly refused: readonly number[];
  readonly torn: number;
  readonly opened: boolean;
  /** How many steps it took, where it came to its end. */
  readonly steps: number | undefined;
  readonly killed: boolean;
  readonly errors: string;
}

/** Makes the program, and answers with a function that runs it. `after`: it is killed from outside so many milliseconds after its first acknowledgement. */
export function writerProgram(): (orders: Orders, after?: number) => Promise<Written> {
  const folder = mkdtempSync(join(tmpdir(), "remit-writer-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, "writer.mjs");
  const banner = { js: "import{createRequire as __remitRequire}from'node:module';const require=__remitRequire(import.meta.url);" };
  buildSync({
    entryPoints: ["test/store/writer.ts"],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    outfile,
    external: ["pg-native"],
    banner,
  });
  return (orders, after) =>
    new Promise((answer, refuse) => {
      const child = spawn(process.execPath, [outfile, JSON.stringify(orders)], { stdio: ["ignore", "pipe", "pipe"] });
      let [out, errors] = ["", ""];
      let timer: NodeJS.Timeout | undefined;
      child.stdout.on("data", (bytes: Buffer) => {
        out += bytes.toString();
        if (after !== undefined && timer === undefined && out.includes("done ")) timer = setTimeout(() => child.kill("SIGKILL"), after);
      });
      child.stderr.on("data", (bytes: Buffer) => (errors += bytes.toString()));
      child.once("error", refuse);
      child.once("close", (_code, signal) => {
        // The last line may be half of one: then what it says is not yet said.
        const lines = out.split("\n").slice(0, -1);
        const numbers = (word: string): readonly number[] =>
          lines.filter((line) => line.startsWith(`${word} `)).map((line) => Number(line.slice(word.length + 1)));
        answer({
          sent: numbers("send"),
          done: numbers("done"),
          refused: numbers("refused"),
          torn: numbers("open")[0] ?? 0,
          opened: numbers("open").length > 0,
          steps: numbers("steps")[0],
          killed: signal === "SIGKILL",
          errors,
        });
      });
    });
}

/**
 * Whether a store holds all of what was acknowledged, nothing by halves and nothing twice. `sent` and `done` are of all the
 * processes that wrote to it. Answers with the numbers of what is there.
 */
export async function expectWhole(store: Store, sent: ReadonlySet<number>, done: ReadonlySet<number>): Promise<ReadonlySet<number>> {
  const all = [...sent];
  const { cells } = await store.read(all.map((i) => `k${i}`));
  const there = new Set(all.filter((_, at) => cells[at]?.kind === "text"));
  expect([...done].filter((i) => !there.has(i))).toEqual([]);
  const { cells: sums } = await store.read(["sum", "window"]);
  const count = { kind: there.size === 0 ? "none" : "sum", ...(there.size === 0 ? {} : { sum: BigInt(there.size) }) };
  expect(sums).toEqual([count, count]);
  const ended = all.filter((i) => i % 3 === 0);
  const { cells: hops } = await store.read(ended.map((i) => `hop${i}`));
  expect(ended.filter((_, at) => hops[at]?.kind === "ended")).toEqual(ended.filter((i) => there.has(i)));
  const entries = (await linesOf(store)).filter(({ of }) => of.chain !== "main").map(({ of }) => JSON.stringify(of.entry));
  expect(entries.sort()).toEqual([...there].flatMap((i) => [JSON.stringify({ i, part: 1 }), JSON.stringify({ i, part: 2 })]).sort());
  return there;
}
