import { describe, expect, it } from "vitest";
import { above, below, type Ordered, orderedAt } from "../../lsp/ide/orders.js";
import { openMarked } from "./marked.js";

const policy = `import { work } from "./base"
label low < middle < high
label middle < secret
task part "Part of it" part of work
task piece "A piece" part of part, work
type Size = Int where it > 0
type Small = Size where it < 10
type Other = { a: Size }
assert no flow $0middle to agents
//# file: base.remit
label lowest < lower
task work "All"
`;
const names = (found: readonly Ordered[]): readonly string[] => found.map(({ name, detail, file }) => `${name} ${detail} ${file}`);

describe("the hierarchy of what has an order", () => {
  it("begins with what is named", () => {
    const { snapshot, file, offset } = openMarked(policy);
    expect(names(orderedAt(snapshot, file, offset))).toEqual(["middle  /main.remit"]);
    expect(orderedAt(snapshot, file, policy.indexOf("assert"))).toEqual([]);
  });

  it("is of tasks, whose parts may be in other files", () => {
    const { snapshot } = openMarked(policy);
    expect(names(below(snapshot, "/base.remit", "work"))).toEqual(["part Part of it /main.remit", "piece A piece /main.remit"]);
    expect(names(above(snapshot, "/main.remit", "piece"))).toEqual(["part Part of it /main.remit", "work All /base.remit"]);
    expect(above(snapshot, "/base.remit", "work")).toEqual([]);
  });

  it("is of labels, over all lines that order them", () => {
    const { snapshot } = openMarked(policy);
    expect(names(above(snapshot, "/main.remit", "middle"))).toEqual(["high  /main.remit", "secret  /main.remit"]);
    expect(names(below(snapshot, "/main.remit", "middle"))).toEqual(["low  /main.remit"]);
    expect(names(below(snapshot, "/base.remit", "lower"))).toEqual(["lowest  /base.remit"]);
  });

  it("is of types that narrow one another", () => {
    const { snapshot, edit, file } = openMarked(policy);
    expect(names(below(snapshot, "/main.remit", "Size"))).toEqual(["Small Size /main.remit"]);
    expect(names(above(snapshot, "/main.remit", "Small"))).toEqual(["Size Int /main.remit"]);
    expect(above(snapshot, "/main.remit", "nothing")).toEqual([]);
    const at = snapshot.text(file).indexOf("Size where it < 10");
    const next = edit([{ kind: "range", file, start: at, end: at + 4, text: "Int" }]);
    expect(below(next, "/main.remit", "Size")).toEqual([]);
  });
});
