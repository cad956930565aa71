import { inspect } from "node:util";
import { expect, test } from "vitest";
import { type TelemetryApi, telemetryOf } from "../../stdlib/runtime/telemetry.js";
import { action, bench, codeOf, hop } from "./desk.js";

test("a secret is minted for a hop, reused in it, revoked with it, and another hop gets another", async () => {
  const made = await bench();
  const planner = await made.start();
  const one = await hop(planner, "teller")({ topic: "x" });
  await action(one, "mail.send")({ to: "a", body: "b" });
  await action(one, "mail.send")({ to: "a", body: "b" });
  const two = await hop(planner, "teller")({ topic: "x" });
  await action(two, "mail.send")({ to: "a", body: "b" });
  expect(made.minted).toHaveLength(2);
  expect(made.calls.map(({ call }) => call.secrets.mail_token?.reveal())).toEqual([
    made.minted[0]?.value,
    made.minted[0]?.value,
    made.minted[1]?.value,
  ]);
  await one.revoke();
  expect(made.minted.map(({ revoked }) => revoked)).toEqual([true, false]);
  made.clock.pass(5 * 60_000 + 1);
  await action(two, "mail.send")({ to: "a", body: "b" });
  expect(made.minted).toHaveLength(3);
  await planner.revoke();
  expect(made.minted.every(({ revoked }) => revoked)).toBe(true);
  await action(planner, "web.fetch")({ url: "u" }).catch(() => undefined);
  expect(Object.keys(made.calls[0]?.call.secrets ?? {})).toEqual(["mail_token"]);
});

test("a tool that the policy gives no secret gets none", async () => {
  const made = await bench();
  const planner = await made.start();
  await action(planner, "web.fetch")({ url: "u" });
  expect(made.calls[0]?.call.secrets).toEqual({});
  expect(made.minted).toEqual([]);
});

test("a broker that throws, mints nothing, or for longer than the hop serves nobody", async () => {
  const secrets: readonly (() => unknown)[] = [
    () => {
      throw new Error("canary");
    },
    () => ({ value: "", expires: 9e15 }),
    () => ({ value: "x", expires: 9e15, revoke: () => undefined }),
    () => ({ value: "x", expires: 1, revoke: () => undefined }),
    () => ({ value: "x", expires: Number.NaN, revoke: () => undefined }),
    () => null,
  ];
  for (const mint of secrets) {
    const made = await bench({ secrets: { mail_token: { expires: true, revokes: true, mint: async () => mint() as never } } });
    const teller = await hop(await made.start(), "teller")({ topic: "x" });
    const error: unknown = await action(teller, "mail.send")({ to: "a", body: "b" }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "secret" });
    expect(inspect(error)).not.toContain("canary");
    expect(made.calls).toEqual([]);
  }
});

test("a canary secret and a sensitive value are nowhere: ledger, spans, errors, results, what the agent or operator is shown", async () => {
  const spans: unknown[] = [];
  const keep = (...said: unknown[]): void => void spans.push(said);
  const span = { setAttributes: keep, setStatus: keep, addEvent: keep, end: () => undefined };
  const startSpan = (...said: unknown[]) => {
    keep(said);
    return span;
  };
  const api: TelemetryApi = { trace: { getTracer: () => ({ startSpan }), getActiveSpan: () => span } };
  const operator: unknown[] = [];
  const seen: unknown[] = [];
  let how = 0;
  const made = await bench({
    telemetry: telemetryOf(api),
    sensitive: ["orders.refund:order", "refunder:order_id", "context:customer", "mail.send:body"],
    onRefusal: (told) => operator.push(told),
    tools: {
      "mail.send": (_args, call) => {
        const token = call.secrets.mail_token?.reveal() ?? "";
        seen.push(
          inspect(call, { depth: 9 }),
          JSON.stringify(call.secrets),
          String(call.secrets.mail_token),
          `${inspect(call.secrets, { showHidden: true })}`,
        );
        how++;
        if (how === 1)
          return {
            echo: token,
            [token]: [`Bearer ${token}`, encodeURIComponent(token), Buffer.from(token).toString("base64url"), Buffer.from(token).toString("hex")],
          };
        throw new Error(`bad ${token}`);
      },
    },
  });
  const planner = await made.start("sensitive-customer");
  const agent: unknown[] = [];
  const tell = async (doing: Promise<unknown>) =>
    agent.push(await doing.catch((error: unknown) => [error, inspect(error, { depth: 9, showHidden: true })]));
  const teller = await hop(planner, "teller")({ topic: "x" });
  await tell(action(teller, "mail.send")({ to: "a", body: "sensitive-body" }));
  await tell(action(teller, "mail.send")({ to: "a", body: "sensitive-body" }));
  await tell(action(planner, "orders.refund")({ order: "sensitive-order", amount: 1, note: "sensitive-note" }));
  await tell(action(planner, "orders.refund")({ order: "sensitive-order", amount: 999 }));
  await tell(hop(planner, "refunder")({ order_id: "sensitive-order", cap: 1 }));
  await tell(hop(planner, "refunder")({ order_id: "sensitive-order", cap: 99 }));
  const ledger = JSON.stringify(await made.entries());
  const canary = made.minted[0]?.value ?? "";
  expect(how).toBe(2);
  for (const text of [
    ledger,
    JSON.stringify(spans),
    JSON.stringify(operator),
    inspect(agent, { depth: 9 }),
    seen.join("\n"),
    inspect(planner),
    inspect(made.root),
  ]) {
    for (const form of [
      canary,
      JSON.stringify(canary).slice(1, -1),
      encodeURIComponent(canary),
      Buffer.from(canary).toString("base64url"),
      Buffer.from(canary).toString("hex"),
    ])
      expect(text).not.toContain(form);
    expect(text).not.toContain("sensitive-");
  }
  expect(ledger).toContain("hmac-sha256:");
  expect(spans.length).toBeGreaterThan(5);
  // Values that a clause reads and nobody called sensitive are there.
  expect(ledger).toContain('"amount":{"value":1}');
});

test("a secret of a hop that ended while it was being minted is revoked, and no tool is called", async () => {
  let give: (() => void) | undefined;
  let revoked = false;
  const end = (): void => {
    revoked = true;
  };
  const made = await bench({
    secrets: {
      mail_token: {
        expires: true,
        revokes: true,
        mint: ({ expires }) =>
          new Promise((resolve) => {
            give = () => resolve({ value: "late", expires, revoke: end });
          }),
      },
    },
  });
  const teller = await hop(await made.start(), "teller")({ topic: "x" });
  const doing = codeOf(action(teller, "mail.send")({ to: "a", body: "b" }));
  while (give === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
  await teller.revoke();
  give();
  expect(await doing).toBe("revoked");
  expect(revoked).toBe(true);
  expect(made.calls).toEqual([]);
});
