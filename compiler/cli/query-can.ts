/** `remit query can`: whether some chain lets an agent use an action, and if none does, what stops it. */
import { conforms } from "../../stdlib/runtime/constraint.js";
import { readTime } from "../../stdlib/runtime/value.js";
import { relativePath } from "../base/path.js";
import { visible } from "../diagnostics/show.js";
import type { Policy } from "../model/model.js";
import { type Asking, type Can, can } from "../query/can.js";
import type { Values } from "../query/given.js";
import type { Survey } from "../query/survey.js";
import type { CanOptions } from "./query.js";
import { actionNamed, askPolicies, exit, noAction, noParty, surveyOf } from "./query-asked.js";
import { exitCode, makingDocument, makingLines, stoppedDocument, stoppedLines } from "./query-words.js";
import type { World } from "./world.js";

interface Answer {
  readonly policy: Policy;
  readonly answer: Can;
  /** Whose approval would make it a yes. */
  readonly missing: readonly string[];
}

export function queryCan(party: string, name: string, paths: readonly string[], options: CanOptions, world: World): number {
  const asked = askPolicies(paths, world);
  if (asked.kind === "exit") return asked.code;
  const { policies, sources } = asked;
  const concerned = policies.filter((policy) => policy.agents.some((agent) => agent.name === party));
  if (concerned.length === 0) return exit(noParty(party, policies, "agents"), world).code;
  if (concerned.every((policy) => actionNamed(policy, name) === undefined)) return exit(noAction(name, concerned), world).code;
  const given = readGiven(options);
  if (typeof given === "string") return exit(given, world).code;

  const answers: Answer[] = [];
  for (const policy of concerned) {
    const action = actionNamed(policy, name);
    if (action === undefined) continue;
    const wrong = wrongIn(policy, name, given);
    if (wrong !== undefined) return exit(wrong, world).code;
    const { args, context, chain, params } = given;
    const some = args !== undefined && action.params.some((field) => !field.optional && !Object.hasOwn(args, field.name));
    const known = {
      ...(args === undefined ? {} : { args, some }),
      ...(context === undefined ? {} : { context }),
      ...(given.now === undefined ? {} : { now: given.now }),
      approvals: given.approvals,
    };
    const asking: Asking = { agent: party, action, known, params, ...(chain === undefined ? {} : { chain }) };
    const found = surveyOf(policy, sources, world);
    if ("kind" in found) return found.code;
    const answer = can(found, asking);
    answers.push({ policy, answer, missing: answer.kind === "no" ? approvalsFor(found, asking) : [] });
  }

  const { host, terminal } = world;
  if (options.format === "json") {
    const documents = answers.map(({ policy, answer, missing }) => ({
      entry: relativePath(host.folder, policy.entry),
      answer: answer.kind,
      chains: answer.kind === "yes" ? answer.makings.map((making) => makingDocument(making, asked)) : [],
      ...(answer.kind === "no" ? { stopped: stoppedDocument(answer.stopped, asked) } : {}),
      ...(answer.kind === "unknown" ? { limit: answer.limit } : {}),
      ...(missing.length > 0 ? { withApprovalBy: missing } : {}),
    }));
    terminal.out(`${JSON.stringify({ version: 1, party, action: name, policies: documents }, undefined, 2)}\n`);
  } else {
    for (const { policy, answer, missing } of answers) {
      if (answers.length > 1) terminal.out(`${visible(relativePath(host.folder, policy.entry))}:\n`);
      terminal.out(`${lines(party, name, answer, missing, asked).join("\n")}\n`);
    }
  }
  return exitCode(answers.map(({ answer }) => answer.kind));
}

function lines(
  party: string,
  action: string,
  answer: Can,
  missing: readonly string[],
  telling: Parameters<typeof makingLines>[1],
): readonly string[] {
  switch (answer.kind) {
    case "yes":
      return [`yes: \`${visible(party)}\` can use \`${visible(action)}\``, ...answer.makings.flatMap((making) => makingLines(making, telling))];
    case "no":
      return [
        `no: \`${visible(party)}\` can't use \`${visible(action)}\` so`,
        ...stoppedLines(answer.stopped, telling),
        ...(missing.length === 0
          ? []
          : [
              `  it could with the approval of ${missing.map((each) => `\`${visible(each)}\``).join(" and ")}: --approved ${visible(missing.join(","))}`,
            ]),
      ];
    case "unknown":
      return [`unknown: this is too complex to decide: ${visible(answer.limit)}`];
  }
}

/** An approval only ever adds, so that all of them together show whether any would help. */
function approvalsFor(survey: Survey, asking: Asking): readonly string[] {
  const { approvals: _, ...known } = asking.known;
  const answer = can(survey, { ...asking, known });
  if (answer.kind !== "yes") return [];
  const [first] = answer.makings;
  const before = asking.known.approvals ?? [];
  return (first?.witness.approvals ?? []).filter((each) => !before.includes(each));
}

interface Given {
  readonly args?: Values;
  readonly context?: Values;
  readonly params: Values;
  readonly chain?: NonNullable<Asking["chain"]>;
  readonly approvals: readonly string[];
  readonly now?: number;
}

/** What was typed; or what is wrong with it. */
function readGiven({ args, context, params, chain, approved = [], at }: CanOptions): Given | string {
  const read: Record<string, Values> = {};
  for (const [name, text] of [
    ["args", args],
    ["context", context],
    ["params", params],
  ] as const) {
    if (text === undefined) continue;
    try {
      const value: unknown = JSON.parse(text);
      if (!isValues(value)) return `--${name} has to be a JSON object`;
      read[name] = value;
    } catch (problem) {
      return `--${name} is not JSON: ${problem instanceof Error ? problem.message : String(problem)}`;
    }
  }
  const now = at === undefined ? undefined : readTime(at);
  if (at !== undefined && now === undefined) return `--at has to be a time, as "2026-03-01T02:00Z"`;
  const steps = chain?.split(/\s*(?:->|→)\s*/).map((step) => {
    const match = /^(`[^`]+`|[^\s`]+)(?:\s+for\s+(`[^`]+`|[^\s`]+))?$/.exec(step.trim());
    const [, party = "", task] = (match ?? []).map((each) => each?.replaceAll("`", ""));
    return { party, ...(task === undefined ? {} : { task }) };
  });
  if (steps?.some(({ party }) => party === "") || steps?.length === 1) return "--chain has to be parties with `->` between them: 'oncall -> planner'";
  return {
    ...(read.args === undefined ? {} : { args: read.args }),
    ...(read.context === undefined ? {} : { context: read.context }),
    params: read.params ?? {},
    ...(steps === undefined ? {} : { chain: steps }),
    approvals: approved,
    ...(now === undefined ? {} : { now }),
  };
}

/** A name that the policy does not have, or a value that is not of its type. */
function wrongIn(policy: Policy, action: string, { args = {}, context = {}, params, approvals, chain = [] }: Given): string | undefined {
  const fields = actionNamed(policy, action)?.params ?? [];
  for (const [name, value] of Object.entries(args)) {
    const field = fields.find((each) => each.name === name);
    if (field === undefined) return `\`${action}\` has no argument \`${name}\``;
    if (!conforms(field.type, value)) return `${JSON.stringify(value)} is not of the type of the argument \`${name}\``;
  }
  for (const [name, value] of Object.entries(context)) {
    const fact = policy.facts.find((each) => each.name === name);
    if (fact === undefined) return `no \`context\` declares \`${name}\``;
    if (!conforms(fact.type, value)) return `${JSON.stringify(value)} is not of the type of \`context.${name}\``;
  }
  for (const [name, value] of Object.entries(params)) {
    const meant = policy.hops.flatMap((hop) => {
      const isMeant = (param: string): boolean => [param, `${hop.from.name}.${hop.to.name}.${param}`].includes(name.replace(/#\d+(?=\.[^.]*$)/, ""));
      return hop.params.filter((param) => isMeant(param.name));
    });
    if (meant.length === 0) return `no hop has the parameter \`${name}\``;
    if (!meant.some(({ type }) => conforms(type, value))) return `${JSON.stringify(value)} is not of the type of the parameter \`${name}\``;
  }
  const parties = new Set([...policy.agents, ...policy.principals].map(({ name }) => name));
  const stranger = chain.find(({ party }) => !parties.has(party));
  if (stranger !== undefined) return `no agent or principal is called \`${stranger.party}\``;
  const unknown = approvals.find((each) => !policy.principals.some(({ name }) => name === each));
  return unknown === undefined ? undefined : `no principal is called \`${unknown}\``;
}

function isValues(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
