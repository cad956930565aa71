/**
 * The refunder, in a process of its own: it makes its key here, proves who it is, and shows each call with the chain that it was
 * given. It has no tool, no store and no key of anyone else.
 */
import { type Credentials, enrol, newKey, rootKey, showCall } from "remit/runtime";
import { tell, told } from "./talk.js";

const key = newKey();
tell({ enrolment: await enrol({ agent: "refunder", policy: process.env.POLICY ?? "", key, by: rootKey(process.env.REFUNDER_KEY) }) });

const credentials = (await told()) as Credentials;
for (;;) {
  const args = (await told()) as { readonly order: string; readonly amount: number };
  const call = { audience: "support-desk", action: "orders.refund", args };
  tell({ ...call, ...(await showCall(credentials, key, call)) });
}
