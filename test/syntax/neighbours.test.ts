/** What is right stays right next to anything else that is right: no word is taken for what stands before or after it. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "../../compiler/syntax/parse.js";
import { words } from "../../compiler/syntax/tokens.js";

const numRuns = Number(process.env.REMIT_RUNS ?? 1000);

const always = new Set(["has", "not", "and", "or", "in", "like", "under", "matches", "is", "true", "false", "null", "effect"]);
// Each of these means itself in some place where a name stands alone, and is then a name in backticks only.
const alone = new Set(["any", "received", "now", "agents", "untrusted"]);
// Before a name, these open an attribute of the action before them.
const attributes = new Set(["returns", "sends", "spends", "ingests", "requires"]);
const name = fc.oneof(
  fc.constantFrom("x", "y", "usd", "String", "List", "read", "write", "destructive", "`a b`", "hour"),
  fc.constantFrom(...[...words.keys()].filter((word) => !always.has(word) && !alone.has(word) && !attributes.has(word))),
);

/** `N` is any name. An expression that ends in one is followed by whatever comes next. */
const expressions = [
  "N",
  "N == N",
  "N in N",
  "not N",
  "has N",
  "N == N.N",
  "$N",
  "$N.N",
  "all N in N: N",
  "size(N) < 3",
  "approved by N",
  "effect >= write",
];
const statements = [
  ...expressions.flatMap((expr) => [`allow N.N where ${expr}`, `require ${expr}`]),
  ...["allow N.N", "allow N.*", "relay any", "deny N.N, N.N", "allow received", "relay received N.N", "allow received any", "allow N.N only (N)"],
  ...[
    "ttl 1h",
    "depth 1",
    "fanout 2",
    "budget 5 N",
    "budget $N N per 1d, 1 N",
    "pass N",
    "reply N",
    "reply N trusted",
    "approval by N",
    "approval by N within 5m",
  ],
];
const single = /^(ttl|depth|fanout|pass|reply|approval)/;
const declarations = [
  ...["label N", "label N < N", "domain N", "domain N external", 'task N "x"', 'task N "x" part of N, N', "let N = 1", 'let N = [{ N: "x" }]'],
  ...[
    "type N = N",
    "type N = List<N>",
    "type N = List<List<N>> | null",
    'type N = "a" | N',
    "type N = { N?: N }",
    ...expressions.map((expr) => `type N = N where ${expr}`),
  ],
  ...[
    "context { N: N N: List<N> N: N }",
    "context { }",
    "secret N { shared }",
    "secret N { per hop ttl 5m }",
    "scope N { }",
    "scope N(N: N) { allow N.N }",
  ],
  ...[
    "principal N { }",
    "principal N in N { holds { allow N.N  deny N.N } }",
    "agent N { }",
    'agent N in N unguarded { owner "x"  clearance N  ceiling { allow N.* } }',
  ],
  ...[
    "tool N { N()  read N(N: N, N: List<N>)  write N() returns N  N() spends 1 N requires secret N }",
    'tool N requires secret N from "x" digest "y" { }',
  ],
  ...[
    "annotate N { }",
    "annotate N { N\n N\n N N\n read N returns N\n N requires secret N\n N }",
    "deny any",
    "deny N.N",
    "deny N.*, N.N only (N)",
    "deny N.N by N",
    ...expressions.map((expr) => `deny any where ${expr}`),
  ],
  ...[
    "assert never N.N",
    "assert can N N.N",
    "assert no flow N to N",
    "assert no path N -> N",
    "assert depth <= 3",
    ...expressions.map((expr) => `assert never any where ${expr}`),
  ],
  'test "x" { chain N -> N(N: 1) for N -> N  context { N: 1 }  approved by N, N  allow N.N(N: [])  deny N.N()  refuse hop }',
];

function filled(template: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(template, fc.array(name, { minLength: 30, maxLength: 30 })).map(([text, names]) => {
    let next = 0;
    return text.replace(/\bN\b/g, () => names[next++ % names.length] ?? "x");
  });
}

const gap = fc.constantFrom(" ", "\n", "\n\n", " // note\n");

test("declarations after declarations", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(filled(fc.constantFrom(...declarations)), gap), { maxLength: 12 }), (parts) => {
      const text = parts.flat().join("");
      const { value, diagnostics } = parse("test.remit", text);
      expect(diagnostics.map((each) => `${each.message} at ${text.slice(each.place.span.start)}`)).toEqual([]);
      expect(value.declarations.length).toBe(parts.length);
    }),
    { numRuns },
  );
});

test("statements after statements", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(filled(fc.constantFrom(...statements)), gap), { maxLength: 12 }), (parts) => {
      const seen = new Set<string>();
      const kept = parts.filter(([text]) => {
        const word = single.exec(text)?.[0];
        return word === undefined || (!seen.has(word) && seen.add(word));
      });
      const text = `delegate a -> b for t {${gapAfter(kept)}}`;
      const { value, diagnostics } = parse("test.remit", text);
      expect(diagnostics.map((each) => `${each.message} at ${text.slice(each.place.span.start)}`)).toEqual([]);
      const [decl] = value.declarations;
      const clauses = kept.filter(([each]) => /^(allow|relay|deny)/.test(each)).length;
      expect(decl?.kind === "delegate" && decl.clauses.length).toBe(clauses);
    }),
    { numRuns },
  );
});

function gapAfter(parts: readonly (readonly [string, string])[]): string {
  return ` ${parts.flat().join("")}`;
}
