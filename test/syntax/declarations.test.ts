/** What declarations and statements are read as. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Declaration, SourceFile } from "../../compiler/syntax/ast.js";
import { parse } from "../../compiler/syntax/parse.js";
import { withoutSpans } from "./show.js";

function read(text: string): SourceFile {
  const { value, diagnostics } = parse("test.remit", text);
  expect(diagnostics).toEqual([]);
  return value;
}

/** The declaration that the text is, with every name, text, number and duration as its text. */
function plain(text: string): unknown {
  const { declarations } = read(text);
  expect(declarations).toHaveLength(1);
  return shorten(withoutSpans(declarations[0]));
}

function shorten(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(shorten);
  if (typeof node !== "object" || node === null) return node;
  if ("text" in node && Object.keys(node).length === 1) return node.text;
  if ("source" in node && "value" in node) return node.value;
  if ("milliseconds" in node) return node.milliseconds;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, shorten(value)]));
}

const example = readFileSync(new URL("example.remit", import.meta.url), "utf8");

test("the example of the language", () => {
  const file = read(example);
  expect(file.imports).toMatchObject([{ names: [{ name: { text: "github" } }], path: { text: "std:mcp/github" } }]);
  expect(file.declarations.map((each) => each.kind).join(" ")).toBe(
    "label domain domain task task task context tool scope principal agent agent delegate delegate deny assert assert assert test",
  );
});

describe("declarations", () => {
  const cases: [text: string, tree: unknown][] = [
    ["label a < b < c", { kind: "label", names: ["a", "b", "c"] }],
    ["label a", { kind: "label", names: ["a"] }],
    ["domain d", { kind: "domain", name: "d", external: false }],
    ["domain d external", { kind: "domain", name: "d", external: true }],
    ['task t "x"', { kind: "task", name: "t", purpose: "x", partOf: [] }],
    ['task t "x" part of a, b', { kind: "task", name: "t", purpose: "x", partOf: ["a", "b"] }],
    ["type T = Int", { kind: "type", name: "T", type: { kind: "name", name: "Int" } }],
    [
      "type T = Int where it > 0",
      {
        kind: "type",
        name: "T",
        type: { kind: "name", name: "Int" },
        where: { kind: "compare", op: ">", left: { kind: "name", path: ["it"] }, right: { kind: "literal", literal: 0 } },
      },
    ],
    ["let x = null", { kind: "let", name: "x", value: { kind: "null" } }],
    [
      "context { customer: String live halted: Bool live: Int live live: Int }",
      {
        kind: "context",
        facts: [
          { live: false, name: "customer", type: { kind: "name", name: "String" } },
          { live: true, name: "halted", type: { kind: "name", name: "Bool" } },
          { live: false, name: "live", type: { kind: "name", name: "Int" } },
          { live: true, name: "live", type: { kind: "name", name: "Int" } },
        ],
      },
    ],
    ['secret s { ttl 15m per hop scope "repo" }', { kind: "secret", name: "s", ttl: 900_000, lifetime: "per hop", scope: "repo" }],
    ["secret s { shared }", { kind: "secret", name: "s", lifetime: "shared" }],
    ["principal p { }", { kind: "principal", name: "p" }],
    ["principal p in d { holds { } }", { kind: "principal", name: "p", domain: "d", holds: { clauses: [] } }],
    ["agent a { }", { kind: "agent", name: "a", unguarded: false }],
    [
      'agent a in d unguarded { runtime "r" clearance l identity "i" owner "o" ceiling { } }',
      { kind: "agent", name: "a", domain: "d", unguarded: true, runtime: "r", clearance: "l", identity: "i", owner: "o", ceiling: { clauses: [] } },
    ],
    ["scope s { }", { kind: "scope", name: "s", params: [], clauses: [] }],
    [
      "scope s(a: Int) { deny any }",
      {
        kind: "scope",
        name: "s",
        params: [{ name: "a", optional: false, type: { kind: "name", name: "Int" } }],
        clauses: [{ kind: "clause", verb: "deny", subject: { kind: "actions", actions: { kind: "any" } } }],
      },
    ],
    [
      'tool t requires secret s requires secret r from "mcp" digest "sha256:0" { }',
      { kind: "tool", name: "t", requiresSecrets: ["s", "r"], from: { source: "mcp", digest: "sha256:0" }, actions: [] },
    ],
    [
      "annotate t { read a returns l b ingests untrusted destructive c }",
      {
        kind: "annotate",
        tool: "t",
        actions: [
          { effect: { effect: "read" }, name: "a", attributes: { returns: "l", spends: [], requiresSecrets: [] } },
          { name: "b", attributes: { ingestsUntrusted: true, spends: [], requiresSecrets: [] } },
          { effect: { effect: "destructive" }, name: "c", attributes: { spends: [], requiresSecrets: [] } },
        ],
      },
    ],
    [
      "annotate t { read returns l read read returns l }",
      {
        kind: "annotate",
        tool: "t",
        actions: [
          { name: "read", attributes: { returns: "l", spends: [], requiresSecrets: [] } },
          { effect: { effect: "read" }, name: "read", attributes: { returns: "l", spends: [], requiresSecrets: [] } },
        ],
      },
    ],
    ["deny any", { kind: "deny", actions: { kind: "any" } }],
    [
      "deny a.b, c.* only (x, y) by agents in d except e, f where g",
      {
        kind: "deny",
        actions: { kind: "list", of: [{ tool: "a", action: "b" }, { tool: "c" }] },
        only: { names: ["x", "y"] },
        by: { kind: "agents", domain: "d", except: ["e", "f"] },
        where: { kind: "truth", operand: { kind: "name", path: ["g"] } },
      },
    ],
    [
      "deny any.thing by agents",
      { kind: "deny", actions: { kind: "list", of: [{ tool: "any", action: "thing" }] }, by: { kind: "agents", except: [] } },
    ],
    ["deny any by agent", { kind: "deny", actions: { kind: "any" }, by: { kind: "party", name: "agent" } }],
    [
      "assert never a.b by p where x",
      {
        kind: "assert",
        claim: {
          kind: "never",
          actions: { kind: "list", of: [{ tool: "a", action: "b" }] },
          by: { kind: "party", name: "p" },
          where: { kind: "truth", operand: { kind: "name", path: ["x"] } },
        },
      },
    ],
    ["assert can p a.b", { kind: "assert", claim: { kind: "can", party: "p", tool: "a", action: "b" } }],
    [
      "assert no flow secret to agents in d",
      { kind: "assert", claim: { kind: "no-flow", label: "secret", to: { kind: "agents", domain: "d", except: [] } } },
    ],
    ["assert no flow untrusted to p", { kind: "assert", claim: { kind: "no-flow", to: { kind: "party", name: "p" } } }],
    ["assert no flow `untrusted` to p", { kind: "assert", claim: { kind: "no-flow", label: "untrusted", to: { kind: "party", name: "p" } } }],
    [
      "assert no path a -> agents except b",
      { kind: "assert", claim: { kind: "no-path", from: { kind: "party", name: "a" }, to: { kind: "agents", except: ["b"] } } },
    ],
    ["assert depth <= 3", { kind: "assert", claim: { kind: "depth", most: 3 } }],
  ];
  test.each(cases)("%s", (text, tree) => {
    expect(plain(text)).toEqual(tree);
  });
});

describe("actions", () => {
  function actions(text: string): string[] {
    const [tool] = read(`tool t { ${text} }`).declarations;
    if (tool?.kind !== "tool") return [];
    return tool.actions.map(({ effect, name, params, attributes }) =>
      [
        effect?.effect ?? "-",
        `${name.text}(${params.map((param) => param.name.text + (param.optional ? "?" : "")).join(",")})`,
        ...(attributes.returns === undefined ? [] : [`returns:${attributes.returns.text}`]),
        ...(attributes.ingestsUntrusted === undefined ? [] : ["ingests"]),
        ...(attributes.sends === undefined ? [] : [`sends:${attributes.sends.text}`]),
        ...attributes.spends.map(({ amount, unit }) =>
          amount.kind === "constant" ? `${amount.value.value}:${unit.text}` : `${amount.name.text}/${amount.divisor?.value ?? 1}:${unit.text}`,
        ),
        ...attributes.requiresSecrets.map((secret) => `secret:${secret.text}`),
      ].join(" "),
    );
  }

  test.each([
    ["lookup()", ["- lookup()"]],
    ["read lookup(a: Int, b?: String)", ["read lookup(a,b?)"]],
    ["read read() write write() destructive destructive()", ["read read()", "write write()", "destructive destructive()"]],
    ["read() write()", ["- read()", "- write()"]],
    ["read returns() returns() sends()", ["read returns()", "- returns()", "- sends()"]],
    ["a() returns returns returns()", ["- a() returns:returns", "- returns()"]],
    ["pay(c: Int) spends c / 100 usd spends 1 message", ["- pay(c) c/100:usd 1:message"]],
    ["pay(c: Int) spends c usd next()", ["- pay(c) c/1:usd", "- next()"]],
    ["a() returns l ingests untrusted sends m requires secret s requires secret r", ["- a() returns:l ingests sends:m secret:s secret:r"]],
    ["read context(all: Int, size: Int, for: Int, `list-x`: Int, from: Int)", ["read context(all,size,for,list-x,from)"]],
    ["read `list-issues`()", ["read list-issues()"]],
    ["tool() agent() delegate() deny() where() requires()", ["- tool()", "- agent()", "- delegate()", "- deny()", "- where()", "- requires()"]],
  ])("%s", (text, expected) => {
    expect(actions(text)).toEqual(expected);
  });
});

describe("delegations", () => {
  function delegate(text: string): Declaration & { kind: "delegate" } {
    const [decl] = read(text).declarations;
    if (decl?.kind !== "delegate") throw new Error("no delegation");
    return decl;
  }

  test("every statement, in any order", () => {
    const tree = plain(`delegate a -> b(x: Int, who: String from context.user) as c for t {
      approval by p within 10m  reply low trusted  pass high  budget 5 usd per 1d, $x calls  fanout 2  depth 1
      ttl 1h  require $x > 0  require $x < 9  allow a.b  deny c.d  relay e.*  budget 1 eur
    }`);
    expect(tree).toMatchObject({
      from: "a",
      to: "b",
      params: [{ name: "x" }, { name: "who", from: "user" }],
      alias: "c",
      task: "t",
      approval: { by: "p", within: 600_000 },
      reply: { label: "low", trusted: true },
      pass: "high",
      budgets: [
        { amount: 5, unit: "usd", per: 86_400_000 },
        { amount: { kind: "param", name: "x" }, unit: "calls" },
        { amount: 1, unit: "eur" },
      ],
      fanout: 2,
      depth: 1,
      ttl: 3_600_000,
      clauses: [{ verb: "allow" }, { verb: "deny" }, { verb: "relay" }],
    });
    expect(tree).toHaveProperty("requires.1");
  });

  test("the head goes up to the brace", () => {
    const text = "delegate a -> b for t { ttl 1h }";
    const { head } = delegate(text);
    expect(text.slice(head.start, head.end)).toBe("delegate a -> b for t");
  });

  test.each([
    ["allow x.y", "actions x.y"],
    ["allow x.y, x.z, w.*", "actions x.y, x.z, w.*"],
    ["allow any", "actions any"],
    ["allow any.read", "actions any.read"],
    ["allow received", "received"],
    ["allow received where a", "received"],
    ["relay received any", "received any"],
    ["relay received x.y, z.*", "received x.y, z.*"],
    ["allow received.read", "actions received.read"],
    ["allow received received.read", "received received.read"],
    ["allow received ttl 1h", "received"],
    ["allow received deny x.y", "received"],
    ["allow our_issues", "scope our_issues()"],
    ['allow repo(context.repo, $cap, 5, "x", received.p)', "scope repo(context,param,literal,literal,received)"],
    ["allow allow", "scope allow()"],
    ["allow `any`", "scope any()"],
    ["allow ttl.depth only (size) where budget", "actions ttl.depth"],
    ["deny read.read", "actions read.read"],
  ])("%s", (text, expected) => {
    const subject = delegate(`delegate a -> b for t { ${text} }`).clauses[0]?.subject;
    const list = (actions: { kind: string; of?: readonly { tool: { text: string }; action?: { text: string } }[] } | undefined): string =>
      actions?.kind === "any" ? "any" : (actions?.of ?? []).map((each) => `${each.tool.text}.${each.action?.text ?? "*"}`).join(", ");
    const shown =
      subject?.kind === "scope"
        ? `scope ${subject.name.text}(${subject.args.map((arg) => arg.kind).join(",")})`
        : `${subject?.kind} ${list(subject?.actions)}`.trim();
    expect(shown).toBe(expected);
  });
});

test("a test", () => {
  expect(
    plain(`test "x" {
      chain p -> a -> b(n: 1, s: "t") for t -> c for u
      context { who: "x", live: true  n: [1] }
      at "2026-01-01T00:00Z"
      approved by q, r
      allow x.y(a: { b: null })
      approved by s
      deny x.z()
      refuse hop
    }`),
  ).toEqual({
    kind: "test",
    name: "x",
    start: "p",
    hops: [
      { to: "a", args: [] },
      {
        to: "b",
        args: [
          { name: "n", value: 1 },
          { name: "s", value: { kind: "string", value: "t" } },
        ],
        task: "t",
      },
      { to: "c", args: [], task: "u" },
    ],
    context: [
      { name: "who", value: { kind: "string", value: "x" } },
      { name: "live", value: { kind: "bool", value: true } },
      { name: "n", value: { kind: "list", of: [1] } },
    ],
    at: "2026-01-01T00:00Z",
    approvals: ["q", "r", "s"],
    steps: [
      {
        kind: "call",
        expect: "allow",
        tool: "x",
        action: "y",
        args: [{ name: "a", value: { kind: "record", fields: [{ name: "b", value: { kind: "null" } }] } }],
      },
      { kind: "call", expect: "deny", tool: "x", action: "z", args: [] },
      { kind: "refuse-hop" },
    ],
  });
});

test("imports", () => {
  expect(read('import { a, b as c, `d e` } from "./path" import {} from "std:x"').imports).toMatchObject([
    { names: [{ name: { text: "a" } }, { name: { text: "b" }, alias: { text: "c" } }, { name: { text: "d e" } }], path: { text: "./path" } },
    { names: [], path: { text: "std:x" } },
  ]);
});

describe("comments", () => {
  test("a doc comment belongs to what follows it, over its lines", () => {
    const [tool] = read(`
      /// The tool.
      ///   Indented.
      ///
      /// Last.
      tool t {
        /// Reads.
        // not this
        read a(
          /// An argument.
          x: Int,
          y: Int) /// Writes.
        b()
        //// not a doc
        c()
      }`).declarations;
    expect(tool).toMatchObject({
      doc: "The tool.\n  Indented.\n\nLast.",
      actions: [{ doc: "Reads.", params: [{ doc: "An argument." }, {}] }, { doc: "Writes." }, {}],
    });
    expect(tool?.kind === "tool" && tool.actions[2]).not.toHaveProperty("doc");
  });

  test("the others are kept in order, with where they stand", () => {
    const text = '// one\nlet x = 1 //two \r\n//// three\n/// doc\nlet y = "// no" // four';
    const { comments } = read(text);
    expect(comments.map((comment) => comment.text)).toEqual(["one", "two", "three", "four"]);
    expect(comments.map(({ span }) => text.slice(span.start, span.end).trim())).toEqual(["// one", "//two", "//// three", "// four"]);
  });

  test("clauses and facts have docs too", () => {
    expect(read("context { /// A fact.\n a: Int } scope s { /// A clause.\n allow x.y }").declarations).toMatchObject([
      { facts: [{ doc: "A fact." }] },
      { clauses: [{ doc: "A clause." }] },
    ]);
  });
});

test("an empty text, and one of comments", () => {
  expect(read("")).toMatchObject({ declarations: [], imports: [], comments: [] });
  expect(read("\ufeff// x\n/// y")).toMatchObject({ declarations: [], comments: [{ text: "x" }] });
});

test("every span holds what it says", () => {
  const text = 'delegate `a b` -> c(n: Int) for t { allow x.y where size(z) < 3 and p.q like "*" }';
  const decl = read(text).declarations[0];
  const spans: string[] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if ("span" in node && "kind" in node) spans.push(text.slice((node.span as { start: number }).start, (node.span as { end: number }).end));
    Object.values(node).forEach(walk);
  };
  walk(decl);
  expect(spans).toEqual([
    text,
    "Int",
    'allow x.y where size(z) < 3 and p.q like "*"',
    "x.y",
    "x.y",
    'size(z) < 3 and p.q like "*"',
    "size(z) < 3",
    "z",
    "3",
    'p.q like "*"',
    "p.q",
  ]);
});

test("a long text is read in parts, and says the same", () => {
  const one = `/// Doc.\ndelegate a -> b for t {\n  allow x.y where n == 1 // why\n  ttl 1h\n}\n\n// Next.\n`;
  const count = 2000;
  const { declarations, comments } = read(one.repeat(count));
  expect(declarations).toHaveLength(count);
  expect(comments).toHaveLength(2 * count);
  const last = declarations.at(-1);
  expect(last).toMatchObject({ doc: "Doc.", span: { start: one.length * (count - 1) + "/// Doc.\n".length } });
  expect(withoutSpans(last)).toEqual(withoutSpans(declarations[0]));
});
