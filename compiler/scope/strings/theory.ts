/** The theory of texts: whether some strings satisfy literals about single variables and relations between them. Sound and complete. */

import { isUnder } from "../../../stdlib/runtime/value.js";
import { type Domain, domainOf } from "./domain.js";
import { type Effort, isLimit, type Limit } from "./limits.js";
import type { Link } from "./link.js";
import { suits, type TextLiteral } from "./literal.js";
import { satisfy } from "./network.js";

export type { TextLiteral, TextTest } from "./literal.js";

/** `under`: `isUnder(left, right)`. */
export interface TextRelation {
  readonly kind: "equal" | "under";
  readonly left: number;
  readonly right: number;
  readonly holds: boolean;
}

export interface TextProblem {
  /** What is known of each variable. */
  readonly variables: readonly (readonly TextLiteral[])[];
  readonly relations: readonly TextRelation[];
}

export type TextAnswer =
  /** One string a variable: short, and readable where there is a choice. */
  | { readonly kind: "model"; readonly values: readonly string[] }
  /** Literals and relations, by their places in the problem, that nothing satisfies. Without any one of them something does, unless a limit hid it. */
  | {
      readonly kind: "conflict";
      readonly literals: readonly { readonly variable: number; readonly index: number }[];
      readonly relations: readonly number[];
    }
  | Limit;

export function solveTexts(problem: TextProblem): TextAnswer {
  const facts: Facts = {
    literals: problem.variables.flatMap((literals, variable) => literals.map((literal, index) => ({ variable, index, literal }))),
    relations: problem.relations.map((relation, number) => ({ number, relation })),
  };
  const verdict = decide(problem.variables.length, facts, { spent: 0 });
  if (isLimit(verdict)) return verdict;
  if (verdict.kind === "conflict") {
    const { literals, relations } = verdict.least ? verdict.facts : smallest(problem.variables.length, verdict.facts);
    return {
      kind: "conflict",
      literals: literals.map(({ variable, index }) => ({ variable, index })),
      relations: relations.map(({ number }) => number).sort((one, two) => one - two),
    };
  }
  confirm(problem, verdict.values);
  return verdict;
}

interface LiteralFact {
  readonly variable: number;
  readonly index: number;
  readonly literal: TextLiteral;
}

interface RelationFact {
  readonly number: number;
  readonly relation: TextRelation;
}

interface Facts {
  readonly literals: readonly LiteralFact[];
  readonly relations: readonly RelationFact[];
}

type Verdict =
  | { readonly kind: "model"; readonly values: readonly string[] }
  /** `least`: nothing can be left out of the facts; otherwise some may play no part. */
  | { readonly kind: "conflict"; readonly facts: Facts; readonly least: boolean }
  | Limit;

function decide(count: number, facts: Facts, effort: Effort): Verdict {
  const literals: LiteralFact[][] = Array.from({ length: count }, () => []);
  for (const fact of facts.literals) literals[fact.variable]?.push(fact);
  let reached: Limit | undefined;
  const values: string[] = [];
  for (const own of literals) {
    const shortest = own.length === 0 ? "" : domainOf(own.map(({ literal }) => literal)).shortest();
    if (shortest === undefined) return { kind: "conflict", facts: { literals: fewest(own), relations: [] }, least: true };
    if (isLimit(shortest)) reached ??= shortest;
    else values.push(shortest);
  }
  if (facts.relations.length === 0) return reached ?? { kind: "model", values };

  const order = orderOf(count, facts.relations);
  for (const fact of facts.relations) {
    const { kind, left, right, holds } = fact.relation;
    if (holds || !order.below(left, right) || (kind === "equal" && !order.below(right, left))) continue;
    const way = order.way(left, right);
    const back = kind === "equal" ? order.way(right, left).filter((each) => !way.includes(each)) : [];
    return { kind: "conflict", facts: { literals: [], relations: [...way, ...back, fact] }, least: back.length === 0 };
  }

  // From here on, variables that must be equal are one: a class, named by its place.
  const classes = order.classes();
  const classOf = new Map(classes.flatMap((members, place) => members.map((member) => [member, place] as const)));
  const domains: Domain[] = [];
  for (const [place, members] of classes.entries()) {
    const own = members.flatMap((member) => literals[member] ?? []);
    const from = members[0] ?? 0;
    const above = order.above(from).filter((each) => classOf.get(each) !== place);
    const inherited = above.flatMap((each) => (literals[each] ?? []).flatMap(handedDown));
    for (const known of [own, [...own, ...inherited]]) {
      const shortest = domainOf(known.map(({ literal }) => literal)).shortest();
      if (shortest === undefined) return sharedConflict(known, members, order, facts);
      if (isLimit(shortest)) reached ??= shortest;
    }
    domains.push(domainOf(own.map(({ literal }) => literal)));
  }
  const links = facts.relations.flatMap(({ relation: { kind, left, right, holds } }): Link[] => {
    const [from = 0, to = 0] = [classOf.get(left), classOf.get(right)];
    if (kind === "equal") return holds ? [] : [{ kind: "different", left: from, right: to }];
    return from === to ? [] : [{ kind: holds ? "under" : "apart", left: from, right: to }];
  });
  if (reached !== undefined) return reached;
  const outcome = satisfy(domains, links, effort);
  switch (outcome.kind) {
    case "limit":
      return outcome;
    case "words":
      return { kind: "model", values: Array.from({ length: count }, (_, variable) => outcome.words[classOf.get(variable) ?? 0] ?? "") };
    case "none": {
      const members = new Set(outcome.members.flatMap((place) => classes[place] ?? []));
      return {
        kind: "conflict",
        least: false,
        facts: {
          literals: facts.literals.filter(({ variable }) => members.has(variable)),
          relations: facts.relations.filter(({ relation }) => members.has(relation.left) && members.has(relation.right)),
        },
      };
    }
  }
}

/** Literals of one variable that leave no word, and of which none can be left out. */
function fewest(facts: readonly LiteralFact[]): readonly LiteralFact[] {
  let core = facts;
  for (const fact of facts) {
    const others = core.filter((each) => each !== fact);
    if (domainOf(others.map(({ literal }) => literal)).shortest() === undefined) core = others;
  }
  return core;
}

/** What a literal says of all that is under the variable it speaks of. */
function handedDown(fact: LiteralFact): LiteralFact[] {
  const { test, holds } = fact.literal;
  const base = test.kind === "under" ? test.base : test.kind === "set" && test.values.length === 1 ? test.values[0] : undefined;
  return holds && base !== undefined ? [{ ...fact, literal: { test: { kind: "under", base }, holds } }] : [];
}

/** The conflict of literals of a class, and perhaps of those handed down to it, that leave no word. */
function sharedConflict(known: readonly LiteralFact[], members: readonly number[], order: Order, facts: Facts): Verdict {
  const core = fewest(known);
  const speaking = [...new Set(core.map(({ variable }) => variable))];
  // What is handed down may contradict itself, with nothing known of the class: the ways from the class to where it comes from are part of it.
  const from = speaking.find((each) => members.includes(each)) ?? members[0] ?? 0;
  const others = speaking.filter((each) => each !== from);
  const way = new Set(others.flatMap((each) => [...order.way(from, each), ...(members.includes(each) ? order.way(each, from) : [])]));
  return {
    kind: "conflict",
    facts: {
      literals: facts.literals.filter(({ variable, index }) => core.some((each) => each.variable === variable && each.index === index)),
      relations: [...way],
    },
    least: others.length === 1 && way.size === order.way(from, others[0] ?? 0).length,
  };
}

type Order = ReturnType<typeof orderOf>;

/** What the positive relations say of the order by `under`, and by which of them. Variables under one another are equal. */
function orderOf(count: number, facts: readonly RelationFact[]) {
  const steps: { readonly to: number; readonly fact: RelationFact }[][] = Array.from({ length: count }, () => []);
  for (const fact of facts) {
    const { kind, left, right, holds } = fact.relation;
    if (!holds) continue;
    steps[left]?.push({ to: right, fact });
    if (kind === "equal") steps[right]?.push({ to: left, fact });
  }
  /** From each variable the last step of a shortest way to each of those that it is under. */
  const ways = steps.map((own, from) => {
    const last = new Map<number, { readonly from: number; readonly fact: RelationFact } | undefined>([[from, undefined]]);
    if (own.length === 0) return last;
    for (const [at] of last) {
      for (const { to, fact } of steps[at] ?? []) if (!last.has(to)) last.set(to, { from: at, fact });
    }
    return last;
  });
  const below = (left: number, right: number): boolean => ways[left]?.has(right) ?? false;
  const way = (left: number, right: number): RelationFact[] => {
    const found: RelationFact[] = [];
    for (let step = ways[left]?.get(right); step !== undefined; step = ways[left]?.get(step.from)) found.push(step.fact);
    return found;
  };
  return {
    below,
    /** The relations of a shortest proof that one is under the other. */
    way,
    classes(): number[][] {
      const classes: number[][] = [];
      const placed = new Set<number>();
      for (let variable = 0; variable < count; variable++) {
        if (placed.has(variable)) continue;
        const members = [...(ways[variable]?.keys() ?? [])].filter((each) => below(each, variable));
        for (const each of members) placed.add(each);
        classes.push(members);
      }
      return classes;
    },
    /** All that a variable is under, itself included. */
    above: (variable: number): readonly number[] => [...(ways[variable]?.keys() ?? [])],
  };
}

/** A core from which nothing can be left out: it is tried without each variable, each relation, each literal. */
function smallest(count: number, facts: Facts): Facts {
  let core = facts;
  const effort: Effort = { spent: 0 };
  const without = (left: (fact: LiteralFact | RelationFact) => boolean): void => {
    const smaller = { literals: core.literals.filter((each) => !left(each)), relations: core.relations.filter((each) => !left(each)) };
    if (smaller.literals.length === core.literals.length && smaller.relations.length === core.relations.length) return;
    const verdict = decide(count, smaller, effort);
    if (verdict.kind === "conflict") core = verdict.facts;
  };
  const variables = new Set(facts.relations.flatMap(({ relation }) => [relation.left, relation.right]));
  for (const variable of variables) {
    without((fact) => ("literal" in fact ? fact.variable === variable : fact.relation.left === variable || fact.relation.right === variable));
  }
  for (const fact of [...facts.relations, ...facts.literals]) without((each) => each === fact);
  return core;
}

/** Every model is held against the reference meaning before it is given away: throws where it does not satisfy the problem. */
export function confirm(problem: TextProblem, values: readonly string[]): void {
  problem.variables.forEach((literals, variable) => {
    for (const literal of literals) {
      if (!suits(literal, values[variable] ?? ""))
        throw new Error(`text ${variable} got ${JSON.stringify(values[variable])}, which does not suit it`);
    }
  });
  for (const { kind, left, right, holds } of problem.relations) {
    const [one = "", two = ""] = [values[left], values[right]];
    if ((kind === "equal" ? one === two : isUnder(one, two)) !== holds)
      throw new Error(`${JSON.stringify([one, two])} are not related as they should be`);
  }
}
