/**
 * A trip is booked and paid for. Between the question for the money and the answer the process is gone: what was granted, asked and
 * spent lies in the store, and another process goes on. The token for the charge is minted for that one hop.
 */
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { newKeyText } from "remit/runtime";

const folder = mkdtempSync(join(tmpdir(), "travel-concierge-"));
// In earnest the keys come from where secrets are kept.
const env = { PATH: process.env.PATH ?? "", STATE: folder, ROOT_KEY: newKeyText(), TRAVELER_KEY: newKeyText() };

/** Runs a file of this program to its end; what it tells is its answer. */
async function run(file: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
  console.log(`--- ${file}, in a process of its own`);
  const child = fork(fileURLToPath(new URL(`./${file}.mjs`, import.meta.url)), { env: { ...env, ...more } });
  let said = "";
  child.on("message", (message) => {
    said = String(message);
  });
  const code = await new Promise<number | null>((resolve) => child.on("exit", resolve));
  if (code !== 0) throw new Error(`${file} ended with ${code}`);
  return said;
}

const pending = await run("plan");
await run("pay", { PENDING: pending });
rmSync(folder, { recursive: true });
