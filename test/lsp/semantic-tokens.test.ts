import { describe, expect, it } from "vitest";
import { type SemanticToken, semanticTokens } from "../../lsp/ide/semantic-tokens.js";
import type { Snapshot } from "../../lsp/ide/snapshot.js";
import { example } from "../harness/example.js";
import { openMarked } from "./marked.js";

/** Each token with what it is. */
function shown(snapshot: Snapshot, file: string, tokens: readonly SemanticToken[]): readonly string[] {
  return tokens.map(({ kind, line, character, length, marks }) => {
    const start = snapshot.offset(file, { line, character });
    return [kind, ...marks, snapshot.slice(file, { start, end: start + length })].join(" ");
  });
}

const tokens = (source: string): readonly string[] => {
  const { snapshot, file } = openMarked(source);
  return shown(snapshot, file, semanticTokens(snapshot, file));
};

describe("semantic tokens", () => {
  it("are names by what they mean, and the rest by what it looks like", () => {
    expect(
      tokens(`/// Doc
tool files { read size(path: Path, size: Int) spends size usd }
deny files.size where size (path) <= 5 and path under "/x" // all
delegate p -> agent(ttl: Int) for task { relay files.size where all x in path: x == $ttl ttl 1h }
agent agent {}
principal p {}
let most = 3
`),
    ).toEqual([
      "comment documentation /// Doc",
      ...["keyword tool", "tool declaration files", "keyword read", "action declaration size", "argument declaration path"],
      ...["built-in defaultLibrary Path", "argument declaration size", "built-in defaultLibrary Int"],
      ...["keyword spends", "argument size", "unit declaration usd"],
      ...["keyword deny", "tool files", "action size", "keyword where", "keyword size", "argument path", "operator <=", "number 5", "keyword and"],
      ...["argument path", "keyword under", 'text "/x"', "comment // all"],
      ...[
        "keyword delegate",
        "principal p",
        "operator ->",
        "agent agent",
        "parameter declaration ttl",
        "built-in defaultLibrary Int",
        "keyword for",
        "task task",
      ],
      ...["keyword relay", "tool files", "action size", "keyword where", "keyword all", "variable declaration x", "keyword in", "argument path"],
      ...["variable x", "operator ==", "parameter ttl", "keyword ttl", "number 1h"],
      ...[
        "keyword agent",
        "agent declaration agent",
        "keyword principal",
        "principal declaration p",
        "keyword let",
        "let declaration readonly most",
        "operator =",
        "number 3",
      ],
    ]);
  });

  it("mark what is the standard library's, under any name", () => {
    expect(tokens('import { github as g } from "std:mcp/github"\ndeny g.get_issue')).toEqual([
      ...["keyword import", "tool defaultLibrary github", "keyword as", "tool defaultLibrary g", "keyword from", 'text "std:mcp/github"'],
      ...["keyword deny", "tool defaultLibrary g", "action defaultLibrary get_issue"],
    ]);
  });

  it("are where the text has them: with CRLF, lone CR, surrogates, and in what can't be read", () => {
    expect(tokens('task t "\ud83d\ude00\ud83d"\r\nagent a {\r}\rdeny any by a // \ud83d\r\nagent } b {\r\n}\r\n')).toEqual([
      ...["keyword task", "task declaration t", 'text "\ud83d\ude00\ud83d"', "keyword agent", "agent declaration a"],
      ...["keyword deny", "keyword any", "keyword by", "agent a", "comment // \ud83d", "keyword agent"],
    ]);
  });

  it("of a part are those of the whole on its lines", () => {
    const { snapshot, file } = openMarked(example);
    const all = semanticTokens(snapshot, file);
    expect(all.length).toBeGreaterThan(200);
    const text = snapshot.text(file);
    const part = { start: text.indexOf("ceiling"), end: text.indexOf("pass confidential") };
    const [first, last] = [snapshot.position(file, part.start).line, snapshot.position(file, part.end).line];
    expect(semanticTokens(snapshot, file, part)).toEqual(all.filter(({ line }) => first <= line && line <= last));
  });

  it("after an edit are those of a text that was just opened", () => {
    const { snapshot, file, edit } = openMarked(example);
    semanticTokens(snapshot, file);
    const next = edit([
      {
        kind: "range",
        file,
        start: snapshot.text(file).indexOf("agent planner"),
        end: snapshot.text(file).indexOf("planner in"),
        text: "agent\n\n  ",
      },
    ]);
    const fresh = openMarked(next.text(file));
    expect(semanticTokens(next, file)).toEqual(semanticTokens(fresh.snapshot, file));
  });
});
