import { describe, expect, it } from "vitest";
import { definitionsAt, implementationsAt, type Lead, typeDefinitionsAt } from "../../lsp/ide/navigation.js";
import { highlightsAt, referencesAt } from "../../lsp/ide/references.js";
import type { Snapshot } from "../../lsp/ide/snapshot.js";
import { openMarked, withSpans } from "./marked.js";

type LeadsAt = (snapshot: Snapshot, file: string, offset: number) => readonly Lead[];

/** Where it leads from the cursor: file and line, what is shown first, and how the whole begins. */
function leads(leadsAt: LeadsAt, source: string): readonly string[] {
  const { snapshot, file, offset } = openMarked(source);
  return leadsAt(snapshot, file, offset).map(({ to }) => {
    const { line } = snapshot.position(to.file, to.name.start);
    return `${to.file}:${line + 1} ${snapshot.slice(to.file, to.name)} | ${snapshot.slice(to.file, to.whole).slice(0, 30)}`;
  });
}

const two = (main: string): string => `import { files as f, Folder } from "./tools"
${main}
//# file: tools.remit
type Folder = Path where it under "/srv"
tool files { read open(path: Folder, by: { id: Int }, tags: List<Tag>) write close(path: Path) }
type Tag = "a" | "b"
`;

describe("definition", () => {
  it("is in another module, under the name of an alias", () => {
    expect(leads(definitionsAt, two("deny $0f.open"))).toEqual(["/tools.remit:3 files | tool files { read open(path: F"]);
    expect(leads(definitionsAt, two("deny f.op$0en"))).toEqual(["/tools.remit:3 open | read open(path: Folder, by: { "]);
  });

  it("of an argument is in each action that the clause is about", () => {
    expect(leads(definitionsAt, two('deny f.open, f.close where path$0 == "/x"'))).toEqual([
      "/tools.remit:3 path | path: Folder",
      "/tools.remit:3 path | path: Path",
    ]);
  });

  it("of an import's path is the file, be it the standard library's", () => {
    expect(leads(definitionsAt, two("").replace("./tools", "./t$0ools"))).toEqual(["/tools.remit:1  | "]);
    expect(leads(definitionsAt, 'import { github } from "std:mcp/$0github"')).toEqual(["std:mcp/github:1  | "]);
    expect(leads(definitionsAt, 'import { github } from "./no$0ne"')).toEqual([]);
  });

  it("is known in a text with mistakes, and of a name after half of a pair", () => {
    expect(leads(definitionsAt, 'agent a { owner "o" }\ndelegate p -> $0a for t { allow\n}\n')).toEqual(['/main.remit:1 a | agent a { owner "o" }']);
    expect(leads(definitionsAt, 'task t "\ud83d"\r\nagent a {}\r\nassert no path a -> $0a')).toEqual(["/main.remit:2 a | agent a {}"]);
  });

  it("is none where no name stands, or an unknown one", () => {
    expect(leads(definitionsAt, "agent a {}\n$0\n")).toEqual([]);
    expect(leads(definitionsAt, "deny any by $0nobody")).toEqual([]);
  });
});

describe("type definition", () => {
  it("of what has the type of an alias is the alias", () => {
    expect(leads(typeDefinitionsAt, two('deny f.open where $0path == "/x"'))).toEqual(["/tools.remit:2 Folder | type Folder = Path where it un"]);
    expect(leads(typeDefinitionsAt, two("context { x: Folder }\ndeny any where context.$0x == context.x"))).toEqual([
      "/tools.remit:2 Folder | type Folder = Path where it un",
    ]);
  });

  it("of a record is where it is written, of a list that of its elements, through a quantifier too", () => {
    expect(leads(typeDefinitionsAt, two("deny f.open where $0by.id == 1"))).toEqual(["/tools.remit:3 { id: Int } | { id: Int }"]);
    expect(leads(typeDefinitionsAt, two('deny f.open where "a" in $0tags'))).toEqual(['/tools.remit:4 Tag | type Tag = "a" | "b"']);
    expect(leads(typeDefinitionsAt, two('deny f.open where some t in tags: $0t == "a"'))).toEqual(['/tools.remit:4 Tag | type Tag = "a" | "b"']);
  });

  it("is found in each of several policies that have the file", () => {
    const source = (main: string): string => `import { files } from "./tools"
//# file: second.remit
import { files } from "./tools"
${main}
//# file: tools.remit
type Folder = Path
tool files { read open(path: Folder) }
`;
    expect(leads(typeDefinitionsAt, source('deny files.open where $0path == "/x"'))).toEqual(["/tools.remit:2 Folder | type Folder = Path"]);
  });

  it("of what has a built-in type, or none, is none", () => {
    expect(leads(typeDefinitionsAt, two("deny f.open where by.$0id == 1"))).toEqual([]);
    expect(leads(typeDefinitionsAt, two("agent $0a {}"))).toEqual([]);
  });
});

describe("implementation", () => {
  const policy = (main: string): string => `import { a, t } from "./agents"
principal p {}
agent b {}
delegate p -> a for t { allow x.y ttl 1h }
delegate a -> b for t { allow x.y ttl 1h }
${main}
//# file: agents.remit
task t "t"
task u "u"
agent a {}
agent c {}
delegate c -> a for u { allow x.y ttl 1h }
`;

  it("of an agent is the hops that reach it, in all modules", () => {
    expect(leads(implementationsAt, policy("deny any by $0a"))).toEqual([
      "/agents.remit:6 delegate c -> a for u | delegate c -> a for u { allow ",
      "/main.remit:4 delegate p -> a for t | delegate p -> a for t { allow ",
    ]);
  });

  it("of a principal is the hops that leave it, of a task those that are for it", () => {
    expect(leads(implementationsAt, policy("assert no path $0p -> b"))).toEqual([
      "/main.remit:4 delegate p -> a for t | delegate p -> a for t { allow ",
    ]);
    expect(leads(implementationsAt, policy('task v "v" part of $0t'))).toHaveLength(2);
  });

  it("is right after an edit, and of the hop that it brought", () => {
    const { snapshot, mark, edit } = openMarked(policy("deny any by $0a"));
    const { file, offset } = mark(0);
    expect(implementationsAt(snapshot, file, offset)).toHaveLength(2);
    const hop = "delegate p -> a as again for t { allow x.y ttl 1h }\n";
    const at = snapshot.text(file).indexOf("delegate");
    const next = edit([{ kind: "range", file, start: at, end: at, text: hop }]);
    expect(() => implementationsAt(snapshot, file, offset)).toThrow();
    expect(implementationsAt(next, file, offset + hop.length).map(({ to }) => next.slice(to.file, to.name))).toEqual([
      "delegate c -> a for u",
      "delegate p -> a as again for t",
      "delegate p -> a for t",
    ]);
  });
});

describe("references", () => {
  const source = `import { files as f } from "./tools"
deny $0f.open
deny f.close
//# file: tools.remit
tool files { read open() write close() }
deny files.open
`;
  const shown = (withDeclarations: boolean): Readonly<Record<string, string>> => {
    const { snapshot, file, offset, texts } = openMarked(source);
    const found = referencesAt(snapshot, file, offset, withDeclarations);
    return Object.fromEntries(
      Object.entries(texts).map(([each, text]) => [
        each,
        withSpans(
          text,
          found.filter(({ file: of }) => of === each).map(({ span }) => span),
        ),
      ]),
    );
  };

  it("are in all modules, imports among them", () => {
    expect(shown(true)).toEqual({
      "/main.remit": 'import { «files» as «f» } from "./tools"\ndeny «f».open\ndeny «f».close\n',
      "/tools.remit": "\ntool «files» { read open() write close() }\ndeny «files».open\n",
    });
    expect(shown(false)["/tools.remit"]).toBe("\ntool files { read open() write close() }\ndeny «files».open\n");
  });

  it("of this file alone are what is highlighted", () => {
    const { snapshot, file, offset, texts } = openMarked(source);
    const found = highlightsAt(snapshot, file, offset);
    expect(
      withSpans(
        texts[file] ?? "",
        found.map(({ span }) => span),
      ),
    ).toBe(shown(true)["/main.remit"]);
    expect(found.map(({ declares }) => declares)).toEqual([false, false, false, false]);
  });
});
