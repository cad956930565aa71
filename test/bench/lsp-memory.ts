/** The server's memory over 100,000 edits, in the rhythm of a person: after some thousands of keystrokes nobody types for a moment. */
import { setTimeout } from "node:timers/promises";
import { generatePolicy } from "./generate.js";
import { emit } from "./harness.js";
import { startTypist } from "./lsp-client.js";

const edits = 100_000;
const rounds = 8;

export async function benchMemory(): Promise<void> {
  const typist = await startTypist({ "policy.remit": generatePolicy(20, 5) });
  await typist.open("policy.remit");
  const memory: Record<string, number> = {};
  let count = 0;
  for (let round = 1; round <= rounds; round++) {
    for (; count < (edits * round) / rounds; count++) await typeOne(typist, count);
    // The proof is begun anew when nobody types, and the collector comes to its work.
    await setTimeout(3_000);
    memory[`MB after ${count}`] = typist.memory();
  }
  emit("lsp: memory over edits", "MB", memory);
  const [first = Number.NaN] = Object.values(memory);
  emit("lsp: memory after all edits, over that after the first eighth", "ratio", { ratio: (Object.values(memory).at(-1) ?? Number.NaN) / first });
  await typist.end();
}

/** Another bound, another condition, or a sign that breaks a hop and is taken away again: never the same text twice. */
async function typeOne(typist: Awaited<ReturnType<typeof startTypist>>, count: number): Promise<void> {
  const name = "policy.remit";
  const text = typist.text(name);
  const kind = Math.floor(count / 2) % 3;
  const from = text.indexOf("delegate agent", Math.floor(text.length * (0.3 + 0.6 * ((count * 0.618) % 1))));
  const hop = from < 0 ? text.lastIndexOf("delegate agent") : from;
  const broken = text.indexOf("#");
  if (broken >= 0) await typist.type(name, broken, broken + 1, "");
  else if (kind === 0) await typist.type(name, hop, hop, "#");
  else {
    const pattern = kind === 1 ? /limit <= (\d+(?:\.\d+)?)/g : /ttl (\d+)m/g;
    pattern.lastIndex = hop;
    const match = pattern.exec(text);
    if (match === null) return;
    const value = match[1] ?? "";
    const start = match.index + match[0].indexOf(value);
    await typist.type(name, start, start + value.length, kind === 1 ? String(100 + count / edits) : String(1 + (count % 9)));
  }
}
