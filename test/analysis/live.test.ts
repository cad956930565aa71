import { expect, it } from "vitest";
import { analyseLive } from "../../compiler/analysis/live.js";
import { action, agent, allow, hop, is, policy, principal, task } from "./build.js";
import { followsEdits } from "./edits-law.js";

it("says after any edits what an analysis from the beginning says", () => {
  followsEdits(0, 60);
  // Where another hop replies what one replied before.
  followsEdits(10222, 1);
  followsEdits(10796, 1);
}, 600_000);

it("starts over where all may depend on what has changed, and only there", () => {
  const work = task("work");
  const use = [action("tool.use")];
  const [boss, a, b] = [principal("boss"), agent("a"), agent("b")];
  const one = policy({ hops: [hop(boss, a, work, [allow(use, is("x", "<=", 9))]), hop(a, b, work, [allow(use, is("x", "<=", 5))])] });
  const live = analyseLive(one);
  const put = (bound: number) => ({
    ...one,
    hops: one.hops.map((each, at) => (at === 1 ? { ...each, scope: { ...each.scope, clauses: [allow(use, is("x", "<=", bound))] } } : each)),
  });
  const codes = (): readonly string[] => live.result().diagnostics.map(({ code }) => code);
  expect(live.edit(put(12))).toEqual({ followed: true });
  expect(codes()).toContain("wider-scope");
  expect(live.edit(put(7))).toEqual({ followed: true });
  expect(codes()).not.toContain("wider-scope");
  expect(
    live.edit({ ...put(7), facts: [{ name: "f", type: { kind: "scalar", sort: "Bool" }, live: false, place: one.hops[0]?.place ?? expect.fail() }] }),
  ).toEqual({ followed: false });
});
