import { Alternation, type IProduction, NonTerminal, Terminal } from "chevrotain";
import { describe, expect, it } from "vitest";
import { expectedAt, grammarRules } from "../../compiler/syntax/expect.js";
import { parse } from "../../compiler/syntax/parse.js";
import { roleOf } from "../../compiler/syntax/roles.js";
import { example } from "../harness/example.js";

/** What may stand at `|`, in words. */
function at(marked: string): string {
  const offset = marked.indexOf("|");
  const found = expectedAt(marked.replace("|", ""), offset);
  if (found === undefined) return "nothing";
  const words = found.words.map(({ text }) => text).filter((text) => /^\w/.test(text));
  return [...found.names.map((name) => `<${name}>`), ...found.values.map((value) => `(${value})`), ...words.sort()].join(" ");
}

const inHop = (statement: string): string => `delegate a -> b for t {\n  ${statement}`;

describe("what may stand at a place", () => {
  it("is a declaration between declarations", () => {
    const words = "agent annotate assert context delegate deny domain import label let principal scope secret task test tool type";
    expect(at("|")).toBe(words);
    expect(at('agent a { owner "o" }\n|\nagent b {}')).toBe(words);
    expect(at("agent a {\n}\n\nag|")).toBe(words);
  });

  it("is told by what a name is the name of", () => {
    expect(at("delegate |")).toBe("<party>");
    expect(at("delegate a -> |")).toBe("<agent>");
    expect(at("delegate a -> b for |")).toBe("<task>");
    expect(at(inHop("allow |"))).toBe("<subject> any received");
    expect(at(inHop("allow orders.|"))).toBe("<action>");
    expect(at(inHop("pass |"))).toBe("<label>");
    expect(at(inHop("budget 5 |"))).toBe("<unit>");
    expect(at(inHop("approval by |"))).toBe("<principal>");
    expect(at('task a "a" part of |')).toBe("<task>");
    expect(at("deny any by agents in |")).toBe("<domain>");
    expect(at("tool t { read a(x: |")).toBe("<type> (text) List< null");
    expect(at('import { | } from "x"')).toBe("<imported>");
    expect(at('test "x" { chain a -> b allow t.a(|')).toBe("<given argument>");
  });

  it("is what an expression may have there", () => {
    expect(at(inHop("allow t.a where |"))).toBe(
      "<operand> (number) (text) all approved context. effect false has not now null received. size some true",
    );
    expect(at(inHop("allow t.a where x.|"))).toBe("<field>");
    expect(at(inHop("allow t.a where $|"))).toBe("<parameter>");
    expect(at(inHop("allow t.a where context.|"))).toBe("<fact>");
    expect(at(inHop("allow t.a where received.|"))).toBe("<received>");
    expect(at(inHop("allow t.a where x is |"))).toBe("<kind> null");
    expect(at(inHop("allow t.a where all x |"))).toBe("in");
    expect(at(inHop('allow t.a where x == "|"'))).toBe("(text)");
    expect(at(inHop("allow t.a where effect >= |"))).toBe("<effect>");
  });

  it("does not depend on mistakes before it", () => {
    expect(at(inHop("allow t.a where ==\n  ]] ttl\n  pass |\n  ttl 1h\n}"))).toBe("<label>");
    expect(at("delegate -> {\n allow t.a where x ==\n pass |")).toBe("<label>");
    expect(at('agent a {\n  owner "o\n  clearance |')).toBe("<label>");
    expect(at("agent a {\n  ceiling {\n    allow |\nagent b {}")).toBe("<subject> any received");
    expect(at(inHop("ttl 1h\n  allow orders. where x is |"))).toBe("<kind> null");
  });

  it("is nothing in a comment, in a regular expression and in the midst of a sign", () => {
    expect(at("// a |")).toBe("nothing");
    expect(at(inHop("allow t.a where x matches /a|/"))).toBe("nothing");
    expect(at("delegate a -|> b")).toBe("nothing");
  });
});

it("is known of every name of the grammar", () => {
  const missing: string[] = [];
  const look = (rule: string, production: IProduction): void => {
    if (production instanceof Terminal) {
      if (production.terminalType.name !== "Name") return;
      const outer = rule === "names" ? ["task", "parties", "testBody"] : [""];
      for (const each of outer) if (roleOf([rule, each], production.idx) === undefined) missing.push(`${rule} ${production.idx}`);
    } else if (production instanceof NonTerminal) return;
    else if (production instanceof Alternation) for (const each of production.definition) look(rule, each);
    else if ("definition" in production) for (const each of production.definition as readonly IProduction[]) look(rule, each);
  };
  for (const [name, rule] of Object.entries(grammarRules())) for (const each of rule.definition) look(name, each);
  expect(missing).toEqual([]);
});

it("has at each word of the example that word, or what it is the name of", () => {
  const strange: string[] = [];
  for (const { index, 0: word } of example.matchAll(/[A-Za-z_]\w*/g)) {
    const found = expectedAt(example, index);
    // Comments and what stands in texts.
    if (found === undefined || found.values.length > 0) continue;
    const isWord = found.words.some(({ text }) => text === word || text === `${word}.`);
    if (!isWord && found.names.length === 0) strange.push(`${word} at ${index}`);
  }
  expect(strange).toEqual([]);
  expect(parse("example", example).diagnostics).toEqual([]);
});
