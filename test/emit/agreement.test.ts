/** The generated decision answers as the interpreter does, which answers with `admits`: over the whole language, conforming or not. */
import { expect, test } from "vitest";
import { agree } from "./agree.js";

test("generated decisions answer as the meaning does", () => {
  const seen = agree(1, 400, 25);
  // The law says little unless both answers come up, for calls and for hops.
  expect(seen.allowed).toBeGreaterThan(seen.asked / 20);
  expect(seen.refused).toBeGreaterThan(seen.asked / 20);
  for (const code of ["scope", "denied", "relay", "held", "require", "argument", "parameter", "context", "action"])
    expect(seen.codes.has(code), code).toBe(true);
});
