/**
 * Finds the evidence that a checker replays. The question is made into clauses by the checker's own hand, and then searched
 * and explained by ours: so whatever the two hands make differently of a constraint shows here, as a question without
 * evidence.
 */
import type { Evidence, Lemma } from "../proof/evidence.js";
import type { Question } from "../proof/question.js";
import { addCount } from "../proof/refuted.js";
import type { Literal } from "../proof/replay/formula.js";
import { groundOf } from "../proof/replay/ground.js";
import type { Ground, List, Member, ScalarShape } from "../proof/replay/places.js";
import { scales } from "../proof/replay/scales.js";
import { explainOrder } from "./explain-order.js";
import { explainText } from "./explain-text.js";
import { TRUE } from "./formula.js";
import { addClause, assigned, newSearch, run, type Search, type Theory } from "./search.js";
import type { Grounding } from "./terms.js";
import { groundTheory, type Values } from "./theory.js";
import { needed } from "./trim.js";

export type Refutation =
  | { readonly kind: "refuted"; readonly evidence: Evidence }
  /** Some request may satisfy the constraint. */
  | { readonly kind: "open" }
  | { readonly kind: "too-complex"; readonly limit: string };

/** Evidence that no request of the signature satisfies the constraint. */
export function refute(question: Question): Refutation {
  const ground = groundOf(question);
  if (ground.refused !== undefined) return { kind: "too-complex", limit: ground.refused };
  const search = newSearch();
  for (const clause of ground.clauses) addClause(search, clause);
  const theory = explained(ground);
  const outcome = run(search, theory);
  if (outcome.kind === "limit") return { kind: "too-complex", limit: outcome.what };
  if (outcome.kind === "satisfied") return { kind: "open" };

  const required = new Set<readonly Literal[]>(search.required);
  const learned = search.clauses.filter((clause) => !required.has(clause));
  const kept = needed(ground.clauses, theory.lemmas, learned);
  const lemmas: Lemma[] = [];
  for (const clause of kept.lemmas) {
    const lemma = explain(ground, clause);
    if (lemma === undefined) return { kind: "too-complex", limit: "a conflict of values that is too large to write down" };
    lemmas.push(lemma);
  }
  return {
    kind: "refuted",
    evidence: {
      ...(theory.counts.length > 0 ? { counts: theory.counts } : {}),
      ...(lemmas.length > 0 ? { lemmas } : {}),
      ...(kept.steps.length > 0 ? { steps: kept.steps } : {}),
    },
  };
}

function explain({ vocabulary }: Ground, clause: readonly Literal[]): Lemma | undefined {
  const atom = vocabulary.atoms[Math.abs(clause[0] ?? 0) - 1];
  if (atom?.kind === "number" || atom?.kind === "number-relation") {
    const by = explainOrder(vocabulary, clause);
    return by && { clause, kind: "order", by };
  }
  const by = explainText(vocabulary, clause);
  return by && { clause, kind: "text", by };
}

interface Explained extends Theory {
  /** What it has taught, each clause once. */
  readonly lemmas: readonly (readonly Literal[])[];
  readonly counts: readonly (readonly number[])[];
}

/** The theory of the decision procedure over the checker's atoms, with a record of what it says. */
function explained(ground: Ground): Explained {
  const { atoms, texts, ordinals } = ground.vocabulary;
  const grounding: Grounding = {
    signature: ground.signature,
    cells: new Map(),
    vocabulary: { atoms, numbers: new Map(), texts, ordinals: ordinals.map(({ scale, tests }) => ({ scale: scales[scale], tests })) },
    facts: [],
    lists: [],
    instances: 0,
    refine: () => TRUE,
  };
  const theory = groundTheory(grounding);
  const lemmas = new Map<string, readonly Literal[]>();
  const counts: (readonly number[])[] = [];
  const heard = (verdict: ReturnType<Theory["complete"]>): ReturnType<Theory["complete"]> => {
    if (verdict.kind === "lemmas") for (const clause of verdict.clauses) lemmas.set([...clause].sort((a, b) => a - b).join(), [...clause]);
    return verdict;
  };
  return {
    get lemmas() {
      return [...lemmas.values()];
    },
    counts,
    partial: (search, newly) => heard(theory.partial(search, newly)),
    complete: (search) => {
      const verdict = heard(theory.complete(search));
      if (verdict.kind !== "consistent") return verdict;
      const added = ground.clauses.length;
      for (const [at, list] of ground.lists.entries()) {
        const count = overfull(search, list, theory.values());
        if (count === undefined) continue;
        counts.push([at, ...count]);
        addCount(ground, [at, ...count]);
      }
      const clauses = ground.clauses.slice(added);
      return clauses.length > 0 ? { kind: "lemmas", clauses } : { kind: "consistent" };
    },
  };
}

/** One more of the list's members, by their places, than it is long, no two of which have one value. */
function overfull(search: Search, list: List, values: Values): readonly number[] | undefined {
  if (list.size === undefined) return undefined;
  const length = Number(values.ordinals[list.size] ?? 0);
  const different: { readonly at: number; readonly member: Member; readonly value: string | undefined }[] = [];
  for (const [at, member] of list.members.entries()) {
    if (assigned(search, member.flag) <= 0) continue;
    const value = readOf(search, member, values);
    const isNew = different.every((other) => (!list.isPlain && member.own && other.member.own) || value === undefined || other.value !== value);
    if (isNew) different.push({ at, member, value });
    if (different.length > length) return different.map((each) => each.at);
  }
  return undefined;
}

function readOf(search: Search, member: Member, values: Values): string | undefined {
  const chosen = member.place.find(({ guard }) => typeof guard !== "number" || assigned(search, guard) > 0)?.shape;
  return chosen?.kind === "text" || chosen?.kind === "ordinal" || chosen?.kind === "url" ? showValue(chosen, values) : undefined;
}

function showValue(shape: ScalarShape, { texts, ordinals }: Values): string {
  switch (shape.kind) {
    case "text":
      return `text ${texts[shape.variable]}`;
    case "ordinal":
      return `${shape.scale} ${ordinals[shape.variable]}`;
    case "url":
      return `url ${JSON.stringify([shape.scheme, shape.host, shape.path, shape.rest].map((part) => texts[part]))} ${ordinals[shape.port.variable]}`;
  }
}
