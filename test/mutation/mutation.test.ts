import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { diskHost } from "../../compiler/host/disk.js";
import { memoryHost } from "../../compiler/host/memory.js";
import { packageFolder } from "../../compiler/host/package.js";
import { openPaths, readPolicy } from "../../compiler/load.js";
import type { Lowered } from "../../compiler/model/lower.js";
import { judgeOf, type Verdict } from "../../compiler/mutation/judge.js";
import { type Mutant, mutantsOf } from "../../compiler/mutation/mutants.js";
import { wider } from "../../compiler/mutation/wider.js";
import { survey } from "../../compiler/query/survey.js";
import { accepted, remit } from "../cli/run.js";

function lowered(source: string): Lowered {
  const opened = openPaths(memoryHost({ "a.remit": source }, { std: diskHost() }), ["a.remit"]);
  if (opened.kind === "cannot-run") throw new Error(opened.reason);
  return readPolicy(opened.entries[0]?.file ?? "", opened.workshop).lowered;
}

/** The mutants of a policy, by what they are said to be, with the text at their place. */
function mutants(source: string): readonly (Mutant & { readonly at: string })[] {
  const { value, atoms, diagnostics } = lowered(source);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return mutantsOf(value, atoms).map((mutant) => ({ ...mutant, at: source.slice(mutant.place.span.start, mutant.place.span.end) }));
}

/** A policy of one hop that has this clause. */
const withClause = (clause: string): string => `task t "T"
tool a { write b(n: Int, x: Number, s: String, p: Path, l?: List<String>, day: Date) }
principal o {}
agent g { owner "o" }
delegate o -> g(cap: Int) for t { ${clause}  ttl 1h }`;

const changes: readonly { readonly clause: string; readonly says: readonly string[] }[] = [
  { clause: "allow a.b where n <= 5", says: ["`n <= 5` left out", "`n <= 5` changed to `n <= 6`"] },
  { clause: "allow a.b where n < 5", says: ["`n < 5` left out", "`n < 5` changed to `n <= 5`"] },
  { clause: "allow a.b where n >= 5", says: ["`n >= 5` left out", "`n >= 5` changed to `n >= 4`"] },
  { clause: "allow a.b where n > $cap", says: ["`n > $cap` left out", "`n > $cap` changed to `n >= $cap`"] },
  { clause: "allow a.b where n <= $cap", says: ["`n <= $cap` left out"] },
  { clause: "allow a.b where n == 5", says: ["`n == 5` left out"] },
  { clause: 'allow a.b where day < "2026-01-01"', says: ['`day < "2026-01-01"` left out', '`day < "2026-01-01"` changed to `day <= "2026-01-01"`'] },
  {
    clause: "allow a.b where n in 1..5",
    says: ["`n in 1 .. 5` left out", "`n in 1 .. 5` changed to `n in 1 .. 6`", "`n in 1 .. 5` changed to `n in 0 .. 5`"],
  },
  { clause: 'allow a.b where s like "a*"', says: ['`s like "a*"` left out', '`s like "a*"` open at its end', '`s like "a*"` open at its start'] },
  { clause: 'allow a.b where p under "/a/b"', says: ['`p under "/a/b"` left out', '`p under "/a/b"` changed to `p under "/a"`'] },
  {
    clause: 'allow a.b where s not in ["x", "y"]',
    says: [
      '`s not in ["x", "y"]` left out',
      '`s not in ["x", "y"]` changed to `s not in ["y"]`',
      '`s not in ["x", "y"]` changed to `s not in ["x"]`',
    ],
  },
  { clause: "allow a.b where size(l) < 2", says: ["`size(l) < 2` left out", "`size(l) < 2` changed to `size(l) <= 2`"] },
  { clause: "allow a.b where approved by o", says: ["`approved by o` left out"] },
  { clause: "allow a.b where not (n > 5)", says: ["`n > 5` taken never to hold", "`n > 5` changed to `n > 6`"] },
  { clause: "allow a.b  deny a.b where n > 5", says: ["`n > 5` changed to `n > 6`", "this `deny` left out"] },
  {
    clause: 'allow a.b  deny a.b where n > 5 and s == "q"',
    says: ["`n > 5` taken never to hold", "`n > 5` changed to `n > 6`", '`s == "q"` taken never to hold', "this `deny` left out"],
  },
  { clause: "allow a.b  require $cap <= 3", says: ["`$cap <= 3` left out", "`$cap <= 3` changed to `$cap <= 4`"] },
  { clause: 'allow a.b where all e in l: e == "z"', says: ['`all each in l: each == "z"` left out', '`each == "z"` left out'] },
];

test.each(changes)("$clause", ({ clause, says }) => {
  expect(mutants(withClause(clause)).map((mutant) => mutant.says)).toEqual(says);
});

test("a change stands where the atom stands; that of a named scope changes wherever the scope is used", () => {
  const source = withClause("allow small").replace("principal o {}", "scope small { allow a.b where n <= 5 }\nprincipal o { holds { allow small } }");
  const raised = mutants(source).find(({ says }) => says.endsWith("`n <= 6`"));
  expect(raised?.at).toBe("n <= 5");
  const scopes = [raised?.policy.principals[0]?.holds, raised?.policy.hops[0]?.scope];
  for (const scope of scopes) expect(JSON.stringify(scope?.clauses[0]?.where)).toContain('"value":6');
  expect(raised?.policy.hops[0]?.from).toBe(raised?.policy.principals[0]);
});

test("a top-level deny is left out, and narrowed", () => {
  const found = mutants(`${withClause("allow a.b")}\ndeny a.b where n > 7`);
  expect(found.map(({ says }) => says)).toEqual(["`n > 7` changed to `n > 8`", "this `deny` left out"]);
  expect(found[1]?.policy.denials).toEqual([]);
});

const judged = (source: string): readonly (readonly [says: string, kind: string])[] => {
  const { value, atoms } = lowered(source);
  const judge = judgeOf(value);
  const kindOf = (verdict: Verdict): string => (verdict.kind === "noticed" ? verdict.by : verdict.kind);
  return mutantsOf(value, atoms).map((mutant) => [mutant.says, kindOf(judge(mutant))]);
};

describe("what notices", () => {
  test("nothing, a test that comes close, an assertion, the proof", () => {
    const bare = withClause("allow a.b where n <= 5");
    expect(judged(bare)).toEqual([
      ["`n <= 5` left out", "missed"],
      ["`n <= 5` changed to `n <= 6`", "missed"],
    ]);
    const call = (n: number): string => `a.b(n: ${n}, x: 1, s: "", p: "/", day: "2026-01-01")`;
    const far = `${bare}\ntest "t" { chain o -> g(cap: 1)  deny ${call(99)} }`;
    expect(judged(far).map(([, kind]) => kind)).toEqual(["test", "missed"]);
    expect(judged(far.replace("n: 99", "n: 6")).map(([, kind]) => kind)).toEqual(["test", "test"]);
    expect(judged(`${bare}\nassert never a.b where n > 6`).map(([, kind]) => kind)).toEqual(["assertion", "missed"]);
    expect(judged(bare.replace("principal o {}", "principal o { holds { allow a.b where n <= 5 } }")).map(([, kind]) => kind)).toEqual([
      "check",
      "check",
    ]);
  });

  test("what gives nothing more is not counted", () => {
    expect(judged(withClause("allow a.b where n <= 5 and n <= 4"))).toEqual([
      ["`n <= 5` left out", "equal"],
      ["`n <= 5` changed to `n <= 6`", "equal"],
      ["`n <= 4` left out", "missed"],
      ["`n <= 4` changed to `n <= 5`", "missed"],
    ]);
  });

  test("a test or an assertion that fails already notices nothing", () => {
    const failing = `${withClause("allow a.b where n <= 5")}\nassert never a.b where n > 4`;
    expect(judged(failing).map(([, kind]) => kind)).toEqual(["missed", "missed"]);
  });
});

describe.each(["00-support-desk", "02-financial-research", "07-file-clerks"])("of %s", (sample) => {
  const { value, atoms } = lowered(readFileSync(join(packageFolder, "samples", sample, "policy.remit"), "utf8"));
  const before = survey(value);

  test("no mutant takes anything away on any chain, and each that a test notices gives more on some", () => {
    const judge = judgeOf(value);
    let byTest = 0;
    for (const mutant of mutantsOf(value, atoms)) {
      const after = survey(mutant.policy);
      expect(wider(after, before), mutant.says).toEqual({ kind: "same" });
      const verdict = judge(mutant);
      if (verdict.kind !== "noticed" || verdict.by !== "test") continue;
      byTest++;
      expect(wider(before, after).kind, mutant.says).toBe("wider");
    }
    expect(byTest).toBeGreaterThan(0);
  });
});

/** Its only test is far from the bound. */
const loose = `${withClause("allow a.b where n <= 5")}
test "far" { chain o -> g(cap: 1)  deny a.b(n: 99, x: 1, s: "", p: "/", day: "2026-01-01") }`;

test("the program lists what nothing notices, with the request that is let through", async () => {
  expect(await remit("test --mutate a.remit", { "a.remit": loose })).toMatchObject({
    code: 0,
    out: `pass  far
1 passed, 0 failed
2 changes give more: 1 noticed by tests, 0 by assertions, 0 by check, 1 by nothing
no test, assertion or check notices these:
  a.remit:5:51  \`n <= 5\` changed to \`n <= 6\`, and this is let through:
      chain       o → g
      where       o.g.cap = 0
      request     a.b(n: 6, x: 0, s: "", p: "/", day: "2026-01-01")
`,
  });
  const { out } = await remit("test --mutate a.remit", { "a.remit": accepted });
  expect(out).toContain("3 changes give more: 1 noticed by tests, 0 by assertions, 2 by check, 0 by nothing (2 gave nothing more)\n");
});

test("as JSON, and with a threshold", async () => {
  const ran = await remit("test --mutate --min 51 --format json a.remit", { "a.remit": loose });
  expect(ran.code).toBe(1);
  expect(ran.err).toBe("remit: 50.0 % of the changes that give more are noticed, which is less than 51 %\n");
  const { mutants: document, ok } = JSON.parse(ran.out);
  expect(ok).toBe(false);
  expect(document).toMatchObject({
    noticed: { tests: 1, assertions: 0, check: 0 },
    missed: [{ file: "a.remit", change: "`n <= 5` changed to `n <= 6`", agent: "g", action: "a.b", witness: { chain: ["o", "g"], args: { n: 6 } } }],
    unknown: 0,
    equal: 0,
  });
  expect((await remit("test --mutate --min 50 a.remit", { "a.remit": loose })).code).toBe(0);
  expect("mutants" in JSON.parse((await remit("test --format json a.remit", { "a.remit": accepted })).out)).toBe(false);
});

test("a clause that no longer pins what its hop was made for is a widening", () => {
  const pinned = withClause("allow a.b where n == $cap");
  expect(judged(pinned)).toEqual([["`n == $cap` left out", "missed"]]);
});
