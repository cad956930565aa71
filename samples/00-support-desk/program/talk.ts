/** What the processes of this program tell each other, over the channel between a parent process and its child. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A child process that runs another file of this program. */
export function start(file: string, env: Readonly<Record<string, string>> = {}): ChildProcess {
  return fork(fileURLToPath(new URL(`./${file}.mjs`, import.meta.url)), { env: { PATH: process.env.PATH ?? "", ...env } });
}

/** The next message of a child; its own words, so that what it says is looked at by whoever uses it. */
export function heard(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", () => reject(new Error("the child is gone")));
  });
}

/** The next message of the parent. */
export function told(): Promise<unknown> {
  return new Promise((resolve) => process.once("message", resolve));
}

export function tell(message: unknown): void {
  process.send?.(message);
}
