/** Type expressions into types: aliases looked up and refined, unions checked for what tells their members apart. */

import type { Field, Root, Term, Type } from "../../stdlib/runtime/constraint.js";
import type { Sort } from "../../stdlib/runtime/value.js";
import { didYouMean } from "../base/near.js";
import type { Place } from "../base/span.js";
import { unreachable } from "../base/unreachable.js";
import { duplicateName, unknownName, wrongKind } from "../diagnostics/codes/names.js";
import { ambiguousUnion, builtInName, cyclicType, nestedRefinement, noFromHere, repeatedMember } from "../diagnostics/codes/types.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Module } from "../names/modules.js";
import { isLost, type NameTable, namesOf } from "../names/symbols.js";
import type { Name, ParamDecl, TypeDecl, TypeExpr } from "../syntax/ast.js";
import { elaborate } from "./elaborate.js";
import type { PatternCache } from "./pattern-cache.js";
import type { AtomPlaces, BlockSetting } from "./setting.js";
import { showType, showValue } from "./show.js";
import { erroneous, isErroneous, jsonKindOf, type Leaf, leavesOf, refinesWithQuantifier, unrefined } from "./type.js";

/** Reads the types of a policy. Each alias is read once, when it is first asked for. */
export interface TypeReader {
  read(expr: TypeExpr, module: Module): Type;
  /** The fields of a record, the arguments of an action. */
  fields(params: readonly ParamDecl[], module: Module): readonly Field[];
  alias(declaration: TypeDecl, module: Module): Type;
}

const sorts: readonly Sort[] = ["Bool", "Int", "Number", "String", "Path", "Url", "Ip", "Date", "Time"];
const builtIn: ReadonlyMap<string, Type> = new Map<string, Type>([
  ...sorts.map((sort): [string, Type] => [sort, { kind: "scalar", sort }]),
  ["Any", { kind: "any" }],
]);

/** The names of the types that are there without a declaration. */
export const builtInTypes: readonly string[] = [...builtIn.keys(), "List"];

/** `atoms`: where the atoms of refinements stand is noted there. */
export function typeReader(
  tables: ReadonlyMap<Module, NameTable>,
  patterns: PatternCache,
  atoms: AtomPlaces,
  report: (problem: Diagnostic) => void,
): TypeReader {
  const aliases = new Map<TypeDecl, Type>();
  const terms = new Map<Root, Map<string, Term>>();
  const open: { readonly declaration: TypeDecl; readonly module: Module }[] = [];

  const alias = (declaration: TypeDecl, module: Module): Type => {
    const known = aliases.get(declaration);
    if (known !== undefined) return known;
    const place: Place = { file: module.file, span: declaration.name.span };
    const start = open.findIndex((each) => each.declaration === declaration);
    if (start >= 0) {
      const cycle = open.slice(start).map((each) => each.declaration.name.text);
      report(cyclicType(place, [...cycle, declaration.name.text]));
      for (const each of open.slice(start)) aliases.set(each.declaration, erroneous);
      return erroneous;
    }
    open.push({ declaration, module });
    if (builtIn.has(declaration.name.text)) report(builtInName(place, declaration.name.text));
    const base = read(declaration.type, module);
    const type = isErroneous(base) ? erroneous : refined(declaration, base, module);
    open.pop();
    const decided = aliases.get(declaration) ?? type;
    aliases.set(declaration, decided);
    return decided;
  };

  const refined = (declaration: TypeDecl, base: Type, module: Module): Type => {
    const table = tables.get(module);
    if (declaration.where === undefined || table === undefined) return base;
    const around = { module, table, facts: new Map(), partyName: () => "", patterns, terms, atoms };
    const block: BlockSetting = { around, use: "refinement", it: base, report };
    const where = elaborate(declaration.where, { block, arguments: undefined, deny: false, report, silent: false });
    return where === undefined ? erroneous : { kind: "refined", name: declaration.name.text, base, where };
  };

  const named = (name: Name, module: Module): Type => {
    const scalar = builtIn.get(name.text);
    if (scalar !== undefined) return scalar;
    const place: Place = { file: module.file, span: name.span };
    const table = tables.get(module);
    const found = table?.own.get(name.text) ?? table?.imported.get(name.text);
    if (found?.kind === "type") return alias(found.declaration, found.module);
    if (table !== undefined) table.misses.count++;
    if (found !== undefined) report(wrongKind(place, name.text, found.kind, "type", found.place));
    else if (table !== undefined && !table.broken.has(name.text) && !isLost(module, name.text))
      report(unknownName(place, "type", name.text, didYouMean(name.text, [...builtIn.keys(), "List", ...namesOf(table, ["type"])])));
    return erroneous;
  };

  const read = (expr: TypeExpr, module: Module): Type => {
    switch (expr.kind) {
      case "name":
        return named(expr.name, module);
      case "text":
        return { kind: "enum", values: [expr.value.text] };
      case "null":
        return { kind: "null" };
      case "list": {
        const element = read(expr.element, module);
        if (refinesWithQuantifier(element)) report(nestedRefinement({ file: module.file, span: expr.element.span }, showType(element)));
        return { kind: "list", element };
      }
      case "record":
        return { kind: "record", fields: fields(expr.fields, module) };
      case "union":
        return union(expr, module);
      default:
        return unreachable(expr);
    }
  };

  const union = (expr: Extract<TypeExpr, { readonly kind: "union" }>, module: Module): Type => {
    const members: Type[] = [];
    const texts = new Set<string>();
    let failed = false;
    for (const each of expr.members) {
      const place: Place = { file: module.file, span: each.span };
      const type = read(each, module);
      if (isErroneous(type)) {
        failed = true;
        continue;
      }
      for (const member of type.kind === "union" ? type.members : [type]) {
        if (member.kind !== "enum") {
          const problem = clash(members, member);
          if (problem === undefined) members.push(member);
          else report(ambiguousUnion(place, showType(member), showType(problem.other), problem.why));
          failed ||= problem !== undefined;
          continue;
        }
        for (const value of member.values) {
          if (texts.has(value)) report(repeatedMember(place, showValue(value)));
          else texts.add(value);
        }
      }
    }
    if (texts.size > 0) {
      const values: Type = { kind: "enum", values: [...texts] };
      const problem = clash(members, values);
      const place: Place = { file: module.file, span: expr.span };
      if (problem !== undefined) report(ambiguousUnion(place, showType(values), showType(problem.other), problem.why));
      failed ||= problem !== undefined;
      members.unshift(values);
    }
    const [first] = members;
    if (failed || first === undefined) return erroneous;
    return members.length === 1 ? first : { kind: "union", members };
  };

  const fields = (params: readonly ParamDecl[], module: Module): readonly Field[] => {
    const seen = new Map<string, Name>();
    const found: Field[] = [];
    for (const param of params) {
      if (param.from !== undefined) report(noFromHere({ file: module.file, span: param.from.span }));
      const type = read(param.type, module);
      const other = seen.get(param.name.text);
      if (other !== undefined) {
        report(duplicateName({ file: module.file, span: param.name.span }, param.name.text, { file: module.file, span: other.span }));
        continue;
      }
      seen.set(param.name.text, param.name);
      found.push({ name: param.name.text, optional: param.optional, type });
    }
    return found;
  };

  return { read, fields, alias };
}

/** The earlier member of a union that a new one can't be told from. */
function clash(members: readonly Type[], type: Type): { readonly other: Type; readonly why: string } | undefined {
  for (const other of members) {
    for (const left of leavesOf(other)) {
      for (const right of leavesOf(type)) {
        const why = confusion(left, right);
        if (why !== undefined) return { other, why };
      }
    }
  }
  return undefined;
}

function confusion(left: Leaf, right: Leaf): string | undefined {
  const [leftKind, rightKind] = [jsonKindOf(left), jsonKindOf(right)];
  if (leftKind === undefined || rightKind === undefined) return "`Any` can be anything";
  if (leftKind !== rightKind) return undefined;
  if (left.kind === "record" && right.kind === "record") {
    const apart = left.fields.some((field) => {
      const mine = literalOf(field);
      const theirs = right.fields.filter((each) => each.name === field.name).map(literalOf)[0];
      return mine !== undefined && theirs !== undefined && mine !== theirs;
    });
    return apart ? undefined : "both are records, and no field has a literal value that tells them apart";
  }
  return leftKind === "null" ? "both are null" : `in JSON both are of the kind ${leftKind}`;
}

/** The one value of a required field that has only one. */
function literalOf(field: Field): string | undefined {
  const type = unrefined(field.type);
  return !field.optional && type.kind === "enum" && type.values.length === 1 ? type.values[0] : undefined;
}
