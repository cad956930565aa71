/** The report, as plain data: policies, what there is in them, and what each shows of the controls of the frameworks that were asked for. */

import type { Position } from "../base/lines.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { ProofCount } from "../diagnostics/json.js";
import type { Locator } from "../diagnostics/located.js";
import { type Asked, type Judgement, judge } from "./judge.js";
import type { Shown, Verdict } from "./question.js";
import type { Framework } from "./standard.js";
import type { Subject } from "./subject.js";

export interface Report {
  readonly policies: readonly PolicyReport[];
}

export interface PolicyReport {
  readonly entry: string;
  /** What `check` refuses it for, in words; none where it is accepted. */
  readonly refusedFor: readonly { readonly code: string; readonly message: string; readonly where: Where }[];
  readonly proof: ProofCount;
  readonly frameworks: readonly FrameworkReport[];
  /** What the policy answers to the questions that the controls ask, each once. */
  readonly answers: readonly AnswerReport[];
}

export interface FrameworkReport {
  readonly framework: Omit<Framework, "controls">;
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly controls: readonly ControlReport[];
}

export interface ControlReport {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** Where id and title were taken from. */
  readonly source: string;
  readonly isUnverified: boolean;
  readonly verdict: Verdict;
  readonly isPart: boolean;
  /** The answers whose weakest is the judgement. */
  readonly decidedBy: readonly AnswerReport[];
  /** Those that could only speak against it. */
  readonly beside: readonly AnswerReport[];
  /** What of the control is not covered, whatever the answers are. */
  readonly limit?: string;
}

export interface AnswerReport {
  readonly question: string;
  readonly claim: string;
  readonly verdict: Verdict;
  readonly says: string;
  readonly shows: readonly { readonly words: string; readonly where: Where }[];
  /** How many more declarations there are than are shown. */
  readonly more: number;
  /** What the answer does not show. */
  readonly limit?: string;
}

export interface Where {
  readonly file: string;
  readonly start: Position;
}

export interface Looked {
  readonly subject: Subject;
  /** As settings have it: what `check` would report as errors. */
  readonly refusedFor: readonly Diagnostic[];
}

/** Of each answer so many declarations are shown. */
const mostShown = 20;

/** Deterministic: the same policies always give the same report. */
export function reportOf(looked: readonly Looked[], frameworks: readonly Framework[], at: Locator): Report {
  const where = (place: Shown["place"]): Where => ({ file: at.file(place), start: at.range(place).start });
  return {
    policies: looked.map(({ subject, refusedFor }): PolicyReport => {
      const errors = subject.diagnostics.filter(({ severity }) => severity === "error");
      const { of, asked } = judge(subject, { errors, isRefused: refusedFor.length > 0 });
      const judged = frameworks.map((framework) => ({ framework, judgements: framework.controls.map(of) }));
      const answers = new Map(asked().map((each) => [each, answerReport(each, where)]));
      const told = (all: readonly Asked[]): readonly AnswerReport[] => all.flatMap((each) => answers.get(each) ?? []);
      return {
        entry: at.file({ file: subject.policy.entry, span: { start: 0, end: 0 } }),
        refusedFor: refusedFor.map(({ code, message, place }) => ({ code, message, where: where(place) })),
        proof: subject.proof,
        frameworks: judged.map(({ framework: { controls: _, ...framework }, judgements }) => ({
          framework,
          counts: countsOf(judgements),
          controls: judgements.map((each): ControlReport => {
            const { id, title, summary, source = 0, unverified, limit } = each.control;
            return {
              id,
              title,
              summary,
              source: framework.sources[source] ?? "",
              isUnverified: unverified === true,
              verdict: each.verdict,
              isPart: each.isPart,
              decidedBy: told(each.decided),
              beside: told(each.also),
              ...(limit === undefined ? {} : { limit }),
            };
          }),
        })),
        answers: [...answers.values()],
      };
    }),
  };
}

function countsOf(judged: readonly Judgement[]): Readonly<Record<Verdict, number>> {
  const counts = { proved: 0, enforced: 0, evidence: 0, "not-met": 0, "not-addressed": 0 };
  for (const { verdict } of judged) counts[verdict]++;
  return counts;
}

function answerReport({ question, answer }: Asked, where: (place: Shown["place"]) => Where): AnswerReport {
  const { id, claim, limit } = question;
  const { verdict, says, shows } = answer;
  return {
    question: id,
    claim,
    verdict,
    says,
    shows: shows.slice(0, mostShown).map(({ words, place }) => ({ words, where: where(place) })),
    more: Math.max(0, shows.length - mostShown),
    ...(limit === undefined ? {} : { limit }),
  };
}
