/** The names that may stand at a place, by what they are to be the names of. */
import {
  type Ast,
  builtInTypes,
  type NamedKind,
  type NameRole,
  parentFolder,
  resolvePath,
  type Sign,
  showName,
  unreachable,
} from "../../../compiler/index.js";
import { signatureOf, textOf } from "../signature.js";
import { actionsOf, fieldsOf, type Sited } from "../symbols.js";
import { argumentsGiven } from "./given.js";
import type { Completion } from "./item.js";
import { plain } from "./item.js";
import { isOfType, nameBefore, typesBefore } from "./operand.js";
import { receivedNames } from "./received.js";
import { nameOf, type Site } from "./site.js";

/** Every name that may stand there. Of a kind of which a policy has very many, all are looked through. */
export function namesFor(site: Site, role: NameRole): readonly Completion[] {
  switch (role) {
    case "label":
    case "domain":
    case "task":
    case "tool":
    case "secret":
    case "principal":
    case "agent":
      return named(site, [role]);
    case "party":
      return named(site, ["agent", "principal"]);
    case "type":
      return [...builtInTypes.map((name) => fixed(name, "built-in", 2, "a built-in type")), ...named(site, ["type"])];
    case "subject":
      return [...named(site, ["scope", "tool"]), ...wholeActions(site)];
    case "action":
      return actionsHere(site);
    case "annotated action": {
      const node = site.declaration();
      return node?.kind === "annotate" ? actionItems(site, node.tool) : [];
    }
    case "argument":
      return argumentsOf(site);
    case "own argument":
      return ownArguments(site);
    case "given argument":
      return argumentsGiven(site);
    case "operand":
      return operands(site);
    case "field":
      return fieldsHere(site);
    case "parameter":
      return parameters(site).map((param) => ofParam(param, "parameter", 0));
    case "received":
      return receivedNames(site);
    case "fact":
      return facts(site, "");
    case "unit":
      return units(site);
    case "effect":
      return ["read", "write", "destructive"].map((name) => fixed(name, "built-in", 0));
    case "kind":
      return ["String", "Number", "Bool", "List", "Record"].map((name) => fixed(name, "built-in", 0, "a kind of JSON"));
    case "part of now":
      return [fixed("hour", "built-in", 0, "of the day, 0 to 23, in UTC")];
    case "imported":
      return imported(site);
    case "new":
      return [];
    default:
      return unreachable(role);
  }
}

function fixed(name: string, kind: Completion["kind"], rank: number, detail?: string): Completion {
  return { label: name, kind, snippet: plain(name), rank, ...(detail === undefined ? {} : { detail }) };
}

/** Those of the module's names that mean something of some kinds. */
function named({ policy, module }: Site, kinds: readonly NamedKind[]): readonly Completion[] {
  const table = policy.program.tables.get(module);
  const found: Completion[] = [];
  for (const names of [table?.own, table?.imported]) {
    for (const [local, { kind }] of names ?? []) {
      if (!kinds.includes(kind)) continue;
      const name = showName(local);
      found.push({ label: name, kind, snippet: plain(name), rank: 2, detail: kind, about: { kind: "name", name: local } });
    }
  }
  return found;
}

/** `tool.action` and `tool.*` at once, of all tools in sight. */
function wholeActions(site: Site): readonly Completion[] {
  const { policy, module } = site;
  const table = policy.program.tables.get(module);
  const found: Completion[] = [];
  for (const names of [table?.own, table?.imported]) {
    for (const [local, { kind }] of names ?? []) {
      if (kind !== "tool") continue;
      const tool = showName(local);
      const items = actionItems(site, { text: local, span: noSpan });
      if (items.length > 1) found.push({ label: `${tool}.*`, kind: "action", snippet: `${plain(tool)}.*`, rank: 4, detail: "all its actions" });
      for (const item of items) found.push({ ...item, label: `${tool}.${item.label}`, snippet: `${plain(tool)}.${item.snippet}`, rank: 3 });
    }
  }
  return found;
}

const noSpan = { start: 0, end: 0 };

function actionsHere(site: Site): readonly Completion[] {
  const { statement } = site.expectation;
  const tool = nameBefore(statement, statement.length - 1);
  if (tool === undefined) return [];
  const items = actionItems(site, tool);
  // In a test exactly one action is called, with its arguments.
  if (site.declaration()?.kind !== "test") return items;
  return items.map((item) => ({ ...item, snippet: `${item.snippet}($0)` }));
}

function actionItems(site: Site, tool: Ast.Name): readonly Completion[] {
  return actionsOf(site.policy.program, site.module, tool).map(({ node, module }): Completion => {
    const name = showName(node.name.text);
    return {
      label: name,
      kind: "action",
      snippet: plain(name),
      rank: 2,
      detail: signatureOf(site.snapshot, module.file, node),
      about: { kind: "action", tool: tool.text, action: node.name.text },
    };
  });
}

// ——— What expressions speak of ———

function ofParam({ node, module, of }: Sited<Ast.ParamDecl> & { readonly of?: Site }, kind: Completion["kind"], rank: number): Completion {
  const name = showName(node.name.text);
  return { label: name, kind, snippet: plain(name), rank, detail: textOf(of?.snapshot, module.file, node.type.span) };
}

function parameters(site: Site): readonly (Sited<Ast.ParamDecl> & { readonly of: Site })[] {
  return site.spoken().params.map((node) => ({ node, module: site.module, of: site }));
}

/** The arguments that some actions have: those that all of them have come first. */
function argumentsOf(site: Site): readonly Completion[] {
  const about = site.spoken().actions();
  const found = new Map<string, { readonly first: Sited<Ast.ParamDecl>; readonly action: Ast.ActionDecl; count: number }>();
  for (const { node, module } of about) {
    for (const param of node.params) {
      const known = found.get(param.name.text);
      if (known === undefined) found.set(param.name.text, { first: { node: param, module }, action: node, count: 1 });
      else known.count++;
    }
  }
  const tools = toolsByAction(site);
  return [...found.values()].map(({ first, action, count }): Completion => {
    const tool = tools.get(action);
    const item = ofParam({ ...first, of: site }, "argument", count === about.length ? 0 : 5);
    return tool === undefined ? item : { ...item, about: { kind: "argument", tool, action: action.name.text, name: first.node.name.text } };
  });
}

/** The tools that the module knows, by their actions. */
function toolsByAction({ policy, module }: Site): ReadonlyMap<Ast.ActionDecl, string> {
  const table = policy.program.tables.get(module);
  const tools = new Map<Ast.ActionDecl, string>();
  for (const names of [table?.own, table?.imported])
    for (const [local, named] of names ?? []) if (named.kind === "tool") for (const action of named.declaration.actions) tools.set(action, local);
  return tools;
}

function operands(site: Site): readonly Completion[] {
  const { it, variable } = site.spoken();
  const isStart = !["==", "!=", "<", "<=", ">", ">=", "in", "under"].includes(site.expectation.statement.at(-1)?.text ?? "");
  return [
    ...(it === undefined ? [] : [fixed("it", "built-in", 0, "the value that is refined")]),
    ...(variable === undefined ? [] : [fixed(showName(variable.name.text), "variable", 0, "one of the list")]),
    ...argumentsOf(site).map((item) => (isStart ? item : { ...item, rank: item.rank + 2 })),
    ...parameters(site).map((param): Completion => {
      const item = ofParam(param, "parameter", 1);
      return { ...item, label: `$${item.label}`, snippet: `\\$${item.snippet}` };
    }),
    ...facts(site, "context."),
    ...receivedNames(site).map((item) => ({ ...item, label: `received.${item.label}`, snippet: `received.${item.snippet}`, rank: 4 })),
    ...named(site, ["let"]),
  ];
}

function facts(site: Site, before: string): readonly Completion[] {
  return [...site.reading.facts().values()].flatMap(([first]): readonly Completion[] => {
    if (first === undefined) return [];
    const { node, module } = first;
    const name = showName(node.name.text);
    const type = textOf(site.snapshot, module.file, node.type.span);
    const detail = node.live ? `live ${type}` : type;
    return [
      { label: `${before}${name}`, kind: "fact", snippet: `${before}${plain(name)}`, rank: 3, detail, about: { kind: "fact", name: node.name.text } },
    ];
  });
}

/** The fields of what stands before the dot. */
function fieldsHere(site: Site): readonly Completion[] {
  const { statement } = site.expectation;
  const types = typesBefore(site, statement.length - 1);
  const fields = types.flatMap((type) => fieldsOf(site.policy.program, type));
  const parts = isOfType(site, types, "Url") ? ["scheme", "host", "port", "path"] : [];
  return [
    ...unique(fields.map((field) => ofParam({ ...field, of: site }, "field", 0))),
    ...parts.map((part) => fixed(part, "built-in", 1, "part of a Url")),
  ];
}

function unique(items: readonly Completion[]): readonly Completion[] {
  return [...new Map(items.map((item) => [item.label, item])).values()];
}

// ——— Actions, units, imports ———

/** The arguments of the action that is being declared of which it may spend. */
function ownArguments(site: Site): readonly Completion[] {
  const { statement } = site.expectation;
  const at = statement.findLastIndex(({ text }) => text === "spends");
  const node = site.statementUpTo(at);
  const action = node?.kind === "tool" ? node.actions.at(-1) : undefined;
  return (action?.params ?? []).map((param): Completion => {
    const name = showName(param.name.text);
    return { label: name, kind: "argument", snippet: plain(name), rank: 0 };
  });
}

function units(site: Site): readonly Completion[] {
  const known = [...site.reading.units().keys()].map((unit) => fixed(showName(unit), "unit", 0, "a unit of budgets"));
  const isBudget = site.expectation.statement.some(({ text }) => text === "budget");
  return isBudget ? [...known, fixed("calls", "unit", 1, "how many calls there are")] : known;
}

/** What the module has that is imported from, which stands behind the place. */
function imported(site: Site): readonly Completion[] {
  const { snapshot, file, module, policy, span } = site;
  const edited = snapshot.edited(file);
  const piece = edited?.pieces[edited.pieceAt(span.start)];
  const path = /^[^{}]*\}\s*from\s*"([^"\n\r]*)"/.exec(piece?.text.slice(span.end - (piece?.at ?? 0)) ?? "")?.[1];
  if (path === undefined) return [];
  const source =
    module.imports.find(({ syntax }) => syntax.path.text === path)?.module ?? policy.program.modules.find((each) => isAt(each.file, file, path));
  const table = source === undefined ? undefined : policy.program.tables.get(source);
  const already = new Set(site.expectation.statement.filter(({ isName }) => isName).map((sign: Sign) => nameOf(sign).text));
  return [...(table?.own ?? [])].flatMap(([name, { kind }]): readonly Completion[] =>
    already.has(name) ? [] : [{ label: showName(name), kind, snippet: plain(showName(name)), rank: 0, detail: kind }],
  );
}

function isAt(file: string, from: string, path: string): boolean {
  if (path.startsWith("std:")) return file === path;
  const full = resolvePath(parentFolder(from), path);
  return file === full || file === `${full}.remit`;
}
