/**
 * A test runner for Stryker: all tests as one script, run for each mutant in a realm of its own, in which nothing is remembered
 * from another. A mutant costs some hundredths of a second and its tests, and one that does not end is stopped without a new process.
 * The tests that killed the mutants before are tried first, since neighbours die by the same.
 */
import vm from "node:vm";
import { declareFactoryPlugin, declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";
import { DryRunStatus, MutantRunStatus, TestStatus } from "@stryker-mutator/api/test-runner";
import { build } from "esbuild";

const space = "__stryker__";
/** How long a test may take, beside a multiple of what it takes without a mutant. */
const grace = 2_500;
const patience = 12;

/** Fewer cases a law, and no slow cases. */
const env = { REMIT_RUNS: "16", REMIT_SEED: "1", REMIT_QUICK: "1" };

class Runner {
  /** How long each test took, by its name. */
  #times = new Map();
  /** The tests that have killed, the last one first. */
  #killers = [];

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    const { outputFiles } = await build({
      // Stryker's copy of the project, in which the mutants are.
      absWorkingDir: process.cwd(),
      entryPoints: ["test/scope/mutation/all.ts"],
      alias: { vitest: "./test/scope/mutation/vitest.ts" },
      bundle: true,
      // The package says that its modules do nothing by being imported; tests do.
      ignoreAnnotations: true,
      write: false,
      format: "iife",
      platform: "node",
      target: "node20",
      logLevel: "error",
    });
    this.script = new vm.Script(outputFiles[0].text, { filename: "tests.js" });
    // What has been compiled on the way is compiled once for all realms.
    this.#realm({});
    this.script = new vm.Script(outputFiles[0].text, { filename: "tests.js", cachedData: this.script.createCachedData() });
  }

  /** A realm in which the tests are loaded. */
  #realm(stryker) {
    const globals = { console, URL, URLSearchParams, TextEncoder, TextDecoder, structuredClone, performance, setTimeout, clearTimeout };
    const context = vm.createContext({ ...globals, process: { env, versions: process.versions }, [space]: stryker });
    this.script.runInContext(context, { timeout: 20_000 });
    return context;
  }

  #run(context, index, timeout) {
    vm.runInContext(`tests[${index}].run()`, context, { timeout });
  }

  async dryRun() {
    const stryker = { mutantCoverage: undefined, currentTestId: undefined };
    const context = this.#realm(stryker);
    const tests = context.tests.map(({ name }, index) => {
      stryker.currentTestId = name;
      const start = performance.now();
      const result = { id: name, name, timeSpentMs: 0, status: TestStatus.Success };
      try {
        this.#run(context, index, 60_000);
      } catch (error) {
        return { ...result, status: TestStatus.Failed, failureMessage: String(error?.message) };
      } finally {
        stryker.currentTestId = undefined;
        this.#times.set(name, performance.now() - start);
      }
      return { ...result, timeSpentMs: this.#times.get(name) };
    });
    return { status: DryRunStatus.Complete, tests, mutantCoverage: stryker.mutantCoverage };
  }

  async mutantRun({ activeMutant, mutantActivation, testFilter, hitLimit }) {
    const stryker = {
      hitLimit,
      hitCount: hitLimit === undefined ? undefined : 0,
      activeMutant: mutantActivation === "static" ? activeMutant.id : undefined,
    };
    let done = 0;
    const killed = (name, error) => {
      if (error?.code === "ERR_SCRIPT_EXECUTION_TIMEOUT" || (hitLimit !== undefined && stryker.hitCount > hitLimit))
        return { status: MutantRunStatus.Timeout, reason: name };
      this.#killers = [name, ...this.#killers.filter((each) => each !== name)].slice(0, 40);
      return { status: MutantRunStatus.Killed, killedBy: [name], failureMessage: String(error?.message), nrOfTests: done };
    };
    let context;
    try {
      context = this.#realm(stryker);
    } catch (error) {
      return killed(testFilter?.[0] ?? "all", error);
    }
    stryker.activeMutant = activeMutant.id;
    const indices = new Map(context.tests.map(({ name }, index) => [name, index]));
    const wanted = new Set(testFilter ?? indices.keys());
    for (const name of new Set([...this.#killers.filter((each) => wanted.has(each)), ...wanted])) {
      const index = indices.get(name);
      if (index === undefined) continue;
      done++;
      try {
        this.#run(context, index, grace + patience * Math.ceil(this.#times.get(name) ?? 100));
      } catch (error) {
        return killed(name, error);
      }
    }
    return { status: MutantRunStatus.Survived, nrOfTests: done };
  }
}

const create = () => new Runner();
create.inject = [];

/** What only closes a `switch` over a union: the types exclude it, and no test can reach it. */
const unreachable = {
  shouldIgnore: ({ node }) => {
    const [only] = node.type === "SwitchCase" && node.test === null ? node.consequent : [];
    const call = only?.type === "ReturnStatement" ? only.argument : only?.type === "ExpressionStatement" ? only.expression : undefined;
    return call?.type === "CallExpression" && call.callee.name === "unreachable" ? "the types exclude it" : undefined;
  },
};

export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, "realms", create),
  declareValuePlugin(PluginKind.Ignore, "unreachable", unreachable),
];
