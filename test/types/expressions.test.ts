import { describe, it } from "vitest";
import { checkMarked } from "../harness/marked.js";

/** A tool with arguments of every type, and a `where` to be checked over it. */
const declarations = `
type Person = { name: String, email?: String }
type Email = String where it like "*@*"
let states = ["NY", "CA"]
let top = 100
let home = "10.0.0.0/8"
let on = true
context { customer: String  quota: Number  live halted: Bool }
principal boss {}
agent a {}
agent b {}
task t "T"
tool x {
  act(
    flag: Bool, count: Int, amount: Number, text: String, path: Path, dir: Path, url: Url, ip: Ip, day: Date, time: Time,
    color: "red" | "green", shade: "red" | "blue", person: Person, tags: List<String>, colors: List<"red" | "green">, people: List<Person>,
    dirs: List<Path>, counts: List<Int>, mail: Email, mails: List<Email>, any: Any,
    note?: String, limit?: Int, cc?: List<String>, maybe: String | null, either: String | Int, \`or\`: List<String> | String | null,
    shape: { kind: "circle", radius: Number } | { kind: "box", width: Number, name: String }
  )
}
`;

function inClause(where: string): void {
  checkMarked(`${declarations}
delegate boss -> a(cap: Number, n: Int, list: List<String>, root: Path, color: "red" | "green") for t {
  allow x.act where ${where}
  ttl 1h
}`);
}

function inDeny(where: string): void {
  checkMarked(`${declarations}
deny x.act where ${where}`);
}

describe("what may be said", () => {
  it.each([
    "flag",
    "not flag and on == flag",
    "count == 1 and count <= 1.5 and 3 > count",
    "amount < 10 and amount >= $cap and amount < context.quota",
    'text == "a" and text != "b" and text in ["a", "b"] and text in states and text not in states',
    "count in 1 .. 10 and amount not in 0.5 .. 1.5 and count <= top",
    'path under "/a" and path not under $root and dir under path and path like "/a/*" and path matches /.*/',
    'url.scheme == "https" and url.host like "*.example.org" and url.port == 443 and url.path like "/a/**" and url == "https://a.b/c"',
    'ip in "10.0.0.0/8" and ip not in home and ip == "10.0.0.1" and ip in ["::1"]',
    'day < "2026-01-01" and day in "2026-01-01" .. "2026-12-31" and time >= "2026-01-01T00:00Z" and now < time and now.hour in 8 .. 18',
    'color == "red" and color != shade and color == text and color like "r*" and color == $color',
    'person.name == "x" and has person.email and person.email != "y"',
    'all t in tags: t like "a*"',
    'some p in people: (p.name == "x" and has p.email)',
    "all t in tags, cc?: t in $list",
    'some t in tags, colors: t == "red"',
    "size(tags) <= 3 and has cc and size(cc) == 0",
    "has any and any is String and has note and note is null",
    'maybe is null or maybe == "x" or either == 3 or either == "x" or either in ["a", 1]',
    '`or` is List and all t in `or`: t == "x"',
    'shape.kind == "circle" or shape.radius <= 3 or shape.name == "n"',
    "approved by boss or not not approved by boss",
    "effect >= write and effect != destructive",
    'text in tags and text in $list and "admin" in tags and color in colors and text in colors',
    "context.halted or context.customer == text",
    'mail == "a@b" and mail like "*@b" and all m in mails: m like "*@b"',
    "some c in counts: c > count",
    'has note and note != "x"',
    'not has note or note != "x"',
    'note is String and not (note == "x")',
    "all d in dirs: d under $root",
  ])("%s", (where) => inClause(where));
});

describe("what may not", () => {
  it.each([
    ['count == "1"', 'type-mismatch Int and "1" can\'t be compared'],
    ["flag < true", "type-mismatch orders numbers"],
    ['text < "b"', "type-mismatch orders numbers"],
    ["text <= tags", "type-mismatch can't be compared"],
    ["count == amount", "type-mismatch an Int and a Number"],
    ["count <= $cap", "type-mismatch an Int and a Number"],
    ["day == time", "type-mismatch Date and Time"],
    ["maybe == null", "type-mismatch is null"],
    ["tags == cc", "type-mismatch can't be compared"],
    ["person == text", "type-mismatch can't be compared"],
    ['color == "rde"', "type-mismatch did you mean `red`?"],
    ['color in ["red", "blue"]', 'type-mismatch "blue" is none of'],
    ['"blue" in colors', "type-mismatch none of"],
    ["count in 3 .. 2", "type-mismatch the range from 3 to 2 is empty"],
    ["count in 1.2 .. 1.8", "type-mismatch no integer"],
    ['day in "2026-02-01" .. "2026-01-01"', "type-mismatch is empty"],
    ['text in "a" .. "b"', "type-mismatch orders numbers"],
    ['either in 1 .. "b"', "type-mismatch can't be compared"],
    ['ip in "10.0.0.0/33"', "type-mismatch no block of addresses"],
    ['text in "10.0.0.0/8"', "type-mismatch only an Ip"],
    ['ip == "10.0.0.256"', "type-mismatch is not an IP address"],
    ['day == "2026-02-30"', "type-mismatch is not a date"],
    ['time == "2026-02-03"', "type-mismatch is not a time"],
    ['now < "tomorrow"', "type-mismatch is not a time"],
    ['path == "/a/"', "type-mismatch is not a path in normal form"],
    ['path under "/a/../b"', "type-mismatch is not a path in normal form"],
    ['text under "/a"', "type-mismatch `under` is about Paths"],
    ["path under text", "type-mismatch `under` is about Paths"],
    ['url.path under "/a"', "type-mismatch `under` is about Paths"],
    ['url == "a"', "type-mismatch is not a whole URL"],
    ['url like "https:*"', "type-mismatch one of its parts"],
    ['url.port like "4*"', "type-mismatch `like` is about"],
    ['count like "1*"', "type-mismatch `like` is about"],
    ["ip matches /10.*/", "type-mismatch `matches` is about"],
    ['text like "{a"', "type-mismatch never closed"],
    ["text matches /a(?=b)/", "type-mismatch looks around"],
    ["text matches /(a{1000}){1000}/", "too-complex steps"],
    ["tags", "type-mismatch an operand alone must be a Bool"],
    ["text", "type-mismatch an operand alone must be a Bool"],
    ["any == 1", "type-mismatch no expression can look into"],
    ["any.field == 1", "type-mismatch no expression can look into"],
    ["size(text) < 3", "type-mismatch `size` counts a list"],
    ["size(tags) < 1.5", "syntax whole number"],
    ['all t in text: t == "x"', "type-mismatch run over a list"],
    ['all t in states: t == "x"', "type-mismatch not over a constant"],
    ["all t in tags, counts: t == 3", "type-mismatch the elements of this list are Int"],
    ['some p in people: some q in people: q.name == "x"', "syntax quantifier can't stand inside"],
    ["text in text", "type-mismatch looks in"],
    ["count in tags", "type-mismatch can't be compared"],
    ['person.nmae == "x"', "unknown-name did you mean `name`?"],
    ["text.length == 3", "type-mismatch has no field `length`"],
    ['url.hosst == "a"', "unknown-name did you mean `host`?"],
    ["top.x == 3", "type-mismatch is a constant"],
    ["amuont < 3", "unknown-name did you mean `amount`?"],
    ["amount <= cap", "unknown-name Write `$cap`"],
    ["text == customer", "unknown-name Write `context.customer`"],
    ["amount <= $cpa", "unknown-name did you mean `$cap`?"],
    ["context.haltd", "unknown-name did you mean `halted`?"],
    ["amount <= received.cap", "unknown-name nothing is received there"],
    ["amount <= received.nope", "unknown-name there is no parameter of a hop"],
    ["text is Text", "unknown-name there is no kind of value `Text`"],
    ["effect >= wirte", "unknown-name did you mean `write`?"],
    ["approved by bos", "unknown-name did you mean `boss`?"],
    ["approved by a", "unknown-name `a` is an agent, not a principal"],
    ["not approved by boss", "type-mismatch can't be turned round"],
    ["not (flag and approved by boss)", "type-mismatch can't be turned round"],
    ["$cap", "type-mismatch must be a Bool"],
    ["count == 1e999", "syntax too large"],
  ])("%s", (where, problem) => inClause(`${where} //~ error ${problem}`));

  it("reports each fault of one expression", () => inClause('count == "a" or amuont == 3 //~ error type-mismatch //~ error unknown-name'));
});

describe("arguments that may be absent", () => {
  it.each([
    'note != "x"',
    'note not in ["x"]',
    "limit not in 1 .. 3",
    'note not like "x*"',
    'not (note == "x")',
    'not (some t in cc: t == "x")',
    "text not in cc",
    "not size(cc) > 3",
  ])("a negative atom about one is warned of: %s", (where) => inClause(`${where} //~ warning absent-argument optional`));

  it.each(['note == "x"', 'some t in cc: t == "x"', "limit <= 3", "person.email == text"])("so is any atom inside a deny: %s", (where) =>
    inDeny(`${where} //~ warning absent-argument optional`),
  );

  it("not where `has` asks, nor of what is always there", () => {
    inDeny('has note and note == "x"');
    inDeny("not has limit or limit > 3");
    inDeny('text != "x" and count not in 1 .. 3');
    inClause("has cc and text not in cc");
    inDeny('some t in tags, cc?: t == "x"');
    inClause('note == "x" or limit <= 3');
  });

  it("a field may be absent too", () => inClause('person.email != "x" //~ warning absent-argument `person.email`'));
  it("of an element too", () => inClause('all p in people: p.email != "x" //~ warning absent-argument `p.email`'));
});

describe("what is decided by literals alone", () => {
  it.each([
    ["top == 100", "always-true"],
    ["top < 3", "always-false"],
    ["on", "always-true"],
    ['"NY" in states', "always-true"],
    ['"a" like "b*"', "always-false"],
    ["effect >= read", "always-true"],
    ["effect > destructive", "always-false"],
    ["size(states) == 3", "always-false"],
    ['"/a" under "/"', "always-true"],
  ])("%s", (where, code) => inClause(`flag or ${where} //~ warning ${code}`));

  it("is checked like the rest", () => inClause('top == "x" or "a" < "b" //~ error type-mismatch //~ error type-mismatch'));
});

describe("where an expression stands", () => {
  it("a deny takes no approval, but the want of one", () => {
    inDeny("approved by boss //~ error type-mismatch for want of an approval");
    inDeny("not approved by boss");
  });

  it("ceilings, holds, denials and assertions speak of no parameter", () =>
    checkMarked(`${declarations}
principal c {
  holds { allow x.act where amount <= $cap } //~ error type-mismatch no parameters
}
agent d {
  ceiling { allow x.act where amount <= received.cap } //~ error type-mismatch no parameters
}
deny x.act where amount <= $cap //~ error type-mismatch no parameters
assert never x.act where amount <= $cap //~ error type-mismatch no parameters
assert can a x.act where amount <= received.cap //~ error type-mismatch no parameters
`));

  it("a require speaks of parameters, of what is received and of fixed facts", () =>
    checkMarked(`${declarations}
delegate boss -> a(cap: Number) for t {
  require $cap <= 3 and context.customer == "x"
  require context.halted //~ error type-mismatch not known when the hop is made
  require amount < 3 //~ error unknown-name constant
  require now.hour > 3 //~ error type-mismatch \`now\` has no meaning
  require effect >= write //~ error type-mismatch
  require approved by boss //~ error type-mismatch
  allow x.act
  ttl 1h
}
delegate a -> b(cap: Number) for t {
  require $cap <= received.cap
  allow x.act
  ttl 1h
}`));

  it("a refinement speaks of `it` and of constants", () =>
    checkMarked(`
let top = 3
context { customer: String }
principal boss {}
type Small = Int where it <= top
type Named = { name: String, id?: Int } where it.name != "" and has it.id
type Many = List<String> where (all s in it: s != "") and size(it) < 3
type A = Int where amount < 3 //~ error unknown-name constant
type B = Int where it < $cap //~ error type-mismatch refinement
type C = String where it == context.customer //~ error type-mismatch refinement
type D = Time where it < now //~ error type-mismatch refinement
type E = Bool where it or approved by boss //~ error type-mismatch refinement
type F = Int where effect >= write //~ error type-mismatch refinement
type G = String where it > 3 //~ error type-mismatch can't be compared
`));
});
