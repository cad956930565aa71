import { describe, expect, test } from "vitest";
import type { Verdict } from "../../compiler/report/question.js";
import { questions } from "../../compiler/report/questions/index.js";
import { answerTo, shownIn, strict, subjectFor } from "./policies.js";

/** What the policy that does everything answers. Each question is here. */
const best: Readonly<Record<string, Verdict>> = {
  narrowing: "proved",
  "closed-world": "proved",
  rooted: "proved",
  held: "proved",
  "bounded-arguments": "proved",
  "parameters-pinned": "proved",
  "least-privilege": "evidence",
  purposes: "proved",
  expiry: "proved",
  "secrets-expire": "proved",
  "secrets-apart": "proved",
  "runtimes-apart": "proved",
  "no-secret-in-text": "evidence",
  identities: "proved",
  owners: "proved",
  "people-apart": "proved",
  offboarded: "proved",
  "destructive-approved": "proved",
  "effects-declared": "proved",
  "approver-apart": "proved",
  "approvals-bound": "enforced",
  "silence-refuses": "enforced",
  "approver-load": "evidence",
  clearances: "proved",
  trifecta: "proved",
  "untrusted-reach": "evidence",
  "data-reach": "evidence",
  "crossings-approved": "proved",
  "external-ends": "proved",
  "labels-followed": "enforced",
  "depth-bounded": "proved",
  "calls-bounded": "proved",
  "spend-bounded": "proved",
  "fanout-declared": "proved",
  "budgets-kept": "enforced",
  guarded: "enforced",
  credentials: "enforced",
  "conditions-live": "enforced",
  revocation: "enforced",
  "kill-switch": "enforced",
  "fails-closed": "enforced",
  "policy-pinned": "enforced",
  "secrets-kept": "enforced",
  catalogues: "enforced",
  isolated: "evidence",
  "ledger-kept": "enforced",
  "ledger-record": "evidence",
  "program-arguments": "evidence",
  inventory: "evidence",
  assertions: "proved",
  tested: "evidence",
  "waivers-explained": "evidence",
  "changes-judged": "evidence",
  certified: "evidence",
};

test("every question is here", () => {
  expect([...questions.keys()].sort()).toEqual(Object.keys(best).sort());
});

const subject = subjectFor(strict);

test("the policy is accepted", () => {
  expect(subject.diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
});

test.each(Object.entries(best))("%s: %s", (question, verdict) => {
  const answer = answerTo(question, subject);
  expect(answer.verdict, answer.says).toBe(verdict);
});

interface Change {
  readonly question: string;
  /** What is changed in the policy that does everything: each text, and what stands in its stead. */
  readonly changes: readonly (readonly [from: string, to: string])[];
  readonly verdict: Verdict;
  /** What some line that the answer shows has in it. */
  readonly shows?: string;
}

const cases: readonly Change[] = [
  {
    question: "narrowing",
    changes: [
      ["amount <= 50\n  relay", "amount <= 50\n  relay"],
      ['allow web.fetch where page == "/"', "allow web.fetch"],
    ],
    verdict: "not-met",
    shows: "web.fetch",
  },
  { question: "held", changes: [["holds { allow orders.*  allow web.* }", ""]], verdict: "not-met", shows: "principal oncall" },
  {
    question: "bounded-arguments",
    changes: [["allow orders.refund where amount <= 50", "allow orders.refund"]],
    verdict: "not-met",
    shows: "allow orders.refund",
  },
  {
    question: "parameters-pinned",
    changes: [
      ['  require $which == "o-1"\n', ""],
      [' and order == "o-1" and approved by boss\n  ttl 1m', "\n  ttl 1m"],
    ],
    verdict: "not-met",
  },
  {
    question: "parameters-pinned",
    changes: [
      ["which: String", "which: String"],
      ["(which: String) for", " for"],
      ['  require $which == "o-1"\n', ""],
      ["order == $which and ", ""],
      ['(which: "o-1")', ""],
    ],
    verdict: "not-addressed",
  },
  { question: "least-privilege", changes: [["allow web.* }", "allow web.*  allow mail.* }"]], verdict: "not-met", shows: "holds" },
  {
    question: "expiry",
    changes: [["  ttl 1m\n  fanout 1\n}\n\ndelegate planner -> reader", "  ttl 9m\n  fanout 1\n}\n\ndelegate planner -> reader"]],
    verdict: "not-met",
    shows: "ttl 9m",
  },
  { question: "secrets-expire", changes: [["secret key { ttl 1m  per hop }", "secret key { shared }"]], verdict: "not-met", shows: "secret key" },
  { question: "secrets-expire", changes: [["secret key { ttl 1m  per hop }", "secret key { ttl 2m  per hop }"]], verdict: "not-met" },
  {
    question: "secrets-expire",
    changes: [
      ["secret key { ttl 1m  per hop }\n", ""],
      [" requires secret key", ""],
    ],
    verdict: "not-addressed",
  },
  { question: "secrets-apart", changes: [["secret key { ttl 1m  per hop }", "secret key { shared }"]], verdict: "not-met", shows: "secret key" },
  { question: "runtimes-apart", changes: [['runtime "three"', 'runtime "one"']], verdict: "not-met", shows: "agent reader" },
  {
    question: "runtimes-apart",
    changes: [
      ['  runtime "one"', ""],
      ['  runtime "two"', ""],
      ['  runtime "three"', ""],
    ],
    verdict: "not-addressed",
  },
  { question: "no-secret-in-text", changes: [['page == "/"', 'page == "AKIAABCDEFGHIJKLMNOP"']], verdict: "not-met", shows: "AKIA" },
  { question: "identities", changes: [['  identity "spiffe://acme.dev/cleaner"', ""]], verdict: "not-met", shows: "agent cleaner" },
  { question: "identities", changes: [["spiffe://acme.dev/cleaner", "spiffe://acme.dev/planner"]], verdict: "not-met" },
  { question: "owners", changes: [['owner "b@acme.dev"', ""]], verdict: "not-met", shows: "agent cleaner" },
  { question: "offboarded", changes: [["principal boss", 'agent idle { owner "a" }\nprincipal boss']], verdict: "not-met", shows: "agent idle" },
  {
    question: "destructive-approved",
    changes: [
      [' and order == "o-1" and approved by boss\n  ttl 1m', ' and order == "o-1"\n  ttl 1m'],
      ['"o-1" and approved by boss\n', '"o-1"\n'],
    ],
    verdict: "not-met",
    shows: "allow orders.erase",
  },
  { question: "destructive-approved", changes: [["destructive erase", "write erase"]], verdict: "not-addressed" },
  {
    question: "effects-declared",
    changes: [["read fetch(page: String)", "read fetch(page: String, code: String)"]],
    verdict: "not-met",
    shows: "fetch",
  },
  {
    question: "approver-apart",
    changes: [
      ["by boss\n  ttl 1m", "by oncall\n  ttl 1m"],
      ["by boss\n  allow", "by oncall\n  allow"],
    ],
    verdict: "not-met",
    shows: "orders.erase",
  },
  {
    question: "approvals-bound",
    changes: [
      [' and order == "o-1" and approved by boss\n  ttl 1m', ' and order == "o-1"\n  ttl 1m'],
      ['"o-1" and approved by boss\n', '"o-1"\n'],
    ],
    verdict: "not-addressed",
  },
  { question: "clearances", changes: [["  clearance confidential", ""]], verdict: "not-met" },
  { question: "clearances", changes: [["returns confidential", ""]], verdict: "not-addressed" },
  {
    question: "clearances",
    changes: [
      ["label public < confidential", ""],
      [" returns confidential", ""],
      ["  clearance confidential", ""],
      [" sends public", ""],
    ],
    verdict: "not-addressed",
  },
  { question: "trifecta", changes: [[" ingests untrusted", ""]], verdict: "not-addressed" },
  {
    question: "trifecta",
    changes: [
      ["sends public", "sends confidential"],
      ["allow web.* }", "allow web.*  allow mail.* }"],
      ["  allow orders.refund where amount <= 50\n", '  allow orders.refund where amount <= 50\n  allow mail.send where to == "a"\n'],
    ],
    verdict: "not-met",
    shows: "oncall -> planner",
  },
  { question: "untrusted-reach", changes: [[" ingests untrusted", ""]], verdict: "not-addressed" },
  {
    question: "crossings-approved",
    changes: [["read fetch(page: String) ingests", "write fetch(page: String) ingests"]],
    verdict: "not-met",
    shows: "planner -> reader",
  },
  { question: "crossings-approved", changes: [["vendor external", "vendor"]], verdict: "not-addressed" },
  {
    question: "external-ends",
    changes: [
      [
        "delegate planner -> cleaner",
        'delegate reader -> planner for clean { allow web.fetch where page == "/"  ttl 30s }\ndelegate planner -> cleaner',
      ],
      ["  fanout 2\n", "  fanout 2\n  depth 5\n"],
    ],
    verdict: "not-met",
    shows: "reader -> planner",
  },
  {
    question: "labels-followed",
    changes: [
      ["label public < confidential", ""],
      [" returns confidential", ""],
      ["  clearance confidential", ""],
      [" sends public", ""],
      [" ingests untrusted", ""],
    ],
    verdict: "not-addressed",
  },
  {
    question: "depth-bounded",
    changes: [
      [
        "delegate planner -> cleaner",
        'delegate reader -> planner for serve { allow web.fetch where page == "/"  ttl 1m }\ndelegate planner -> cleaner',
      ],
    ],
    verdict: "not-met",
  },
  { question: "calls-bounded", changes: [[", 20 calls", ""]], verdict: "not-met", shows: "oncall -> planner" },
  {
    question: "spend-bounded",
    changes: [
      ["budget 100 usd, 20 calls", "budget 20 calls"],
      ["amount <= 50\n", 'order == "o-1"\n'],
      ["assert never orders.refund where amount > 50\n", ""],
    ],
    verdict: "not-met",
    shows: "allow orders.refund",
  },
  {
    question: "spend-bounded",
    changes: [
      [" spends amount usd", ""],
      ["budget 100 usd, 20", "budget 20"],
    ],
    verdict: "not-addressed",
  },
  { question: "fanout-declared", changes: [["  ttl 5m\n  fanout 2\n", "  ttl 5m\n"]], verdict: "not-met", shows: "oncall -> planner" },
  {
    question: "budgets-kept",
    changes: [
      ["  fanout 2\n  budget 100 usd, 20 calls\n", ""],
      ["  fanout 1\n", ""],
      ["  fanout 1\n", ""],
    ],
    verdict: "not-met",
  },
  { question: "guarded", changes: [["agent reader in vendor {", "agent reader in vendor unguarded {"]], verdict: "not-met", shows: "agent reader" },
  { question: "kill-switch", changes: [["deny any where context.halted", "deny orders.refund where context.halted"]], verdict: "not-met" },
  { question: "kill-switch", changes: [["deny any where", "deny any by cleaner where"]], verdict: "not-met" },
  { question: "kill-switch", changes: [["live halted", "halted"]], verdict: "not-met" },
  {
    question: "secrets-kept",
    changes: [
      ["secret key { ttl 1m  per hop }\n", ""],
      [" requires secret key", ""],
    ],
    verdict: "not-addressed",
  },
  { question: "catalogues", changes: [[` from "npm:mail@1" digest "sha256:${"0".repeat(64)}"`, ""]], verdict: "not-addressed" },
  {
    question: "program-arguments",
    changes: [["write refund(order: String, amount: Number)", "write refund(order: String, amount: Number, script?: String)"]],
    verdict: "not-met",
    shows: "oncall -> planner",
  },
  {
    question: "program-arguments",
    changes: [["destructive erase(order: String)", "destructive erase(order: String, script?: String)"]],
    verdict: "evidence",
  },
  { question: "assertions", changes: [["assert never orders.refund where amount > 50\n", ""]], verdict: "not-met" },
  { question: "assertions", changes: [["amount > 50\n", "amount > 40\n"]], verdict: "not-met", shows: "assert never" },
  { question: "tested", changes: [['deny orders.erase(order: "o-2")', 'deny orders.erase(order: "o-1")']], verdict: "not-met", shows: "nothing but" },
];

describe.each(cases.map((each, index) => ({ ...each, index })))("$index $question", ({ question, changes, verdict, shows }) => {
  test(verdict, () => {
    let source = strict;
    for (const [from, to] of changes) {
      expect(source).toContain(from);
      source = source.replace(from, to);
    }
    const changed = subjectFor(source);
    const answer = answerTo(question, changed);
    expect(answer.verdict, `${answer.says}\n${changed.diagnostics.map(({ code, message }) => `${code}: ${message}`).join("\n")}`).toBe(verdict);
    if (shows !== undefined) expect(shownIn(source, answer).join("\n")).toContain(shows);
  });
});

test("a policy without chains has nothing that is proved of them", () => {
  const none = subjectFor("");
  const verdicts = [...questions.keys()].filter((question) => answerTo(question, none).verdict === "proved");
  expect(verdicts).toEqual(["closed-world", "bounded-arguments"]);
});

test("where data can come to, agent by agent, action by action, domain by domain", () => {
  const told = (source: string): readonly string[] => answerTo("data-reach", subjectFor(source)).shows.map(({ words }) => words);
  expect(told(strict)).toEqual([
    "agent planner: confidential, untrusted text",
    "agent cleaner: untrusted text",
    "agent reader: untrusted text",
    "domain acme: confidential, untrusted text",
    "domain vendor: untrusted text",
  ]);
  const sending = strict
    .replace("allow web.* }", "allow web.*  allow mail.* }")
    .replace("  allow orders.refund where amount <= 50\n", '  allow orders.refund where amount <= 50\n  allow mail.send where to == "a"\n')
    .replace("sends public", "sends confidential");
  expect(told(sending)).toContain("out by mail.send: confidential, untrusted text");
});

test("a waiver needs a reason", () => {
  const allowed = [{ code: "no-owner", file: "a.remit", line: 3, reason: "a drill" }];
  expect(answerTo("waivers-explained", subjectFor(strict, allowed))).toMatchObject({ verdict: "evidence", says: "no-owner at a.remit:4: a drill." });
  expect(answerTo("waivers-explained", subjectFor(strict, [{ code: "no-owner", file: "remit.json" }])).verdict).toBe("not-met");
});

test("of a policy that is refused nothing is called enforced, and of one with errors nothing is called proved", () => {
  const refused = subjectFor(strict.replace("  clearance confidential", ""));
  expect([...questions.keys()].filter((question) => ["proved", "enforced"].includes(answerTo(question, refused).verdict))).toEqual([]);
  const warned = [...questions.keys()].filter((question) => answerTo(question, subject, true).verdict === "enforced");
  expect(warned).toEqual([]);
  expect(answerTo("narrowing", subject, true).verdict).toBe("proved");
});

test("what is enforced is not where no guard runs", () => {
  const open = subjectFor(strict.replace("agent reader in vendor {", "agent reader in vendor unguarded {"));
  expect(answerTo("ledger-kept", open)).toMatchObject({ verdict: "enforced", says: expect.stringContaining("Not at reader, where no guard runs.") });
});

test("what can't be decided counts against the policy, where the rule of check keeps silent", () => {
  const hard = subjectFor(`task tag "Tag a document"
tool documents { destructive erase(name: String) }
principal editor {}
agent tagger { owner "a@acme.dev" }
delegate editor -> tagger for tag {
  allow documents.erase where (name matches /.*a.{60}b.*/ and not (name matches /.*a.{61}b.*/)) or approved by editor
  ttl 1h
}`);
  expect(hard.diagnostics.map(({ code }) => code)).toEqual([]);
  expect(answerTo("destructive-approved", hard).verdict).toBe("not-met");
});
