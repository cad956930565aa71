import { expect, test } from "vitest";
import { type Diagnostic, diagnostic } from "../../compiler/diagnostics/diagnostic.js";
import { colored } from "../../compiler/diagnostics/paint.js";
import { countText, renderText } from "../../compiler/diagnostics/text.js";
import { marked } from "./marked.js";

function render(diagnostics: readonly Diagnostic[], files: Record<string, string>, columns = 100): string {
  return renderText(diagnostics, (file) => files[file], { folder: "/home", columns });
}

test("a widening shows both places, one concrete request, and what to do", () => {
  const { text, spans } = marked(`
delegate oncall -> planner for resolve {
  relay orders.refund where amount <= 50
        «1orders.refund where amount <= 50»
}
delegate planner -> refunder(cap: Number) for refund {
  «0allow orders.refund where amount <= $cap»
}
`);
  const place = (i: number) => ({ file: "/home/a.remit", span: spans[i] ?? { start: 0, end: 0 } });
  const wider = diagnostic("wider-scope", place(0), "`planner -> refunder` carries more than `oncall -> planner` does", {
    related: [{ message: "received here", place: place(1) }],
    help: "add `require $cap <= 50`",
    witness: {
      chain: ["oncall", "planner", "refunder"],
      action: "orders.refund",
      args: { order: "", amount: 51, "list-id": null },
      context: { halted: false },
      approvals: ["oncall"],
      params: { "planner.refunder.cap": 51 },
      now: "2026-01-01T00:00Z",
    },
  });
  expect(render([wider], { "/home/a.remit": text })).toBe(`\
error[wider-scope]: \`planner -> refunder\` carries more than \`oncall -> planner\` does
 --> a.remit:7:3
  |
4 |         orders.refund where amount <= 50
  |         -------------------------------- received here
  ⋮
7 |   allow orders.refund where amount <= $cap
  |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = for example:
      chain        oncall → planner → refunder
      where        planner.refunder.cap = 51
      request      orders.refund(order: "", amount: 51, \`list-id\`: null)
      context      { halted: false }
      approved by  oncall
      at           "2026-01-01T00:00Z"
  = help: add \`require $cap <= 50\`

`);
});

test("places in other files stand under their own names", () => {
  const here = marked("a «0b» c");
  const there = marked("\nx «0y» z");
  const found = diagnostic("duplicate-name", { file: "/home/a.remit", span: here.spans[0] ?? { start: 0, end: 0 } }, "two of them", {
    related: [{ message: "the first", place: { file: "/lib/b.remit", span: there.spans[0] ?? { start: 0, end: 0 } } }],
  });
  expect(render([found], { "/home/a.remit": here.text, "/lib/b.remit": there.text })).toBe(`\
error[duplicate-name]: two of them
 --> a.remit:1:3
  |
1 | a b c
  |   ^
 ::: ../lib/b.remit:2:3
  |
2 | x y z
  |   - the first

`);
});

const looks: readonly { readonly name: string; readonly source: string; readonly shown: string; readonly columns?: number }[] = [
  { name: "a tab is as wide as it is drawn", source: "\tab\t«0cd»", shown: "1 |     ab  cd\n  |         ^^" },
  { name: "wide characters take two columns", source: '"日本" «0x»', shown: '1 | "日本" x\n  |        ^' },
  { name: "an accent that is a character of its own takes none", source: "e\u0301e\u0301 «0x»", shown: "1 | e\u0301e\u0301 x\n  |    ^" },
  { name: "what turns the direction of a text is written as its number", source: "a\u202eb «0x»", shown: "1 | a\\u{202e}b x\n  |            ^" },
  { name: "an empty span is underlined", source: "ab«0»", shown: "1 | ab\n  |   ^" },
  { name: "a longer span is marked at both ends", source: "a «0{\n  b\n  c\n}» d", shown: "1 | a {\n  |   ^\n  ⋮\n4 | } d\n  | ^" },
  { name: "one line between the two is shown", source: "a «0{\n  b\n}» d", shown: "1 | a {\n  |   ^\n2 |   b\n3 | } d\n  | ^" },
  { name: "a span that takes in the line's end ends there", source: "«0ab\r\n»cd", shown: "1 | ab\n  | ^^" },
  { name: "carriage returns are not shown", source: "ab\r\nc«0d»\r\n", shown: "2 | cd\n  |  ^" },
  {
    name: "a long line is cut around the place",
    source: `${"a".repeat(200)}«0XY»${"b".repeat(200)}`,
    columns: 40,
    shown: `1 | …${"a".repeat(9)}XY${"b".repeat(23)}…\n  | ${" ".repeat(10)}^^`,
  },
  {
    name: "a long line is cut at its end where the place is near its start",
    source: `a «0XY»${"b".repeat(200)}`,
    columns: 40,
    shown: `1 | a XY${"b".repeat(30)}…\n  |   ^^`,
  },
  {
    name: "an underline ends where the line is cut",
    source: `«0${"a".repeat(200)}»`,
    columns: 40,
    shown: `1 | ${"a".repeat(34)}…\n  | ${"^".repeat(34)}`,
  },
];

test.each(looks)("$name", ({ source, shown, columns }) => {
  const { text, spans } = marked(source);
  const found = diagnostic("syntax", { file: "/home/a.remit", span: spans[0] ?? { start: 0, end: 0 } }, "m");
  const lines = render([found], { "/home/a.remit": text }, columns).trimEnd().split("\n").slice(3);
  expect(lines.join("\n")).toBe(shown);
});

test("messages can't move the cursor or turn the text", () => {
  const found = diagnostic("unknown-name", { file: "/home/a\u001b.remit", span: { start: 0, end: 0 } }, "`\u001b[31m\u202e`", { help: "\u0007" });
  const shown = render([found], { "/home/a\u001b.remit": "\u001b" });
  expect(shown.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(shown).toContain("\\u{1b}[31m\\u{202e}");
});

test("colours only surround the words", () => {
  const found = diagnostic("no-owner", { file: "/home/a.remit", span: { start: 0, end: 1 } }, "m", { help: "h" });
  const options = { folder: "/home", columns: 100 };
  const text = renderText([found], () => "abc", { ...options, paint: colored });
  expect(text).toContain("\u001b[1;33mwarning[no-owner]\u001b[0m");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes of a terminal begin with one.
  expect(text.replace(/\u001b\[[0-9;]*m/g, "")).toBe(renderText([found], () => "abc", options));
});

test("the count names what there is", () => {
  const place = { file: "/a", span: { start: 0, end: 0 } };
  expect(countText([])).toBe("");
  expect(countText([diagnostic("syntax", place, ""), diagnostic("syntax", place, ""), diagnostic("no-owner", place, "")])).toBe(
    "2 errors, 1 warning",
  );
});
