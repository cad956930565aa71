/** Start of the program: `remit check` of a sample beside `node -e 0`, in turn. */
import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";
import { emit, spread } from "./harness.js";

const runs = 15;

export function benchStart(): void {
  const commands = {
    "node -e 0": ["-e", "0"],
    "remit --version": ["dist/remit.js", "--version"],
    "remit check": ["dist/remit.js", "check", "samples/00-support-desk/policy.remit"],
  };
  const samples = new Map(Object.keys(commands).map((name) => [name, [] as number[]]));
  for (let run = 0; run <= runs; run++) {
    for (const [name, args] of Object.entries(commands)) {
      const before = performance.now();
      const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
      if (status !== 0) throw new Error(`${name}: ${stderr}`);
      if (run > 0) samples.get(name)?.push(performance.now() - before);
    }
  }
  const base = spread(samples.get("node -e 0") ?? []);
  for (const [name, times] of samples) {
    const of = spread(times);
    emit(`start: ${name}`, "ms", { ...of, "times node -e 0": of.median / base.median });
  }
}
