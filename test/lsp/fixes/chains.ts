/** Random policies that are right but for what hops pass on, and how they are bounded: where quick fixes have most to find out. */
import fc from "fast-check";

const said = (strings: TemplateStringsArray, ...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((values) => strings.map((each, at) => each + (values[at] ?? "")).join(""));
const count = fc.integer({ min: 1, max: 9 }).map(String);
const maybe = (text: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.oneof(fc.constant(""), text);

/** `names`: the parameters that can be spoken of. */
function condition(names: readonly string[]): fc.Arbitrary<string> {
  const atom = fc.oneof(
    said`n <= ${count}`,
    said`n >= ${count}`,
    said`n in [${count}, ${count}]`,
    said`s == ${fc.constantFrom('"x"', '"y"', '"xy"')}`,
    said`s like ${fc.constantFrom('"x*"', '"*y"', '"*"')}`,
    said`s matches /${fc.constantFrom("x+", "[xy]*", "x|yy")}/`,
    fc.constant("context.on"),
    fc.constant("approved by p"),
    ...(names.length === 0 ? [] : [said`n <= ${fc.constantFrom(...names)}`]),
  );
  const plain = fc.oneof({ weight: 4, arbitrary: atom }, said`not (n == ${count})`);
  return fc.oneof(
    { weight: 4, arbitrary: plain },
    said`${plain} and ${plain}`,
    said`${plain} or ${plain}`,
    said`${plain} and (${plain} or ${plain})`,
  );
}

function clause(names: readonly string[], isFirst: boolean): fc.Arbitrary<string> {
  const actions = fc.constantFrom("t.r", "t.w", "t.r, t.w", "t.*", "t.d");
  const where = maybe(said` where ${condition(names)}`);
  const denied = said`deny ${actions} where n == ${count}`;
  return fc.oneof(
    { weight: 6, arbitrary: said`${fc.constantFrom("allow", "allow", "relay")} ${actions}${maybe(fc.constant(" only (n, s)"))}${where}` },
    { weight: 1, arbitrary: denied },
    ...(isFirst ? [] : [{ weight: 1, arbitrary: said`allow received ${actions}${where}` }]),
  );
}

function hop(from: string, to: string): fc.Arbitrary<string> {
  const isFirst = from === "p";
  const own = isFirst ? fc.constant("(cap: Int)") : fc.constantFrom("", "", "(cap: Int)", "(most: Int)");
  return own.chain((params) => {
    const names = [...(params === "" ? [] : [`$${params.slice(1, params.indexOf(":"))}`]), ...(isFirst ? [] : ["received.cap"])];
    const statements = fc.array(clause(names, isFirst), { minLength: 1, maxLength: 3 });
    const bounds = fc.tuple(
      said`ttl ${count}m`,
      maybe(said`depth ${fc.constantFrom("0", "1", "2")}`),
      maybe(said`budget ${count} calls${maybe(said` per ${count}m`)}`),
      maybe(said`pass ${fc.constantFrom("mid", "high")}`),
      maybe(params === "" ? fc.constant("fanout 2") : said`require ${fc.constant(names[0] ?? "")} <= ${count}`),
    );
    return fc
      .tuple(statements, bounds)
      .map(
        ([clauses, more]) =>
          `delegate ${from} -> ${to}${params} for work {\n${[...clauses, ...more.filter((each) => each !== "")].map((each) => `  ${each}\n`).join("")}}\n`,
      );
  });
}

const bounded = (word: string): fc.Arbitrary<string> => maybe(said` ${fc.constant(word)} { allow t.*${maybe(said` where ${condition([])}`)} }`);
const agent = (name: string): fc.Arbitrary<string> =>
  said`agent ${fc.constant(name)} { owner "o"${maybe(said` clearance ${fc.constantFrom("mid", "high")}`)}${bounded("ceiling")} }\n`;

/** Chains from `p` over `a` and `b` to `c`. */
export const chained: fc.Arbitrary<string> = fc
  .tuple(
    bounded("holds"),
    fc.tuple(agent("a"), agent("b"), agent("c")),
    fc.tuple(hop("p", "a"), hop("a", "b"), maybe(hop("p", "b")), maybe(hop("b", "c")), maybe(hop("a", "c"))),
  )
  .map(
    ([holds, agents, hops]) => `label low < mid < high
task work "Work"
context { live on: Bool }
tool t {
  read r(n: Int, s: String) returns ${"mid"}
  write w(n: Int, s: String, more?: String) spends n usd
  destructive d(n: Int)
}
principal p {${holds} }
${[...agents, ...hops].join("")}`,
  );
