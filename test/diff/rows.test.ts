/** One change at a time to one policy, and what is told of it: each row of what counts as wider, as less bound, as weaker. */
import { describe, expect, it } from "vitest";
import { difference, type Files, told } from "./compare.js";

const digest = "0".repeat(64);

const base = `label public < internal < secret
domain home
domain vendor external
task work "The job"
task part_of_it "A part" part of work
context { user: String  live halted: Bool }
secret key { per hop  ttl 5m  scope "one folder" }
tool files from "files.json" digest "sha256:${digest}" {
  read open(path: Path, note?: String) returns internal ingests untrusted
  destructive remove(path: Path) requires secret key
}
tool mail { write send(to: String) sends public }
tool pay { write refund(order: String, amount: Number) spends amount usd  write fee(cents: Int) spends 3 usd }
principal boss in home { holds { allow files.*, mail.send  allow pay.* where true } }
agent planner in home { owner "planner@example.org"  identity "urn:planner"  clearance internal  ceiling { allow files.open, mail.send, pay.* } }
agent worker in home { owner "worker@example.org"  clearance internal }
delegate boss -> planner for work {
  allow files.open where path under "/srv"
  relay pay.refund where amount <= 50 or (amount <= 200 and approved by boss)
  relay files.remove where path under "/srv/tmp"
  ttl 1h
  depth 2
  budget 500 usd, 20 calls per 1h
  pass internal
}
delegate planner -> worker(cap: Number) for part_of_it {
  require $cap <= 40
  allow pay.refund where amount <= $cap
  relay files.remove where path under "/srv/tmp/a"
  ttl 5m
  fanout 3
  reply public trusted
  approval by boss within 10m
}
deny pay.* where context.halted
assert never pay.refund by worker where amount > 40
assert depth <= 3
test "small ones" {
  chain boss -> planner -> worker(cap: 40)
  allow pay.refund(order: "o", amount: 40)
  deny pay.refund(order: "o", amount: 41)
}
`.replace(" where true }", " }");

/** Replaces what must be there. */
function changed(...edits: readonly (readonly [string, string])[]): string {
  return edits.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the policy has no ${from}`);
    return text.replace(from, to);
  }, base);
}

const rows: readonly (readonly [string, readonly (readonly [string, string])[], readonly string[]])[] = [
  ["nothing", [], []],
  [
    "layout and comments",
    [
      ["task work", "// a remark\ntask work"],
      ["  ttl 1h", "\n\n\tttl 1h"],
    ],
    [],
  ],
  // What some chain admits.
  ["a bound raised", [["amount <= $cap", "amount <= 41"]], ["widened: `worker` may do more with `pay.refund` than before"]],
  ["a bound lowered", [["amount <= $cap", "amount <= $cap and amount <= 30"]], ["narrowed: `worker` may do less with `pay.refund` than before"]],
  ["another way of saying it", [["amount <= $cap", "amount <= $cap and not (amount > 45)"]], []],
  ["an action more", [["  allow files.open where", "  allow mail.send\n  allow files.open where"]], ["widened: `planner` may now use `mail.send`"]],
  [
    "an action less",
    [['  allow files.open where path under "/srv"\n', '  allow files.open where path under "/srv" and path == "/"\n']],
    ["narrowed: `planner` may no longer use `files.open`"],
  ],
  [
    "relayed, and now used",
    [['  relay files.remove where path under "/srv/tmp"\n', '  allow files.remove where path under "/srv/tmp"\n']],
    ["widened: `planner` may now use `files.remove`"],
  ],
  [
    "a denial that took something away",
    [["deny pay.* where context.halted\n", ""]],
    [
      "widened: `worker` may do more with `pay.refund` than before",
      "weakened: a `deny` is gone, and no other takes away as much: `main.remit`: deny pay.* where context.halted",
    ],
  ],
  // Bounds of hops.
  ["a longer life", [["ttl 5m\n  fanout", "ttl 10m\n  fanout"]], ["bound: `planner -> worker for part_of_it`: ttl was 5m and is 10m"]],
  ["a shorter life", [["ttl 5m\n  fanout", "ttl 4m\n  fanout"]], ["less: planner -> worker for part_of_it: ttl 5m → 4m"]],
  ["no depth", [["  depth 2\n", ""]], ["bound: `boss -> planner for work`: depth was 2 and is none"]],
  ["a higher fanout", [["fanout 3", "fanout 4"]], ["bound: `planner -> worker for part_of_it`: fanout was 3 and is 4"]],
  ["a budget raised", [["budget 500 usd", "budget 501 usd"]], ["bound: `boss -> planner for work`: budget was 500 usd and is 501 usd"]],
  ["a budget gone", [[", 20 calls per 1h", ""]], ["bound: `boss -> planner for work`: budget was 20 calls per 1h and is none"]],
  ["a budget more", [["  fanout 3", "  fanout 3\n  budget 4 usd"]], ["less: planner -> worker for part_of_it: budget none → 4 usd"]],
  [
    "more passed",
    [
      ["pass internal", "pass secret"],
      ["clearance internal  ceiling", "clearance secret  ceiling"],
    ],
    ["bound: `boss -> planner for work`: pass was internal and is secret", "weakened: a clearance is higher: `planner`: internal → secret"],
  ],
  [
    "a reply that nobody checks",
    [["reply public trusted", "reply public"]],
    ["bound: `planner -> worker for part_of_it`: reply was public trusted and is public"],
  ],
  [
    "a hop that nobody approves",
    [["  approval by boss within 10m\n", ""]],
    ["bound: `planner -> worker for part_of_it`: approval was by boss within 10m and is none"],
  ],
  [
    "a longer wait",
    [["within 10m", "within 11m"]],
    ["bound: `planner -> worker for part_of_it`: approval was by boss within 10m and is by boss within 11m"],
  ],
  [
    "a `require` that lets more by, which no request shows",
    [
      ["require $cap <= 40", "require $cap <= 40 or $cap == 45"],
      ["amount <= $cap", "amount <= $cap and amount <= 40"],
    ],
    ["bound: `planner -> worker for part_of_it`: require was $cap <= 40 and is $cap <= 40 or $cap == 45"],
  ],
  [
    "a `require` said otherwise",
    [["require $cap <= 40", "require not ($cap > 40)"]],
    ["less: planner -> worker for part_of_it: require $cap <= 40 → not $cap > 40"],
  ],
  // What weakened.
  [
    "an assertion gone",
    [["assert depth <= 3\n", ""]],
    ["weakened: an assertion is gone, and no other claims as much: `main.remit`: assert depth <= 3"],
  ],
  [
    "an assertion that claims less",
    [["where amount > 40\n", "where amount > 45\n"]],
    ["weakened: an assertion is gone, and no other claims as much: `main.remit`: assert never pay.refund by worker where amount > 40"],
  ],
  ["an assertion that claims more", [["by worker where amount > 40\n", "by agents where amount > 39\n"]], []],
  [
    "a test gone",
    [['  deny pay.refund(order: "o", amount: 41)\n', ""]],
    ['weakened: a test expects less: `small ones`: deny pay.refund(order: "o", amount: 41) → not expected any more'],
  ],
  ["a test called otherwise", [['test "small ones"', 'test "others"']], []],
  ["an effect lowered", [["destructive remove", "write remove"]], ["weakened: an effect is lower: `files.remove`: destructive → write"]],
  ["a label of results", [[" returns internal", ""]], ["weakened: the label of what is returned is gone or lower: `files.open`: internal → public"]],
  ["an attacker's text", [[" ingests untrusted", ""]], ["weakened: `ingests untrusted` is gone: `files.open`: untrusted"]],
  ["a way out", [[" sends public", ""]], ["weakened: `sends` is gone or higher: `mail.send`: public"]],
  ["a wider way out", [["sends public", "sends internal"]], ["weakened: `sends` is gone or higher: `mail.send`: public → internal"]],
  ["what a call takes", [["spends 3 usd", "spends 2 usd"]], ["weakened: `spends` is gone or takes less: `pay.fee`: 3 usd → 2 usd"]],
  [
    "what a call takes, divided",
    [["spends amount usd", "spends amount / 100 usd"]],
    ["weakened: `spends` is gone or takes less: `pay.refund`: amount usd → amount / 100 usd"],
  ],
  [
    "a secret that is not needed",
    [[" requires secret key", ""]],
    ["weakened: a secret is needed or bound less: `files.remove`: requires secret key"],
  ],
  ["a secret that lives longer", [["per hop  ttl 5m", "per hop  ttl 6m"]], ["weakened: a secret is needed or bound less: `key`: ttl 5m → ttl 6m"]],
  ["a shared secret", [["per hop  ttl 5m", "shared  ttl 5m"]], ["weakened: a secret is needed or bound less: `key`: per hop → shared"]],
  [
    "a tool that is not pinned",
    [[` from "files.json" digest "sha256:${digest}"`, ""]],
    ["weakened: a tool is no longer pinned to its catalogue: `files`: from files.json"],
  ],
  [
    "a fact that is not asked again",
    [["live halted", "halted"]],
    ["weakened: a fact is no longer live: `context.halted`: live → fixed when the chain starts"],
  ],
  ["a domain that is ours now", [["domain vendor external", "domain vendor"]], ["weakened: a domain is no longer external: `vendor`: external"]],
  ["another domain", [["agent worker in home", "agent worker in vendor"]], ["weakened: a party stands in another domain: `worker`: home → vendor"]],
  [
    "no guard",
    [["agent worker in home", "agent worker in home unguarded"]],
    ["weakened: an agent has no guard any more: `worker`: guarded → unguarded"],
  ],
  ["another identity", [["urn:planner", "urn:other"]], ["weakened: an identity is gone or another: `planner`: urn:planner → urn:other"]],
  ["no owner", [['owner "worker@example.org"  ', ""]], ["weakened: an agent has no owner any more: `worker`: worker@example.org"]],
  [
    "a higher ceiling",
    [["ceiling { allow files.open,", "ceiling { allow files.*,"]],
    [
      "weakened: a ceiling is gone or higher: `planner`: ceiling { allow files.open, mail.send, pay.* } → ceiling { allow files.*, mail.send, pay.* }",
    ],
  ],
  [
    "no `holds`",
    [[" { holds { allow files.*, mail.send  allow pay.* } }", " {}"]],
    ["weakened: a principal's `holds` is gone or holds more: `boss`: holds { allow files.*, mail.send allow pay.* }"],
  ],
  [
    "a label below another",
    [["label public < internal < secret", "label public < secret < internal"]],
    ["weakened: a label is below another that was not: `secret, internal`: secret not below internal → secret below internal"],
  ],
  // Names.
  [
    "a renamed agent",
    [
      ["agent worker", "// remit-renamed worker\nagent helper"],
      ["planner -> worker(", "planner -> helper("],
      ["by worker", "by helper"],
      ["planner -> worker(cap: 40)", "planner -> helper(cap: 40)"],
    ],
    [],
  ],
  [
    "a renamed task",
    [
      ['task part_of_it "', '// remit-renamed part_of_it\ntask piece "'],
      ["for part_of_it", "for piece"],
    ],
    [],
  ],
  [
    "a renamed tool",
    [
      ["tool mail {", "// remit-renamed mail\ntool post {"],
      ["allow files.*, mail.send", "allow files.*, post.send"],
      ["files.open, mail.send", "files.open, post.send"],
    ],
    [],
  ],
  [
    "a renamed task, which nobody says",
    [
      ['task part_of_it "', 'task piece "'],
      ["for part_of_it", "for piece"],
    ],
    ["bound: `planner -> worker for piece` is a new hop", "less: planner -> worker for part_of_it: hop declared → none"],
  ],
  [
    "a renamed agent, which nobody says",
    [
      ["agent worker", "agent helper"],
      ["planner -> worker(", "planner -> helper("],
      ["by worker", "by helper"],
      ["planner -> worker(cap: 40)", "planner -> helper(cap: 40)"],
    ],
    [
      "widened: `helper` may now use `pay.refund`",
      "weakened: an assertion is gone, and no other claims as much: `main.remit`: assert never pay.refund by worker where amount > 40",
      'weakened: a test expects less: `small ones`: allow pay.refund(order: "o", amount: 40); deny pay.refund(order: "o", amount: 41) → not expected any more',
      "narrowed: `worker` may no longer use `pay.refund`",
      "less: planner -> worker for part_of_it: hop declared → none",
    ],
  ],
  ["a name that never was", [["agent worker", "// remit-renamed nobody\nagent worker"]], []],
  // Allowed warnings.
  [
    "a warning that is allowed now",
    [["  allow pay.refund where amount <= $cap", "  // remit-allow chosen-parameter: it is small\n  allow pay.refund where amount <= $cap"]],
    ["weakened: a warning is allowed that was not: `main.remit:29`: chosen-parameter: it is small"],
  ],
];

describe("one change", () => {
  for (const [name, edits, expected] of rows) it(name, () => expect(told(difference(base, changed(...edits)))).toEqual(expected));
});

describe("a catalogue that changed", () => {
  const tool = (actions: string, clause = "allow hub.*"): string => `task work "W"
tool hub from "hub.json" digest "sha256:${digest}" { ${actions} }
principal boss {}
agent a { owner "a@example.org" }
delegate boss -> a for work { ${clause}  ttl 1h }
`;
  const old = "read list(path: Path)";
  const wider = "widened: `a` may do more with `hub.list` than before";
  const cases: readonly (readonly [string, string, string, string, readonly string[]])[] = [
    ["a new action", old, `${old}  write drop(path: Path)`, "allow hub.*", ["widened: `a` may now use `hub.drop`"]],
    ["a new action that nobody allows", old, `${old}  write drop(path: Path)`, "allow hub.list", []],
    ["a new optional argument", old, "read list(path: Path, all?: Bool)", "allow hub.*", [wider]],
    ["a new optional argument that the scope leaves out", old, "read list(path: Path, all?: Bool)", "allow hub.list only (path)", []],
    [
      "a new required argument",
      old,
      "read list(path: Path, all: Bool)",
      "allow hub.*",
      [wider, "narrowed: `a` may do less with `hub.list` than before"],
    ],
    ["an argument that may be left out now", old, "read list(path?: Path)", "allow hub.*", [wider]],
    ["an argument that may be left out now, and is asked for", old, "read list(path?: Path)", 'allow hub.list where path under "/a"', []],
    ["a value more", 'read list(kind: "a" | "b")', 'read list(kind: "a" | "b" | "c")', "allow hub.*", [wider]],
    [
      "a value more that the scope leaves out",
      'read list(kind: "a" | "b")',
      'read list(kind: "a" | "b" | "c")',
      'allow hub.list where kind == "a"',
      [],
    ],
    ["a value less", 'read list(kind: "a" | "b")', 'read list(kind: "a")', "allow hub.*", ["narrowed: `a` may do less with `hub.list` than before"]],
    ["null as well", "read list(n: Int)", "read list(n: Int | null)", "allow hub.*", [wider]],
    ["a field more", "read list(at: { x: Int })", "read list(at: { x: Int, y?: Int })", "allow hub.*", [wider]],
    ["another wording", old, `${old}`, "allow hub.*", []],
  ];
  for (const [name, before, after, clause, expected] of cases)
    it(name, () => expect(told(difference(tool(before, clause), tool(after, clause)))).toEqual(expected));

  it("what is as it was in an argument of another type is not known, and counts as more", () => {
    const [found] = difference(tool("read list(id: Int)"), tool("read list(id: Int | { of: Int } | List<Int>)")).widened;
    expect(found).toMatchObject({ agent: "a", action: "hub.list" });
  });

  it("an effect that is lowered may let an action pass by what is said of effects", () => {
    const clause = "allow hub.* where effect == read";
    expect(told(difference(tool("write drop(path: Path)", clause), tool("read drop(path: Path)", clause)))).toEqual([
      "widened: `a` may now use `hub.drop`",
      "weakened: an effect is lower: `hub.drop`: write → read",
    ]);
  });
});

describe("parameters that somebody chooses", () => {
  const hop = (params: string, clauses: string): string => `task work "W"
tool t { read open(path: Path)  write pay(amount: Number, to: String)  write tell(to: List<String>) }
principal p {}
agent a { owner "a@example.org" }
delegate p -> a${params} for work { ${clauses}  ttl 1h }
`;
  const same: readonly (readonly [string, readonly [string, string], readonly [string, string]])[] = [
    ["a cap and its bound", ["(cap: Number)", "require $cap <= 50 allow t.pay where amount <= $cap"], ["", "allow t.pay where amount <= 50"]],
    ["a cap below its bound", ["(cap: Number)", "require $cap < 50 allow t.pay where amount <= $cap"], ["", "allow t.pay where amount < 50"]],
    [
      "two ends",
      ["(low: Number, high: Number)", "require $low >= 1 and $high <= 9 allow t.pay where amount >= $low and amount <= $high"],
      ["", "allow t.pay where amount in 1 .. 9"],
    ],
    ["a folder", ["(dir: Path)", 'require $dir under "/srv" allow t.open where path under $dir'], ["", 'allow t.open where path under "/srv"']],
    ["one of a few", ["(who: String)", 'require $who in ["x", "y"] allow t.pay where to == $who'], ["", 'allow t.pay where to in ["x", "y"]']],
    [
      "another name",
      ["(cap: Number)", "require $cap <= 50 allow t.pay where amount <= $cap"],
      ["(most: Number)", "require $most <= 50 allow t.pay where amount <= $most"],
    ],
    ["any list of people", ["(people: List<String>)", "allow t.tell where all r in to: r in $people"], ["", "allow t.tell"]],
  ];
  for (const [name, one, other] of same) {
    it(`${name}: the same, said otherwise`, () => {
      const [before, after] = [difference(hop(...one), hop(...other)), difference(hop(...other), hop(...one))];
      for (const { widened, narrowed } of [before, after]) expect({ widened, narrowed }).toEqual({ widened: [], narrowed: [] });
    });
  }

  it("what no number of choices shows is not known, and counts as more", () => {
    const old = hop("(dir: Path)", 'require $dir like "/srv/*" allow t.open where path under $dir');
    const found = difference(old, hop("", 'allow t.open where path like "/srv/*/**" or path like "/srv/*"'));
    expect(told(found)[0]).toBe(
      "widened: it is not known whether `a` may do more with `t.open` than before (40 choices of a chain's parameters), and counts as if it may",
    );
    expect(found.widened[0]).toMatchObject({ unknown: "40 choices of a chain's parameters", chain: ["p", "a"], witness: { action: "t.open" } });
  });
});

describe("settings and several policies", () => {
  const one =
    'task work "W"\ntool t { read look(n: Int) }\nprincipal p {}\nagent a {}\ndelegate p -> a for work { allow t.look where n <= 5  ttl 1h }\n';
  const settings = (severities: object): string => JSON.stringify({ language: 1, severities });
  const lines = (before: Files, after: Files): readonly string[] => told(difference(before, after));

  it("a severity that is lower", () => {
    expect(
      lines({ "a.remit": one, "remit.json": settings({ "no-owner": "error" }) }, { "a.remit": one, "remit.json": settings({ "no-owner": "info" }) }),
    ).toEqual(["weakened: a severity is lower: `no-owner`: error → info"]);
    expect(lines({ "a.remit": one }, { "a.remit": one, "remit.json": settings({ "no-owner": "off", "dead-hop": "error" }) })).toEqual([
      "weakened: a severity is lower: `no-owner`: warning → off",
    ]);
  });

  it("each policy is compared with the one that was at its place", () => {
    const before = { "a.remit": one, "b.remit": one.replace("n <= 5", "n <= 7") };
    expect(lines(before, before)).toEqual([]);
    expect(lines(before, { ...before, "b.remit": one.replace("n <= 5", "n <= 8") })).toEqual(["widened: `a` may do more with `t.look` than before"]);
    expect(lines(before, { "a.remit": one })).toEqual([
      "narrowed: `a` may no longer use `t.look`",
      "less: p -> a for work: hop declared → none",
      "note: the policy `b.remit` is gone",
    ]);
    expect(lines({ "a.remit": one }, before)).toEqual(["widened: `a` may now use `t.look`"]);
    // A file that is called otherwise, and the only one that is.
    expect(lines({ "a.remit": one }, { "z.remit": one })).toEqual([]);
  });

  it("a base that does not compile, and one whose chains have no end", () => {
    const broken = lines({ "a.remit": `${one}agent {` }, { "a.remit": one });
    expect(broken[0]).toBe("widened: `a` may now use `t.look`");
    expect(broken[1]).toMatch(/^note: the base does not compile \(`a\.remit`: .*\); all of `a\.remit` counts as new$/);
    const endless = `${one}delegate a -> a for work { allow t.look where n <= 5  ttl 1h }\n`;
    expect(lines({ "a.remit": endless }, { "a.remit": one })[1]).toMatch(/^note: the base does not compile/);
    expect(() => lines({ "a.remit": one }, { "a.remit": endless })).toThrow("no end");
  });

  it("a comment that names what never was", () => {
    const named = one.replace("agent a {}", "// remit-renamed before\nagent b {}").replace("p -> a", "p -> b");
    expect(lines({ "a.remit": one }, { "a.remit": named })).toContain(
      "note: `b` is said to have been called `before`, and the base has no such agent",
    );
    expect(lines({ "a.remit": one }, { "a.remit": one.replace("principal", "// remit-renamed a\nprincipal") })).toEqual([
      "note: `// remit-renamed a` stands on no agent, tool or task that it could give an old name",
    ]);
    const both = one.replace("agent a {}", "agent a {}\n// remit-renamed a\nagent b {}");
    expect(lines({ "a.remit": one }, { "a.remit": both })).toEqual([
      "note: `b` is said to have been called `a`, which is still declared: it counts as new",
    ]);
  });
});
