/**
 * What the types of a generated guard forbid. `npm run types` compiles this file: each line under `@ts-expect-error` has to be
 * an error, and each other has to be none. Nothing of it is run.
 */
import type { Session } from "remit/runtime";
import { type Planner, type Refunder, SupportDesk, type Tools } from "../../samples/00-support-desk/guard/support_desk.guard.js";
import type { Spec as Airline } from "../../samples/01-airline/guard/airline.guard.js";
import { Seat } from "../../samples/01-airline/guard/airline.guard.js";

export async function handles(planner: Planner, refunder: Refunder): Promise<void> {
  await planner.orders.lookup({ customer: "c-1", limit: 20 });
  await planner.check.orders.lookup({ customer: "c-1", limit: 20 });
  await planner.github.get_issue({ owner: "acme", repo: "r", issue_number: 1 });
  const child: Refunder = await planner.delegate.refunder({ order_id: "o-1", cap: 40 });
  await child.orders.refund({ order: "o-1", amount: 40 });

  // @ts-expect-error the planner may hand refunds on, not make them
  await planner.orders.refund({ order: "o-1", amount: 40 });
  // @ts-expect-error no clause lets it list issues
  await planner.github.list_issues({ owner: "acme", repo: "r" });
  // @ts-expect-error nor ask what would be said
  await planner.check.orders.refund({ order: "o-1", amount: 40 });
  // @ts-expect-error the refunder makes no hop
  await refunder.delegate.planner({});
  // @ts-expect-error it was given nothing of orders but refunds
  await refunder.orders.lookup({ customer: "c-1", limit: 20 });
  // @ts-expect-error a parameter is missing
  await planner.delegate.refunder({ order_id: "o-1" });
  // @ts-expect-error an argument is missing
  await planner.orders.lookup({ customer: "c-1" });
  // @ts-expect-error an argument is of another type
  await planner.orders.lookup({ customer: "c-1", limit: "20" });
  // @ts-expect-error an argument is not declared
  await planner.orders.lookup({ customer: "c-1", limit: 20, offset: 3 });
  // @ts-expect-error one agent's handle is not another's
  const other: Refunder = planner;
  other.signal.throwIfAborted();
}

type Options = Parameters<typeof SupportDesk.open>[0];

export async function desks(options: Options, tools: Tools, oncall: Session<"oncall">, other: Session<"customer">): Promise<void> {
  const desk = await SupportDesk.open(options);
  const planner: Planner = await desk.start(oncall, "planner", { task: "resolve_ticket", context: { customer: "c-1" } });
  await planner.revoke();

  // @ts-expect-error no chain starts at the refunder
  await desk.start(oncall, "refunder", { task: "refund", context: { customer: "c-1" } });
  // @ts-expect-error not for this task
  await desk.start(oncall, "planner", { task: "refund", context: { customer: "c-1" } });
  // @ts-expect-error a fact is missing
  await desk.start(oncall, "planner", { task: "resolve_ticket", context: {} });
  // @ts-expect-error a live fact comes with the request
  await desk.start(oncall, "planner", { task: "resolve_ticket", context: { customer: "c-1", halted: false } });
  // @ts-expect-error another principal's session
  await desk.start(other, "planner", { task: "resolve_ticket", context: { customer: "c-1" } });

  const bound: Options["tools"] = tools;
  // @ts-expect-error a tool is missing
  const noGithub: Options["tools"] = { orders: tools.orders };
  // @ts-expect-error an action is missing
  const noRefund: Options["tools"] = { ...tools, orders: { lookup: tools.orders.lookup } };
  void [bound, noGithub, noRefund];
}

export function types(): readonly Seat[] {
  const seat: Seat = Seat("12A");
  // @ts-expect-error a text is no seat until it was looked at
  const unseen: Seat = "12A";
  // @ts-expect-error the airline's chains start with its own facts
  const context: Airline["context"] = { nothing: true };
  void context;
  return [seat, unseen];
}
