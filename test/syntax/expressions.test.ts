/** What expressions, literals and types are read as. */
import { describe, expect, test } from "vitest";
import type { Declaration } from "../../compiler/syntax/ast.js";
import { parse } from "../../compiler/syntax/parse.js";
import { showExpr, showLiteral, showType } from "./show.js";

function only(text: string): Declaration {
  const { value, diagnostics } = parse("test.remit", text);
  expect(diagnostics).toEqual([]);
  expect(value.declarations).toHaveLength(1);
  return value.declarations[0] as Declaration;
}

function expression(text: string): string {
  const deny = only(`deny any where ${text}`);
  return deny.kind === "deny" && deny.where !== undefined ? showExpr(deny.where) : "";
}

describe("expressions", () => {
  test.each([
    ["a == 1", "a == 1"],
    ['a != "x"', 'a != "x"'],
    ["a < b", "a < b"],
    ["a <= -1", "a <= -1"],
    ["a > 0.5", "a > 0.5"],
    ["a >= 1e3", "a >= 1000"],
    ["1 < a", "1 < a"],
    ["a == true and b == false and c == null", "(a == true and b == false and c == null)"],
    ["a and b and c", "(a and b and c)"],
    ["(a and b) and c", "((a and b) and c)"],
    ["a or b or c", "(a or b or c)"],
    ["a and (b or c)", "(a and (b or c))"],
    ["(a and b) or (c and d)", "((a and b) or (c and d))"],
    ["not a", "not(a)"],
    ["not not a", "not(not(a))"],
    ["not a and b", "(not(a) and b)"],
    ["not (a and b)", "not((a and b))"],
    ["((a))", "a"],
    ['a in ["x", "y"]', 'a in-list ["x","y"]'],
    ['a not in ["x"]', 'a not in-list ["x"]'],
    ["a in []", "a in-list []"],
    ["a in 1 .. 10", "a in-range 1..10"],
    ["a in 1..10", "a in-range 1..10"],
    ["a not in -5 .. 1.5", "a not in-range -5..1.5"],
    ['d in "2026-01-01" .. "2026-12-31"', 'd in-range "2026-01-01".."2026-12-31"'],
    ['ip in "10.0.0.0/8"', 'ip in "10.0.0.0/8"'],
    ["a in $people", "a in $people"],
    ["a in context.staff", "a in context:staff"],
    ["a in blocked", "a in blocked"],
    ["a not in b.c", "a not in b.c"],
    ['a like "x*"', 'a like "x*"'],
    ['a not like "x*"', 'a not like "x*"'],
    ["a matches /[a-z]+/", "a matches <[a-z]+>"],
    ["a not matches /x/", "a not matches <x>"],
    ["a matches /a\\/b/", "a matches <a\\/b>"],
    ["a matches /[/]x/ and b", "(a matches <[/]x> and b)"],
    ["a matches /[^\\]/]/", "a matches <[^\\]/]>"],
    ['a matches /"not a text"/', 'a matches <"not a text">'],
    ["a matches // a comment\n /x/", "a matches <x>"],
    ['p under "/srv"', 'p under "/srv"'],
    ["p not under $dir", "p not under $dir"],
    ["$dir under received.root", "$dir under received:root"],
    ["a is null", "a is null"],
    ["a is Record", "a is Record"],
    ["all x in l: x > 1", "all[x in l: x > 1]"],
    ["some x in l: (x == 1 or x == 2)", "some[x in l: (x == 1 or x == 2)]"],
    ['all r in to, cc?, bcc?: r like "*@acme.dev"', 'all[r in to, cc?, bcc?: r like "*@acme.dev"]'],
    ["all x in l: not x", "all[x in l: not(x)]"],
    ["all x in l: x in m", "all[x in l: x in m]"],
    ["(all x in l: x == 1) and b", "(all[x in l: x == 1] and b)"],
    ["all x in l: (x == 1) and b", "(all[x in l: x == 1] and b)"],
    ["b and all x in l: x == 1", "(b and all[x in l: x == 1])"],
    ["not all x in l: x == 1", "not(all[x in l: x == 1])"],
    ["size(l) <= 3", "size[l] <= 3"],
    ["size (l.m) == 0", "size[l.m] == 0"],
    ["has note", "has[note]"],
    ["not has a.b", "not(has[a.b])"],
    ["has context.region", "has[context:region]"],
    ["approved by oncall", "approved[oncall]"],
    ["effect >= write", "effect >= write"],
    ["effect == destructive and a", "(effect == destructive and a)"],
    ["url.host == $host", "url.host == $host"],
    ["a.b.c == $p.q.r", "a.b.c == $p.q.r"],
    ["received.cap >= $cap", "received:cap >= $cap"],
    ["received.who.id == context.who.id", "received:who.id == context:who.id"],
    ['now < "2026-12-24T00:00Z"', 'now: < "2026-12-24T00:00Z"'],
    ["now.hour in 9 .. 17", "now:hour in-range 9..17"],
    ["context.halted", "context:halted"],
    ["$flag", "$flag"],
    ["a\n==\n1\nand\nb", "(a == 1 and b)"],
    ["a // why\n and b", "(a and b)"],
  ])("%s", (text, read) => {
    expect(expression(text)).toBe(read);
  });
});

describe("a word is itself only where its form is complete", () => {
  test.each([
    ["size == 1", "size == 1"],
    ["size.width > 2", "size.width > 2"],
    ["all == 1", "all == 1"],
    ['all in ["a"]', 'all in-list ["a"]'],
    ["some and all", "(some and all)"],
    ["all all in all: all", "all[all in all: all]"],
    ["some some in some?: has some", "some[some in some?: has[some]]"],
    ["approved", "approved"],
    ["approved == true", "approved == true"],
    ["approved by approved", "approved[approved]"],
    ["received", "received"],
    ["received == 1", "received == 1"],
    ["context == 1", "context == 1"],
    ["x.now == y.context", "x.now == y.context"],
    ["`now` == 1", "now == 1"],
    ["`context`.x == 1", "context.x == 1"],
    ["`not` == `and`", "not == and"],
    ["`list-issues` == `a b`", "list-issues == a b"],
    ["action == for", "action == for"],
    ["where == 1", "where == 1"],
    ["any and only and by", "(any and only and by)"],
    ["$size == $all", "$size == $all"],
    ["has size", "has[size]"],
    ["size(size) == 1", "size[size] == 1"],
    ["read == write", "read == write"],
    ["effect >= read", "effect >= read"],
    ["List < 5", "List < 5"],
    ["ttl == 1 and budget == 2 and allow == 3", "(ttl == 1 and budget == 2 and allow == 3)"],
    ["delegate == agent", "delegate == agent"],
  ])("%s", (text, read) => {
    expect(expression(text)).toBe(read);
  });

  test.each([
    ["deny any where label\nlabel a < b", ["deny", "label"]],
    ['deny any where flag\ntask t "x"', ["deny", "task"]],
    ['deny any where task\ntest "x" { chain a -> b }', ["deny", "test"]],
    ["deny any where x == agent\nagent agent in agent { clearance\nagent ceiling { allow x.y where\nagent } }", ["deny", "agent"]],
    ["deny any where where\nlabel low < high", ["deny", "label"]],
    ["type t = agent\nagent a { }", ["type", "agent"]],
  ])("%s", (text, kinds) => {
    const { value, diagnostics } = parse("test.remit", text);
    expect(diagnostics).toEqual([]);
    expect(value.declarations.map((each) => each.kind)).toEqual(kinds);
  });
});

describe("literals", () => {
  test.each([
    ["0", "0"],
    ["-0", "0"],
    ["1.50", "1.5"],
    ["-2.5E-3", "-0.0025"],
    ['"a\\n\\t\\"\\\\\\/\\u00e9\\ud83d\\ude00"', JSON.stringify('a\n\t"\\/é😀')],
    ['"// no comment"', '"// no comment"'],
    ['""', '""'],
    ['"日本"', '"日本"'],
    ["true", "true"],
    ["[1, [2], {}]", "[1,[2],{}]"],
    ['{ a: 1, `b c`: ["x"], if: null }', '{a:1,b c:["x"],if:null}'],
  ])("%s", (text, read) => {
    const decl = only(`let x = ${text}`);
    expect(decl.kind === "let" && showLiteral(decl.value)).toBe(read);
  });

  test("a number keeps how it was written", () => {
    expect(only("let x = 1.50")).toMatchObject({ value: { kind: "number", value: 1.5, source: "1.50", span: { start: 8, end: 12 } } });
  });

  test.each([
    ["30s", 30_000],
    ["5m", 300_000],
    ["1h30m", 5_400_000],
    ["7d", 604_800_000],
    ["1d2h3m4s", 93_784_000],
    ["36500d", 3_153_600_000_000],
  ])("%s", (source, milliseconds) => {
    expect(only(`delegate a -> b for t { ttl ${source} }`)).toMatchObject({ ttl: { source, milliseconds } });
  });
});

describe("types", () => {
  test.each([
    ["String", "String"],
    ['"a" | "b"', '("a"|"b")'],
    ["List<String>", "List<String>"],
    ["List<List<Int>>", "List<List<Int>>"],
    ["List<String | null> | null", "(List<(String|null)>|null)"],
    ["{ id: Int, note?: String, tags: List<{ a: Any }> }", "{id:Int,note?:String,tags:List<{a:Any}>}"],
    ["{}", "{}"],
    ["List", "List"],
    ["null", "null"],
  ])("%s", (text, read) => {
    const decl = only(`type T = ${text}`);
    expect(decl.kind === "type" && showType(decl.type)).toBe(read);
  });
});
