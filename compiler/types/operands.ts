/** Operands: what each one means where it stands, and of what type it is. */

import type { Field, Root, Term, Type } from "../../stdlib/runtime/constraint.js";
import type { Json, UrlPart } from "../../stdlib/runtime/value.js";
import { didYouMean } from "../base/near.js";
import type { Span } from "../base/span.js";
import { unreachable } from "../base/unreachable.js";
import { unknownName } from "../diagnostics/codes/names.js";
import {
  argumentDiffers,
  argumentLacking,
  constantHasNoFields,
  liveFactInRequire,
  noFields,
  notHere,
  opaque,
  partOfMixed,
  twoMeanings,
} from "../diagnostics/codes/types.js";
import { isLost, namesOf } from "../names/symbols.js";
import type { Name, Operand } from "../syntax/ast.js";
import { jsonOf } from "./literals.js";
import { placeOf, type Setting } from "./setting.js";
import { showName, showType } from "./show.js";
import { isErroneous, joinTypes, jsonKindOf, leavesOf, sortOf } from "./type.js";

/** An operand that has been looked up. */
export type Meant =
  | {
      readonly kind: "place";
      readonly term: Term;
      readonly type: Type;
      /** The ways into arguments, from the operand's root on, that may lead to nothing. */
      readonly optional: readonly string[];
      /** What `has` of this operand would ask about. */
      readonly key: string;
      readonly span: Span;
    }
  | { readonly kind: "literal"; readonly value: Json; readonly span: Span };

/** The variable of the quantifier that the operand stands in. */
export interface Element {
  readonly name: string;
  readonly type: Type;
}

const urlParts: Readonly<Record<UrlPart, Type>> = {
  scheme: { kind: "scalar", sort: "String" },
  host: { kind: "scalar", sort: "String" },
  port: { kind: "scalar", sort: "Int" },
  path: { kind: "scalar", sort: "String" },
};
const time: Type = { kind: "scalar", sort: "Time" };
const hour: Type = { kind: "scalar", sort: "Int" };

/** What an operand means; nothing where it has an error, which has been reported. */
export function lookUpOperand(operand: Operand, setting: Setting, element: Element | undefined): Meant | undefined {
  const { span } = operand;
  switch (operand.kind) {
    case "literal":
      return { kind: "literal", value: jsonOf(operand.literal), span };
    case "now":
      if (setting.block.use === "require" || setting.block.use === "refinement") return refuse(setting, span, "now");
      return { kind: "place", term: { kind: operand.hour ? "hour" : "now" }, type: operand.hour ? hour : time, optional: [], key: "now", span };
    case "context":
      return lookUpFact(operand, setting);
    case "param": {
      if (setting.block.params === undefined) return refuse(setting, span, `$${operand.name.text}`);
      const type = setting.block.params.get(operand.name.text);
      if (type !== undefined) return enter({ root: "param", name: operand.name.text }, type, false, operand.fields, span, setting);
      const near = didYouMean(
        `$${operand.name.text}`,
        [...setting.block.params.keys()].map((name) => `$${name}`),
      );
      setting.report(unknownName(placeOf(setting, operand.name), "parameter", `$${operand.name.text}`, near));
      return undefined;
    }
    case "received": {
      if (setting.block.received === undefined) return refuse(setting, span, `received.${operand.name.text}`);
      const type = setting.block.received(operand.name, setting.report);
      return type === undefined ? undefined : enter({ root: "received", name: operand.name.text }, type, false, operand.fields, span, setting);
    }
    case "name":
      return lookUpName(operand, setting, element);
    default:
      return unreachable(operand);
  }
}

function lookUpFact(operand: Extract<Operand, { readonly kind: "context" }>, setting: Setting): Meant | undefined {
  const { name, fields, span } = operand;
  if (setting.block.use === "refinement") return refuse(setting, span, `context.${name.text}`);
  const fact = setting.block.around.facts.get(name.text);
  if (fact === undefined) {
    setting.report(unknownName(placeOf(setting, name), "fact of the context", name.text, didYouMean(name.text, setting.block.around.facts.keys())));
    return undefined;
  }
  if (setting.block.use === "require" && fact.live) {
    setting.report(liveFactInRequire(placeOf(setting, { span }), name.text));
    return undefined;
  }
  return enter({ root: "context", name: name.text }, fact.type, false, fields, span, setting);
}

function lookUpName(operand: Extract<Operand, { readonly kind: "name" }>, setting: Setting, element: Element | undefined): Meant | undefined {
  const { path, span } = operand;
  const [first, ...fields] = path;
  if (first === undefined) return undefined;
  if (element?.name === first.text) return enter({ root: "element", name: "" }, element.type, false, fields, span, setting);
  if (setting.block.it !== undefined && first.text === "it") return enter({ root: "it", name: "" }, setting.block.it, false, fields, span, setting);
  const argument = setting.arguments?.find(first.text) ?? { kind: "missing" };
  switch (argument.kind) {
    case "found":
      return enter({ root: "argument", name: first.text }, argument.type, argument.optional, fields, span, setting);
    case "lacking":
      setting.report(argumentLacking(placeOf(setting, first), first.text, argument.action));
      return undefined;
    case "differs": {
      const [left, right] = argument.types;
      if (!isErroneous(left) && !isErroneous(right))
        setting.report(argumentDiffers(placeOf(setting, first), first.text, argument.actions, [showType(left), showType(right)]));
      return undefined;
    }
    case "missing":
      return lookUpConstant(first, fields, span, setting, element);
    default:
      return unreachable(argument);
  }
}

function lookUpConstant(
  name: Name,
  fields: readonly Name[],
  span: Span,
  setting: Setting,
  element: Element | undefined,
): Extract<Meant, { readonly kind: "literal" }> | undefined {
  const named = setting.block.around.table.own.get(name.text) ?? setting.block.around.table.imported.get(name.text);
  if (named?.kind === "let") {
    const [field] = fields;
    if (field === undefined) return { kind: "literal", value: jsonOf(named.declaration.value), span };
    setting.report(constantHasNoFields(placeOf(setting, field), name.text));
    return undefined;
  }
  setting.block.around.table.misses.count++;
  if (setting.block.around.table.broken.has(name.text) || isLost(setting.block.around.module, name.text)) return undefined;
  const known = [...(setting.arguments?.names() ?? []), ...namesOf(setting.block.around.table, ["let"])];
  if (element !== undefined) known.push(element.name);
  if (setting.block.it !== undefined) known.push("it");
  const what = setting.arguments === undefined ? (setting.block.it === undefined ? "constant" : "constant, nor `it`") : "argument or constant";
  const help = setting.block.params?.has(name.text)
    ? `Write \`$${showName(name.text)}\` for the parameter`
    : setting.block.around.facts.has(name.text) && setting.block.use !== "refinement"
      ? `Write \`context.${showName(name.text)}\` for the fact of the context`
      : undefined;
  setting.report(unknownName(placeOf(setting, name), what, name.text, help === undefined ? didYouMean(name.text, known) : "", help));
  return undefined;
}

/** Goes from a root into its fields, and at the end perhaps into a part of a URL. */
function enter(
  root: { readonly root: Root; readonly name: string },
  type: Type,
  optional: boolean,
  path: readonly Name[],
  span: Span,
  setting: Setting,
): Meant | undefined {
  if (path.length === 0) {
    if (isErroneous(type)) return undefined;
    const key = `${root.root} ${root.name}`;
    const mayLack = optional && root.root === "argument";
    return { kind: "place", term: rootTerm(root, setting), type, optional: mayLack ? [key] : none, key, span };
  }
  let here = type;
  let key = `${root.root} ${root.name}`;
  let part: UrlPart | undefined;
  const absences = optional ? [key] : [];
  const fields: string[] = [];
  for (const [i, name] of path.entries()) {
    if (isErroneous(here)) return undefined;
    const leaves = leavesOf(here);
    if (leaves.some((leaf) => leaf.kind === "any")) {
      setting.report(opaque(placeOf(setting, name)));
      return undefined;
    }
    const found = leaves.flatMap((leaf): readonly Field[] => (leaf.kind === "record" ? leaf.fields.filter((field) => field.name === name.text) : []));
    const asPart = leaves.some((leaf) => leaf.kind === "scalar" && leaf.sort === "Url") ? urlPart(name.text) : undefined;
    if (found.length > 0 && asPart !== undefined) {
      setting.report(twoMeanings(placeOf(setting, name), name.text, showType(here)));
      return undefined;
    }
    if (asPart !== undefined && leaves.some((leaf) => jsonKindOf(leaf) === "String" && sortOf(leaf) !== "Url")) {
      setting.report(partOfMixed(placeOf(setting, name), name.text, showType(here)));
      return undefined;
    }
    if (asPart !== undefined && i === path.length - 1) {
      part = asPart;
      here = urlParts[asPart];
      continue;
    }
    const inner = joinTypes(found.map((field) => field.type));
    if (inner === undefined) {
      setting.report(problemWith(name, here, setting));
      return undefined;
    }
    fields.push(name.text);
    key = `${key} ${name.text}`;
    if (found.some((field) => field.optional)) absences.push(key);
    here = inner;
  }
  if (isErroneous(here)) return undefined;
  const term: Term = { kind: "place", ...root, fields, ...(part === undefined ? {} : { part }) };
  const asked = root.root === "argument" || root.root === "element";
  return { kind: "place", term, type: here, optional: asked ? absences : [], key, span };
}

const none: readonly string[] = [];

/** A root alone, as one object for all who speak of it: a policy says the same few again and again. */
function rootTerm({ root, name }: { readonly root: Root; readonly name: string }, setting: Setting): Term {
  const { terms } = setting.block.around;
  let ofRoot = terms.get(root);
  if (ofRoot === undefined) {
    ofRoot = new Map();
    terms.set(root, ofRoot);
  }
  let term = ofRoot.get(name);
  if (term === undefined) {
    term = { kind: "place", root, name, fields: none };
    ofRoot.set(name, term);
  }
  return term;
}

function problemWith(name: Name, type: Type, setting: Setting) {
  const place = placeOf(setting, name);
  const leaves = leavesOf(type);
  const known = leaves.flatMap((leaf) => (leaf.kind === "record" ? leaf.fields.map((field) => field.name) : []));
  if (leaves.some((leaf) => leaf.kind === "scalar" && leaf.sort === "Url")) known.push(...Object.keys(urlParts));
  if (known.length === 0) return noFields(place, name.text, showType(type));
  return unknownName(place, `field of ${showType(type)}`, name.text, didYouMean(name.text, known));
}

function urlPart(name: string): UrlPart | undefined {
  return name === "scheme" || name === "host" || name === "port" || name === "path" ? name : undefined;
}

function refuse(setting: Setting, span: Span, text: string): undefined {
  setting.report(notHere(placeOf(setting, { span }), text, setting.block.use));
  return undefined;
}
