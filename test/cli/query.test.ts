/** `remit query`, as a person and a program meet it. */
import { describe, expect, it } from "vitest";
import { accepted, remit } from "./run.js";

const policy = `task work "W"
task part "P" part of work
context { user: String  live halted: Bool }
tool pay { write refund(order: String, amount: Number, note?: String)  read list(limit: Int) }
tool mail { write send(to: String) }
principal boss {}
principal night {}
agent planner { owner "planner@example.org" }
agent worker {}
agent idle { owner "idle@example.org" }
delegate boss -> planner for work {
  allow pay.list where limit <= 10
  relay pay.refund where amount <= 50 or (amount <= 200 and approved by boss)
  ttl 1h
}
delegate night -> planner for part {
  allow pay.list where limit <= 5 and now.hour < 6
  ttl 1h
}
delegate planner -> worker(cap: Number) for part {
  require $cap <= 150
  allow pay.refund where amount <= $cap and order == context.user and (amount <= 50 or approved by boss)
  ttl 5m
}
deny pay.* where context.halted
`;
const files = { "a.remit": policy };
const ask = (args: readonly string[], of: Readonly<Record<string, string>> = files) => remit(["query", ...args], of);

describe("remit query can", () => {
  it("shows the chain hop by hop, with the clauses and a request", async () => {
    const { code, out, err } = await ask(["can", "worker", "pay.refund", "--args", '{"amount": 40}']);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toBe(`yes: \`worker\` can use \`pay.refund\`
  boss -> planner for work
      relay pay.refund where amount <= 50 or (amount <= 200 and approved by boss)  (a.remit:13)
  planner -> worker for part
      allow pay.refund where amount <= $cap and order == context.user and (amount <= 50 or approved by boss)  (a.remit:22)
    chain       boss → planner → worker
    where       planner.worker.cap = 40
    request     pay.refund(order: "", amount: 40)
    context     { user: "", halted: false }
`);
  });

  it("names the hop that stops it, and the approval that is missing", async () => {
    const { code, out } = await ask(["can", "worker", "pay.refund", "--args", '{"amount": 100}']);
    expect(code).toBe(1);
    expect(out).toContain(
      "no: `worker` can't use `pay.refund` so\n  on boss → planner → worker\n  hop 1, `boss -> planner for work`, passes on no such request\n",
    );
    expect(out).toContain("it could with the approval of `boss`: --approved boss\n");
    expect((await ask(["can", "worker", "pay.refund", "--args", '{"amount": 100}', "--approved", "boss"])).code).toBe(0);
    expect((await ask(["can", "worker", "pay.refund", "--args", '{"amount": 151}', "--approved", "boss"])).out).toContain(
      "hop 2, `planner -> worker for part`, passes on no such request",
    );
    expect((await ask(["can", "planner", "pay.refund"])).out).toContain("hop 1, `boss -> planner for work`, only lets it be handed on");
    expect((await ask(["can", "planner", "mail.send"])).out).toContain("passes on nothing of it");
    expect((await ask(["can", "planner", "pay.list", "--context", '{"halted": true}'])).out).toContain(
      "a `deny` of the policy takes it away\n      deny pay.* where context.halted  (a.remit:25)",
    );
    expect(await ask(["can", "idle", "pay.list"])).toMatchObject({ code: 1, out: "no: `idle` can't use `pay.list` so\n  no chain leads there\n" });
  });

  it("goes by parameters, context, time and chain as they are given", async () => {
    const cases: readonly (readonly [readonly string[], number])[] = [
      [["worker", "pay.refund", "--args", '{"amount": 40}', "--params", '{"cap": 39}'], 1],
      [["worker", "pay.refund", "--args", '{"amount": 40}', "--params", '{"planner.worker.cap": 40}'], 0],
      [["worker", "pay.refund", "--params", '{"cap": 151}'], 1],
      [["worker", "pay.refund", "--args", '{"order": "o"}', "--context", '{"user": "x"}'], 1],
      [["worker", "pay.refund", "--args", '{"order": "o"}', "--context", '{"user": "o"}'], 0],
      [["planner", "pay.list", "--args", '{"limit": 4}', "--chain", "night -> planner", "--at", "2026-03-01T05:59Z"], 0],
      [["planner", "pay.list", "--args", '{"limit": 4}', "--chain", "night -> planner", "--at", "2026-03-01T06:00Z"], 1],
      [["planner", "pay.list", "--args", '{"limit": 7}', "--chain", "night -> planner"], 1],
      [["planner", "pay.list", "--args", '{"limit": 7}', "--chain", "boss -> planner for work"], 0],
      [["planner", "pay.list", "--args", '{"limit": 7}', "--chain", "boss -> planner for part"], 1],
      [["worker", "pay.refund", "--chain", "night->planner->worker"], 1],
    ];
    for (const [args, code] of cases) expect({ args, code: (await ask(["can", ...args])).code }).toEqual({ args, code });
  });

  it("takes optional arguments to be absent where all required ones are given", async () => {
    const noted = { "a.remit": policy.replace("allow pay.refund where", 'allow pay.refund where note == "x" and') };
    expect((await ask(["can", "worker", "pay.refund", "--args", '{"amount": 4}'], noted)).code).toBe(0);
    expect((await ask(["can", "worker", "pay.refund", "--args", '{"amount": 4, "order": ""}'], noted)).code).toBe(1);
    expect((await ask(["can", "worker", "pay.refund", "--args", '{"amount": 4, "order": "", "note": "x"}'], noted)).code).toBe(0);
  });

  it("prints JSON: the answer, the chains or what stops it", async () => {
    const yes = JSON.parse((await ask(["can", "planner", "pay.list", "--format", "json"])).out);
    expect(yes).toMatchObject({ version: 1, party: "planner", action: "pay.list", policies: [{ entry: "a.remit", answer: "yes" }] });
    expect(yes.policies[0].chains.map(({ chain }: { chain: unknown }) => chain)).toEqual([
      ["boss", "planner"],
      ["night", "planner"],
    ]);
    expect(yes.policies[0].chains[0].hops).toEqual([
      {
        from: "boss",
        to: "planner",
        task: "work",
        clause: {
          text: "allow pay.list where limit <= 10",
          file: "a.remit",
          range: { start: { line: 11, character: 2 }, end: { line: 11, character: 34 } },
        },
      },
    ]);
    const no = JSON.parse((await ask(["can", "worker", "pay.refund", "--args", '{"amount": 100}', "--format", "json"])).out);
    expect(no.policies[0]).toMatchObject({
      answer: "no",
      chains: [],
      stopped: { chain: ["boss", "planner", "worker"], hop: { from: "boss", to: "planner", task: "work" }, at: 1, why: "less" },
      withApprovalBy: ["boss"],
    });
  });

  it("can't be asked about what is not there, or with what is no JSON, of a wrong type, or too much", async () => {
    const wrong: readonly (readonly string[])[] = [
      ["worker"],
      ["nobody", "pay.refund"],
      ["boss", "pay.refund"],
      ["worker", "pay.refunds"],
      ["worker", "pay.refund", "--args", "{"],
      ["worker", "pay.refund", "--args", "[]"],
      ["worker", "pay.refund", "--args", '{"amount": "1"}'],
      ["worker", "pay.refund", "--args", '{"sum": 1}'],
      ["worker", "pay.refund", "--context", '{"nothing": 1}'],
      ["worker", "pay.refund", "--context", '{"halted": 1}'],
      ["worker", "pay.refund", "--params", '{"most": 1}'],
      ["worker", "pay.refund", "--params", '{"cap": "1"}'],
      ["worker", "pay.refund", "--approved", "planner"],
      ["worker", "pay.refund", "--at", "noon"],
      ["worker", "pay.refund", "--chain", "boss"],
      ["worker", "pay.refund", "--chain", "boss -> nobody -> worker"],
    ];
    for (const args of wrong) {
      const { code, out, err } = await ask(["can", ...args]);
      expect({ args, code, out }).toEqual({ args, code: 2, out: "" });
      expect(err).not.toContain("bug");
    }
    const broken = await ask(["can", "worker", "pay.refund"], { "a.remit": "agent {" });
    expect(broken).toMatchObject({ code: 2, out: "" });
    const endless = `${policy}delegate worker -> planner for part { allow pay.list where limit <= 1  ttl 1m }\n`;
    expect((await ask(["can", "worker", "pay.refund"], { "a.remit": endless })).err).toContain("missing-depth");
  });

  it("goes by what every hop carries where a policy widens", async () => {
    const refused = { "a.remit": accepted.replace("require $cap <= 50", "require $cap <= 60") };
    expect((await ask(["can", "refunder", "orders.refund", "--args", '{"amount": 55}'], refused)).code).toBe(1);
    expect((await ask(["can", "refunder", "orders.refund", "--args", '{"amount": 50}'], refused)).code).toBe(0);
    expect((await ask(["reach", "refunder"], refused)).out).toBe("write orders.refund where amount <= 50\n");
  });
});

describe("remit query who", () => {
  it("lists the agents with their owners, and under a condition", async () => {
    const { code, out } = await ask(["who", "pay.refund"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^worker \(owner: nobody\), by one hop\n {2}boss -> planner for work\n/);
    expect((await ask(["who", "pay.refund", "--where", "amount > 100 and has note"])).out).toContain("approved by boss");
    expect(await ask(["who", "pay.refund", "--where", "amount > 150"])).toMatchObject({ code: 1, out: "nobody can use `pay.refund` so\n" });
    expect((await ask(["who", "pay.refund", "--where", "amount > 50 and not approved by boss"])).code).toBe(1);
    const json = JSON.parse((await ask(["who", "pay.list", "--format", "json"])).out);
    expect(json).toMatchObject({
      version: 1,
      action: "pay.list",
      policies: [{ entry: "a.remit", agents: [{ agent: "planner", owner: "planner@example.org", answer: "yes" }] }],
    });
  });

  it("can't be asked about what is not there, or with what is no condition", async () => {
    for (const where of ["amount >", "sum > 1", "amount > 1 assert never pay.list", "amount > 1\ndeny pay.*", "amount > 1 deny pay.* where true", ""])
      expect(await ask(["who", "pay.refund", "--where", where])).toMatchObject({ code: 2, out: "" });
    expect((await ask(["who", "pay.refnd"])).err).toContain("did you mean `pay.refund`?");
  });
});

describe("remit query reach", () => {
  it("tells all that an agent can do, as conditions, and whom it hands on to", async () => {
    expect(await ask(["reach", "planner"])).toMatchObject({
      code: 0,
      out: "read pay.list where limit <= 10 and not context.halted  (2 hops)\nhands on to worker\n",
    });
    expect((await ask(["reach", "worker"])).out).toBe(
      "write pay.refund where (amount <= 50 or approved by boss) and order == context.user and amount <= 150 and not context.halted\n",
    );
    expect(await ask(["reach", "idle"])).toMatchObject({ code: 1, out: "`idle` can do nothing\n" });
  });

  it("tells what the chains of a principal let any agent do, and of no other principal", async () => {
    const { out } = await ask(["reach", "night"]);
    expect(out).toBe("planner: read pay.list where limit <= 5 and now.hour < 6 and not context.halted\nhands on to planner, worker\n");
  });

  it("prints JSON", async () => {
    expect(JSON.parse((await ask(["reach", "planner", "--format", "json"])).out)).toMatchObject({
      version: 1,
      party: "planner",
      policies: [{ entry: "a.remit", actions: [{ agent: "planner", action: "pay.list", effect: "read", hops: 2 }], handsOnTo: ["worker"] }],
    });
    expect(await ask(["reach", "nobody"])).toMatchObject({ code: 2, out: "" });
  });
});
