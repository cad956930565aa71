/** From policies, and what is said of them, to their graph. */
import { authorityOf } from "../analysis/authority.js";
import { type Chains, type Context, chainsOf } from "../analysis/chains.js";
import type { Grounds } from "../analysis/live.js";
import { usageOf } from "../analysis/usage.js";
import type { Place } from "../base/span.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { type Locator, locator, type Sources } from "../diagnostics/located.js";
import { showName, showWitness } from "../diagnostics/show.js";
import type { Hop, Party, Policy } from "../model/model.js";
import { covers } from "../scope/covers.js";
import { exists, find, includes } from "../scope/narrower.js";
import { showConstraint, showDuration, showType } from "../types/show.js";
import { around } from "./around.js";
import { effectiveScopes } from "./effective.js";
import type { Fault, Graph, GraphHop, GraphParty, GraphTool, PolicyGraph, Where } from "./graph.js";

/** A policy with what was found of it, its severities settled. */
export interface Looked {
  readonly policy: Policy;
  readonly diagnostics: readonly Diagnostic[];
  /** Its chains, where somebody has followed them already. */
  readonly grounds?: Pick<Grounds, "chains" | "authority" | "usage">;
}

export interface GraphOptions {
  readonly sources: Sources;
  /** Places are shown from here. */
  readonly folder: string;
  /** Only the chains that pass this party. */
  readonly around?: string;
  /** It is found out who uses which tool. */
  readonly tools?: boolean;
  /** What chains admit is written out for a policy of at most so many hops (`mostExplained` if not given). */
  readonly mostExplained?: number;
}

/** Of larger policies only what is declared is shown: a page of so many chains is slow to make, and nobody reads it. */
export const mostExplained = 1000;

/** Of each hop so many chains are written out. */
const mostChains = 12;

/** Deterministic: the same policies always give the same graph. */
export function graphOf(looked: readonly Looked[], options: GraphOptions): Graph {
  const at = locator(options.sources, options.folder);
  return { policies: looked.map((each, index) => policyGraph(each, `p${index}`, at, options)) };
}

function policyGraph({ policy, diagnostics, grounds }: Looked, prefix: string, at: Locator, options: GraphOptions): PolicyGraph {
  const where = (place: Place): Where => ({ file: at.file(place), start: at.range(place).start });
  const { chains, authority, usage } = grounds ?? groundsOf(policy);
  const all: readonly Party[] = [...policy.principals, ...policy.agents];
  const kept = options.around === undefined ? undefined : around(chains, options.around);
  const hops = kept === undefined ? policy.hops : policy.hops.filter((hop) => kept.hops.has(hop));
  const parties = kept === undefined ? all : all.filter(({ name }) => kept.parties.has(name));
  const idOf = new Map(parties.map((party, index) => [party.name, `${prefix}_n${index}`]));
  const hopId = (hop: Hop): string => `${prefix}_h${hop.index}`;
  const faultsOf = new Map<Hop, string[]>();
  const faults = diagnostics.flatMap((diagnostic, index): Fault[] => {
    const { code, severity, message, help, place, witness } = diagnostic;
    if (severity !== "error" && witness === undefined) return [];
    const id = `${prefix}_f${index}`;
    const hop = hopAt(policy, place);
    const path = witness === undefined ? [] : pathOf(chains, witness.chain, hop);
    if (kept !== undefined && !(hop !== undefined && kept.hops.has(hop)) && !path.some((each) => kept.hops.has(each))) return [];
    if (hop !== undefined) faultsOf.set(hop, [...(faultsOf.get(hop) ?? []), id]);
    return [
      {
        id,
        code,
        severity,
        message,
        ...(help === undefined ? {} : { help }),
        where: where(place),
        witness: witness === undefined ? [] : showWitness(witness),
        path: path.filter((each) => kept === undefined || kept.hops.has(each)).map(hopId),
      },
    ];
  });
  const isExplained = hops.length <= (options.mostExplained ?? mostExplained);
  const used = new Map<string, Map<string, Set<string>>>();
  const graphHops = hops.map((hop): GraphHop => {
    const contexts = chains.contextsOf(hop);
    const { scopes, hasMore } = isExplained ? effectiveScopes(chains, authority, hop, mostChains) : { scopes: [], hasMore: contexts.length > 0 };
    if (options.tools === true) {
      const actions = new Set(hop.scope.clauses.flatMap((clause) => (clause.verb === "allow" ? clause.actions : [])));
      for (const action of actions) {
        if (!contexts.some((context) => usage.isUsed(context, action))) continue;
        const ofTool = used.get(action.tool.name) ?? new Map<string, Set<string>>();
        used.set(action.tool.name, ofTool.set(hop.to.name, (ofTool.get(hop.to.name) ?? new Set()).add(action.id)));
      }
    }
    const left = Math.max(-1, ...contexts.map(({ most }) => most));
    return {
      id: hopId(hop),
      from: idOf.get(hop.from.name) ?? "",
      to: idOf.get(hop.to.name) ?? "",
      title: titleOf(hop),
      task: hop.task.name,
      params: hop.params.map(
        ({ name, type, from }) => `${showName(name)}: ${showType(type)}${from === undefined ? "" : ` from context.${showName(from)}`}`,
      ),
      bounds: boundsOf(policy, hop),
      ...(left >= 0 && Number.isFinite(left) ? { left } : {}),
      chains: scopes.map(({ chain, knowing, grants }) => ({
        parties: [chain[0]?.hop.from.name ?? "", ...chain.map((context) => context.hop.to.name)],
        hops: chain.map((context) => hopId(context.hop)),
        knowing,
        grants: grants.map(({ where: _, ...grant }) => grant),
      })),
      hasMoreChains: hasMore,
      isDead: contexts.length === 0,
      faults: faultsOf.get(hop) ?? [],
      where: where(hop.place),
    };
  });
  const domains = new Set(parties.flatMap(({ domain }) => (domain === undefined ? [] : [domain.name])));
  return {
    entry: at.file({ file: policy.entry, span: { start: 0, end: 0 } }),
    domains: policy.domains.filter(({ name }) => domains.has(name)).map(({ name, external }) => ({ name, external })),
    parties: parties.map((party): GraphParty => partyOf(party, idOf.get(party.name) ?? "", where(party.place))),
    tools: policy.tools.flatMap((tool, index): GraphTool[] => {
      const usedBy = [...(used.get(tool.name) ?? [])].flatMap(([party, actions]) => {
        const id = idOf.get(party);
        return id === undefined ? [] : [{ party: id, actions: [...actions] }];
      });
      return usedBy.length === 0 ? [] : [{ id: `${prefix}_t${index}`, name: tool.name, usedBy }];
    }),
    hops: graphHops,
    faults,
  };
}

function groundsOf(policy: Policy): NonNullable<Looked["grounds"]> {
  const chains = chainsOf(policy, { covers, exists, find, includes });
  const authority = authorityOf(chains);
  return { chains, authority, usage: usageOf(chains, authority) };
}

function partyOf(party: Party, id: string, where: Where): GraphParty {
  const { kind, name, domain } = party;
  return {
    id,
    kind,
    name,
    ...(domain === undefined ? {} : { domain: domain.name }),
    isUnguarded: party.kind === "agent" && party.unguarded,
    ...(party.kind === "agent" && party.owner !== undefined ? { owner: party.owner } : {}),
    ...(party.kind === "agent" && party.identity !== undefined ? { identity: party.identity } : {}),
    where,
  };
}

function titleOf({ from, to, task, alias }: Hop): string {
  return `${showName(from.name)} -> ${showName(to.name)} for ${showName(task.name)}${alias === undefined ? "" : ` as ${showName(alias)}`}`;
}

function boundsOf({ labels }: Policy, hop: Hop): GraphHop["bounds"] {
  const { ttl, depth, fanout, budgets, pass, reply, approval, require } = hop;
  const label = (index: number): string => labels.names[index] ?? "";
  const found: { name: string; value: string }[] = [];
  if (require.kind !== "true") found.push({ name: "require", value: showConstraint(require) });
  if (ttl > 0) found.push({ name: "ttl", value: showDuration(ttl) });
  if (depth !== undefined) found.push({ name: "depth", value: String(depth) });
  if (fanout !== undefined) found.push({ name: "fanout", value: String(fanout) });
  for (const { amount, unit, per } of budgets) {
    const text = `${typeof amount === "number" ? amount : `$${showName(amount.param)}`} ${showName(unit)}`;
    found.push({ name: "budget", value: per === undefined ? text : `${text} per ${showDuration(per)}` });
  }
  if (pass !== labels.lowest) found.push({ name: "pass", value: label(pass) });
  if (reply !== undefined) found.push({ name: "reply", value: `${label(reply.label)}${reply.trusted ? " trusted" : ""}` });
  if (approval !== undefined)
    found.push({
      name: "approval by",
      value: `${showName(approval.by)}${approval.within === undefined ? "" : ` within ${showDuration(approval.within)}`}`,
    });
  return found;
}

/** The hop in whose declaration a place is: the last one that begins before it, where no other declaration of a party is between. */
function hopAt(policy: Policy, { file, span }: Place): Hop | undefined {
  let found: Hop | undefined;
  for (const hop of policy.hops) {
    const { place } = hop;
    if (place.file !== file || place.span.start > span.start) continue;
    if (found === undefined || place.span.start > found.place.span.start) found = hop;
  }
  if (found === undefined) return undefined;
  const begin = found.place.span.start;
  const others: readonly { readonly place: Place }[] = [
    ...policy.principals,
    ...policy.agents,
    ...policy.assertions,
    ...policy.denials,
    ...policy.tests,
  ];
  const isBetween = others.some(({ place }) => place.file === file && place.span.start > begin && place.span.start <= span.start);
  return isBetween ? undefined : found;
}

/** The hops of a chain that has these names; where there are several, one that ends with the given hop. */
function pathOf(chains: Chains, names: readonly string[], last: Hop | undefined): readonly Hop[] {
  const [first, ...rest] = names;
  let ways: (readonly Context[])[] = [[]];
  for (const [index, name] of rest.entries()) {
    const next = (way: readonly Context[]): readonly Context[] =>
      index === 0 ? chains.starts.filter(({ hop }) => hop.from.name === first) : (way.at(-1)?.stand?.departures ?? []);
    ways = ways
      .flatMap((way) =>
        next(way)
          .filter(({ hop }) => hop.to.name === name)
          .map((context) => [...way, context]),
      )
      .slice(0, mostPaths);
  }
  const found = ways.find((way) => way.at(-1)?.hop === last) ?? ways[0];
  return found?.map(({ hop }) => hop) ?? [];
}

/** Parties between which several hops lead, one after another, make many paths of the same names. */
const mostPaths = 200;
