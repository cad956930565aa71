/** Every sample has a certificate, and the checker accepts it as it stands in a file. */
import { expect, test } from "vitest";
import { agrees, samplePolicy, samples } from "./policies.js";

test.each(samples)("%s", (sample) => {
  expect(agrees(samplePolicy(sample), [])).toBe("accepted");
});
