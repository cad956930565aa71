/** Hops: first all their heads and parameters, so that `received` can be typed, then what they hand on and their bounds. */

import type { Constraint, Type } from "../../stdlib/runtime/constraint.js";
import { didYouMean } from "../base/near.js";
import type { Place } from "../base/span.js";
import {
  emptyScope,
  factDiffers,
  hopParamOptional,
  liveFactBound,
  missingTtl,
  notAmount,
  notCount,
  repeatedBudget,
  unguardedDelegator,
  unguardedHandsOn,
} from "../diagnostics/codes/model.js";
import { duplicateHop, duplicateName, unknownName } from "../diagnostics/codes/names.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Module } from "../names/modules.js";
import type { HopText } from "../syntax/alike.js";
import type { BudgetDecl, DelegateDecl, NumberLit, ParamDecl, TaskDecl } from "../syntax/ast.js";
import { allOf, always } from "../types/constraints.js";
import { elaborate } from "../types/elaborate.js";
import type { BlockSetting, Setting } from "../types/setting.js";
import { showType } from "../types/show.js";
import { isErroneous, leavesOf, sameType, unrefined } from "../types/type.js";
import { headAlike, hopAlike, type Pattern, type Patterns, patternOf } from "./lower-alike.js";
import type { ScopeReader } from "./lower-clauses.js";
import { labelNamed } from "./lower-order.js";
import type { BoundSetting, PartyTable } from "./lower-parties.js";
import type { Agent, Budget, Clause, Fact, Hop, Label, Labels, Parameter, Party, Task } from "./model.js";
import { type ReceivedTypes, receivedTypes } from "./received.js";
import type { Workshop } from "./workshop.js";
import type { WrittenAtoms } from "./written-atoms.js";

/** What a hop is called by, and its parameters. */
export interface HopHead {
  readonly module: Module;
  readonly from: Party;
  readonly to: Agent;
  readonly task: Task;
  readonly params: readonly Parameter[];
  readonly types: ReadonlyMap<string, Type>;
  /** The names of all parameters that were written. */
  readonly written: readonly string[];
  readonly erroneous: boolean;
}

export interface HopWork {
  readonly shop: Workshop;
  readonly labels: Labels;
  readonly tasks: ReadonlyMap<TaskDecl, Task>;
  readonly facts: ReadonlyMap<string, Fact>;
  readonly parties: PartyTable;
  readonly scopes: ScopeReader;
  readonly units: ReadonlySet<string>;
  readonly settingFor: BoundSetting;
}

/** An object while it is being made. */
type Draft<T> = { -readonly [Key in keyof T]: T[Key] };

/** A hop to be lowered. `standsAlone`: its text is left as soon as it is, and speaks of no hop above. */
export interface HopToLower {
  readonly declaration: DelegateDecl;
  readonly module: Module;
  readonly standsAlone: boolean;
  /** How it is written, and where it goes as a pattern for others. */
  readonly alike?: { readonly text: HopText; readonly patterns: Patterns } | undefined;
}

/** A hop that is written as one before. */
export interface HopAlike {
  readonly pattern: Pattern;
  readonly module: Module;
  readonly text: HopText;
}

/** What lowering takes note of beside hops. */
export interface Notes {
  readonly atoms: ReadonlyMap<Constraint, Place>;
  readonly problems: readonly Diagnostic[];
}

/** `lost`: how many hops could not be made, for want of a party or a task. Nothing where one has to be read again, with all. */
export function lowerHops(
  work: HopWork,
  declared: Iterable<HopToLower | HopAlike>,
  { atoms, problems }: Notes,
): { readonly hops: readonly Hop[]; readonly lost: number; readonly further: WrittenAtoms["further"] } | undefined {
  const { shop } = work;
  const further = new Map<Hop, number>();
  const heads: HopHead[] = [];
  const hops: (Hop | DelegateDecl)[] = [];
  const named = new Map<string, Place>();
  let lost = 0;
  let mistaken = false;
  const noneAbove: ReceivedTypes = {
    typeOf() {
      mistaken = true;
      return undefined;
    },
  };
  for (const each of declared) {
    const { module } = each;
    const written = "pattern" in each ? { ...each.text, params: noParams } : each.declaration;
    const before = { atoms: atoms.size, problems: problems.length };
    const plain = lowerHead(work, written, module);
    if (plain === undefined) {
      lost++;
      continue;
    }
    const key = hopKey(plain);
    const place = shop.place(module, { span: written.head });
    const other = named.get(key);
    if (other === undefined) named.set(key, place);
    else reportDuplicate(shop, plain, written, other);
    const head = other === undefined ? plain : { ...plain, erroneous: true };
    if ("pattern" in each) {
      const { pattern, text } = each;
      // Something is to be said of it that was not said of the pattern.
      if (head.to.unguarded && pattern.handsOn) return undefined;
      const whole = headAlike(pattern, head, text);
      const hop = hopAlike(pattern, whole, text, heads.length);
      further.set(hop, text.block - pattern.text.block);
      hops.push(hop);
      heads.push(whole);
      continue;
    }
    const hop = each.standsAlone ? lowerHop(work, head, each.declaration, heads.length, noneAbove) : each.declaration;
    if (each.alike !== undefined && "index" in hop && problems.length === before.problems) {
      const { text, patterns } = each.alike;
      const pattern = patternOf(head, hop, text, atoms, atoms.size - before.atoms);
      if (pattern !== undefined) patterns.set(text.rest, pattern);
    }
    hops.push(hop);
    heads.push(head);
  }
  if (mistaken) return undefined;
  const received = receivedTypes(shop, heads);
  const whole = hops.map((hop, index) => {
    const head = heads[index];
    return "index" in hop || head === undefined ? hop : lowerHop(work, head, hop, index, received);
  });
  return { hops: whole.filter((hop): hop is Hop => "index" in hop), lost, further };
}

/** As much of a hop as its head is made of. */
type HeadText = Pick<DelegateDecl, "from" | "to" | "task" | "params" | "head" | "span">;

export function lowerHead(work: HopWork, declaration: HeadText, module: Module): HopHead | undefined {
  const { shop, parties } = work;
  const from = parties.find(module, declaration.from, "agent or principal");
  const to = parties.find(module, declaration.to, "agent");
  const foundTask = declaration.task === undefined ? undefined : shop.find(module, declaration.task, ["task"], "task");
  const task = foundTask === undefined ? undefined : work.tasks.get(foundTask.declaration);
  const seen = new Map<string, ParamDecl>();
  const params: Parameter[] = [];
  let erroneous = shop.isDamaged(module, declaration.span);
  for (const param of declaration.params) {
    const other = seen.get(param.name.text);
    if (other !== undefined) shop.report(duplicateName(shop.place(module, param.name), param.name.text, shop.place(module, other.name)));
    seen.set(param.name.text, param);
    const { lowered, failed } = lowerParam(work, param, module);
    erroneous ||= other !== undefined || failed || isErroneous(lowered.type);
    if (other === undefined) params.push(lowered);
  }
  if (from?.kind === "agent" && from.unguarded)
    shop.report(unguardedDelegator(shop.place(module, declaration.from), declaration.from.text, from.place));
  if (from === undefined || to?.kind !== "agent" || task === undefined) return undefined;
  const types = params.length === 0 ? noTypes : new Map(params.map((param) => [param.name, param.type]));
  const written = params.length === 0 ? noNames : declaration.params.map((param) => param.name.text);
  return { module, from, to, task, params, types, written, erroneous };
}

const noTypes: ReadonlyMap<string, Type> = new Map();
const noNames: readonly string[] = [];
const noParams: readonly ParamDecl[] = [];

/** Only the first hop of a key counts; another with the same is an error. */
export function hopKey({ from, to, task }: Pick<HopHead, "from" | "to" | "task">): string {
  return `${from.name}\0${to.name}\0${task.name}`;
}

export function reportDuplicate(shop: Workshop, { module, task }: HopHead, declaration: HeadText, other: Place): void {
  const place = shop.place(module, { span: declaration.head });
  shop.report(duplicateHop(place, declaration.from.text, declaration.to.text, task.name, other));
}

/** A parameter keeps its type where only what it is bound from is wrong. */
function lowerParam({ shop, facts }: HopWork, param: ParamDecl, module: Module): { readonly lowered: Parameter; readonly failed: boolean } {
  const place = shop.place(module, param);
  const type = shop.types.read(param.type, module);
  const plain: Parameter = { name: param.name.text, type, place };
  if (param.optional) shop.report(hopParamOptional(shop.place(module, param.name)));
  if (param.from === undefined) return { lowered: plain, failed: param.optional };
  const fact = facts.get(param.from.text);
  const at = shop.place(module, param.from);
  if (fact === undefined) shop.report(unknownName(at, "fact of the context", param.from.text, didYouMean(param.from.text, facts.keys())));
  else if (fact.live) shop.report(liveFactBound(at, fact.name, fact.place));
  else if (!isErroneous(type) && !isErroneous(fact.type) && !sameType(type, fact.type)) {
    shop.report(factDiffers(at, param.name.text, showType(type), fact.name, showType(fact.type), fact.place));
  } else return { lowered: { ...plain, from: fact.name }, failed: param.optional };
  return { lowered: plain, failed: true };
}

export function lowerHop(work: HopWork, head: HopHead, declaration: DelegateDecl, index: number, received: ReceivedTypes): Hop {
  const { shop, labels } = work;
  const { module } = head;
  const setting: BlockSetting = {
    around: work.settingFor(module).around,
    use: "clause",
    report: shop.report,
    params: head.types,
    received: (name, report) => received.typeOf(head, name, report),
  };
  const damaged = shop.isDamaged(module, declaration.span);
  let erroneous = head.erroneous;
  const fail = (): void => {
    erroneous = true;
  };

  const clauses = work.scopes.block(declaration.clauses, setting);
  const require = lowerRequire(declaration, setting);
  if (clauses === undefined || require === undefined) fail();
  const saysSo = declaration.clauses.some((clause) => clause.verb !== "deny");
  const gives = clauses === undefined ? saysSo : clauses.some((clause) => clause.verb !== "deny");
  if (!damaged && !gives) {
    shop.report(emptyScope(shop.place(module, { span: declaration.head }), head.to.name, !saysSo));
    fail();
  }
  if (declaration.ttl === undefined) {
    if (!damaged) shop.report(missingTtl(shop.place(module, { span: declaration.head }), head.from.name, head.to.name));
    fail();
  }
  const depth = count(shop, module, declaration.depth, 0, "a depth", fail);
  const fanout = count(shop, module, declaration.fanout, 1, "a fanout", fail);
  const budgets = declaration.budgets.flatMap((budget) => {
    const lowered = lowerBudget(work, head, declaration, budget);
    if (lowered === undefined) fail();
    return lowered ?? [];
  });
  for (const { budget, other } of repeatedBudgets(budgets)) {
    shop.report(repeatedBudget(budget.place, budget.unit, budget.per !== undefined, other.place));
    fail();
  }
  if (head.to.unguarded) warnOfHandingOn(shop, head, declaration, clauses ?? [], depth);
  const label = (name: DelegateDecl["pass"]): Label | undefined => {
    const found = name === undefined ? undefined : labelNamed(shop, labels, module, name);
    if (name !== undefined && found === undefined) fail();
    return found;
  };
  const pass = label(declaration.pass) ?? labels.lowest;
  const replyLabel = label(declaration.reply?.label);
  const approval = declaration.approval;
  const approver = approval === undefined ? undefined : shop.find(module, approval.by, ["principal"], "principal");
  if (approval !== undefined && approver === undefined) fail();
  const whole = shop.place(module, { span: declaration.head });
  const [firstRequire] = declaration.requires;
  const hop: Draft<Hop> = {
    index,
    from: head.from,
    to: head.to,
    task: head.task,
    params: head.params,
    scope: { clauses: clauses ?? [], place: whole },
    require: require ?? always,
    ttl: declaration.ttl?.milliseconds ?? 0,
    budgets,
    pass,
    places: boundPlaces(shop, declaration, module),
    place: whole,
    erroneous,
  };
  if (declaration.alias !== undefined) hop.alias = declaration.alias.text;
  if (declaration.doc !== undefined) hop.doc = declaration.doc;
  if (firstRequire !== undefined) hop.requirePlace = shop.place(module, firstRequire);
  if (depth !== undefined) hop.depth = depth;
  if (fanout !== undefined) hop.fanout = fanout;
  if (declaration.reply !== undefined && replyLabel !== undefined) hop.reply = { label: replyLabel, trusted: declaration.reply.trusted };
  if (approval !== undefined && approver !== undefined)
    hop.approval = { by: shop.nameOf(approver.declaration), ...(approval.within === undefined ? {} : { within: approval.within.milliseconds }) };
  return hop;
}

function lowerRequire(declaration: DelegateDecl, setting: BlockSetting): Constraint | undefined {
  const block: BlockSetting = { ...setting, use: "require" };
  const inRequire: Setting = { block, arguments: undefined, deny: false, report: setting.report, silent: false };
  if (declaration.requires.length === 0) return always;
  const parts = declaration.requires.map((require) => elaborate(require.where, inRequire));
  const whole = parts.filter((part) => part !== undefined);
  return whole.length < parts.length ? undefined : allOf(whole);
}

function count(shop: Workshop, module: Module, syntax: NumberLit | undefined, least: number, what: string, fail: () => void): number | undefined {
  if (syntax === undefined) return undefined;
  if (Number.isSafeInteger(syntax.value) && syntax.value >= least) return syntax.value;
  shop.report(notCount(shop.place(module, syntax), what, least));
  fail();
  return undefined;
}

function lowerBudget({ shop, units }: HopWork, head: HopHead, declaration: DelegateDecl, budget: BudgetDecl): Budget | undefined {
  const { module } = head;
  const place = shop.place(module, budget);
  const known = units.has(budget.unit.text);
  // An action whose declaration is damaged may be the one that spends it.
  if (!known && module.damage.length === 0)
    shop.report(unknownName(shop.place(module, budget.unit), "unit that an action spends", budget.unit.text, didYouMean(budget.unit.text, units)));
  const more = { unit: budget.unit.text, place, ...(budget.per === undefined ? {} : { per: budget.per.milliseconds }) };
  const { amount } = budget;
  if (amount.kind === "number") {
    const fit = Number.isFinite(amount.value) && amount.value >= 0;
    if (!fit) shop.report(notAmount(shop.place(module, amount), "a budget is a number, 0 or more"));
    return fit && known ? { amount: amount.value, ...more } : undefined;
  }
  const type = head.types.get(amount.name.text);
  const at = shop.place(module, amount.name);
  if (type === undefined) {
    const declared = declaration.params.some((param) => param.name.text === amount.name.text);
    if (!declared) shop.report(unknownName(at, "parameter", `$${amount.name.text}`, didYouMean(amount.name.text, head.types.keys())));
    return undefined;
  }
  if (isErroneous(type)) return undefined;
  const isNumber = leavesOf(unrefined(type)).every((leaf) => leaf.kind === "scalar" && (leaf.sort === "Int" || leaf.sort === "Number"));
  if (!isNumber) shop.report(notAmount(at, `a budget is a number, and \`$${amount.name.text}\` is ${showType(type)}`));
  return isNumber && known ? { amount: { param: amount.name.text }, ...more } : undefined;
}

/** Of two totals of one unit, or two bounds in one window, only the lower says anything. */
function repeatedBudgets(budgets: readonly Budget[]): readonly { readonly budget: Budget; readonly other: Budget }[] {
  const first = new Map<string, Budget>();
  return budgets.flatMap((budget) => {
    const key = `${budget.unit} ${budget.per ?? ""}`;
    const other = first.get(key);
    if (other === undefined) first.set(key, budget);
    return other === undefined ? [] : [{ budget, other }];
  });
}

/** An agent without a guard makes no hop, so that nothing can be handed on. */
function warnOfHandingOn(
  shop: Workshop,
  { to, module }: HopHead,
  declaration: DelegateDecl,
  clauses: readonly Clause[],
  depth: number | undefined,
): void {
  const relays = new Set(clauses.flatMap((clause) => (clause.verb === "relay" ? [clause.place] : [])));
  for (const place of relays) shop.report(unguardedHandsOn(place, to.name, "relay"));
  if (declaration.depth !== undefined && depth !== undefined && depth > 0)
    shop.report(unguardedHandsOn(shop.place(module, declaration.depth), to.name, "depth"));
}

function boundPlaces(shop: Workshop, { ttl, depth, fanout, pass, reply, approval }: DelegateDecl, module: Module): Hop["places"] {
  const places: Draft<Hop["places"]> = {};
  if (ttl) places.ttl = shop.place(module, ttl);
  if (depth) places.depth = shop.place(module, depth);
  if (fanout) places.fanout = shop.place(module, fanout);
  if (pass) places.pass = shop.place(module, pass);
  if (reply) places.reply = shop.place(module, reply);
  if (approval) places.approval = shop.place(module, approval);
  return places;
}
