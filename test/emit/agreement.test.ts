/** The generated decision answers as the interpreter does, which answers with `admits`: over the whole language, conforming or not. */
import { expect, test } from "vitest";
import type { ReasonCode } from "../../stdlib/runtime/plan.js";
import { agree } from "./agree.js";

test("generated decisions answer as the meaning does", () => {
  const seen = agree(1, 400, 25);
  // The law says little unless both answers come up, and each way to refuse.
  expect(seen.allowed).toBeGreaterThan(seen.asked / 20);
  expect(seen.refused).toBeGreaterThan(seen.asked / 20);
  const codes: readonly ReasonCode[] = ["scope", "denied", "relay", "held", "require", "argument", "parameter", "context", "action"];
  expect(codes.filter((code) => !seen.codes.has(code))).toEqual([]);
});
