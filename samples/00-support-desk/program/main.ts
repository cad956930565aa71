/**
 * The support desk at work: the on-call engineer approves in one process, the refunder works in another with a key of its own,
 * and the guard holds them all to the policy. No model is asked: what the agents do is written here.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  enrolledKeys,
  fileStore,
  isRefusal,
  type Json,
  newKeyText,
  type PresentedCall,
  readPublicKey,
  rootKey,
  type Session,
  webApprover,
} from "remit/runtime";
import { SupportDesk } from "../guard/support_desk.guard.js";
import { heard, start } from "./talk.js";

/** Says how something ended: with a value, or with the refusal's code. */
async function say(what: string, doing: Promise<Json>): Promise<void> {
  try {
    console.log(`${what}: ${JSON.stringify(await doing)}`);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    console.log(`${what}: refused (${error.code}${error.argument === undefined ? "" : `, ${error.argument}`})`);
  }
}

// In earnest the keys come from where secrets are kept.
const root = rootKey(newKeyText());
const refunderKeyText = newKeyText();
const folder = mkdtempSync(join(tmpdir(), "support-desk-"));
const store = fileStore(folder);

const engineer = start("approver");
const { key, url } = (await heard(engineer)) as { readonly key: unknown; readonly url: string };
const oncallKey = readPublicKey(key);
if (oncallKey === undefined) throw new Error("the approver has no key");

/** The engineer's session: her process signs for it. */
const oncall: Session<"oncall"> = {
  principal: "oncall",
  async sign(data) {
    engineer.send({ sign: Buffer.from(data).toString("base64") });
    const { signature } = (await heard(engineer)) as { readonly signature: string };
    return Buffer.from(signature, "base64");
  },
};

const desk = await SupportDesk.open({
  root,
  store,
  approver: webApprover(url),
  principals: { oncall: oncallKey },
  identities: enrolledKeys({ "spiffe://acme.dev/agent/refunder": [rootKey(refunderKeyText).public] }),
  live: () => ({ halted: false }),
  tools: {
    orders: {
      lookup: ({ customer }) => [{ order: "o-1", customer, paid: 60 }],
      refund: ({ order, amount }) => ({ order, refunded: amount }),
    },
    github: { create_issue: ({ title }) => ({ number: 7, title }), get_issue: ({ issue_number }) => ({ number: issue_number }) },
  },
});

const planner = await desk.start(oncall, "planner", { task: "resolve_ticket", context: { customer: "c-7" } });
await say("planner looks up orders of c-7", planner.orders.lookup({ customer: "c-7", limit: 20 }));
await say("planner looks up orders of c-8", planner.orders.lookup({ customer: "c-8", limit: 20 }));
console.log(`planner asks what would be said to 500 orders: ${(await planner.check.orders.lookup({ customer: "c-7", limit: 500 })).kind}`);

// The refunder's process makes a key; the guard gives it a chain of credentials for that key, once oncall has said yes.
const refunder = start("refunder", { POLICY: SupportDesk.plan.digest, REFUNDER_KEY: refunderKeyText });
const { enrolment } = (await heard(refunder)) as { readonly enrolment: string };
console.log("planner hands on the refund of o-1, at most 40");
const credentials = await planner.delegate.refunder.to(enrolment, { order_id: "o-1", cap: 40 });
refunder.send(credentials);

/** The refunder's process shows a call; the guard, which alone has the tool, looks at it and makes it. */
async function refund(order: string, amount: number): Promise<PresentedCall> {
  refunder.send({ order, amount });
  return (await heard(refunder)) as PresentedCall;
}

const first = await refund("o-1", 25);
await say("refunder refunds 25 of o-1", desk.accept("support-desk", first));
await say("someone shows the same call again", desk.accept("support-desk", first));
await say("refunder refunds 41 of o-1", desk.accept("support-desk", await refund("o-1", 41)));
await say("refunder refunds 1 of o-2", desk.accept("support-desk", await refund("o-2", 1)));
await say("refunder refunds 16 of o-1, of which 15 are left", desk.accept("support-desk", await refund("o-1", 16)));

console.log("planner would hand on one more, at most 50");
await say(
  "planner hands it on",
  planner.delegate.refunder({ order_id: "o-1", cap: 50 }).then(() => "yes"),
);

const last = await refund("o-1", 15);
await planner.revoke();
console.log("the planner is revoked while the refunder works");
await say("refunder refunds 15 of o-1", desk.accept("support-desk", last));

let entries = 0;
for await (const _ of store.log(0n)) entries++;
console.log(`the ledger has ${entries} records`);
await desk.close();
await store.close();
engineer.kill();
refunder.kill();
rmSync(folder, { recursive: true });
