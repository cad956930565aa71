/** Tools and their actions, with what annotations add to them. */

import { type Effect, effects, type Field } from "../../stdlib/runtime/constraint.js";
import { didYouMean } from "../base/near.js";
import type { Place } from "../base/span.js";
import { unreachable } from "../base/unreachable.js";
import {
  callsUnit,
  contradictsTool,
  digestForm,
  loweredEffect,
  notSpendable,
  perHopNeedsTtl,
  repeatedUnit,
  spendAmount,
} from "../diagnostics/codes/model.js";
import { duplicateName, unknownName } from "../diagnostics/codes/names.js";
import type { Module } from "../names/modules.js";
import type { ActionAttributes, ActionDecl, AnnotateDecl, EffectWord, Name, SecretDecl, SpendsAttribute, ToolDecl } from "../syntax/ast.js";
import { showType } from "../types/show.js";
import { isErroneous, leavesOf } from "../types/type.js";
import { labelNamed } from "./lower-order.js";
import type { Action, Label, Labels, Secret, Spend, Tool } from "./model.js";
import { firstFree, type Workshop } from "./workshop.js";

export interface Tools {
  readonly tools: readonly Tool[];
  readonly actions: readonly Action[];
  /** A tool's actions by name. */
  readonly of: ReadonlyMap<ToolDecl, ReadonlyMap<string, Action>>;
  /** What budgets can be in: all that some action spends, and `calls`. */
  readonly units: ReadonlySet<string>;
}

/** What one `annotate` says of one action. */
interface Annotation {
  readonly module: Module;
  readonly effect?: EffectWord;
  readonly name: Name;
  readonly attributes: ActionAttributes;
}

export function lowerSecrets(shop: Workshop): ReadonlyMap<SecretDecl, Secret> {
  return new Map(
    shop.declarations("secret").map(({ declaration, module }) => {
      const perHop = declaration.lifetime !== "shared";
      const place = shop.place(module, declaration.name);
      if (perHop && declaration.ttl === undefined && !shop.isDamaged(module, declaration.span))
        shop.report(perHopNeedsTtl(place, declaration.name.text));
      const secret: Secret = {
        name: shop.nameOf(declaration),
        perHop,
        place,
        ...(declaration.ttl === undefined ? {} : { ttl: declaration.ttl.milliseconds }),
        ...(declaration.scope === undefined ? {} : { scope: declaration.scope.text }),
      };
      return [declaration, secret];
    }),
  );
}

export function lowerTools(shop: Workshop, labels: Labels, secrets: ReadonlyMap<SecretDecl, Secret>): Tools {
  const annotations = collectAnnotations(shop);
  const tools: Tool[] = [];
  const actions: Action[] = [];
  const of = new Map<ToolDecl, ReadonlyMap<string, Action>>();
  const ids = new Set<string>();
  for (const { declaration, module } of shop.declarations("tool")) {
    if (declaration.from !== undefined && !/^sha256:[0-9a-f]{64}$/.test(declaration.from.digest.text))
      shop.report(digestForm(shop.place(module, declaration.from.digest)));
    const tool: Tool = {
      name: shop.nameOf(declaration) || declaration.name.text,
      place: shop.place(module, declaration.name),
      ...(declaration.doc === undefined ? {} : { doc: declaration.doc }),
      ...(declaration.from === undefined ? {} : { source: { name: declaration.from.source.text, digest: declaration.from.digest.text } }),
    };
    tools.push(tool);
    const named = new Map<string, Action>();
    const toolSecrets = secretsNamed(shop, secrets, module, declaration.requiresSecrets);
    for (const action of declaration.actions) {
      const place = shop.place(module, action.name);
      const other = named.get(action.name.text);
      if (other !== undefined) {
        shop.report(duplicateName(place, action.name.text, other.place));
        continue;
      }
      const added = annotations.get(declaration)?.get(action.name.text) ?? [];
      const id = firstFree(`${tool.name}.${action.name.text}`, ids);
      const lowered = lowerAction({ shop, labels, secrets, tool, toolSecrets, module }, action, id, added);
      named.set(action.name.text, lowered);
      actions.push(lowered);
    }
    of.set(declaration, named);
  }
  const units = new Set(["calls", ...actions.flatMap((action) => action.spends.map((spend) => spend.unit))]);
  return { tools, actions, of, units };
}

function collectAnnotations(shop: Workshop): ReadonlyMap<ToolDecl, ReadonlyMap<string, readonly Annotation[]>> {
  const collected = new Map<ToolDecl, Map<string, Annotation[]>>();
  for (const { declaration, module } of shop.declarations("annotate")) {
    const tool = shop.find(module, declaration.tool, ["tool"], "tool");
    if (tool !== undefined) collectFrom(shop, declaration, module, tool.declaration, tool.module, collected);
  }
  return collected;
}

function collectFrom(
  shop: Workshop,
  declaration: AnnotateDecl,
  module: Module,
  tool: ToolDecl,
  toolModule: Module,
  collected: Map<ToolDecl, Map<string, Annotation[]>>,
): void {
  const known = new Set(tool.actions.map((action) => action.name.text));
  const ofTool = collected.get(tool) ?? new Map<string, Annotation[]>();
  collected.set(tool, ofTool);
  for (const each of declaration.actions) {
    const name = each.name.text;
    if (!known.has(name)) {
      if (shop.isDamaged(toolModule, tool.span)) continue;
      const what = `action of \`${declaration.tool.text}\` called`;
      shop.report(unknownName(shop.place(module, each.name), what, name, didYouMean(name, known)));
      continue;
    }
    const annotation: Annotation = {
      module,
      name: each.name,
      attributes: each.attributes,
      ...(each.effect === undefined ? {} : { effect: each.effect }),
    };
    ofTool.set(name, [...(ofTool.get(name) ?? []), annotation]);
  }
}

interface ActionWork {
  readonly shop: Workshop;
  readonly labels: Labels;
  readonly secrets: ReadonlyMap<SecretDecl, Secret>;
  readonly tool: Tool;
  readonly toolSecrets: readonly Secret[];
  /** That of the tool. */
  readonly module: Module;
}

function lowerAction(work: ActionWork, declaration: ActionDecl, id: string, annotations: readonly Annotation[]): Action {
  const { shop, labels, module } = work;
  const params = shop.types.fields(declaration.params, module);
  const place = shop.place(module, declaration.name);
  const stated = { module, attributes: declaration.attributes };
  const sources = [stated, ...annotations];
  return {
    id,
    tool: work.tool,
    name: declaration.name.text,
    effect: effectOf(shop, declaration, annotations, place),
    params,
    returns: raisedLabel(work, sources, "returns", (label, bound) => labels.within(bound, label)) ?? labels.lowest,
    ingestsUntrusted: sources.some((source) => source.attributes.ingestsUntrusted !== undefined),
    spends: spendsOf(work, sources, params),
    secrets: [
      ...new Set([
        ...work.toolSecrets,
        ...sources.flatMap((source) => secretsNamed(shop, work.secrets, source.module, source.attributes.requiresSecrets)),
      ]),
    ],
    place,
    ...optionalSends(raisedLabel(work, sources, "sends", (label, bound) => labels.within(label, bound))),
    ...(declaration.doc === undefined ? {} : { doc: declaration.doc }),
  };
}

function optionalSends(sends: Label | undefined): { readonly sends?: Label } {
  return sends === undefined ? {} : { sends };
}

/** An annotation may raise an effect and never lower it: what was said of it stays true. */
function effectOf(shop: Workshop, declaration: ActionDecl, annotations: readonly Annotation[], declared: Place): Effect {
  let effect: Effect = declaration.effect?.effect ?? "write";
  for (const annotation of annotations) {
    if (annotation.effect === undefined) continue;
    const said = annotation.effect.effect;
    if (effects.indexOf(said) >= effects.indexOf(effect)) effect = said;
    else shop.report(loweredEffect(shop.place(annotation.module, annotation.effect), said, effect, declared, declaration.effect === undefined));
  }
  return effect;
}

interface Source {
  readonly module: Module;
  readonly attributes: ActionAttributes;
}

/** A label that the action states and annotations may make stricter: `returns` higher, `sends` lower. */
function raisedLabel(
  { shop, labels }: ActionWork,
  sources: readonly Source[],
  attribute: "returns" | "sends",
  isStricter: (label: Label, than: Label) => boolean,
): Label | undefined {
  let found: { readonly label: Label; readonly place: Place } | undefined;
  for (const { module, attributes } of sources) {
    const name = attributes[attribute];
    if (name === undefined) continue;
    const place = shop.place(module, name);
    const label = labelNamed(shop, labels, module, name);
    if (label === undefined) continue;
    if (found === undefined || isStricter(label, found.label)) found = { label, place };
    else shop.report(contradictsTool(place, attribute, name.text, labels.names[found.label] ?? "", found.place));
  }
  return found?.label;
}

function spendsOf({ shop }: ActionWork, sources: readonly Source[], params: readonly Field[]): readonly Spend[] {
  const found = new Map<string, { readonly spend: Spend; readonly place: Place }>();
  for (const { module, attributes } of sources) {
    for (const attribute of attributes.spends) {
      const unit = attribute.unit.text;
      const place = shop.place(module, attribute);
      if (unit === "calls") {
        shop.report(callsUnit(shop.place(module, attribute.unit)));
        continue;
      }
      const other = found.get(unit);
      if (other !== undefined) {
        shop.report(repeatedUnit(place, unit, other.place));
        continue;
      }
      const spend = spendOf(shop, module, attribute, params);
      if (spend !== undefined) found.set(unit, { spend, place });
    }
  }
  return [...found.values()].map((each) => each.spend);
}

function spendOf(shop: Workshop, module: Module, attribute: SpendsAttribute, params: readonly Field[]): Spend | undefined {
  const unit = attribute.unit.text;
  const { amount } = attribute;
  switch (amount.kind) {
    case "constant": {
      const fit = Number.isFinite(amount.value.value) && amount.value.value >= 0;
      if (!fit) shop.report(spendAmount(shop.place(module, amount.value)));
      return fit ? { kind: "constant", amount: amount.value.value, unit } : undefined;
    }
    case "argument": {
      const { name, divisor } = amount;
      const place = shop.place(module, name);
      const param = params.find((each) => each.name === name.text);
      if (param === undefined) {
        const known = params.map((each) => each.name);
        shop.report(unknownName(place, "argument", name.text, didYouMean(name.text, known)));
        return undefined;
      }
      const by = divisor?.value ?? 1;
      if (divisor !== undefined && !(Number.isFinite(by) && by > 0)) {
        shop.report(spendAmount(shop.place(module, divisor)));
        return undefined;
      }
      if (isErroneous(param.type)) return undefined;
      const isNumber = leavesOf(param.type).every((leaf) => leaf.kind === "scalar" && (leaf.sort === "Int" || leaf.sort === "Number"));
      if (param.optional || !isNumber) {
        shop.report(notSpendable(place, name.text, param.optional ? `optional ${showType(param.type)}` : showType(param.type)));
        return undefined;
      }
      return { kind: "argument", name: name.text, divisor: by, unit };
    }
    default:
      return unreachable(amount);
  }
}

function secretsNamed(shop: Workshop, secrets: ReadonlyMap<SecretDecl, Secret>, module: Module, names: readonly Name[]): readonly Secret[] {
  return names.flatMap((name) => {
    const found = shop.find(module, name, ["secret"], "secret");
    const secret = found === undefined ? undefined : secrets.get(found.declaration);
    return secret === undefined ? [] : [secret];
  });
}
