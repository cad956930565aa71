/**
 * A retailer's desk: the tools and the calls of tau-bench's retail tasks (Sierra Research, MIT licence), and a policy that gives a
 * service agent all of them, and one more by a second hop.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../../compiler/host/package.js";
import type { Json } from "../../stdlib/runtime/value.js";
import type { Made } from "./write.js";

export const retail = `task serve "Serve a customer"
task change "Change an order" part of serve

context { user: String }

tool shop {
  write calculate(expression: String)
  write cancel_pending_order(order_id: String, reason: "no longer needed" | "ordered by mistake" | "too late")
  write exchange_delivered_order_items(order_id: String, item_ids: List<String>, new_item_ids: List<String>, payment_method_id: String)
  read find_user_id_by_email(email: String)
  read find_user_id_by_name_zip(first_name: String, last_name: String, zip: String)
  read get_order_details(order_id: String)
  read get_product_details(product_id: String)
  read get_user_details(user_id: String)
  read list_all_product_types()
  write modify_pending_order_address(order_id: String, address1: String, address2: String, city: String, state: String, country: String, zip: String)
  write modify_pending_order_items(order_id: String, item_ids: List<String>, new_item_ids: List<String>, payment_method_id: String)
  write modify_pending_order_payment(order_id: String, payment_method_id: String)
  write modify_user_address(user_id: String, address1: String, address2: String, city: String, state: String, country: String, zip: String)
  write return_delivered_order_items(order_id: String, item_ids: List<String>, payment_method_id: String)
  write think(thought: String)
  write transfer_to_human_agents(summary: String)
}

scope changes {
  allow shop.cancel_pending_order where reason in ["no longer needed", "ordered by mistake", "too late"]
  allow shop.modify_pending_order_items, shop.exchange_delivered_order_items where size(item_ids) <= 20 and size(new_item_ids) <= 20
  allow shop.return_delivered_order_items where size(item_ids) <= 20
  allow shop.modify_pending_order_address, shop.modify_user_address where country in ["USA", "Canada", "Mexico"]
  allow shop.modify_pending_order_payment
}

principal customer {}
agent clerk { owner "service@shop.example" }
agent changer { owner "orders@shop.example" }

delegate customer -> clerk for serve {
  allow shop.find_user_id_by_email, shop.find_user_id_by_name_zip, shop.get_order_details, shop.get_product_details
  allow shop.get_user_details where user_id == context.user
  allow shop.list_all_product_types, shop.calculate, shop.think, shop.transfer_to_human_agents
  relay changes
  ttl 1h
}

delegate clerk -> changer for change {
  allow changes
  ttl 5m
}
`;

interface Task {
  readonly user: string;
  readonly calls: readonly { readonly action: string; readonly args: Readonly<Record<string, Json>> }[];
}

const changing = /^(cancel|exchange|modify|return)_/;

/** Each task is two chains: what the clerk looks up, and what the changer changes. */
export function retailChains(): readonly Made[] {
  const lines = readFileSync(join(packageFolder, "test/ledger/retail-calls.jsonl"), "utf8").trimEnd().split("\n");
  const tasks = lines.map((line) => JSON.parse(line) as Task);
  const first = { from: "customer", to: "clerk", task: "serve" };
  return tasks.flatMap(({ user, calls }): readonly Made[] => {
    const named = calls.map(({ action, args }) => ({ action: `shop.${action}`, args, name: action }));
    const context = { user };
    return [
      { hops: [first], context, calls: named.filter(({ name }) => !changing.test(name)) },
      { hops: [first, { from: "clerk", to: "changer", task: "change" }], context, calls: named.filter(({ name }) => changing.test(name)) },
    ];
  });
}
