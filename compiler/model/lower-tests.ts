/** Tests: their names looked up, their values checked against the types that they are given for. */

import type { Type } from "../../stdlib/runtime/constraint.js";
import { type Json, readTime } from "../../stdlib/runtime/value.js";
import { didYouMean } from "../base/near.js";
import { badTime, expectsNothing, missingArgument, repeatedArgument } from "../diagnostics/codes/model.js";
import { unknownName } from "../diagnostics/codes/names.js";
import type { Module } from "../names/modules.js";
import type { NamedArg, TestDecl, TestStep as TestStepSyntax } from "../syntax/ast.js";
import { checkGiven, jsonOf } from "../types/literals.js";
import { showType } from "../types/show.js";
import type { ActionLists } from "./lower-actions.js";
import type { PartyTable } from "./lower-parties.js";
import type { Fact, Hop, Test, TestStep } from "./model.js";
import type { Sited, Workshop } from "./workshop.js";

export interface TestWork {
  readonly shop: Workshop;
  readonly lists: ActionLists;
  readonly parties: PartyTable;
  readonly facts: ReadonlyMap<string, Fact>;
  /** The hops between two parties, by their names. */
  readonly between: (from: string, to: string) => readonly Hop[];
}

/** The tests without an error. Whether their chains can be is for the analysis of tests to say. */
export function lowerTests(work: TestWork): readonly Test[] {
  return work.shop.declarations("test").flatMap((sited) => lowerTest(work, sited) ?? []);
}

/** The hops between two parties. */
export function hopsBetween(hops: readonly Hop[]): TestWork["between"] {
  let known: Map<string, Hop[]> | undefined;
  return (from, to) => {
    if (known === undefined) {
      known = new Map();
      for (const hop of hops) {
        const key = `${hop.from.name}\0${hop.to.name}`;
        const list = known.get(key);
        if (list === undefined) known.set(key, [hop]);
        else list.push(hop);
      }
    }
    return known.get(`${from}\0${to}`) ?? [];
  };
}

export function lowerTest(work: TestWork, { declaration, module }: Sited<TestDecl>): Test | undefined {
  const test = lowerWhole(work, declaration, module);
  return test === undefined || work.shop.isDamaged(module, declaration.span) ? undefined : test;
}

function lowerWhole(work: TestWork, declaration: TestDecl, module: Module): Test | undefined {
  const { shop, parties, facts, between } = work;
  let failed = false;
  const orFail = <T>(value: T | undefined): T | undefined => {
    if (value === undefined) failed = true;
    return value;
  };
  const start = declaration.start === undefined ? undefined : orFail(parties.find(module, declaration.start, "agent or principal"));
  let from = start?.name;
  const hops = declaration.hops.flatMap((step) => {
    const to = orFail(parties.find(module, step.to, "agent or principal"));
    const task = step.task === undefined ? undefined : orFail(shop.find(module, step.task, ["task"], "task"));
    const taskName = task === undefined ? undefined : shop.nameOf(task.declaration);
    const candidates = from === undefined || to === undefined ? [] : between(from, to.name);
    from = to?.name;
    const fitting = candidates.filter((hop) => taskName === undefined || hop.task.name === taskName);
    const hop = fitting.find((each) => step.args.every((arg) => each.params.some((param) => param.name === arg.name.text))) ?? fitting[0];
    const types = hop === undefined ? undefined : new Map(hop.params.map((param): [string, Type] => [param.name, param.type]));
    const what = `parameter of \`${step.to.text}\` called`;
    const params = orFail(given(work, module, step.args, types, what));
    if (to === undefined || params === undefined) return [];
    return [{ to: to.name, params, place: shop.place(module, step), ...(taskName === undefined ? {} : { task: taskName }) }];
  });
  const factTypes = new Map([...facts].map(([name, fact]): [string, Type] => [name, fact.type]));
  const context = orFail(given(work, module, declaration.context, factTypes, "fact of the context"));
  const at = declaration.at === undefined ? undefined : readTime(declaration.at.text);
  if (declaration.at !== undefined && at === undefined) {
    failed = true;
    shop.report(badTime(shop.place(module, declaration.at), declaration.at.text));
  }
  const approvals = declaration.approvals.flatMap((name) => {
    const found = orFail(shop.find(module, name, ["principal"], "principal"));
    return found === undefined ? [] : [shop.nameOf(found.declaration)];
  });
  const steps = declaration.steps.flatMap((step) => orFail(lowerStep(work, module, step)) ?? []);
  if (failed || start === undefined || context === undefined) return undefined;
  if (declaration.steps.length === 0) {
    shop.report(expectsNothing(shop.place(module, declaration.name), declaration.name.text));
    return undefined;
  }
  return {
    name: declaration.name.text,
    start: start.name,
    hops,
    context,
    approvals,
    steps,
    place: shop.place(module, declaration),
    ...(at === undefined ? {} : { at }),
  };
}

function lowerStep(work: TestWork, module: Module, step: TestStepSyntax): TestStep | undefined {
  const { shop, lists } = work;
  const place = shop.place(module, step);
  if (step.kind === "refuse-hop") return { kind: "refuse-hop", place };
  const action = lists.action(module, step.tool, step.action);
  if (action === undefined) return undefined;
  const types = new Map(action.params.map((param): [string, Type] => [param.name, param.type]));
  const args = given(work, module, step.args, types, `argument of \`${action.id}\` called`);
  const missing = action.params.find((param) => !param.optional && !step.args.some((arg) => arg.name.text === param.name));
  if (missing !== undefined) {
    shop.report(missingArgument(place, action.id, missing.name, showType(missing.type)));
    return undefined;
  }
  return args === undefined ? undefined : { kind: "call", expect: step.expect, action, args, place };
}

/** Values by name, each checked against its type; without types, where nothing is known of them, only read. */
function given(
  { shop }: TestWork,
  module: Module,
  args: readonly NamedArg[],
  types: ReadonlyMap<string, Type> | undefined,
  what: string,
): Readonly<Record<string, Json>> | undefined {
  const values = new Map<string, Json>();
  let failed = false;
  for (const { name, value } of args) {
    const place = shop.place(module, name);
    const type = types?.get(name.text);
    if (values.has(name.text)) {
      shop.report(repeatedArgument(place, name.text));
      failed = true;
    } else if (types !== undefined && type === undefined) {
      shop.report(unknownName(place, what, name.text, didYouMean(name.text, types.keys())));
      failed = true;
    } else if (type !== undefined && !checkGiven(value, type, module.file, shop.report)) failed = true;
    values.set(name.text, jsonOf(value));
  }
  return failed ? undefined : Object.fromEntries(values);
}
