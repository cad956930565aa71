/** The example of the language's own page: a whole policy without a fault. */
export const example = `import { github } from "std:mcp/github"

label public < internal < confidential

domain acme
domain vendor external

task resolve_ticket "Resolve a customer's ticket"
task triage "Find the cause and file an issue" part of resolve_ticket
task refund "Refund one order"                 part of resolve_ticket

context { customer: String   live halted: Bool }

tool orders {
  /// Orders of one customer, newest first.
  read  lookup(customer: String, limit: Int) returns confidential
  write refund(order: String, amount: Number) spends amount usd
}

scope our_issues { allow github.create_issue, github.get_issue where owner == "acme" }

principal oncall in acme {
  holds { allow orders.*  allow our_issues }
}

agent planner in acme {
  owner     "support-platform@acme.dev"
  identity  "spiffe://acme.dev/agent/planner"
  clearance confidential
  ceiling {
    allow orders.lookup where limit <= 100
    allow our_issues
  }
}

agent refunder in acme {
  owner    "payments@acme.dev"
  identity "spiffe://acme.dev/agent/refunder"
}

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

test "a refund stays under its cap" {
  chain oncall -> planner -> refunder(order_id: "o-1", cap: 40)
  allow orders.refund(order: "o-1", amount: 40)
  deny  orders.refund(order: "o-1", amount: 41)
  deny  orders.refund(order: "o-2", amount: 10)
}
`;

/** A small stand-in for the standard library's module. */
export const githubModule = `label public < internal
tool github {
  write create_issue(owner: String, repo: String, title: String, body?: String) returns internal
  read  get_issue(owner: String, repo: String, issue_number: Int) returns internal
}
`;
