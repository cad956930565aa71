/** `npm run bench [GROUP …]`: every figure that the documentation quotes, one JSON line each. */

import { benchDecision } from "./decision.js";
import { benchDiff } from "./diff.js";
import { benchEdits } from "./edits.js";
import { benchFrontEnd } from "./front-end.js";
import { benchGuard } from "./guard.js";
import { askZ3, benchInclusion } from "./inclusion.js";
import { benchProof } from "./proof.js";
import { benchScale } from "./scale.js";
import { benchStart } from "./start.js";

const groups: Readonly<Record<string, () => Promise<void> | void>> = {
  inclusion: benchInclusion,
  "front-end": benchFrontEnd,
  start: benchStart,
  scale: benchScale,
  edits: benchEdits,
  decision: benchDecision,
  proof: benchProof,
  guard: benchGuard,
  diff: benchDiff,
};

const [first, second] = process.argv.slice(2);
const asked = first === "--z3" ? [] : process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(groups, name));
if (first === "--z3") await askZ3(Number(second));
else if (unknown.length > 0) {
  process.stderr.write(`unknown group ${unknown.join(", ")}; there are ${Object.keys(groups).join(", ")}\n`);
  process.exitCode = 2;
} else for (const [name, group] of Object.entries(groups)) if (asked.length === 0 || asked.includes(name)) await group();
