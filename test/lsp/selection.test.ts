import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linkedAt } from "../../lsp/ide/linked.js";
import { selectionsAt } from "../../lsp/ide/selection.js";
import { example } from "../harness/example.js";
import { openMarked, withSpans } from "./marked.js";

function selections(source: string): readonly string[] {
  const { snapshot, file, offset } = openMarked(source);
  return selectionsAt(snapshot, file, offset).map((span) => snapshot.slice(file, span));
}

describe("selection", () => {
  it("grows by the tree", () => {
    const text = `agent a {
  ceiling {
    allow files.open where (size <= 5 or pa$0th under "/x") and size > 1
    allow files.close
  }
}
`;
    expect(selections(text).map((each) => each.replace(/\s+/g, " "))).toEqual([
      "path",
      'path under "/x"',
      'size <= 5 or path under "/x"',
      '(size <= 5 or path under "/x")',
      '(size <= 5 or path under "/x") and size > 1',
      'allow files.open where (size <= 5 or path under "/x") and size > 1',
      'allow files.open where (size <= 5 or path under "/x") and size > 1 allow files.close',
      '{ allow files.open where (size <= 5 or path under "/x") and size > 1 allow files.close }',
      'ceiling { allow files.open where (size <= 5 or path under "/x") and size > 1 allow files.close }',
      '{ ceiling { allow files.open where (size <= 5 or path under "/x") and size > 1 allow files.close } }',
      'agent a { ceiling { allow files.open where (size <= 5 or path under "/x") and size > 1 allow files.close } }',
      'agent a { ceiling { allow files.open where (size <= 5 or path under "/x") and size > 1 allow files.close } } ',
    ]);
  });

  it("takes a word, a text, and a statement that has no node of its own", () => {
    expect(selections('task t "Do the$0 work"\nagent a {}').slice(0, 4)).toEqual(["the", "Do the work", '"Do the work"', 'task t "Do the work"']);
    expect(selections("delegate p -> a for t {\n  allow x.y\n  ttl 1$0h\n}").slice(0, 3)).toEqual(["1h", "ttl 1h", "allow x.y\n  ttl 1h"]);
  });

  it("takes comments that follow one another", () => {
    expect(selections("agent a {}\n// one\n// tw$0o words\n\n// apart\nagent b {}").slice(0, 3)).toEqual([
      "two",
      "// two words",
      "// one\n// two words",
    ]);
  });

  it("goes by brackets in what can't be read", () => {
    expect(selections("agent a {\n  owner [5 $07]\n}\n").slice(0, 2)).toEqual(["7", "5 7"]);
    expect(selections("$0")).toEqual([""]);
    expect(selections("\n\n$0\n")).toEqual(["\n\n\n"]);
  });

  it("lies each in the next, and all around the offset, wherever that is", () => {
    const broken = `${example.replaceAll("\n", "\r\n").replace("ceiling {", "ceiling [\ud83d {")}\n`;
    for (const text of [example, broken]) {
      const { snapshot, file } = openMarked(text);
      fc.assert(
        fc.property(fc.integer({ min: -5, max: text.length + 5 }), (offset) => {
          const at = Math.min(Math.max(0, offset), text.length);
          let inner = { start: at, end: at };
          for (const span of selectionsAt(snapshot, file, offset)) {
            expect(span.start <= inner.start && inner.end <= span.end && span.end > span.start).toBe(true);
            inner = span;
          }
          expect(inner).toEqual({ start: 0, end: text.length });
        }),
      );
    }
  });
});

describe("linked editing", () => {
  const linked = (source: string): string => {
    const { snapshot, file, offset, texts } = openMarked(source);
    return withSpans(texts[file] ?? "", linkedAt(snapshot, file, offset));
  };

  it("is of what belongs to one declaration", () => {
    const tools = "tool x { read y(l: List<Int>, n: Int) }\n";
    expect(linked(`${tools}deny x.y where some v$0 in l: v > 1`)).toBe(`${tools}deny x.y where some «v» in l: «v» > 1`);
    expect(linked(`${tools}scope s(most: Int) { allow x.y where n < $$0most }`)).toBe(`${tools}scope s(«most»: Int) { allow x.y where n < $«most» }`);
  });

  it("is of nothing that others name, nor of what stands alone", () => {
    const source = `task t "t"
tool x { read y(n: Int) }
principal p {}
agent a {}
delegate p -> a(cap: Int, other: Int) for t { allow x.y where n < $$0cap ttl 1h }
`;
    expect(linked(source)).toContain("a(«cap»: Int");
    expect(linked(`${source}test "t" { chain p -> a(cap: 1) }`)).not.toContain("«");
    expect(linked(source.replace("$0", "").replace("other", "oth$0er"))).not.toContain("«");
    expect(linked("agent $0a {}\ndeny any by a")).not.toContain("«");
    expect(linked(source.replaceAll("cap", "`the cap`").replace("$0", "").replace("(`", "(`$0"))).not.toContain("«");
  });
});
