/** The law of edits: after any sequence of them, the findings are those of a check from the beginning. */
import { describe, expect, it } from "vitest";
import { analyse } from "../../compiler/analysis/analyse.js";
import { analyseLive } from "../../compiler/analysis/live.js";
import { ordered } from "../../compiler/findings.js";
import { dice, draft } from "./edits.js";

/** What a person is told, byte for byte. */
const told = ({ diagnostics, proof }: ReturnType<typeof analyse>): string => JSON.stringify({ diagnostics: ordered(diagnostics), proof }, null, 1);

const sequences = Number(process.env.REMIT_EDITS ?? 400);
const first = Number(process.env.REMIT_FIRST ?? 0);
const edits = 8;

describe("an analysis that follows edits", () => {
  it("says what one from the beginning says", () => {
    let count = 0;
    let followed = 0;
    const codes = new Set<string>();
    for (let seed = first; seed < first + sequences; seed++) {
      let version = draft(dice(seed));
      const live = analyseLive(version.policy, { incomplete: version.incomplete });
      for (let edit = 1; edit <= edits; edit++) {
        version = version.edited();
        const written = { incomplete: version.incomplete };
        if (live.edit(version.policy, written).followed) followed++;
        count++;
        const fresh = analyse(version.policy, written);
        for (const { code } of fresh.diagnostics) codes.add(code);
        expect(told(live.result()), `sequence ${seed}, edit ${edit}`).toBe(told(fresh));
      }
    }
    // Most edits must have been followed, or nothing was shown.
    expect(followed / count).toBeGreaterThan(0.5);
    process.stdout.write(`${count} edits, ${followed} followed; ${[...codes].sort().join(" ")}\n`);
  }, 300_000);
});
