/** Give a type that is written out a name, wherever it stands in the file. */
import { type Ast, showName } from "../../../compiler/index.js";
import type { Snapshot } from "../snapshot.js";
import type { Fix } from "./fix.js";
import { changesOf, tallyOf } from "./proved.js";
import { docStart, indentAt, lineAt, lineEndAt, replace } from "./text.js";

/** The type that the selection is, or that the cursor stands in; nothing where that has a name, or where it would not check. */
export function extractType(snapshot: Snapshot, file: string, start: number, end: number): Fix | undefined {
  const node = snapshot.nodeAt(file, start);
  const found =
    node === undefined || node.kind === "import"
      ? undefined
      : typesIn(node)
          .filter(({ type }) => fits(type, start, end))
          .at(-1);
  const tree = snapshot.tree(file);
  if (node === undefined || node.kind === "import" || found === undefined || tree === undefined) return undefined;
  const text = snapshot.slice(file, found.type.span);
  const same = tree.declarations.flatMap((each) => typesIn(each)).filter(({ type }) => plain(snapshot.slice(file, type.span)) === plain(text));
  const name = freeName(snapshot, file, found.of);
  const at = lineAt(snapshot, file, docStart(snapshot, file, node.span.start)).start;
  const lineEnd = lineEndAt(snapshot, file, at);
  const edits = [
    replace(file, { start: at, end: at }, `${indentAt(snapshot, file, node.span.start)}type ${name} = ${text}${lineEnd}${lineEnd}`),
    ...same.map(({ type }) => replace(file, type.span, name)),
  ];
  const fix: Fix = { name: "extract-type", title: `Extract the type \`${name}\``, edits, isPreferred: false };
  return isHarmless(snapshot, edits) ? fix : undefined;
}

/** Nothing is found that was not. */
function isHarmless(snapshot: Snapshot, edits: Fix["edits"]): boolean {
  const changes = changesOf(snapshot, edits);
  if (changes === undefined) return false;
  const { errors } = tallyOf(snapshot.checked().diagnostics);
  return snapshot.trial(changes, (then) => [...tallyOf(then.checked().diagnostics).errors].every(([key, count]) => count <= (errors.get(key) ?? 0)));
}

interface Written {
  readonly type: Ast.TypeExpr;
  /** What is of this type. */
  readonly of: string;
}

/** The types of a declaration that are written out, the outer ones first; what is an alias already stands for itself. */
function typesIn(node: Ast.Declaration): readonly Written[] {
  const within = (type: Ast.TypeExpr, of: string): readonly Written[] => {
    switch (type.kind) {
      case "name":
      case "text":
      case "null":
        return [];
      case "list":
        return [{ type, of }, ...within(type.element, of)];
      case "record":
        return [{ type, of }, ...params(type.fields)];
      case "union":
        return [{ type, of }, ...type.members.flatMap((member) => within(member, of))];
    }
  };
  const params = (list: readonly Ast.ParamDecl[]): readonly Written[] => list.flatMap(({ type, name }) => within(type, name.text));
  switch (node.kind) {
    case "tool":
      return node.actions.flatMap((action) => params(action.params));
    case "delegate":
    case "scope":
      return params(node.params);
    case "context":
      return node.facts.flatMap(({ type, name }) => within(type, name.text));
    case "type":
      return within(node.type, node.name.text).slice(1);
    default:
      return [];
  }
}

function fits({ span }: Ast.TypeExpr, start: number, end: number): boolean {
  return span.start <= start && end <= span.end;
}

function plain(text: string): string {
  return text.replace(/\s+/g, "");
}

/** After what is of the type, in the spelling of types. */
function freeName(snapshot: Snapshot, file: string, of: string): string {
  const base = of.replace(/(?:^|[^A-Za-z0-9])+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase()).replace(/[^A-Za-z0-9]/g, "");
  const plainName = /^[A-Za-z]/.test(base) ? base : `Type${base}`;
  const taken = new Set<string>();
  for (const policy of snapshot.policiesOf(file)) {
    const module = snapshot.module(policy, file);
    const table = module === undefined ? undefined : policy.program.tables.get(module);
    for (const name of [...(table?.own.keys() ?? []), ...(table?.imported.keys() ?? [])]) taken.add(name);
  }
  for (let count = 1; ; count++) {
    const name = count === 1 ? plainName : `${plainName}${count}`;
    if (!taken.has(name)) return showName(name);
  }
}
