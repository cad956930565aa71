/** Random policies of every construct over few names, so that they clash and refer to one another, and random edits of their texts. */
import fc from "fast-check";

const agent = fc.constantFrom("a", "b", "c", "d");
const principal = fc.constantFrom("p", "p", "q");
const party = fc.oneof({ weight: 3, arbitrary: agent }, principal);
const task = fc.constantFrom("t", "t", "u");
const count = fc.integer({ min: 0, max: 9 }).map(String);
const label = fc.constantFrom("low", "mid", "high");
const maybe = (text: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.oneof(fc.constant(""), text);
const said = (strings: TemplateStringsArray, ...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((values) => strings.map((each, i) => each + (values[i] ?? "")).join(""));

const condition = fc.oneof(
  said`n <= ${count}`,
  said`n <= ${count} and s == "x"`,
  said`not (s == "y" or n > ${count})`,
  said`s like "a*"`,
  said`n == limit`,
  said`n <= $cap`,
  said`n <= received.cap`,
  said`s == context.who`,
  said`approved by ${principal}`,
  said`effect == read`,
  said`oops == ${count}`,
);
const actions = fc.constantFrom("x.r", "x.r", "x.w", "x.*", "any", "x.r, x.w", "s1", "s2(3)", "y.v", "x.gone");
const clause = fc.oneof(
  said`allow ${actions}`,
  said`allow ${actions} where ${condition}`,
  said`allow x.r where ${condition}`,
  said`relay x.r where ${condition}`,
  said`allow received x.r where ${condition}`,
  said`allow received`,
  said`deny x.w where ${condition}`,
);
const block = (statements: fc.Arbitrary<string>, least: number, most: number): fc.Arbitrary<string> =>
  fc.array(statements, { minLength: least, maxLength: most }).map((lines) => `{\n${lines.map((line) => `  ${line}\n`).join("")}}`);

const hop = said`delegate ${fc.oneof(principal, party)} -> ${fc.oneof({ weight: 9, arbitrary: agent }, party)}${fc.constantFrom(
  "",
  "",
  "",
  "(cap: Int)",
  "(cap: Number)",
  "(cap: small)",
  "(cap: Int, cap: Int)",
  "(who: String from context.who)",
)}${maybe(said` as h${count}`.map((text) => (text.endsWith("1") || text.endsWith("2") ? text : "")))} for ${task} ${block(
  fc.oneof(
    { weight: 4, arbitrary: clause },
    said`require $cap <= ${count}`,
    said`ttl ${count}m`,
    said`ttl 1h`,
    said`depth ${count}`,
    said`fanout ${count}`,
    said`budget ${count} calls`,
    said`budget $cap usd`,
    said`pass ${label}`,
    said`reply ${label} trusted`,
    said`approval by ${principal}`,
  ),
  1,
  5,
)}`;

const agents = said`agent ${agent}${maybe(fc.constant(" in home"))}${maybe(fc.constantFrom("", " unguarded"))} ${block(
  fc.oneof(
    said`owner "o${count}"`,
    said`identity "i${fc.constantFrom("1", "2")}"`,
    said`runtime "r"`,
    said`clearance ${label}`,
    said`ceiling { allow x.r where n <= ${count} }`,
    said`ceiling { allow s1 }`,
  ),
  0,
  3,
)}`;

const test = said`test "${count}" {
  chain p -> ${agent} -> ${agent}(cap: ${count})
  context { who: "me" }
  ${fc.constantFrom("allow", "deny")} x.r(n: ${count}, s: "x")
}`;

const common = fc.oneof(
  said`label low < mid < high`,
  said`label low < ${label}`,
  said`domain home`,
  said`task t "T"`,
  said`task u "U" part of t`,
  said`type small = Int where it <= ${count}`,
  said`let limit = ${count}`,
  said`context { who: String }`,
  said`tool x {\n  read r(n: ${fc.constantFrom("Int", "small", "Number")}, s: String)\n  write w(m: Number, s: String) spends m usd\n}`,
  said`tool y { read v(n: Int) returns ${label} }`,
  said`annotate x { r sends ${label} }`,
  said`secret k { ttl 1h per hop }`,
  said`scope s1 { allow x.r where ${condition} }`,
  said`scope s2(k: Int) { allow x.r where n <= $k }`,
);

const claim = fc.oneof(
  said`deny ${actions} where ${condition}`,
  said`deny x.w by agents in home`,
  said`deny x.w by agents except ${agent}`,
  said`assert never x.w by ${agent}`,
  said`assert can ${agent} x.r where n == ${count}`,
  said`assert no flow high to agents`,
  said`assert no path p -> ${agent}`,
  said`assert depth <= ${count}`,
);

const comment = fc.constantFrom(
  "// a comment",
  "/// A doc.",
  "",
  "// remit-allow no-owner: it is a test",
  "// remit-allow always-true, no-narrowing: it is a test",
  "// remit-allow",
  "// remit-allow wider-scope: never",
);

const importing = fc.constantFrom(
  'import { x, t } from "./lib"',
  'import { a, p } from "./lib"',
  'import { a as d, s1, small, limit } from "./lib"',
  'import { low, mid, high } from "./lib"',
  'import { a, b } from "./other"',
);

/** The least that a policy needs, so that most of what is random means something. */
const base = `label low < mid < high
domain home
task t "T"
task u "U" part of t
type small = Int where it <= 5
let limit = 3
context { who: String }
tool x {
  read r(n: Int, s: String)
  write w(m: Number, s: String) spends m usd
}
scope s1 { allow x.r where n <= 3 }
scope s2(k: Int) { allow x.r where n <= $k }
principal p {
}
agent a {
}
agent b {
}
agent c {
}
`;

const calmCondition = fc.oneof(
  said`n <= ${count}`,
  said`n <= received.cap`,
  said`n in ${fc.constantFrom("1", "2")} .. ${fc.constantFrom("1", "2", "3")} and s == context.who`,
  said`n <= limit and approved by p`,
);
const calmHop = said`delegate ${fc.constantFrom("p", "a", "b")} -> ${fc.constantFrom("a", "b", "c", "d")}${fc.constantFrom(
  "",
  "(cap: Int)",
  "(cap: Int)",
  "(cap: Int)",
  "(cap: small)",
)} for ${task} ${block(fc.oneof(said`allow x.r where ${calmCondition}`, said`allow s1`, said`allow received x.r where ${calmCondition}`), 1, 2).map(
  (text) => text.replace("{", "{\n  ttl 1h"),
)}`;
const calmAgent = said`agent ${fc.constantFrom("d", "e", "e")} in home ${block(
  fc.oneof(said`owner "o${count}"`, said`identity "i${fc.constantFrom("1", "2")}"`, said`ceiling { allow x.r where n <= ${count} }`),
  0,
  1,
)}`;

/** Mostly right, so that what depends on what is seen without the noise of mistakes. */
const calm = fc.oneof(
  { weight: 8, arbitrary: calmHop },
  { weight: 2, arbitrary: calmAgent },
  {
    weight: 2,
    arbitrary: fc.oneof(
      said`deny x.w by agents in home`,
      said`deny x.w by agents except a`,
      said`assert never x.w by agents`,
      said`deny x.w where s == "${count}"`,
    ),
  },
  {
    weight: 2,
    arbitrary: said`test "${count}" {\n  chain p -> ${fc.constantFrom("a", "b")} -> c(cap: ${count})\n  allow x.r(n: ${count}, s: "x")\n}`,
  },
  { weight: 1, arbitrary: said`test "${count}" {\n  chain p -> ${fc.constantFrom("a", "b")}\n  deny x.r(n: ${count}, s: "x")\n}` },
  { weight: 1, arbitrary: comment },
);

const declaration = fc.oneof(
  { weight: 8, arbitrary: hop },
  { weight: 4, arbitrary: agents },
  { weight: 1, arbitrary: said`principal ${principal} {\n  holds { allow x.* where n <= ${count} }\n}` },
  { weight: 2, arbitrary: claim },
  { weight: 2, arbitrary: test },
  { weight: 1, arbitrary: common },
  { weight: 2, arbitrary: comment },
  { weight: 1, arbitrary: importing },
);

const calmFile = fc.array(calm, { minLength: 4, maxLength: 14 }).map((declarations) => base + declarations.map((each) => `${each}\n`).join(""));

const file = fc
  .tuple(fc.constantFrom(base, base, base, ""), fc.array(declaration, { maxLength: 12 }))
  .map(([start, declarations]) => start + declarations.map((each) => `${each}\n`).join(""));

/** Texts by file. `main` imports what `lib` declares, or not; `other` may stand alone. */
const wildFiles: fc.Arbitrary<Readonly<Record<string, string>>> = fc
  .record({ "main.remit": file }, { requiredKeys: ["main.remit"] })
  .chain((main) => fc.record({ "lib.remit": file, "other.remit": file }, { requiredKeys: [] }).map((more) => ({ ...main, ...more })));

/** A policy that is mostly right, perhaps beside another that uses its names. */
const calmFiles: fc.Arbitrary<Readonly<Record<string, string>>> = fc
  .tuple(calmFile, fc.option(fc.array(calm, { maxLength: 6 })))
  .map(([main, other]) => ({
    "main.remit": main,
    ...(other === null
      ? {}
      : {
          "other.remit": `import { p, a, b, c, t, u, x, s1, small, limit, low, mid, high, home } from "./main"\n${other.map((each) => `${each}\n`).join("")}`,
        }),
  }));

/** What an edit does; where, as a share of the text, so that it fits whatever the text is then. */
export type Step =
  | { readonly kind: "line"; readonly file: string; readonly at: number; readonly remove: number; readonly insert: string }
  | { readonly kind: "signs"; readonly file: string; readonly at: number; readonly remove: number; readonly insert: string }
  | { readonly kind: "whole"; readonly file: string; readonly text: string }
  /** Two declarations that follow one another change places. */
  | { readonly kind: "swap"; readonly file: string; readonly at: number }
  /** A declaration in the place of another, after it, or gone. */
  | { readonly kind: "declaration"; readonly file: string; readonly at: number; readonly keep: boolean; readonly insert: string }
  | { readonly kind: "undo"; readonly file: string }
  | { readonly kind: "gone"; readonly file: string };

const fileName = fc.constantFrom("main.remit", "main.remit", "main.remit", "lib.remit", "other.remit");
const share = fc.integer({ min: 0, max: 1000 });
const signs = fc.constantFrom("", "", "}", "{", "\n}\n", '"', "//", "\n", "x", "7", " ", "=", "where", "\r", "`", "agent b {\n}\n", "£");

const wildSteps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant("line" as const),
        file: fileName,
        at: share,
        remove: fc.nat(6),
        insert: fc.oneof(fc.constant(""), declaration),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant("line" as const), file: fileName, at: share, remove: fc.constant(0), insert: declaration }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("signs" as const), file: fileName, at: share, remove: fc.nat(3), insert: signs }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("undo" as const), file: fileName }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("whole" as const), file: fileName, text: file }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("gone" as const), file: fc.constantFrom("lib.remit", "other.remit") }) },
  ),
  { minLength: 1, maxLength: 8 },
);

const calmSteps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant("declaration" as const),
        file: fc.constantFrom("main.remit", "main.remit", "main.remit", "other.remit"),
        at: share,
        keep: fc.boolean(),
        insert: fc.oneof({ weight: 1, arbitrary: fc.constant("") }, { weight: 4, arbitrary: calm }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("swap" as const), file: fc.constant("main.remit"), at: share }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("undo" as const), file: fc.constant("main.remit") }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("signs" as const), file: fileName, at: share, remove: fc.nat(1), insert: signs }) },
  ),
  { minLength: 1, maxLength: 10 },
);

/** Texts by file, and edits of them. */
export const edited: fc.Arbitrary<readonly [Readonly<Record<string, string>>, readonly Step[]]> = fc.oneof(
  { weight: 1, arbitrary: fc.tuple(wildFiles, wildSteps) },
  { weight: 2, arbitrary: fc.tuple(calmFiles, calmSteps) },
);
