/** The samples' committed guards: what `remit build` would write, the same each time, and clean under `tsc --strict` alone. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { defaultTime } from "../../compiler/analysis/testing.js";
import { run } from "../../compiler/cli/program.js";
import { diskHost } from "../../compiler/host/disk.js";
import { packageFolder } from "../../compiler/host/package.js";
import { load } from "../../compiler/load.js";
import { SupportDesk } from "../../samples/00-support-desk/guard/support_desk.guard.js";
import type { Policy } from "../../stdlib/runtime/decide.js";

const samples = readdirSync(join(packageFolder, "samples"), { withFileTypes: true }).flatMap(({ name }) => (/^\d\d-/.test(name) ? [name] : []));

async function remit(...args: readonly string[]): Promise<{ code: number; err: string }> {
  let err = "";
  const terminal = {
    out: () => {},
    err: (text: string) => {
      err += text;
    },
    color: { out: false, err: false },
    interactive: false,
    columns: undefined,
  };
  return { code: await run(args, diskHost(packageFolder), terminal), err };
}

describe("the samples' guards", () => {
  test("there are some", () => {
    expect(samples.length).toBeGreaterThanOrEqual(7);
  });

  test.each(samples)("%s: the committed guard is what the policy gives", async (sample) => {
    expect(await remit("build", `samples/${sample}/policy.remit`, "--out", `samples/${sample}/guard`, "--check")).toEqual({ code: 0, err: "" });
  });

  test.each(samples)("%s: the guard says what the policy's own tests expect", async (sample) => {
    const loaded = load(diskHost(packageFolder), [`samples/${sample}/policy.remit`]);
    const [source] = loaded.kind === "loaded" ? loaded.policies : [];
    const [file = ""] = readdirSync(join(packageFolder, "samples", sample, "guard"));
    const guard: { readonly policy: Policy } = await import(join(packageFolder, "samples", sample, "guard", file));
    const steps = (source?.tests ?? []).flatMap((each) => each.steps.map((step) => ({ test: each, step })));
    expect(steps.length).toBeGreaterThan(0);
    for (const { test: each, step } of steps) {
      const call = step.kind === "call" ? step : undefined;
      const { allow, reason } = guard.policy.decide({
        chain: [each.start, ...each.hops.map(({ to }) => to)],
        params: [{}, ...each.hops.map(({ params }) => params)],
        tasks: [undefined, ...each.hops.map(({ task }) => task)],
        action: call?.action.id ?? "",
        args: call?.args ?? {},
        context: each.context,
        approvals: each.approvals,
        now: each.at ?? defaultTime,
      });
      if (call === undefined) expect(["require", "parameter"]).toContain(reason?.code);
      else expect(allow ? "allow" : "deny", `${each.name}: ${call.action.id} ${JSON.stringify(call.args)}`).toBe(call.expect);
    }
  });

  test("a decision that allows makes nothing", () => {
    const decision = SupportDesk.plan.hops[1]?.uses["orders.refund"];
    const frame = { hop: 1, params: { order_id: "o-1", cap: 40 }, above: { hop: 0, params: {} } };
    const args = { order: "o-1", amount: 39.5 };
    const context = { customer: "c-1", halted: false };
    const none: readonly string[] = [];
    const many = 20_000;
    const grown = Array.from({ length: 60 }, () => {
      const before = process.memoryUsage().heapUsed;
      let refused = 0;
      for (let i = 0; i < many; i++) if (decision?.(args, frame, context, 0, none) !== undefined) refused++;
      expect(refused).toBe(0);
      return (process.memoryUsage().heapUsed - before) / many;
    });
    // The smallest thing that could be made is 12 bytes; the median leaves out what was compiled or collected meanwhile.
    expect(grown.slice(20).sort((a, b) => a - b)[20]).toBeLessThan(4);
  });

  test("in a browser `policy` comes alone: nothing of Node, and nothing that enforces", async () => {
    const { outputFiles } = await build({
      stdin: { contents: 'export { policy } from "./samples/00-support-desk/guard/support_desk.guard.js";', resolveDir: packageFolder },
      bundle: true,
      write: false,
      format: "esm",
      platform: "browser",
      external: ["node:*", "jose"],
      alias: { "remit/runtime/v1": join(packageFolder, "stdlib/runtime/v1.ts") },
    });
    const text = outputFiles[0]?.text ?? "";
    expect(text).not.toMatch(/\bnode:|\bjose\b|openDesk/);
    const alone: { readonly policy: Policy } = await import(`data:text/javascript,${encodeURIComponent(text)}`);
    const question = {
      chain: ["oncall", "planner"],
      action: "orders.lookup",
      args: { customer: "c-1", limit: 20 },
      context: { customer: "c-1" },
      now: 0,
    };
    expect(alone.policy.decide(question)).toEqual({ allow: true });
    expect(alone.policy.decide({ ...question, args: { customer: "c-1", limit: 101 } }).reason?.argument).toBe("limit");
  });
});
