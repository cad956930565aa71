import { describe, expect, it } from "vitest";
import { showConstraint, showDuration, showName, showValue } from "../../compiler/types/show.js";
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import { lowerText } from "../harness/marked.js";

const declarations = `
principal boss {}
agent a {}
task t "T"
context { n: Int }
tool x { act(a: Int, b: String, \`c-d\`: String, e: List<String>, f?: List<String>, p: Path, u: Url, i: Ip, r: { \`not\`: Bool }) }
`;

function whereOf(where: string): Constraint | undefined {
  const { hops } = lowerText(`${declarations}\ndelegate boss -> a(q: Int) for t { allow x.act where ${where}  ttl 1h }`).value;
  return hops[0]?.scope.clauses[0]?.where;
}

describe("constraints as text", () => {
  it.each([
    'a == 1 and (b == "x" or not b like "*y") and a in 1 .. 3',
    '`c-d` not in ["a", "b\\n"] or r.`not`',
    "all each in e, f?: (each == b or each matches /x+/)",
    'p not under "/a" and i in "10.0.0.0/8" and u.port == 80 and now.hour > 3',
    "size(e) <= 3 and has f and b is String and approved by boss and effect >= write",
    "a <= $q and a != context.n and b in e",
    "only (a, b, `c-d`, e, p, u, i, r)",
  ])("%s reads back as itself", (text) => {
    if (text.startsWith("only")) {
      const { denials } = lowerText(`${declarations}\ndeny x.act ${text}`).value;
      expect(showConstraint(denials[0]?.where ?? { kind: "true" })).toBe(text);
      return;
    }
    const constraint = whereOf(text);
    const shown = showConstraint(constraint ?? { kind: "true" });
    expect(shown).toBe(text);
    expect(whereOf(shown)).toEqual(constraint);
  });

  it("names, values and durations too", () => {
    expect(["a", "list-issues", "not", "effect", "size", ""].map(showName)).toEqual(["a", "`list-issues`", "`not`", "`effect`", "size", "``"]);
    expect(showValue({ a: [1, -0, null, true], "b c": 'q"' })).toBe('{ a: [1, 0, null, true], `b c`: "q\\"" }');
    expect([0, 5000, 90_000, 3_600_000, 90_061_000].map(showDuration)).toEqual(["0s", "5s", "1m30s", "1h", "1d1h1m1s"]);
  });
});
