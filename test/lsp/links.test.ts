import { describe, expect, it } from "vitest";
import { memoryHost } from "../../compiler/host/memory.js";
import { loadModules } from "../../compiler/names/modules.js";
import { parse } from "../../compiler/syntax/parse.js";
import { linksIn } from "../../lsp/ide/links.js";
import { type Move, movedImports } from "../../lsp/ide/moves.js";
import { openMarked } from "./marked.js";

describe("links", () => {
  it("lead from imports to modules, from allowances to pages", () => {
    const { snapshot, file } = openMarked(`import { a } from "./lib/agents"
import { github } from "std:mcp/github"
import { x } from "./none"
// remit-allow dead-hop, no-owner: dead-hop is meant
agent b {} // remit-allow no-such-code, no-narrowing: x
// not remit-allow dead-hop: x
//# file: lib/agents.remit
agent a {}
`);
    expect(
      linksIn(snapshot, file).map(({ span, kind, file: to }) => `${snapshot.slice(file, span)} ${kind} ${to.replace(/^.*(?=compiler\/)/, "")}`),
    ).toEqual([
      "./lib/agents module /lib/agents.remit",
      "std:mcp/github module std:mcp/github",
      "dead-hop page compiler/diagnostics/docs/dead-hop.md",
      "no-owner page compiler/diagnostics/docs/no-owner.md",
      "no-narrowing page compiler/diagnostics/docs/no-narrowing.md",
    ]);
  });

  it("are none in a file that is not there", () => {
    const { snapshot } = openMarked("agent a {}");
    expect(linksIn(snapshot, "/other.remit")).toEqual([]);
  });
});

describe("moving files", () => {
  const source = `import { a } from "./lib/agents"
import { b } from "./lib/deep/more.remit"
import { github } from "std:mcp/github"
import { c } from "./none"
//# file: lib/agents.remit
import { b } from "./deep/more"
agent a {}
//# file: lib/deep/more.remit
import { d } from "../../base"
agent b {}
//# file: base.remit
agent d {}
`;

  /** The texts at their new paths, after the edits. Every import that was found before must be found now, and mean the same. */
  function moved(moves: readonly Move[]): Readonly<Record<string, string>> {
    const { snapshot, texts } = openMarked(source);
    const after: Record<string, string> = { ...texts };
    for (const { file, start, end, text } of movedImports(snapshot, moves).toReversed()) {
      const before = after[file] ?? "";
      after[file] = before.slice(0, start) + text + before.slice(end);
    }
    const where = (file: string): string => {
      const move = moves.find(({ from }) => file === from || file.startsWith(`${from}/`));
      return move === undefined ? file : move.to + file.slice(move.from.length);
    };
    const there = Object.fromEntries(Object.entries(after).map(([file, text]) => [where(file), text]));
    const loaded = loadModules(memoryHost({ ...there, "std:mcp/github": "tool github {}" }), where("/main.remit"), parse);
    expect(loaded.importProblems.map(({ message }) => message)).toEqual([expect.stringContaining("./none")]);
    expect(loaded.value.modules.map(({ file }) => file).sort()).toEqual([...Object.keys(texts).map(where), "std:mcp/github"].sort());
    return there;
  }

  it("changes the imports that others have of a file", () => {
    const after = moved([{ from: "/lib/agents.remit", to: "/lib/parties.remit" }]);
    expect(after["/main.remit"]).toContain('import { a } from "./lib/parties"\n');
    expect(after["/lib/parties.remit"]).toContain('from "./deep/more"');
  });

  it("changes the imports of a file that goes to another folder", () => {
    const after = moved([{ from: "/lib/deep/more.remit", to: "/more.remit" }]);
    expect(after["/more.remit"]).toContain('import { d } from "./base"');
    expect(after["/main.remit"]).toContain('import { b } from "./more.remit"');
    expect(after["/lib/agents.remit"]).toContain('import { b } from "../more"');
  });

  it("leaves what a folder's files import of one another, and changes the rest", () => {
    const after = moved([{ from: "/lib", to: "/other/place" }]);
    expect(after["/main.remit"]).toContain('import { a } from "./other/place/agents"\nimport { b } from "./other/place/deep/more.remit"');
    expect(after["/other/place/agents.remit"]).toContain('from "./deep/more"');
    expect(after["/other/place/deep/more.remit"]).toContain('from "../../../base"');
  });

  it("takes several files at once, and those that nobody imports", () => {
    moved([
      { from: "/main.remit", to: "/sub/entry.remit" },
      { from: "/base.remit", to: "/main.remit" },
    ]);
    moved([{ from: "/nobody.remit", to: "/x.remit" }]);
    expect(openMarked(source).snapshot.files()).toContain("std:mcp/github");
    expect(movedImports(openMarked(source).snapshot, [{ from: "/libx", to: "/y" }])).toEqual([]);
  });
});
