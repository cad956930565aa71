/** The page about certificates shows a policy and its certificate: they are what the program makes of them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { certify } from "../../compiler/analysis/certify.js";
import { packageFolder } from "../../compiler/host/package.js";
import { check } from "../../compiler/proof/check.js";
import { refuted } from "../../compiler/proof/refuted.js";
import { lowerText } from "../harness/marked.js";

test("the example is real", () => {
  const page = readFileSync(join(packageFolder, "compiler/proof/README.md"), "utf8");
  const block = (language: string): string => new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "ms").exec(page)?.[1] ?? "";
  const policy = lowerText(block("remit")).value;
  const certified = certify(policy);
  const shown: unknown = JSON.parse(block("json"));
  const whole = { catalogues: [], witnesses: [], ...(shown as object) };
  expect(certified).toEqual({ kind: "certificate", certificate: whole });
  expect(certified.kind === "certificate" && check(policy, certified.certificate, refuted)).toMatchObject({ kind: "holds" });
});
