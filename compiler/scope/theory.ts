/** The theories together: texts, ordered values and lists, asked about the literals that the search has assigned. */

import type { Ordinal } from "../proof/replay/scales.js";
import { equality } from "./atoms.js";
import { type Cell, type List, longestList, type Member, type ScalarShape } from "./cells.js";
import { any, FALSE, type Formula, freshFlag, type Literal, not, numberAtom } from "./formula.js";
import { isImpossibleNumber, type NumberAnswer, type NumberLiteral, type NumberRelation, solveNumbers } from "./numbers.js";
import { assigned, clausesOf, isTrue, type Search, type Theory, type Verdict } from "./search.js";
import { solveTexts, type TextAnswer, type TextLiteral, type TextRelation } from "./strings/theory.js";
import { type Grounding, isPlainScalar, kindOfScalar } from "./terms.js";
import type { UrlVariant } from "./urls.js";

/** Values for the variables of the vocabulary. */
export interface Values {
  readonly texts: readonly string[];
  readonly ordinals: readonly Ordinal[];
}

export interface GroundTheory extends Theory {
  /** The values found by the last complete check that found nothing wrong. */
  readonly values: () => Values;
}

/** The unary atoms of each variable, kept up with the vocabulary as lemmas add to it. */
interface AtomIndex {
  seen: number;
  readonly texts: Map<number, number[]>;
  readonly ordinals: Map<number, number[]>;
}

export function groundTheory(grounding: Grounding): GroundTheory {
  const index: AtomIndex = { seen: 0, texts: new Map(), ordinals: new Map() };
  const domains = new Map<string, readonly Literal[] | "possible" | { readonly what: string }>();
  let values: Values = { texts: [], ordinals: [] };
  return {
    values: () => values,
    partial: (search, newly) => {
      const clauses: (readonly Literal[])[] = [];
      const touched = new Set<string>();
      for (const literal of newly) {
        const atom = grounding.vocabulary.atoms[Math.abs(literal) - 1];
        if (atom?.kind !== "text" && atom?.kind !== "number") continue;
        const key = `${atom.kind} ${atom.variable}`;
        if (touched.has(key)) continue;
        touched.add(key);
        const verdict = domainOf(grounding, index, search, atom.kind, atom.variable, domains);
        if (verdict === "possible") continue;
        if ("what" in verdict) return { kind: "limit", what: verdict.what };
        clauses.push(verdict);
      }
      return clauses.length > 0 ? { kind: "lemmas", clauses } : { kind: "consistent" };
    },
    complete: (search) => {
      const problem = assignedProblem(grounding, search);
      const texts = solveTexts({
        variables: problem.texts.map((each) => each.literals),
        relations: problem.textRelations.map((each) => each.relation),
      });
      const numbers = solveNumbers({ variables: problem.ordinals, relations: problem.numberRelations.map((each) => each.relation) });
      if (texts.kind === "limit") return texts;
      if (numbers.kind === "limit") return numbers;
      if (texts.kind === "conflict" || numbers.kind === "conflict") {
        const clauses = [...lessons(texts, problem.texts, problem.textRelations), ...lessons(numbers, problem.ordinals, problem.numberRelations)];
        return { kind: "lemmas", clauses };
      }
      values = { texts: texts.values, ordinals: numbers.values };
      return listVerdict(grounding, search, values);
    },
  };
}

/** Whether what is asserted of one variable alone can hold; else the clause that says what cannot. */
function domainOf(
  grounding: Grounding,
  index: AtomIndex,
  search: Search,
  kind: "text" | "number",
  variable: number,
  known: Map<string, readonly Literal[] | "possible" | { readonly what: string }>,
): readonly Literal[] | "possible" | { readonly what: string } {
  catchUp(grounding, index);
  const atoms = (kind === "text" ? index.texts : index.ordinals).get(variable) ?? [];
  const literals = atoms.flatMap((atom) => {
    const value = assigned(search, atom);
    return value === 0 ? [] : [value * atom];
  });
  const key = `${kind} ${variable} ${literals.join()}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const found = askDomain(grounding, kind, variable, literals);
  known.set(key, found);
  return found;
}

function askDomain(
  grounding: Grounding,
  kind: "text" | "number",
  variable: number,
  literals: readonly Literal[],
): readonly Literal[] | "possible" | { readonly what: string } {
  const { vocabulary } = grounding;
  // What always holds comes last, where a core is made small by leaving out one after the other: it costs a clause nothing.
  let answer: TextAnswer | NumberAnswer;
  if (kind === "text") {
    const always = vocabulary.texts[variable] ?? [];
    answer = solveTexts({
      variables: [[...literals.flatMap((literal) => textLiteral(grounding, literal)), ...always.map((test) => ({ test, holds: true }))]],
      relations: [],
    });
  } else {
    const ordinal = vocabulary.ordinals[variable];
    if (ordinal === undefined) return "possible";
    const tests = [...literals.flatMap((literal) => numberLiteral(grounding, literal)), ...ordinal.tests.map((test) => ({ test, holds: true }))];
    if (!isImpossibleNumber(ordinal.scale, tests)) return "possible";
    answer = solveNumbers({ variables: [{ scale: ordinal.scale, literals: tests }], relations: [] });
  }
  if (answer.kind === "model") return "possible";
  if (answer.kind === "limit") return { what: answer.what };
  return answer.literals.flatMap(({ index }) => literals[index] ?? []).map((literal) => -literal);
}

function catchUp(grounding: Grounding, index: AtomIndex): void {
  const { atoms } = grounding.vocabulary;
  for (; index.seen < atoms.length; index.seen++) {
    const atom = atoms[index.seen];
    if (atom?.kind !== "text" && atom?.kind !== "number") continue;
    const map = atom.kind === "text" ? index.texts : index.ordinals;
    const known = map.get(atom.variable);
    if (known === undefined) map.set(atom.variable, [index.seen + 1]);
    else known.push(index.seen + 1);
  }
}

function textLiteral(grounding: Grounding, literal: Literal): readonly TextLiteral[] {
  const atom = grounding.vocabulary.atoms[Math.abs(literal) - 1];
  return atom?.kind === "text" ? [{ test: atom.test, holds: literal > 0 }] : [];
}

function numberLiteral(grounding: Grounding, literal: Literal): readonly NumberLiteral[] {
  const atom = grounding.vocabulary.atoms[Math.abs(literal) - 1];
  return atom?.kind === "number" ? [{ test: atom.test, holds: literal > 0 }] : [];
}

/** What is assigned, as the theories take it; `sources` says which literal each test came from, 0 for what always holds. */
interface AssignedProblem {
  readonly texts: readonly { readonly literals: TextLiteral[]; readonly sources: Literal[] }[];
  readonly textRelations: { readonly relation: TextRelation; readonly source: Literal }[];
  readonly ordinals: readonly {
    readonly scale: Grounding["vocabulary"]["ordinals"][number]["scale"];
    readonly literals: NumberLiteral[];
    readonly sources: Literal[];
  }[];
  readonly numberRelations: { readonly relation: NumberRelation; readonly source: Literal }[];
}

function assignedProblem(grounding: Grounding, search: Search): AssignedProblem {
  const { vocabulary } = grounding;
  const problem: AssignedProblem = {
    texts: vocabulary.texts.map((tests) => ({ literals: tests.map((test) => ({ test, holds: true })), sources: tests.map(() => 0) })),
    textRelations: [],
    ordinals: vocabulary.ordinals.map(({ scale, tests }) => ({
      scale,
      literals: tests.map((test) => ({ test, holds: true })),
      sources: tests.map(() => 0),
    })),
    numberRelations: [],
  };
  for (const [i, atom] of vocabulary.atoms.entries()) {
    const value = assigned(search, i + 1);
    if (value === 0 || atom.kind === "flag") continue;
    const [holds, source] = [value > 0, value * (i + 1)];
    switch (atom.kind) {
      case "text":
        problem.texts[atom.variable]?.literals.push({ test: atom.test, holds });
        problem.texts[atom.variable]?.sources.push(source);
        break;
      case "number":
        problem.ordinals[atom.variable]?.literals.push({ test: atom.test, holds });
        problem.ordinals[atom.variable]?.sources.push(source);
        break;
      case "text-relation":
        problem.textRelations.push({ relation: { kind: atom.relation, left: atom.left, right: atom.right, holds }, source });
        break;
      case "number-relation":
        problem.numberRelations.push({ relation: { kind: atom.relation, left: atom.left, right: atom.right, holds }, source });
        break;
    }
  }
  return problem;
}

/** The clause that a conflict teaches: not all of its core at once. */
function lessons(
  answer: TextAnswer | NumberAnswer,
  variables: readonly { readonly sources: readonly Literal[] }[],
  relations: readonly { readonly source: Literal }[],
): readonly (readonly Literal[])[] {
  if (answer.kind !== "conflict") return [];
  const core = [
    ...answer.literals.map(({ variable, index }) => variables[variable]?.sources[index] ?? 0),
    ...answer.relations.map((index) => relations[index]?.source ?? 0),
  ];
  return [core.filter((literal) => literal !== 0).map((literal) => -literal)];
}

/**
 * Membership is a matter of values: what equals a member is one, and a list has no more different members than its
 * length. Where the values found so far break this, the clause that they break is added.
 */
function listVerdict(grounding: Grounding, search: Search, values: Values): Verdict {
  const formulas: Formula[] = [];
  for (const list of grounding.lists) {
    const bound = lengthBound(grounding, search, list, values);
    if (bound === "limit") return { kind: "limit", what: `a list of more than ${longestList} elements` };
    formulas.push(...equalMembers(grounding, search, list, values), ...bound);
  }
  if (formulas.length === 0) return { kind: "consistent" };
  const newAtom = (): Literal => freshFlag(grounding.vocabulary, "definition");
  return { kind: "lemmas", clauses: formulas.flatMap((formula) => clausesOf(formula, newAtom)) };
}

function equalMembers(grounding: Grounding, search: Search, list: List, values: Values): readonly Formula[] {
  const found: Formula[] = [];
  for (const inside of list.members) {
    if (assigned(search, inside.flag) <= 0) continue;
    const one = scalarOf(search, inside.cell);
    for (const outside of list.members) {
      if (one === undefined || assigned(search, outside.flag) >= 0) continue;
      const other = scalarOf(search, outside.cell);
      if (other === undefined || !equalValues(search, one.shape, other.shape, values)) continue;
      found.push(any([-inside.flag, not(one.chosen), not(other.chosen), not(equality(grounding.vocabulary, one.shape, other.shape)), outside.flag]));
    }
  }
  return found;
}

function lengthBound(grounding: Grounding, search: Search, list: List, values: Values): readonly Formula[] | "limit" {
  if (list.size === undefined) return [];
  const length = Number(values.ordinals[list.size] ?? 0);
  const inside = list.members.filter((member) => assigned(search, member.flag) > 0);
  if (inside.length > 0 && length > longestList) return "limit";
  const mergeable = isPlainScalar(list.element);
  // Elements of their own that are more than scalars are never merged: `someElement` offers each of them to all that asks.
  const apart = (one: Member, other: Member): boolean => !mergeable && one.own && other.own;
  const different: Member[] = [];
  for (const member of inside) {
    const a = scalarOf(search, member.cell);
    const isNew = different.every((other) => {
      const b = scalarOf(search, other.cell);
      return apart(member, other) || a === undefined || b === undefined || !equalValues(search, a.shape, b.shape, values);
    });
    if (isNew) different.push(member);
  }
  if (different.length <= length) return [];
  const tooMany = different.slice(0, length + 1);
  const pairs = tooMany.flatMap((one, i) => tooMany.slice(i + 1).flatMap((other) => (apart(one, other) ? [] : [[one, other] as const])));
  // Two may be one value as what they are now, or as something else that either can be.
  const merged = pairs.flatMap(([one, other]) => {
    const [a, b] = [scalarOf(search, one.cell), scalarOf(search, other.cell)];
    const same = a === undefined || b === undefined ? FALSE : equality(grounding.vocabulary, a.shape, b.shape);
    return [not(chosenOf(search, one.cell)), not(chosenOf(search, other.cell)), same];
  });
  const longer = not(numberAtom(grounding.vocabulary, list.size, { kind: "intervals", of: [[0, length]] }));
  return [any([...tooMany.map((member) => -member.flag), ...merged, longer])];
}

/** What says which of its variants a member is now. */
function chosenOf(search: Search, cell: Cell): Formula {
  const variant = cell.variants.find(({ chosen }) => typeof chosen !== "number" || assigned(search, chosen) > 0);
  return variant?.chosen ?? not(any(cell.variants.map(({ chosen }) => chosen)));
}

/** The scalar that a member is, and what says so where it could be something else. */
function scalarOf(search: Search, cell: Cell): { readonly shape: ScalarShape; readonly chosen: Formula } | undefined {
  const variant = cell.variants.find(({ chosen }) => typeof chosen !== "number" || assigned(search, chosen) > 0);
  return variant?.kind === "text" || variant?.kind === "ordinal" || variant?.kind === "url" ? { shape: variant, chosen: variant.chosen } : undefined;
}

function equalValues(search: Search, one: ScalarShape, other: ScalarShape, { texts, ordinals }: Values): boolean {
  if (kindOfScalar(one) !== kindOfScalar(other)) return false;
  if (one.kind === "ordinal") return other.kind === "ordinal" && ordinals[one.variable] === ordinals[other.variable];
  if (one.kind === "text") return other.kind === "text" && texts[one.variable] === texts[other.variable];
  if (other.kind !== "url") return false;
  const portOf = ({ port }: UrlVariant): Ordinal | undefined => (isTrue(search, port.present) ? ordinals[port.variable] : undefined);
  return portOf(one) === portOf(other) && (["variable", "host", "path", "rest"] as const).every((part) => texts[one[part]] === texts[other[part]]);
}
