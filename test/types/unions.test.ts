import { describe, expect, it } from "vitest";
import { includes } from "../../compiler/scope/narrower.js";
import { admits, type Constraint, conformsAll, type Request } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";
import { checkMarked, lowerText } from "../harness/marked.js";

/** A union whose members have a field `v` of each two sorts that JSON writes alike, one after the other. */
const union = (x: string, y: string): string => `{ kind: "x", v: ${x} } | { kind: "y", v: ${y} }`;

const declarations = `
type Small = Int where it <= 10
principal boss {}
agent a {}
task t "T"
tool q {
  act(
    n: Number, i: Int, s: String, path: Path, ss: List<String>, ns: List<Number>,
    num: ${union("Int", "Number")}, small: ${union("Small", "Number")},
    text: ${union("Path", "String")}, place: ${union("Path", '"etc" | "tmp"')}, color: ${union('"red" | "blue"', '"blue" | "green"')},
    day: ${union("Date", "String")}, link: ${union("Url", "String")}, ip: ${union("Ip", "String")}, odd: ${union("Url", "Any")}, deep: ${union("{ n: Int }", "{ n: Number }")},
    lists: ${union("List<Int>", "List<Number>")}, words: ${union("List<Path>", "List<String>")}, wide: Int | String, other: Number | String
  )
}
`;

const inClause = (where: string): string => `${declarations}
delegate boss -> a for t {
  allow q.act where ${where}
  ttl 1h
}`;

const fine = [
  "num.v <= 5",
  "num.v < 4.5",
  "num.v == 4",
  "num.v != 4",
  "num.v in [1, 4.2]",
  "num.v not in [1, 4.2]",
  "num.v in 4 .. 5",
  "num.v not in 4 .. 5",
  "not (num.v <= 5)",
  'num.v <= 5 and num.kind == "y"',
  "num.v is Number",
  "small.v <= 10",
  "deep.v.n >= 4.2",
  'text.v == "/etc/a"',
  'text.v != "/etc/a"',
  'text.v in ["/etc/a", "/etc//x"]',
  'text.v not in ["/etc/a", "/etc//x"]',
  "text.v not in []",
  "text.v matches /.etc.*/",
  "text.v not matches /.etc.*/",
  'text.v like "/etc/a"',
  'text.v like "/etc/**"',
  "text.v == s",
  "text.v == path",
  "text.v != path",
  "text.v == place.v",
  "text.v in ss",
  "text.v not in ss",
  'place.v == "tmp"',
  "place.v matches /[a-z]*/",
  'text.kind == "y"',
  'text.kind != "x"',
  'color.v == "green"',
  'color.v in ["red", "green"]',
  'color.v like "*e*"',
  'all w in words.v: w != "/etc/a"',
  "some w in words.v: w matches /.*x/",
  "some l in lists.v: l > 4",
  "size(lists.v) == 1",
];

describe("a field that is of several sorts in a union", () => {
  it.each(fine)("can be spoken of: %s", (where) => {
    checkMarked(inClause(where));
  });

  it.each([
    ["num.v == n", "an Int and a Number can't be compared"],
    ["num.v < i", "an Int and a Number can't be compared"],
    ["num.v == small.v", "an Int and a Number can't be compared"],
    ["num.v in ns", "an Int and a Number can't be compared"],
    ["n in lists.v", "an Int and a Number can't be compared"],
    ["4.2 in lists.v", "Int in one member"],
    ["wide == other", "an Int and a Number can't be compared"],
    ['text.v like "/etc/*"', "Use `matches`"],
    ['text.v under "/etc"', "this is Path in one member of its union and String in another"],
    ["path under text.v", "Path in one member of its union and String in another"],
    ['"x" in words.v', "Path in one member"],
    ["path in words.v", "can't be compared"],
    ['day.v == "2026-01-01"', "Date in one member of its union and String in another"],
    ["day.v not in []", "Date in one member of its union and String in another"],
    ["day.v matches /a/", "Date in one member"],
    ["day.v == s", "Date in one member"],
    ['link.v == "https://a.example/"', "Url in one member"],
    ['link.v.host == "a.example"', "may be another text"],
    ['ip.v in "10.0.0.0/8"', "Ip in one member"],
    ['odd.v.host == "a"', "no expression can look into"],
    ['odd.v == "https://a.example/"', "no expression can look into"],
    ['color.v == "pink"', 'none of "red", "blue", "green"'],
    ['text.kind == "z"', 'none of "x", "y"'],
    ['num.v <= "5"', "can't be compared"],
  ])("can't be spoken of where nobody could say what is meant: %s", (where, words) => {
    checkMarked(inClause(`${where} //~ error type-mismatch ${words}`));
  });
});

/** Arguments of which each request gives a few values in turn, and one value of all others. */
const pools: Readonly<Record<string, readonly Json[]>> = {
  n: [4],
  i: [4],
  s: ["/etc/a", "/etc//x"],
  path: ["/etc/a", "tmp"],
  ss: [[], ["/etc/a"], ["/etc//x"]],
  ns: [[]],
  num: [4, 6].map((v) => ({ kind: "x", v })).concat([4, 4.2, 4.7, 6].map((v) => ({ kind: "y", v }))),
  small: [
    { kind: "x", v: 10 },
    { kind: "y", v: 10.5 },
  ],
  text: [
    { kind: "x", v: "/etc/a" },
    { kind: "x", v: "tmp" },
    { kind: "y", v: "/etc/a" },
    { kind: "y", v: "/etc//x" },
  ],
  place: [
    { kind: "x", v: "tmp" },
    { kind: "x", v: "/etc/a" },
    { kind: "y", v: "tmp" },
  ],
  color: [
    { kind: "x", v: "red" },
    { kind: "y", v: "blue" },
    { kind: "y", v: "green" },
  ],
  day: [{ kind: "y", v: "" }],
  link: [{ kind: "y", v: "" }],
  ip: [{ kind: "y", v: "" }],
  odd: [{ kind: "y", v: null }],
  deep: [
    { kind: "x", v: { n: 4 } },
    { kind: "y", v: { n: 4.2 } },
    { kind: "x", v: { n: 5 } },
  ],
  lists: [
    { kind: "x", v: [] },
    { kind: "x", v: [5] },
    { kind: "y", v: [4.2] },
  ],
  words: [
    { kind: "x", v: ["/etc/a"] },
    { kind: "y", v: ["a//x"] },
    { kind: "x", v: [] },
  ],
  wide: [1],
  other: [1],
};

const requests: readonly Request[] = Object.entries(pools).flatMap(([name, values]) =>
  values.flatMap((value) =>
    ["s", "path", "ss", "place"].flatMap((second) =>
      (pools[second] ?? []).map((other): Request => {
        const args = { ...Object.fromEntries(Object.entries(pools).map(([each, [first]]) => [each, first ?? null])), [second]: other, [name]: value };
        return { action: "q.act", effect: "write", args, params: {}, received: {}, context: {}, now: 0, approvals: [] };
      }),
    ),
  ),
);

describe("what is said of it", () => {
  const whereOf = (text: string): { readonly where: Constraint; readonly signature: Parameters<typeof includes>[0] } => {
    const { hops, actions } = lowerText(inClause(text)).value;
    const action = actions[0] ?? expect.fail();
    return { where: hops[0]?.scope.clauses[0]?.where ?? expect.fail(), signature: { action, params: {}, context: {} } };
  };

  it.each<[string, Json, boolean]>([
    ["num.v <= 5", { kind: "y", v: 4.2 }, true],
    ["num.v <= 5", { kind: "x", v: 6 }, false],
    ["text.v matches /.etc.*/", { kind: "y", v: "/etc//x" }, true],
    ['text.v like "/etc/**"', { kind: "y", v: "/etc//x" }, true],
    ['text.v != "/etc/a"', { kind: "y", v: "/etc//x" }, true],
    ['text.kind == "y"', { kind: "y", v: "" }, true],
    ["some l in lists.v: l > 4", { kind: "y", v: [4.2] }, true],
  ])("%s of %j", (text, value, holds) => {
    const { where } = whereOf(text);
    const name = text.includes("lists") ? "lists" : text.startsWith("num") ? "num" : "text";
    const [request] = requests;
    if (request !== undefined) expect(admits(where, { ...request, args: { ...request.args, [name]: value } })).toBe(holds);
  });

  it("is proved as it is meant", () => {
    const all = fine.map((text) => ({ text, ...whereOf(text) }));
    for (const request of requests) expect(conformsAll(all[0]?.signature.action.params ?? [], request.args), JSON.stringify(request.args)).toBe(true);
    const answers = { none: 0, found: 0 };
    for (const child of all) {
      for (const parent of all) {
        const answer = includes(child.signature, { facts: { kind: "true" }, child: child.where, parent: parent.where });
        const apart = requests.find((request) => admits(child.where, request) && !admits(parent.where, request));
        if (answer.kind === "too-complex") expect.fail(`${child.text} in ${parent.text}: ${answer.limit}`);
        if (answer.kind === "none") expect(apart, `${child.text} in ${parent.text}`).toBeUndefined();
        answers[answer.kind]++;
      }
    }
    expect(answers.none).toBeGreaterThan(fine.length);
    expect(answers.found).toBeGreaterThan(fine.length);
  });
});
