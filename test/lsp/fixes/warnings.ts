/** Fixtures of the fixes of warnings and notes. */
import { desk, fixture } from "./fixture.js";

const vendor = (rest: string): string =>
  desk(rest).replace("task help", "domain vendor external\ntask help").replace("agent b {", "agent b in vendor {");

export const warnings = [
  fixture(
    "dead-hop",
    "Remove this hop",
    desk(
      "[-/// Nobody gets there.\n$0delegate b -> a for help {\n  allow orders.find\n  ttl 5m\n}\n-]\n// Another one.\ndelegate p -> b for help { allow orders.find  ttl 5m  depth 0 }\n",
    ),
  ),
  fixture(
    "dead-clause",
    "Remove this `allow`",
    desk("", "allow orders.refund where amount <= 50\n  [-$0allow orders.refund where amount <= 20 -]// said already\n  // as long as it takes"),
  ),
  fixture(
    "dead-clause",
    "Remove this `allow`",
    desk('delegate p -> b for help { allow orders.find[-  $0allow orders.find where id == "x"-]  ttl 5m }\n'),
  ),
  fixture("dead-clause", "Remove this `deny`", desk("domain empty\n[-$0deny orders.find by agents in empty\n-]")),
  fixture("dead-clause", "Remove this `depth`", desk("", "allow orders.find[-\n  $0depth 2-]").replace("agent a {", "agent a unguarded {")),
  fixture(
    "unapproved-crossing",
    "Have `p` approve the hop: add `approval by p`",
    vendor("$0delegate a -> b for help {\n  allow orders.refund where amount <= 5\n  ttl 5m[+\n  approval by p+]\n}\n"),
  ),
  fixture(
    "unapproved-destructive",
    "Have `p` approve each call: add `approved by p`",
    desk("", 'allow orders.refund where [+(+]$0amount <= 50 or id == "x"[+) and approved by p+]').replace("write refund", "destructive refund"),
  ),
  fixture(
    "unapproved-destructive",
    "Have `p` approve each call: add `approved by p`",
    desk("", "$0allow orders.refund[+ where approved by p+]").replace("write refund", "destructive refund"),
  ),
  fixture(
    "unapproved-destructive",
    "Have `p` approve the hop: add `approval by p`",
    desk("", "$0allow orders.refund").replace("write refund", "destructive refund").replace("ttl 1h\n", "ttl 1h[+\n  approval by p+]\n"),
  ),
  fixture(
    "chosen-parameter",
    "Have `p` approve the hop: add `approval by p`",
    desk("$0delegate a -> b(cap: Number) for help { allow orders.refund where amount <= $cap and amount <= 5  ttl 5m[+  approval by p+] }\n")
      .replace("write refund", "destructive refund")
      .replace("ttl 1h\n", "ttl 1h\n  approval by p\n"),
  ),
  fixture(
    "opaque-effect",
    "Declare it `write`",
    'task t "t"\ntool db { $0[-read-][+write+] query(sql: Any) }\nprincipal p {}\nagent a { owner "o" }\ndelegate p -> a for t { allow db.query  ttl 5m }\n',
  ),
  fixture("absent-argument", "Ask for it: `has note and …`", desk("", 'allow orders.refund where [+has note and +]$0note != "x"')),
  fixture(
    "absent-argument",
    "Let it be left out: `not has note or …`",
    desk("", 'allow orders.refund where amount <= 50 and [+(not has note or +]$0note != "x"[+)+]'),
  ),
  fixture("absent-argument", "Ask for it: `has note and …`", desk('$0deny orders.refund where [+has note and +]note == "x"\n')),
  fixture(
    "no-owner",
    'Add `owner "o"`, as for the others',
    desk('$0agent c {[+\n  owner "o"+]\n  identity "spiffe://c"\n}\ndelegate p -> c for help { allow orders.find  ttl 5m }\n'),
  ),
  fixture("unreachable-agent", "Remove `c`", desk('[-$0agent c { owner "o" }\n-]\ntask other "o"\n')),
  fixture(
    "always-true",
    "Leave it out: it is always true",
    desk("", "allow orders.refund where amount <= 50[- and $0size(ids) >= 0-]").replace("note?: String", "ids: List<String>"),
  ),
  fixture(
    "always-true",
    "Leave it out: it is always true",
    desk("", "allow orders.refund where [-$0size(ids) >= 0 and -](amount <= 50 or amount == 70)").replace("note?: String", "ids: List<String>"),
  ),
  fixture(
    "always-true",
    "Leave it out: it is always true",
    desk("", "allow orders.refund[- where $0size(ids) >= 0-]").replace("note?: String", "ids: List<String>"),
  ),
  fixture(
    "always-false",
    "Leave it out: it is never true",
    desk("", "allow orders.refund where amount <= 50[- or $0size(ids) < 0-]").replace("note?: String", "ids: List<String>"),
  ),
  fixture(
    "unused-authority",
    "Write `allow orders.refund`",
    desk("").replace('agent a { owner "o" }', 'agent a {\n  owner "o"\n  ceiling {\n    $0allow orders.[-*-][+refund+]\n  }\n}'),
  ),
  fixture(
    "unused-authority",
    "Remove `allow orders.find`",
    desk("").replace("principal p {}", "principal p {\n  holds {\n    allow orders.refund\n[-    $0allow orders.find\n-]  }\n}"),
  ),
  fixture(
    "no-narrowing",
    "Allow `no-narrowing` here, with a reason",
    desk("[+// remit-allow no-narrowing: the reason\n+]$0delegate a -> b for help { allow orders.refund where amount <= 50  ttl 5m }\n"),
  ),
];
