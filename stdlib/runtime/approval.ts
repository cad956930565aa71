/**
 * Approvals: a principal's signed yes or no to one call or one hop, with its arguments, for one instance, for a time. Each is
 * consumed once, in the commit of what it approves. A handle of an agent can't answer: it has no principal's key.
 */
import { randomBytes } from "node:crypto";
import { canonical, sha256 } from "./canonical.js";
import type { ApprovalEntry, HopName } from "./entry.js";
import { isSignedBy, type PublicKey, type SigningKey } from "./keys.js";
import type { Values } from "./plan.js";
import { type Told, tooLongToShow, wordsOf } from "./showing.js";

/** What a principal is asked. All of it is signed. */
export type Question = {
  readonly id: string;
  readonly by: string;
  readonly policy: string;
  readonly instance: string;
  /** The parties of the chain, the principal first. */
  readonly chain: readonly string[];
  readonly kind: "call" | "hop";
  /** `tool.action`, or the hop's name. */
  readonly what: string;
  /** SHA-256 of the canonical arguments, or parameters and message. */
  readonly digest: string;
  /** Milliseconds since the epoch: no answer is good after it. */
  readonly expires: number;
  /** What the person is shown: every value, with what can't be seen written out. */
  readonly text: string;
};

export type Answer = {
  readonly id: string;
  readonly by: string;
  readonly answer: "yes" | "no";
  /** Ed25519 over the question and the answer, base64url. */
  readonly signature: string;
};

/** Whoever carries questions to principals and answers back. Silence, and any error, is a refusal. */
export interface Approver {
  ask(question: Question, signal: AbortSignal): Promise<Answer | undefined>;
}

/** Someone who can speak for a principal: holding the guard is not being the principal. */
export interface Session<Principal extends string = string> {
  readonly principal: Principal;
  sign(data: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** A session of a principal whose key this process has. */
export function session<Principal extends string>(principal: Principal, key: SigningKey): Session<Principal> {
  return Object.freeze({ principal, sign: (data: Uint8Array) => key.sign(data) });
}

export interface Asked {
  readonly by: string;
  readonly policy: string;
  readonly instance: string;
  readonly chain: readonly string[];
  readonly kind: "call" | "hop";
  readonly what: string;
  readonly task: string;
  readonly purpose: string;
  readonly values: Values;
  readonly message?: Told["message"];
  readonly untrusted: boolean;
  readonly expires: number;
}

/** A question, or that it can't be shown whole, so that it must not be asked. */
export function question(asked: Asked): Question | undefined {
  const text = wordsOf(asked);
  if (text.length > tooLongToShow) return undefined;
  const { by, policy, instance, chain, kind, what, expires } = asked;
  const digest = digestOf(asked.values, asked.message);
  return { id: randomBytes(16).toString("base64url"), by, policy, instance, chain, kind, what, digest, expires, text };
}

export function digestOf(values: Values, message: Told["message"]): string {
  return `sha256:${sha256(canonical(message === undefined ? { values } : { values, message }))}`;
}

/** What is signed, for one answer to one question. */
function signedText(asked: Question, answer: Answer["answer"]): Uint8Array {
  const { id, by, policy, instance, chain, kind, what, digest, expires, text } = asked;
  return new TextEncoder().encode(`remit approval 1\n${canonical({ id, by, policy, instance, chain, kind, what, digest, expires, text, answer })}`);
}

/** A principal's answer. Whoever calls this has shown the question's text to the person, or decides for it. */
export async function answer(asked: Question, said: Answer["answer"], by: Session): Promise<Answer> {
  const signature = await by.sign(signedText(asked, said));
  return { id: asked.id, by: by.principal, answer: said, signature: Buffer.from(signature).toString("base64url") };
}

/** Whether it is that principal's answer to that question. */
export function isAnswerTo(asked: Question, given: Answer, key: PublicKey): boolean {
  if (given.id !== asked.id || given.by !== asked.by || (given.answer !== "yes" && given.answer !== "no")) return false;
  return isSignedBy(key, signedText(asked, given.answer), Buffer.from(given.signature, "base64url"));
}

/** An answer from outside, or `undefined` where it has not the shape of one. */
export function readAnswer(value: unknown): Answer | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { id, by, answer: said, signature } = value as { readonly [name: string]: unknown };
  if (typeof id !== "string" || typeof by !== "string" || typeof signature !== "string" || (said !== "yes" && said !== "no")) return undefined;
  return { id, by, answer: said, signature };
}

export function approvalEntry(kind: ApprovalEntry["kind"], asked: Question, hop: HopName | undefined): ApprovalEntry {
  const { instance, id, by, digest, what } = asked;
  return { kind, instance, approval: id, by, digest, ...(hop === undefined ? { action: what } : { hop }) };
}

/** The cell that a consumed approval fills, for good. */
export function usedCell(id: string): string {
  return `approval/${id}`;
}
