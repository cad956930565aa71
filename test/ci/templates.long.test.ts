import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { accepted, refused } from "../cli/run.js";
import { program, type Repository, repository, template } from "./repository.js";

let installed: Awaited<ReturnType<typeof program>>;
const made: Repository[] = [];

beforeAll(async () => {
  installed = await program();
});

afterAll(() => {
  for (const each of made) each.remove();
  installed.remove();
});

function repositoryWith(files: Readonly<Record<string, string>>): Repository {
  const found = repository(files, installed.file);
  made.push(found);
  return found;
}

/** Every bound a little higher: a policy that is accepted, and gives more. */
const widened = accepted.replaceAll("<= 50", "<= 60");

interface Step {
  readonly name: string;
  readonly if?: string;
  readonly shell: string;
  readonly env: Readonly<Record<string, string>>;
  readonly run: string;
}
interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string; readonly description: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

/** Runs the action as the forge does; a step without `if` is left out once another has failed. Says how each step ended. */
function runAction(
  repo: Repository,
  inputs: Readonly<Record<string, string>>,
): Readonly<Record<string, { readonly code: number; readonly out: string }>> {
  const action: Action = parse(template("github/action.yml"));
  const given = (name: string): string => inputs[name] ?? (action.inputs[name]?.default ?? "").replace(/\$\{\{.*\}\}/, "");
  const holds = (condition: string): boolean =>
    condition
      .replace(/^\$\{\{ | \}\}$/g, "")
      .split(" && ")
      .every((part) => {
        const match = /^inputs\.(\S+) != ''$/.exec(part);
        if (match !== null) return given(match[1] ?? "") !== "";
        expect(part).toBe("!cancelled()");
        return true;
      });
  const ended: Record<string, { readonly code: number; readonly out: string }> = {};
  for (const step of action.runs.steps) {
    expect(step.shell).toBe("bash");
    if (step.if === undefined ? Object.values(ended).some(({ code }) => code !== 0) : !holds(step.if)) continue;
    const env = Object.fromEntries(
      Object.entries(step.env).map(([name, value]) => [name, value.replace(/\$\{\{ inputs\.(\S+) \}\}/g, (_, input) => given(input))]),
    );
    ended[step.name] = repo.bash(step.run, { ...env, GITHUB_STEP_SUMMARY: `${repo.folder}/summary.md` });
  }
  return ended;
}

const codesOf = (ended: ReturnType<typeof runAction>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(ended).map(([name, { code }]) => [name.replace("remit ", ""), code]));

test("GitHub: a policy that did not change passes, with a summary and a log for code scanning", () => {
  const repo = repositoryWith({ "policies/a.remit": accepted });
  const base = repo.commit();
  const ended = runAction(repo, { base, paths: "policies", "min-coverage": "50" });
  expect(codesOf(ended), JSON.stringify(ended, undefined, 1)).toEqual({ check: 0, "check, for code scanning": 0, fmt: 0, test: 0, diff: 0 });
  expect(JSON.parse(repo.read("remit.sarif") ?? "").version).toBe("2.1.0");
  expect(repo.read("summary.md")).toContain("remit check: accepted");
});

test("GitHub: a policy that gives more passes the check, and fails by the comparison, which the summary shows", () => {
  const repo = repositoryWith({ "a.remit": accepted });
  const base = repo.commit();
  repo.write({ "a.remit": widened });
  repo.commit();
  const ended = runAction(repo, { base });
  expect(codesOf(ended)).toEqual({ check: 0, "check, for code scanning": 0, fmt: 0, test: 0, diff: 1 });
  expect(ended["remit diff"]?.out).toContain("::error file=a.remit");
  expect(repo.read("summary.md")).toContain("orders.refund");
});

test("GitHub: a refused policy fails the check, and the log for code scanning has it", () => {
  const repo = repositoryWith({ "a.remit": refused });
  const ended = runAction(repo, { base: "" });
  expect(codesOf(ended)).toEqual({ check: 1, "check, for code scanning": 0, fmt: 0, test: 0 });
  expect(ended["remit check"]?.out).toContain("::error file=a.remit");
  expect(repo.read("remit.sarif")).toContain("external/cwe/cwe-266");
});

test("GitHub: what can't run fails, in each step; an input is never run as a command", () => {
  const repo = repositoryWith({ "a.remit": accepted });
  const base = repo.commit();
  const ended = runAction(repo, { base, paths: "$(touch pwned) nowhere.remit" });
  expect(Object.values(codesOf(ended)).filter((code) => code === 0)).toEqual([]);
  expect(repo.read("pwned")).toBeUndefined();
});

test("GitHub: warnings fail where they are denied, unless a baseline knows them", () => {
  const repo = repositoryWith({ "a.remit": accepted.replace('agent planner { owner "support@example.com" }', "agent planner {}") });
  expect(codesOf(runAction(repo, { base: "", "deny-warnings": "true" }))).toMatchObject({ check: 1 });
  const baseline = repo.bash("remit check --format json . > baseline.json");
  expect(baseline.code).toBe(0);
  expect(codesOf(runAction(repo, { base: "", "deny-warnings": "true", baseline: "baseline.json" }))).toMatchObject({ check: 0 });
});

test("GitHub: the workflow uses the action by inputs that it has", () => {
  const workflow = parse(template("github/workflow.yml"));
  const action: Action = parse(template("github/action.yml"));
  const steps: readonly { uses?: string; with?: object }[] = workflow.jobs.remit.steps;
  const own = steps.find(({ uses }) => uses === "./.github/actions/remit");
  expect(Object.keys(own?.with ?? {}).filter((name) => !(name in action.inputs))).toEqual([]);
  expect(action.runs.using).toBe("composite");
  for (const { description } of Object.values(action.inputs)) expect(description).toMatch(/\S/);
});

interface Job {
  readonly script?: readonly string[];
  readonly after_script?: readonly string[];
  readonly artifacts?: { readonly reports?: { readonly junit: string }; readonly paths?: readonly string[] };
}

test("GitLab: the jobs' scripts run, and leave the reports that they name", () => {
  const file: Readonly<Record<string, Job>> & { readonly variables: Readonly<Record<string, string>> } = parse(
    template("gitlab/remit.gitlab-ci.yml"),
  );
  const repo = repositoryWith({ "a.remit": accepted });
  const base = repo.commit();
  repo.write({ "a.remit": widened });
  const env = { ...file.variables, CI_MERGE_REQUEST_DIFF_BASE_SHA: base };
  const run = (job: string): number => {
    const { script = [], after_script: after = [], artifacts } = file[job] ?? {};
    const { code } = repo.bash(script.join("\n"), env);
    expect(repo.bash(after.join("\n"), env).code).toBe(0);
    const left = [artifacts?.reports?.junit, ...(artifacts?.paths ?? [])].flatMap((path) => path ?? []);
    for (const path of left) expect(repo.read(path)?.length, path).toBeGreaterThan(0);
    return code;
  };
  expect(run("remit:check")).toBe(0);
  expect(run("remit:test")).toBe(0);
  expect(run("remit:diff")).toBe(1);
  expect(repo.read("remit-check.xml")).toContain("<testsuites");
  expect(repo.read("remit-diff.md")).toContain("orders.refund");
  repo.write({ "a.remit": refused });
  expect(run("remit:check")).toBe(1);
});

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly files: string;
  readonly language: string;
  readonly pass_filenames?: boolean;
}

test.each([
  ["what a repository offers", ".pre-commit-hooks.yaml", (text: string): readonly Hook[] => parse(text)],
  ["what a repository uses", ".pre-commit-config.yaml", (text: string): readonly Hook[] => parse(text).repos[0].hooks],
])("pre-commit, %s: the hooks run", (_, file, hooksOf) => {
  const repo = repositoryWith({
    "a.remit": refused,
    "b.remit": accepted.replace("  ttl 5m", "      ttl 5m"),
    "remit.json": '{ "language": 1 }\n',
    "a.txt": "",
  });
  const staged = ["a.remit", "b.remit", "remit.json", "a.txt"];
  const hooks = hooksOf(template(`pre-commit/${file}`));
  const run = (id: string): { readonly code: number; readonly files: readonly string[] } => {
    const hook = hooks.find((each) => each.id === id);
    expect(["node", "system"]).toContain(hook?.language);
    const files = staged.filter((each) => new RegExp(hook?.files ?? "$^").test(each));
    return { code: repo.bash(`${hook?.entry ?? "false"} ${hook?.pass_filenames === false ? "" : files.join(" ")}`).code, files };
  };
  expect(hooks.map(({ id }) => id)).toEqual(["remit-check", "remit-test", "remit-fmt"]);
  expect(run("remit-check")).toEqual({ code: 1, files: ["a.remit", "b.remit", "remit.json"] });
  expect(run("remit-test").code).toBe(0);
  expect(run("remit-fmt")).toEqual({ code: 0, files: ["a.remit", "b.remit"] });
  expect(repo.read("b.remit")).toBe(accepted);
});

test("the README names every template", () => {
  const readme = template("README.md");
  for (const path of [
    "github/action.yml",
    "github/workflow.yml",
    "gitlab/remit.gitlab-ci.yml",
    "pre-commit/.pre-commit-config.yaml",
    "pre-commit/.pre-commit-hooks.yaml",
  ])
    expect(readme).toContain(`(${path})`);
});
