/**
 * What the enumeration of obligations asks for on its way. The enumeration is written once: where a certificate is checked,
 * a guide reads the answers off it; where one is made, a guide finds them and writes them down. Whatever a guide answers is
 * checked, so that no answer can make a policy look narrower than it is.
 */
import type { Request } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";
import type { Assertion, Hop } from "../model/model.js";
import type { Environment, Frame } from "./environment.js";
import type { Question } from "./question.js";

/** An obligation that does not hold, or for which the certificate has nothing that shows it. */
export interface Failure {
  /** The obligation, as its entry names it. */
  readonly of: string;
  readonly why: string;
}

/** How the chains of a context go on: the environment where they stand, and what of the frame it keeps. */
export interface Way {
  /** The number of the environment. Two ways that lead to one number must agree. */
  readonly to: number;
  /** The new name of each variable that is kept. */
  readonly keep: Readonly<Record<string, string>>;
  /** The facts of the frame that are kept, as their indices. */
  readonly facts: readonly number[];
  /** The parameters that can still be read as `received.NAME`. */
  readonly received: readonly string[];
}

/** One chain and one request, in full. */
export interface Run {
  /** The hops, as their indices in the policy, the principal's first. */
  readonly hops: readonly number[];
  /** The parameters that each of them is made with. */
  readonly params: readonly Readonly<Record<string, Json>>[];
  readonly args: Readonly<Record<string, Json>>;
  readonly context: Readonly<Record<string, Json>>;
  readonly now: number;
  readonly approvals: readonly string[];
}

/** A request as a witness is written down. */
export type Shown = Pick<Request, "args" | "params" | "context" | "now" | "approvals">;

export interface Guide {
  /** How chains go on after a hop that is made in this frame. */
  way(hop: Hop, environment: Environment, frame: Frame): Way | undefined;
  /** Which of the questions is shown, each of which is enough: its index; or why none is. */
  refuted(label: string, questions: readonly Question[]): number | Failure;
  /** The same where nothing depends on its being shown: undefined where it is not. */
  perhapsRefuted(label: string, question: Question): boolean | Failure;
  /** A request that the constraint is said to admit; undefined where none is shown. */
  witness(label: string, question: Question): Shown | undefined;
  /** A chain and a request that fulfil an `assert can`. */
  run(label: string, assertion: Extract<Assertion, { kind: "can" }>): Run | undefined;
}
