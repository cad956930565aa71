import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { starter } from "../../compiler/cli/init.js";
import { codes } from "../../compiler/diagnostics/code.js";
import { accepted, remit } from "./run.js";

describe("remit test", () => {
  test("passes", async () => {
    expect(await remit("test", { "a.remit": accepted })).toMatchObject({ code: 0, out: "pass  a refund stays under its cap\n1 passed, 0 failed\n" });
  });

  const failing = accepted.replace("amount: 41", "amount: 40");

  test("fails, and shows the step", async () => {
    const ran = await remit("test", { "a.remit": failing });
    expect(ran.code).toBe(1);
    expect(ran.out).toContain("fail  a refund stays under its cap");
    expect(ran.out).toContain('deny orders.refund(order: "o-1", amount: 40)');
  });

  test("as JSON", async () => {
    const { out, code } = await remit("test --format json", { "a.remit": failing });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      ok: false,
      tests: [{ name: "a refund stays under its cap", file: "a.remit", passed: false, message: expect.any(String) }],
      coverage: { clauses: 2, exercised: 2, missed: [] },
    });
  });

  test("as JUnit", async () => {
    const { out } = await remit("test --format junit", { "a.remit": failing });
    expect(out).toContain('<testsuites tests="1" failures="1">');
  });

  test("coverage names the clauses that no test asks for", async () => {
    const without = accepted.slice(0, accepted.indexOf("test "));
    const ran = await remit("test --coverage --min 50", { "a.remit": without });
    expect(ran.code).toBe(1);
    expect(ran.out).toContain("0 of 2 clauses exercised");
    expect(ran.out).toContain("a.remit:13:3  relay orders.refund where amount <= 50");
    expect(await remit("test --coverage --min 100", { "a.remit": accepted })).toMatchObject({ code: 0 });
  });

  test("tests a policy that check would refuse, as long as it can be understood", async () => {
    const wider = accepted.replace("require $cap <= 50", "require $cap <= 60");
    expect(await remit("test", { "a.remit": wider })).toMatchObject({ code: 0 });
    const unknown = accepted.replace("relay orders.refund", "relay orders.refnd");
    expect(await remit("test", { "a.remit": unknown })).toMatchObject({ code: 1, out: "", err: expect.stringContaining("unknown-name") });
  });
});

describe("remit fmt", () => {
  const ugly = accepted.replaceAll("\n  ", "\n      ");

  test("rewrites what is not in the layout, once", async () => {
    const first = await remit("fmt", { "a.remit": ugly, "sub/b.remit": ugly });
    expect(first.code).toBe(0);
    const text = first.host.files.get("/home/a.remit") ?? "";
    expect(first.host.files.get("/home/sub/b.remit")).toBe(text);
    expect(await remit("fmt --check", { "a.remit": text })).toMatchObject({ code: 0, out: "" });
  });

  test("--check names them and writes nothing", async () => {
    const ran = await remit("fmt --check", { "a.remit": ugly });
    expect(ran).toMatchObject({ code: 1, out: "a.remit\n" });
    expect(ran.host.files.get("/home/a.remit")).toBe(ugly);
  });

  test("leaves a file that does not parse as it is", async () => {
    const ran = await remit("fmt", { "a.remit": "agent {{{" });
    expect(ran.code).toBe(1);
    expect(ran.err).toContain("a.remit is left as it is");
    expect(ran.host.files.get("/home/a.remit")).toBe("agent {{{");
  });
});

describe("remit explain", () => {
  test.each(codes)("%s", async (code) => {
    const ran = await remit(`explain ${code}`);
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(/^# .+\n\n.*## Example\n.*## Fixed\n/s);
  });

  test("lists all codes", async () => {
    const { out } = await remit("explain");
    for (const code of codes) expect(out).toMatch(new RegExp(`^  ${code} +[A-Z]`, "m"));
  });
});

describe("remit init", () => {
  test("writes a policy that is accepted, tested and in the layout", async () => {
    const { host, code } = await remit("init agents");
    expect(code).toBe(0);
    const files = Object.fromEntries(host.files);
    expect(Object.keys(files).sort()).toEqual(
      Object.keys(starter)
        .map((path) => `/home/agents/${path}`)
        .sort(),
    );
    expect(await remit("check --deny-warnings agents", files)).toMatchObject({ code: 0, out: "" });
    expect(await remit("test --coverage --min 100 agents", files)).toMatchObject({ code: 0 });
    expect(await remit("fmt --check agents", files)).toMatchObject({ code: 0, out: "" });
  });

  test("overwrites nothing", async () => {
    const ran = await remit("init", { "remit.json": "{}" });
    expect(ran).toMatchObject({ code: 2, err: "remit: `remit.json` is there already, and init overwrites nothing\n" });
    expect([...ran.host.files.keys()]).toEqual(["/home/remit.json"]);
  });
});

test("the starter's workflow is YAML, and compares a pull request with its base", () => {
  const workflow = parse(starter[".github/workflows/remit.yml"] ?? "");
  const steps: readonly { readonly run?: string; readonly env?: object }[] = workflow.jobs.policy.steps;
  expect(steps.at(-1)).toMatchObject({
    run: 'npx --no remit diff --base "$BASE" --format github',
    env: { BASE: expect.stringMatching(/^\$\{\{ github\.event\.pull_request\.base\.sha \}\}$/) },
  });
});
