/** Z3 as one process that lives as long as the tests: a script goes in, a word comes out. */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";

export type Z3Answer = "sat" | "unsat" | "unknown";

export interface Z3 {
  /** What Z3 says of the script; `unknown` too where its own limit is reached, or where it ends. */
  readonly check: (script: string) => Promise<Z3Answer>;
  readonly close: () => void;
}

export function isInstalled(): boolean {
  return spawnSync("z3", ["--version"]).status === 0;
}

/** `patience`: how many milliseconds Z3 may think about one script. */
export function startZ3(patience: number): Z3 {
  let child: ChildProcessWithoutNullStreams | undefined;
  let heard = "";
  let answer: ((line: string) => void) | undefined;
  const start = (): ChildProcessWithoutNullStreams => {
    const started = spawn("z3", ["-in", "-smt2"]);
    heard = "";
    started.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      heard += chunk;
      const end = heard.lastIndexOf("\n");
      const lines = heard.slice(0, Math.max(0, end)).split("\n");
      heard = heard.slice(end + 1);
      for (const line of lines) if (line !== "") answer?.(line);
    });
    started.on("exit", () => {
      child = undefined;
      answer?.("unknown");
    });
    started.stdin.on("error", () => answer?.("unknown"));
    return started;
  };
  return {
    check: (script) =>
      new Promise((resolve, reject) => {
        child ??= start();
        answer = (line) => {
          answer = undefined;
          if (line === "sat" || line === "unsat" || line === "unknown") resolve(line);
          else reject(new Error(`z3: ${line}\n${script}`));
        };
        child.stdin.write(`(reset)\n(set-option :timeout ${patience})\n${script}\n(check-sat)\n`);
      }),
    close: () => child?.kill(),
  };
}
