/**
 * Questions that are asked now and answered later, by this process or another: the question, and what it is about, lie in the
 * store until the answer is there. Its id is all that is needed to go on, so that it is as good as the handle it came from.
 */
import { type Answer, digestOf, isAnswerTo, type Question, readAnswer } from "./approval.js";
import { keyOf, questionsOf, recordAsked, type Subject, weigh } from "./asking.js";
import { approversFor, subjectOf as callSubject, carryOut, decideLast, refuse as refuseCall, want } from "./call.js";
import { canonical } from "./canonical.js";
import { refusedBy } from "./denials.js";
import type { CallOptions, HopOptions, Pending } from "./door.js";
import type { Maker, PreparedHop } from "./hop.js";
import { commit, read } from "./journal.js";
import { hopOf, hopWords } from "./lives.js";
import { finish, subjectOf as hopSubject, prepare } from "./making.js";
import type { Values } from "./plan.js";
import { load } from "./record.js";
import { refusal } from "./refusal.js";
import type { Instance, Running } from "./running.js";
import { limits as storeLimits } from "./store/store.js";
import type { Json } from "./value.js";

/** What is kept of it. */
type Kept = {
  readonly v: 1;
  readonly policy: string;
  readonly questions: readonly Question[];
  readonly start: string;
  readonly about:
    | { readonly kind: "call"; readonly instance: string; readonly action: string; readonly args: Values; readonly timeout: number | null }
    | {
        readonly kind: "hop";
        readonly instance: string;
        readonly hop: { readonly from: string; readonly to: string; readonly task: string };
        readonly params: Values;
        readonly message: readonly Json[];
        readonly ttl: number | null;
      };
};

export type Resumed =
  | { readonly kind: "waiting"; readonly by: readonly string[] }
  | { readonly kind: "refused" }
  | { readonly kind: "hop"; readonly instance: Instance }
  | { readonly kind: "call"; readonly value: Json };

export async function requestCall(running: Running, instance: Instance, action: string, given: unknown, options: CallOptions): Promise<Pending> {
  const wanted = await want(running, instance, action, given);
  if (wanted.kind === "no") return refuseCall(running, instance, action, wanted, []);
  const [doubt] = wanted.wanted.doubts;
  if (doubt !== undefined) return refuseCall(running, instance, action, doubt, []);
  const by = approversFor(running, instance, wanted.wanted);
  const { args, live } = wanted.wanted;
  // Nobody could allow it; or nobody needs to, and then it can be called.
  if (by === undefined || by.length === 0)
    return refuseCall(
      running,
      instance,
      action,
      { kind: "no", refused: { code: "approval", hop: hopWords(hopOf(running, instance)) }, args, live },
      [],
    );
  const about = { kind: "call", instance: instance.id, action, args, timeout: options.timeout ?? null } as const;
  return keep(running, callSubject(running, instance, wanted.wanted), by, about);
}

export async function requestHop(running: Running, maker: Maker, index: number, params: unknown, options: HopOptions): Promise<Pending> {
  const prepared = await prepare(running, maker, index, params, options);
  const { hop } = prepared;
  if (hop.approval === undefined || maker.kind === "start") throw refusal({ code: "approval", hop: hopWords(hop) });
  const about = {
    kind: "hop",
    instance: maker.instance.id,
    hop: { from: hop.from, to: hop.to, task: hop.task },
    params: chosen(prepared),
    message: prepared.message === undefined ? [] : [prepared.message],
    ttl: options.ttl ?? null,
  } as const;
  return keep(running, hopSubject(running, prepared, hop.approval), [hop.approval.by], about);
}

/** Without those that the runtime binds: it binds them anew. */
function chosen({ hop, params }: PreparedHop): Values {
  const own = hop.params.filter(({ name, from }) => from === undefined && Object.hasOwn(params, name));
  return Object.fromEntries(own.map(({ name }) => [name, params[name] ?? null]));
}

async function keep(running: Running, subject: Subject, by: readonly string[], about: Kept["about"]): Promise<Pending> {
  const questions = questionsOf(subject, by);
  const [first] = questions ?? [];
  if (questions === undefined || first === undefined) throw refusal({ code: "approval" });
  const kept: Kept = { v: 1, policy: running.plan.digest, questions, start: subject.start, about };
  const text = running.cells.seal(pendingCell(first.id), canonical(kept as unknown as Json));
  if (text.length > storeLimits.value) throw refusal({ code: "approval" });
  await recordAsked(running, subject, questions);
  const put = await commit(running, { id: `pending/${first.id}`, put: [{ key: pendingCell(first.id), value: text, until: subject.expires }] });
  if (!put.ok) throw refusal({ code: "store" });
  if (running.approver !== undefined) for (const each of questions) carry(running, first.id, each);
  return { id: first.id, by };
}

/** Brings it to whoever answers, and the answer back, if that is while this process lives. */
function carry(running: Running, id: string, asked: Question): void {
  const patience = AbortSignal.timeout(Math.min(2 ** 31 - 1, Math.max(0, asked.expires - running.clock.now())));
  (async () => {
    const given = readAnswer(await running.approver?.ask(asked, patience));
    if (given !== undefined) await accept(running, id, given);
  })().catch(() => undefined);
}

function pendingCell(id: string): string {
  return `pending/${id}`;
}

function answerCell(question: string): string {
  return `answer/${question}`;
}

/** Takes an answer, from wherever it comes: it is the signature that counts. The first good one stays. */
export async function accept(running: Running, id: string, given: unknown): Promise<void> {
  const answer = readAnswer(given);
  const kept = await find(running, id);
  const asked = kept.questions.find((each) => each.id === answer?.id);
  if (answer === undefined || asked === undefined || !isAnswerTo(asked, answer, keyOf(running, asked.by))) throw refusal({ code: "approval" });
  await commit(running, {
    id: `answer/${answer.id}/${answer.answer}`,
    live: [pendingCell(id)],
    absent: [answerCell(answer.id)],
    put: [{ key: answerCell(answer.id), value: JSON.stringify(answer) }],
  });
}

/** The questions of a pending id, to be shown to whoever answers. */
export async function questionsAt(running: Running, id: string): Promise<readonly Question[]> {
  return (await find(running, id)).questions;
}

async function find(running: Running, id: string): Promise<Kept> {
  const { cells, now } = await read(running, [pendingCell(id)]);
  const [cell] = cells;
  if (cell?.kind !== "text" || (cell.until !== undefined && cell.until <= now))
    throw refusal({ code: cell?.kind === "text" ? "expired" : "approval" });
  const text = running.cells.unseal(pendingCell(id), cell.value);
  if (text === undefined) throw refusal({ code: "credential" });
  const kept = JSON.parse(text) as Kept;
  if (kept.v !== 1 || kept.policy !== running.plan.digest) throw refusal({ code: "approval" });
  return kept;
}

/** Does what was asked for, once all have said yes. What has changed meanwhile is looked at anew. */
export async function resume(running: Running, id: string): Promise<Resumed> {
  const kept = await find(running, id);
  const { cells } = await read(
    running,
    kept.questions.map((each) => answerCell(each.id)),
  );
  const answers = kept.questions.map((each, i) => ({ each, given: answerIn(cells[i]) }));
  const missing = answers.filter(({ given }) => given === undefined).map(({ each }) => each.by);
  const { about } = kept;
  if (missing.length > 0 && answers.every(({ given }) => given?.answer !== "no")) return { kind: "waiting", by: missing };
  const answered = await weigh(running, { start: kept.start, hop: about.kind === "hop" ? about.hop : undefined }, answers);
  if (answered.kind === "no") return { kind: "refused" };
  const instance = await load(running, about.instance);
  if (about.kind === "call") {
    const wanted = await want(running, instance, about.action, about.args);
    if (wanted.kind === "no") return refuseCall(running, instance, about.action, wanted, []);
    const [doubt] = wanted.wanted.doubts;
    if (doubt !== undefined) return refuseCall(running, instance, about.action, doubt, []);
    if (!isAbout(kept.questions, instance, about.action, wanted.wanted.args)) throw refusal({ code: "approval" });
    const allowed = { approvals: kept.questions.map((each) => each.by), ids: answered.ids, entries: answered.entries, expires: answered.expires };
    const reason = decideLast(running, instance, wanted.wanted, running.clock.now(), allowed.approvals);
    if (reason !== undefined) {
      const { args, live } = wanted.wanted;
      return refuseCall(
        running,
        instance,
        about.action,
        { kind: "no", refused: refusedBy(running, reason), clause: reason.clause, args, live },
        allowed.approvals,
      );
    }
    const value = await carryOut(running, instance, wanted.wanted, allowed, about.timeout === null ? {} : { timeout: about.timeout });
    return { kind: "call", value };
  }
  const index = running.plan.hops.findIndex(({ from, to, task }) => from === about.hop.from && to === about.hop.to && task === about.hop.task);
  const [message] = about.message;
  const options: HopOptions = { ...(message === undefined ? {} : { message }), ...(about.ttl === null ? {} : { ttl: about.ttl }) };
  const prepared = await prepare(running, { kind: "instance", instance }, index, about.params, options);
  if (!isAbout(kept.questions, instance, hopWords(prepared.hop), prepared.params, prepared.message)) throw refusal({ code: "approval" });
  return { kind: "hop", instance: await finish(running, prepared, answered, { kind: "here" }) };
}

/** What was signed for is what is done: the questions are the signed part of what was kept. */
function isAbout(questions: readonly Question[], instance: Instance, what: string, values: Values, message?: Json): boolean {
  const digest = digestOf(values, message);
  return questions.every((each) => each.instance === instance.id && each.what === what && each.digest === digest);
}

function answerIn(cell: { readonly kind: string; readonly value?: string } | undefined): Answer | undefined {
  return cell?.kind === "text" && cell.value !== undefined ? readAnswer(JSON.parse(cell.value)) : undefined;
}
