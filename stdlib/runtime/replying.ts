/** Handing back: what the recipient held reaches its delegator, as far as the hop lets it, and the recipient ends. */
import { deny } from "./denials.js";
import { type Holding, join, staysWithin } from "./holding.js";
import { commit, logged } from "./journal.js";
import { cellOf, end, hopOf, hopWords, lifeline, underWay, whyNot } from "./lives.js";
import { gainOf, isHoldingCell, refresh, unheldLabels, unheldUntrusted } from "./record.js";
import type { Refused } from "./refusal.js";
import type { Instance, Running } from "./running.js";
import { plainCopy, snapshot } from "./snapshot.js";
import type { Json } from "./value.js";

/** A store whose holdings have grown so often while one reply was given does not tell the truth. */
const most = 64;

export async function reply(running: Running, instance: Instance, given: unknown, tried = 0): Promise<Json> {
  const hop = hopOf(running, instance);
  const { above } = instance;
  const refuse = async (code: Refused["code"]): Promise<never> => {
    throw await deny(running, instance, { refused: { code, hop: hopWords(hop) }, args: {}, context: {}, now: running.clock.now(), approvals: [] });
  };
  const over = whyNot(running, instance);
  if (over !== undefined) return refuse(over);
  const taken = snapshot(given ?? null, running.limits.results);
  if (taken.kind === "refused") return refuse("argument");
  await refresh(running, instance);
  const { holding } = instance.state;
  if (hop.reply !== undefined && !staysWithin(running.plan.labels, holding, hop.reply.label)) return refuse("data");
  const trusted = hop.reply?.trusted === true && (await isTrusted(running, hop.member, taken.value));
  // A reply that should have been trustworthy and is not does not reach the delegator at all.
  if (hop.reply?.trusted === true && holding.untrusted && !trusted) return refuse("data");
  const told: Holding = { labels: holding.labels, untrusted: holding.untrusted && !trusted };
  const entry = {
    kind: "reply",
    instance: instance.id,
    label: holding.labels.map((label) => running.plan.labels.names[label] ?? "").join(" and "),
    untrusted: told.untrusted,
  } as const;
  const answer = await commit(running, {
    id: `reply/${instance.id}`,
    live: lifeline(instance),
    // All that it holds reaches its delegator, what another process let it read meanwhile too.
    absent: [...unheldUntrusted(instance), ...unheldLabels(running, instance)],
    put: [{ key: cellOf(instance.id), value: null }, ...(above === undefined ? [] : gainOf(running, above, told))],
    log: logged(instance.start, entry, { kind: "end", instance: instance.id, why: "disposed", underWay: underWay(instance).slice(0, 256) }),
  });
  if (!answer.ok && isHoldingCell(answer.failed) && tried < most) return reply(running, instance, given, tried + 1);
  if (!answer.ok) return refuse(whyNot(running, instance) ?? "revoked");
  if (above !== undefined) above.state.holding = join(running.plan.labels, above.state.holding, told);
  end(running, instance, "revoked");
  return plainCopy(taken.value);
}

/** A host that has no way to look has not looked. */
async function isTrusted(running: Running, member: string, value: Json): Promise<boolean> {
  const look = Object.hasOwn(running.replies, member) ? running.replies[member] : undefined;
  try {
    return look !== undefined && (await look(plainCopy(value))) === true;
  } catch {
    return false;
  }
}
