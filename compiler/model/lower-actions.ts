/** Lists of actions, and expressions over them: which actions a clause covers, and what its `where` means for each. */

import type { Constraint, Type } from "../../stdlib/runtime/constraint.js";
import { didYouMean } from "../base/near.js";
import { unknownName } from "../diagnostics/codes/names.js";
import { type LeftOut, leavesAlone, noActionFits } from "../diagnostics/codes/types.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Module } from "../names/modules.js";
import type { Actions, Expr, Name } from "../syntax/ast.js";
import { allOf, always } from "../types/constraints.js";
import { elaborate } from "../types/elaborate.js";
import { type ArgumentFound, type Arguments, placeOf, type Setting } from "../types/setting.js";
import { showName } from "../types/show.js";
import { keyOf } from "../types/type.js";
import { argumentNames, lackedInVain } from "./left-out.js";
import type { Tools } from "./lower-tools.js";
import type { Action } from "./model.js";
import type { Workshop } from "./workshop.js";

/** The actions that a clause names. `each`: one by one, so that all must have the arguments of its `where`; else those that have them are covered. */
export interface ActionList {
  readonly actions: readonly Action[];
  readonly each: boolean;
}

/** Some actions and what is asked of requests for them: a clause comes to one or more. */
export interface Piece {
  readonly actions: readonly Action[];
  readonly where: Constraint;
}

export interface ActionLists {
  /** Every action of the policy. */
  readonly all: readonly Action[];
  /** The one array that holds just these actions, in the policy's order. */
  intern(actions: readonly Action[]): readonly Action[];
  /** The actions that are named; nothing where one of them has an error, which has been reported. */
  read(actions: Actions, module: Module): ActionList | undefined;
  /** One action, as assertions and tests name it. */
  action(module: Module, tool: Name, action: Name): Action | undefined;
  /** What `only (…)` and `where` make of a list; nothing where they have an error. */
  narrow(
    list: ActionList,
    only: { readonly names: readonly Name[] } | undefined,
    where: Expr | undefined,
    setting: Setting,
  ): readonly Piece[] | undefined;
}

export function actionLists(shop: Workshop, tools: Tools): ActionLists {
  const position = new Map(tools.actions.map((action, i) => [action, i]));
  const interned = new Map<string, readonly Action[]>();
  const lists = new Map<Module, Map<string, ActionList>>();
  const argumentsOf = new Map<readonly Action[], Arguments>();
  const groups = new Map<readonly Action[], Map<string, readonly (readonly Action[])[]>>();

  const intern = (actions: readonly Action[]): readonly Action[] => {
    if (actions === all) return all;
    const indices = [...new Set(actions.map((action) => position.get(action) ?? -1))].sort((a, b) => a - b);
    const key = indices.join();
    const known = interned.get(key);
    if (known !== undefined) return known;
    const list = indices.flatMap((index) => tools.actions[index] ?? []);
    interned.set(key, list);
    return list;
  };
  const all: readonly Action[] = tools.actions;
  interned.set([...all.keys()].join(), all);

  const action = (module: Module, tool: Name, name: Name): Action | undefined => {
    const found = shop.find(module, tool, ["tool"], "tool");
    const named = found === undefined ? undefined : tools.of.get(found.declaration);
    const action = named?.get(name.text);
    if (found === undefined || named === undefined || action !== undefined) return action;
    if (!shop.isDamaged(found.module, found.declaration.span)) {
      const what = `action of \`${tool.text}\` called`;
      shop.report(unknownName(shop.place(module, name), what, name.text, didYouMean(name.text, named.keys())));
    }
    return undefined;
  };

  const read = (syntax: Actions, module: Module): ActionList | undefined => {
    if (syntax.kind === "any") return { actions: all, each: false };
    const key = syntax.of.map((each) => `${each.tool.text}\0${each.action?.text ?? "\0"}`).join("\0\0");
    const ofModule = lists.get(module) ?? new Map<string, ActionList>();
    lists.set(module, ofModule);
    const known = ofModule.get(key);
    if (known !== undefined) return known;
    const found: Action[] = [];
    let failed = false;
    for (const each of syntax.of) {
      if (each.action !== undefined) {
        const one = action(module, each.tool, each.action);
        if (one === undefined) failed = true;
        else found.push(one);
        continue;
      }
      const tool = shop.find(module, each.tool, ["tool"], "tool");
      const ofTool = tool === undefined ? undefined : tools.of.get(tool.declaration);
      if (ofTool === undefined) failed = true;
      else for (const one of ofTool.values()) found.push(one);
    }
    if (failed) return undefined;
    const list: ActionList = { actions: intern(found), each: syntax.of.every((each) => each.action !== undefined) };
    ofModule.set(key, list);
    return list;
  };

  const argumentsFor = (actions: readonly Action[]): Arguments => {
    let found = argumentsOf.get(actions);
    if (found === undefined) {
      found = sharedArguments(actions);
      argumentsOf.set(actions, found);
    }
    return found;
  };

  /** The actions that have all of some arguments, those together for which each of them has one type. */
  const groupsFor = (actions: readonly Action[], names: readonly string[]): readonly (readonly Action[])[] => {
    if (names.length === 0) return [actions];
    const ofList = groups.get(actions) ?? new Map<string, readonly (readonly Action[])[]>();
    groups.set(actions, ofList);
    const key = names.join("\0");
    const known = ofList.get(key);
    if (known !== undefined) return known;
    const bySignature = new Map<string, Action[]>();
    for (const each of actions) {
      const types = names.map((name) => each.params.find((param) => param.name === name)?.type);
      if (!types.every((type): type is Type => type !== undefined)) continue;
      const signature = types.map(keyOf).join("\0");
      const group = bySignature.get(signature);
      if (group === undefined) bySignature.set(signature, [each]);
      else group.push(each);
    }
    const found = [...bySignature.values()].map(intern);
    ofList.set(key, found);
    return found;
  };

  const narrow: ActionLists["narrow"] = (list, only, where, setting) => {
    const limit = only === undefined ? always : onlyThese(list, only.names, argumentsFor(list.actions), setting);
    const pieces = where === undefined ? [{ actions: list.actions, where: always }] : elaborateOver(list, where, setting);
    if (limit === undefined || pieces === undefined) return undefined;
    return limit === always ? pieces : pieces.map((piece) => ({ actions: piece.actions, where: allOf([limit, piece.where]) }));
  };

  const elaborateOver = (list: ActionList, where: Expr, setting: Setting): readonly Piece[] | undefined => {
    if (list.each) {
      const constraint = elaborate(where, { ...setting, arguments: argumentsFor(list.actions) });
      return constraint === undefined ? undefined : [{ actions: list.actions, where: constraint }];
    }
    const offered = argumentsFor(list.actions);
    const names = [...new Set(argumentNames(where))].filter((name) => offered.find(name).kind !== "missing").sort();
    const candidates = groupsFor(list.actions, names);
    const [first] = candidates;
    if (first === undefined) {
      setting.report(noActionFits(placeOf(setting, where), names));
      return undefined;
    }
    if (candidates.length === 1) {
      const constraint = elaborate(where, { ...setting, arguments: narrowed(argumentsFor(first), offered) });
      if (constraint === undefined) return undefined;
      warnOfLeftOut(list.actions, [], offered, where, setting);
      return [{ actions: first, where: constraint }];
    }
    return elaborateGroups(list.actions, candidates, offered, where, setting);
  };

  /** What takes away or claims, and covers less than it reads, is warned of: what only gives may well leave out what does not fit. */
  const warnOfLeftOut = (actions: readonly Action[], unfit: readonly LeftOut[], offered: Arguments, where: Expr, setting: Setting): void => {
    if (!setting.deny && setting.asserts !== true) return;
    const isArgument = (name: string): boolean => offered.find(name).kind !== "missing";
    const lacking = actions.flatMap((action): readonly LeftOut[] => {
      const name = lackedInVain(where, action, isArgument);
      return name === undefined ? [] : [{ action: action.id, why: `it has no argument \`${showName(name)}\`` }];
    });
    const left = [...unfit, ...lacking];
    if (left.length > 0) setting.report(leavesAlone(placeOf(setting, where), left, setting.deny));
  };

  const elaborateGroups = (
    whole: readonly Action[],
    candidates: readonly (readonly Action[])[],
    offered: Arguments,
    where: Expr,
    setting: Setting,
  ): readonly Piece[] | undefined => {
    const pieces: Piece[] = [];
    const warnings: (readonly Diagnostic[])[] = [];
    const unfit: LeftOut[] = [];
    let firstProblems: readonly Diagnostic[] = [];
    for (const actions of candidates) {
      const problems: Diagnostic[] = [];
      const constraint = elaborate(where, {
        ...setting,
        silent: true,
        arguments: narrowed(argumentsFor(actions), offered),
        report: (problem) => problems.push(problem),
      });
      if (constraint === undefined) {
        if (firstProblems.length === 0) firstProblems = problems;
        const why = problems[0]?.message ?? "its arguments have errors";
        unfit.push(...actions.map((action) => ({ action: action.id, why })));
        continue;
      }
      pieces.push({ actions, where: constraint });
      warnings.push(problems);
    }
    if (pieces.length === 0) {
      for (const problem of firstProblems) setting.report(problem);
      return undefined;
    }
    for (const warning of common(warnings)) setting.report(warning);
    warnOfLeftOut(whole, unfit, offered, where, setting);
    return pieces;
  };

  return { all, intern, read, action, narrow };
}

/** Of an argument that may be absent a warning from one group will do; that something is always true must be so in each. */
function common(groups: readonly (readonly Diagnostic[])[]): readonly Diagnostic[] {
  const seen = new Map<string, { readonly problem: Diagnostic; count: number }>();
  for (const problem of groups.flat()) {
    const key = `${problem.code}\0${problem.place.span.start}\0${problem.place.span.end}\0${problem.message}`;
    const known = seen.get(key);
    if (known === undefined) seen.set(key, { problem, count: 1 });
    else known.count++;
  }
  return [...seen.values()].flatMap(({ problem, count }) =>
    (problem.code === "always-true" || problem.code === "always-false") && count < groups.length ? [] : [problem],
  );
}

/** The arguments of some of the actions, with the names that all of them together offer. */
function narrowed(those: Arguments, offered: Arguments): Arguments {
  return { find: (name) => those.find(name), names: () => offered.names() };
}

function sharedArguments(actions: readonly Action[]): Arguments {
  const known = new Map<string, ArgumentFound>();
  const find = (name: string): ArgumentFound => {
    let found = known.get(name);
    if (found === undefined) {
      found = findIn(actions, name);
      known.set(name, found);
    }
    return found;
  };
  return { find, names: () => new Set(actions.flatMap((action) => action.params.map((param) => param.name))) };
}

function findIn(actions: readonly Action[], name: string): ArgumentFound {
  let first: { readonly action: Action; readonly type: Type } | undefined;
  let lacking: Action | undefined;
  let differs: { readonly action: Action; readonly type: Type } | undefined;
  let optional = false;
  for (const action of actions) {
    const param = action.params.find((each) => each.name === name);
    if (param === undefined) {
      lacking ??= action;
      continue;
    }
    optional ||= param.optional;
    if (first === undefined) first = { action, type: param.type };
    else if (differs === undefined && keyOf(first.type) !== keyOf(param.type)) differs = { action, type: param.type };
  }
  if (first === undefined) return { kind: "missing" };
  if (lacking !== undefined) return { kind: "lacking", action: lacking.id };
  if (differs !== undefined) return { kind: "differs", actions: [first.action.id, differs.action.id], types: [first.type, differs.type] };
  return { kind: "found", type: first.type, optional };
}

function onlyThese(list: ActionList, names: readonly Name[], offered: Arguments, setting: Setting): Constraint | undefined {
  let failed = false;
  for (const name of names) {
    if (offered.find(name.text).kind !== "missing") continue;
    failed = true;
    const what = list.actions.length === 1 ? `argument of \`${list.actions[0]?.id}\` called` : "argument";
    setting.report(unknownName(placeOf(setting, name), what, name.text, didYouMean(name.text, offered.names())));
  }
  return failed ? undefined : { kind: "only", names: [...new Set(names.map((name) => name.text))] };
}
