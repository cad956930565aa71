import { expect, it } from "vitest";
import { allTogetherMend, eachOfferMends, narrowedIsNarrower } from "./property.js";

it("each fix that is offered mends its finding, and makes nothing else wrong", () => {
  const { offered, proved } = eachOfferMends(25);
  expect(proved).toBeGreaterThan(10);
  expect(offered.size).toBeGreaterThan(4);
});

it("all fixes of a file do so together", () => {
  expect(allTogetherMend(40)).toBeGreaterThan(0);
});

it("what is narrowed is narrower, and nothing gives more than before", () => {
  const tried = narrowedIsNarrower(10);
  expect(tried.get("narrow")).toBeGreaterThan(0);
});
