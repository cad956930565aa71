import { it } from "vitest";
import { answersAsFresh, trialLeavesNothing } from "./features-law.js";

it("every feature answers for any text and place, and after edits as if the text had just been opened", () => answersAsFresh(1000));

it("a renaming that is tried leaves everything as it was", () => trialLeavesNothing(1000));
