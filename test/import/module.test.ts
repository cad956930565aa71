import { expect, test } from "vitest";
import { makeModule } from "../../compiler/import/make.js";
import { printModule } from "../../compiler/import/module.js";
import { handLine, type ImportOptions, recall } from "../../compiler/import/options.js";
import { fits } from "../../compiler/import/words.js";
import type { Json } from "../../stdlib/runtime/value.js";
import { catalogueOf, compiled } from "./compile.js";

const options: ImportOptions = { name: "desk", source: "tools.json" };

function made(tools: Json, more: Partial<ImportOptions> = {}, old = ""): string {
  return makeModule(catalogueOf(JSON.stringify(tools)), { ...options, ...more }, old).replace(/sha256:[0-9a-f]{64}/g, "sha256:…");
}

/** On one line, with single blanks. */
function flat(text: string): string {
  return text.replace(/\s+/g, " ");
}

const object = (properties: Json, required: readonly string[] = []): Json => ({ type: "object", properties, required, additionalProperties: false });

test("a module, whole, before it is put into the one layout", () => {
  const tools = [
    {
      name: "search-issues",
      description: "Search the issues.\n  Newest first.\n\nA second paragraph that a policy need not carry.",
      inputSchema: object(
        {
          query: { type: "string", minLength: 1, description: "What to look for" },
          limit: { type: "integer", minimum: 1, maximum: 100 },
          extra: { type: "object" },
        },
        ["query"],
      ),
      annotations: { readOnlyHint: true },
    },
    { name: "list_issues", inputSchema: object({ limit: { type: "integer", minimum: 1, maximum: 100 } }), annotations: { readOnlyHint: true } },
    { name: "purge", inputSchema: { type: "object" }, annotations: { destructiveHint: true } },
    { name: "ping", inputSchema: object({}) },
  ];
  expect(
    printModule(catalogueOf(JSON.stringify(tools)), options).replace(/sha256:[0-9a-f]{64}/, "sha256:…"),
  ).toBe(`// The 4 tools of an MCP server, made by \`remit import mcp\`. Import it anew rather than change it.
// Effects are the server's own claims (readOnlyHint, destructiveHint), not facts; 1 of the 4 tools have no hints
// and are writes unless said by hand.
// 1 of the 4 schemas would let arguments pass that it does not name; a guard refuses them.

type search_issues_query = String where it != ""
type limit = Int where it >= 1 and it <= 100

tool desk from "tools.json" digest "sha256:…" {
  /// Search the issues.
  /// Newest first.
  read \`search-issues\`(
    /// What to look for
    query: search_issues_query,
    limit?: limit,
    // beyond the language: an object whose fields the schema does not name
    extra?: Any
  )

  read list_issues(limit?: limit)

  destructive purge()

  write ping()
}
`);
});

test("effects are what a person says, else what the server claims, and of two claims the worse", () => {
  const tools = ["get_a", "get_b", "drop_c", "both"].map((name) => ({
    name,
    inputSchema: object({}),
    annotations: name === "both" ? { readOnlyHint: true, destructiveHint: true } : {},
  }));
  const text = made(tools, {
    effects: [
      { actions: "get_b", effect: "destructive" },
      { actions: "get_*", effect: "read" },
    ],
  });
  expect(compiled(text.replace("sha256:…", `sha256:${"0".repeat(64)}`)).actions.map(({ name, effect }) => `${effect} ${name}`)).toEqual([
    "read get_a",
    "destructive get_b",
    "write drop_c",
    "destructive both",
  ]);
  expect(text).toContain("// the server claims that it only reads and that it is destructive\n");
});

test("arguments that a person knows to hold paths are paths, wherever they stand", () => {
  const text = { type: "string" };
  const inputSchema = object({
    path: text,
    paths: { type: "array", items: text, minItems: 1 },
    other: text,
    files: { type: "array", items: object({ path: { type: "string", minLength: 1 }, kind: { type: "string", pattern: "^a+$" } }) },
    mode: { type: "integer" },
  });
  const shown = made([{ name: "a", inputSchema }], { paths: ["path*", "mode", "kind"] });
  expect(shown).toContain("type a_paths = List<Path> where size(it) >= 1\n");
  expect(flat(shown)).toContain("path?: Path, paths?: a_paths, other?: String, files?: List<{ path?: Path, kind?: a_files_item_kind }>, mode?: Int");
});

test("what was said by hand is kept", () => {
  const tools = [{ name: "a", inputSchema: object({}) }];
  const said = { effects: [{ actions: "a", effect: "read" as const }], paths: ["p*"], about: ["a package"] };
  const hand = `${handLine}\nannotate desk { a ingests untrusted }\n`;
  const text = made(tools, said, `whatever\n${hand}`);
  expect(text.endsWith(`\n\n${hand}`)).toBe(true);
  expect(recall(text)).toEqual(said);
  expect(made(tools, recall(text), text)).toBe(text);
});

test.each([
  ["a_*", "a_", true],
  ["a_*", "b_a_", false],
  ["*_b", "a_b", true],
  ["a*a", "a", false],
  ["a*b*c", "aXbYc", true],
  ["a*b*c", "acb", false],
  ["*", "", true],
  ["a", "a", true],
  ["a", "ab", false],
])("the glob %s on %s", (glob, name, expected) => {
  expect(fits(glob, name)).toBe(expected);
});

test("names of every kind come through", () => {
  const words =
    "import label domain task type let context tool annotate secret scope principal agent delegate deny assert test allow relay require ttl depth fanout budget pass reply approval read write destructive returns ingests untrusted sends spends requires where only from digest by within received any all some size approved now param it has not and or in like under matches is true false null effect Any List Int".split(
      " ",
    );
  const properties = Object.fromEntries(words.map((word) => [word, { type: "integer", minimum: 1 }]));
  const tools = words.flatMap((word) => [{ name: word, inputSchema: object({ [word]: { type: "string", minLength: 1 } }) }]);
  const { actions, said } = compiled(
    makeModule(catalogueOf(JSON.stringify([...tools, { name: "everything", inputSchema: object(properties) }])), options),
  );
  expect(said).toEqual([]);
  expect(actions.map(({ name }) => name)).toEqual([...words, "everything"]);
  expect(actions.at(-1)?.params.map(({ name }) => name)).toEqual(words);
});

test("names that can't be written are mended, and it is said", () => {
  const tools = ["a\nb", "a`b", "", "a_b", "\u202eevil", "a b", "é"].map((name) => ({
    name,
    description: "x\u202ey\u0007",
    inputSchema: object({ "p\nq": {}, ok: {} }),
  }));
  const text = makeModule(catalogueOf(JSON.stringify(tools)), options);
  const { actions, said } = compiled(text);
  expect(said).toEqual([]);
  expect(actions.map(({ name }) => name)).toEqual(["a_b", "a_b_2", "_", "a_b_3", "_evil", "a b", "é"]);
  expect(actions[0]?.params.map(({ name }) => name)).toEqual(["ok"]);
  expect(text).toContain('// the server calls it "a`b", which can\'t be written here');
  expect(["\u202e", "\u0007"].filter((each) => text.includes(each))).toEqual([]);
});

test("a tool that is listed twice is taken once, and it is said", () => {
  const tools = [1, 2].map(() => ({ name: "a", inputSchema: object({}) }));
  expect(made(tools)).toContain("// Note: the tool `a` is listed more than once: the first is kept.\n");
});

test("ten thousand tools, and texts that try to leave their comment", () => {
  const tools = Array.from({ length: 10_000 }, (_, i) => ({
    name: `t${i}`,
    description: `*/ } tool evil {\r\u2028write x()\u0085} ${"long ".repeat(40)}`,
    inputSchema: object({ a: { type: "string", description: "one\ntwo } write y(", pattern: "(?=\n})" }, b: { enum: ['"\n}\u2028'] } }),
  }));
  const { actions, said } = compiled(makeModule(catalogueOf(JSON.stringify({ tools })), options));
  expect(said).toEqual([]);
  expect(actions).toHaveLength(10_000);
});
