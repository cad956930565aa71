/** Fixtures of the fixes of errors. */
import { desk, fixture } from "./fixture.js";

export const errors = [
  fixture("syntax", "Remove `;`", desk("delegate a -> b for help {\n  allow orders.refund where amount <= 5$0[-;-]\n  ttl 5m // kept\n}\n")),
  fixture("syntax", "Write `==`", desk("delegate a -> b for help { allow orders.refund where amount [-=-][+==+]$0 5  ttl 5m }\n")),
  fixture("syntax", "Write `and`", desk('delegate a -> b for help { allow orders.refund where amount <= 5 $0[-&&-][+and+] id == "x"  ttl 5m }\n')),
  fixture("syntax", 'Write `"x"`', desk("delegate a -> b for help { allow orders.refund where amount <= 5 and id == $0[-'x'-][+\"x\"+]  ttl 5m }\n")),
  fixture("syntax", "Write `delegate`", desk("$0[-delegat-][+delegate+] a -> b for help { allow orders.refund where amount <= 5  ttl 5m }\n")),
  fixture(
    "syntax",
    'Write `(amount <= 5 or id == "x") and amount <= 9`',
    desk('delegate a -> b for help { allow orders.refund where [+(+]amount <= 5 or id == "x"[+)+] and amount <= 9$0  ttl 5m }\n'),
  ),
  fixture(
    "syntax",
    "Close it with `}`",
    desk('$0delegate a -> b for help {\n  allow orders.refund where amount <= 5\n  ttl 5m[+\n}+]\n\n// Of the task.\ntask other "o"\n'),
  ),
  fixture("unknown-name", "Change to `refund`", desk("delegate a -> b for help { allow orders.$0[-refnd-][+refund+] where amount <= 5  ttl 5m }\n")),
  fixture("unknown-name", "Change to `amount`", desk("delegate a -> b for help { allow orders.refund where $0[-amont-][+amount+] <= 5  ttl 5m }\n")),
  fixture(
    "unknown-name",
    "Change to `cap`",
    desk("delegate a -> b(cap: Number) for help { allow orders.refund where amount <= 5 and amount <= $0[-$capp-][+$cap+]  ttl 5m }\n"),
  ),
  fixture(
    "unknown-name",
    "Change to `no-narrowing`",
    desk(
      "$0// remit-allow [-no-narowing-][+no-narrowing+]: it is meant\ndelegate a -> b for help { allow orders.refund where amount <= 50  ttl 5m }\n",
    ),
  ),
  fixture(
    "unknown-name",
    "Change to `./tools`",
    'import { files } from $0[-"./toools"-][+"./tools"+]\ndeny files.open\n//# file: tools.remit\ntool files { read open(path: Path) }\n',
  ),
  fixture(
    "unknown-name",
    'Import `files` from "./lib/tools"',
    '// What is denied.\n\n[+import { files } from "./lib/tools"\n\n+]deny $0files.open\n//# file: lib/tools.remit\ntool files { read open(path: Path) }\n',
  ),
  fixture(
    "unknown-name",
    'Import `mail` from "./tools"',
    'import { files[+, mail+] } from "./tools"\n\ndeny files.open\ndeny $0mail.send\n//# file: tools.remit\ntool files { read open(path: Path) }\ntool mail { write send(to: String) }\n',
  ),
  fixture("unknown-name", 'Import `github` from "std:mcp/github"', '[+import { github } from "std:mcp/github"\n\n+]deny $0github.create_issue\n'),
  fixture("duplicate-name", "Remove what is said twice", desk('task more "More" // once\n[-$0task more "More"\n-]task other "Other"\n')),
  fixture(
    "duplicate-name",
    "Remove what is said twice",
    desk("delegate a -> b for help {\n  allow orders.refund where amount <= 5\n  ttl 5m\n  budget [-9 calls, -]5 calls\n}$0\n")
      .replace("budget", "$0budget")
      .replace("}$0", "}"),
  ),
  fixture(
    "type-mismatch",
    "Write `note is null`",
    desk("delegate a -> b for help { allow orders.refund where amount <= 5 and $0note [-== -][+is +]null  ttl 5m }\n"),
  ),
  fixture(
    "type-mismatch",
    'Write `"5"`',
    desk('delegate a -> b for help { allow orders.refund where amount <= 5 and $0id == [-5-][+"5"+]  ttl 5m }\n'),
  ),
  fixture("type-mismatch", "Write `5`", desk('delegate a -> b for help { allow orders.refund where $0amount <= [-"5"-][+5+]  ttl 5m }\n')),
  fixture(
    "type-mismatch",
    'Write `in ["x"]`',
    desk('delegate a -> b for help { allow orders.refund where amount <= 5 and $0id in [+[+]"x"[+]+]  ttl 5m }\n'),
  ),
  fixture(
    "type-mismatch",
    "Write `allow`",
    desk("scope s {\n  $0[-relay-][+allow+] orders.refund where amount <= 5\n}\ndelegate a -> b for help { allow s  ttl 5m }\n"),
  ),
  fixture(
    "type-mismatch",
    "Leave it out",
    desk('agent c { owner "o"$0[-  identity ""-] }\ndelegate p -> c for help { allow orders.find  ttl 5m }\n'),
  ),
  fixture(
    "type-mismatch",
    "Change to `company`",
    'task t "t"\ntool files { write share(to: "team" | "company") }\nprincipal p {}\nagent a { owner "o" }\ndelegate p -> a for t { allow files.share where to == $0[-"compny"-][+"company"+]  ttl 5m }\n',
  ),
  fixture("type-mismatch", "Leave out the `read`", desk("annotate orders { $0[-read -]refund ingests untrusted }\n")),
  fixture(
    "import-cycle",
    "Remove this import: nothing of it is used",
    'import { files } from "./tools"\ndeny files.open\n//# file: tools.remit\n[-$0import { p } from "./main"\n-]tool files { read open(path: Path) }\n'.replace(
      "deny",
      "principal p {}\ndeny",
    ),
  ),
  fixture(
    "missing-ttl",
    "Add `ttl 1h`, the life of the hop that it follows",
    desk("$0delegate a -> b for help {\n  allow orders.refund where amount <= 5 // the small ones[+\n  ttl 1h+]\n  fanout 3\n}\n"),
  ),
  fixture("missing-ttl", "Add `ttl 15m`", desk("$0delegate p -> b for help { allow orders.find[+  ttl 15m+] }\n")),
  fixture(
    "missing-depth",
    "Add `depth 2`: enough for every hop that can follow to be made",
    `task help "Help"
tool desk { read find(limit: Int) }
principal p {}
agent a { owner "o" }
agent b { owner "o" }
$0delegate p -> a for help {
  allow desk.find where limit <= 100
  ttl 10m[+
  depth 2+]
}
delegate a -> b for help { allow received where limit <= 50  ttl 10m }
delegate b -> a for help { relay received  ttl 10m }
`,
  ),
  fixture(
    "wider-scope",
    "Narrow this clause to what `a` receives",
    desk("delegate a -> b for help {\n  $0allow orders.refund where amount <= [-100-][+50+] // as much as we may\n  ttl 5m\n}\n"),
  ),
  fixture(
    "wider-scope",
    "Narrow this clause to what `a` receives",
    desk('delegate a -> b for help {\n  $0allow orders.refund where id == "x"[+ and amount <= 50+]\n  ttl 5m\n}\n'),
  ),
  fixture(
    "wider-scope",
    "Narrow this clause to what `a` receives",
    desk(
      'delegate a -> b for help {\n  $0allow orders.[-*-][+find where id == "x"\n  allow orders.refund where amount <= 50+]\n  ttl 5m\n}\n',
      'allow orders.find where id == "x"\n  allow orders.refund where amount <= 50',
    ),
  ),
  fixture(
    "wider-scope",
    "Narrow this clause to what `a` receives",
    desk(
      'delegate a -> b for help {\n  $0allow orders.refund[+ where id == "y" and amount <= 200\n  allow orders.refund where amount <= 50 and id == "x"+]\n  ttl 5m\n}\n',
      'allow orders.refund where amount <= 50 and id == "x"\n  allow orders.refund where amount <= 200 and id == "y"',
    ),
  ),
  fixture(
    "wider-scope",
    "Narrow this clause to what `a` receives",
    desk(
      "delegate a -> b(most: Number) for help {\n  $0allow orders.refund where amount <= $most[+ and amount <= received.cap+]\n  ttl 5m\n}\n",
      "allow orders.refund where amount <= $cap",
    ).replace("delegate p -> a for", "delegate p -> a(cap: Number) for"),
  ),
  fixture(
    "wider-scope",
    "Narrow this clause to what `a` receives",
    desk(
      'delegate a -> b for help {\n  $0allow orders.refund where amount <= 40[+ and not id == "x"+]\n  ttl 5m\n}\n',
      'allow orders.refund where amount <= 50\n  deny orders.refund where id == "x"',
    ),
  ),
  fixture(
    "wider-scope",
    "Narrow this clause to what `a` receives",
    desk('delegate a -> b for help {\n  $0allow [-orders.find, -]orders.refund where [-id == "x"-][+id == "x" and amount <= 50+]\n  ttl 5m\n}\n'),
  ),
  fixture(
    "wider-scope",
    "Remove this clause: nothing of it is left",
    desk("delegate a -> b for help {\n  allow orders.refund where amount <= 5\n[-  $0allow orders.find\n-]  ttl 5m\n}\n"),
  ),
  fixture(
    "wider-scope",
    "Pass on only what `a` receives: `allow received`",
    desk("delegate a -> b for help {\n  $0allow [+received +]orders.refund where amount <= 100\n  ttl 5m\n}\n"),
  ),
  fixture(
    "wider-scope",
    "Narrow this clause to what `a` receives",
    desk(
      "scope s(most: Number) { allow orders.refund where amount <= $most }\ndelegate a -> b for help {\n  $0allow [-s(100)-][+orders.refund where amount <= 50+]\n  ttl 5m\n}\n",
    ),
  ),
  fixture(
    "wider-ttl",
    "Shorten the `ttl` to `1h`",
    desk("delegate a -> b for help {\n  allow orders.refund where amount <= 5\n  $0ttl [-1d-][+1h+] // long\n}\n"),
  ),
  fixture(
    "wider-depth",
    "Lower the `depth` to 0",
    desk(
      "delegate a -> b for help {\n  allow orders.refund where amount <= 5\n  ttl 5m\n  $0depth [-3-][+0+]\n}\n",
      "allow orders.refund where amount <= 50\n  depth 1",
    ),
  ),
  fixture(
    "wider-depth",
    "Leave out the `depth`: it is then what is left",
    desk(
      "delegate a -> b for help {\n  allow orders.refund where amount <= 5\n  ttl 5m\n[-  $0depth 3\n-]}\n",
      "allow orders.refund where amount <= 50\n  depth 1",
    ),
  ),
  fixture(
    "wider-budget",
    "Lower the budget to 20",
    desk(
      "delegate a -> b for help {\n  allow orders.refund where amount <= 5\n  ttl 5m\n  budget $0[-200-][+20+] calls per 1m\n}\n",
      "allow orders.refund where amount <= 50\n  budget 20 calls",
    ),
  ),
  fixture(
    "wider-budget",
    "Add `require $n <= 20`",
    desk(
      "delegate a -> b(n: Int) for help { [+require $n <= 20 +] allow orders.refund where amount <= 5  ttl 5m  budget $0$n calls }\n".replace(
        "{ [+require $n <= 20 +]",
        "{[+ require $n <= 20 +]",
      ),
      "allow orders.refund where amount <= 50\n  budget 20 calls",
    ),
  ),
  fixture(
    "wider-data",
    "Pass `mid`",
    desk(
      "delegate a -> b for help {\n  allow orders.refund where amount <= 5\n  ttl 5m\n  $0pass [-high-][+mid+]\n}\n",
      "allow orders.refund where amount <= 50\n  pass mid",
    )
      .replace('agent a { owner "o" }', 'agent a { owner "o"  clearance mid }')
      .replace('agent b { owner "o" }', 'agent b { owner "o"  clearance high }')
      .replace("task help", "label low < mid < high\ntask help"),
  ),
  fixture(
    "over-ceiling",
    "Narrow this clause to the ceiling of `b`",
    desk("delegate a -> b for help {\n  $0allow orders.refund where amount <= [-40-][+20+]\n  ttl 5m\n}\n").replace(
      'agent b { owner "o" }',
      'agent b { owner "o"  ceiling { allow orders.refund where amount <= 20 } }',
    ),
  ),
  // What the hop says itself stays where only what another hop requires implies it: that may change.
  fixture(
    "wider-scope",
    "Narrow this clause to what `a` receives",
    desk(
      "delegate a -> b for help {\n  $0allow orders.refund where amount <= 50[+ and amount <= received.cap+]\n  ttl 5m\n}\n",
      "allow orders.refund where amount <= $cap\n  require $cap <= 50",
    ).replace("delegate p -> a for", "delegate p -> a(cap: Number) for"),
  ),
  fixture(
    "over-ceiling",
    "Narrow this clause to the ceiling of `b`",
    desk("delegate a -> b for help {\n  $0allow received[+ orders.refund where amount <= 20+]\n  ttl 5m\n}\n").replace(
      'agent b { owner "o" }',
      'agent b { owner "o"  ceiling { allow orders.refund where amount <= 20 } }',
    ),
  ),
  // What is said twice is not implied by its repetition.
  fixture(
    "over-ceiling",
    "Narrow this clause to the ceiling of `b`",
    desk(
      "delegate a -> b(cap: Number) for help {\n  require $cap <= 30\n  $0allow orders.refund where amount <= $cap and amount <= $cap[+ and amount <= 20+]\n  ttl 5m\n}\n",
    ).replace('agent b { owner "o" }', 'agent b { owner "o"  ceiling { allow orders.refund where amount <= 20 } }'),
  ),
  fixture(
    "over-ceiling",
    "Let `b` only hand it on: `relay`",
    desk("delegate a -> b for help {\n  $0[-allow-][+relay+] orders.refund where amount <= 40\n  ttl 5m\n}\n").replace(
      'agent b { owner "o" }',
      'agent b { owner "o"  ceiling { allow orders.refund where amount <= 20 } }',
    ),
  ),
  fixture(
    "over-principal",
    "Narrow this clause to what `p` holds",
    desk("", "$0allow orders.refund where amount <= [-50-][+20+]").replace(
      "principal p {}",
      "principal p { holds { allow orders.refund where amount <= 20 } }",
    ),
  ),
  fixture(
    "over-clearance",
    "Let `a` only hand it on: `relay`",
    desk("", "$0[-allow-][+relay+] orders.find")
      .replace("find(id: String)", "find(id: String) returns high")
      .replace("task help", "label low < high\ntask help"),
  ),
  fixture(
    "over-clearance",
    "Pass no more than the lowest label",
    desk("", "allow orders.find\n[-  $0pass high\n-]")
      .replace("\n\n", "\n")
      .replace("-]\n  ttl", "-]  ttl")
      .replace("task help", "label low < high\ntask help"),
  ),
  fixture(
    "over-clearance",
    "Say `reply low`",
    desk("delegate a -> b for help {\n  allow orders.find\n  ttl 5m\n  $0reply [-high-][+low+]\n}\n", "relay orders.find")
      .replace('agent b { owner "o" }', 'agent b { owner "o"  clearance high }')
      .replace("find(id: String)", "find(id: String) returns high")
      .replace("task help", "label low < high\ntask help"),
  ),
  fixture(
    "secret-outlives-hop",
    "Shorten the `ttl` of the secret to `5m`",
    'task t "t"\nsecret key { ttl [-1h-][+5m+]  per hop }\ntool files requires secret key { read open(path: Path) }\nprincipal p {}\nagent a { owner "o" }\ndelegate p -> a for t {\n  allow files.open\n  $0ttl 5m\n}\n',
  ),
  fixture(
    "failed-assertion",
    "Deny it to every chain: add the `deny`",
    desk("[+deny orders.refund by a where amount > 20\n+]$0assert never orders.refund by a where amount > 20\n"),
  ),
  fixture(
    "failed-assertion",
    "Let no more than 0 hops follow `p -> a`",
    desk(
      "delegate a -> b for help { allow orders.refund where amount <= 5  ttl 5m }\n$0assert depth <= 1\n",
      "allow orders.refund where amount <= 50",
    ).replace("ttl 1h\n", "ttl 1h[+\n  depth 0+]\n"),
  ),
  fixture(
    "wider-scope",
    "Narrow this clause to what `a` receives",
    `import { orders as o, p, a, b, help } from "./desk"
delegate a -> b for help {
  $0allow o.[-*-][+refund+] where id == "x"[+ and amount <= 50+]
  ttl 5m
}
//# file: desk.remit
${desk("")}`,
  ),
  fixture(
    "wider-scope",
    "Narrow this clause to what `a` receives",
    desk(
      `delegate a -> b for help {
  $0allow orders.refund[+
   +] where id == "a rather long identifier of an order"[+
      and note like "a rather long pattern for the note of an order*"
      and amount <= 50+]
  ttl 5m
}
`,
      'allow orders.refund where amount <= 50 and note like "a rather long pattern for the note of an order*"',
    ),
  ),
  fixture(
    "syntax",
    "Add `ttl 5m  per hop`",
    desk(`$0secret key {[+ ttl 5m  per hop +]}
tool files requires secret key { read open(path: Path) }
delegate p -> b for help { allow files.open  ttl 5m }
`),
  ),
  fixture(
    "syntax",
    "Add `shared`",
    desk(`$0secret key {[+ shared +]}
tool files requires secret key { read open(path: Path) }
delegate p -> b for help { allow files.open  ttl 5m }
`),
  ),
  fixture("syntax", "Remove `}`", desk("delegate a -> b for help {\n  allow orders.refund where amount <= 5\n  ttl 5m\n}\n[-$0}\n-]")),
  fixture(
    "syntax",
    "Remove `?`",
    desk("$0delegate a -> b(cap[-?-]: Number) for help { allow orders.refund where amount <= $cap and amount <= 5  ttl 5m }\n"),
  ),
  fixture("syntax", "Remove `;`", desk("delegate a -> b for help { allow orders.refund where amount <= 5  $0ttl 5m[-;-]  fanout 3 }\n")),
  fixture(
    "wider-scope",
    "Narrow this clause to what `a` receives",
    desk('delegate a -> b for help {\n  $0allow orders.refund where [+(+]id == "x" // theirs\n    or id == "y"[+) and amount <= 50+]\n  ttl 5m\n}\n'),
  ),
];
