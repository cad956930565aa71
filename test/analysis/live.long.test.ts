import { it } from "vitest";
import { followsEdits } from "./edits-law.js";

it.each([1, 2, 3, 4])(
  "an analysis follows edits, 8,000 of them (%i)",
  (part) => {
    followsEdits(part * 100_000, 1000);
  },
  3_600_000,
);
