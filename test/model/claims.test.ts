import { describe, expect, it } from "vitest";
import { checkMarked, lowerText } from "../harness/marked.js";

const declarations = `
label low < high
domain home
context { customer: String  n: Int }
principal boss {}
agent a in home {}
agent b {}
task t "T"
tool x { read read(path: Path, tags?: List<String>) write send(amount: Number, color: "red" | "green", person?: { name: String, age?: Int }) }
delegate boss -> a(cap: Number, who: String from context.customer) for t { allow x.*  ttl 1h }
`;

describe("assertions", () => {
  it("of every kind", () => {
    const { assertions } = lowerText(`${declarations}
assert never x.send by agents in home except b where amount > 200
assert never any
assert can a x.send where amount == 50
assert no flow high to b
assert no flow untrusted to agents
assert no path boss -> b
assert depth <= 3
`).value;
    expect(assertions).toMatchObject([
      { kind: "never", by: new Set(["a"]) },
      { kind: "never", by: undefined, actions: { length: 2 } },
      { kind: "can", party: "a", action: { id: "x.send" } },
      { kind: "no-flow", of: 1, to: new Set(["b"]) },
      { kind: "no-flow", of: "untrusted", to: new Set(["a", "b"]) },
      { kind: "no-path", from: new Set(["boss"]), to: new Set(["b"]) },
      { kind: "depth", most: 3 },
    ]);
  });

  it("may ask what is allowed without an approval, which what allows may not", () => {
    checkMarked(`${declarations}
assert never x.send where not approved by boss
assert can a x.send where not approved by boss
deny x.send where approved by boss //~ error type-mismatch can't be turned round
agent c { ceiling { allow x.send where not approved by boss } } //~ error type-mismatch can't be turned round
`);
  });

  it("with an error are left out", () => {
    checkMarked(`${declarations}
assert never x.send where amuont > 200 //~ error unknown-name
assert can a x.send where amount == "x" //~ error type-mismatch
`);
  });
});

describe("denials", () => {
  it("mean one thing for each type", () => {
    const { denials } = lowerText(`${declarations}
tool y { pay(amount: Int) }
deny any where amount > 3
`).value;
    expect(denials.map((denial) => denial.actions.map((action) => action.id))).toEqual([["x.send"], ["y.pay"]]);
    expect(denials[0]?.place).toEqual(denials[1]?.place);
  });
});

describe("what is said of any action and leaves some alone", () => {
  const tools = `
tool f { read open(path: Path, limit: Int) read find(path: String) read list(path: Path) read page(limit: Int, note: String) }
`;

  it.each([
    // What merely lacks the argument is not spoken of.
    'deny any where path under "/etc" //~ warning absent-argument `f.find` (`under` is about Paths, and this is String)',
    "deny f.* where limit > 5",
    'deny f.* where limit > 5 and note == "x"',
    'deny f.* where limit > 5 or note == "x" //~ warning absent-argument `f.open` (it has no argument `note`)',
    'deny f.* where limit > 5 and path != "/etc"',
    "deny f.* where not (limit <= 5) //~ warning absent-argument `f.find` (it has no argument `limit`), `f.list` (it has no argument `limit`)",
    'assert never f.* where path like "/etc/*"',
    'assert never f.* where path under "/etc" //~ warning absent-argument this assertion leaves alone `f.find`',
    'assert never f.* where note == "x" or effect == read //~ warning absent-argument it has no argument `note`',
    'agent c { ceiling { allow f.*  deny f.* where path under "/etc" } } //~ warning absent-argument `f.find`',
    'agent c { ceiling { allow f.* where path under "/etc" } }',
    'agent c { ceiling { allow f.* where limit > 5 or note == "x" } }',
  ])("%s", (claim) => {
    checkMarked(`${declarations}${tools}${claim}\n`);
  });
});

describe("tests", () => {
  it("have their chain, their setting and their steps", () => {
    const { tests } = lowerText(`${declarations}
test "one" {
  chain boss -> a(cap: 3) for t
  context { customer: "c", n: 3 }
  at "2026-01-01T10:00Z"
  approved by boss
  allow x.send(amount: 3, color: "red", person: { name: "n" })
  deny x.read(path: "/a", tags: ["x"])
  refuse hop
}`).value;
    expect(tests).toMatchObject([
      {
        name: "one",
        start: "boss",
        hops: [{ to: "a", task: "t", params: { cap: 3 } }],
        context: { customer: "c", n: 3 },
        at: Date.UTC(2026, 0, 1, 10),
        approvals: ["boss"],
        steps: [
          { kind: "call", expect: "allow", args: { amount: 3, color: "red", person: { name: "n" } } },
          { kind: "call", expect: "deny", args: { path: "/a", tags: ["x"] } },
          { kind: "refuse-hop" },
        ],
      },
    ]);
  });

  it("give values of the types that are asked for", () =>
    checkMarked(`${declarations}
test "one" {
  chain boss -> a(cap: "3") //~ error type-mismatch "3" is not of the type Number
  context { customer: 3, m: 3 } //~ error type-mismatch 3 is not of the type String //~ error unknown-name fact of the context
  at "tomorrow" //~ error type-mismatch not a time
  approved by a //~ error unknown-name not a principal
  allow x.send(amount: 3, color: "rde") //~ error type-mismatch did you mean \`red\`?
  allow x.send(amount: 3) //~ error type-mismatch needs the argument \`color\`
  allow x.send(amount: 3, color: "red", amount: 4) //~ error duplicate-name given twice
  allow x.read(path: "/a/", tags: ["a", 3]) //~ error type-mismatch normal form //~ error type-mismatch 3 is not of the type String
  allow x.read(pth: "/a") //~ error unknown-name did you mean \`path\`? //~ error type-mismatch needs
  deny x.send(amount: 3, color: "red", person: { age: 3 }) //~ error type-mismatch \`name\` is missing
  deny x.send(amount: 3, color: "red", person: { name: "n", agee: 3 }) //~ error type-mismatch did you mean \`age\`?
  deny x.sned() //~ error unknown-name did you mean \`send\`?
}
test "two" {
  chain boss -> c -> a //~ error unknown-name
}
test "three" {
  chain boss -> a(cpa: 3) //~ error unknown-name did you mean \`cap\`?
}`));
});
