/** Import a name from the module that declares it: another of the workspace, or one of the standard library. */
import { type Ast, type Module, type NamedKind, parentFolder, parse, readOwn, relativePath, showName } from "../../../compiler/index.js";
import type { Fix, Rule, Site, TextEdit } from "./fix.js";
import { lineAt, lineEndAt, replace } from "./text.js";

/** More modules are not offered. */
const most = 5;

export const importName: Rule = {
  codes: ["unknown-name"],
  propose(site): readonly Fix[] {
    const { snapshot, file, start } = site;
    const mention = snapshot.mentionAt(file, start);
    if (mention === undefined || mention.targets.length > 0 || !isNamed(mention.kind)) return [];
    const paths = [...declaring(site, mention.text, mention.kind), ...standard(mention.text, mention.kind)];
    return [...new Set(paths)].slice(0, most).flatMap((path, _, all) => {
      const edit = importing(site, mention.text, path);
      const title = `Import \`${mention.text}\` from ${JSON.stringify(path)}`;
      return edit === undefined ? [] : [{ name: `import ${path}`, title, edits: [edit], isPreferred: all.length === 1 }];
    });
  },
};

const kinds: ReadonlySet<string> = new Set<NamedKind>(["label", "domain", "task", "type", "let", "tool", "secret", "scope", "principal", "agent"]);

function isNamed(kind: string): kind is NamedKind {
  return kinds.has(kind);
}

/** The modules that declare the name so, as this one would call them. A party may be an agent or a principal. */
function declaring({ snapshot, file }: Site, name: string, kind: NamedKind): readonly string[] {
  const isMeant = (of: NamedKind | undefined): boolean =>
    of === kind || ((kind === "agent" || kind === "principal") && (of === "agent" || of === "principal"));
  const modules = new Map<string, Module>();
  for (const { program } of snapshot.policies()) {
    for (const module of program.modules) if (isMeant(program.tables.get(module)?.own.get(name)?.kind)) modules.set(module.file, module);
  }
  modules.delete(file);
  return [...modules.keys()].sort().map((other) => (other.startsWith("std:") ? other : pathTo(file, other)));
}

function pathTo(from: string, to: string): string {
  const relative = relativePath(parentFolder(from), to).replace(/\.remit$/, "");
  return relative.startsWith("../") ? relative : `./${relative}`;
}

/** Modules of the standard library are called as the tool that they declare, with dashes. */
function standard(name: string, kind: NamedKind): readonly string[] {
  if (kind !== "tool") return [];
  return ["labelled", "mcp"].flatMap((folder) => {
    const module = `${folder}/${name.replaceAll("_", "-")}`;
    const text = /^[\w/-]+$/.test(module) ? readOwn(`stdlib/policy/${module}.remit`) : undefined;
    const declares = text !== undefined && parse(module, text).value.declarations.some((each) => each.kind === "tool" && each.name.text === name);
    return declares ? [`std:${module}`] : [];
  });
}

/** Among the names of an import of that module, or as an import of its own behind the others. */
function importing({ snapshot, file }: Site, name: string, path: string): TextEdit | undefined {
  const tree = snapshot.tree(file);
  const imports = tree?.imports ?? [];
  const same = imports.find((each) => each.path.text.replace(/\.remit$/, "") === path);
  const last = same?.names.at(-1);
  if (last !== undefined) {
    const { end } = (last.alias ?? last.name).span;
    return replace(file, { start: end, end }, `, ${showName(name)}`);
  }
  const text = `import { ${showName(name)} } from ${JSON.stringify(path)}`;
  const behind = imports.at(-1);
  if (behind !== undefined) {
    const line = lineAt(snapshot, file, behind.span.end);
    return replace(file, { start: line.end, end: line.end }, `${lineEndAt(snapshot, file, line.end)}${text}`);
  }
  const at = firstOf(snapshot.text(file), tree);
  const lineEnd = lineEndAt(snapshot, file, at);
  return replace(file, { start: at, end: at }, `${text}${lineEnd}${lineEnd}`);
}

/** Where an import would stand: before the first declaration and what belongs to it, behind what is said of the file. */
function firstOf(text: string, tree: Ast.SourceFile | undefined): number {
  const first = tree?.declarations[0]?.span.start ?? text.length;
  const head = /^(?:\/\/(?!\/)[^\n]*\n)+\s*\n/.exec(text)?.[0].length ?? 0;
  return head <= first ? head : 0;
}
