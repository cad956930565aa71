/**
 * The on-call engineer's process: it alone has her key. It starts what she starts, serves the questions that the guard asks her,
 * and signs the answers.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answer, newKey, type Question, session } from "remit/runtime";
import { tell } from "./talk.js";

const key = newKey();
const oncall = session("oncall", key);

/** She says yes to small caps. */
const server = createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += String(part);
  const question: Question = JSON.parse(body);
  console.log(question.text.replace(/Good until .*/, "Good until …").replaceAll(/^/gm, "    oncall reads | "));
  response.writeHead(200).end(JSON.stringify(await answer(question, /cap = [1-4]?[0-9]$/m.test(question.text) ? "yes" : "no", oncall)));
});

/** She signs starts of chains here, and nothing else that someone sends. */
process.on("message", async (message: { readonly sign: string }) => {
  const asked = Buffer.from(message.sign, "base64");
  if (asked.toString().startsWith("remit start 1\n")) tell({ signature: Buffer.from(await oncall.sign(asked)).toString("base64") });
});

server.listen(0, "127.0.0.1", () => tell({ key: key.public, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
process.on("disconnect", () => process.exit());
