/** What a chain says of where it comes from: the policy's digest, and the certificate that the guard stands on. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { verifyChain } from "../../stdlib/runtime/chain.js";
import { remit } from "../cli/run.js";
import { bench, codeOf, hop, plan, policyText } from "./desk.js";

test("starts and credentials name the policy and the certificate, by their digests; a certificate of another policy opens nothing", async () => {
  const proved = await remit("prove --out c.json", { "policy.remit": policyText });
  expect(proved.code).toBe(0);
  const certificate = proved.host.files.get("/home/c.json") ?? "";
  const digest = `sha256:${createHash("sha256").update(certificate).digest("hex")}`;
  const made = await bench({ certificate });
  const planner = await made.start();
  expect((await made.entries()).find(({ kind }) => kind === "start")).toMatchObject({ digest: plan.digest, certificate: digest });
  const reader = await hop(planner, "reader")();
  const { chain } = await reader.present({ audience: "a", action: "web.fetch", args: { url: "u" } });
  const answer = await verifyChain(chain, { root: made.root.public, plan, now: made.clock.now() });
  if (!answer.ok) throw new Error(answer.fault);
  expect(answer.links.map((link) => [link.policy, link.certificate])).toEqual([
    [plan.digest, digest],
    [plan.digest, digest],
  ]);

  const other = await remit("prove --out c.json", { "policy.remit": policyText.replace("limit <= 100", "limit <= 99") });
  const others = other.host.files.get("/home/c.json") ?? "";
  expect(others).toContain('"remit":"certificate"');
  for (const wrong of [others, "", "{}", '{"remit":"certificate","policies":[null]}', plan.digest, certificate.replace('"certificate"', '"else"')])
    expect(await codeOf(bench({ certificate: wrong }))).toBe("desk");
  const without = await bench();
  await without.start();
  expect((await without.entries()).find(({ kind }) => kind === "start")).not.toHaveProperty("certificate");
});
