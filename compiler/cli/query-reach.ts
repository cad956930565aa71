/** `remit query who` and `remit query reach`: the agents that can use an action, and all that a party can do. */
import { relativePath } from "../base/path.js";
import { visible } from "../diagnostics/show.js";
import { type Reach, reach, type Who, who } from "../query/reach.js";
import { showConditions } from "../query/readable.js";
import type { QueryOptions, WhoOptions } from "./query.js";
import { actionNamed, askPolicies, conditionIn, exit, noAction, noParty, refuse, surveyOf } from "./query-asked.js";
import { exitCode, makingDocument, makingLines } from "./query-words.js";
import type { World } from "./world.js";

export function queryWho(name: string, paths: readonly string[], options: WhoOptions, world: World): number {
  const asked = askPolicies(paths, world);
  if (asked.kind === "exit") return asked.code;
  const { host, terminal } = world;
  const found: { readonly entry: string; readonly who: readonly Who[] }[] = [];
  for (const policy of asked.policies) {
    const action = actionNamed(policy, name);
    if (action === undefined) continue;
    const condition = options.where === undefined ? { policy, action } : conditionIn(policy, action, options.where, asked.sources, world);
    if ("kind" in condition && condition.kind === "exit") return condition.code;
    const seen = surveyOf(condition.policy, asked.sources, world);
    if ("kind" in seen) return seen.code;
    found.push({
      entry: relativePath(host.folder, policy.entry),
      who: who(seen, condition.action, "where" in condition ? condition.where : undefined),
    });
  }
  if (found.length === 0) return exit(noAction(name, asked.policies), world).code;

  if (options.format === "json") {
    const policies = found.map(({ entry, who: agents }) => ({
      entry,
      agents: agents.map(({ agent, owner, answer }) => ({
        agent,
        owner: owner ?? null,
        answer: answer.kind,
        chains: answer.kind === "yes" ? answer.makings.map((making) => makingDocument(making, asked)) : [],
        ...(answer.kind === "unknown" ? { limit: answer.limit } : {}),
      })),
    }));
    terminal.out(`${JSON.stringify({ version: 1, action: name, policies }, undefined, 2)}\n`);
  } else {
    for (const { entry, who: agents } of found) {
      if (found.length > 1) terminal.out(`${visible(entry)}:\n`);
      if (agents.length === 0) terminal.out(`nobody can use \`${visible(name)}\`${options.where === undefined ? "" : " so"}\n`);
      for (const { agent, owner, answer } of agents) {
        const [first] = answer.kind === "yes" ? answer.makings : [];
        const chains =
          answer.kind === "yes"
            ? `, by ${answer.makings.length === 1 ? "one hop" : `${answer.makings.length} hops`}`
            : `: not known: ${answer.limit}`;
        terminal.out(`${visible(agent)} (owner: ${visible(owner ?? "nobody")})${chains}\n`);
        if (first !== undefined) terminal.out(`${makingLines(first, asked).join("\n")}\n`);
      }
    }
  }
  return exitCode(found.flatMap(({ who: agents }) => agents.map(({ answer }) => answer.kind)));
}

export function queryReach(party: string, paths: readonly string[], options: QueryOptions, world: World): number {
  const asked = askPolicies(paths, world);
  if (asked.kind === "exit") return asked.code;
  const { host, terminal } = world;
  const concerned = asked.policies.filter((policy) => [...policy.agents, ...policy.principals].some(({ name }) => name === party));
  if (concerned.length === 0) return exit(noParty(party, asked.policies, "parties"), world).code;
  const found: { readonly entry: string; readonly reach: Reach }[] = [];
  for (const policy of concerned) {
    const { survey, reach: reached } = reach(policy, party);
    const refused = refuse(survey.diagnostics, asked.sources, world);
    if (refused !== undefined) return refused.code;
    found.push({ entry: relativePath(host.folder, policy.entry), reach: reached });
  }

  if (options.format === "json") {
    const policies = found.map(({ entry, reach: { uses, agents } }) => ({
      entry,
      actions: uses.map(({ agent, action, conditions, ways }) => ({
        agent,
        action: action.id,
        effect: action.effect,
        where: showConditions(conditions),
        hops: ways,
      })),
      handsOnTo: agents,
    }));
    terminal.out(`${JSON.stringify({ version: 1, party, policies }, undefined, 2)}\n`);
  } else {
    for (const {
      entry,
      reach: { uses, agents },
    } of found) {
      if (found.length > 1) terminal.out(`${visible(entry)}:\n`);
      terminal.out(`${reachLines(party, uses, agents).map(visible).join("\n")}\n`);
    }
  }
  return found.some(({ reach: { uses } }) => uses.length > 0) ? 0 : 1;
}

function reachLines(party: string, uses: Reach["uses"], agents: Reach["agents"]): readonly string[] {
  const below = agents.length === 0 ? [] : [`hands on to ${agents.join(", ")}`];
  if (uses.length === 0) return [`\`${party}\` can do nothing`, ...below];
  const lines = uses.map(({ agent, action, conditions, ways }) => {
    const who = agent === party ? "" : `${agent}: `;
    const text = showConditions(conditions);
    return `${who}${action.effect} ${action.id}${text === "anything" ? "" : ` where ${text}`}${ways > 1 ? `  (${ways} hops)` : ""}`;
  });
  return [...lines, ...below];
}
