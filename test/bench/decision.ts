/**
 * One decision: may this agent call `t.action` with `repo` under a prefix, `path` of a pattern and `limit` up to 100? 1,024
 * requests in turn, three in four allowed. The generated decision, beside a hand-written chain of `if`s for the same rule and
 * beside what other engines take, each in turn with the chain of `if`s.
 */
import { writeFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { fileURLToPath, pathToFileURL } from "node:url";
import { defineAbility, subject } from "@casl/ability";
import * as cedar from "@cedar-policy/cedar-wasm/nodejs";
import { Ajv } from "ajv";
import { newEnforcer, newModelFromString, StringAdapter } from "casbin";
import { transformSync } from "esbuild";
import { planModule } from "../../compiler/emit/plan.js";
import { print } from "../../compiler/emit/print.js";
import { memoryHost } from "../../compiler/host/memory.js";
import { load } from "../../compiler/load.js";
import type { Frame, Plan, Values } from "../../stdlib/runtime/plan.js";
import { emit, type Spread, spread } from "./harness.js";

interface Asked {
  readonly agent: string;
  readonly action: string;
  readonly args: { readonly repo: string; readonly path: string; readonly limit: number };
}

const count = 1024;
const mask = count - 1;

/** As in production, the texts come from `JSON.parse`. */
const asked: readonly Asked[] = JSON.parse(
  JSON.stringify(
    Array.from({ length: count }, (_, i) => {
      const bad = i % 4 === 3 ? 1 + ((i >> 2) % 3) : 0;
      const args = {
        repo: `${bad === 1 ? "evil" : "acme"}/repo${(i * 7) % 50}`,
        path: `${bad === 2 ? "etc" : "src"}/dir${(i * 3) % 20}/file${(i * 13) % 99}.ts`,
        limit: bad === 3 ? 101 + (i % 100) : (i * 31) % 101,
      };
      return { agent: "a0", action: "t.action", args };
    }),
  ),
);
const wanted = asked.map(
  ({ args }) => args.repo.startsWith("acme/") && args.path.startsWith("src/") && args.path.endsWith(".ts") && args.limit <= 100,
);

/** A policy in which a principal hands the same work to so many agents. */
function policyOf(hops: number): string {
  const agents = Array.from({ length: hops }, (_, i) => `a${i}`);
  const where = 'where repo like "acme/*" and path like "src/*.ts" and limit <= 100';
  return [
    'task work "Work"',
    "tool t { read action(repo: String, path: String, limit: Number) }",
    `principal p { holds { allow t.action ${where} } }`,
    ...agents.map((name) => `agent ${name} { owner "a@example.org" identity "spiffe://example.org/${name}" }`),
    ...agents.map((name) => `delegate p -> ${name} for work { allow t.action ${where} ttl 1h }`),
  ].join("\n");
}

/** The module as an application would import it. */
async function planOf(hops: number): Promise<Plan> {
  const loaded = load(memoryHost({ "bench.remit": policyOf(hops) }), ["bench.remit"]);
  const [policy] = loaded.kind === "loaded" ? loaded.policies : [];
  if (policy === undefined) throw new Error("the policy of the benchmark can't be read");
  const file = fileURLToPath(new URL(`./decision-${hops}.guard.mjs`, import.meta.url));
  writeFileSync(file, transformSync(print(planModule(policy, "bench")), { loader: "ts" }).code);
  const made: { readonly Bench: { readonly plan: Plan } } = await import(pathToFileURL(file).href);
  return made.Bench.plan;
}

type Contender = (i: number) => unknown;

const byHand: Contender = (i) => {
  const { agent, action, args } = asked[i & mask] as Asked;
  if (agent !== "a0" || action !== "t.action") return false;
  if (!args.repo.startsWith("acme/")) return false;
  if (!(args.path.length >= 7 && args.path.startsWith("src/") && args.path.endsWith(".ts"))) return false;
  return args.limit <= 100;
};

const byHandChecked: Contender = (i) => {
  const { agent, action, args } = asked[i & mask] as Asked;
  if (agent !== "a0" || action !== "t.action" || typeof args !== "object" || args === null) return false;
  const { repo, path, limit } = args;
  if (typeof repo !== "string" || !repo.startsWith("acme/")) return false;
  if (typeof path !== "string" || path.length < 7 || !path.startsWith("src/") || !path.endsWith(".ts")) return false;
  if (typeof limit !== "number" || !(limit <= 100)) return false;
  for (const key in args) if (key !== "repo" && key !== "path" && key !== "limit") return false;
  return true;
};

export async function benchDecision(): Promise<void> {
  const [few, many] = [await planOf(3), await planOf(1000)];
  const nothing: Values = {};
  const none: readonly string[] = [];
  const frames: readonly Frame[] = many.hops.map((_, hop) => ({ hop, params: nothing }));
  const decides = (plan: Plan, hop: (i: number) => number, conforming: boolean): Contender => {
    const action = plan.actions["t.action"];
    return (i) => {
      const request = asked[i & mask] as Asked;
      const at = hop(i);
      const decision = plan.hops[at]?.uses[request.action];
      const frame = frames[at];
      if (decision === undefined || frame === undefined) return false;
      if (conforming && action?.wrong(request.args) !== undefined) return false;
      return decision(request.args, frame, nothing, 0, none) === undefined;
    };
  };
  const contenders: Readonly<Record<string, Contender>> = {
    "hand-written if, with types and unknown names": byHandChecked,
    "remit, a policy of 3 hops": decides(few, () => 0, false),
    "remit, a policy of 1,000 hops": decides(many, () => 500, false),
    "remit, a policy of 1,000 hops, another hop each time": decides(many, (i) => (i * 37) % 1000, false),
    "hand-written if, 1,000 of them, another each time": byManyHands(1000),
    "remit, 3 hops, with conformance": decides(few, () => 0, true),
    "ajv, compiled": byAjv(),
    "casl, subject tagged before": byCasl(),
    "casbin, enforceSync": await byCasbin(),
    "cedar in WebAssembly, parsed before": byCedar(),
  };
  for (const [name, contender] of Object.entries(contenders)) {
    for (const [i, want] of wanted.entries()) if (Boolean(contender(i)) !== want) throw new Error(`${name} is wrong about request ${i}`);
    const slow = name.startsWith("cedar") || name.startsWith("casbin");
    const { base, own, ratio } = inTurn(byHand, contender, slow ? 1000 : 4_000_000);
    emit(`decision: ${name}`, "ns", {
      ...own,
      "the if, min": base.min,
      "the if, median": base.median,
      "times the if, min by min": own.min / base.min,
      "times the if, median": ratio.median,
    });
  }
  const { base, own, ratio } = inTurn(
    decides(few, () => 0, false),
    decides(many, () => 500, false),
    4_000_000,
  );
  emit("decision: remit, one hop of 1,000 beside one of 3", "ns", {
    ...own,
    "of 3, min": base.min,
    "times that, min by min": own.min / base.min,
    "times that, median": ratio.median,
  });
}

/** Nanoseconds a call of each of two, in turn, in slices short enough that what else the machine does hits both or neither. */
function inTurn(base: Contender, own: Contender, warm: number): { readonly base: Spread; readonly own: Spread; readonly ratio: Spread } {
  const slice = 10;
  let i = 0;
  const timed = (contender: Contender): number => {
    let calls = 0;
    let allowed = 0;
    const start = performance.now();
    let now = start;
    while (now - start < slice) {
      for (let round = 0; round < 256; round++) if (contender(i++) === true) allowed++;
      calls += 256;
      now = performance.now();
    }
    if (allowed === 0) throw new Error("nothing was allowed");
    return ((now - start) * 1e6) / calls;
  };
  for (let n = 0; n < warm; n++) {
    own(n);
    base(n);
  }
  const pairs = Array.from({ length: 41 }, () => [timed(base), timed(own)] as const);
  return {
    base: spread(pairs.map(([each]) => each)),
    own: spread(pairs.map(([, each]) => each)),
    ratio: spread(pairs.map(([before, after]) => after / before)),
  };
}

/** As many functions as there are agents, each the same chain of `if`s, looked up by the agent. */
function byManyHands(agents: number): Contender {
  const body = `const { agent, action, args } = asked;
    if (agent !== "a0" || action !== "t.action") return false;
    if (!args.repo.startsWith("acme/")) return false;
    if (!(args.path.length >= 7 && args.path.startsWith("src/") && args.path.endsWith(".ts"))) return false;
    return args.limit <= 100;`;
  // A comment of its own, so that the engine takes none for another.
  const functions = Array.from({ length: agents }, (_, agent) => new Function("asked", `/* ${agent} */ ${body}`));
  return (i) => functions[(i * 37) % agents]?.(asked[i & mask]);
}

function byAjv(): Contender {
  const args = {
    type: "object",
    required: ["repo", "path", "limit"],
    additionalProperties: false,
    properties: {
      repo: { type: "string", pattern: "^acme/" },
      path: { type: "string", pattern: "^src/.*\\.ts$" },
      limit: { type: "number", maximum: 100 },
    },
  };
  const validate = new Ajv().compile({
    type: "object",
    required: ["agent", "action", "args"],
    properties: { agent: { const: "a0" }, action: { const: "t.action" }, args },
  });
  return (i) => validate(asked[i & mask]);
}

function byCasl(): Contender {
  const ability = defineAbility((can) => {
    can("t.action", "Call", { repo: { $regex: "^acme/" }, path: { $regex: "^src/.*\\.ts$" }, limit: { $lte: 100 } });
  });
  const subjects = asked.map(({ args }) => subject("Call", { ...args }));
  return (i) => ability.can("t.action", subjects[i & mask] ?? "Call");
}

async function byCasbin(): Promise<Contender> {
  const model = newModelFromString(`[request_definition]
r = sub, act, args
[policy_definition]
p = sub, act, repo, lim
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.sub == p.sub && r.act == p.act && pre(r.args.repo, p.repo) && typescript(r.args.path) && r.args.limit <= num(p.lim)
`);
  const enforcer = await newEnforcer(model, new StringAdapter("p, a0, t.action, acme/, 100"));
  await enforcer.addFunction("pre", (text: string, prefix: string) => text.startsWith(prefix));
  await enforcer.addFunction("typescript", (path: string) => path.startsWith("src/") && path.endsWith(".ts"));
  await enforcer.addFunction("num", (text: string) => Number(text));
  return (i) => {
    const { agent, action, args } = asked[i & mask] as Asked;
    return enforcer.enforceSync(agent, action, args);
  };
}

function byCedar(): Contender {
  const policy =
    'permit(principal == Agent::"a0", action == Action::"t.action", resource == Tool::"t") when { context.repo like "acme/*" && context.path like "src/*.ts" && context.limit <= 100 };';
  cedar.preparsePolicySet("bench", { staticPolicies: policy });
  return (i) => {
    const { agent, action, args } = asked[i & mask] as Asked;
    const said = cedar.statefulIsAuthorized({
      principal: { type: "Agent", id: agent },
      action: { type: "Action", id: action },
      resource: { type: "Tool", id: "t" },
      context: { ...args },
      entities: [],
      preparsedPolicySetId: "bench",
    });
    return said.type === "success" && said.response.decision === "allow";
  };
}
