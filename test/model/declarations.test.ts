import { describe, expect, it } from "vitest";
import { checkMarked, lowerText } from "../harness/marked.js";

describe("labels", () => {
  const within = (source: string): string => {
    const { labels } = lowerText(source).value;
    return labels.names.map((name, i) => `${name}: ${labels.names.filter((_, j) => labels.within(i, j)).join(" ")}`).join("\n");
  };

  it("are ordered by all lines together", () => {
    expect(within("label a < b\nlabel b < c\nlabel a < d")).toBe("a: a b c d\nb: b c\nc: c\nd: d");
  });

  it("the lowest is the one that is below all", () => {
    expect(lowerText("label a < b\nlabel c < a").value.labels.lowest).toBe(2);
  });

  it("where none is, or where none is declared, there is one more", () => {
    expect(within("label a < c\nlabel b < c")).toBe("a: a c\nc: c\nb: c b\nunlabelled: a c b unlabelled");
    expect(within("")).toBe("unlabelled: unlabelled");
    expect(within("label unlabelled\nlabel b")).toContain("unlabelled_: unlabelled b unlabelled_");
  });

  it("of all modules are one order, by name", () => {
    const { labels } = lowerText(`
//# file: main.remit
import { t } from "./other"
label a < b
//# file: other.remit
label b < c
tool t { act() returns c }
`).value;
    expect(labels.within(labels.names.indexOf("a"), labels.names.indexOf("c"))).toBe(true);
  });

  it("never go in a circle", () =>
    checkMarked(`
label a < b < c
label c < a //~ error label-cycle \`a\` < \`b\` < \`c\` < \`a\`
label d < d //~ error label-cycle \`d\` < \`d\`
`));
});

describe("tasks", () => {
  it("are part of others at any remove", () => {
    const { tasks } = lowerText('task a "A"\ntask b "B" part of a\ntask c "C" part of b\ntask d "D" part of a, c').value;
    expect(tasks.map((task) => [...task.within].sort().join(""))).toEqual(["a", "ab", "abc", "abcd"]);
  });

  it("never of themselves", () =>
    checkMarked(`
task a "A" part of b
task b "B" part of a //~ error task-cycle
task c "C" part of c //~ error task-cycle
`));
});

describe("tools", () => {
  it("their actions say what they do", () => {
    const { actions } = lowerText(`
label low < high
secret key { ttl 1h  per hop  scope "all" }
secret other { shared }
/// A tool.
tool x requires secret key from "npm:x" digest "sha256:${"0".repeat(64)}" {
  /// Looks.
  read look(a: String) returns high ingests untrusted
  act(n: Number, m: Int) spends n / 100 usd spends 1 message sends low requires secret other requires secret key
}`).value;
    expect(actions).toMatchObject([
      {
        id: "x.look",
        effect: "read",
        doc: "Looks.",
        returns: 1,
        ingestsUntrusted: true,
        spends: [],
        secrets: [{ name: "key", ttl: 3_600_000, perHop: true, scope: "all" }],
      },
      {
        id: "x.act",
        effect: "write",
        returns: 0,
        ingestsUntrusted: false,
        sends: 0,
        spends: [
          { kind: "argument", name: "n", divisor: 100, unit: "usd" },
          { kind: "constant", amount: 1, unit: "message" },
        ],
        secrets: [{ name: "key" }, { name: "other", perHop: false }],
      },
    ]);
  });

  it("spend a required number", () =>
    checkMarked(`
tool x {
  a(n?: Number) spends n usd //~ error type-mismatch optional Number
  b(n: String) spends n usd //~ error type-mismatch String
  c(price: Number) spends prise usd //~ error unknown-name did you mean \`price\`?
  e(n: Number | null) spends n usd //~ error type-mismatch null
  f(n: Cents) spends n / 100 usd
  g(n: Number) spends n calls //~ error type-mismatch counts calls
  h(n: Number) spends n usd spends 1 usd //~ error duplicate-name spends in \`usd\`
}
type Cents = Int where it >= 0
`));

  it("have each action once, a digest that is one, and secrets that end", () =>
    checkMarked(`
tool x { read read()  read read() } //~ error duplicate-name
tool y from "npm:y" digest "sha256:abc" { read read() } //~ error type-mismatch 64 hexadecimal
secret b { shared }
`));

  it("annotations add what the catalogue does not say", () => {
    const { actions } = lowerText(`
//# file: main.remit
import { x as y } from "./x"
label low < high
annotate y { read look returns high ingests untrusted  destructive act sends low spends 1 usd }
annotate y { act spends 2 message }
//# file: x.remit
tool x { read look()  act(n: Int) }
`).value;
    expect(actions).toMatchObject([
      { effect: "read", returns: 1, ingestsUntrusted: true },
      { effect: "destructive", sends: 0, spends: [{ unit: "usd" }, { unit: "message" }] },
    ]);
  });

  it("annotations take nothing back", () =>
    checkMarked(`
label low < high
tool x { act() returns high sends low spends 1 usd   destructive kill()  plain() }
annotate x {
  act returns low //~ error type-mismatch may raise
  act sends high //~ error type-mismatch may lower
  act spends 2 usd //~ error duplicate-name
  write kill //~ error type-mismatch lower it to \`write\`
  read plain //~ error type-mismatch names no effect
}`));
});

describe("the context", () => {
  it("belongs to the policy: modules may say the same", () => {
    const { facts } = lowerText(`
//# file: main.remit
import { a } from "./a"
context { customer: String  live halted: Bool }
//# file: a.remit
context { customer: String }
scope a { allow x.act where context.customer == "a" }
tool x { act() }
`).value;
    expect(facts.map((fact) => [fact.name, fact.live])).toEqual([
      ["customer", false],
      ["halted", true],
    ]);
  });

  it("but not otherwise", () =>
    checkMarked(`
//# file: main.remit
import { a } from "./a"
context { customer: Int  halted: Bool } //~ error duplicate-name not alike //~ error duplicate-name not alike
context { other: Int  other: Int } //~ error duplicate-name
//# file: a.remit
context { customer: String  live halted: Bool }
agent a {}
`));
});

describe("parties", () => {
  it("have identities of their own", () =>
    checkMarked(`
agent a { identity "x" }
agent b { identity "x" } //~ error shared-identity \`b\` has the identity of \`a\`
agent c { identity "y" }
`));

  it("what is wrong in a ceiling bounds nothing", () =>
    checkMarked(`
tool x { act() }
agent a { ceiling { relay x.act } } //~ error type-mismatch only a hop can \`relay\`
agent b { ceiling { allow received } } //~ error type-mismatch no meaning here
principal p { holds { allow received x.* } } //~ error type-mismatch no meaning here
`));

  it("are chosen by domain, less some", () => {
    const { denials } = lowerText(`
domain home
tool x { act() }
principal p {}
agent a in home {}
agent b in home {}
agent c {}
deny any by agents
deny any by agents in home
deny any by agents in home except a
deny any
`).value;
    expect(denials.map((denial) => (denial.by === undefined ? undefined : [...denial.by].join("")))).toEqual(["abc", "ab", "b", undefined]);
  });
});
