/** Whether evidence answers its question. It is replayed: nothing here searches or chooses. */
import { type Lemma, readEvidence } from "./evidence.js";
import type { Question } from "./question.js";
import type { Literal } from "./replay/formula.js";
import { groundOf } from "./replay/ground.js";
import { countClause } from "./replay/lists.js";
import { assumptionsOf, contradicts } from "./replay/orders.js";
import { type Ground, require } from "./replay/places.js";
import { refutesTexts, textAssumptions } from "./replay/texts.js";

/**
 * `undefined`: it does, so that no request of the signature satisfies the constraint. Else why it does not. The evidence is
 * what a certificate has: any JSON.
 */
export function refuted(question: Question, given: unknown): string | undefined {
  const evidence = readEvidence(given);
  if (evidence === undefined) return "it is no evidence";
  const ground = groundOf(question);
  if (ground.refused !== undefined) return ground.refused;
  for (const [i, count] of (evidence.counts ?? []).entries()) if (!addCount(ground, count)) return `count ${i} is of no list`;
  for (const [i, lemma] of (evidence.lemmas ?? []).entries()) {
    if (!isTrue(ground, lemma)) return `lemma ${i} does not hold`;
    ground.clauses.push(lemma.clause);
  }
  const propagation = newPropagation(ground.clauses);
  for (const [i, step] of (evidence.steps ?? []).entries()) {
    if (!step.every((literal) => isLiteral(ground, literal)) || !contradictsItself(propagation, step)) return `step ${i} does not follow`;
    addTo(propagation, step);
  }
  return contradictsItself(propagation, []) ? undefined : "what is left open contradicts nothing";
}

function isLiteral({ vocabulary }: Ground, literal: Literal): boolean {
  return Number.isInteger(literal) && literal !== 0 && Math.abs(literal) <= vocabulary.atoms.length;
}

/** Adds what follows from so many different members for the length of their list. */
export function addCount(ground: Ground, [list, ...members]: readonly number[]): boolean {
  const counted = ground.lists[list ?? -1];
  const found = members.map((each) => counted?.members[each]);
  const clause =
    counted === undefined
      ? undefined
      : countClause(
          ground,
          counted,
          found.flatMap((each) => each ?? []),
        );
  if (clause === undefined || found.includes(undefined)) return false;
  require(ground, clause);
  return true;
}

function isTrue(ground: Ground, lemma: Lemma): boolean {
  const { vocabulary } = ground;
  if (!lemma.clause.every((literal) => isLiteral(ground, literal))) return false;
  if (lemma.kind === "order") {
    const assumptions = assumptionsOf(vocabulary, lemma.clause);
    return assumptions !== undefined && contradicts(vocabulary, assumptions, lemma.by);
  }
  const assumptions = textAssumptions(vocabulary, lemma.clause);
  return assumptions !== undefined && refutesTexts(assumptions, lemma.by);
}

/** Clauses by the literals in them. */
export interface Propagation {
  readonly clauses: (readonly Literal[])[];
  readonly byLiteral: Map<Literal, number[]>;
  /** The clauses of at most one literal. */
  readonly units: number[];
}

export function newPropagation(clauses: readonly (readonly Literal[])[]): Propagation {
  const propagation: Propagation = { clauses: [], byLiteral: new Map(), units: [] };
  for (const clause of clauses) addTo(propagation, clause);
  return propagation;
}

export function addTo({ clauses, byLiteral, units }: Propagation, clause: readonly Literal[]): void {
  const literals = [...new Set(clause)];
  const number = clauses.push(literals) - 1;
  if (literals.length < 2) units.push(number);
  for (const literal of literals) {
    const known = byLiteral.get(literal);
    if (known === undefined) byLiteral.set(literal, [number]);
    else known.push(number);
  }
}

/**
 * Whether propagation meets a contradiction where none of the literals holds: whatever is the last open literal of a clause must
 * hold. `used` is told of every clause that something followed from, the contradicted one last.
 */
export function contradictsItself(
  { clauses, byLiteral, units }: Propagation,
  literals: readonly Literal[],
  used: (clause: number, follows: Literal | undefined) => void = () => {},
): boolean {
  const holds = new Set<Literal>();
  const pending: Literal[] = [];
  const assume = (literal: Literal): boolean => {
    if (holds.has(-literal)) return false;
    if (!holds.has(literal)) {
      holds.add(literal);
      pending.push(literal);
    }
    return true;
  };
  /** False where the clause is contradicted. */
  const follow = (number: number): boolean => {
    const clause = clauses[number] ?? [];
    if (clause.some((each) => holds.has(each))) return true;
    const open = clause.filter((each) => !holds.has(-each));
    if (open.length > 1) return true;
    const [last] = open;
    used(number, last);
    return last !== undefined && assume(last);
  };
  for (const literal of literals) if (!assume(-literal)) return true;
  if (!units.every(follow)) return true;
  for (let literal = pending.pop(); literal !== undefined; literal = pending.pop()) {
    if (!(byLiteral.get(-literal) ?? []).every(follow)) return true;
  }
  return false;
}
