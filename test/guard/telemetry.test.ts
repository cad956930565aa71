/** Spans and events through the real `@opentelemetry/api`, with the smallest provider that keeps them in memory. */
import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Attributes,
  type Context,
  context,
  createContextKey,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { afterAll, beforeEach, expect, test } from "vitest";
import { telemetryOf } from "../../stdlib/runtime/telemetry.js";
import { action, bench, codeOf, hop } from "./desk.js";

interface Kept {
  readonly name: string;
  readonly attributes: Attributes;
  readonly parent: string | undefined;
  readonly events: { readonly name: string; readonly attributes: unknown }[];
  status: { readonly code: SpanStatusCode; readonly message?: string } | undefined;
  ended: number;
}

const kept: Kept[] = [];
const keptKey = createContextKey("kept");

const tracer: Tracer = {
  startSpan(name, options, at = context.active()) {
    const one: Kept = {
      name,
      attributes: { ...options?.attributes },
      parent: (at.getValue(keptKey) as Kept | undefined)?.name,
      events: [],
      status: undefined,
      ended: 0,
    };
    kept.push(one);
    const span: Span = {
      spanContext: () => ({ traceId: "1".repeat(32), spanId: "1".repeat(16), traceFlags: 1 }),
      setAttribute: () => span,
      setAttributes: (more) => {
        Object.assign(one.attributes, more);
        return span;
      },
      addEvent: (event, attributes) => {
        one.events.push({ name: event, attributes });
        return span;
      },
      addLink: () => span,
      addLinks: () => span,
      setStatus: (status) => {
        one.status = status;
        return span;
      },
      updateName: () => span,
      isRecording: () => true,
      recordException: () => undefined,
      end: () => {
        one.ended++;
      },
    };
    return span;
  },
  startActiveSpan() {
    throw new Error("not used");
  },
};

const active = new AsyncLocalStorage<Context>();
trace.setGlobalTracerProvider({ getTracer: () => tracer });
context.setGlobalContextManager({
  active: () => active.getStore() ?? ROOT_CONTEXT,
  with: (at, work, self, ...args) => active.run(at, () => work.call(self as never, ...args)),
  bind: (_at, target) => target,
  enable() {
    return this;
  },
  disable() {
    return this;
  },
});
afterAll(() => {
  trace.disable();
  context.disable();
});
beforeEach(() => {
  kept.length = 0;
});

test("where the application has the package, a guard tells it of hops, calls and refusals, each ended once, without being asked", async () => {
  const made = await bench({
    tools: {
      "orders.refund": () => {
        throw new Error("no");
      },
    },
  });
  const planner = await made.start();
  await hop(planner, "refunder")({ order_id: "o-1", cap: 40 });
  await action(planner, "orders.lookup")({ customer: "c-7", limit: 1 });
  expect(await codeOf(action(planner, "orders.lookup")({ customer: "c-8", limit: 1 }))).toBe("scope");
  expect(await codeOf(action(planner, "orders.refund")({ order: "o", amount: 1 }))).toBe("failed");
  expect(kept.map(({ name, status }) => [name, status?.message])).toEqual([
    ["remit.hop", undefined],
    ["remit.hop", undefined],
    ["remit.call", undefined],
    ["remit.call", "scope"],
    ["remit.denied", undefined],
    ["remit.call", "failed"],
  ]);
  expect(kept.every(({ ended }) => ended === 1)).toBe(true);
  expect(kept[1]?.attributes).toMatchObject({ hop: "planner -> refunder for refund" });
  expect(kept[2]?.attributes).toEqual({ action: "orders.lookup", instance: planner.id, agent: "planner" });
  expect(kept[3]?.status).toEqual({ code: SpanStatusCode.ERROR, message: "scope" });
  expect(kept[4]?.attributes).toEqual({ code: "scope", action: "orders.lookup", instance: planner.id });
});

test("they are below the application's own span, where one is open, and a refusal is an event of it", async () => {
  const made = await bench();
  const planner = await made.start();
  const outer = tracer.startSpan("request");
  const [, one] = kept;
  await context.with(trace.setSpan(context.active().setValue(keptKey, one), outer), () =>
    codeOf(action(planner, "orders.lookup")({ customer: "c-8", limit: 1 })),
  );
  expect(kept.at(-1)).toMatchObject({ name: "remit.call", parent: "request" });
  expect(one?.events).toEqual([{ name: "remit.denied", attributes: { code: "scope", action: "orders.lookup", instance: planner.id } }]);
});

test("values are in no span", async () => {
  const made = await bench({ telemetry: telemetryOf({ trace }) });
  const planner = await made.start("canary-customer");
  await codeOf(action(planner, "orders.refund")({ order: "canary-order", amount: 999 }));
  await codeOf(hop(planner, "teller")({ topic: "canary-topic" }, { message: "canary-message" }));
  expect(kept.length).toBeGreaterThan(3);
  expect(JSON.stringify(kept)).not.toContain("canary");
});
