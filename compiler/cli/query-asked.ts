/** The policies that a query is asked of, and what it names in them. */

import { didYouMean } from "../base/near.js";
import { relativePath } from "../base/path.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { type Locator, locator, type Sources } from "../diagnostics/located.js";
import { colored, plain } from "../diagnostics/paint.js";
import { renderText } from "../diagnostics/text.js";
import { ordered } from "../findings.js";
import type { Host } from "../host/host.js";
import { openPaths, readPolicy } from "../load.js";
import type { Action, Policy } from "../model/model.js";
import type { Asking } from "../query/can.js";
import { type Survey, survey } from "../query/survey.js";
import { showName } from "../types/show.js";
import { cannotRun, couldNotRun, type World } from "./world.js";

export interface Asked {
  readonly kind: "asked";
  readonly policies: readonly Policy[];
  readonly sources: Sources;
  readonly at: Locator;
}

export interface Exit {
  readonly kind: "exit";
  readonly code: number;
}

/** The policies of the paths; or the exit code where they can't be asked, which was said. */
export function askPolicies(paths: readonly string[], world: World): Asked | Exit {
  const { host } = world;
  const opened = openPaths(host, paths);
  if (opened.kind === "cannot-run") return exit(opened.reason, world);
  const { entries, workshop } = opened;
  const read = entries.map(({ file }, at) => {
    const found = readPolicy(file, workshop);
    if (at === entries.length - 1) workshop.forgetTrees();
    return found;
  });
  const faulty = refuse(
    read.flatMap(({ diagnostics }) => diagnostics.filter(({ severity }) => severity === "error")),
    workshop.sources,
    world,
  );
  if (faulty !== undefined) return faulty;
  return { kind: "asked", policies: read.map(({ lowered }) => lowered.value), sources: workshop.sources, at: locator(workshop.sources, host.folder) };
}

/** What its chains admit; the exit code where they can't be followed. */
export function surveyOf(policy: Policy, sources: Sources, world: World): Survey | Exit {
  const found = survey(policy);
  return refuse(found.diagnostics, sources, world) ?? found;
}

/** Says what is wrong, if anything is. */
export function refuse(diagnostics: readonly Diagnostic[], sources: Sources, { host, terminal }: World): Exit | undefined {
  if (diagnostics.length === 0) return undefined;
  const screen = terminal.columns === undefined ? {} : { columns: terminal.columns };
  terminal.err(renderText(ordered(diagnostics), sources, { folder: host.folder, paint: terminal.color.err ? colored : plain, ...screen }));
  terminal.err("remit: a policy with these errors can't be asked\n");
  return { kind: "exit", code: couldNotRun };
}

export function exit(reason: string, { terminal }: World): Exit {
  return { kind: "exit", code: cannotRun(reason, terminal) };
}

export function actionNamed({ actions }: Policy, name: string): Action | undefined {
  return actions.find(({ id }) => id === name);
}

/** Names that no policy has, in words. */
export function noAction(name: string, policies: readonly Policy[]): string {
  return `no action is called \`${name}\`${didYouMean(name, new Set(policies.flatMap(({ actions }) => actions.map(({ id }) => id))))}`;
}

export function noParty(name: string, policies: readonly Policy[], kinds: "agents" | "parties"): string {
  const names = policies.flatMap(({ agents, principals }) => [...agents, ...(kinds === "parties" ? principals : [])].map((each) => each.name));
  const isPrincipal = kinds === "agents" && policies.some(({ principals }) => principals.some((each) => each.name === name));
  if (isPrincipal) return `\`${name}\` is a principal, and no chain ends there: \`remit query reach ${name}\` tells what its chains allow`;
  return `no ${kinds === "agents" ? "agent" : "agent or principal"} is called \`${name}\`${didYouMean(name, new Set(names))}`;
}

/** A condition on an action that somebody typed, read as an assertion at the end of the entry file is. */
export function conditionIn(
  policy: Policy,
  action: Action,
  text: string,
  sources: Sources,
  world: World,
): { readonly kind: "condition"; readonly policy: Policy; readonly action: Action; readonly where: NonNullable<Asking["where"]> } | Exit {
  const { host } = world;
  const entry = sources(policy.entry) ?? "";
  const claim = `\nassert never ${showName(action.tool.name)}.${showName(action.name)} where `;
  const extended = `${entry}${claim}${text}\n`;
  const overlay: Host = {
    ...host,
    folder: host.folder,
    read: (path) => (path === policy.entry ? { kind: "text", text: extended } : host.read(path)),
  };
  const opened = openPaths(overlay, [policy.entry]);
  if (opened.kind === "cannot-run") return exit(opened.reason, world);
  const { lowered, diagnostics } = readPolicy(policy.entry, opened.workshop);
  const [wrong] = diagnostics.filter(({ severity }) => severity === "error");
  if (wrong !== undefined) return exit(`the condition \`${text}\`: ${wrong.message}`, world);
  const added = lowered.value.assertions.filter(({ place }) => place.file === policy.entry && place.span.start >= entry.length);
  const [only] = added;
  const again = actionNamed(lowered.value, action.id);
  // Whatever else it may be, it is no condition if it makes other declarations.
  const declared = lowered.value.hops.length + lowered.value.denials.length + lowered.value.tests.length;
  const before = policy.hops.length + policy.denials.length + policy.tests.length;
  if (added.length !== 1 || only?.kind !== "never" || again === undefined || declared !== before)
    return exit(`\`${text}\` is no condition on \`${action.id}\` in ${relativePath(host.folder, policy.entry)}`, world);
  return { kind: "condition", policy: { ...lowered.value, assertions: policy.assertions }, action: again, where: only.where };
}
