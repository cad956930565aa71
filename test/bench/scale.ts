/** `remit check` of large policies: its time and memory, and what a hop costs as their number grows. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { generatePolicy } from "./generate.js";
import { emit, spread } from "./harness.js";

const runs = 3;

/** Runs the program and prints the peak of its memory last, which no caller can read otherwise. */
const wrapper = `process.on("exit", () => process.stderr.write("\\npeak " + process.resourceUsage().maxRSS)); process.argv.splice(1, 1); const { pathToFileURL } = await import("node:url"); await import(pathToFileURL(process.argv[1]).href);`;

export function benchScale(): void {
  const folder = mkdtempSync(join(tmpdir(), "remit-bench-"));
  try {
    const script = join(folder, "run.mjs");
    writeFileSync(script, wrapper);
    const program = join(process.cwd(), "dist/remit.js");
    // What the program's first line asks of Node when it is started by its name.
    const options =
      readFileSync(program, "utf8")
        .split("\n")[0]
        ?.match(/--[\w-]+=\d+/g) ?? [];
    const perHop: number[] = [];
    for (const agents of [100, 1_000, 10_000]) {
      const text = generatePolicy(agents, 11);
      const file = join(folder, `policy-${agents}.remit`);
      writeFileSync(file, text);
      const hops = text.match(/^delegate /gm)?.length ?? 0;
      const times: number[] = [];
      let peak = 0;
      for (let run = 0; run < runs; run++) {
        const before = performance.now();
        const { status, stdout, stderr } = spawnSync(process.execPath, [...options, script, program, "check", file, "--format", "json"], {
          encoding: "utf8",
          maxBuffer: 1 << 30,
        });
        times.push(performance.now() - before);
        if (status !== 0) throw new Error(`check failed: ${stdout.slice(0, 400)} ${stderr.slice(0, 400)}`);
        peak = Math.max(peak, Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024);
      }
      const of = spread(times);
      perHop.push(of.median / hops);
      emit(`scale: remit check, ${hops} hops, ${agents} agents, ${(text.length / 1e6).toFixed(1)} MB`, "ms", {
        ...of,
        "peak MB": peak,
        "µs a hop": (1000 * of.median) / hops,
      });
    }
    const [, middle = Number.NaN, last = Number.NaN] = perHop;
    emit("scale: cost of a hop, 100,000 hops over 10,000", "ratio", { ratio: last / middle });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
