/** The law of edits: after any sequence of them, the findings are those of a check from the beginning, byte for byte. */
import { expect } from "vitest";
import { type Analysis, analyse } from "../../compiler/analysis/analyse.js";
import { analyseLive } from "../../compiler/analysis/live.js";
import { ordered } from "../../compiler/findings.js";
import { dice, draft } from "./edits.js";

/** What a person is told. */
const told = ({ diagnostics, proof }: Analysis): string => JSON.stringify({ diagnostics: ordered(diagnostics), proof }, null, 1);

const editsEach = 8;

/** Holds the law against so many random policies, each with some edits in a row. */
export function followsEdits(first: number, policies: number): void {
  let count = 0;
  let followed = 0;
  for (let seed = first; seed < first + policies; seed++) {
    let version = draft(dice(seed));
    const live = analyseLive(version.policy, { incomplete: version.incomplete });
    for (let edit = 1; edit <= editsEach; edit++) {
      version = version.edited();
      const written = { incomplete: version.incomplete };
      if (live.edit(version.policy, written).followed) followed++;
      count++;
      expect(told(live.result()), `policy ${seed}, edit ${edit}`).toBe(told(analyse(version.policy, written)));
    }
  }
  // Where an analysis starts over, nothing is shown.
  expect(followed / count).toBeGreaterThan(0.5);
}
