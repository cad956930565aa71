import { describe, expect, it } from "vitest";
import { type Outlined, outlineOf, searched } from "../../lsp/ide/outline.js";
import { example } from "../harness/example.js";
import { openMarked } from "./marked.js";

function shown(outline: readonly Outlined[], indent = ""): readonly string[] {
  return outline.flatMap(({ kind, name, detail, parts }) => [
    `${indent}${kind} ${name}${detail === "" ? "" : ` (${detail})`}`,
    ...shown(parts, `${indent}  `),
  ]);
}

describe("the outline of a file", () => {
  it("has every declaration, with its parts", () => {
    const { snapshot, file } = openMarked(`label public < secret
domain acme external
task work "Work"
type Size = Int where it > 0
let names = ["a", "b"]
context { customer: String live halted: Bool }
tool orders from "npx orders" digest "sha256:${"0".repeat(64)}" { read lookup(id: Int) write \`pay back\`() }
annotate orders { destructive lookup sends public }
secret key { ttl 1h per hop }
scope small(most: Int) { allow orders.lookup where id < $most }
principal p in acme { holds { allow orders.* } }
agent a in acme unguarded {}
delegate p -> a(cap: Int) as refund_one for work { allow orders.lookup where id < $cap ttl 1h }
delegate p -> a for work { allow orders.lookup ttl 1h }
deny orders.lookup
  where id in [1000000, 2000000, 3000000, 4000000, 5000000]
assert no path a -> a
test "it works" { chain p -> a allow orders.lookup(id: 1) }
`);
    const outline = outlineOf(snapshot, file);
    expect(shown(outline)).toEqual([
      "label public",
      "label secret",
      "domain acme (external)",
      "task work (Work)",
      "type Size (Int)",
      'let names (["a", "b"])',
      "context context",
      "  fact customer",
      "  fact halted (live)",
      "tool orders (npx orders)",
      "  action lookup (read)",
      "  action pay back (write)",
      "annotate orders (annotate)",
      "  action lookup (destructive)",
      "secret key (per hop)",
      "scope small",
      "  parameter most",
      "principal p (in acme)",
      "agent a (in acme unguarded)",
      "delegate refund_one (p -> a for work)",
      "  parameter cap",
      "delegate p -> a (for work)",
      "deny deny orders.lookup where id in [1000000, 2000000, 3000000, …",
      "assert assert no path a -> a",
      "test it works (test)",
    ]);
    const every = outline.flatMap((each) => [each, ...each.parts]);
    expect(every.filter(({ whole, at }) => at.start < whole.start || at.end > whole.end)).toEqual([]);
  });

  it("names whatever was read of a text with mistakes", () => {
    for (const text of [
      "agent {\n}",
      'test "" {}',
      "label",
      "context {",
      "delegate -> b for t {\n}",
      "deny",
      'task "x"',
      "tool t { read (a: Int) }",
      "scope s(: Int) {",
    ]) {
      const { snapshot, file } = openMarked(`agent a {\n}\n${text}\nagent z {\n}\n`);
      const outline = outlineOf(snapshot, file);
      expect(
        outline.flatMap((each) => [each, ...each.parts]).filter(({ name, whole, at }) => name === "" || at.start < whole.start || at.end > whole.end),
      ).toEqual([]);
      expect(outline.at(0)?.name, text).toBe("a");
    }
  });
});

describe("a search of the workspace", () => {
  const names = (query: string, most = 100): readonly string[] => {
    const { snapshot } = openMarked(example);
    return searched(snapshot, ["/main.remit"], query, most).map(({ symbol, within }) =>
      within === undefined ? symbol.name : `${within}.${symbol.name}`,
    );
  };

  it("finds the best first", () => {
    expect(names("refund")).toEqual([
      "refund",
      "orders.refund",
      "refunder",
      "planner -> refunder",
      "assert never orders.refund where amount > 200",
      "assert can refunder orders.refund where amount == 50",
      "a refund stays under its cap",
    ]);
    expect(names("PLANNER->r")).toEqual(["planner -> refunder"]);
    expect(names("ourissues")).toEqual(["our_issues"]);
    expect(names("lkp")).toEqual(["orders.lookup"]);
    expect(names("nothing like it")).toEqual([]);
    expect(names("", 3)).toHaveLength(3);
  });

  it("is of the text as it is", () => {
    const { snapshot, file, edit } = openMarked("agent before {}\nagent other {}\n");
    expect(searched(snapshot, [file], "before", 9)).toHaveLength(1);
    const next = edit([{ kind: "range", file, start: 6, end: 12, text: "after" }]);
    expect(searched(next, [file], "before", 9)).toEqual([]);
    expect(searched(next, [file], "other", 9).map(({ symbol }) => next.slice(file, symbol.at))).toEqual(["other"]);
  });
});
