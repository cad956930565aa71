import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renamableAt, renameAt } from "../../lsp/ide/rename.js";
import { example } from "../harness/example.js";
import { openMarked } from "./marked.js";

/** The texts after a renaming at the cursor, or why there is none. */
function renamed(source: string, name: string): Readonly<Record<string, string>> | string {
  const { snapshot, file, offset, texts } = openMarked(source);
  const found = renameAt(snapshot, file, offset, name);
  if (found === undefined) return "no name";
  if (found.kind === "refused") return found.why;
  const after: Record<string, string> = { ...texts };
  for (const { file: of, start, end, text } of [...found.edits].reverse()) {
    const before = after[of] ?? "";
    after[of] = before.slice(0, start) + text + before.slice(end);
  }
  return after;
}

function main(source: string, name: string): string {
  const after = renamed(source, name);
  return typeof after === "string" ? after : (after["/main.remit"] ?? "");
}

const two = `import { files, files as f } from "./tools"
let most = 5
principal p {}
agent a {}
task t "t"
delegate p -> a(cap: Int) for t { allow files.open where size <= $cap  ttl 1h }
deny $0files.*
deny f.open, f.close where size > most
//# file: tools.remit
tool files { read open(size: Int) write close(size: Int, name: String) }
tool other { read look(n: Int) }
deny files.open
`;
const at = (what: string): string => two.replace("$0", "").replace(what, `$0${what}`);

describe("a renaming", () => {
  it("follows a name through imports, and leaves aliases", () => {
    expect(renamed(two, "docs")).toEqual({
      "/main.remit": two
        .split("//# file")[0]
        ?.replace("$0", "")
        .replace("{ files, files as f }", "{ docs, docs as f }")
        .replaceAll("files.", "docs."),
      "/tools.remit": "\ntool docs { read open(size: Int) write close(size: Int, name: String) }\ntool other { read look(n: Int) }\ndeny docs.open\n",
    });
  });

  it("of an alias stays in the file", () => {
    expect(main(at("f.open"), "g")).toContain("{ files, files as g }");
    expect(main(at("f.open"), "g")).toContain("deny g.open, g.close");
    expect(renamed(at("f.open"), "g")).toHaveProperty(["/tools.remit"], expect.stringContaining("tool files"));
  });

  it("of an argument takes along those of other actions where a clause is about both", () => {
    expect(main(at("size > most"), "bytes")).toContain("where bytes > most");
    expect(main(at("size > most"), "bytes")).toContain("where bytes <= $cap");
    expect(renamed(at("size > most"), "bytes")).toHaveProperty(["/tools.remit"], expect.stringContaining("open(bytes: Int) write close(bytes: Int"));
  });

  it("of a parameter reaches what is received and what a test gives", () => {
    const source = (cap: string, cursor = ""): string => `task t "t"
tool files { read open(n: Int) }
principal p {}
agent a {}
agent b {}
delegate p -> a(${cap}: Int) for t { relay files.open where n <= $${cursor}${cap} ttl 1h }
delegate a -> b for t { allow files.open where n <= received.${cap} ttl 1m }
test "x" { chain p -> a(${cap}: 1) -> b allow files.open(n: 1) }
`;
    expect(main(source("cap", "$0"), "most")).toBe(source("most"));
  });

  it("of a field reaches the literals of tests", () => {
    const source = (id: string, cursor = ""): string => `task t "t"
tool files { read open(of: List<{ ${cursor}${id}: Int }>) }
principal p {}
agent a {}
delegate p -> a for t { allow files.open where some o in of: o.${id} == 1 ttl 1h }
test "x" { chain p -> a allow files.open(of: [{ ${id}: 1 }]) }
`;
    expect(main(source("id", "$0"), "number")).toBe(source("number"));
  });

  it("writes backticks where the name needs them, and takes them away where not", () => {
    expect(main("agent $0a {}\nassert no path a -> a", "list-issues")).toBe("agent `list-issues` {}\nassert no path `list-issues` -> `list-issues`");
    expect(main("agent `a b`$0 {}\nassert no path `a b` -> `a b`", "c")).toBe("agent c {}\nassert no path c -> c");
    expect(main("agent $0a {}", "`has`")).toBe("agent `has` {}");
    // A word in a place where it would be itself.
    expect(main("agent $0a {}\ndeny any by a", "agents")).toBe("agent `agents` {}\ndeny any by `agents`");
    expect(main("agent $0a {}\ndeny any by a", "owner")).toBe("agent owner {}\ndeny any by owner");
  });
});

describe("a renaming is refused", () => {
  it("to a word of the language, and to what is no name", () => {
    expect(renamed(at("p {}"), "has")).toBe("`has` is always a word of the language: a name must be written in backticks then");
    expect(renamed(at("p {}"), "")).toContain("can't be a name");
    expect(renamed(at("p {}"), "a`b")).toContain("can't be a name");
    expect(renamed(at("p {}"), "a\nb")).toContain("can't be a name");
  });

  it("where the name is taken, here or where it is imported", () => {
    expect(renamed(two, "most")).toBe("`most` is taken by the let in line 2 of main.remit");
    expect(renamed(two, "other")).toBe("`other` is taken by the tool in line 3 of tools.remit");
    expect(renamed(at("p {}"), "f")).toBe("`f` is taken by the tool in line 2 of tools.remit, which main.remit imports");
  });

  it("where an argument, a field, a parameter or an action has it", () => {
    expect(renamed(at("size > most"), "name")).toContain("`name`");
    expect(renamed(at("open, f.close"), "close")).toContain("`close`");
    expect(renamed("tool x { read y($0a: Int, b: Int) }", "b")).toContain("another error `duplicate-name`");
    expect(renamed("context { $0a: Int b: Int }", "b")).toContain("another error `duplicate-name`");
  });

  it("where another name would come to mean it, or it another", () => {
    // The constant would be hidden by the argument, the argument by the variable.
    expect(renamed(at("most = 5"), "size")).toContain("would mean something else");
    expect(renamed(at("size > most"), "most")).not.toBeTypeOf("object");
    expect(renamed("tool x { read y(a: List<Int>, b: Int) }\nlet c = 1\ndeny x.y where some $0v in a: v == c", "c")).not.toBeTypeOf("object");
    // A clause about every action with that argument would be about one more.
    expect(renamed("tool x { read y($0a: Int) read z(b: Int) }\ndeny any where b > 1", "b")).toContain("would mean something else");
  });

  it("where a unit would be another, or the language's own", () => {
    const source = `tool x { read y(n: Number) spends n $0usd spends 1 eur }`;
    expect(renamed(source, "eur")).not.toBeTypeOf("object");
    expect(renamed(source, "calls")).not.toBeTypeOf("object");
    expect(main(source, "chf")).toBe("tool x { read y(n: Number) spends n chf spends 1 eur }");
  });

  it("of what belongs to the language, the standard library or a catalogue", () => {
    expect(renamed("type a = $0Int", "Number")).toBe("`Int` belongs to the language");
    expect(renamed('import { github } from "std:mcp/github"\ndeny $0github.*', "gh")).toBe(
      '`github` belongs to the standard library, in "std:mcp/github": import it by another name, with `github as`',
    );
    expect(renamed('import { github as $0g } from "std:mcp/github"\ndeny g.*', "gh")).toEqual({
      "/main.remit": 'import { github as gh } from "std:mcp/github"\ndeny gh.*',
    });
    const catalogue = `tool x from "npx x" digest "sha256:${"0".repeat(64)}" { read $0y(a: Int) }`;
    expect(renamed(catalogue, "z")).toBe("`y` is called so in the catalogue that its tool was imported from");
    expect(renamed("deny any by $0nobody", "b")).toBe("it is not known what `nobody` means");
    expect(renamed("agent a {}$0\n", "b")).toBe("no name");
  });

  it("where the name stands in what could not be read, be it in another file", () => {
    expect(renamed("agent $0a {}\nagent b {\n}\nagent c {\n  ceiling { allow a. }\n}\nassert no path a ->\n", "z")).toBe(
      "main.remit has a syntax error where `a` may be named: mend it first",
    );
    expect(renamed('import { a } from "./b"\ndelegate a -> \n//# file: b.remit\nagent $0a {}\n', "z")).toContain("main.remit has a syntax error");
    expect(main('agent $0a {}\nagent c {\n}\nagent d {\n  owner 5 "a" // a\n}\n', "z")).toContain("agent z {}");
  });

  it("where it would mean something else in another policy that has the same file", () => {
    const shared = `deny any where b > 1
tool x { read y(b: Int) }
`;
    const source = (cursor: string): string => `import { x } from "./shared"
deny x.y
//# file: second.remit
import { x } from "./shared"
tool z { read z(${cursor}a: Int) }
deny x.y
deny z.z
//# file: shared.remit
${shared}`;
    expect(renamed(source("$0"), "b")).toContain("would mean something else");
    expect(renamed(source("$0"), "c")).toBeTypeOf("object");
  });
});

describe("what can be renamed", () => {
  it("is shown without backticks", () => {
    const { snapshot, file, offset } = openMarked("agent `a b`$0 {}");
    expect(renamableAt(snapshot, file, offset)).toMatchObject({ kind: "name", mention: { text: "a b", span: { start: 6, end: 11 } } });
  });

  it("is every name of the language's example but those of the standard library; and back again", () => {
    const { snapshot, file, edit } = openMarked(example);
    const tree = snapshot.tree(file);
    const mentions = tree === undefined ? [] : [...tree.imports, ...tree.declarations].flatMap((node) => snapshot.mentionsIn(file, node));
    const offsets = mentions.map(({ span }) => span.start);
    expect(offsets.length).toBeGreaterThan(100);
    let now = snapshot;
    fc.assert(
      fc.property(fc.constantFrom(...offsets), (offset) => {
        const before = now.text(file);
        const there = renameAt(now, file, offset, "never_seen");
        if (there?.kind !== "edits") {
          const mention = now.mentionAt(file, offset);
          const isStandard = mention?.targets.some((target) => target.file.startsWith("std:"));
          expect(isStandard || mention?.kind === "built-in" || mention?.text === "calls", there?.why).toBe(true);
          return;
        }
        expect(there.edits.length).toBeGreaterThan(0);
        const name = now.mentionAt(file, offset)?.text ?? "";
        now = edit([...there.edits].reverse());
        expect(now.checked().diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
        const moved = now.mentionsIn(file, now.nodeAt(file, there.edits[0]?.start ?? 0) ?? expect.fail()).find(({ text }) => text === "never_seen");
        const back = renameAt(now, file, moved?.span.start ?? -1, name);
        now = edit([...(back?.kind === "edits" ? back.edits : [])].reverse());
        expect(now.text(file)).toBe(before);
      }),
      { numRuns: 20 },
    );
  });
});
