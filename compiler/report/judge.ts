/** From answers to judgements: what a policy shows of a control. The weakest of the deciding answers is the judgement, and no finding is outweighed. */
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { type Answer, answered, count, type Question, type Verdict } from "./question.js";
import { questions } from "./questions/index.js";
import type { Control } from "./standard.js";
import type { Subject } from "./subject.js";

export interface Asked {
  readonly question: Question;
  readonly answer: Answer;
}

export interface Judgement {
  readonly control: Control;
  readonly verdict: Verdict;
  /** All of the control, as far as a policy can show it, or a part. Only of what is met. */
  readonly isPart: boolean;
  readonly decided: readonly Asked[];
  readonly also: readonly Asked[];
}

/** What stands against a policy as a whole. */
export interface Refusal {
  /** Errors of the policy: nothing is proved of it. */
  readonly errors: readonly Diagnostic[];
  /** `check` refuses it, if only for a warning that its settings make an error: no guard is built from it. */
  readonly isRefused: boolean;
}

export interface Judge {
  of(control: Control): Judgement;
  /** What was asked so far, each question once, whichever controls it decides. */
  asked(): readonly Asked[];
}

export function judge(subject: Subject, refusal: Refusal): Judge {
  const known = new Map<string, Asked>();
  const unguarded = subject.reached.filter((agent) => agent.unguarded).map(({ name }) => name);
  const ask = (id: string): Asked => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const question = questions.get(id);
    if (question === undefined) throw new Error(`a control asks ${id}, which is no question`);
    const asked = { question, answer: answerOf(question, subject, refusal, unguarded) };
    known.set(id, asked);
    return asked;
  };
  return {
    of: (control) => {
      const decided = control.decides.map(ask);
      const also = (control.also ?? []).map(ask);
      const { verdict, isWhole } = together(decided, also);
      const isEverywhere = unguarded.length === 0 || decided.every(({ answer }) => answer.verdict !== "enforced");
      return {
        control,
        verdict,
        isPart: isMet(verdict) && (control.part === true || control.limit !== undefined || !isWhole || !isEverywhere),
        decided,
        also,
      };
    },
    // In the order of the questions, whatever was asked first.
    asked: () => [...questions.keys()].flatMap((id) => known.get(id) ?? []),
  };
}

function isMet(verdict: Verdict): boolean {
  return verdict === "proved" || verdict === "enforced" || verdict === "evidence";
}

/** From the weakest. */
const strengths = ["not-met", "evidence", "enforced", "proved"] as const;

/** What does not concern the policy decides nothing where something else does, but leaves a part of the control open. */
function together(decided: readonly Asked[], also: readonly Asked[]): { readonly verdict: Verdict; readonly isWhole: boolean } {
  const verdicts = decided.map(({ answer }) => answer.verdict);
  const told: readonly Verdict[] = verdicts.filter((verdict) => verdict !== "not-addressed");
  const isFound = also.some(({ answer }) => answer.verdict === "not-met");
  if (told.length === 0) return { verdict: isFound ? "not-met" : "not-addressed", isWhole: false };
  const weakest = strengths.find((verdict) => told.includes(verdict)) ?? "not-met";
  return { verdict: isFound ? "not-met" : weakest, isWhole: told.length === verdicts.length };
}

/** `unguarded`: the agents that a chain reaches and where no guard runs. */
function answerOf(question: Question, subject: Subject, { errors, isRefused }: Refusal, unguarded: readonly string[]): Answer {
  const against = errors.filter(({ code }) => question.codes?.includes(code) === true);
  if (against.length > 0)
    return answered(
      "not-met",
      `${count(against.length, "error says", "errors say")} that it does not hold.`,
      against.map(({ code, message, place }) => ({ words: `${code}: ${message}`, place })),
    );
  const answer = question.answer(subject);
  if (answer.verdict === "proved" && errors.length > 0)
    return answered("not-met", "The policy has errors: what might follow from them was not looked for, so that nothing is proved of it.");
  if (answer.verdict !== "enforced") return answer;
  if (isRefused) return answered("not-met", "`remit check` refuses the policy, so that no guard is built from it.");
  return unguarded.length === 0 ? answer : { ...answer, says: `${answer.says} Not at ${unguarded.join(", ")}, where no guard runs.` };
}
