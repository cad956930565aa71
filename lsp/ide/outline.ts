/** What a file declares, and what a workspace does that fits a search. */
import { type Ast, type Span, showName, unreachable } from "../../compiler/index.js";
import type { Snapshot } from "./snapshot.js";
import type { SymbolKind } from "./symbols.js";

export interface Outlined {
  readonly kind: SymbolKind | "context" | "annotate" | "deny" | "assert" | "test";
  /** Never empty. */
  readonly name: string;
  readonly detail: string;
  readonly whole: Span;
  /** Within the whole. */
  readonly at: Span;
  readonly parts: readonly Outlined[];
}

/** In the order in which it is written. Imports are not declared here. */
export function outlineOf(snapshot: Snapshot, file: string): readonly Outlined[] {
  return (snapshot.tree(file)?.declarations ?? []).flatMap((each) => knownOf(snapshot, file, each).outline);
}

export interface Found {
  readonly symbol: Outlined;
  readonly file: string;
  /** What it is a part of, if it is of something. */
  readonly within?: string;
}

/**
 * What fits a search best, the best first: what is called so, begins so, has it inside, has its letters in that order. Blanks and
 * case do not count. At most so many.
 */
export function searched(snapshot: Snapshot, files: readonly string[], query: string, most: number): readonly Found[] {
  const wanted = keyOf(query);
  const byRank: Found[][] = [[], [], [], []];
  const [best] = byRank;
  for (const file of files) {
    for (const { declarations } of snapshot.edited(file)?.pieces ?? []) {
      for (const declaration of declarations) {
        for (const { key, symbol, within } of entriesOf(snapshot, file, declaration)) {
          const rank = rankOf(wanted, key);
          const same = rank === undefined ? undefined : byRank[rank];
          if (same !== undefined && same.length < most) same.push({ symbol, file, ...(within === undefined ? {} : { within }) });
        }
        if ((best?.length ?? 0) >= most) return best ?? [];
      }
    }
  }
  return byRank.flat().slice(0, most);
}

interface Entry extends Omit<Found, "file"> {
  readonly key: string;
}

/** What is known of a declaration: a node is written as it was for as long as it is the same object, and its spans move. */
const known = new WeakMap<Ast.Declaration, { readonly outline: readonly Outlined[]; entries?: readonly Entry[] }>();

function knownOf(
  snapshot: Snapshot,
  file: string,
  declaration: Ast.Declaration,
): { readonly outline: readonly Outlined[]; entries?: readonly Entry[] } {
  const found = known.get(declaration) ?? { outline: outlined(snapshot, file, declaration) };
  known.set(declaration, found);
  return found;
}

function entriesOf(snapshot: Snapshot, file: string, declaration: Ast.Declaration): readonly Entry[] {
  const found = knownOf(snapshot, file, declaration);
  found.entries ??= found.outline.flatMap((symbol): Entry[] => [
    { key: keyOf(symbol.name), symbol },
    ...symbol.parts.filter(({ kind }) => kind !== "parameter").map((part) => ({ key: keyOf(part.name), symbol: part, within: symbol.name })),
  ]);
  return found.entries;
}

function keyOf(name: string): string {
  return name.replace(/[\s`]+/g, "").toLowerCase();
}

function rankOf(wanted: string, key: string): number | undefined {
  if (key === wanted) return 0;
  const at = key.indexOf(wanted);
  if (at >= 0) return at === 0 ? 1 : 2;
  let from = 0;
  for (const sign of wanted) {
    const found = key.indexOf(sign, from);
    if (found < 0) return undefined;
    from = found + sign.length;
  }
  return 3;
}

function outlined(snapshot: Snapshot, file: string, node: Ast.Declaration): readonly Outlined[] {
  const whole = node.span;
  const of = (kind: Outlined["kind"], name: Ast.Name, detail = "", parts: readonly Outlined[] = []): readonly Outlined[] => [
    { kind, name: name.text === "" ? kind : name.text, detail, whole, at: name.text === "" ? whole : name.span, parts },
  ];
  /** A declaration without a name is called as it is written. */
  const unnamed = (kind: Outlined["kind"]): readonly Outlined[] => [
    { kind, name: shortened(snapshot.slice(file, whole)) || kind, detail: "", whole, at: whole, parts: [] },
  ];
  switch (node.kind) {
    case "label":
      return node.names
        .filter(({ text }) => text !== "")
        .map(({ text, span }) => ({ kind: "label", name: text, detail: "", whole: span, at: span, parts: [] }));
    case "domain":
      return of("domain", node.name, node.external ? "external" : "");
    case "task":
      return of("task", node.name, node.purpose.text);
    case "type":
      return of("type", node.name, shortened(snapshot.slice(file, node.type.span)));
    case "let":
      return of("let", node.name, shortened(snapshot.slice(file, node.value.span)));
    case "context": {
      const facts = node.facts.map((each): Outlined => part("fact", each, each.live ? "live" : ""));
      return [{ kind: "context", name: "context", detail: "", whole, at: whole, parts: facts }];
    }
    case "tool":
      return of(
        "tool",
        node.name,
        node.from?.source.text,
        node.actions.map((each) => part("action", each, each.effect?.effect)),
      );
    case "annotate":
      return of(
        "annotate",
        node.tool,
        "annotate",
        node.actions.map((each) => part("action", each, each.effect?.effect)),
      );
    case "secret":
      return of("secret", node.name, node.lifetime);
    case "scope":
      return of("scope", node.name, "", params(node.params));
    case "principal":
      return of("principal", node.name, inDomain(node.domain));
    case "agent":
      return of("agent", node.name, [inDomain(node.domain), node.unguarded ? "unguarded" : ""].filter((word) => word !== "").join(" "));
    case "delegate": {
      const way = `${showName(node.from.text)} -> ${showName(node.to.text)}`;
      const task = node.task === undefined ? "" : `for ${showName(node.task.text)}`;
      const { alias } = node;
      const named = alias !== undefined && alias.text !== "";
      return [
        {
          kind: "delegate",
          name: named ? alias.text : way,
          detail: named ? `${way} ${task}`.trimEnd() : task,
          whole,
          at: named ? alias.span : node.head,
          parts: params(node.params),
        },
      ];
    }
    case "deny":
    case "assert":
      return unnamed(node.kind);
    case "test":
      return [{ kind: "test", name: node.name.text.trim() === "" ? "test" : node.name.text, detail: "test", whole, at: node.name.span, parts: [] }];
    default:
      return unreachable(node);
  }
}

function inDomain(domain: Ast.Name | undefined): string {
  return domain === undefined ? "" : `in ${showName(domain.text)}`;
}

function params(of: readonly Ast.ParamDecl[]): readonly Outlined[] {
  return of.filter(({ name }) => name.text !== "").map((each) => part("parameter", each));
}

function part(kind: Outlined["kind"], { name, span }: { readonly name: Ast.Name; readonly span: Span }, detail = ""): Outlined {
  return { kind, name: name.text === "" ? kind : name.text, detail, whole: span, at: name.text === "" ? span : name.span, parts: [] };
}

/** On one line, and no longer than a list has room for. */
function shortened(text: string): string {
  const line = text.slice(0, 200).replace(/\s+/g, " ").trim();
  // Not between the halves of a pair.
  return line.length <= 60 ? line : `${line.slice(0, 59).replace(/[\ud800-\udbff]$/, "")}…`;
}
