/** Before: the trip is booked, and the traveler is asked for the money. Then this process is gone. */
import { isRefusal } from "remit/runtime";
import { open, traveler } from "./concierge.js";

const { desk, store } = await open();
const root = await desk.start(traveler, "root_agent", { task: "trip", context: { trip_budget: 3000 } });

const preparing = await root.delegate.pre_trip_agent({});
const searching = await preparing.delegate.search_agent({});
const found = await searching.google.google_search_grounding({ question: "Do I need a visa for Peru?" });
await searching.reply(found);
console.log(`search_agent found: ${JSON.stringify(found)}; pre_trip_agent has read it: untrusted ${preparing.untrusted}`);
try {
  await preparing.reply({ visa: "none", note: found });
} catch (error) {
  console.log(`pre_trip_agent hands back the text as it is: ${isRefusal(error) ? `refused (${error.code})` : String(error)}`);
}
await preparing.reply({ visa: "none" });
console.log(`pre_trip_agent hands back the form that the host checks; root_agent is untrusted: ${root.untrusted}`);

const booking = await root.delegate.booking_agent({});
const reserving = await booking.delegate.create_reservation({});
const reservation = await reserving.bookings.create_reservation({ item: "SEA-LIM, seat 22A", price: 1480 });
await reserving.reply(reservation);
console.log(`create_reservation holds: ${JSON.stringify(reservation)}`);

const asked = await booking.delegate.process_payment.request({ reservation: "RES-4411", price: 1480 });
console.log(`asked ${asked.by.join()} for the money; nobody has answered yet: ${(await desk.resume(asked.id)).kind}`);
process.send?.(asked.id);
await desk.close();
await store.close();
process.disconnect();
