import { expect, test } from "vitest";
import { find, includes } from "../../compiler/scope/narrower.js";
import type { Signature } from "../../compiler/scope/question.js";
import type { Constraint, Type } from "../../stdlib/runtime/constraint.js";
import {
  all,
  and,
  approved,
  argument,
  between,
  bool,
  compare,
  element,
  enumOf,
  fact,
  has,
  holds,
  hour,
  inNetwork,
  int,
  ip,
  is,
  isKind,
  it,
  like,
  list,
  literal,
  matching,
  member,
  no,
  not,
  now,
  nullable,
  number,
  oneOf,
  only,
  or,
  param,
  partOf,
  path,
  record,
  refined,
  signature,
  size,
  some,
  string,
  time,
  under,
  union,
  url,
  yes,
} from "./build.js";

const [s, n, p, u, l] = [argument("s"), argument("n"), argument("p"), argument("u"), argument("l")];
const plain = signature({ s: string, n: number, p: path, u: url, l: list(string), "o?": string });

function narrower(child: Constraint, parent: Constraint, of: Signature = plain, facts: Constraint = yes): void {
  expect(includes(of, { facts, child, parent })).toEqual({ kind: "none" });
}

function wider(child: Constraint, parent: Constraint, of: Signature = plain, facts: Constraint = yes): void {
  expect(includes(of, { facts, child, parent }).kind).toBe("found");
}

test("a set of strings is inside a glob", () => {
  narrower(oneOf("String", s, "acme/api", "acme/web"), like(s, "acme/*"));
  wider(oneOf("String", s, "acme/api", "acne/web"), like(s, "acme/*"));
});

test("a glob with stars in the middle is inside another", () => {
  narrower(like(s, "a*b*c-*-d"), like(s, "a*c*d"));
  wider(like(s, "a*c*d"), like(s, "a*b*c-*-d"));
  narrower(like(s, "*ab*"), like(s, "*a*b*"));
  wider(like(s, "*a*b*"), like(s, "*ab*"));
});

test("a literal is inside a regular expression", () => {
  narrower(is("String", s, "==", "ORD-0042"), matching(s, "ORD-[0-9]{4}"));
  wider(is("String", s, "==", "ORD-042"), matching(s, "ORD-[0-9]{4}"));
});

test("a clause is covered by two others together", () => {
  const halves = or(is("Number", n, "<=", 50), is("Number", n, ">", 50));
  narrower(is("Number", n, "<", 1e9), halves);
  narrower(
    and(like(s, "a*"), is("Number", n, "<=", 10)),
    or(and(like(s, "a*"), is("Number", n, "<", 5)), and(like(s, "?*"), is("Number", n, ">=", 5))),
  );
  wider(and(like(s, "a*"), is("Number", n, "<=", 10)), or(and(like(s, "a*"), is("Number", n, "<", 5)), and(like(s, "?*"), is("Number", n, ">", 5))));
  narrower(yes, or(has(argument("o")), not(has(argument("o")))));
});

test("what begins like /srv is not all under /srv", () => {
  wider(like(p, "/srv*/**", "Path"), under(p, literal("/srv")));
  narrower(like(p, "/srv/**", "Path"), under(p, literal("/srv")));
  wider(under(p, literal("/srv")), like(p, "/srv/**", "Path"));
  narrower(and(under(p, literal("/srv")), is("Path", p, "!=", "/srv")), like(p, "/srv/**", "Path"));
});

test("a range is inside a union of ranges", () => {
  narrower(between("Number", n, 1, 9), or(between("Number", n, 0, 5), between("Number", n, 4, 10)));
  wider(between("Number", n, 1, 9), or(between("Number", n, 0, 5), between("Number", n, 6, 10)));
  const whole = signature({ n: int });
  narrower(between("Int", n, 1, 9), or(between("Int", n, 0, 5), between("Int", n, 6, 10)), whole);
  narrower(is("Int", n, ">", 1.5), is("Int", n, ">=", 2), whole);
});

test("doubles are next to one another, and nothing is between", () => {
  narrower(is("Number", n, ">", 0), is("Number", n, ">=", Number.MIN_VALUE));
  wider(is("Number", n, ">", 0), is("Number", n, ">", Number.MIN_VALUE));
  narrower(yes, is("Number", n, "<=", Number.MAX_VALUE));
});

test("equality and order go through chains of arguments, parameters and facts", () => {
  const chain = signature({ amount: number, order: string }, { cap: number, hi: number, id: string }, { limit: number, customer: string });
  const [amount, cap, hi, limit] = [argument("amount"), param("cap"), param("hi"), fact("limit")];
  const links = and(compare("Number", amount, "<", cap), compare("Number", cap, "<=", hi), compare("Number", hi, "<=", limit));
  narrower(links, compare("Number", amount, "<", limit), chain);
  wider(links, compare("Number", cap, "<", limit), chain);
  narrower(compare("Number", amount, "<=", cap), is("Number", amount, "<=", 50), chain, is("Number", cap, "<=", 50));
  wider(compare("Number", amount, "<=", cap), is("Number", amount, "<", 50), chain, is("Number", cap, "<=", 50));
  const equal = and(compare("String", argument("order"), "==", param("id")), compare("String", param("id"), "==", fact("customer")));
  narrower(and(equal, like(fact("customer"), "c-*")), like(argument("order"), "c-*"), chain);
  narrower(and(equal, compare("String", argument("order"), "!=", fact("customer"))), no, chain);
});

test("all recipients are among the people of a parameter", () => {
  const mail = signature({ to: list(string), "cc?": list(string) }, { people: list(string), team: list(string) });
  const [to, cc, people, team] = [argument("to"), argument("cc"), param("people"), param("team")];
  const among = (of: typeof people) => member("String", element, of);
  const included = all([people], among(team));
  narrower(all([to], among(people)), all([to], among(team)), mail, included);
  wider(all([to], among(people)), all([to], among(team)), mail);
  narrower(all([to, [cc, "?"]], among(people)), all([to], among(people)), mail);
  wider(all([to], among(people)), all([to, [cc, "?"]], among(people)), mail);
  narrower(all([to], among(people)), all([to], like(element, "*@acme.dev")), mail, all([people], like(element, "*@acme.dev")));
  narrower(and(all([to], among(people)), size(to, ">=", 1)), size(people, ">=", 1), mail);
  narrower(all([to], is("String", element, "==", "a")), or(size(to, "==", 0), member("String", literal("a"), to)), mail);
});

test("a path is under a folder that is under another", () => {
  const files = signature({ path }, { dir: path, root: path });
  const [file, dir, root] = [argument("path"), param("dir"), param("root")];
  narrower(under(file, dir), under(file, root), files, under(dir, root));
  narrower(under(file, dir), under(file, literal("/srv")), files, and(under(dir, root), under(root, literal("/srv/data"))));
  wider(under(file, dir), under(file, root), files, under(root, dir));
  narrower(and(under(file, dir), under(dir, file)), compare("Path", file, "==", dir), files);
  narrower(and(under(file, dir), under(file, root)), or(under(dir, root), under(root, dir)), files);
});

test("an address is inside a network", () => {
  const of = signature({ a: ip });
  const a = argument("a");
  narrower(inNetwork(a, "10.1.0.0/16"), inNetwork(a, "10.0.0.0/8"), of);
  narrower(inNetwork(a, "10.0.0.0/31"), oneOf("Ip", a, "10.0.0.0", "10.0.0.1"), of);
  narrower(yes, or(inNetwork(a, "0.0.0.0/0"), inNetwork(a, "::/0")), of);
  wider(inNetwork(a, "::/0"), inNetwork(a, "::/1"), of);
});

test("the parts of a URL are bound to one another", () => {
  narrower(is("String", partOf(u, "scheme"), "==", "https"), has(partOf(u, "port")));
  narrower(
    is("Url", u, "==", "https://acme.dev/a?b"),
    and(is("String", partOf(u, "host"), "==", "acme.dev"), is("Int", partOf(u, "port"), "==", 443)),
  );
  wider(like(partOf(u, "host"), "*.acme.dev"), is("Int", partOf(u, "port"), "==", 443));
  narrower(and(is("String", partOf(u, "scheme"), "==", "https"), like(partOf(u, "path"), "/v1/**", "String")), like(partOf(u, "path"), "/*"));
});

test("the hour and the time are bound to one another", () => {
  const of = signature({}, { from: time });
  narrower(between("Int", hour, 9, 17), is("Int", hour, "<", 18), of);
  narrower(between("Time", now, "2026-01-01T09:00Z", "2026-01-01T09:59Z"), is("Int", hour, "==", 9), of);
  narrower(
    and(compare("Time", now, ">=", param("from")), is("Time", param("from"), ">", "2026-01-01T00:00Z")),
    is("Time", now, ">", "2026-01-01T00:00Z"),
    of,
  );
  narrower(and(is("Int", hour, "==", 1), is("Int", hour, "==", 2)), no, of);
});

test("what is absent, null or of another kind passes no atom, and no negated one", () => {
  const of = signature({ "o?": nullable(string), m: union(string, list(string)) });
  const [o, m] = [argument("o"), argument("m")];
  narrower(is("String", o, "!=", "a"), and(has(o), not(isKind(o, "null"))), of);
  wider(not(is("String", o, "==", "a")), is("String", o, "!=", "a"), of);
  narrower(and(has(o), not(isKind(o, "null"))), or(is("String", o, "==", "a"), is("String", o, "!=", "a")), of);
  narrower(size(m, ">=", 0), isKind(m, "List"), of);
  narrower(yes, or(like(m, "**"), all([m], like(element, "**"))), of);
});

test("`only` leaves no argument that is not named", () => {
  narrower(only("s", "n"), not(has(argument("o"))));
  narrower(only("s"), no);
  narrower(and(only("s", "n", "p", "u", "l", "o"), not(has(argument("o")))), only("s", "n", "p", "u", "l"));
});

test("a field decides which record it is", () => {
  const of = signature({ r: union(record({ k: enumOf("file"), at: path }), record({ k: enumOf("text"), body: string, "more?": bool })) });
  const r = (name: string) => argument("r", name);
  narrower(is("String", r("k"), "==", "file"), has(r("at")), of);
  narrower(under(r("at"), literal("/")), is("String", r("k"), "==", "file"), of);
  narrower(holds(r("more")), is("String", r("k"), "!=", "file"), of);
  narrower(and(has(r("at")), has(r("body"))), no, of);
});

test("a refinement is a fact about every value of its type", () => {
  const order = refined(string, matching(it, "o-[0-9]+"));
  const of = signature({ order, amount: refined(number, between("Number", it, 0, 100)), orders: list(order) });
  narrower(yes, like(argument("order"), "o-*"), of);
  narrower(is("Number", argument("amount"), "!=", 100), is("Number", argument("amount"), "<", 100), of);
  narrower(yes, all([argument("orders")], like(element, "o-?*")), of);
  narrower(member("String", literal("x"), argument("orders")), no, of);
});

test("the length of a list bounds how many different elements it has", () => {
  const two = and(some([l], is("String", element, "==", "a")), some([l], like(element, "b*")));
  narrower(two, size(l, ">=", 2));
  wider(two, size(l, ">=", 3));
  narrower(and(size(l, "==", 1), some([l], like(element, "a*")), some([l], like(element, "*b"))), some([l], like(element, "a*b")));
  narrower(and(size(l, "<=", 1), member("String", literal("a"), l)), all([l], is("String", element, "==", "a")));
});

test("an approval is asked of whom it names", () => {
  narrower(and(approved("alice"), approved("bob")), approved("alice"));
  wider(approved("bob"), approved("alice"));
});

test("names that look like the inside of others are names like any other", () => {
  const of = signature({ r: record({ "a.b?": bool, a: record({ "b?": bool }) }), "__proto__?": bool, "a is variant 0?": nullable(bool) });
  wider(has(argument("r", "a.b")), has(argument("r", "a", "b")), of);
  wider(has(argument("__proto__")), holds(argument("__proto__")), of);
  wider(yes, has(argument("__proto__")), of);
  expect(find(of, and(has(argument("r", "a", "b")), not(has(argument("r", "a.b"))), has(argument("__proto__")))).kind).toBe("found");
});

test("whether there is a time or an hour can be asked like any other", () => {
  narrower(yes, and(has(now), isKind(now, "String"), has(hour), isKind(hour, "Number")));
});

test("a place of several sorts of one kind of JSON is never taken for one of them", () => {
  const either = (one: Type, other: Type) => signature({ r: union(record({ k: enumOf("a"), v: one }), record({ k: enumOf("b"), v: other })) });
  const v = argument("r", "v");
  const isB = is("String", argument("r", "k"), "==", "b");
  // By the meaning, each is true of some record of the second variant: to call it narrower would be wrong.
  for (const [of, atom] of [
    [either(int, number), is("Int", v, "==", 3)],
    [either(path, string), under(v, literal("/a"))],
    [either(ip, string), inNetwork(v, "10.0.0.0/8")],
    [either(string, ip), like(v, "10.*")],
  ] as const)
    expect(includes(of, { facts: yes, child: and(atom, isB), parent: no }).kind).not.toBe("none");
  narrower(and(is("Number", v, "==", 1.5), isB), is("Number", v, ">", 1), either(int, number));
});
