/** What says nothing, says it twice, or is said once more of what has been reported. */
import { describe, it } from "vitest";
import { checkMarked } from "../harness/marked.js";

const declarations = `
label public < internal
domain home
domain here
domain vendor external
context { user: String  n: Int  live halted: Bool }
principal boss {}
agent a in home {}
agent u unguarded {}
task t "T"
tool x { read list(path: Path) write pay(to: String, amount: Number) spends amount usd }
`;

const marked = (source: string) => (): void => checkMarked(declarations + source.replace(/^\n/, ""));

describe("parties at the end of chains", () => {
  it(
    "are no principals",
    marked(`
deny x.pay by boss //~ error type-mismatch no chain ends at the principal \`boss\`
assert never x.pay by boss //~ error type-mismatch no chain ends at the principal
assert no path a -> boss //~ error type-mismatch no chain ends at the principal
assert no path boss -> a
assert no flow internal to boss
`),
  );

  it(
    "are somebody, but for those of somebody else's domain, who may come",
    marked(`
deny x.pay by agents in here //~ warning dead-clause no agent is in the domain \`here\`
assert never x.pay by agents in here //~ warning dead-clause
assert no path boss -> agents in here //~ warning dead-clause
deny x.pay by agents in home
assert never x.pay by agents in vendor
`),
  );
});

describe("a hop", () => {
  it(
    "knows a parameter though what it is bound from is wrong",
    marked(`
delegate boss -> a(
  u: String from context.halted, //~ error type-mismatch is \`live\`
  v: String from context.n, //~ error type-mismatch is Int
  w: String from context.zz, //~ error unknown-name
  o?: String //~ error syntax can't be optional
) for t {
  allow x.pay where to == $u and to == $v and to == $w and to == $o
  ttl 1h
}
`),
  );

  it(
    "bounds a unit once for each window",
    marked(`
delegate boss -> a for t {
  allow x.pay
  ttl 1h
  budget 5 usd, 3 usd per 1m
  budget 6 usd //~ error duplicate-name bounds \`usd\` twice in all
  budget 2 usd per 60s, 5 calls //~ error duplicate-name in windows of one length
}
`),
  );

  it(
    "to an agent without a guard hands nothing on",
    marked(`
delegate boss -> u for t {
  allow x.list
  relay x.pay //~ warning dead-clause makes no hop
  ttl 1h
  depth 2 //~ warning dead-clause no hop can follow
}
task s "S"
delegate boss -> u for s { allow x.list ttl 1h depth 0 }
`),
  );

  it(
    "gives something by what it names",
    marked(`
scope none {}
scope nothing { allow x.list  deny x.* }
delegate boss -> a for t { //~ error empty-scope what it names covers no request
  allow none //~ warning dead-clause covers no request
  relay nothing where path under "/a" //~ warning dead-clause covers no request
  ttl 1h
}
`),
  );

  it(
    "gives a named scope no argument of an action",
    marked(`
scope small(cap: Number) { allow x.pay where amount <= $cap }
let amounts = 5
delegate boss -> a for t {
  allow small(amount) //~ error type-mismatch \`small(…) where …\`
  allow small(amounts)
  ttl 1h
}
`),
  );

  it(
    "is told apart by its task, not by its name",
    marked(`
delegate boss -> a as one for t { allow x.list ttl 1h }
delegate boss -> a as two for t { allow x.pay ttl 1h } //~ error duplicate-name \`as\` names a hop
`),
  );
});

it(
  "an identity and a runtime say something",
  marked(`
agent b { identity "" } //~ error type-mismatch identity of an agent is not empty
agent c { identity ""  runtime "" } //~ error type-mismatch identity //~ error type-mismatch runtime
`),
);

it(
  "a fact that is declared twice alike in one file is not called unlike",
  marked(`
context { n: Int } //~ error duplicate-name is declared twice
context { user: Int } //~ error duplicate-name and not alike
`),
);

it(
  "a test expects something",
  marked(`
delegate boss -> a for t { allow x.list ttl 1h }
test "none" { chain boss -> a } //~ error type-mismatch expects nothing
`),
);

it("a label of another module is looked for there", () => {
  checkMarked(`import { y } from "./other"
label low < high
agent a { clearance secret } //~ error unknown-name "./other" declares it
agent b { clearance hgih } //~ error unknown-name did you mean
//# file: other.remit
label low < secret
tool y { read get() returns secret }
`);
});

it(
  "what follows from a mistake in the text is not reported",
  marked(`
tool y { pay(amount: Number) spends amount / 0 eur } //~ error syntax
deny any where now.minute < 60 //~ error syntax has no \`minute\`
assert depth <= 1.5 //~ error syntax
`),
);
