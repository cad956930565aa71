import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { format, parse, shownTokens } from "../../compiler/index.js";
import { type Edit, formatting, formattingOnType } from "../../lsp/ide/formatting.js";
import { example } from "../harness/example.js";
import { openMarked, readMarks } from "./marked.js";

function applied(text: string, edits: readonly Edit[]): string {
  let after = text;
  let last = Number.POSITIVE_INFINITY;
  for (const { start, end, text: inserted } of [...edits].reverse()) {
    expect(end).toBeLessThanOrEqual(last);
    // Nothing but blanks is touched.
    expect(text.slice(start, end) + inserted).toMatch(/^\s*$/);
    after = after.slice(0, start) + inserted + after.slice(end);
    last = start;
  }
  return after;
}

function formatted(source: string): string {
  const { snapshot, file, texts } = openMarked(source);
  return applied(texts[file] ?? "", formatting(snapshot, file));
}

/** From `$1` to `$2`. */
function ofPart(source: string): string {
  const { snapshot, file, texts, mark } = openMarked(source);
  return applied(texts[file] ?? "", formatting(snapshot, file, { start: mark(1).offset, end: mark(2).offset }));
}

function typed(source: string, sign: string): string {
  const { snapshot, file, texts, offset } = openMarked(source);
  return applied(texts[file] ?? "", formattingOnType(snapshot, file, offset, sign));
}

describe("formatting a file", () => {
  it("gives the one layout, by edits of blanks alone", () => {
    const messy = 'agent   a  {owner "o"\n\n\n      clearance   x}\n\n\n\nagent b{}\nlabel x  ';
    expect(formatted(messy)).toBe(format(messy, parse("", messy)));
    expect(formatted(example)).toBe(format(example, parse("", example)));
  });

  it("of what has the layout has nothing to change", () => {
    const { snapshot, file } = openMarked(formatted(example));
    expect(formatting(snapshot, file)).toEqual([]);
    expect(formatted("")).toBe("");
    expect(formatted(" \n\n ")).toBe("");
  });

  it("keeps the ends of lines that the file has", () => {
    expect(formatted('agent a   {\r\nowner "o"\r\n}\r\ndeny any')).toBe('agent a {\r\n  owner "o"\r\n}\r\n\r\ndeny any\r\n');
    expect(formatted('agent a   {\rowner "o"\r}')).toBe('agent a {\r  owner "o"\r}\r');
    const crlf = formatted(example).replaceAll("\n", "\r\n");
    expect(formatted(crlf)).toBe(crlf);
  });

  it("leaves a piece with a mistake as it is, and mends the others", () => {
    expect(formatted("agent   a {\n}\n\n\nagent   b {\n  owner   5\n}\n\n\nagent   c {\n}\nagent  d {\n}")).toBe(
      "agent a {\n}\n\n\nagent   b {\n  owner   5\n}\n\n\nagent c {\n}\nagent d {\n}\n".replaceAll("{\n}", "{}"),
    );
  });

  it("gives the layout of any text without mistakes", () => {
    const blank = fc.constantFrom(" ", "\n", "\r\n", "\t", "  \n\n\n ");
    const tokens = shownTokens(example);
    fc.assert(
      fc.property(fc.array(blank, { minLength: 30, maxLength: 30 }), (blanks) => {
        const written = tokens.map(({ kind, span: { start, end } }, at) => {
          const after = kind === "doc" || kind === "comment" ? "\n" : "";
          return `${example.slice(start, end)}${after}${blanks[at % blanks.length] ?? " "}`;
        });
        const text = written.join("");
        expect(parse("", text).diagnostics).toEqual([]);
        const found = formatted(text);
        expect(found.replaceAll("\r\n", "\n")).toBe(format(text, parse("", text)));
      }),
      { numRuns: 20 },
    );
  });
});

describe("formatting a part", () => {
  it("changes the lines that it touches, and no others", () => {
    expect(ofPart('agent   a {\nowner   "o"\n$1identity   "i"\n$2clearance   x\n}')).toBe(
      'agent   a {\nowner   "o"\n  identity "i"\nclearance   x\n}',
    );
    expect(ofPart('agent a {\n  owner   "o"\n$1  identity "i"   \n$2    clearance   x\n}')).toBe(
      'agent a {\n  owner   "o"\n  identity "i"\n    clearance   x\n}',
    );
    expect(ofPart("agent   a {}\n\n\n\n$1agent   b {}$2\nagent   c {}")).toBe("agent   a {}\n\n\n\nagent b {}\nagent   c {}");
    expect(ofPart('agent   a {}\r\n$1agent   b{\r\nowner   "o"}\r\n$2agent   c {}')).toBe(
      'agent   a {}\r\nagent b {\r\n  owner "o"\r\n}\r\nagent   c {}',
    );
  });

  it("is the whole where it is all, and nothing where it stands in a mistake", () => {
    const messy = '$1agent   a {\nowner   "o"}\n\n\n\nagent b {}  \n$2';
    const { texts } = readMarks(messy);
    expect(ofPart(messy)).toBe(formatted(texts["/main.remit"] ?? ""));
    expect(ofPart('agent   a {\n  owner   5\n$1  identity    "i"\n}$2')).toBe('agent   a {\n  owner   5\n  identity    "i"\n}');
  });
});

describe("formatting what is typed", () => {
  it("lays a block out when it is closed", () => {
    expect(typed('label   x\nagent   a {\nowner   "o"\nclearance x }$0\nagent   b {}\n', "}")).toBe(
      'label   x\nagent a {\n  owner "o"\n  clearance x\n}\nagent   b {}\n',
    );
    expect(typed("agent   a {\nceiling   {\nallow   x.y   }$0\n}\n", "}")).toBe("agent   a {\n  ceiling {\n    allow x.y\n  }\n}\n");
    expect(typed('task   t "}$0"\n', "}")).toBe('task   t "}"\n');
    expect(typed("agent   a { owner }$0\n", "}")).toBe("agent   a { owner }\n");
  });

  it("mends the line that ended, and indents the next by the open brackets", () => {
    expect(typed('agent a {\nowner   "o"\n$0\n}\n', "\n")).toBe('agent a {\n  owner "o"\n  \n}\n');
    expect(typed("agent a {\n$0", "\n")).toBe("agent a {\n  ");
    expect(typed("agent a {\n  ceiling {\n$0  }\n}\n", "\n")).toBe("agent a {\n  ceiling {\n  }\n}\n");
    expect(typed("agent a {\n  ceiling {\n    allow x.y\n$0    }\n}\n", "\n")).toBe("agent a {\n  ceiling {\n    allow x.y\n  }\n}\n");
    expect(typed('task t "{{"\n$0  agent a {}', "\n")).toBe('task t "{{"\nagent a {}');
    expect(typed("// {\r\n$0\r\n", "\n")).toBe("// {\r\n\r\n");
  });

  it("does nothing for other signs", () => {
    expect(typed("agent   a {};$0", ";")).toBe("agent   a {};");
  });
});
