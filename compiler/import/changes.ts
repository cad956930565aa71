/** What a change in a catalogue does to the tool that was imported from it, action by action. */
import type { ActionDecl, Declaration, ParamDecl, SourceFile, ToolDecl, TypeExpr } from "../syntax/ast.js";
import { quoted } from "./words.js";

/** A parsed module and its text, of which conditions are quoted. */
export interface ReadModule {
  readonly source: SourceFile;
  readonly text: string;
}

export interface Change {
  /** One line. */
  readonly text: string;
  /** It lets more pass than before, or makes something seem more harmless. */
  readonly widens: boolean;
}

/** The tools of a module that were imported from a catalogue. */
export function importedTools({ source }: ReadModule): readonly (ToolDecl & { readonly from: NonNullable<ToolDecl["from"]> })[] {
  return source.declarations.flatMap((each) => (each.kind === "tool" && each.from !== undefined ? [{ ...each, from: each.from }] : []));
}

/** The differences between a tool as it was imported and as it would be now, in the order of the actions. */
export function changesBetween(old: ReadModule, oldTool: ToolDecl, now: ReadModule, newTool: ToolDecl): readonly Change[] {
  const before = new Map(oldTool.actions.map((action) => [action.name.text, action] as const));
  const after = new Map(newTool.actions.map((action) => [action.name.text, action] as const));
  const [oldTypes, newTypes] = [typeReader(old), typeReader(now)];
  return [
    ...[...after].flatMap(([name, action]) => {
      const earlier = before.get(name);
      if (earlier === undefined) return [{ text: `added: ${quoted(name)}, a ${effectOf(action)} action`, widens: true }];
      return changesOf(earlier, action, oldTypes, newTypes).map(({ text, widens }) => ({ text: `changed: ${quoted(name)}: ${text}`, widens }));
    }),
    ...[...before.keys()].filter((name) => !after.has(name)).map((name) => ({ text: `removed: ${quoted(name)}`, widens: false })),
  ];
}

type ReadType = (type: TypeExpr) => ReadonlySet<string>;

function changesOf(old: ActionDecl, now: ActionDecl, oldTypes: ReadType, newTypes: ReadType): readonly Change[] {
  const changes: Change[] = [];
  const [was, is] = [effectOf(old), effectOf(now)];
  if (was !== is) changes.push({ text: `its effect was ${was} and is ${is}`, widens: effects.indexOf(is) < effects.indexOf(was) });
  const before = new Map(old.params.map((param) => [param.name.text, param] as const));
  for (const param of now.params) changes.push(...changesOfArgument(before.get(param.name.text), param, oldTypes, newTypes));
  const kept = new Set(now.params.map(({ name }) => name.text));
  for (const name of before.keys()) if (!kept.has(name)) changes.push({ text: `the argument ${quoted(name)} is gone`, widens: false });
  if (changes.length === 0 && (old.doc ?? "") !== (now.doc ?? ""))
    changes.push({ text: "its description is another, and a model reads it", widens: false });
  return changes;
}

function changesOfArgument(old: ParamDecl | undefined, now: ParamDecl, oldTypes: ReadType, newTypes: ReadType): readonly Change[] {
  const name = quoted(now.name.text);
  if (old === undefined) return [{ text: `the argument ${name} is new${now.optional ? "" : ", and required"}`, widens: true }];
  const changes: Change[] = [];
  if (old.optional !== now.optional)
    changes.push({ text: `the argument ${name} is now ${now.optional ? "optional" : "required"}`, widens: now.optional });
  const [was, is] = [oldTypes(old.type), newTypes(now.type)];
  const [gained, lost] = [[...is].filter((each) => !was.has(each)), [...was].filter((each) => !is.has(each))];
  if (gained.length > 0 && lost.length === 0) changes.push({ text: `the argument ${name} may now also be ${gained.join(" | ")}`, widens: true });
  else if (gained.length === 0 && lost.length > 0) changes.push({ text: `the argument ${name} may no longer be ${lost.join(" | ")}`, widens: false });
  else if (gained.length > 0) changes.push({ text: `the argument ${name} was ${lost.join(" | ")} and is ${gained.join(" | ")}`, widens: true });
  return changes;
}

/** A type that is longer than this when it is written out stands under its name. */
const longest = 20_000;

/** Reads a type as the set of its members, each written out without the names that its module gives types. */
function typeReader({ source, text }: ReadModule): ReadType {
  const aliases = new Map(
    source.declarations.flatMap((each): [string, Declaration & { kind: "type" }][] => (each.kind === "type" ? [[each.name.text, each]] : [])),
  );
  const written = new Map<string, readonly string[]>();
  const members = (type: TypeExpr, trail: readonly string[]): readonly string[] => {
    switch (type.kind) {
      case "name": {
        const name = type.name.text;
        const alias = aliases.get(name);
        if (alias === undefined || trail.includes(name)) return [name];
        let found = written.get(name);
        if (found === undefined) {
          const inner = members(alias.type, [...trail, name]);
          if (inner.reduce((sum, each) => sum + each.length, 0) > longest) return [name];
          found =
            alias.where === undefined
              ? inner
              : [`${inner.join(" | ")} where ${text.slice(alias.where.span.start, alias.where.span.end).replace(/\s+/g, " ")}`];
          written.set(name, found);
        }
        return found;
      }
      case "text":
        return [JSON.stringify(type.value.text)];
      case "null":
        return ["null"];
      case "list":
        return [`List<${members(type.element, trail).join(" | ")}>`];
      case "record":
        return [
          `{ ${type.fields.map((field) => `${field.name.text}${field.optional ? "?" : ""}: ${members(field.type, trail).join(" | ")}`).join(", ")} }`,
        ];
      case "union":
        return type.members.flatMap((member) => members(member, trail));
    }
  };
  return (type) => new Set(members(type, []));
}

const effects = ["read", "write", "destructive"] as const;

function effectOf(action: ActionDecl): (typeof effects)[number] {
  return action.effect?.effect ?? "write";
}
