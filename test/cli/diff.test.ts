/** `remit diff`, as a person, a pipeline and a forge meet it. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AjvDraft04 from "ajv-draft-04";
import addFormats from "ajv-formats";
import { afterEach, describe, expect, it } from "vitest";
import { run } from "../../compiler/cli/program.js";
import { diskHost } from "../../compiler/host/disk.js";
import { packageFolder } from "../../compiler/host/package.js";
import { accepted, remit } from "./run.js";

const wider = accepted.replaceAll("<= 50", "<= 60");
const files = { "old.remit": accepted, "new.remit": wider };
const day = (text: string): number => Date.parse(`${text}T12:00:00Z`);

/** The entries that a run asks for, as somebody fills them in. */
async function entries(of: Readonly<Record<string, string>>, more: object = {}): Promise<readonly object[]> {
  const { out } = await remit("diff old.remit new.remit", of);
  const [, text = "{}"] = /entries of remit-accepted\.json:\n([\s\S]*)$/.exec(out) ?? [];
  return JSON.parse(text).accepted.map((entry: object) => ({ ...entry, by: "ann@example.com", why: "larger refunds", until: "2027-01-31", ...more }));
}

const acceptedFile = (list: readonly object[]): string => JSON.stringify({ version: 1, accepted: list });

describe("remit diff OLD NEW", () => {
  it("says nothing is wider of a version and itself", async () => {
    expect(await remit("diff old.remit old.remit", files)).toMatchObject({ code: 0, out: "nothing widened or weakened\n", err: "" });
    const json = await remit("diff old.remit old.remit --format json", files);
    expect(JSON.parse(json.out)).toEqual({ version: 1, widened: [], narrowed: [], bounds: [], weakened: [] });
    for (const format of ["sarif", "github", "markdown"]) expect((await remit(`diff old.remit old.remit --format ${format}`, files)).code).toBe(0);
  });

  it("shows who may do more, before and now, on which chain, with a request, and the entry to paste", async () => {
    const { code, out, err } = await remit("diff old.remit new.remit", files);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toContain(`widened: \`refunder\` may do more with \`orders.refund\` than before
    owner       payments@example.com
    before      amount <= 50
    now         amount <= 60
    chain       oncall → planner → refunder
    where       planner.refunder.cap = 51
    request     orders.refund(order: "", amount: 51)
`);
    expect(out).toContain("To accept this, put your name to these entries of remit-accepted.json:\n{");
  });

  it("prints JSON as it is documented, and nothing else", async () => {
    const { code, out, err } = await remit("diff old.remit new.remit --format json", files);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(JSON.parse(out)).toEqual({
      version: 1,
      widened: [
        {
          agent: "refunder",
          owner: "payments@example.com",
          action: "orders.refund",
          chain: ["oncall", "planner", "refunder"],
          witness: {
            chain: ["oncall", "planner", "refunder"],
            action: "orders.refund",
            args: { order: "", amount: 51 },
            context: {},
            approvals: [],
            params: { "planner.refunder.cap": 51 },
          },
          old: "amount <= 50",
          new: "amount <= 60",
        },
      ],
      narrowed: [],
      bounds: [{ hop: "planner -> refunder for refund", bound: "require", old: "$cap <= 50", new: "$cap <= 60", widened: true }],
      weakened: [],
    });
    const back = JSON.parse((await remit("diff new.remit old.remit --format json", files)).out);
    expect(back).toMatchObject({
      widened: [],
      narrowed: [{ agent: "refunder", old: "amount <= 60", new: "amount <= 50" }],
      bounds: [{ widened: false }],
    });
  });

  it("takes folders, and policies of several files", async () => {
    const split = (text: string) => ({
      tools: `${text.slice(text.indexOf("tool"), text.indexOf("principal"))}`,
      rest: text.slice(0, text.indexOf("tool")) + text.slice(text.indexOf("principal")),
    });
    const folder = (at: string, text: string) => ({
      [`${at}/tools.remit`]: split(text).tools,
      [`${at}/main.remit`]: `import { orders } from "./tools"\n${split(text).rest}`,
    });
    const both = { ...folder("a", accepted), ...folder("b", wider) };
    expect((await remit("diff a a", both)).code).toBe(0);
    expect((await remit("diff a b", both)).out).toContain("1 widened".replace("1", "2"));
  });

  it("can't run without two versions, with one that is not there, or with one that does not compile", async () => {
    for (const args of [
      "diff",
      "diff old.remit",
      "diff old.remit new.remit old.remit",
      "diff old.remit none.remit",
      "diff --base main",
      "diff old.remit new.remit --format xml",
    ])
      expect(await remit(args, files)).toMatchObject({ code: 2, out: "" });
    const broken = await remit("diff old.remit new.remit", { ...files, "new.remit": "agent {" });
    expect(broken).toMatchObject({ code: 2, out: "" });
    expect(broken.err).toContain("error[syntax]");
    expect(broken.err).toContain("remit: the newer version does not compile");
    expect(await remit("diff old.remit new.remit", files, { unreadable: ["/home/new.remit"] })).toMatchObject({ code: 2, out: "" });
  });

  it("counts all as new where there is no base, or none that compiles, and says so", async () => {
    const missing = await remit("diff none.remit old.remit --format json", files);
    expect(missing.code).toBe(1);
    expect(JSON.parse(missing.out)).toMatchObject({
      widened: [{ agent: "refunder", new: "amount <= 50" }],
      notes: ["there is no base: there is no file or folder `none.remit`; all of it counts as new"],
    });
    expect(JSON.parse(missing.out).widened[0]).not.toHaveProperty("old");
    const broken = await remit("diff old.remit new.remit", { ...files, "old.remit": "agent {" });
    expect(broken.code).toBe(1);
    expect(broken.out).toMatch(/^note: the base does not compile \(`old\.remit`: .*\); all of `new\.remit` counts as new\n/);
  });
});

describe("what was accepted", () => {
  it("passes, with who, why and until when", async () => {
    const all = { ...files, "remit-accepted.json": acceptedFile(await entries(files)) };
    const { code, out } = await remit("diff old.remit new.remit", all);
    expect(code).toBe(0);
    expect(out).toContain("widened (accepted): `refunder` may do more");
    expect(out).toContain("accepted    by ann@example.com until 2027-01-31: larger refunds");
    expect(out).not.toContain("To accept this");
    const json = JSON.parse((await remit("diff old.remit new.remit --format json", all)).out);
    expect(json.widened[0].accepted).toEqual({ by: "ann@example.com", why: "larger refunds", until: "2027-01-31" });
    expect(json.bounds[0].accepted).toEqual({ by: "ann@example.com", why: "larger refunds", until: "2027-01-31" });
    const sarif = JSON.parse((await remit("diff old.remit new.remit --format sarif", all)).out);
    expect(sarif.runs[0].results[0]).toMatchObject({ level: "note", suppressions: [{ kind: "external", justification: "larger refunds" }] });
  });

  it("each by itself", async () => {
    const [first = {}] = await entries(files);
    const { code, out } = await remit("diff old.remit new.remit", { ...files, "remit-accepted.json": acceptedFile([first]) });
    expect(code).toBe(1);
    expect(out).toContain("1 widened\n");
  });

  it("is bound to what was found: one step further is not accepted, though the same request shows it", async () => {
    const list = await entries(files);
    const further = { "old.remit": accepted, "new.remit": accepted.replaceAll("<= 50", "<= 70"), "remit-accepted.json": acceptedFile(list) };
    const { code, out } = await remit("diff old.remit new.remit", further);
    expect(code).toBe(1);
    expect(out).toContain("amount: 51");
    expect(out).toContain("remit-accepted.json: the entry for `refunder orders.refund` is stale: what is found there now is not what was accepted");
    // A type that takes more, which no text shows.
    const typed = (most: number) =>
      accepted
        .replace("task refund", `type Few = Int where it in 0 .. ${most}\ntask refund`)
        .replaceAll("amount: Number", "amount: Few")
        .replaceAll("cap: Number", "cap: Few")
        .replaceAll(/where amount <= (50|\$cap)/g, "where amount >= 0")
        .replace("require $cap <= 50\n", "");
    const tested = (most: number) => typed(most).slice(0, typed(most).indexOf("test "));
    const first = { "old.remit": tested(9), "new.remit": tested(10) };
    const taken = acceptedFile(await entries(first));
    expect((await remit("diff old.remit new.remit", { ...first, "remit-accepted.json": taken })).code).toBe(0);
    expect((await remit("diff old.remit new.remit", { ...first, "new.remit": tested(11), "remit-accepted.json": taken })).code).toBe(1);
  });

  it("fails once it is stale", async () => {
    const list = await entries(files);
    const { code, out } = await remit("diff new.remit new.remit", { ...files, "remit-accepted.json": acceptedFile(list) });
    expect(code).toBe(1);
    expect(out).toContain("the entry for `refunder orders.refund` is stale: nothing of the kind is found any more; remove it");
    const json = JSON.parse((await remit("diff new.remit new.remit --format json", { ...files, "remit-accepted.json": acceptedFile(list) })).out);
    expect(json.faults).toHaveLength(2);
    const github = await remit("diff new.remit new.remit --format github", { ...files, "remit-accepted.json": acceptedFile(list) });
    expect(github.out).toContain("::error file=remit-accepted.json,line=1");
  });

  it("fails once its day is over", async () => {
    const all = async (now: number) => {
      const list = acceptedFile(await entries(files, { until: "2026-06-30" }));
      return remit("diff old.remit new.remit", { ...files, "remit-accepted.json": list }, { now });
    };
    expect((await all(day("2026-06-30"))).code).toBe(0);
    const late = await all(day("2026-07-01"));
    expect(late.code).toBe(1);
    expect(late.out).toContain("the entry for `refunder orders.refund` has expired: ann@example.com accepted it until 2026-06-30");
  });

  it("can't be read where it does not say who, why, or until when", async () => {
    const [first = {}] = await entries(files);
    const wrong: readonly string[] = [
      "{",
      "[]",
      '{ "accepted": [] }',
      '{ "version": 1 }',
      '{ "version": 1, "accepted": [], "more": 1 }',
      acceptedFile([{ ...first, by: "" }]),
      acceptedFile([{ ...first, why: " " }]),
      acceptedFile([{ ...first, until: "soon" }]),
      acceptedFile([{ ...first, until: "2026-02-30" }]),
      acceptedFile([{ ...first, digest: undefined }]),
    ];
    for (const text of wrong) {
      const { code, out, err } = await remit("diff old.remit new.remit", { ...files, "remit-accepted.json": text });
      expect({ text, code, out }).toEqual({ text, code: 2, out: "" });
      expect(err).toContain("remit-accepted.json");
    }
  });
});

describe("for others to read", () => {
  it("a comment names the owners, and what a policy says can't mark it up", async () => {
    const hostile = wider
      .replace('owner "payments@example.com"', 'owner "<img src=x> | `a` @everyone"')
      .replace("delegate oncall", 'assert never orders.refund where order == "</details> | *x*"\ndelegate oncall');
    const { out } = await remit("diff new.remit old.remit --format markdown", {
      "new.remit": hostile,
      "old.remit": hostile.replaceAll("<= 60", "<= 70").replace(/assert never .*\n/, ""),
    });
    expect(out).toMatch(/^### Remit: 2 widened, 1 weakened\n\nOwners of the agents concerned: `` <img src=x> \| `a` @everyone ``\n/);
    expect(out).toContain("| owner | `` <img src=x> \\| `a` @everyone `` |");
    expect(out).toContain("\\</details\\> \\| \\*x\\*");
    expect(out).toContain("<details><summary>To accept this in remit-accepted.json</summary>\n\n```json\n{");
  });

  it("SARIF is valid, with findings, accepted ones and none", async () => {
    const schema: Record<string, unknown> = JSON.parse(readFileSync(join(packageFolder, "test/diagnostics/sarif-2.1.0.json"), "utf8"));
    const ajv = new AjvDraft04.default({ strict: false, allErrors: true, unicodeRegExp: false });
    addFormats.default(ajv);
    const isSarif = ajv.compile(schema);
    const weaker = { ...files, "new.remit": wider.replace(/^test [\s\S]*/m, "") };
    const some = { ...weaker, "remit-accepted.json": acceptedFile((await entries(weaker)).slice(0, 1)) };
    for (const of of [weaker, some, { ...files, "new.remit": accepted }]) {
      isSarif(JSON.parse((await remit("diff old.remit new.remit --format sarif", of)).out));
      expect(isSarif.errors ?? []).toEqual([]);
    }
  });

  it("SARIF has a rule with its CWE, a place and a print that stays the same for each finding", async () => {
    const { out } = await remit("diff old.remit new.remit --format sarif", files);
    const [{ tool, results }] = JSON.parse(out).runs;
    expect(tool.driver.rules.map(({ id, properties }: { id: string; properties: { tags: string[] } }) => [id, properties.tags])).toEqual([
      ["diff-widened", ["security", "external/cwe/cwe-266"]],
      ["diff-bound", ["security", "external/cwe/cwe-269"]],
    ]);
    expect(results[0]).toMatchObject({
      ruleId: "diff-widened",
      level: "error",
      locations: [{ physicalLocation: { artifactLocation: { uri: "new.remit" }, region: { startLine: 17 } } }],
    });
    const moved = JSON.parse((await remit("diff old.remit new.remit --format sarif", { ...files, "new.remit": `\n\n${wider}` })).out);
    expect(moved.runs[0].results[0].partialFingerprints).toEqual(results[0].partialFingerprints);
    expect(moved.runs[0].results[0].locations[0].physicalLocation.region.startLine).toBe(19);
  });

  it("annotations are errors at the hop", async () => {
    const { out } = await remit("diff old.remit new.remit --format github", files);
    expect(out.split("\n")[0]).toMatch(
      /^::error file=new\.remit,line=17,endLine=17,col=\d+,endColumn=\d+,title=remit diff-widened::`refunder` may do more/,
    );
  });
});

describe("remit diff --base", () => {
  const made: string[] = [];
  afterEach(() => {
    for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
  });

  function repository(): { readonly folder: string; git(...args: readonly string[]): string; write(path: string, text: string): void } {
    const folder = mkdtempSync(join(tmpdir(), "remit-diff-"));
    made.push(folder);
    const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
    const git = (...args: readonly string[]): string =>
      execFileSync("git", ["-C", folder, ...identity, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const write = (path: string, text: string): void => {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    git("init", "-q", "-b", "main");
    return { folder, git, write };
  }

  async function diff(folder: string, ...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
    const said = { out: "", err: "" };
    const code = await run(["diff", ...args], diskHost(folder), {
      out: (text) => {
        said.out += text;
      },
      err: (text) => {
        said.err += text;
      },
      color: { out: false, err: false },
      interactive: false,
      columns: undefined,
    });
    return { code, ...said };
  }

  it("compares the work tree with a branch, a tag and a commit, and disturbs nothing", async () => {
    const { folder, git, write } = repository();
    write("policies/a.remit", accepted);
    git("add", ".");
    git("commit", "-qm", "One");
    git("tag", "v1");
    git("checkout", "-q", "-b", "more");
    write("policies/a.remit", wider);
    write("untracked.txt", "kept");
    git("add", "policies");
    const before = git("status", "--porcelain");
    for (const base of ["main", "v1", "HEAD", git("rev-parse", "HEAD").trim()]) {
      const { code, out } = await diff(folder, "--base", base);
      expect({ base, code }).toEqual({ base, code: 1 });
      expect(out).toContain("widened: `refunder` may do more with `orders.refund` than before");
    }
    expect((await diff(folder, "--base", "main", "policies/a.remit")).code).toBe(1);
    expect((await diff(join(folder, "policies"), "--base", "main")).code).toBe(1);
    expect(git("status", "--porcelain")).toBe(before);
    git("commit", "-qm", "Two");
    expect(await diff(folder, "--base", "HEAD")).toMatchObject({ code: 0, out: "nothing widened or weakened\n" });
    expect((await diff(folder, "--base", "HEAD~1")).code).toBe(1);
  });

  it("reads what a revision imports, its settings, links and odd names", async () => {
    const { folder, git, write } = repository();
    const tool = accepted.slice(accepted.indexOf("tool"), accepted.indexOf("principal"));
    write("lib/to öls.remit", tool);
    write("a.remit", accepted.replace(tool, 'import { orders } from "./linked"\n').replace(/^([\s\S]*?)(import .*\n)/, "$2$1"));
    symlinkSync("lib/to öls.remit", join(folder, "linked.remit"));
    write("remit.json", '{ "language": 1, "policies": { "a": "a.remit" }, "severities": { "no-owner": "error" } }');
    git("add", ".");
    git("commit", "-qm", "One");
    expect(await diff(folder, "--base", "main")).toMatchObject({ code: 0 });
    write("remit.json", '{ "language": 1, "policies": { "a": "a.remit" } }');
    write("lib/to öls.remit", tool.replace("write", "read"));
    const { code, out } = await diff(folder, "--base", "main");
    expect(code).toBe(1);
    expect(out).toContain("weakened: an effect is lower: `orders.refund`: write → read");
    expect(out).toContain("weakened: a severity is lower: `no-owner`: error → warning");
  });

  it("counts a policy that was not there as new", async () => {
    const { folder, git, write } = repository();
    write("readme.txt", "no policy yet");
    git("add", ".");
    git("commit", "-qm", "One");
    write("policies/a.remit", accepted);
    for (const paths of [[], ["policies"], ["policies/a.remit"]]) {
      const { code, out } = await diff(folder, "--base", "main", ...paths);
      expect(code).toBe(1);
      expect(out).toMatch(/^note: there is no base: there is no .*; all of it counts as new\n/);
      expect(out).toContain("widened: `refunder` may now use `orders.refund`");
    }
  });

  it("can't run without the revision, or outside of a repository", async () => {
    const { folder, git, write } = repository();
    write("a.remit", accepted);
    expect(await diff(folder, "--base", "main")).toEqual({ code: 2, out: "", err: "remit: no base: git knows no revision `main`\n" });
    git("add", ".");
    git("commit", "-qm", "One");
    for (const base of ["none", "--all", "-h", "main:a.remit", ""]) expect(await diff(folder, `--base=${base}`)).toMatchObject({ code: 2, out: "" });
    const outside = mkdtempSync(join(tmpdir(), "remit-diff-"));
    made.push(outside);
    writeFileSync(join(outside, "a.remit"), accepted);
    expect(await diff(outside, "--base", "main")).toEqual({ code: 2, out: "", err: "remit: no base: this is no git repository\n" });
  });
});
