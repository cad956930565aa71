/** From the modules of a policy to the policy without its sugar: every name resolved, every expression a constraint. */

import type { Constraint, Root, Term } from "../../stdlib/runtime/constraint.js";
import type { Place } from "../base/span.js";
import { duplicateFact } from "../diagnostics/codes/names.js";
import type { Diagnostic, Staged } from "../diagnostics/diagnostic.js";
import { isDamaged, type Module, type Program } from "../names/modules.js";
import type { SecretDecl, SourceFile, TaskDecl } from "../syntax/ast.js";
import type { BlockSetting } from "../types/setting.js";
import { sameType } from "../types/type.js";
import { type ActionLists, actionLists } from "./lower-actions.js";
import type { Patterns } from "./lower-alike.js";
import { lowerAssertions, lowerDenials } from "./lower-claims.js";
import { type ScopeReader, scopeReader } from "./lower-clauses.js";
import { type HopAlike, type HopToLower, lowerHops } from "./lower-hops.js";
import { lowerLabels, lowerTasks } from "./lower-order.js";
import { type BoundSetting, lowerParties, type PartyReader, partyReader } from "./lower-parties.js";
import { hopsBetween, lowerTests } from "./lower-tests.js";
import { lowerSecrets, lowerTools, type Tools } from "./lower-tools.js";
import type { Fact, Labels, Policy, Secret, Task } from "./model.js";
import { readStretch } from "./read-hops.js";
import { type Workshop, workshop } from "./workshop.js";
import type { WrittenAtoms } from "./written-atoms.js";

/** A policy, and what the analysis of a single atom or of a policy with errors needs to know besides. */
export interface Lowered extends Staged<Policy> {
  readonly atoms: WrittenAtoms;
  /** A hop or a `deny` had an error and is left out, so that what is missing from the policy means nothing. */
  readonly incomplete: boolean;
}

export function lower(program: Program): Lowered {
  const lowered = lowerFrom(program, (shop) => shop.declarations("delegate").map((sited) => ({ ...sited, standsAlone: false })));
  if (lowered === undefined) throw new Error("a hop was said to stand alone");
  return lowered;
}

/**
 * A program of which stretches were left for later (see `ahead.ts`), with the comments that these had. Nothing where one of
 * them is not as it was taken to be: the texts have to be read as a whole then.
 */
export function lowerReading(
  program: Program,
): { readonly lowered: Lowered; readonly comments: ReadonlyMap<Module, SourceFile["comments"]> } | undefined {
  const comments = new Map<Module, SourceFile["comments"][number][]>();
  let mistaken = false;
  const hops = function* (): Generator<HopToLower | HopAlike> {
    for (const module of program.modules) {
      const read = module.source.declarations.filter((each) => each.kind === "delegate");
      const found: SourceFile["comments"][number][] = [];
      comments.set(module, found);
      const patterns: Patterns = new Map();
      let next = 0;
      for (const stretch of module.source.later ?? []) {
        for (let hop = read[next]; hop !== undefined && hop.span.start < stretch.start; hop = read[++next])
          yield { declaration: hop, module, standsAlone: false };
        if (!(yield* readStretch(module, stretch, patterns, found))) {
          mistaken = true;
          return;
        }
      }
      for (const declaration of read.slice(next)) yield { declaration, module, standsAlone: false };
    }
  };
  const lowered = lowerFrom(program, hops);
  return lowered === undefined || mistaken ? undefined : { lowered, comments };
}

function lowerFrom(program: Program, hopsOf: (shop: Workshop) => Iterable<HopToLower | HopAlike>): Lowered | undefined {
  const diagnostics: Diagnostic[] = [];
  const atoms = new Map<Constraint, Place>();
  const shop = workshop(program, reporter(program, diagnostics.push.bind(diagnostics)), atoms);
  const common = lowerCommon(shop);
  const { labels, tasks, facts, tools, lists, scopes, settingFor } = common;
  const parties = lowerParties(shop, common.parties);
  const lowered = lowerHops({ shop, labels, tasks, facts, parties, scopes, units: tools.units, settingFor }, hopsOf(shop), {
    atoms,
    problems: diagnostics,
  });
  if (lowered === undefined) return undefined;
  const { hops, lost: lostHops, further } = lowered;
  const claims = { shop, labels, lists, parties, settingFor };
  const { denials, lost: lostDenials } = lowerDenials(claims);
  const policy: Policy = {
    ...commonPart(program, common),
    principals: parties.principals,
    agents: parties.agents,
    hops,
    denials,
    assertions: lowerAssertions(claims),
    tests: lowerTests({ shop, lists, parties, facts, between: hopsBetween(hops) }),
  };
  return { value: policy, diagnostics, atoms: { places: atoms, further }, incomplete: isIncomplete(program) || lostHops + lostDenials > 0 };
}

/** Passes problems on, but for those where the text itself is wrong: that has been said, and what is read there may not be what was meant. */
export function reporter(program: Program, report: (problem: Diagnostic) => unknown): (problem: Diagnostic) => void {
  const byFile = new Map(program.modules.map((module) => [module.file, module]));
  return (problem) => {
    const module = byFile.get(problem.place.file);
    if (module === undefined || !isDamaged(module, problem.place.span)) report(problem);
  };
}

/** A module has errors in its text, or can't be found. */
export function isIncomplete(program: Program): boolean {
  return program.modules.some((module) => module.damage.length > 0 || module.imports.some((each) => each.module === undefined));
}

/** What parties, hops and claims speak of, and none of which speaks of them. */
export interface Common {
  readonly labels: Labels;
  readonly tasks: ReadonlyMap<TaskDecl, Task>;
  readonly secrets: ReadonlyMap<SecretDecl, Secret>;
  readonly tools: Tools;
  readonly facts: ReadonlyMap<string, Fact>;
  readonly lists: ActionLists;
  readonly scopes: ScopeReader;
  readonly parties: PartyReader;
  readonly settingFor: BoundSetting;
}

export function lowerCommon(shop: Workshop): Common {
  const labels = lowerLabels(shop);
  const tasks = lowerTasks(shop);
  for (const { declaration, module } of shop.declarations("type")) shop.types.alias(declaration, module);
  const secrets = lowerSecrets(shop);
  const tools = lowerTools(shop, labels, secrets);
  const facts = lowerFacts(shop);
  const lists = actionLists(shop, tools);
  const settingFor = boundSettings(shop, facts);
  const scopes = scopeReader(shop, lists, (module) => settingFor(module).around);
  scopes.checkAll();
  return { labels, tasks, secrets, tools, facts, lists, scopes, parties: partyReader(shop, labels, scopes, settingFor), settingFor };
}

export function commonPart(
  program: Program,
  { labels, tasks, secrets, tools, facts, parties }: Common,
): Pick<Policy, "entry" | "labels" | "domains" | "tasks" | "facts" | "tools" | "actions" | "secrets"> {
  return {
    entry: program.entry.file,
    labels,
    domains: parties.domains,
    tasks: [...tasks.values()],
    facts: [...facts.values()],
    tools: tools.tools,
    actions: tools.actions,
    secrets: [...secrets.values()],
  };
}

/** The facts of the context belong to the whole policy: a module that uses one may declare it too, as long as it says the same. */
function lowerFacts(shop: Workshop): ReadonlyMap<string, Fact> {
  const facts = new Map<string, Fact>();
  for (const { declaration, module } of shop.declarations("context")) {
    for (const fact of declaration.facts) {
      const place = shop.place(module, fact.name);
      const type = shop.types.read(fact.type, module);
      const other = facts.get(fact.name.text);
      const doc = fact.doc === undefined ? {} : { doc: fact.doc };
      if (other === undefined) facts.set(fact.name.text, { name: fact.name.text, ...doc, live: fact.live, type, place });
      else if (other.place.file === place.file || other.live !== fact.live || !sameType(other.type, type))
        shop.report(duplicateFact(place, fact.name.text, other.place, other.live === fact.live && sameType(other.type, type)));
    }
  }
  return facts;
}

/** The settings of what bounds chains from outside, one for each module. */
function boundSettings(shop: Workshop, facts: ReadonlyMap<string, Fact>): (module: Module) => BlockSetting {
  const settings = new Map<Module, BlockSetting>();
  const terms = new Map<Root, Map<string, Term>>();
  return (module) => {
    let setting = settings.get(module);
    if (setting === undefined) {
      const { nameOf: partyName, patterns, report, atoms } = shop;
      setting = { around: { module, table: shop.table(module), facts, partyName, patterns, terms, atoms }, use: "bound", report };
      settings.set(module, setting);
    }
    return setting;
  };
}
