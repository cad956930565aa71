import { describe, it } from "vitest";
import { checkLint, prelude } from "./check.js";

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
