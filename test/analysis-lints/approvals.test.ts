import { describe, it } from "vitest";
import { checkLint, prelude } from "./check.js";

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
