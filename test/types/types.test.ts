import { describe, expect, it } from "vitest";
import { showType } from "../../compiler/types/show.js";
import { checkMarked, lowerText } from "../harness/marked.js";

function typeOf(source: string, more = ""): string {
  const { value } = lowerText(`${more}\ntool x { act(a: ${source}) }`);
  const type = value.actions[0]?.params[0]?.type;
  return type === undefined ? "" : showType(type);
}

describe("types", () => {
  it.each([
    ["Bool"],
    ["List<List<Path>>"],
    ['"a" | "b"'],
    ["String | null"],
    ["{ a: Int, b?: Url | null }"],
    ["Any"],
    ["{ a: Int, `is`: Time, `b-c`: Date }"],
    ['{ kind: "a", x: Int } | { kind: "b", x: String }'],
  ])("%s is shown as it is written", (source) => expect(typeOf(source)).toBe(source));

  it("aliases stand for what they name, and refined ones keep their name", () => {
    expect(typeOf("A", "type A = List<B>\ntype B = Int")).toBe("List<Int>");
    expect(typeOf("A", "type A = List<B>\ntype B = Int where it > 3")).toBe("List<B>");
  });

  it("enums and unions inside unions are one enum, one union", () => {
    expect(typeOf('"x" | A | null', 'type A = "a" | "b" | Int')).toBe('"x" | "a" | "b" | Int | null');
  });

  it("members of a union can be told apart", () =>
    checkMarked(`
type A = String | Path //~ error type-mismatch kind String
type B = Int | Number //~ error type-mismatch kind Number
type C = "a" | String //~ error type-mismatch kind String
type D = List<Int> | List<String> //~ error type-mismatch kind List
type E = Int | Any //~ error type-mismatch can be anything
type F = { a: Int } | { b: Int } //~ error type-mismatch no field has a literal value
type G = { a: "x" } | { a: "x" | "y" } //~ error type-mismatch no field
type H = { a?: "x" } | { a: "y" } //~ error type-mismatch no field
type I = { a: "x", b: "u" } | { a: "y", b: "u" } | { a: "x", b: "v" }
type J = null | null //~ error type-mismatch both are null
type K = "a" | "a" //~ error type-mismatch already
type L = Small | Int //~ error type-mismatch kind Number
type Small = Int where it < 3
type M = A | null
`));

  it("may not be made of themselves", () =>
    checkMarked(`
type A = List<A> //~ error type-mismatch \`A\` → \`A\`
type B = { c: C } //~ error type-mismatch \`B\` → \`C\` → \`B\`
type C = B | null
tool x { act(a: A, b: B) }
principal p {}
agent q {}
task t "T"
delegate p -> q for t { allow x.act where a == 3 and size(b) < 3  ttl 1h }
`));

  it("have names of their own", () =>
    checkMarked(`
type Int = String //~ error duplicate-name type of the language
type A = Strin //~ error unknown-name did you mean \`String\`?
type B = Lisst //~ error unknown-name did you mean \`List\`?
tool x { act(a: A, b: B) }
deny x.act where a == 3 or size(b) < 3
`));

  it("fields and arguments are declared once", () =>
    checkMarked(`
type A = { a: Int, b: Int, a: String } //~ error duplicate-name
tool x { act(a: Int, a: Int) } //~ error duplicate-name
`));

  it("a list's elements have no refinement that runs over a list", () =>
    checkMarked(`
type Tags = List<String> where all t in it: t != ""
type Lists = List<Tags> //~ error type-mismatch a quantifier would stand inside a quantifier
type Records = List<{ tags?: Tags | null }> //~ error type-mismatch
type Short = List<List<String>> where size(it) < 3
type Fine = List<Short>
`));
});
