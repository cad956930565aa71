import { describe, expect, it } from "vitest";
import { showConstraint } from "../../compiler/types/show.js";
import { checkMarked, lowerFiles, lowerText } from "../harness/marked.js";

const declarations = `
label low < high
context { customer: String  live halted: Bool }
principal boss {}
agent a {}
agent b {}
agent c {}
task t "T"
task part "P" part of t
tool x { read read(path: Path, note?: String) returns high   write send(to: List<String>, cc?: List<String>, amount: Number) spends amount usd   write call(note: String, amount: Int) }
tool y { read read(path: Path) }
`;

/** The clauses of the last hop, as text. */
function clausesOf(source: string): readonly string[] {
  const { hops } = lowerText(`${declarations}${source}`).value;
  return (hops.at(-1)?.scope.clauses ?? []).map(
    (clause) =>
      `${clause.verb}${clause.received ? " received" : ""} ${clause.actions.map((action) => action.id).join(", ")} where ${showConstraint(clause.where)}`,
  );
}

describe("hops", () => {
  it("have all their bounds", () => {
    const { hops } = lowerText(`${declarations}
delegate boss -> a(cap: Number, who: String from context.customer) as first for t {
  require $cap <= 3
  require $who == "x"
  allow x.read
  relay x.send
  ttl 1h  depth 2  fanout 3  budget 5 usd per 1d, $cap usd, 7 calls
  pass high  reply low trusted  approval by boss within 30m
}`).value;
    expect(hops[0]).toMatchObject({
      index: 0,
      alias: "first",
      from: { name: "boss" },
      to: { name: "a" },
      task: { name: "t" },
      params: [{ name: "cap" }, { name: "who", from: "customer" }],
      ttl: 3_600_000,
      depth: 2,
      fanout: 3,
      budgets: [
        { amount: 5, unit: "usd", per: 86_400_000 },
        { amount: { param: "cap" }, unit: "usd" },
        { amount: 7, unit: "calls" },
      ],
      pass: 1,
      reply: { label: 0, trusted: true },
      approval: { by: "boss", within: 1_800_000 },
      erroneous: false,
    });
    expect(Object.keys(hops[0]?.places ?? {}).sort()).toEqual(["approval", "depth", "fanout", "pass", "reply", "ttl"]);
    expect(showConstraint(hops[0]?.require ?? { kind: "true" })).toBe('$cap <= 3 and $who == "x"');
  });

  it("end, and hand something on", () =>
    checkMarked(`${declarations}
delegate boss -> a for t { allow x.read } //~ error missing-ttl
delegate boss -> b for t { ttl 1h } //~ error empty-scope
delegate boss -> c for t { deny x.read  ttl 1h } //~ error empty-scope
`));

  it("are named once by FROM, TO and TASK", () =>
    checkMarked(`${declarations}
delegate boss -> a for t { allow x.read  ttl 1h }
delegate boss -> a for part { allow x.read  ttl 1h }
delegate boss -> a for t { allow x.read  ttl 1h } //~ error duplicate-name two hops
`));

  it("are made where a guard runs", () =>
    checkMarked(`${declarations}
agent out unguarded {}
delegate boss -> out for t { allow x.read  ttl 1h }
delegate out -> a for t { allow x.read  ttl 1h } //~ error unguarded-delegator
`));

  it("count in whole numbers, and are bound to facts that stay", () =>
    checkMarked(`${declarations}
delegate boss -> a(cap: String, cap: Int, h: Bool from context.halted, i: Int from context.customer, k: Int from context.custmer) for t {
  //~^ error duplicate-name //~^ error type-mismatch \`live\` //~^ error type-mismatch is String //~^ error unknown-name
  allow x.read
  ttl 1h
  budget $cap usd, 1 usdd, $cpa usd //~ error type-mismatch is String //~ error unknown-name did you mean \`usd\`? //~ error unknown-name
}
`));

  it("an error of its own marks a hop, and only that", () => {
    const { hops } = lowerErroneous(`${declarations}
delegate boss -> a for t { allow x.read where pth == "/"  ttl 1h }
delegate a -> b for t { allow x.read  ttl 1h }
`);
    expect(hops.map((hop) => hop.erroneous)).toEqual([true, false]);
  });

  it("that lost something to a syntax error are not blamed for lacking it", () =>
    checkMarked(`${declarations}
delegate boss -> a for t { allow x.read where == 3  ttl } //~ error syntax //~ error syntax
`));
});

describe("what is received", () => {
  it("has the type of the nearest hops above", () =>
    checkMarked(`${declarations}
delegate boss -> a(root: Path) for t { allow x.read  ttl 1h }
delegate a -> b for t { allow x.read where path under received.root  ttl 1h }
delegate b -> c(root: Path) for part { require $root under received.root  allow received x.read where path under $root  ttl 1h }
`));

  it("of the nearest only, where others differ", () =>
    checkMarked(`${declarations}
delegate boss -> a(cap: Number) for t { allow x.send  ttl 1h }
delegate a -> b(cap: String) for t { allow x.send  ttl 1h }
delegate b -> c for t { allow x.call where note == received.cap  ttl 1h }
delegate a -> c for part { allow x.send where amount <= received.cap  ttl 1h }
`));

  it("must have one type on all ways, and one way at least", () =>
    checkMarked(`${declarations}
delegate boss -> a(cap: Number) for t { allow x.send  ttl 1h }
delegate boss -> b(cap: Int) for t { allow x.send  ttl 1h }
delegate a -> c for t { relay x.send  ttl 1h }
delegate b -> c for part { relay x.send  ttl 1h }
delegate c -> a(zip: Int) for part { allow x.send where amount <= received.cap  ttl 1h } //~ error type-mismatch different types
delegate a -> b(zip: String) for t { allow x.call where amount == received.zip  ttl 1h } //~ error unknown-name no hop that leads here
delegate boss -> c for t { allow x.send where amount <= received.cap  ttl 1h } //~ error unknown-name starts at \`boss\`
`));
});

describe("clauses", () => {
  it("of actions one by one need the arguments in all of them, with one type", () =>
    checkMarked(`${declarations}
deny x.read, y.read where path under "/a"
deny x.send, x.call where amount > 3 //~ error type-mismatch Number for \`x.send\` but Int for \`x.call\`
deny x.read, x.send where path under "/a" //~ error type-mismatch \`x.send\` has no argument \`path\`
deny x.* where pth under "/a" //~ error unknown-name did you mean \`path\`?
deny any where path under "/a" and amount > 3 //~ error type-mismatch the arguments \`amount\` and \`path\` together
deny any where amount under "/a" //~ error type-mismatch
`));

  it("of many cover those that have the arguments, each with its own types", () => {
    expect(
      clausesOf(`delegate boss -> a for t { allow any where amount <= 3  allow x.* where path under "/a"  allow any where note == "n"  ttl 1h }`),
    ).toEqual([
      "allow x.send where amount <= 3",
      "allow x.call where amount <= 3",
      'allow x.read where path under "/a"',
      'allow x.read, x.call where note == "n"',
    ]);
  });

  it("cover no action for which the expression has no meaning", () => {
    expect(
      clausesOf("delegate boss -> a for t { allow any where amount == 1.5 and amount <= context.quota  ttl 1h }\ncontext { quota: Number }"),
    ).toEqual(["allow x.send where amount == 1.5 and amount <= context.quota"]);
  });

  it("of what is received are cut down in the same way", () => {
    expect(
      clausesOf(`
delegate boss -> a for t { allow any  ttl 1h }
delegate a -> b for t { allow received  relay received x.* where amount <= 3  deny received y.read  ttl 1h }`),
    ).toEqual([
      "allow received x.read, x.send, x.call, y.read where true",
      "relay received x.send where amount <= 3",
      "relay received x.call where amount <= 3",
      "deny received y.read where true",
    ]);
  });

  it("may say which arguments there are", () => {
    expect(clausesOf('delegate boss -> a for t { allow x.read only (path) where path under "/"  ttl 1h }')).toEqual([
      'allow x.read where only (path) and path under "/"',
    ]);
    checkMarked(`${declarations}\ndeny x.read only (pth) //~ error unknown-name did you mean \`path\`?`);
  });

  it("of the same actions share one array", () => {
    const { hops } = lowerText(`${declarations}
delegate boss -> a for t { allow x.read, y.read  deny y.read, x.read  ttl 1h }`).value;
    expect(hops[0]?.scope.clauses[0]?.actions).toBe(hops[0]?.scope.clauses[1]?.actions);
  });
});

describe("named scopes", () => {
  it("are written out, with what they are given in place of their parameters", () => {
    expect(
      clausesOf(`
let people = ["a", "b"]
scope reading(root: Path) { allow x.read, y.read where path under $root }
scope sending(who: List<String>, cap: Number) { allow x.send where (all r in to: r in $who) and amount <= $cap }
delegate boss -> a(dir: Path) for t { allow reading($dir)  relay reading("/b") where note == "n"  allow sending(people, 3)  ttl 1h }`),
    ).toEqual([
      "allow x.read, y.read where path under $dir",
      'relay x.read where path under "/b" and note == "n"',
      'allow x.send where all each in to: each in ["a", "b"] and amount <= 3',
    ]);
  });

  it("take away what they deny, where they deny it", () => {
    expect(
      clausesOf(`
scope some { allow x.*  deny x.read, x.call where note == "n"  deny x.send }
scope less { allow some  deny x.call }
delegate boss -> a for t { allow some  ttl 1h }
delegate a -> b for t { allow less  deny some  ttl 1h }`).map((clause) => clause.replaceAll("(", "").replaceAll(")", "")),
    ).toEqual(['allow x.read where not note == "n"', 'deny x.read, x.call where not note == "n"']);
  });

  it("decide at once what is given as literals", () => {
    expect(
      clausesOf(`
scope one(name: String, on: Bool) { allow x.call where note == "n" and $name == "a"  allow y.read where $on }
delegate boss -> a for t { allow one("b", true)  ttl 1h }`),
    ).toEqual(["allow y.read where true"]);
  });

  it("are given what their parameters ask for", () =>
    checkMarked(`${declarations}
type Small = Int where it < 10
scope one(root: Path) { allow x.read where path under $root }
scope two(n: Small, color: "red" | "green", f: Number) { allow x.call where amount <= $n }
scope none { allow x.read }
delegate boss -> a(dir: Path, name: String, n: Int, small: Small) for t {
  allow one($dir)
  allow one($name) //~ error type-mismatch String is not of the type Path
  allow one("/a/") //~ error type-mismatch not a path in normal form
  allow one(3) //~ error type-mismatch 3 is not of the type Path
  allow one //~ error type-mismatch one parameter, \`root\`, and is given 0
  allow none($dir) //~ error type-mismatch no parameters
  allow two($small, "red", 3)
  allow two($n, "red", 3) //~ error type-mismatch Int is not of the type Small
  allow two(12, "red", 3) //~ error type-mismatch for its refinement
  allow two(1, "rde", 3) //~ error type-mismatch did you mean \`red\`?
  allow two(1, "red", $n) //~ error type-mismatch Int is not of the type Number
  allow one(path) //~ error type-mismatch is an argument of an action
  allow one($dri) //~ error unknown-name did you mean \`$dir\`?
  ttl 1h
}`));

  it("are checked once, used or not", () =>
    checkMarked(`${declarations}
scope a1 { allow x.read where pth == "/" } //~ error unknown-name
scope b1 { allow c1 }
scope c1 { allow b1 } //~ error type-mismatch \`b1\` → \`c1\` → \`b1\`
scope d1 { relay x.read } //~ error type-mismatch only a hop can
scope e1 { allow x.read where path under $root } //~ error unknown-name no parameter
scope f1 { allow x.read where path under received.root } //~ error type-mismatch in a named scope
scope g1(b: Path, b: Path) { allow x.read } //~ error duplicate-name
delegate boss -> a for t { allow a1  allow a1  ttl 1h }
`));

  it("that ask for an approval can't be denied", () =>
    checkMarked(`${declarations}
scope big { allow x.send where amount < 3 or approved by boss }
delegate boss -> a for t { allow x.*  deny big  ttl 1h } //~ error type-mismatch for want of an approval
`));
});

function lowerErroneous(source: string) {
  return lowerFiles({ "main.remit": source }).value;
}
