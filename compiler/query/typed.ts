/** What somebody types of a request: JSON, names and times, read and held against a policy. */
import { conforms } from "../../stdlib/runtime/constraint.js";
import { readTime } from "../../stdlib/runtime/value.js";
import type { Policy } from "../model/model.js";
import type { Asking } from "./can.js";
import type { Values } from "./given.js";

/** As it is typed. */
export interface Typed {
  readonly args?: string;
  readonly chain?: string;
  readonly params?: string;
  readonly context?: string;
  readonly approved?: readonly string[];
  readonly at?: string;
}

/** What is known of a request, and on which chains it is asked. */
export interface Given {
  readonly args?: Values;
  readonly context?: Values;
  readonly params: Values;
  readonly chain?: NonNullable<Asking["chain"]>;
  readonly approvals: readonly string[];
  readonly now?: number;
}

/** What was typed; or what is wrong with it. */
export function readTyped({ args, context, params, chain, approved = [], at }: Typed): Given | string {
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
export function wrongIn(policy: Policy, action: string, { args = {}, context = {}, params, approvals, chain = [] }: Given): string | undefined {
  const fields = policy.actions.find(({ id }) => id === action)?.params ?? [];
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
