/** The one layout: what it looks like, and that it changes nothing but blanks. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { format } from "../../compiler/syntax/format.js";
import { parse } from "../../compiler/syntax/parse.js";
import { withoutSpans } from "./show.js";

const numRuns = Number(process.env.REMIT_RUNS ?? 1000);
const example = readFileSync(new URL("example.remit", import.meta.url), "utf8");

function formatted(text: string): string {
  const parsed = parse("test.remit", text);
  expect(parsed.diagnostics).toEqual([]);
  return format(text, parsed) ?? "";
}

/** Formats a text, and holds it against the laws: it means the same, has the same comments, and is its own layout. */
function lawful(text: string): string {
  const once = formatted(text);
  const before = parse("test.remit", text).value;
  const after = parse("test.remit", once).value;
  expect(withoutSpans(after)).toEqual(withoutSpans(before));
  expect(formatted(once)).toBe(once);
  return once;
}

describe("layouts", () => {
  test.each([
    ["nothing", "", ""],
    ["only comments", "\n\n  // a\n\n\n// b", "// a\n\n// b\n"],
    ["blanks", "let   x=1\n\n\n\nlet y\n=\n2", "let x = 1\n\nlet y = 2\n"],
    ["lines that belong together", 'task a "a"\ntask b   "b" part   of a', 'task a "a"\ntask b "b" part of a\n'],
    ["a block opens up where its author opened it", 'agent a {\n owner "o" }', 'agent a {\n  owner "o"\n}\n'],
    ["a block stays on its line", 'agent a   {owner "o" identity "i"}', 'agent a { owner "o"  identity "i" }\n'],
    ["a block without statements", "agent a {\n\n}", "agent a {}\n"],
    ["a block within a block", "agent a {\nceiling { allow x.y deny x.z }\n}", "agent a {\n  ceiling { allow x.y  deny x.z }\n}\n"],
    ["a blank line around what is tall", 'let x = 1\nagent a {\nowner "o"\n}\nlet y = 2', 'let x = 1\n\nagent a {\n  owner "o"\n}\n\nlet y = 2\n'],
    ["one blank line at most inside, none at the edges", "context {\n\n\n a: Int\n\n\n b: Int\n\n}", "context {\n  a: Int\n\n  b: Int\n}\n"],
    [
      "every statement on its line",
      "delegate a->b(n:Int,m:List<String>)as c for t{allow x.y where $n<=5 and not(a in[1,2])ttl 1h depth 1\nfanout 2 budget 5 usd per 1d,$n calls pass low reply low trusted approval by p within 5m require $n>0}",
      `delegate a -> b(n: Int, m: List<String>) as c for t {
  allow x.y where $n <= 5 and not (a in [1, 2])
  ttl 1h
  depth 1
  fanout 2
  budget 5 usd per 1d, $n calls
  pass low
  reply low trusted
  approval by p within 5m
  require $n > 0
}
`,
    ],
    [
      "tools",
      'tool t requires secret s from "x" digest "y" {read where(a:Int,b?:{c:"x"|"y"})returns l spends a/100 usd\n`list-x`()\n}',
      'tool t requires secret s from "x" digest "y" {\n  read where(a: Int, b?: { c: "x" | "y" }) returns l spends a / 100 usd\n  `list-x`()\n}\n',
    ],
    [
      "expressions keep their parentheses",
      "deny any where ((a)) and(b or size ( c )<3)and all x in d?,e:(x.f==received . g)",
      "deny any where ((a)) and (b or size(c) < 3) and all x in d?, e: (x.f == received.g)\n",
    ],
    [
      "signs",
      'deny a.*,b.c only(x,y)by agents where p in 1..10 and q matches /a b/ and r like "x  y"',
      'deny a.*, b.c only (x, y) by agents where p in 1 .. 10 and q matches /a b/ and r like "x  y"\n',
    ],
    [
      "a test",
      'test "x"{chain p->a(n:1,r:{s:[]})for t->b context{a:1 b:2}at "z" approved by q,r allow x.y(a:{})refuse hop\n}',
      'test "x" {\n  chain p -> a(n: 1, r: { s: [] }) for t -> b\n  context { a: 1 b: 2 }\n  at "z"\n  approved by q, r\n  allow x.y(a: {})\n  refuse hop\n}\n',
    ],
    ["secrets", 'secret s {scope "x" per hop ttl 5m\n}', 'secret s {\n  scope "x"\n  per hop\n  ttl 5m\n}\n'],
    ["imports", 'import{a,b as c}from "x"', 'import { a, b as c } from "x"\n'],
    [
      "assertions",
      "assert no flow  untrusted to agents\nassert no path a->b\nassert depth<=3",
      "assert no flow untrusted to agents\nassert no path a -> b\nassert depth <= 3\n",
    ],
    ["Windows line ends", "let x = 1\r\n\r\n// c\r\nlet y = 2\r\n", "let x = 1\n\n// c\nlet y = 2\n"],
  ])("%s", (_what, text, expected) => {
    expect(lawful(text)).toBe(expected);
  });

  test("the example", () => {
    expect(lawful(example)).toBe(
      example
        .replace(/(?<=\S) {2,}(?=\S)/g, " ")
        .replace("String live", "String  live")
        .replace("orders.* allow", "orders.*  allow"),
    );
  });
});

describe("what is too long for its line", () => {
  test.each([
    [
      "breaks before `where`",
      `deny some_tool.with_a_long_name, another_tool.with_a_long_name by agents where first_argument == "a text"`,
      `deny some_tool.with_a_long_name, another_tool.with_a_long_name by agents
  where first_argument == "a text"
`,
    ],
    [
      "and before `and`",
      `deny any where first_argument == "a text" and second_argument == "another" and third_argument in ["x", "y", "z"]`,
      `deny any
  where first_argument == "a text"
    and second_argument == "another"
    and third_argument in ["x", "y", "z"]
`,
    ],
    [
      "and inside parentheses",
      `deny any where a and (first_argument == "a text" or second_argument == "another" or third_argument in ["x", "y", "z"])`,
      `deny any
  where a
    and (
      first_argument == "a text"
      or second_argument == "another"
      or third_argument in ["x", "y", "z"]
    )
`,
    ],
    [
      "opens up arguments",
      "tool t {\nread lookup(first_argument: String, second_argument: List<String>, third_argument: Int, fourth_argument: Int, d: Int) returns low\n}",
      `tool t {
  read lookup(
    first_argument: String,
    second_argument: List<String>,
    third_argument: Int,
    fourth_argument: Int,
    d: Int
  ) returns low
}
`,
    ],
    [
      "packs lists",
      `deny any where argument in ["aaaaaaaaaa", "bbbbbbbbbb", "cccccccccc", "dddddddddd", "eeeeeeeeee", "ffffffffff", "gggggggggg", "h"]`,
      `deny any
  where argument in [
    "aaaaaaaaaa", "bbbbbbbbbb", "cccccccccc", "dddddddddd", "eeeeeeeeee", "ffffffffff",
    "gggggggggg", "h"
  ]
`,
    ],
    [
      "breaks between actions",
      "deny first_tool.first_action, second_tool.second_action, third_tool.third_action, fourth_tool.fourth_action",
      `deny first_tool.first_action,
  second_tool.second_action,
  third_tool.third_action,
  fourth_tool.fourth_action
`,
    ],
    [
      "breaks before the hops of a chain",
      `test "x" {\nchain somebody -> first_agent(argument: "value") -> second_agent(argument: "value") -> third_agent(argument: "value")\n}`,
      `test "x" {
  chain somebody
    -> first_agent(argument: "value")
    -> second_agent(argument: "value")
    -> third_agent(argument: "value")
}
`,
    ],
  ])("%s", (_what, text, expected) => {
    expect(lawful(text)).toBe(expected);
  });
});

describe("comments stay where they are", () => {
  test.each([
    ["before, after and at the end", "// a\nlet x = 1 // b\n// c\n\n// d", "// a\nlet x = 1 // b\n// c\n\n// d\n"],
    ["in a block", 'agent a { // a\n// b\nowner "o" // c\n\n// d\n} // e', 'agent a { // a\n  // b\n  owner "o" // c\n\n  // d\n} // e\n'],
    ["in a block with nothing else", "agent a {\n// a\n}", "agent a {\n  // a\n}\n"],
    ["docs", "/// A.\nlet x = 1 /// B.\nlet y = 2", "/// A.\nlet x = 1\n/// B.\nlet y = 2\n"],
    [
      "in the middle of a condition",
      "deny any where a // first\nand b\n// second\nand c",
      "deny any\n  where a // first\n    and b\n    // second\n    and c\n",
    ],
    ["in a list", "let x = [1, // one\n2\n// end\n]", "let x = [\n  1, // one\n  2\n  // end\n]\n"],
    ["between a word and its value", "let x = // why\n1", "let x = // why\n  1\n"],
  ])("%s", (_what, text, expected) => {
    expect(lawful(text)).toBe(expected);
  });
});

test("a text with a mistake is not laid out", () => {
  const text = "let x =";
  expect(format(text, parse("test.remit", text))).toBeUndefined();
});

describe("laws", () => {
  const tokens = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|[A-Za-z_][A-Za-z0-9_]*|[0-9]+[a-z]*|->|==|<=|>=|\s+|./g;
  const pieces = example.match(tokens) ?? [];

  test("blanks and comments anywhere change nothing", () => {
    const between = fc.constantFrom("", "", "", "", " ", "\n", "\n\n\n", " // note\n", "\n// own line\n", "\n\n  // far\n\n");
    fc.assert(
      fc.property(fc.array(between, { minLength: pieces.length, maxLength: pieces.length }), (gaps) => {
        const text = pieces
          .map((piece, index) => (/^\s+$|^\/\//.test(piece) ? piece : piece + (joins(piece, pieces[index + 1]) ? "" : gaps[index])))
          .join("");
        lawful(text);
        const comments = (source: string): string[] => parse("test.remit", source).value.comments.map((comment) => comment.text);
        expect(comments(formatted(text))).toEqual(comments(text));
      }),
      { numRuns: Math.ceil(numRuns / 10) },
    );
  });

  /** Signs that make one token together. */
  function joins(piece: string, next: string | undefined): boolean {
    return piece === "." && next === ".";
  }

  test("names and conditions of any length", () => {
    const name = fc
      .stringMatching(/^[a-z]{1,30}$/)
      .filter((text) => !/^(has|not|and|in|or|like|under|matches|is|true|false|null|effect)$/.test(text));
    const word = fc.oneof(
      name,
      name.map((text) => `\`${text}-x\``),
      fc.constantFrom("read", "allow", "ttl", "where", "only", "size", "by", "for", "all"),
    );
    const atom = fc.oneof(
      fc.tuple(word, fc.constantFrom("==", "!="), word).map((parts) => parts.join(" ")),
      fc.tuple(word, fc.array(fc.nat(), { maxLength: 20 })).map(([left, list]) => `${left} in [${list.join(",")}]`),
      word.map((list) => `all x in ${list}?, other: (x == 1)`),
      word.map((list) => `size(${list}) > 1`),
    );
    const { expr } = fc.letrec<{ expr: string }>((tie) => ({
      expr: fc.oneof(
        { depthSize: "small" },
        atom,
        fc.array(tie("expr"), { minLength: 2, maxLength: 6 }).map((of) => of.map((each) => `(${each})`).join(" and ")),
        fc.array(tie("expr"), { minLength: 2, maxLength: 6 }).map((of) => of.map((each) => `(${each})`).join(" or ")),
        tie("expr").map((of) => `not (${of})`),
      ),
    }));
    const text = fc.tuple(word, word, expr, fc.array(fc.tuple(word, word), { maxLength: 6 })).map(
      ([agent, tool, condition, params]) => `delegate ${agent} -> ${tool}(${params.map(([param, type]) => `${param}: ${type}`).join(", ")}) for t {
        allow ${tool}.${agent} only (${params.map(([param]) => param).join(", ")}) where ${condition} ttl 5m require ${condition}
      }`,
    );
    fc.assert(
      fc.property(text, (source) => void lawful(source)),
      { numRuns: Math.ceil(numRuns / 4) },
    );
  });
});
