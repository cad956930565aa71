/** A policy that answers every question as well as it can be, and what the report says of policies. */

import { linesOf } from "../../compiler/base/lines.js";
import { diskHost } from "../../compiler/host/disk.js";
import { memoryHost } from "../../compiler/host/memory.js";
import { openPaths, readPolicy } from "../../compiler/load.js";
import { judge } from "../../compiler/report/judge.js";
import type { Answer } from "../../compiler/report/question.js";
import { type Subject, subjectOf, type Waiver } from "../../compiler/report/subject.js";

export const strict = `label public < confidential

domain acme
domain vendor external

task serve "Serve a customer"
task clean "Remove what is old" part of serve

context { live halted: Bool }

secret key { ttl 1m  per hop }

tool orders requires secret key {
  read lookup(customer: String) returns confidential
  write refund(order: String, amount: Number) spends amount usd
  destructive erase(order: String)
}

tool web {
  read fetch(page: String) ingests untrusted
}

tool mail from "npm:mail@1" digest "sha256:${"0".repeat(64)}" {
  write send(to: String, text: String) sends public
}

principal oncall in acme { holds { allow orders.*  allow web.* } }
principal boss in acme {}

agent planner in acme { owner "a@acme.dev"  identity "spiffe://acme.dev/planner"  clearance confidential  runtime "one" }
agent cleaner in acme { owner "b@acme.dev"  identity "spiffe://acme.dev/cleaner"  runtime "two" }
agent reader in vendor { owner "c@vendor.dev"  identity "spiffe://vendor.dev/reader"  runtime "three" }

delegate oncall -> planner for serve {
  allow orders.lookup where customer == "c-1"
  relay orders.erase where order == "o-1" and approved by boss
  allow orders.refund where amount <= 50
  relay web.fetch where page == "/"
  ttl 5m
  fanout 2
  budget 100 usd, 20 calls
}

delegate planner -> cleaner(which: String) for clean {
  require $which == "o-1"
  allow orders.erase where order == $which and order == "o-1" and approved by boss
  ttl 1m
  fanout 1
}

delegate planner -> reader for serve {
  allow web.fetch where page == "/"
  ttl 1m
  fanout 1
}

deny any where context.halted
assert never orders.refund where amount > 50

test "nothing but the one order" {
  chain oncall -> planner -> cleaner(which: "o-1")
  context { halted: false }
  approved by boss
  allow orders.erase(order: "o-1")
  deny orders.erase(order: "o-2")
}
`;

/** The subject of a policy; std: modules are there. */
export function subjectFor(source: string, waivers: readonly Waiver[] = []): Subject {
  const host = memoryHost({ "a.remit": source }, { std: diskHost() });
  const opened = openPaths(host, ["a.remit"]);
  if (opened.kind === "cannot-run") throw new Error(opened.reason);
  const [entry] = opened.entries;
  if (entry === undefined) throw new Error("no entry");
  const { lowered, diagnostics } = readPolicy(entry.file, opened.workshop);
  const given = { policy: lowered.value, found: diagnostics, incomplete: lowered.incomplete, waivers, texts: [{ file: entry.file, text: source }] };
  return subjectOf(given, lowered.atoms);
}

/** What the policy answers to one question, by itself. */
export function answerTo(question: string, subject: Subject, isRefused?: boolean): Answer {
  const errors = subject.diagnostics.filter(({ severity }) => severity === "error");
  const asked = judge(subject, { errors, isRefused: isRefused ?? errors.length > 0 });
  const { decided } = asked.of({ id: "", title: "", summary: "", decides: [question] });
  const [first] = decided;
  if (first === undefined) throw new Error(`nothing was asked of ${question}`);
  return first.answer;
}

/** The texts that an answer's places stand for. */
export function shownIn(source: string, answer: Answer): readonly string[] {
  const lines = linesOf(source);
  return answer.shows.map(({ place }) => lines.text(lines.positionAt(place.span.start).line).trim());
}
