/** `remit query can`: whether some chain lets an agent use an action, and if none does, what stops it. */
import { relativePath } from "../base/path.js";
import { visible } from "../diagnostics/show.js";
import type { Policy } from "../model/model.js";
import { type Asking, type Can, can } from "../query/can.js";
import type { Survey } from "../query/survey.js";
import { readTyped, wrongIn } from "../query/typed.js";
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
  const given = readTyped(options);
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
