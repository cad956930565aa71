/**
 * `// remit-renamed OLD` on the declaration of an agent, a tool or a task: it is the one that was called OLD. The older policy is
 * compared under the newer names; without the comment a new name is a new thing, and the old one is gone.
 */

import { remembered } from "../analysis/memo.js";
import { linesOf } from "../base/lines.js";
import type { Place, Span } from "../base/span.js";
import type { Sources } from "../diagnostics/located.js";
import type { Action, Agent, Assertion, Clause, Party, Policy, Scope, Task, Test, Tool } from "../model/model.js";

/** The comments of a policy's files, by file. */
export type Comments = ReadonlyMap<string, readonly { readonly text: string; readonly span: Span }[]>;

export interface Renames {
  readonly agents: ReadonlyMap<string, string>;
  readonly tools: ReadonlyMap<string, string>;
  readonly tasks: ReadonlyMap<string, string>;
}

/** From old names to new ones, and what is odd about the comments that say so. */
export function readRenames(
  before: Policy,
  after: Policy,
  comments: Comments,
  sources: Sources,
): { readonly renames: Renames; readonly notes: readonly string[] } {
  const found = { agents: new Map<string, string>(), tools: new Map<string, string>(), tasks: new Map<string, string>() };
  const notes: string[] = [];
  for (const [file, ofFile] of comments) {
    const meant = ofFile.filter(({ text }) => /^remit-renamed\b/.test(text));
    if (meant.length === 0) continue;
    const lines = linesOf(sources(file) ?? "");
    const lineOf = ({ span }: Place): number => lines.positionAt(span.start).line;
    for (const { text, span } of meant) {
      const old = /^remit-renamed\s+(?:`([^`]+)`|(\S+))\s*$/
        .exec(text)
        ?.slice(1)
        .find((each) => each !== undefined);
      const at = lines.positionAt(span.start);
      let line = at.line;
      if (lines.text(line).slice(0, at.character).trim() === "") {
        line++;
        while (line < lines.count && lines.text(line).trimStart().startsWith("//")) line++;
      }
      const on = <T extends { readonly name: string; readonly place: Place }>(of: readonly T[]): T | undefined =>
        of.find(({ place }) => place.file === file && lineOf(place) === line);
      const kinds = ["agents", "tools", "tasks"] as const;
      const kind = kinds.find((each) => on<{ readonly name: string; readonly place: Place }>(after[each]) !== undefined);
      const name = kind === undefined ? undefined : on<{ readonly name: string; readonly place: Place }>(after[kind])?.name;
      if (old === undefined || kind === undefined || name === undefined) {
        notes.push(`\`// ${text}\` stands on no agent, tool or task that it could give an old name`);
        continue;
      }
      const has = (policy: Policy, wanted: string): boolean => policy[kind].some((each: { readonly name: string }) => each.name === wanted);
      // Once the new name is in the base too, the comment has done its work and harms nothing.
      if (has(before, name)) continue;
      if (!has(before, old)) notes.push(`\`${name}\` is said to have been called \`${old}\`, and the base has no such ${kind.slice(0, -1)}`);
      else if (has(after, old)) notes.push(`\`${name}\` is said to have been called \`${old}\`, which is still declared: it counts as new`);
      else if (found[kind].has(old))
        notes.push(`\`${name}\` is said to have been called \`${old}\`, as \`${found[kind].get(old) ?? ""}\` is: it counts as new`);
      else found[kind].set(old, name);
    }
  }
  return { renames: found, notes };
}

/** The policy with the new names in the place of the old ones. */
export function renamed(policy: Policy, { agents, tools, tasks }: Renames): Policy {
  if (agents.size + tools.size + tasks.size === 0) return policy;
  const agentName = (name: string): string => agents.get(name) ?? name;
  const taskName = (name: string): string => tasks.get(name) ?? name;
  const memo = {
    agents: new Map<Agent, Agent>(),
    tools: new Map<Tool, Tool>(),
    tasks: new Map<Task, Task>(),
    actions: new Map<Action, Action>(),
    lists: new Map<readonly Action[], readonly Action[]>(),
  };
  const agentOf = (agent: Agent): Agent =>
    remembered(memo.agents, agent, () => ({ ...agent, name: agentName(agent.name), ...(agent.ceiling && { ceiling: scopeOf(agent.ceiling) }) }));
  const partyOf = <P extends Party>(party: P): P | Agent => (party.kind === "agent" ? agentOf(party) : party);
  const toolOf = (tool: Tool): Tool => remembered(memo.tools, tool, () => ({ ...tool, name: tools.get(tool.name) ?? tool.name }));
  const taskOf = (task: Task): Task =>
    remembered(memo.tasks, task, () => ({ ...task, name: taskName(task.name), within: new Set([...task.within].map(taskName)) }));
  const actionOf = (action: Action): Action =>
    remembered(memo.actions, action, () => {
      const tool = toolOf(action.tool);
      return { ...action, tool, id: tool.name === action.tool.name ? action.id : `${tool.name}.${action.name}` };
    });
  const listOf = (actions: readonly Action[]): readonly Action[] => remembered(memo.lists, actions, () => actions.map(actionOf));
  const scopeOf = (scope: Scope): Scope => ({
    ...scope,
    clauses: scope.clauses.map((clause): Clause => ({ ...clause, actions: listOf(clause.actions) })),
  });
  const namesOf = (names: ReadonlySet<string>): ReadonlySet<string> => new Set([...names].map(agentName));
  const byOf = (by: ReadonlySet<string> | undefined): ReadonlySet<string> | undefined => by && namesOf(by);
  const assertionOf = (assertion: Assertion): Assertion => {
    switch (assertion.kind) {
      case "never":
        return { ...assertion, actions: listOf(assertion.actions), by: byOf(assertion.by) };
      case "can":
        return { ...assertion, party: agentName(assertion.party), action: actionOf(assertion.action) };
      case "no-flow":
        return { ...assertion, to: namesOf(assertion.to) };
      case "no-path":
        return { ...assertion, from: namesOf(assertion.from), to: namesOf(assertion.to) };
      case "depth":
        return assertion;
    }
  };
  const testOf = (test: Test): Test => ({
    ...test,
    hops: test.hops.map((hop) => ({ ...hop, to: agentName(hop.to), ...(hop.task === undefined ? {} : { task: taskName(hop.task) }) })),
    steps: test.steps.map((step) => (step.kind === "call" ? { ...step, action: actionOf(step.action) } : step)),
  });
  return {
    ...policy,
    tasks: policy.tasks.map(taskOf),
    tools: policy.tools.map(toolOf),
    actions: policy.actions.map(actionOf),
    principals: policy.principals.map((principal) => ({ ...principal, ...(principal.holds && { holds: scopeOf(principal.holds) }) })),
    agents: policy.agents.map(agentOf),
    hops: policy.hops.map((hop) => ({ ...hop, from: partyOf(hop.from), to: agentOf(hop.to), task: taskOf(hop.task), scope: scopeOf(hop.scope) })),
    denials: policy.denials.map(({ by, ...denial }) => ({ ...denial, actions: listOf(denial.actions), ...(by && { by: namesOf(by) }) })),
    assertions: policy.assertions.map(assertionOf),
    tests: policy.tests.map(testOf),
  };
}
