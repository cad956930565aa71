import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageFolder } from "../../compiler/host/package.js";
import { remit } from "../cli/run.js";

const readme = readFileSync(join(packageFolder, "README.md"), "utf8");
const policy = /^```remit\n(.*?)^```$/ms.exec(readme)?.[1] ?? "";
const shown = /^\$ npx remit check refunds\.remit\n(.*?)^```$/ms.exec(readme)?.[1] ?? "";

test("the README shows what the program really says", async () => {
  expect(await remit("check refunds.remit", { "refunds.remit": policy })).toMatchObject({ code: 1, out: shown });
});

test("with the bound that the README names, it is accepted with nothing to say", async () => {
  const accepted = policy.replace("require $cap <= 60", "require $cap <= 50");
  expect(accepted).not.toBe(policy);
  expect(await remit("check refunds.remit", { "refunds.remit": accepted })).toMatchObject({ code: 0, out: "" });
});

test("the README's settings can be used", async () => {
  const settings = /^```json\n(.*?)^```$/ms.exec(readme)?.[1] ?? "";
  expect(await remit("check", { "remit.json": settings, "support.remit": policy.replace("<= 60", "<= 50") })).toMatchObject({ code: 0 });
});
