import { expect, it } from "vitest";
import { allTogetherMend, eachOfferMends, narrowedIsNarrower } from "./property.js";

it("each fix that is offered mends its finding, in hundreds of policies", () => {
  const { offered, proved } = eachOfferMends(300);
  console.log(`${proved} fixes: ${[...offered].map(([name, count]) => `${name} ${count}`).join(", ")}`);
  expect(offered.size).toBeGreaterThan(6);
});

it("all fixes of a file do so together, in hundreds of policies", () => {
  expect(allTogetherMend(200)).toBeGreaterThan(10);
});

it("what is narrowed is narrower, in hundreds of policies", () => {
  const tried = narrowedIsNarrower(200);
  console.log([...tried].map(([name, count]) => `${name} ${count}`).join(", "));
  expect(tried.get("narrow")).toBeGreaterThan(30);
});
