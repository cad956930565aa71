/** What is said of a mistake: the words, and the place, marked «so» in the text. What stands around it is still read. */
import { describe, expect, test } from "vitest";
import { parse } from "../../compiler/syntax/parse.js";

/** The mistakes of a text, the place of each and the help in one line, and the declarations that are left. */
function mistakesIn(text: string): string[] {
  return parse("test.remit", text).diagnostics.map(({ message, place, help, related, severity }) => {
    expect(severity).toBe("error");
    const also = related.map((each) => ` [${each.message}: ${text.slice(each.place.span.start, each.place.span.end)} at ${each.place.span.start}]`);
    return `${text.slice(place.span.start, place.span.end)}: ${message}${also.join("")}${help === undefined ? "" : ` — ${help}`}`;
  });
}

/** One mistake, where the text is marked; the declaration after it is read. */
function checkOne(marked: string, message: string, help?: string): void {
  const [before = "", place = "", after = ""] = marked.split(/[«»]/);
  const text = `${before}${place}${after}\nlabel next < after\n`;
  const { value, diagnostics } = parse("test.remit", text);
  expect(diagnostics.map((each) => [each.message, each.help])).toEqual([[message, help]]);
  expect(diagnostics[0]?.place).toEqual({ file: "test.remit", span: { start: before.length, end: before.length + place.length } });
  expect(value.declarations.at(-1)).toMatchObject({ kind: "label", names: [{ text: "next" }, { text: "after" }] });
}

describe("signs of other languages", () => {
  test.each([
    ["deny any where a «=» 1", "`=` does not compare", "Write `==`."],
    ["deny any where a «===» 1", "`===` is not a sign here", "Write `==`."],
    ["deny any where a «!==» 1", "`!==` is not a sign here", "Write `!=`."],
    ["deny any where a == 1 «&&» b", "`&&` is not a sign here", "Write `and`."],
    ["deny any where a == 1 «||» b", "`||` is not a sign here", "Write `or`."],
    ["deny any where «!»(a == 1)", "`!` is not a sign here", "Write `not`, as in `not (a == b)`, or `!=`."],
    ["deny any where a «=>» 1", "`=>` is not a sign here", "Write `>=`."],
    ["delegate a «=>» b for t { ttl 1h }", "`=>` is not a sign here", "Write `->`."],
    ["let x = 1«;»", "There are no semicolons here", "Remove it: nothing separates statements."],
    ["delegate a -> b for t { ttl 1h«;» allow x.y }", "There are no semicolons here", "Remove it: nothing separates statements."],
    ["deny any where a «+» 1 == 2", "`+` is not a sign of the language", "There is no arithmetic here: compare with what it comes to."],
    ["deny any where a == «'x'»", "A text stands in double quotes", 'Write `"x"`.'],
    ["let x = «'x»", "A text stands in double quotes, and this one is not closed on its line", 'Put `"` before and after it.'],
    [
      "deny any where a == «é»",
      "`é` can't stand in a plain name",
      "Names have letters `a` to `z`, digits and `_`; any other name stands in backticks.",
    ],
    ["let x =«\u00a0»1", "A character that looks like a space (U+00A0) is not one here", "Write a plain space."],
    ["let x = «\u0000»1", "The character U+0000 can't stand here", "Remove it."],
    ["deny «list-issues».x", "A name with a `-` in it stands in backticks", "Write `` `list-issues` ``."],
    ["deny «v-1».x", "A name with a `-` in it stands in backticks", "Write `` `v-1` ``."],
  ])("%s", checkOne);
});

describe("literals", () => {
  const escapes = "The escapes are JSON's: `\\\"`, `\\\\`, `\\/`, `\\b`, `\\f`, `\\n`, `\\r`, `\\t` and `\\u0000`; a backslash is written `\\\\`.";
  test.each([
    ['let x = «"abc»', "This text is not closed on its line", 'Close it with `"`; a line break in a text is written `\\n`.'],
    ['let x = «"abc\\"»', "This text is not closed on its line", 'Close it with `"`; a line break in a text is written `\\n`.'],
    ['let x = "a«\\q»b"', "`\\q` is no escape", escapes],
    ['let x = "«\\u12»g"', "`\\u` takes four hexadecimal digits", "Write `\\u00e9`, say."],
    ['let x = "a«\t»b"', "A control character can't stand in a text", "Write `\\t`."],
    ['let x = "a«\u0001»b"', "A control character can't stand in a text", "Write `\\u0001`."],
    [
      'let x = «"\\ud83d"»',
      "This text is not well-formed Unicode: it has half of a pair of surrogates",
      "Write the character itself, or both halves.",
    ],
    ["let «`a» = 1", "This name in backticks is not closed on its line", "Close it with a backtick."].map((each) =>
      each.replace("`a» = 1", "`a = 1»"),
    ),
    ["let «``» = 1", "A name can't be empty", "Write the name between the backticks."],
    ["let x = «01»", "`01` is no number: it starts with a needless zero", "Write `1`."],
    ["let x = «-007.5»", "`-007.5` is no number: it starts with a needless zero", "Write `-7.5`."],
    ["let x = «1_000»", "`1_000` is no number", "Write `1000`."],
    ["let x = «1e400»", "`1e400` is too large for a number", "The largest is about 1.8e308."],
    [
      "let x = «5x»",
      "`5x` is neither a number nor a duration",
      "A duration is whole numbers with units `s`, `m`, `h` or `d`: `30s`, `5m`, `1h30m`, `7d`.",
    ],
    [
      "delegate a -> b for t { ttl «5min» }",
      "`5min` is neither a number nor a duration",
      "A duration is whole numbers with units `s`, `m`, `h` or `d`: `30s`, `5m`, `1h30m`, `7d`.",
    ],
    [
      "delegate a -> b for t { ttl «30m1h» }",
      "`30m1h` is no duration",
      "Write its parts from the larger unit to the smaller, each once: `1d12h`, `1h30m`.",
    ],
    ["delegate a -> b for t { ttl «1.5h» }", "`1.5h` is no duration: its parts are whole numbers", "Write `1h30m` for an hour and a half, say."],
    ["delegate a -> b for t { ttl «99999999999999d» }", "`99999999999999d` is longer than any duration can be", "The longest is `36500d`."],
    ["delegate a -> b for t { ttl «36500d1s» }", "`36500d1s` is longer than any duration can be", "The longest is `36500d`."],
    ["delegate a -> b for t { ttl «0s» }", "`0s` is no time at all", "Write how long it is, from `1s` on."],
    ["delegate a -> b for t { ttl 1h budget 5 usd per «0h0m» }", "`0h0m` is no time at all", "Write how long it is, from `1s` on."],
    ["delegate a -> b for t { ttl 1h approval by p within «0d» }", "`0d` is no time at all", "Write how long it is, from `1s` on."],
    ["secret s { per hop ttl «0s» }", "`0s` is no time at all", "Write how long it is, from `1s` on."],
    ["delegate a -> b for t { ttl «5» }", "Expected a duration such as `30s`, `5m`, `1h30m` or `7d`, but found `5`", undefined],
    ["delegate a -> b for t { depth «1.5» }", "A depth is a whole number, not negative", "Write `0`, `1`, `2` …"],
    ["delegate a -> b for t { fanout «-1» }", "A fanout is a whole number, not negative", "Write `0`, `1`, `2` …"],
    ["deny any where size(x) > «0.5»", "A size is a whole number, not negative", "Write `0`, `1`, `2` …"],
    [
      "deny any where a matches «/abc»",
      "This regular expression is not closed on its line",
      "Close it with `/`; a slash inside it is written `\\/`.",
    ],
    [
      "deny any where a matches //\n«deny» any",
      "Expected a regular expression that is not empty (`//` opens a comment), but found `deny`",
      undefined,
    ],
    ['deny any where a matches «"x"»', 'Expected a regular expression `/…/`, but found `"x"`', undefined],
    ["let x = [1, 2«,»]", "A list does not end with a comma", "Remove it."],
    ["tool t { a(b: Int«,») }", "A list does not end with a comma", "Remove it."],
  ] as [string, string, string?][])("%s", checkOne);
});

describe("expressions", () => {
  test.each([
    ["deny any where «a and b or c»", "`and` and `or` do not mix without parentheses", "Write `(a and b) or c`, or `a and (b or c)`."],
    [
      "deny any where «a or b or (c and d) and e»",
      "`and` and `or` do not mix without parentheses",
      "Write `(a or b or (c and d)) and e`, or `a or b or ((c and d) and e)`.",
    ],
    ["deny any where (x and («a or b and c»))", "`and` and `or` do not mix without parentheses", "Write `(a or b) and c`, or `a or (b and c)`."],
    [
      "deny any where «all x in l: a and b»",
      "Whether `and b` belongs to this `all` is not clear",
      "Write `all x in l: (a and b)` if it is said of each element, or `(all x in l: a) and b` if it is not.",
    ],
    [
      "deny any where c or «some x in l: x == 1 or (d)»",
      "Whether `or (d)` belongs to this `some` is not clear",
      "Write `some x in l: (x == 1 or (d))` if it is said of each element, or `(some x in l: x == 1) or (d)` if it is not.",
    ],
    [
      "deny any where all x in l: «some y in m: x == y»",
      "A quantifier can't stand inside another",
      "Say what the inner one says with `in`, as in `all x in a: x in b`, or in a condition of its own.",
    ],
    [
      "deny any where all x in l: (x == 1 or not «all y in m: x == y»)",
      "A quantifier can't stand inside another",
      "Say what the inner one says with `in`, as in `all x in a: x in b`, or in a condition of its own.",
    ],
    ["deny any where a < b «<» c", "Comparisons do not chain", "Write `a < b and b < …`."],
    ["deny any where x in «a» .. 5", "A range goes from one value to another", "Write two comparisons, `x >= low and x <= high`."],
    [
      "deny any where now.«minute» > 3",
      "`now` has no `minute`",
      "Write `now.hour` for the hour of the day in UTC, or put an argument of that name in backticks.",
    ],
    ["deny any where a not «b»", "Expected `in`, `like`, `matches` or `under`, but found `b`", undefined],
    ["deny any where a == 1 and «and» b", "Expected a condition, such as `amount <= 50`, `has note` or `not (…)`, but found `and`", undefined],
    ["deny any where a is «5»", "Expected a kind: `null`, `String`, `Number`, `Bool`, `List` or `Record`, but found `5`", undefined],
  ] as [string, string, string?][])("%s", checkOne);

  test("what is missing is not taken from the next declaration", () => {
    const condition = "a condition, such as `amount <= 50`, `has note` or `not (…)`";
    const operand = "an argument, a parameter `$…`, `context.…`, `now` or a value";
    for (const [text, wanted] of [
      ["deny any where", condition],
      ["deny any where a and", condition],
      ["deny any where a ==", operand],
      ["deny any where a in", operand],
      ["deny any where has", operand],
      ["deny any where $", "the name of a parameter"],
      ["deny any where x.", "the name of a field"],
      ["deny a.b,", "the name of a tool"],
      ["label a <", "the name of a label"],
    ])
      checkOne(`${text}\n«task» t "x"`, `Expected ${wanted}, but found \`task\``);
  });

  test("nor from the next statement", () => {
    for (const next of ["ttl 1h", "depth 1", "budget $x usd", "allow x.y", "deny any", "relay received", "approval by p"]) {
      const word = next.split(" ")[0] ?? "";
      const found = mistakesIn(`delegate a -> b for t { require a == ${next} pass low }`);
      expect(found).toEqual([`${word}: Expected an argument, a parameter \`$…\`, \`context.…\`, \`now\` or a value, but found \`${word}\``]);
    }
  });
});

describe("declarations", () => {
  const starts =
    "A declaration starts with `import`, `label`, `domain`, `task`, `type`, `let`, `context`, `tool`, `annotate`, `secret`, `scope`, `principal`, `agent`, `delegate`, `deny`, `assert` or `test`.";
  test.each([
    ["«delegat» a -> b for t { ttl 1h }", "`delegat` does not open a declaration", "Did you mean `delegate`?"],
    ['«Agent» b { owner "x" }', "`Agent` does not open a declaration", "Did you mean `agent`?"],
    ["«import» { x: 1 }", "Expected `}`, but found `:`", undefined].map((each) => each?.replace("«import» { x: 1 }", "import { x «:» 1 }")),
    ["domain x «extrnal»", "`extrnal` does not open a declaration", "Did you mean `external`?"],
    ["deny any where a == b «zebra»", "`zebra` does not open a declaration", starts],
    ["«allow» x.y", "`allow` does not stand on its own: it is a statement of a delegation, a scope or a test", "Move it there."],
    ["«ttl» 5m", "`ttl` does not stand on its own: it is a statement of a delegation", "Move it there."],
    ["«}»", "This `}` closes nothing", "Remove it."],
    ["«5»", "Expected a declaration, but found `5`", undefined],
    ["label a «>» b > c", "Labels are written from the lowest to the highest", "Turn them round: `label low < high`."],
    ['task t\n«task» u "x"', "Expected what the task is for, as a text in double quotes, but found `task`", undefined],
    ["agent a in «{» }", "Expected the name of a domain, but found `{`", undefined],
    ["agent a in d «ungarded» { }", "Expected `{`, but found `ungarded`", "Did you mean `unguarded`?"],
    ['agent a { owner «x» identity "y" }', "Expected a text in double quotes, but found `x`", undefined],
    [
      'agent a { «ownr» "x" }',
      "Expected what an agent has: `owner`, `identity`, `runtime`, `clearance` or `ceiling`, but found `ownr`",
      "Did you mean `owner`?",
    ],
    ['agent a { owner "x" «owner» "y" }', "`owner` stands here a second time", "Keep one of them."],
    ["tool t { read x «}»", "Expected the arguments in parentheses, `()` where there are none, but found `}`", undefined],
    ["tool t { read x(a«)» }", "Expected `:`, but found `)`", undefined],
    ["tool t { read x() returns a «returns» b }", "`returns` stands here a second time", "Keep one of them."],
    ["tool t { a(b: Int «from context.c») }", "Only a parameter of a hop is bound to a fact of the context", "Remove it."],
    ["tool t { a(b: Int) spends b / «0» usd }", "What is spent is divided by a number above zero", "Write `/ 100` for an amount in cents, say."],
    ["scope s(a«?»: Int) { allow x.y }", "A parameter of a scope can't be optional", "Remove the `?`."],
    [
      "annotate t { a«(»b: Int) returns l }",
      "An annotation does not repeat an action's arguments",
      "Remove them: `annotate` only adds what the tool's catalogue does not say.",
    ],
    ["context { a: Int«,» b: Int }", "No comma stands between the parts of a block", "Remove it."],
    [
      "secret «s» { ttl 5m }",
      "This secret does not say whether it is minted for each hop",
      "Write `per hop` if it is, or `shared` if one serves all.",
    ],
    ["secret «s» { per hop }", "This secret does not say how long it lives", "Write `ttl 15m`, say."],
    ["secret s { shared «per» hop ttl 5m }", "A secret is `per hop` or `shared`, and that once", "Remove one of them."],
    ["secret s { ttl 5m per «day» shared }", "Expected `hop`, but found `day`", undefined],
    ["delegate a «b» for t { ttl 1h }", "Expected `->`, but found `b`", undefined],
    ["delegate a -> b «{» ttl 1h }", "Expected `for`, but found `{`", undefined],
    ["delegate a -> b for t { allow x.y ttl 1h «ttl» 2h depth 1 }", "`ttl` stands here a second time", "Keep one of them."],
    ["delegate a -> b for t { approval «oncall» }", "Expected `by`, but found `oncall`", undefined],
    ["delegate a -> b for t { budget «-5» usd }", "A budget is not negative", "Write `0` for none."],
    [
      "delegate a -> b for t { allow «s, x.y» }",
      "A named scope stands alone in its clause",
      "Write a clause of its own for each scope, and one for the actions.",
    ],
    ["delegate a -> b for t «{» allow x.y ttl 1h", "This `{` is not closed: the body of a delegation has no `}`", "Close it with `}`."],
    ["agent a { ceiling «{» allow x.y", "This `{` is not closed: the body of a ceiling has no `}`", "Close it with `}`."],
    ["assert «nevr» x.y", "Expected what is claimed: `never`, `can`, `no flow`, `no path` or `depth <=`, but found `nevr`", "Did you mean `never`?"],
    ["assert no «flw» x to y", "Expected `flow` or `path`, but found `flw`", "Did you mean `flow`?"],
    ["deny x\n«label» low < high", "Expected `.` and the name of an action, as in `tool.action` or `tool.*`, but found `label`", undefined],
    ['test «"x"» { allow a.b() }', "This test names no chain", "Write `chain A -> B` in it."],
    ['test "x" { chain a -> b «chain» c -> d }', "`chain` stands here a second time", "Keep one of them."],
    ['import «a» from "x"', "Expected the names to import, in braces, but found `a`", undefined],
  ] as [string, string, string?][])("%s", checkOneOfAgent);

  /** A ceiling that is not closed leaves its agent open too. */
  function checkOneOfAgent(marked: string, message: string, help?: string): void {
    if (!marked.startsWith("agent a { ceiling")) {
      checkOne(marked, message, help);
      return;
    }
    const found = mistakesIn(`${marked.replace(/[«»]/g, "")}\nlabel next < after`);
    expect(found).toEqual([
      "{: This `{` is not closed: the body of an agent has no `}` — Close it with `}`.",
      "{: This `{` is not closed: the body of a ceiling has no `}` — Close it with `}`.",
    ]);
  }
});

describe("one mistake does not hide the next", () => {
  test("in a block, statement by statement", () => {
    const text = `delegate a -> b for t {
      allow x.y where a ==
      ttl 5
      depth one
      fanout 2
      bananas 3
      relay z.w where (b == 1
      pass low
    }`;
    expect(mistakesIn(text)).toEqual([
      "ttl: Expected an argument, a parameter `$…`, `context.…`, `now` or a value, but found `ttl`",
      "5: Expected a duration such as `30s`, `5m`, `1h30m` or `7d`, but found `5`",
      "one: Expected a number, but found `one`",
      "bananas: Expected a statement of a delegation: `allow`, `relay`, `deny`, `require`, `ttl`, `depth`, `fanout`, `budget`, `pass`, `reply` or `approval`, but found `bananas`",
      `pass: Expected \`)\`, but found \`pass\` [opened here: ( at ${text.indexOf("(b")}]`,
    ]);
    expect(parse("test.remit", text).value.declarations).toMatchObject([
      { kind: "delegate", clauses: [{ verb: "relay", where: {} }], pass: { text: "low" } },
    ]);
  });

  test("after a broken head, in the body", () => {
    const text = 'delegate a -> for t { ttl 5 allow x. }\nagent in d { ownr "x" }\ntool { read a( }\ntest { at 5 }\nscope { allow }';
    expect(mistakesIn(text).map((each) => each.split(":")[0])).toEqual(["for", "5", "}", "in", "ownr", "{", "}", "{", "5", "{", "}"]);
    expect(parse("test.remit", text).value.declarations).toEqual([]);
  });

  test("a block that is not closed ends before the next declaration", () => {
    const text = 'agent a { owner "x" ceiling { allow x.y where a\nagent b { owner "y" }\ntool t { read r(\ndelegate a -> b for t { ttl 1h }';
    expect(parse("test.remit", text).value.declarations.map((each) => each.kind)).toEqual(["agent", "agent", "tool", "delegate"]);
  });

  test("what a declaration has that is right stays in the tree", () => {
    const text = 'tool t {\n read a(x: )\n b(y: Int)\n c(\n write d()\n}\nagent a { owner 5 identity "i" }';
    expect(parse("test.remit", text).value.declarations).toMatchObject([
      { kind: "tool", actions: [{ name: { text: "b" } }, { name: { text: "d" } }] },
      { kind: "agent", identity: { text: "i" } },
    ]);
  });

  test("but there is an end to it", () => {
    const { diagnostics } = parse("test.remit", "label ]\n".repeat(100_000));
    expect(diagnostics.length).toBeLessThan(300);
    expect(diagnostics.at(-1)?.message).toBe("There are more mistakes than are shown; the rest of the file was not read");
    expect(parse("test.remit", "label a < ] ".repeat(100_000)).diagnostics.length).toBeLessThan(300);
  });
});

test("what nests too deep is said to, and the next declaration is read", () => {
  const { value, diagnostics } = parse("test.remit", `deny any where ${"(".repeat(100_000)}a${")".repeat(100_000)}\nlabel a < b`);
  expect(diagnostics.map((each) => each.code)).toEqual(["too-complex"]);
  expect(value.declarations.map((each) => each.kind)).toEqual(["label"]);
});

test("a hundred levels are not too deep", () => {
  const deep = `${"(".repeat(99)}a${")".repeat(99)}`;
  expect(mistakesIn(`deny any where ${deep}`)).toEqual([]);
});

test("diagnostics come in the order of the text", () => {
  const starts = parse("test.remit", "deny any where a = 1; let x = 01 $ agent {").diagnostics.map((each) => each.place.span.start);
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
  expect(starts.length).toBeGreaterThan(3);
});
