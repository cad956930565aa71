/** `remit diff` and `remit query reach` of a large policy, beside `remit check` of it: processor time, in turn. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generatePolicy } from "./generate.js";
import { emit, spread } from "./harness.js";

const runs = 3;

/** Runs the program and prints its processor time and the peak of its memory last, which no caller can read otherwise. */
const wrapper = `process.on("exit", () => { const { userCPUTime, maxRSS } = process.resourceUsage(); process.stderr.write("\\nused " + userCPUTime + " " + maxRSS); }); process.argv.splice(1, 1); const { pathToFileURL } = await import("node:url"); await import(pathToFileURL(process.argv[1]).href);`;

/** The policy with one bound of one hop of a layer put to another number. */
function edited(text: string, layer: number, limit: number): string {
  const hop = text.search(new RegExp(`^delegate \\S+ -> agent_${layer}_`, "m"));
  const at = text.indexOf("limit <= ", hop);
  return `${text.slice(0, at)}limit <= ${limit}${text.slice(text.indexOf("\n", at))}`;
}

export function benchDiff(): void {
  const folder = mkdtempSync(join(tmpdir(), "remit-bench-"));
  try {
    const script = join(folder, "run.mjs");
    writeFileSync(script, wrapper);
    const program = join(process.cwd(), "dist/remit.js");
    const options =
      readFileSync(program, "utf8")
        .split("\n")[0]
        ?.match(/--[\w-]+=\d+/g) ?? [];
    const text = generatePolicy(10_000, 11);
    const file = (name: string, of: string): string => {
      const path = join(folder, `${name}.remit`);
      writeFileSync(path, of);
      return path;
    };
    const policy = file("policy", text);
    const questions: Readonly<Record<string, { readonly args: readonly string[]; readonly exit: number }>> = {
      check: { args: ["check", policy], exit: 0 },
      "diff with itself": { args: ["diff", policy, policy], exit: 0 },
      "diff, a hop of the first layer widened": { args: ["diff", policy, file("first", edited(text, 0, 1500))], exit: 1 },
      "diff, a hop of the sixth layer narrowed": { args: ["diff", policy, file("sixth", edited(text, 5, 700))], exit: 0 },
      "query reach": { args: ["query", "reach", "agent_9_5", policy], exit: 0 },
    };
    const times = new Map(Object.keys(questions).map((name) => [name, { user: [] as number[], peak: 0 }]));
    for (let run = 0; run < runs; run++) {
      for (const [name, { args, exit }] of Object.entries(questions)) {
        const { status, stdout, stderr } = spawnSync(process.execPath, [...options, script, program, ...args], {
          encoding: "utf8",
          maxBuffer: 1 << 30,
        });
        if (status !== exit) throw new Error(`${name}: exit ${status}: ${stdout.slice(0, 400)} ${stderr.slice(0, 400)}`);
        const [, used, peak] = /used (\d+) (\d+)/.exec(stderr) ?? [];
        const of = times.get(name);
        of?.user.push(Number(used) / 1000);
        if (of !== undefined) of.peak = Math.max(of.peak, Number(peak) / 1024);
      }
    }
    const check = spread(times.get("check")?.user ?? []).median;
    for (const [name, { user, peak }] of times) {
      const of = spread(user);
      emit(`diff: ${name}, 10,000 agents, ${text.match(/^delegate /gm)?.length ?? 0} hops, user time`, "ms", {
        ...of,
        "peak MB": peak,
        "times check": of.median / check,
      });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
