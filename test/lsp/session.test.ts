import { it } from "vitest";
import { holdSessions } from "./session-law.js";

it(
  "answers whatever an editor does, and finds in the end what the final texts have",
  () => holdSessions(Number(process.env.REMIT_RUNS ?? 200)),
  600_000,
);
