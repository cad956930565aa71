/**
 * `npm run bench:lsp [GROUP …]`: the language server as an editor meets it: a client over the pipes of a process, that types. One JSON
 * line a figure. A keystroke's time is from the moment its notification is written until the findings of that very text are read.
 */
import { benchFixes } from "./lsp-fixes.js";
import { benchMemory } from "./lsp-memory.js";
import { benchFiles, benchLarge } from "./lsp-typing.js";

const groups: Readonly<Record<string, () => Promise<void>>> = {
  files: benchFiles,
  large: benchLarge,
  fixes: benchFixes,
  memory: benchMemory,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(groups, name));
if (unknown.length > 0) {
  process.stderr.write(`unknown group ${unknown.join(", ")}; there are ${Object.keys(groups).join(", ")}\n`);
  process.exitCode = 2;
} else for (const [name, group] of Object.entries(groups)) if (asked.length === 0 || asked.includes(name)) await group();
