import { describe, expect, it } from "vitest";
import { StaleSnapshot } from "../../lsp/ide/snapshot.js";
import { example } from "../harness/example.js";
import { openMarked, withSpans } from "./marked.js";

/** All places where what the cursor is on is named, shown in the text. */
function named(source: string): Readonly<Record<string, string>> {
  const { snapshot, texts, file, offset } = openMarked(source);
  const mention = snapshot.mentionAt(file, offset);
  const found = snapshot.mentionsOf(mention?.targets ?? []);
  return Object.fromEntries(
    Object.entries(texts).map(([each, text]) => [
      each.slice(1),
      withSpans(
        text,
        found.filter(({ file: of }) => of === each).map(({ span }) => span),
      ),
    ]),
  );
}

const policy = (rest: string): string => `task t "t"
tool files { read open(path: Path, owner: { id: Int, of: List<{ id: Int }> }) read list(path: Path) }
principal p {}
agent a {}
agent b {}
${rest}`;

describe("what a name means", () => {
  it("is found across modules, by whatever name it is known there", () => {
    expect(
      named(`import { files as f } from "./tools"
principal p {}
agent a {}
task t "t"
delegate p -> a for t { allow f.open ttl 1h }
deny $0f.open
//# file: tools.remit
tool files { read open(path: Path) }
`),
    ).toEqual({
      "main.remit": `import { «files» as «f» } from "./tools"
principal p {}
agent a {}
task t "t"
delegate p -> a for t { allow «f».open ttl 1h }
deny «f».open
`,
      "tools.remit": `
tool «files» { read open(path: Path) }
`,
    });
  });

  it("is an argument of each of several actions", () => {
    expect(named(policy('delegate p -> a for t { allow files.open, files.list where $0path under "/x" ttl 1h }'))["main.remit"]).toBe(
      policy('delegate p -> a for t { allow files.open, files.list where «path» under "/x" ttl 1h }').replaceAll("(path:", "(«path»:"),
    );
  });

  it("is a field of a record, through a quantifier", () => {
    expect(named(policy("delegate p -> a for t { allow files.open where some o in owner.of: o.$0id == 1 ttl 1h }"))["main.remit"]).toContain(
      "of: List<{ «id»: Int }>",
    );
    expect(named(policy("delegate p -> a for t { allow files.open where some $0o in owner.of: o.id == 1 ttl 1h }"))["main.remit"]).toContain(
      "some «o» in owner.of: «o».id",
    );
  });

  it("is a parameter, of this hop and of one above", () => {
    const hops = (cap: string, use: string, below: string): string =>
      policy(`delegate p -> a(${cap}: Int) for t { relay files.open where owner.id <= ${use} ttl 1h }
delegate a -> b for t { allow files.open where owner.id <= ${below} ttl 1m }
test "x" { chain p -> a(${cap}: 1) -> b allow files.open(path: "/a", owner: { id: 1, of: [] }) }`);
    expect(named(hops("cap", "$$0cap", "received.cap"))["main.remit"]).toBe(hops("«cap»", "$«cap»", "received.«cap»"));
    expect(named(hops("cap", "$cap", "received.$0cap"))["main.remit"]).toBe(hops("«cap»", "$«cap»", "received.«cap»"));
  });

  it("is known for every name of the language's example", () => {
    const { snapshot, file } = openMarked(example);
    const tree = snapshot.tree(file);
    const mentions = [...(tree?.imports ?? []), ...(tree?.declarations ?? [])].flatMap((node) => snapshot.mentionsIn(file, node));
    expect(mentions.length).toBeGreaterThan(100);
    expect(mentions.filter(({ kind, targets, text }) => targets.length === 0 && kind !== "built-in" && text !== "calls")).toEqual([]);
    // Each word is what the text has there, but for backticks.
    for (const { span, text } of mentions) expect(snapshot.slice(file, span)).toBe(text);
    for (const { targets } of mentions) for (const target of targets) expect(snapshot.slice(target.file, target.span)).toBe(target.name);
  });
});

it("a snapshot that an edit has made old answers nothing", () => {
  const { snapshot, file, edit } = openMarked(policy(""));
  const tree = snapshot.tree(file);
  expect(tree?.declarations).toHaveLength(5);
  const next = edit([{ kind: "range", file, start: 0, end: 0, text: "agent c {}\n" }]);
  expect(snapshot.isCurrent()).toBe(false);
  expect(() => snapshot.tree(file)).toThrow(StaleSnapshot);
  expect(() => snapshot.findings(file)).toThrow(StaleSnapshot);
  expect(next.tree(file)?.declarations).toHaveLength(6);
  expect(next.findings(file).filter(({ code }) => code === "no-owner")).toHaveLength(3);
});
