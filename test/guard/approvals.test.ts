import { expect, test } from "vitest";
import { type Answer, answer, type Question, question, session } from "../../stdlib/runtime/approval.js";
import { openDesk } from "../../stdlib/runtime/desk.js";
import { newKey } from "../../stdlib/runtime/keys.js";
import { escaped } from "../../stdlib/runtime/showing.js";
import { action, type Bench, bench, codeOf, type Handle, hop, plan } from "./desk.js";

const refund = (amount: number, id = "o-1") => ({ order: id, amount });

/** A guard whose approver answers as the test says, from the question that it was asked. */
async function answering(say: (question: Question, made: Bench) => Promise<Answer | undefined> | unknown): Promise<Bench> {
  const box: { made?: Bench } = {};
  const made = await bench({
    approver: {
      ask: async (asked) => {
        if (box.made === undefined) throw new Error("too early");
        return (await say(asked, box.made)) as Answer | undefined;
      },
    },
  });
  box.made = made;
  return made;
}

const tried = async (say: Parameters<typeof answering>[0]): Promise<string> => {
  const made = await answering(say);
  const code = await codeOf(action(await made.start(), "orders.refund")(refund(60)));
  expect(made.calls).toHaveLength(code === "done" ? 1 : 0);
  return code;
};

test("only the principal's own signature over this question is a yes", async () => {
  expect(await tried((asked, made) => answer(asked, "yes", made.oncall))).toBe("done");
  const other = newKey();
  expect(await tried((asked, made) => answer(asked, "yes", made.boss))).toBe("approval");
  expect(await tried((asked) => answer(asked, "yes", session("oncall", other)))).toBe("approval");
  // The root starts chains, but a principal that has a key of its own is not the root.
  expect(await tried((asked, made) => answer(asked, "yes", session("oncall", made.root)))).toBe("approval");
  expect(await tried(async (asked, made) => ({ ...(await answer(asked, "no", made.oncall)), answer: "yes" }))).toBe("approval");
  for (const changed of [
    { digest: "sha256:00" },
    { instance: "other" },
    { what: "orders.purge" },
    { policy: "sha256:00" },
    { expires: 1 },
    { text: "Fine?" },
    { kind: "hop" },
    { chain: [] },
  ] as const)
    expect(await tried((asked, made) => answer({ ...asked, ...changed } as Question, "yes", made.oncall))).toBe("approval");
  for (const odd of [undefined, null, "yes", true, {}, { answer: "yes" }, []]) expect(await tried(() => odd)).toBe("approval");
});

test("an approval for other arguments, another hop or another time is none", async () => {
  const kept: Answer[] = [];
  const made = await answering(async (asked, { oncall }) => {
    const said = await answer(asked, "yes", oncall);
    kept.push(said);
    return kept[0];
  });
  const planner = await made.start();
  expect(await codeOf(action(planner, "orders.refund")(refund(60)))).toBe("done");
  // The same answer again, to the same call, to a changed one, and for a hop.
  expect(await codeOf(action(planner, "orders.refund")(refund(60)))).toBe("approval");
  expect(await codeOf(action(planner, "orders.refund")(refund(200)))).toBe("approval");
  expect(await codeOf(hop(planner, "refunder")({ order_id: "o-1", cap: 1 }))).toBe("approval");
  expect(made.calls).toHaveLength(1);
});

test("what is asked is shown whole, with what can't be seen written out", async () => {
  const made = await bench();
  const planner = await made.start();
  const hidden = "o-1\u202Etxt.exe\u2066\u200B\u0007\n\u2028\uFEFF\u00AD\u{E0041}\u3164\u00A0\u115F";
  expect(await codeOf(action(planner, "orders.refund")({ order: hidden, amount: 60 }))).toBe("done");
  const text = made.asked[0]?.text ?? "";
  expect(/[\p{C}\p{Default_Ignorable_Code_Point}\u2028\u00A0]/u.test(text.replaceAll("\n", ""))).toBe(false);
  expect(text).toContain("\\u{202e}txt.exe\\u{2066}\\u{200b}");
  expect(text.split("\n").filter((line) => line.includes("order ="))).toHaveLength(1);
  expect(escaped("plain text, é, 漢字, 👍")).toBe("plain text, é, 漢字, 👍");
  // The end is where one would hide something, so that what is too long is not asked at all.
  expect(await codeOf(action(planner, "orders.refund")({ order: "x".repeat(20_000), amount: 60 }))).toBe("approval");
  expect(made.asked).toHaveLength(1);
  const asked = question({
    by: "oncall",
    policy: "p",
    instance: "i",
    chain: ["oncall\n\nMay planner do nothing?"],
    kind: "call",
    what: "a.b",
    task: "t",
    purpose: "p",
    values: {},
    untrusted: true,
    expires: 1,
  });
  expect(asked?.text.split("\n").filter((line) => line.startsWith("May"))).toHaveLength(1);
  expect(asked?.text).toContain("an attacker wrote");
});

/** The same store and keys in what another process would have: another guard. */
async function elsewhere(made: Bench, more: object = {}) {
  return openDesk(plan, "enforce", {
    root: made.root,
    store: made.store,
    clock: made.clock,
    principals: { oncall: made.keys.oncall.public, boss: made.keys.boss.public },
    live: () => ({ halted: false }),
    tools: made.tools,
    secrets: made.secrets,
    ...more,
  });
}

test("a hop is asked for now, answered by another process, and resumed by a third", async () => {
  const made = await bench({ says: "nothing" });
  const planner = await made.start();
  const pending = await hop(planner, "refunder").request({ order_id: "o-1", cap: 40 });
  const second = await elsewhere(made);
  expect(await second.resume(pending.id)).toEqual({ kind: "waiting", by: ["oncall"] });
  const [asked] = await second.questions(pending.id);
  if (asked === undefined) throw new Error("nothing was asked");
  expect(asked.text).toContain("cap = 40");
  expect(await codeOf(second.answer(pending.id, await answer(asked, "yes", session("oncall", newKey()))))).toBe("approval");
  await second.answer(pending.id, await answer(asked, "yes", made.oncall));
  made.clock.pass(3 * 60_000);
  const third = await elsewhere(made);
  const resumed = await third.resume(pending.id);
  if (resumed.kind !== "hop") throw new Error(resumed.kind);
  const refunder = resumed.handle as Handle;
  expect(refunder.expires.getTime()).toBe(made.clock.now() + 5 * 60_000);
  expect(await codeOf(action(refunder, "orders.refund")(refund(41)))).toBe("scope");
  expect(await codeOf(action(refunder, "orders.refund")(refund(40)))).toBe("done");
  // Used up, here and everywhere.
  expect(await codeOf(third.resume(pending.id))).toBe("approval");
  expect(await codeOf(made.desk.resume(pending.id))).toBe("approval");
  // And what ends the planner in its own process ends what was made of it in another.
  await planner.revoke();
  expect(await codeOf(action(refunder, "orders.refund")(refund(0)))).toBe("revoked");
});

test("a call is asked for, refused, or changed in the store: nothing is called", async () => {
  const made = await bench({ says: "nothing" });
  const planner = await made.start();
  const asked = async (amount: number) => {
    const pending = await action(planner, "orders.refund").request(refund(amount));
    const [one] = await made.desk.questions(pending.id);
    if (one === undefined) throw new Error("nothing was asked");
    return { id: pending.id, one };
  };
  const no = await asked(60);
  await made.desk.answer(no.id, await answer(no.one, "no", made.oncall));
  expect(await made.desk.resume(no.id)).toEqual({ kind: "refused" });
  // The first good answer stays.
  await made.desk.answer(no.id, await answer(no.one, "yes", made.oncall));
  expect(await made.desk.resume(no.id)).toEqual({ kind: "refused" });

  const changed = await asked(60);
  const { cells } = await made.store.read([`pending/${changed.id}`]);
  const [cell] = cells;
  const kept = JSON.parse(cell?.kind === "text" ? cell.value : "{}") as { about: { args: object } };
  await made.store.commit({
    id: "tamper",
    put: [{ key: `pending/${changed.id}`, value: JSON.stringify({ ...kept, about: { ...kept.about, args: refund(200) } }), until: 9e15 }],
  });
  await made.desk.answer(changed.id, await answer(changed.one, "yes", made.oncall));
  expect(await codeOf(made.desk.resume(changed.id))).toBe("approval");

  const late = await asked(60);
  await made.desk.answer(late.id, await answer(late.one, "yes", made.oncall));
  made.clock.pass(15 * 60_000);
  expect(await codeOf(made.desk.resume(late.id))).toBe("expired");
  expect(made.calls).toEqual([]);

  const good = await asked(60);
  await made.desk.answer(good.id, await answer(good.one, "yes", made.oncall));
  expect(await made.desk.resume(good.id)).toEqual({ kind: "call", value: { ok: true } });
  expect(made.calls).toHaveLength(1);
  expect(await codeOf(made.desk.resume(good.id))).toBe("approval");
  expect(await codeOf(made.desk.resume("nothing"))).toBe("approval");
  expect(await codeOf(action(planner, "orders.refund").request(refund(201)))).toBe("approval");
});
