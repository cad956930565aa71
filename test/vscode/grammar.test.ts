/**
 * What the editor paints, before the server has said anything, is what the compiler reads: the TextMate grammar against the
 * real lexer and parser, token by token, over every policy that the project has.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";
import { packageFolder } from "../../compiler/host/package.js";
import { endOf, lex } from "../../compiler/syntax/lex.js";
import { parse } from "../../compiler/syntax/parse.js";
import * as T from "../../compiler/syntax/tokens.js";
import { example } from "../harness/example.js";
import { files } from "../reference/page.js";

let grammar: textmate.IGrammar;

beforeAll(async () => {
  const wasm = readFileSync(join(packageFolder, "node_modules/vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () =>
      textmate.parseRawGrammar(readFileSync(join(packageFolder, "lsp/vscode/syntaxes/remit.tmLanguage.json"), "utf8"), "remit.tmLanguage.json"),
  });
  const loaded = await registry.loadGrammar("source.remit");
  if (loaded === null) throw new Error("no grammar");
  grammar = loaded;
});

/** The innermost scopes of every character. */
function scopesOf(text: string): readonly (readonly string[])[] {
  const scopes: (readonly string[])[] = Array.from({ length: text.length }, () => []);
  let stack = textmate.INITIAL;
  let offset = 0;
  for (const line of text.split("\n")) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
    for (const token of tokens) for (let at = token.startIndex; at < token.endIndex; at++) scopes[offset + at] = token.scopes;
    stack = ruleStack;
    offset += line.length + 1;
  }
  return scopes;
}

type Kind = "comment" | "string" | "regex" | "number" | "duration" | "word" | "name" | "sign" | "nothing";

function kindOf(scopes: readonly string[]): Kind {
  const has = (prefix: string): boolean => scopes.some((scope) => scope.startsWith(prefix));
  if (has("comment.")) return "comment";
  if (has("string.regexp")) return "regex";
  if (has("string.")) return "string";
  if (has("constant.numeric.duration")) return "duration";
  if (has("constant.numeric")) return "number";
  const last = scopes.at(-1) ?? "";
  if (/^(entity|variable\.(other|parameter)|support\.type|constant\.language\.effect)/.test(last)) return "name";
  if (/^keyword\.operator\.(?!word)|^punctuation/.test(last)) return "sign";
  return /^(keyword|storage|constant\.language|variable\.language|support\.)/.test(last) ? "word" : "nothing";
}

/** Where the names are, as the parser has it. */
function namesIn(text: string): ReadonlySet<number> {
  const found = new Set<number>();
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if ("text" in node && "span" in node && Object.keys(node).length === 2) {
      const { start } = node.span as { readonly start: number };
      if (text[start] !== '"') found.add(start);
    }
    for (const each of Object.values(node)) visit(each);
  };
  const { imports, declarations } = parse("a.remit", text).value;
  visit([imports, declarations]);
  return found;
}

/** Each token that is painted as something else than it is. */
function differences(text: string): readonly string[] {
  const scopes = scopesOf(text);
  const names = namesIn(text);
  const { tokens, written } = lex("a.remit", text);
  const wrong: string[] = [];
  const expectAt = (start: number, end: number, kind: Kind): void => {
    for (let at = start; at < end; at++) {
      const painted = kindOf(scopes[at] ?? []);
      if (painted === kind || /\s/.test(text[at] ?? "")) continue;
      const line = text.slice(0, start).split("\n").length;
      wrong.push(
        `${line}: ${JSON.stringify(text.slice(start, end))} is a ${kind}, painted as ${painted}: ${text.split("\n")[line - 1]?.trim() ?? ""}`,
      );
      return;
    }
  };
  for (const comment of written) expectAt(comment.startOffset, comment.startOffset + comment.image.length, "comment");
  for (const token of tokens) {
    const start = token.startOffset;
    const kind = tokenKind(token.tokenType, names.has(start));
    if (kind !== undefined) expectAt(start, endOf(token), kind);
  }
  return wrong;
}

function tokenKind(type: (typeof T.vocabulary)[number], isName: boolean): Kind | undefined {
  if (type === T.Text || type === T.BrokenText) return "string";
  if (type === T.Regex) return "regex";
  if (type === T.Digits) return "number";
  if (type === T.Duration) return "duration";
  if (isName) return "name";
  const isWord = type === T.ContextOf || type === T.ReceivedOf || type === T.EffectPrefix || [...T.words.values()].includes(type);
  if (isWord) return "word";
  // `hour` of `now.hour`, and `List`, are no names and no words of their own.
  return type === T.Word || type === T.ListOf ? undefined : "sign";
}

function policiesBelow(folder: string): readonly (readonly [string, string])[] {
  return readdirSync(join(packageFolder, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".remit"))
    .sort()
    .map((path) => [`${folder}/${path}`, readFileSync(join(packageFolder, folder, path), "utf8")]);
}

const all = [...policiesBelow("samples"), ...policiesBelow("stdlib"), ["the example", example], ...Object.entries(files)] as const;

test.each(all)("%s is painted as it is read", (_, text) => {
  expect(differences(text)).toEqual([]);
});

test("there is something to paint", () => {
  expect(all.length).toBeGreaterThan(40);
});

test("words are names where names stand", () => {
  const text = `task task "for" part of of
tool tool { read read(size: Int, for: String, to: List<String>, context: String, allow?: Bool) returns label write write() read any() }
label label < shared
principal where {}
agent agent { owner "owner" }
delegate where -> agent(ttl: Int) for task {
  allow tool.read where size <= $ttl and for == "for" and (all r in to: r in ["x"]) and has allow and allow
  deny tool.any
  relay tool.write, tool.any where true
  ttl 5m
}
`;
  expect(parse("a.remit", text).diagnostics).toEqual([]);
  expect(differences(text)).toEqual([]);
});

test("a mistake ends with its line", () => {
  const scopes = scopesOf('let a = "open\ntask b "c"\n');
  expect(kindOf(scopes[14] ?? [])).toBe("word");
});
