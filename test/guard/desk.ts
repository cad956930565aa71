/** A guard for the tests: a policy with something of everything, tools that say what they were called with, and clocks to turn. */
import { type Answer, type Approver, answer, type Question, type Session, session } from "../../stdlib/runtime/approval.js";
import type { Clock } from "../../stdlib/runtime/clock.js";
import { type Desk, type OpenOptions, openDesk } from "../../stdlib/runtime/desk.js";
import type { Call, Verdict } from "../../stdlib/runtime/door.js";
import type { Entry } from "../../stdlib/runtime/entry.js";
import { newKey, type SigningKey } from "../../stdlib/runtime/keys.js";
import type { Plan } from "../../stdlib/runtime/plan.js";
import { isRefusal } from "../../stdlib/runtime/refusal.js";
import type { Store } from "../../stdlib/runtime/store/store.js";
import type { Json } from "../../stdlib/runtime/value.js";
import { planOf } from "./plan.js";
import { newStore } from "./stores.js";

export const policyText = `
label public < internal < confidential
domain acme
task resolve "Resolve a customer's ticket"
task refund "Refund one order" part of resolve
task tell "Write to the customer" part of resolve
task look "Look something up" part of resolve
context { customer: String  live halted: Bool }
tool orders {
  read lookup(customer: String, limit: Int) returns confidential
  write refund(order: String, amount: Number, note?: String) spends amount usd
  destructive purge(order: String)
}
secret mail_token { ttl 5m per hop scope "send" }
tool mail requires secret mail_token { write send(to: String, body: String) sends public }
tool web { read fetch(url: String) ingests untrusted }
principal oncall in acme { holds { allow any } }
principal boss in acme { holds { allow any } }
agent planner in acme { owner "p" identity "spiffe://acme/planner" clearance confidential }
agent refunder in acme { owner "r" identity "spiffe://acme/refunder" clearance confidential }
agent teller in acme { owner "t" identity "spiffe://acme/teller" clearance confidential }
agent reader in acme { owner "d" identity "spiffe://acme/reader" clearance confidential }
delegate oncall -> planner for resolve {
  allow orders.lookup where customer == context.customer and limit <= 100
  allow orders.refund where amount <= 50 or (amount <= 200 and approved by oncall)
  allow orders.purge where approved by oncall and approved by boss
  allow web.fetch
  relay mail.send
  ttl 1h
  depth 3
  budget 500 usd, 200 calls
  pass confidential
}
delegate planner -> refunder(order_id: String, cap: Number) for refund {
  require $cap <= 50
  allow orders.refund where order == $order_id and amount <= $cap
  ttl 5m
  fanout 3
  budget $cap usd
  approval by oncall
}
delegate planner -> teller(topic: String) for tell {
  allow mail.send
  ttl 10m
  budget 2 calls per 1m
}
delegate planner -> reader for look {
  allow web.fetch
  relay orders.lookup where customer == context.customer and limit <= 10
  ttl 10m
  depth 1
  pass confidential
  reply confidential
}
delegate reader -> teller as secondhand for look {
  allow web.fetch
  ttl 10m
  pass confidential
}
deny any where context.halted
`;

export const plan: Plan = planOf(policyText);

/** Both clocks, turned by hand. */
export interface TestClock extends Clock {
  wall: number;
  mono: number;
  pass(milliseconds: number): void;
}

export function testClock(): TestClock {
  const clock: TestClock = {
    wall: Date.UTC(2026, 5, 1, 12),
    mono: 1_000,
    now: () => clock.wall,
    steady: () => clock.mono,
    pass(milliseconds) {
      clock.wall += milliseconds;
      clock.mono += milliseconds;
    },
  };
  return clock;
}

export type Tool = (args: Readonly<Record<string, Json>>, call: Call) => unknown;

export interface Bench {
  readonly desk: Desk<Handle>;
  readonly store: Store;
  readonly clock: TestClock;
  readonly root: SigningKey;
  readonly keys: { readonly oncall: SigningKey; readonly boss: SigningKey };
  readonly tools: unknown;
  readonly principals: NonNullable<OpenOptions["principals"]>;
  readonly secrets: NonNullable<OpenOptions["secrets"]>;
  readonly oncall: Session;
  readonly boss: Session;
  readonly calls: { readonly tool: string; readonly args: Readonly<Record<string, Json>>; readonly call: Call }[];
  readonly asked: Question[];
  readonly told: { readonly code: string; readonly clause?: string | undefined }[];
  readonly minted: { readonly value: string; revoked: boolean }[];
  halted: boolean;
  start(customer?: string): Promise<Handle>;
  entries(): Promise<readonly Entry[]>;
}

export interface Handle {
  readonly [tool: string]: unknown;
  readonly id: string;
  readonly label: readonly string[];
  readonly untrusted: boolean;
  readonly signal: AbortSignal;
  readonly message: Json | undefined;
  readonly expires: Date;
  reply(value: unknown): Promise<Json>;
  revoke(): Promise<void>;
  present(call: unknown): Promise<{ readonly chain: readonly string[]; readonly proof: string }>;
}

type Action = ((args: unknown, options?: object) => Promise<Json>) & { request(args: unknown): Promise<{ id: string }> };
type Hop = ((params?: unknown, options?: object) => Promise<Handle>) & {
  request(params?: unknown): Promise<{ id: string }>;
  to(enrolment: string, params?: unknown): Promise<{ readonly chain: readonly string[] }>;
};

/** `tool.action` of a handle, or a hop of its `delegate`: as code without types would find it. */
export function action(handle: Handle, name: string): Action {
  const [tool = "", member = ""] = name.split(".");
  return (handle[tool] as Readonly<Record<string, Action>>)[member] as Action;
}

export function hop(handle: Handle, name: string): Hop {
  return (handle.delegate as Readonly<Record<string, Hop>>)[name] as Hop;
}

export function dry(handle: Handle, name: string, args: unknown): Promise<Verdict> {
  const [tool = "", member = ""] = name.split(".");
  const checks = handle.check as Readonly<Record<string, Readonly<Record<string, (args: unknown) => Promise<Verdict>>>>>;
  return checks[tool]?.[member]?.(args) as Promise<Verdict>;
}

/** The code of the refusal that it ends in. */
export async function codeOf(doing: Promise<unknown>): Promise<string> {
  try {
    await doing;
    return "done";
  } catch (error) {
    if (isRefusal(error)) return error.code;
    throw error;
  }
}

export async function bench(
  more: Partial<OpenOptions> & { readonly tools?: Readonly<Record<string, Tool>>; readonly says?: "yes" | "no" | "nothing" } = {},
): Promise<Bench> {
  const clock = testClock();
  const root = newKey();
  const keys = { oncall: newKey(), boss: newKey() };
  const oncall = session("oncall", keys.oncall);
  const boss = session("boss", keys.boss);
  const { says = "yes", tools: own = {}, ...options } = more;
  const store = options.store ?? (await newStore(() => clock.wall));
  const principals = { oncall: keys.oncall.public, boss: keys.boss.public };
  const calls: Bench["calls"] = [];
  const asked: Question[] = [];
  const told: { code: string; clause?: string | undefined }[] = [];
  const minted: { value: string; revoked: boolean }[] = [];
  const tool =
    (name: string): Tool =>
    (args, call) => {
      calls.push({ tool: name, args, call });
      return own[name]?.(args, call) ?? { ok: true };
    };
  const approver: Approver = {
    ask: async (question): Promise<Answer | undefined> => {
      asked.push(question);
      return says === "nothing" ? undefined : answer(question, says, question.by === "boss" ? boss : oncall);
    },
  };
  const made = { halted: false };
  const bound = {
    orders: { lookup: tool("orders.lookup"), refund: tool("orders.refund"), purge: tool("orders.purge") },
    mail: { send: tool("mail.send") },
    web: { fetch: tool("web.fetch") },
  };
  const secrets: Bench["secrets"] = {
    mail_token: {
      expires: true,
      revokes: true,
      mint: async ({ expires }) => {
        const one = { value: `canary-${minted.length}-é/+=`, revoked: false };
        minted.push(one);
        return {
          value: one.value,
          expires,
          revoke: () => {
            one.revoked = true;
          },
        };
      },
    },
  };
  const desk = (await openDesk(plan, "enforce", {
    root,
    store,
    clock,
    approver,
    principals,
    live: () => ({ halted: made.halted }),
    tools: bound,
    secrets,
    onRefusal: ({ code, clause }) => told.push({ code, clause }),
    ...options,
  })) as unknown as Desk<Handle>;
  return Object.assign(made, {
    desk,
    store,
    clock,
    root,
    keys,
    tools: bound,
    principals,
    secrets,
    oncall,
    boss,
    calls,
    asked,
    told,
    minted,
    start: (customer = "c-7") => desk.start(oncall, "planner", { task: "resolve", context: { customer } }),
    entries: async () => {
      const found: Entry[] = [];
      for await (const line of store.log(0n))
        found.push((JSON.parse(new TextDecoder().decode(line)) as { readonly of: { readonly entry: Entry } }).of.entry);
      return found;
    },
  });
}
