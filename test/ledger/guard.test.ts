/** The ledger that a guard writes, read by the commands that read ledgers. */
import { expect, test } from "vitest";
import { anchor } from "../../stdlib/runtime/ledger/head.js";
import { verifyLines } from "../../stdlib/runtime/ledger/verify.js";
import type { Store } from "../../stdlib/runtime/store/store.js";
import { remit } from "../cli/run.js";
import { action, bench, codeOf, hop, policyText } from "../guard/desk.js";

async function exported(store: Store): Promise<string> {
  const lines: string[] = [];
  for await (const line of store.log(0n)) lines.push(`${new TextDecoder().decode(line)}\n`);
  return lines.join("");
}

async function worked(): Promise<Store> {
  const made = await bench({ tools: { "orders.lookup": () => ({ rows: [1] }) } });
  const planner = await made.start();
  for (const limit of [1, 20, 7]) await action(planner, "orders.lookup")({ customer: "c-7", limit });
  expect(await codeOf(action(planner, "orders.lookup")({ customer: "c-8", limit: 1 }))).toBe("scope");
  expect(await codeOf(action(planner, "orders.lookup")({ customer: "c-7", limit: "no" }))).toBe("argument");
  await action(planner, "orders.refund")({ order: "o-1", amount: 40 });
  const refunder = await hop(planner, "refunder")({ order_id: "o-1", cap: 40 });
  await action(refunder, "orders.refund")({ order: "o-1", amount: 30 });
  expect(await codeOf(action(refunder, "orders.refund")({ order: "o-2", amount: 1 }))).toBe("scope");
  expect(await codeOf(action(refunder, "orders.refund")({ order: "o-1", amount: 30 }))).toBe("budget");
  await planner.revoke();
  return made.store;
}

test("is whole, is decided as it was, and shows what was used", async () => {
  const store = await worked();
  const head = await anchor(store);
  const files = { "l.jsonl": await exported(store), "p.remit": policyText };
  expect(await verifyLines(store.log(0n), head.hash)).toMatchObject({ whole: true, head: { kind: "found", after: 0 } });
  expect(await remit(["ledger", "verify", "l.jsonl", "--head", head.hash], files)).toMatchObject({ code: 0 });

  const replayed = await remit("replay l.jsonl p.remit", files);
  expect(replayed).toMatchObject({ code: 0, err: "" });
  // Five calls and two refusals of clauses; of the wrong argument the value was kept; the budget is no clause.
  expect(replayed.out).toBe("p.remit: 0 changed, 8 as they were, 0 can't be told; 1 were refused for other reasons than a clause\n");
  const narrower = await remit("replay l.jsonl p.remit", { ...files, "p.remit": policyText.replace("limit <= 100", "limit <= 10") });
  expect(narrower.code).toBe(1);
  expect(narrower.out).toContain("oncall → planner: orders.lookup was allowed, would be denied: `oncall -> planner for resolve` does not allow it\n");

  const usage = await remit("ledger usage l.jsonl p.remit", files);
  expect(usage).toMatchObject({ code: 0, err: "" });
  expect(usage.out).toContain("p.remit: 5 calls\n");
  expect(usage.out).toContain("allow orders.lookup where customer == context.customer and limit <= 20");
  expect(usage.out).toContain("`reader -> teller for look`: never used");
  expect(usage.out).toContain(
    "With all of these, and without the hops that nobody made, the policy is accepted, is proved to be narrower, and covers all 5 calls.",
  );
});
