import { expect, test } from "vitest";
import { openDesk } from "../../stdlib/runtime/desk.js";
import { type Claims, readUnverified, signJws } from "../../stdlib/runtime/jws.js";
import { newKey } from "../../stdlib/runtime/keys.js";
import { prove, verifyProof } from "../../stdlib/runtime/possession.js";
import { bench, codeOf, hop, plan } from "./desk.js";

test("a proof of possession is for one credential, audience, action, arguments and minute", async () => {
  const key = newKey();
  const args = { url: "u", n: 1 };
  const shown = { audience: "https://a.example", action: "web.fetch", args, credential: "c" };
  const proof = await prove(key, shown, 1_000_000);
  const fault = async (more: Partial<typeof shown>, now = 1_000_000, by = key.public, text = proof) => {
    const answer = await verifyProof(text, by, { ...shown, ...more }, now);
    return answer.ok ? "good" : answer.fault;
  };
  expect(await fault({})).toBe("good");
  expect(await fault({ args: { n: 1, url: "u" } })).toBe("good");
  expect(await fault({ audience: "https://b.example" })).toBe("audience");
  expect(await fault({ action: "mail.send" })).toBe("action");
  expect(await fault({ args: { url: "u", n: 2 } })).toBe("arguments");
  expect(await fault({ credential: "d" })).toBe("credential");
  expect(await fault({}, 1_060_000)).toBe("expired");
  expect(await fault({}, 999_000)).toBe("not-yet");
  expect(await fault({}, 1_000_000, newKey().public)).toBe("signature");
  const read = readUnverified(proof, "remit-proof+jwt");
  const claims: Claims = read.kind === "claims" ? read.claims : {};
  expect(await fault({}, 1_000_000, key.public, await signJws(key, "remit-proof+jwt", { ...claims, exp: 9e9 }))).toBe("expired");
  expect(await fault({}, 1_000_000, key.public, await signJws(key, "remit-proof+jwt", { ...claims, jti: "" }))).toBe("malformed");
  expect(await fault({}, 1_000_000, key.public, await signJws(key, "aat+jwt", claims))).toBe("type");
});

test("a child is not older than its delegator, whatever the clock did between them", async () => {
  const made = await bench();
  const planner = await made.start();
  made.clock.wall -= 40;
  const reader = await hop(planner, "reader")();
  const presented = await reader.present({ audience: "tools", action: "web.fetch", args: { url: "u" } });
  made.clock.wall += 40;
  expect(await codeOf(made.desk.accept("tools", { ...presented, action: "web.fetch", args: { url: "u" } }))).toBe("done");
});

test("a refusal is written down whatever it is that was asked for", async () => {
  const enforcer = await bench();
  const reader = await hop(await enforcer.start(), "reader")();
  for (const action of [`${"x".repeat(255)}\u{1F600}`, "\uD800", "__proto__", "constructor", "x".repeat(100_000)]) {
    const shown = await reader.present({ audience: "t", action, args: {} });
    expect(await codeOf(enforcer.desk.accept("t", { ...shown, action, args: {} }))).toBe(action.length > 99_999 ? "credential" : "action");
  }
  const denied = (await enforcer.entries()).filter(({ kind }) => kind === "denied");
  expect(denied.filter((entry) => entry.kind === "denied" && entry.code === "action")).toHaveLength(4);
});

test("a chain of another policy that is taken: every hop is asked, under the enforcer's own", async () => {
  const maker = await bench();
  // The enforcer's policy says less at the first hop: only one page.
  const narrow = {
    ...plan,
    digest: "sha256:narrow",
    hops: plan.hops.map((each, i) => (i > 0 ? each : { ...each, carries: { ...each.carries, "web.fetch": narrowly } })),
  };
  function narrowly(args: Readonly<Record<string, unknown>>) {
    return args.url === "one" ? undefined : ({ code: "scope", hop: 0, clause: "allow web.fetch" } as const);
  }
  const open = (policies: readonly string[]) =>
    openDesk(narrow, "enforce", { ...maker, root: maker.root, live: () => ({ halted: false }), policies });
  const planner = await maker.start();
  const reader = await hop(planner, "reader")();
  const shown = async (url: string) => ({
    ...(await reader.present({ audience: "t", action: "web.fetch", args: { url } })),
    action: "web.fetch",
    args: { url },
  });
  expect(await codeOf((await open([])).accept("t", await shown("one")))).toBe("credential");
  const taking = await open([plan.digest]);
  expect(await codeOf(taking.accept("t", await shown("one")))).toBe("done");
  expect(await codeOf(taking.accept("t", await shown("two")))).toBe("scope");
  expect(maker.calls.map(({ args }) => args)).toEqual([{ url: "one" }]);
});

test("a credential that says otherwise than the store: the same instance, other parameters", async () => {
  const maker = await bench();
  const refunder = await hop(await maker.start(), "refunder")({ order_id: "o-1", cap: 40 });
  const args = { order: "o-1", amount: 40 };
  const shown = { ...(await refunder.present({ audience: "t", action: "orders.refund", args })), action: "orders.refund", args };
  const key = `instance/${refunder.id}`;
  const [cell] = (await maker.store.read([key])).cells;
  if (cell?.kind !== "text") throw new Error("there is no instance");
  // As if its delegator had made the hop with one cap and signed a credential for another.
  await maker.store.commit({ id: "other", put: [{ key, value: cell.value.replace('"cap":40', '"cap":1'), until: cell.until ?? 0 }] });
  const elsewhere = await openDesk(plan, "enforce", { ...maker, root: maker.root, live: () => ({ halted: false }) });
  expect(await codeOf(elsewhere.accept("t", shown))).toBe("credential");
  expect(maker.calls).toEqual([]);
});
