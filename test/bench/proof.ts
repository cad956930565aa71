/** `remit prove` and `remit verify` of large policies, beside `remit check` in the same run: times, and the size of a certificate. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { generatePolicy } from "./generate.js";
import { emit, spread } from "./harness.js";

const runs = 3;

export function benchProof(): void {
  const folder = mkdtempSync(join(tmpdir(), "remit-bench-"));
  try {
    const program = join(process.cwd(), "dist/remit.js");
    // What the program's first line asks of Node when it is started by its name.
    const options =
      readFileSync(program, "utf8")
        .split("\n")[0]
        ?.match(/--[\w-]+=\d+/g) ?? [];
    for (const agents of [1_000, 10_000]) {
      const text = generatePolicy(agents, 11);
      const hops = text.match(/^delegate /gm)?.length ?? 0;
      const policy = join(folder, `policy-${agents}.remit`);
      const certificate = join(folder, `policy-${agents}.json`);
      writeFileSync(policy, text);
      const commands = {
        check: ["check", policy, "--format", "json"],
        prove: ["prove", policy, "--out", certificate],
        verify: ["verify", certificate, policy],
      };
      const times: Record<keyof typeof commands, number[]> = { check: [], prove: [], verify: [] };
      // In turn, so that what else the machine does falls on all alike.
      for (let run = 0; run < runs; run++) {
        for (const command of ["check", "prove", "verify"] as const) {
          const before = performance.now();
          const { status, stdout, stderr } = spawnSync(process.execPath, [...options, program, ...commands[command]], {
            encoding: "utf8",
            maxBuffer: 1 << 30,
          });
          times[command].push(performance.now() - before);
          if (status !== 0) throw new Error(`${command} failed: ${stdout.slice(0, 400)} ${stderr.slice(0, 400)}`);
        }
      }
      const check = spread(times.check);
      emit(`proof: remit check, ${hops} hops`, "ms", check);
      for (const command of ["prove", "verify"] as const) {
        const of = spread(times[command]);
        emit(`proof: remit ${command}, ${hops} hops`, "ms", { ...of, "times check": of.median / check.median });
      }
      emit(`proof: a certificate, ${hops} hops`, "bytes", { size: statSync(certificate).size });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
