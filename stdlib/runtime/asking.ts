/** Asking the principals: questions go out, answers are checked, and only a signed yes in time is one. */
import { type Answer, type Asked, approvalEntry, isAnswerTo, type Question, question, readAnswer } from "./approval.js";
import type { Entry, HopName } from "./entry.js";
import { commit, logged } from "./journal.js";
import type { PublicKey } from "./keys.js";
import { isRefusal, refusal } from "./refusal.js";
import type { Running } from "./running.js";
import { linked } from "./signals.js";

/** What the questions are about. */
export interface Subject {
  readonly asked: Omit<Asked, "by" | "expires">;
  /** The hash chain that the entries go to. */
  readonly start: string;
  readonly hop: HopName | undefined;
  readonly expires: number;
}

export type Answered =
  | { readonly kind: "yes"; readonly ids: readonly string[]; readonly entries: readonly Entry[]; readonly expires: number }
  | { readonly kind: "no" };

/** Who speaks for a principal. */
export function keyOf(running: Running, principal: string): PublicKey {
  return (Object.hasOwn(running.principals, principal) ? running.principals[principal] : undefined) ?? running.root.public;
}

/** One question to each principal; `undefined` where one can't be shown whole. */
export function questionsOf(subject: Subject, by: readonly string[]): readonly Question[] | undefined {
  const questions = by.map((each) => question({ ...subject.asked, by: each, expires: subject.expires }));
  return questions.every((each) => each !== undefined) ? questions : undefined;
}

/** Writes that they were asked. */
export async function recordAsked(running: Running, subject: Subject, questions: readonly Question[]): Promise<void> {
  const [first] = questions;
  if (first === undefined) return;
  await commit(running, {
    id: `asked/${first.id}`,
    log: logged(subject.start, ...questions.map((each) => approvalEntry("asked", each, subject.hop))),
  });
}

/** Asks all of them and waits; the first that is not a good yes ends it. Silence is a no. */
export async function ask(running: Running, subject: Subject, by: readonly string[], signal: AbortSignal): Promise<Answered> {
  const questions = questionsOf(subject, by);
  const { approver } = running;
  if (questions === undefined || approver === undefined) return { kind: "no" };
  await recordAsked(running, subject, questions);
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), Math.min(2 ** 31 - 1, Math.max(0, subject.expires - running.clock.now())));
  const stop = linked(signal, patience.signal);
  const stopped = stop.signal;
  try {
    const answers = await Promise.all(questions.map(async (each) => ({ each, given: await hear(async () => approver.ask(each, stopped), stopped) })));
    return await weigh(running, subject, answers);
  } finally {
    clearTimeout(timer);
    patience.abort();
    stop.unlink();
  }
}

/** Whether all answers are a good yes now. A signed no is written down; what is no answer at all is silence. */
export async function weigh(
  running: Running,
  subject: Pick<Subject, "start" | "hop">,
  answers: readonly { readonly each: Question; readonly given: Answer | undefined }[],
): Promise<Answered> {
  const now = running.clock.now();
  const good = answers.filter(({ each, given }) => given !== undefined && now < each.expires && isAnswerTo(each, given, keyOf(running, each.by)));
  const refusals = good.filter(({ given }) => given?.answer === "no");
  if (refusals.length > 0)
    await commit(running, {
      id: `refused/${refusals.map(({ each }) => each.id).join("/")}`,
      log: logged(subject.start, ...refusals.map(({ each }) => approvalEntry("refused", each, subject.hop))),
    });
  if (refusals.length > 0 || good.length < answers.length) return { kind: "no" };
  return {
    kind: "yes",
    ids: good.map(({ each }) => each.id),
    entries: good.map(({ each }) => approvalEntry("approved", each, subject.hop)),
    expires: Math.min(...good.map(({ each }) => each.expires)),
  };
}

/** An approver that throws, or says something else than an answer, has said nothing. */
async function hear(answer: () => Promise<unknown>, signal: AbortSignal): Promise<Answer | undefined> {
  const stopped = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
  try {
    return readAnswer(await Promise.race([answer(), stopped]));
  } catch (error) {
    if (isRefusal(error)) throw refusal({ code: error.code });
    return undefined;
  }
}
