/** `remit build`: what is written, and when nothing is. */
import { describe, expect, test } from "vitest";
import { accepted, refused, remit, warned } from "../cli/run.js";
import { sourcesBelow } from "../tidy/sources.js";

describe("remit build", () => {
  test("writes a module for each policy, the same each time", async () => {
    const ran = await remit("build --out generated", { "refunds.remit": accepted });
    expect({ code: ran.code, out: ran.out, err: ran.err }).toEqual({ code: 0, out: "", err: "" });
    const text = ran.host.files.get("/home/generated/refunds.guard.ts");
    expect(text).toContain("export const Refunds = /* @__PURE__ */ v1.guard<Spec>(plan);");
    const again = await remit("build --out generated", { "refunds.remit": accepted });
    expect(again.host.files.get("/home/generated/refunds.guard.ts")).toBe(text);
  });

  test("names policies as remit.json does, or as their folder", async () => {
    const settings = '{ "language": 1, "policies": { "support-desk": "a.remit" } }';
    const named = await remit("build --out g", { "a.remit": accepted, "remit.json": settings });
    expect([...named.host.files.keys()]).toContain("/home/g/support_desk.guard.ts");
    const folder = await remit("build --out g", { "01-refunds/policy.remit": accepted });
    expect([...folder.host.files.keys()]).toContain("/home/g/refunds.guard.ts");
  });

  test("writes nothing where a policy has an error, though another has none", async () => {
    const ran = await remit("build --out g", { "a.remit": accepted, "b.remit": refused });
    expect(ran.code).toBe(1);
    expect(ran.err).toContain("wider-scope");
    expect([...ran.host.files.keys()].filter((file) => file.startsWith("/home/g/"))).toEqual([]);
  });

  test("a warning stops nothing", async () => {
    expect((await remit("build --out g", { "a.remit": warned })).code).toBe(0);
  });

  test("--check finds a guard that is missing, edited or of an older policy, and writes nothing", async () => {
    const { host } = await remit("build --out g", { "a.remit": accepted });
    const guard = host.files.get("/home/g/a.guard.ts") ?? "";
    const check = async (files: Readonly<Record<string, string>>) => remit("build --out g --check", files);
    expect((await check({ "a.remit": accepted, "g/a.guard.ts": guard })).code).toBe(0);
    const missing = await check({ "a.remit": accepted });
    expect(missing.code).toBe(1);
    expect(missing.err).toContain("g/a.guard.ts is missing");
    expect([...missing.host.files.keys()]).toEqual(["/home/a.remit"]);
    const edited = await check({ "a.remit": accepted, "g/a.guard.ts": guard.replace("50", "51") });
    expect(edited.code).toBe(1);
    expect(edited.err).toContain("g/a.guard.ts is not what the policy gives");
    const older = await check({ "a.remit": accepted.replaceAll("50", "49").replace("cap: 40", "cap: 39"), "g/a.guard.ts": guard });
    expect(older.code).toBe(1);
  });

  test("two policies of one name, an unwritable folder and a missing --out can't be run", async () => {
    const twice = await remit("build --out g", { "x/a.remit": accepted, "y/a.remit": accepted });
    expect(twice.code).toBe(2);
    expect(twice.err).toContain("a.guard.ts");
    const closed = await remit("build --out g", { "a.remit": accepted }, { unreadable: ["g/a.guard.ts"] });
    expect(closed.code).toBe(2);
    expect((await remit("build", { "a.remit": accepted })).code).toBe(2);
  });

  test("--target json: the plan with its constraints, as one document", async () => {
    const ran = await remit("build --out g --target json", { "a.remit": accepted });
    expect(ran.code).toBe(0);
    const plan = JSON.parse(ran.host.files.get("/home/g/a.guard.json") ?? "");
    expect(plan).toMatchObject({
      version: 1,
      name: "a",
      hops: [
        { from: "oncall", to: "planner", next: [1], callable: [], clauses: [{ verb: "relay", actions: ["orders.refund"] }] },
        { from: "planner", to: "refunder", callable: ["orders.refund"], require: { kind: "compare", op: "<=" } },
      ],
    });
    expect(plan.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  });
});

test("only `remit build` loads the printer: nothing that is loaded before it leads there", () => {
  const files = new Map(sourcesBelow("compiler", "stdlib").map((source) => [source.path, source]));
  const lazily = (text: string, path: string): boolean => text.includes(`import("${path}")`);
  const reached = new Set<string>();
  const visit = (path: string): void => {
    const source = files.get(path);
    if (source === undefined || reached.has(path)) return;
    reached.add(path);
    for (const next of source.loads) if (!isLazy(source.text, next)) visit(next);
  };
  const isLazy = (text: string, path: string): boolean => {
    const name = `${path.split("/").at(-1)?.replace(/\.ts$/, ".js")}`;
    return ["./", "../emit/", "../import/", "../diagnostics/"].some((folder) => lazily(text, `${folder}${name}`));
  };
  for (const entry of ["compiler/cli/main.ts", "compiler/cli/check.ts", "compiler/cli/build.ts", "compiler/index.ts", "compiler/pipeline.ts"])
    visit(entry);
  expect(reached.has("compiler/cli/program.ts")).toBe(true);
  expect([...reached].filter((path) => path.startsWith("compiler/emit/"))).toEqual([]);
});
