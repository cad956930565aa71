/** Later, in another process: the traveler answers, and what was asked for goes on under what was granted then. */
import { answer, isRefusal, type Json } from "remit/runtime";
import type { ProcessPayment } from "../guard/travel_concierge.guard.js";
import { open, traveler } from "./concierge.js";

async function say(what: string, doing: Promise<Json>): Promise<void> {
  try {
    console.log(`${what}: ${JSON.stringify(await doing)}`);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    console.log(`${what}: refused (${error.code}${error.argument === undefined ? "" : `, ${error.argument}`})`);
  }
}

const { desk, store } = await open();
const id = process.env.PENDING ?? "";
const [question] = await desk.questions(id);
if (question === undefined) throw new Error("nothing was asked");
console.log(question.text.replace(/Good until .*/, "Good until …").replaceAll(/^/gm, "    traveler reads | "));
await desk.answer(id, await answer(question, "yes", traveler));
const resumed = await desk.resume(id);
if (resumed.kind !== "hop") throw new Error(resumed.kind);
const paying = resumed.handle as ProcessPayment;

const charge = (amount: number) => paying.bookings.process_payment({ reservation_id: "RES-4411", amount, method: "Google Pay" });
await say("process_payment charges 1500", charge(1500));
await say("process_payment charges 1400", charge(1400));
await say("process_payment charges 1400 again", charge(1400));
await say(
  "it is resumed once more",
  desk.resume(id).then(({ kind }) => kind),
);
await paying.revoke();
await say("process_payment charges 10 after its end", charge(10));
await desk.close();
await store.close();
