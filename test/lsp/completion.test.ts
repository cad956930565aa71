import { type IProduction, NonTerminal, Terminal } from "chevrotain";
import { describe, expect, it } from "vitest";
import { grammarRules } from "../../compiler/syntax/expect.js";
import { plain, withoutStops } from "../../lsp/ide/completion/item.js";
import { summaryOf } from "../../lsp/ide/completion/words.js";
import { completionsAt } from "../../lsp/ide/completion.js";
import { openMarked } from "./marked.js";

/** What is offered at the cursor, words of the language left out; `all`: with them. */
function offered(source: string, all = false): readonly string[] {
  const { snapshot, file, offset } = openMarked(source);
  const items = completionsAt(snapshot, file, offset, ["std:mcp/github", "std:mcp/filesystem"])?.items ?? [];
  return items.filter(({ kind }) => all || kind !== "word").map(({ label }) => label);
}

const before = `label public < internal < confidential
domain acme
domain vendor external
task resolve "Resolve a ticket"
task refund "Refund an order" part of resolve
context { customer: String live halted: Bool }
type Size = "small" | "large"
let most = 100
secret key { ttl 5m per hop }
tool orders {
  read  lookup(customer: String, limit: Int, size: Size) returns confidential
  write refund(order: String, amount: Number, rush: Bool, to: List<{ name: String, size: Size }>) spends amount usd
}
tool files { read open(path: Path, url: Url) }
scope small_orders(top: Int) { allow orders.lookup where limit <= $top }
principal oncall in acme {}
agent planner in acme { owner "o" identity "p" }
agent refunder in acme { owner "o" identity "r" }
delegate oncall -> planner(cap: Number, who: String) for resolve { allow orders.* ttl 1h }
`;

const at = (rest: string): readonly string[] => offered(`${before}${rest}`);
const inHop = (statement: string): readonly string[] =>
  at(`delegate planner -> refunder(order_id: String) for refund {\n  ${statement}\n  ttl 5m\n}`);

describe("completion offers names by what they are to be", () => {
  it("parties, tasks, labels, domains", () => {
    expect(at("delegate $0")).toEqual(["oncall", "planner", "refunder"]);
    expect(at("delegate oncall -> pl$0")).toEqual(["planner", "refunder"]);
    expect(at("delegate oncall -> planner for $0")).toEqual(["resolve", "refund"]);
    expect(inHop("pass $0")).toEqual(["public", "internal", "confidential"]);
    expect(at("agent x in $0")).toEqual(["acme", "vendor"]);
    expect(inHop("approval by $0")).toEqual(["oncall"]);
    expect(at("tool t requires secret $0")).toEqual(["key"]);
  });

  it("tools and actions", () => {
    const subjects = ["orders", "files", "small_orders", "orders.*", "orders.lookup", "orders.refund", "files.open"];
    expect(inHop("allow $0")).toEqual(subjects);
    expect(inHop("allow orders.$0")).toEqual(["lookup", "refund"]);
    expect(inHop("allow orders.lookup, or$0")).toEqual(subjects);
    expect(at("annotate orders { $0 }")).toEqual(["lookup", "refund"]);
    expect(at("assert can refunder orders.$0")).toEqual(["lookup", "refund"]);
  });

  it("what a condition may speak of", () => {
    const others = ["$order_id", "context.customer", "context.halted", "received.cap", "received.who", "most"];
    expect(inHop("allow orders.lookup where $0")).toEqual(["customer", "limit", "size", ...others]);
    // Those that only some of the actions have come after those of all.
    expect(inHop("allow orders.lookup, orders.refund where $0")).toEqual(["customer", "limit", "size", "order", "amount", "rush", "to", ...others]);
    expect(inHop("allow orders.lookup where limit <= 5 and $$0")).toEqual(["order_id"]);
    expect(inHop("allow orders.lookup where customer == context.$0")).toEqual(["customer", "halted"]);
    expect(inHop("allow orders.lookup where customer == received.$0")).toEqual(["cap", "who"]);
    expect(inHop("require $0")).toEqual(others);
    expect(inHop("allow orders.lookup only ($0)")).toEqual(["customer", "limit", "size"]);
    expect(at("scope s(top: Int) { allow orders.lookup where limit <= $$0")).toEqual(["top"]);
    expect(at("deny files.open where $0")).toEqual(["path", "url", "context.customer", "context.halted", "most"]);
    expect(at("type Id = String where $0")[0]).toBe("it");
    expect(at("agent x { ceiling { allow orders.lookup where lim$0 } }")).toEqual(expect.arrayContaining(["limit"]));
    expect(at("assert never orders.refund where $0")).toEqual(expect.arrayContaining(["order", "amount"]));
  });

  it("the values of an enum, of a Bool", () => {
    expect(inHop("allow orders.lookup where size == $0").slice(0, 2)).toEqual(['"small"', '"large"']);
    expect(inHop('allow orders.lookup where size == "$0"')).toEqual(['"small"', '"large"']);
    expect(inHop('allow orders.lookup where size == "sm$0')).toEqual(['"small"', '"large"']);
    expect(inHop('allow orders.lookup where size in ["small", $0]')).toEqual(['"small"', '"large"']);
    expect(inHop("allow orders.lookup where size not in [$0]")).toEqual(['"small"', '"large"']);
    expect(inHop("allow orders.refund where rush == $0").slice(0, 2)).toEqual(["true", "false"]);
  });

  it("fields, also of a list's members", () => {
    expect(inHop("allow orders.refund where all r in to: r.$0")).toEqual(["name", "size"]);
    expect(inHop('allow orders.refund where all r in to: (r.name == "a" and r.size == $0)').slice(0, 2)).toEqual(['"small"', '"large"']);
    expect(inHop("allow files.open where url.$0")).toEqual(["scheme", "host", "port", "path"]);
    expect(inHop("allow files.open where now.$0")).toEqual(["hour"]);
  });

  it("units, durations, kinds, effects", () => {
    expect(inHop("budget 5 $0")).toEqual(["usd", "calls"]);
    expect(at("tool t { write pay(amount: Number, what: String) spends $0")).toEqual(["amount", "what"]);
    expect(at("tool t { write pay(amount: Number) spends amount $0")).toEqual(["usd"]);
    expect(at("delegate oncall -> planner for refund { ttl $0 }")).toContain("15m");
    expect(at("delegate oncall -> planner for refund { ttl 45$0 }")).toEqual(["45s", "45m", "45h", "45d"]);
    expect(inHop("allow orders.lookup where customer is $0")).toEqual(["String", "Number", "Bool", "List", "Record"]);
    expect(inHop("allow orders.* where effect >= $0")).toEqual(["read", "write", "destructive"]);
  });

  it("what a test gives by name, and what is left of it", () => {
    const inTest = (rest: string): readonly string[] => at(`test "x" {\n  ${rest}\n}`);
    expect(inTest("chain oncall -> planner($0")).toEqual(["cap", "who"]);
    expect(inTest("chain oncall -> planner(cap: 1, $0) allow orders.lookup()")).toEqual(["who"]);
    expect(inTest("chain oncall -> planner allow orders.$0")).toEqual(["lookup", "refund"]);
    expect(inTest('chain oncall -> planner allow orders.lookup(customer: "c", $0)')).toEqual(["limit", "size"]);
    expect(inTest("chain oncall -> planner allow orders.lookup(size: $0)")).toEqual(['"small"', '"large"']);
    expect(inTest("chain oncall -> planner context { $0 }")).toEqual(["customer", "halted"]);
    expect(inTest("chain oncall -> planner context { halted: $0 }")).toEqual(["true", "false"]);
  });

  it("modules, and what is in them", () => {
    expect(offered('import { a } from "$0"\n//# file: lib/tools.remit\ntool t { read a() }')).toEqual([
      '"./lib/tools"',
      '"std:mcp/github"',
      '"std:mcp/filesystem"',
    ]);
    expect(offered('import { $0 } from "./tools"\n//# file: tools.remit\ntool t { read a() }\nagent b {}')).toEqual(["t", "b"]);
    expect(offered('import { b, $0 } from "./tools"\n//# file: tools.remit\ntool t { read a() }\nagent b {}')).toEqual(["t"]);
  });

  it("warnings that can be allowed", () => {
    const codes = at("// remit-allow no-$0");
    expect(codes).toContain("no-narrowing");
    expect(codes).not.toContain("wider-scope");
  });

  it("nothing in comments and where a new name is given", () => {
    expect(at("// $0")).toEqual([]);
    expect(at("agent $0")).toEqual([]);
  });
});

it("has something to say of every word of the grammar", () => {
  const untold = new Set<string>();
  const look = (rule: string, production: IProduction): void => {
    if (production instanceof Terminal) {
      const word = /^`(\w+[.<]?)`$/.exec(production.terminalType.LABEL ?? "")?.[1];
      if (word !== undefined && summaryOf(word, rule) === undefined) untold.add(`${rule} ${word}`);
    } else if (!(production instanceof NonTerminal) && "definition" in production)
      for (const each of production.definition as readonly IProduction[]) look(rule, each);
  };
  for (const [name, rule] of Object.entries(grammarRules())) for (const each of rule.definition) look(name, each);
  expect([...untold]).toEqual([]);
});

it("writes what stands for itself as it is, where nothing can be filled in", () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a snippet.
  expect(withoutStops("delegate ${1:from} -> $2 { \\$x }")).toBe("delegate from ->  { $x }");
  expect(withoutStops(plain("a $1 \\ {b}"))).toBe("a $1 \\ {b}");
});

it("completion offers the words that may stand there", () => {
  const words = (rest: string): readonly string[] => offered(`${before}${rest}`, true);
  expect(words("delegate oncall -> planner for refund {\n  $0\n}")).toEqual(
    expect.arrayContaining(["allow", "relay", "deny", "require", "ttl", "depth", "fanout", "budget", "pass", "reply", "approval"]),
  );
  expect(words("delegate oncall -> planner for refund { allow orders.lookup $0 }")).toEqual(expect.arrayContaining(["where", "only", "ttl"]));
  expect(words("$0")).toEqual(expect.arrayContaining(["agent", "delegate", "test"]));
});
