/** The analysis on policies as they are written. */
import { describe, it } from "vitest";
import { analyse } from "../../compiler/analysis/analyse.js";
import { checkMarked, lowerFiles } from "../harness/marked.js";

/** Errors only: warnings have tests of their own. */
function check(source: string): void {
  checkMarked(source, (files, entry) => {
    const lowered = lowerFiles(files, entry);
    return [...lowered.diagnostics, ...analyse(lowered.value, lowered).diagnostics].filter(({ severity }) => severity === "error");
  });
}

const shop = `
  label public < internal < secret
  task work "Do the work"
  task part "A part of it" part of work
  context { customer: String  tier: "free" | "gold"  live halted: Bool }
  tool bank {
    read  balance(customer: String) returns internal
    write pay(to: String, amount: Number) spends amount usd
  }
  tool files { read open(path: Path)  write save(path: Path, tags?: List<String>) }
  tool mail { write send(to: List<String>, body: String) sends public }
  principal boss {}
  agent planner { clearance internal }
  agent clerk { clearance internal }
  agent helper { clearance internal }
`;

describe("scope", () => {
  it("of the language's own example", () => {
    check(`
      label public < internal < confidential
      domain acme
      domain vendor external
      task resolve_ticket "Resolve a customer's ticket"
      task refund "Refund one order" part of resolve_ticket
      context { customer: String   live halted: Bool }
      tool orders {
        read  lookup(customer: String, limit: Int) returns confidential
        write refund(order: String, amount: Number) spends amount usd
      }
      tool github { write create_issue(owner: String, title: String) }
      scope our_issues { allow github.create_issue where owner == "acme" }
      principal oncall in acme { holds { allow orders.*  allow our_issues } }
      agent planner in acme {
        clearance confidential
        ceiling { allow orders.lookup where limit <= 100  allow our_issues }
      }
      agent refunder in acme { owner "payments@acme.dev" }
      delegate oncall -> planner for resolve_ticket {
        allow orders.lookup where customer == context.customer and limit <= 100
        relay orders.refund where amount <= 50 or (amount <= 200 and approved by oncall)
        allow our_issues
        ttl 1h
        budget 500 usd, 200 calls
        pass confidential
      }
      delegate planner -> refunder(order_id: String, cap: Number) for refund {
        require $cap <= 50
        allow orders.refund where order == $order_id and amount <= $cap
        ttl 5m
        fanout 3
        budget $cap usd
        approval by oncall
      }
      deny any where context.halted
      assert never orders.refund where amount > 200
      assert never any by agents in vendor where effect >= write
      assert can refunder orders.refund where amount == 50
    `);
  });

  it("widens by a path that only looks alike", () => {
    check(`${shop}
      delegate boss -> planner for work { allow files.open where path under "/srv"  ttl 1h }
      delegate planner -> clerk for work {
        allow files.open where path like "/srv/**"
        ttl 1h
      }
      delegate planner -> helper for part {
        allow files.open where path like "/srv*/**"   //~ error wider-scope passes on more
        ttl 1h
      }
    `);
  });

  it("narrows through several hops, a named scope, and a parameter that follows another", () => {
    check(`${shop}
      scope paid(top: Number) { allow bank.pay where amount <= $top and to != "" }
      delegate boss -> planner(cap: Number) for work { require $cap <= 100  allow paid($cap)  ttl 1h }
      delegate planner -> clerk(less: Number) for work { require $less < received.cap  allow received bank.pay where amount <= $less  ttl 1h }
      delegate clerk -> helper for part { allow bank.pay where amount < received.cap and amount <= received.less and to == "a"  ttl 1h }
      assert never bank.pay where amount > 100
      assert can helper bank.pay where amount == 99
      assert never bank.pay by helper where amount == 100
    `);
  });

  it("of two rounds counts each binding by itself", () => {
    check(`${shop}
      delegate boss -> planner(cap: Number) for work { allow bank.pay where amount <= $cap  ttl 1h  depth 4 }
      delegate planner -> clerk(cap: Number) for work {
        require $cap <= received.cap
        allow bank.pay where amount <= $cap
        ttl 1h
      }
      delegate clerk -> planner(cap: Number) for work {
        allow bank.pay where amount <= $cap    //~ error wider-scope amount <= received.cap
        ttl 1h
      }
    `);
  });

  it("of lists is followed by their elements", () => {
    check(`${shop}
      delegate boss -> planner(people: List<String>) for work { allow mail.send where all r in to: r in $people  ttl 1h }
      delegate planner -> clerk for work { allow mail.send where size(to) == 1 and all r in to: r in received.people  ttl 1h }
      delegate planner -> helper for part {
        allow mail.send where some r in to: r in received.people   //~ error wider-scope
        ttl 1h
      }
    `);
  });

  it("is cut down by what a require says of the context, and by what is bound from it", () => {
    check(`${shop}
      delegate boss -> planner(who: String from context.customer) for work {
        require context.tier == "gold"
        allow bank.balance where customer == $who
        ttl 1h
      }
      delegate planner -> clerk for work { allow bank.balance where customer == context.customer and context.tier == "gold"  ttl 1h }
      delegate clerk -> helper for part { allow bank.balance where customer == received.who  ttl 1h }
    `);
  });
});

describe("what helps against a clause that is too wide", () => {
  const given = (above: string, below: string): string => `
    task work "Do the work"
    context { payees: List<String> }
    tool bank { read balance(customer: String)  write pay(to: String, amount: Number)  destructive close(to: String) }
    principal boss {}
    agent planner {}
    agent clerk {}
    delegate boss -> planner(cap: Number) for work { ${above} ttl 1h }
    delegate planner -> clerk for work {
      ${below}
      ttl 1h
    }
  `;

  it("is no condition that no request can meet", () => {
    check(
      given(
        "relay bank.* where effect == read",
        `allow bank.close where approved by boss   //~ error wider-scope Take the clause out, or give \`bank.close\` by \`boss -> planner\`
         allow bank.pay                            //~ error wider-scope \`boss -> planner\` carries no \`bank.pay\``,
      ),
    );
    // To the same account: what is said already contradicts what is missing.
    check(given('relay bank.pay where to == "a"', 'allow bank.pay where to == "b"   //~ error wider-scope Narrow this clause to what'));
  });

  it("is all that is missing", () => {
    check(
      given(
        "relay bank.pay where amount <= $cap and to in context.payees and amount > 0",
        "allow bank.pay where amount == 5   //~ error wider-scope Say `amount <= received.cap and to in context.payees` in this clause",
      ),
    );
    check(given('relay bank.pay where amount <= 9 or to == "a"', 'allow bank.pay  //~ error wider-scope Say `amount <= 9 or to == "a"` in'));
  });

  it("is what one of several clauses says, and not what a deny takes away again", () => {
    check(given('allow bank.pay where to == "a"  relay bank.pay where amount <= 9', 'allow bank.pay  //~ error wider-scope Say `to == "a"` in'));
    check(
      given(
        'relay bank.pay where amount <= 9  deny bank.pay where to == "a"',
        "allow bank.pay where amount <= 99  //~ error wider-scope Narrow this clause",
      ),
    );
  });

  it("is for all actions of the clause, or says for which", () => {
    check(
      given("relay bank.pay, bank.close where to in context.payees", "allow bank.pay, bank.close  //~ error wider-scope Say `to in context.payees`"),
    );
    check(
      given(
        "relay bank.balance  relay bank.pay where amount <= 9",
        "allow bank.balance, bank.pay  //~ error wider-scope Give `bank.pay` a clause of its own",
      ),
    );
    check(
      given(
        "relay bank.pay where amount <= 9",
        "allow bank.pay, bank.close  //~ error wider-scope Narrow this clause to what `boss -> planner` gives",
      ),
    );
  });

  it("is only what is enough on every chain", () => {
    const two = (second: string): string => `
      task work "Do the work"
      tool bank { write pay(to: String, amount: Number) }
      principal boss {}
      principal aide {}
      agent planner {}
      agent clerk {}
      delegate boss -> planner for work { relay bank.pay where amount <= 9 ttl 1h }
      delegate aide -> planner for work { relay bank.pay where ${second} ttl 1h }
      delegate planner -> clerk for work {
        allow bank.pay   //~ error wider-scope `;
    check(`${two("amount <= 10")} Say \`amount <= 9\` in this clause
        ttl 1h
      }`);
    check(`${two('to == "a"')} Narrow this clause
        ttl 1h
      }`);
  });

  it("follows what was passed on to where it was said", () => {
    check(`
      task work "Do the work"
      tool bank { write pay(to: String, amount: Number) }
      principal boss {}
      agent planner {}
      agent clerk {}
      agent helper {}
      delegate boss -> planner(cap: Number) for work { relay bank.pay where amount <= $cap ttl 1h }
      delegate planner -> clerk for work { relay received bank.pay where to == "a" ttl 1h }
      delegate clerk -> helper for work {
        allow bank.pay   //~ error wider-scope Say \`amount <= received.cap and to == "a"\` in this clause as well
        ttl 1h
      }
    `);
  });
});

describe("one mistake", () => {
  it("is one error, whoever follows and however many actions it lets through", () => {
    check(`${shop}
      agent friend {}
      scope all(top: Number) { allow bank.balance  allow bank.pay where amount <= $top  allow files.*  allow mail.send }
      delegate boss -> planner for work { relay bank.pay where amount <= 9  allow files.open  ttl 1h  pass internal }
      delegate planner -> clerk for work {
        relay all(10)     //~ error wider-scope so does this clause with 3 more actions
        ttl 1h
      }
      delegate clerk -> helper for work { relay all(10) ttl 1h }
      delegate clerk -> friend for work { relay received bank.pay  relay mail.send where size(to) == 1 ttl 1h }
      delegate helper -> friend for work { relay bank.pay where amount <= 10  relay received files.* ttl 1h }
    `);
  });
});

describe("bounds", () => {
  it("are held against those above", () => {
    check(`${shop}
      delegate boss -> planner for work {
        allow bank.pay
        ttl 1h
        depth 2
        budget 500 usd, 100 usd per 10m
      }
      delegate planner -> clerk for work {
        allow bank.pay
        ttl 61m                    //~ error wider-ttl
        depth 2                    //~ error wider-depth
        budget 100 usd per 5m,
               501 usd             //~ error wider-budget
      }
      delegate clerk -> helper for part {
        allow bank.pay
        ttl 20m
        budget 201 usd             //~ error wider-budget 2 times 100 usd per 10m
      }
    `);
  });

  it("may be an Int below a Number, and a Number below an Int", () => {
    check(`${shop}
      delegate boss -> planner(top: Int) for work {
        allow bank.pay
        require $top > 4.5
        ttl 1h
        budget $top usd
      }
      delegate planner -> clerk(most: Number) for work {
        allow bank.pay
        require $most <= 5
        ttl 1h
        budget $most usd
      }
      delegate planner -> helper(most: Number) for part {
        allow bank.pay
        require $most < 5.5
        ttl 1h
        budget $most usd        //~ error wider-budget no more than $top usd
      }
      delegate helper -> clerk(top: Int) for part {
        allow bank.pay
        require $top < 5
        require $top >= 4
        ttl 1h
        budget $top usd         //~ error wider-budget no more than $most usd
      }
    `);
  });

  it("need a depth where chains could go round", () => {
    check(`${shop}
      delegate boss -> planner for work { allow bank.pay ttl 1h }    //~ error missing-depth planner -> clerk -> planner
      delegate planner -> clerk for work { allow bank.pay ttl 1h }
      delegate clerk -> planner for work { allow bank.pay ttl 1h }
    `);
  });
});

describe("labels", () => {
  it("are followed down and back", () => {
    check(`${shop}
      agent sender {}
      delegate boss -> planner for work {
        allow bank.balance
        relay mail.send
        ttl 1h
      }
      delegate planner -> sender for part {
        allow mail.send    //~ error wider-data sends
        ttl 1h
        pass internal      //~ error over-clearance
      }
      delegate planner -> clerk for part {
        allow mail.send    //~ error wider-data sends \`public\` at most
        ttl 1h
        pass internal
      }
      delegate planner -> helper for part {
        allow mail.send
        ttl 1h
        pass secret        //~ error wider-data no more than \`internal\` //~ error over-clearance
      }                    //~^^^ error wider-data sends
    `);
  });
});

describe("assertions", () => {
  it("that fail say where", () => {
    check(`${shop}
      delegate boss -> planner for work { allow bank.pay where amount <= 10  allow bank.balance  ttl 1h  depth 1 }
      delegate planner -> clerk for work { allow bank.pay where amount <= 5  ttl 1h  pass internal }
      deny bank.pay by clerk where to == "x"
      assert never bank.pay where amount > 10
      assert never bank.pay where amount > 9                  //~ error failed-assertion planner
      assert never bank.pay by clerk where to == "x"
      assert never bank.pay by agents except planner where amount > 5
      assert can clerk bank.pay where amount == 5
      assert can clerk bank.pay where amount == 6             //~ error failed-assertion passes on no such request
      assert can helper bank.pay                              //~ error failed-assertion no chain leads
      assert no path planner -> clerk                         //~ error failed-assertion boss -> planner -> clerk
      assert no path clerk -> planner
      assert depth <= 2
      assert depth <= 1                                       //~ error failed-assertion 2 hops
      assert no flow internal to clerk                        //~ error failed-assertion can reach
      assert no flow secret to agents
      assert no flow untrusted to agents
    `);
  });
});
