import { it } from "vitest";
import { answersAsFresh, trialLeavesNothing } from "./features-law.js";

const runs = Number(process.env.REMIT_RUNS ?? 1_000);

it("every feature answers for any text and place, and after edits as if the text had just been opened", () => answersAsFresh(runs));

it("a renaming that is tried leaves everything as it was", () => trialLeavesNothing(runs));
