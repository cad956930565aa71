import { describe, it } from "vitest";
import { checkLint, prelude } from "./check.js";

describe("no-owner", () => {
  it("is reported where nobody answers for an agent", () => {
    checkLint(
      `task t "T"
       principal p {}
       agent a {} //~ warning no-owner \`a\`
       agent b { owner "  " } //~ warning no-owner \`b\``,
      "no-owner",
    );
  });

  it("is not where somebody does", () => {
    checkLint(`agent a { owner "a@example.org" }`, "no-owner");
  });
});

describe("unreachable-agent", () => {
  const agents = `${prelude}
    delegate boss -> lead for work { allow files.list  ttl 1m }
    delegate lead -> hand for work { allow files.list  ttl 1m }
    delegate hand -> help for work { allow files.list  ttl 1m }`;

  it("is reported where no hop leads to an agent", () => {
    checkLint(
      `${agents}\nagent idle { owner "i@example.org" } //~ warning unreachable-agent \`idle\`\ndelegate lead -> guest for work { allow files.list  ttl 1m }`,
      "unreachable-agent",
    );
  });

  it("is not where one does, nor where a hop was lost to an error", () => {
    checkLint(`${agents}\ndelegate lead -> guest for work { allow files.list  ttl 1m }`, "unreachable-agent");
    checkLint(`${agents}\ndelegate lead -> guest for work { allow files.lst  ttl 1m } //~ error unknown-name`, "unreachable-agent");
  });
});

describe("opaque-effect", () => {
  it("is reported of reading with a program or with anything at all", () => {
    checkLint(
      `tool db {
        read query(sql: String) //~ warning opaque-effect a program
        read script(sourceCode: String) //~ warning opaque-effect
        read ask(filter: Any) //~ warning opaque-effect \`Any\`
        read deep(options: { nested?: List<Any> }) //~ warning opaque-effect
      }`,
      "opaque-effect",
    );
  });

  it("is not where the effect says so, or the argument can't", () => {
    checkLint(
      `type Select = String where it matches /select [a-z]+/
       tool db {
        destructive query(sql: String)
        read script(sql: Select)
        read mode(command: "up" | "down")
        read city(zip_code: String, text: String)
      }`,
      "opaque-effect",
    );
  });
});

describe("shared-runtime", () => {
  const policy = (first: string, second: string): string => `
    task t "T"
    secret key { ttl 1m per hop }
    tool safe requires secret key { read look() }
    tool open { read look() }
    principal p {}
    agent plain { owner "a@example.org" runtime "${first}" } ${first === second ? "//~ warning shared-runtime `key`" : ""}
    agent armed { owner "b@example.org" runtime "${second}" }
    delegate p -> plain for t { allow open.look  ttl 1m }
    delegate p -> armed for t { allow safe.look  ttl 1m }`;

  it("is reported where one of two agents in a runtime has a secret that the other lacks", () => {
    checkLint(policy("pool", "pool"), "shared-runtime");
  });

  it("is not where their runtimes differ, or their secrets do not", () => {
    checkLint(policy("pool", "vault"), "shared-runtime");
    checkLint(
      `task t "T"
       secret key { ttl 1m per hop }
       tool safe requires secret key { read look() }
       principal p {}
       agent one { owner "a@example.org" runtime "pool" }
       agent two { owner "b@example.org" runtime "pool" }
       delegate p -> one for t { allow safe.look  ttl 1m }
       delegate p -> two for t { allow safe.look  ttl 1m }`,
      "shared-runtime",
    );
  });

  it("is not where a hop only lets the other hand on what needs the secret", () => {
    checkLint(
      `task t "T"
       secret key { ttl 1m per hop }
       tool safe requires secret key { read look() }
       principal p {}
       agent one { owner "a@example.org" runtime "pool" }
       agent two { owner "b@example.org" runtime "pool" }
       delegate p -> one for t { relay safe.look  ttl 1m }
       delegate p -> two for t { relay safe.look  ttl 1m }`,
      "shared-runtime",
    );
  });
});

describe("shared-secret", () => {
  const policy = (secret: string, second: string): string => `
    task t "T"
    ${secret}
    tool safe requires secret key { read look()  write change() }
    tool open { read look() }
    principal p {}
    agent one { owner "a@example.org" }
    agent two { owner "b@example.org" }
    delegate p -> one for t { allow safe.look  ttl 1m }
    delegate p -> two for t { allow ${second}  ttl 1m }`;

  it("is reported where two agents use one secret", () => {
    checkLint(policy("secret key { shared } //~ warning shared-secret `one` and `two`", "safe.change"), "shared-secret");
  });

  it("is not where each hop has its own, or one agent alone uses it", () => {
    checkLint(policy("secret key { ttl 1m per hop }", "safe.change"), "shared-secret");
    checkLint(policy("secret key { shared }", "open.look"), "shared-secret");
  });
});

describe("dead-hop", () => {
  it("is reported where no chain leads to the hop", () => {
    checkLint(
      `${prelude}
       delegate lead -> hand for work { allow files.list  ttl 1m } //~ warning dead-hop no hop leads to \`lead\`
       delegate hand -> help for work { allow files.list  ttl 1m } //~ warning dead-hop stand in none either`,
      "dead-hop",
    );
  });

  it("is reported where its task is another", () => {
    checkLint(
      `${prelude}
       delegate boss -> lead for part { allow files.list  ttl 1m }
       delegate lead -> hand for work { allow files.list  ttl 1m } //~ warning dead-hop no part of a task
       delegate lead -> help for part { allow files.list  ttl 1m }`,
      "dead-hop",
    );
  });

  it("is reported where no hop is left", () => {
    checkLint(
      `${prelude}
       delegate boss -> lead for work { allow files.list  ttl 1m  depth 0 }
       delegate lead -> hand for work { allow files.list  ttl 1m } //~ warning dead-hop has a hop left`,
      "dead-hop",
    );
  });

  it("is reported where what it requires can't hold", () => {
    checkLint(
      `${prelude}
       delegate boss -> lead(cap: Number) for work { require $cap <= 5  allow pay.send where amount <= $cap  ttl 1m }
       delegate lead -> hand(low: Number) for work {
         require $low <= received.cap and $low > 10 //~ warning dead-hop can never be made
         allow pay.send where amount <= $low and amount <= received.cap
         ttl 1m
       }`,
      "dead-hop",
    );
  });

  it("is not of hops in a chain", () => {
    checkLint(
      `${prelude}
       delegate boss -> lead for work { allow files.list  ttl 1m  depth 1 }
       delegate lead -> hand(low: Number) for part { require $low <= 5  allow files.list where limit <= 5  ttl 1m }`,
      "dead-hop",
    );
  });
});

describe("dead-clause", () => {
  const hop = (...clauses: string[]): string =>
    `${prelude}\ndelegate boss -> lead(cap: Number) for work {\n require $cap <= 10\n${clauses.join("\n")}\n ttl 1m }`;

  it("is reported where another clause covers it", () => {
    checkLint(hop("allow files.list", "allow files.list where limit <= 10 //~ warning dead-clause another clause covers"), "dead-clause");
    checkLint(hop("allow files.list where limit <= 10 //~ warning dead-clause", "allow files.list"), "dead-clause");
    checkLint(hop("allow files.list", "relay files.list //~ warning dead-clause"), "dead-clause");
  });

  it("is reported once of two that say the same", () => {
    checkLint(hop("allow files.list where limit <= 10", "allow files.list where not (limit > 10) //~ warning dead-clause"), "dead-clause");
  });

  it("is reported where others cover it together, with what the hop requires", () => {
    checkLint(
      hop(
        "allow files.list where limit <= 5",
        "allow files.list where limit > 4",
        "allow files.list where limit in 3 .. 7 //~ warning dead-clause together",
      ),
      "dead-clause",
    );
    checkLint(hop("allow pay.send where amount <= 10", "allow pay.send where amount <= $cap //~ warning dead-clause"), "dead-clause");
  });

  it("is reported where nothing can satisfy it", () => {
    checkLint(hop("allow files.list", "allow pay.send where amount > 10 and amount < 5 //~ warning dead-clause its `where`"), "dead-clause");
    checkLint(hop("allow files.list", "allow pay.send where amount > 10 and amount < $cap //~ warning dead-clause its `where`"), "dead-clause");
  });

  it("is reported where all of it is denied", () => {
    checkLint(
      hop("allow files.list", "allow pay.send where amount > 10 //~ warning dead-clause is denied", "deny pay.send where amount > 5"),
      "dead-clause",
    );
    checkLint(`${hop("allow files.list", "allow pay.send where amount > 10 //~ warning dead-clause is denied")}\ndeny pay.send`, "dead-clause");
  });

  it("is reported of a denial that takes nothing away", () => {
    checkLint(hop("allow files.list", "deny pay.send //~ warning dead-clause no clause of the hop allows"), "dead-clause");
    checkLint(hop("allow files.list", "deny files.list where limit > 5", "deny files.list where limit > 9 //~ warning dead-clause"), "dead-clause");
  });

  it("is reported where nothing of it is received", () => {
    checkLint(
      `${prelude}
       delegate boss -> lead for work { allow files.list, files.open  ttl 1m }
       delegate lead -> hand for work {
         allow received files.*
         relay received pay.* //~ warning dead-clause
         ttl 1m
       }`,
      "dead-clause",
    );
  });

  it("is not of clauses that differ, nor of the alternatives of a named scope", () => {
    checkLint(
      hop(
        "allow files.list where limit <= 10",
        "relay files.list",
        "allow pay.send where amount <= $cap",
        "allow pay.send where amount in 20 .. 30",
        "deny pay.send where amount < 0",
      ),
      "dead-clause",
    );
    checkLint(
      `scope some(most: Int) { allow files.list where limit <= $most  allow files.open  deny files.open where path under "/x" }\n${hop("allow some(5)", "allow files.open")}`,
      "dead-clause",
    );
  });

  it("is not where one chain reaches it", () => {
    checkLint(
      `${prelude}
       delegate boss -> lead for work { allow files.list  ttl 1m }
       delegate boss -> hand for work { allow files.open  ttl 1m }
       delegate lead -> help for work { allow received  ttl 1m }
       delegate hand -> help for work { allow received files.open  ttl 1m }`,
      "dead-clause",
    );
  });

  it("gives way to the atom that is the reason", () => {
    checkLint(
      `tool t { read of(mode: "a" | "b") }
       ${prelude}
       delegate boss -> lead for work { allow files.list  allow t.of where mode in ["a", "b"] and not (mode in ["a", "b"]) //~ warning always-true //~ warning always-true //~ warning dead-clause
         ttl 1m }`,
      "dead-clause",
      "always-true",
    );
  });
});

describe("no-narrowing", () => {
  it("is reported where all that may be used is handed on", () => {
    checkLint(
      `${prelude}
       delegate boss -> lead for work { allow files.list where limit <= 10  ttl 1m }
       delegate lead -> hand for work { allow files.list where limit <= 10  ttl 1m } //~ warning no-narrowing
       delegate lead -> help for work { allow received  ttl 1m } //~ warning no-narrowing`,
      "no-narrowing",
    );
  });

  it("is reported however it is written", () => {
    checkLint(
      `${prelude}
       delegate boss -> lead for work { allow files.list where limit in 1 .. 10  relay files.open  ttl 1m }
       delegate lead -> hand for work { allow files.list where limit >= 1 and not (limit > 10)  ttl 1m } //~ warning no-narrowing`,
      "no-narrowing",
    );
  });

  it("is reported where a parameter received is the same bound", () => {
    checkLint(
      `${prelude}
       delegate boss -> lead(cap: Number) for work { allow pay.send where amount <= $cap  ttl 1m }
       delegate lead -> hand for work { allow pay.send where amount <= received.cap  ttl 1m } //~ warning no-narrowing
       delegate lead -> help(low: Number) for work { require $low <= received.cap  allow pay.send where amount <= $low  ttl 1m }`,
      "no-narrowing",
    );
  });

  it("is not where less is handed on, or what was only to be handed on", () => {
    checkLint(
      `${prelude}
       delegate boss -> lead for work { allow files.list where limit <= 10  relay files.open  ttl 1m }
       delegate lead -> hand for work { allow files.list where limit <= 9  ttl 1m }
       delegate lead -> help for work { relay files.list where limit <= 10  ttl 1m }
       delegate lead -> guest for work { allow files.open  ttl 1m }`,
      "no-narrowing",
    );
  });

  it("is not beside the error that more is handed on", () => {
    checkLint(
      `${prelude}
       delegate boss -> lead for work { allow files.list where limit <= 10  ttl 1m }
       delegate lead -> hand for work { allow files.list  ttl 1m }`,
      "no-narrowing",
    );
  });
});

describe("unapproved-crossing", () => {
  const hop = (body: string, mark = ""): string => `${prelude}\ndelegate boss -> guest for work { ${mark}\n${body}\n ttl 1m }`;

  it("is reported of effects, of labels returned and of labels passed", () => {
    checkLint(hop("allow files.save", "//~ warning unapproved-crossing (write)"), "unapproved-crossing");
    checkLint(hop("relay files.remove  allow files.save", "//~ warning unapproved-crossing (destructive)"), "unapproved-crossing");
    checkLint(hop("allow files.open", "//~ warning unapproved-crossing `internal` data"), "unapproved-crossing");
    checkLint(hop("allow files.list\n pass secret //~ warning unapproved-crossing passes `secret`"), "unapproved-crossing");
  });

  it("is not where somebody approves the hop or each call", () => {
    checkLint(hop("allow files.save  approval by boss  pass secret"), "unapproved-crossing");
    checkLint(hop("allow files.save where approved by boss"), "unapproved-crossing");
  });

  it("is not of public reading, at home, or within one domain", () => {
    checkLint(hop("allow files.list"), "unapproved-crossing");
    checkLint(hop("allow files.* where effect == read  deny files.open"), "unapproved-crossing");
    checkLint(`${prelude}\ndelegate boss -> lead for work { allow files.save  ttl 1m }`, "unapproved-crossing");
    checkLint(
      `${prelude}
       agent next in away { owner "next@example.org" }
       delegate boss -> guest for work { allow files.save  approval by boss  ttl 1m }
       delegate guest -> next for work { allow files.save  ttl 1m }`,
      "unapproved-crossing",
    );
  });
});

describe("unapproved-destructive", () => {
  const hop = (body: string): string => `${prelude}\ndelegate boss -> lead(by: String) for work {\n${body}\n ttl 1m }`;

  it("is reported where nobody needs to approve", () => {
    checkLint(hop(`allow files.remove where path under "/tmp" //~ warning unapproved-destructive \`files.remove\``), "unapproved-destructive");
    checkLint(hop(`allow files.* //~ warning unapproved-destructive`), "unapproved-destructive");
  });

  it("is reported at the alternative that nobody needs to approve", () => {
    checkLint(
      hop(`allow files.remove where approved by boss
           allow files.remove where path under "/tmp" or approved by boss //~ warning unapproved-destructive`),
      "unapproved-destructive",
    );
  });

  it("is not where the call or the hop is approved, where it is only relayed, or where it is denied", () => {
    checkLint(hop(`allow files.remove where path under "/tmp" and approved by boss`), "unapproved-destructive");
    checkLint(hop("allow files.remove  approval by boss"), "unapproved-destructive");
    checkLint(hop("relay files.remove"), "unapproved-destructive");
    checkLint(hop("allow files.* where effect <= write"), "unapproved-destructive");
    checkLint(`${hop("allow files.*")}\ndeny files.remove`, "unapproved-destructive");
  });
});

describe("unbounded-spend", () => {
  const hops = (first: string, second: string): string => `${prelude}
    delegate boss -> lead for work { relay pay.*  ${first}  ttl 1m }
    delegate lead -> hand(cap: Number) for work { require $cap <= 50
      ${second}
      ttl 1m }`;

  it("is reported where nothing bounds the argument nor the chain", () => {
    checkLint(hops("", "allow pay.send //~ warning unbounded-spend nothing bounds `amount`"), "unbounded-spend");
    checkLint(hops("budget 5 message", `allow pay.send where to == "x" //~ warning unbounded-spend`), "unbounded-spend");
    checkLint(hops("budget 5 calls", "allow pay.send where amount >= $cap //~ warning unbounded-spend"), "unbounded-spend");
  });

  it("is reported where each call takes as much, and nothing counts them", () => {
    checkLint(hops("", `allow pay.ping where to == "x" //~ warning unbounded-spend as often as it likes`), "unbounded-spend");
  });

  it("is reported where one of two chains has no budget", () => {
    checkLint(
      `${prelude}
       delegate boss -> lead for work { relay pay.*  budget 5 usd  ttl 1m }
       delegate boss -> hand for work { relay pay.*  ttl 1m }
       delegate lead -> help for work { relay pay.*  ttl 1m }
       delegate hand -> help for work { relay pay.*  ttl 1m }
       delegate help -> guest for work { allow pay.send //~ warning unbounded-spend
         ttl 1m }`,
      "unbounded-spend",
    );
  });

  it("is not where a budget above, a budget here, a bound or a denial holds it", () => {
    checkLint(hops("budget 5 usd", "allow pay.send"), "unbounded-spend");
    checkLint(hops("", "allow pay.send  budget 5 usd"), "unbounded-spend");
    checkLint(hops("", "allow pay.send  budget $cap usd"), "unbounded-spend");
    checkLint(hops("", "allow pay.send where amount <= 10"), "unbounded-spend");
    checkLint(hops("", "allow pay.send where amount <= $cap"), "unbounded-spend");
    checkLint(hops("budget 5 calls", "allow pay.ping"), "unbounded-spend");
    checkLint(`${hops("", "allow pay.send")}\ndeny pay.send where amount > 100`, "unbounded-spend");
  });
});

describe("chosen-parameter", () => {
  const hops = (params: string, body: string): string => `${prelude}
    delegate boss -> lead(whom: String) for work { relay pay.*, files.*  ttl 1m }
    delegate lead -> hand(${params} //~ warning chosen-parameter
    ) for work { ${body}  ttl 1m }`;
  const silent = (params: string, body: string): string => hops(params, body).replace("//~ warning chosen-parameter", "");

  it("is reported where an agent chooses what bounds spending or destruction", () => {
    checkLint(hops("cap: Number", "allow pay.send where amount <= $cap"), "chosen-parameter");
    checkLint(hops("dir: Path", "relay files.remove where path under $dir"), "chosen-parameter");
    checkLint(hops("cap: Number", "require $cap <= 50  allow pay.send where amount <= 50  budget $cap usd"), "chosen-parameter");
  });

  it("is not where an approval shows it, it is bound or pinned, or it bounds less", () => {
    checkLint(silent("cap: Number", "allow pay.send where amount <= $cap  approval by boss"), "chosen-parameter");
    checkLint(silent("cap: Number", "allow pay.send where amount <= $cap and approved by boss"), "chosen-parameter");
    checkLint(silent("whose: String from context.user", "allow pay.send where to == $whose and amount < 5"), "chosen-parameter");
    checkLint(silent("whose: String", "require $whose == received.whom  allow pay.send where to == $whose and amount < 5"), "chosen-parameter");
    checkLint(silent("dir: Path", "allow files.save where path under $dir"), "chosen-parameter");
  });

  it("is not where a principal chooses it", () => {
    checkLint(`${prelude}\ndelegate boss -> lead(cap: Number) for work { allow pay.send where amount <= $cap  ttl 1m }`, "chosen-parameter");
  });
});

describe("unused-authority", () => {
  it("is noted of what a ceiling or `holds` names and no chain uses", () => {
    checkLint(
      `${prelude}
       principal chief { holds {
         allow files.list, files.save where path under "/a" //~ info unused-authority \`files.save\`
         allow pay.send //~ info unused-authority Remove the clause
       } }
       agent clerk { owner "c@example.org" ceiling {
         allow files.list, files.open //~ info unused-authority allow files.list
         allow files.save where path under "/b" //~ info unused-authority
       } }
       delegate chief -> clerk for work { allow files.list where path under "/a"  relay files.open where path under "/c"  ttl 1m }`,
      "unused-authority",
    );
  });

  it("is not of what some chain uses in part, nor where a limit to what is used is wider", () => {
    checkLint(
      `${prelude}
       principal chief { holds { allow files.*  deny files.remove } }
       agent clerk { owner "c@example.org" ceiling { allow files.save where path under "/a" } }
       delegate chief -> clerk for work { allow files.save where path == "/a/b"  relay files.list, files.open, files.remove  ttl 1m }`,
      "unused-authority",
    );
  });
});

describe("always-true and always-false", () => {
  const types = `
    type Small = Int where it >= 0 and it <= 10
    tool t { write of(mode: "a" | "b", size: Small, path: Path, tags: List<String>, sizes: List<Small>, note?: String, at: Time) write all(size: Small) write num(size: Int) }`;
  const where = (expr: string): string =>
    `${types}${prelude}\ndelegate boss -> lead(level: "x" | "y", n: Small) for work { allow t.of where ${expr}\n ttl 1m }`;

  it.each([
    `mode in ["a", "b"]`,
    `size >= 0`,
    `size <= 10`,
    "size(tags) >= 0",
    "has path",
    `path like "**"`,
    `$level in ["y", "x"]`,
    "$n < 11",
    "now.hour < 24",
    `mode is String`,
    "all x in sizes: x <= 10",
    `size(tags) == 0 or some x in sizes: (x > 4 or x <= 10)`,
  ])("is reported where it is always true: %s", (expr) => {
    checkLint(where(`${expr} //~ warning always-true`), "always-true", "always-false");
  });

  it.each([
    `size > 10`,
    `size in 11 .. 20`,
    "size(tags) < 0",
    `path matches /a\\/\\/b/`,
    "$n > 10",
    "now.hour > 23",
    "some x in sizes: x > 10",
    `path like "a//b"`,
    `note is Number`,
  ])("is reported where it is always false: %s", (expr) => {
    checkLint(where(`${expr} //~ warning always-false`), "always-true", "always-false");
  });

  it.each([
    `mode == "a"`,
    "size < 10",
    "size != 0",
    `path under "/a"`,
    "size(tags) > 0",
    "has note",
    `note like "*"`,
    `$level == "x"`,
    `some x in tags: x == "v"`,
    "all x in sizes: x < 10",
    `all x in tags: x in ["a", "b"]`,
    `at < "2026-01-01T00:00Z"`,
    "now.hour < 18",
    "context.halted",
    "approved by boss",
  ])("is not where it depends: %s", (expr) => {
    checkLint(where(expr), "always-true", "always-false");
  });

  it("is judged of each atom by itself, in requirements, denials, bounds and assertions too", () => {
    checkLint(
      `${types}${prelude}
       agent clerk { owner "c@example.org" ceiling { allow t.of where size >= 0 } } //~ warning always-true
       delegate boss -> lead(n: Small) for work {
         require $n >= 0 and $n < 5 //~ warning always-true $n >= 0
         allow t.of where size < 5 and (mode == "a" or size > 10) //~ warning always-false size > 10
         deny t.of where size > 20 //~ warning always-false
         ttl 1m
       }
       deny t.of where not (size < 0) //~ warning always-false
       assert never t.of where size > 10 //~ warning always-false`,
      "always-true",
      "always-false",
    );
  });

  it("is not where it depends on the action, comes of a named scope's arguments, or speaks of effects", () => {
    checkLint(
      `${types}${prelude}
       scope sized(most: Int) { allow t.of, t.all where size <= $most }
       delegate boss -> lead for work { allow sized(10)  allow any where size >= 0  allow t.num where effect == write  ttl 1m }`,
      "always-true",
      "always-false",
    );
  });

  it("is said of what is received by its type", () => {
    checkLint(
      `${types}${prelude}
       delegate boss -> lead(n: Small) for work { allow t.num where size <= $n  ttl 1m }
       delegate lead -> hand for work { allow t.num where size <= received.n and received.n <= 10 //~ warning always-true
         ttl 1m }`,
      "always-true",
      "always-false",
    );
  });
});

describe("lethal-trifecta", () => {
  const tools = `
    label public < internal < secret
    task t "T"
    tool web { read get(url: Url) ingests untrusted  write post(text: String) sends public }
    tool db { read rows() returns internal  read numbers() returns secret }
    tool mail { write send(to: String) sends internal }
    principal p {}
    agent a { owner "a@example.org" clearance secret }
    agent b { owner "b@example.org" clearance secret }
    agent c { owner "c@example.org" clearance secret }`;

  it("is reported of one hop that reads, lets in and sends", () => {
    checkLint(`${tools}\ndelegate p -> a for t { allow web.get, db.rows, mail.send  ttl 1m } //~ warning lethal-trifecta \`a\``, "lethal-trifecta");
  });

  it("is reported where what was read and let in is passed to the one that sends", () => {
    checkLint(
      `${tools}
       delegate p -> a for t { allow web.get, db.rows  relay mail.send  ttl 1m }
       delegate a -> b for t { allow mail.send  pass internal  ttl 1m } //~ warning lethal-trifecta \`p\` -> \`a\` -> \`b\``,
      "lethal-trifecta",
    );
  });

  it("is reported where hops of one chain reply to the one that sends", () => {
    checkLint(
      `${tools}
       delegate p -> a for t { allow mail.send  relay web.get, db.rows  ttl 1m } //~ warning lethal-trifecta \`web.get\`
       delegate a -> b for t { allow web.get  ttl 1m }
       delegate a -> c for t { allow db.rows  ttl 1m }`,
      "lethal-trifecta",
    );
  });

  it("is reported where it all reaches an unguarded agent", () => {
    checkLint(
      `${tools}
       agent out unguarded { owner "o@example.org" clearance internal }
       delegate p -> a for t { allow web.get, db.rows  ttl 1m }
       delegate a -> out for t { allow web.get  pass internal  ttl 1m } //~ warning lethal-trifecta handing over`,
      "lethal-trifecta",
    );
  });

  it("is not where one of the three is missing", () => {
    checkLint(`${tools}\ndelegate p -> a for t { allow web.get, mail.send  ttl 1m }`, "lethal-trifecta");
    checkLint(`${tools}\ndelegate p -> a for t { allow db.rows, mail.send  ttl 1m }`, "lethal-trifecta");
    checkLint(`${tools}\ndelegate p -> a for t { allow db.rows, web.get  ttl 1m }`, "lethal-trifecta");
  });

  it("is not where the data is not passed or not replied, or the text is checked", () => {
    checkLint(
      `${tools}
       delegate p -> a for t { allow web.get, db.rows  relay mail.send  ttl 1m }
       delegate a -> b for t { allow mail.send  ttl 1m }`,
      "lethal-trifecta",
    );
    const replies = (reply: string): string => `${tools}
       delegate p -> a for t { allow mail.send  relay web.get, db.rows  ttl 1m }
       delegate a -> b for t { allow web.get, db.rows  ${reply}  ttl 1m }`;
    checkLint(replies("reply public"), "lethal-trifecta");
    checkLint(replies("reply internal trusted"), "lethal-trifecta");
  });

  it("is not where two chains have what one has not", () => {
    checkLint(
      `${tools}
       delegate p -> a for t { allow web.get  relay mail.send  ttl 1m }
       delegate p -> b for t { allow db.rows  relay mail.send  ttl 1m }
       delegate a -> c for t { allow mail.send  pass internal  ttl 1m }
       delegate b -> c for t { allow mail.send  pass internal  ttl 1m }`,
      "lethal-trifecta",
    );
  });
});
