/**
 * The search for an assignment of the atoms: clauses, unit propagation over two watched literals, clauses learned from
 * conflicts (first unique implication point), and a theory that is asked whenever nothing more follows. It is exact: it
 * ends with an assignment that satisfies every clause and the theory, with the knowledge that there is none, or at a
 * counted limit. It decides nothing by a clock, so the same question always gets the same answer.
 */
import type { Formula, Literal } from "./formula.js";

export interface Search {
  /** By atom: 1 true, -1 false, 0 open. Index 0 is not used. */
  readonly values: number[];
  readonly clauses: Literal[][];
  readonly trail: Literal[];
  /** Where on the trail each decision stands. */
  readonly decisions: number[];
  /** By atom: the level at which it was assigned, and the clause that implied it. */
  readonly levels: number[];
  readonly reasons: (readonly Literal[] | undefined)[];
  /** By literal (`index`): the clauses that watch it. */
  readonly watches: Literal[][][];
  /** The clauses that an assignment must satisfy, lemmas of the theory among them; the rest was learned and follows from them. */
  readonly required: Literal[][];
  propagated: number;
  /** How much of the trail the theory has seen. */
  checked: number;
  contradictory: boolean;
  conflicts: number;
}

/** What a theory says of an assignment: nothing against it, clauses that it violates or that are new, or a limit. */
export type Verdict =
  | { readonly kind: "consistent" }
  | { readonly kind: "lemmas"; readonly clauses: readonly (readonly Literal[])[] }
  | { readonly kind: "limit"; readonly what: string };

export interface Theory {
  /** Quick: only what is needed to see that a partial assignment is hopeless. */
  readonly partial: (search: Search, newly: readonly Literal[]) => Verdict;
  /** Exact, of an assignment that satisfies all clauses. */
  readonly complete: (search: Search) => Verdict;
}

export type Outcome = { readonly kind: "satisfied" } | { readonly kind: "impossible" } | { readonly kind: "limit"; readonly what: string };

export const mostConflicts = 50_000;
export const mostClauses = 400_000;

export function newSearch(): Search {
  return {
    values: [0],
    clauses: [],
    trail: [],
    decisions: [],
    levels: [0],
    reasons: [undefined],
    watches: [],
    required: [],
    propagated: 0,
    checked: 0,
    contradictory: false,
    conflicts: 0,
  };
}

const index = (literal: Literal): number => (literal > 0 ? 2 * literal : 1 - 2 * literal);

/** 1 where the literal is true, -1 where it is false, 0 where it is open. */
export function assigned(search: Search, literal: Literal): number {
  const value = search.values[Math.abs(literal)] ?? 0;
  return literal > 0 ? value : -value;
}

/** Whether the formula holds where atoms that are open count as false. */
export function isTrue(search: Search, formula: Formula): boolean {
  if (typeof formula === "number") {
    const value = assigned(search, formula);
    return value > 0 || (value === 0 && formula < 0);
  }
  return formula.kind === "and" ? formula.of.every((each) => isTrue(search, each)) : formula.of.some((each) => isTrue(search, each));
}

/** A formula as clauses. An `and` inside an `or` gets a new atom, which implies it; the other direction is never needed. */
export function clausesOf(formula: Formula, newAtom: () => Literal): readonly Literal[][] {
  const clauses: Literal[][] = [];
  const require = (part: Formula, unless: readonly Literal[]): void => {
    if (typeof part === "number") clauses.push([...unless, part]);
    else if (part.kind === "and") for (const each of part.of) require(each, unless);
    else {
      const clause: Literal[] = [...unless];
      const later: { defined: Literal; part: Formula }[] = [];
      for (const each of part.of) {
        if (typeof each === "number") clause.push(each);
        else {
          const defined = newAtom();
          clause.push(defined);
          later.push({ defined, part: each });
        }
      }
      clauses.push(clause);
      for (const { defined, part: each } of later) require(each, [-defined]);
    }
  };
  require(formula, []);
  return clauses;
}

/** Adds a clause that every assignment must satisfy. Only with nothing decided. */
export function addClause(search: Search, clause: readonly Literal[]): void {
  const literals = [...new Set(clause)];
  if (literals.some((literal) => literals.includes(-literal))) return;
  search.required.push(literals);
  attach(search, literals);
}

function attach(search: Search, literals: Literal[]): void {
  search.clauses.push(literals);
  // The two literals that are false last, or not yet, are the ones to watch.
  literals.sort((a, b) => rank(search, b) - rank(search, a));
  const [first, second] = literals;
  if (first === undefined) search.contradictory = true;
  else if (second === undefined) {
    if (assigned(search, first) < 0) search.contradictory = true;
    else if (assigned(search, first) === 0) assign(search, first, literals);
  } else {
    watch(search, first, literals);
    watch(search, second, literals);
    if (assigned(search, first) < 0) search.contradictory = true;
    else if (assigned(search, first) === 0 && assigned(search, second) < 0) assign(search, first, literals);
  }
}

function rank(search: Search, literal: Literal): number {
  const value = assigned(search, literal);
  return value >= 0 ? Number.MAX_SAFE_INTEGER : (search.levels[Math.abs(literal)] ?? 0);
}

function watch(search: Search, literal: Literal, clause: Literal[]): void {
  const at = index(literal);
  const watching = search.watches[at];
  if (watching === undefined) search.watches[at] = [clause];
  else watching.push(clause);
}

function assign(search: Search, literal: Literal, reason: readonly Literal[] | undefined): void {
  const atom = Math.abs(literal);
  search.values[atom] = literal > 0 ? 1 : -1;
  search.levels[atom] = search.decisions.length;
  search.reasons[atom] = reason;
  search.trail.push(literal);
}

/** Assigns all that follows; a clause that is violated is returned. */
function propagate(search: Search): readonly Literal[] | undefined {
  while (search.propagated < search.trail.length) {
    const literal = -(search.trail[search.propagated++] ?? 0);
    const at = index(literal);
    const watching = search.watches[at] ?? [];
    let kept = 0;
    for (let i = 0; i < watching.length; i++) {
      const clause = watching[i];
      if (clause === undefined) continue;
      if (clause[0] === literal) [clause[0], clause[1]] = [clause[1] ?? literal, literal];
      const first = clause[0] ?? 0;
      if (assigned(search, first) > 0) {
        watching[kept++] = clause;
        continue;
      }
      const other = clause.findIndex((each, position) => position > 1 && assigned(search, each) >= 0);
      if (other > 0) {
        [clause[1], clause[other]] = [clause[other] ?? 0, literal];
        watch(search, clause[1] ?? 0, clause);
        continue;
      }
      watching[kept++] = clause;
      if (assigned(search, first) < 0) {
        while (++i < watching.length) watching[kept++] = watching[i] ?? clause;
        watching.length = kept;
        return clause;
      }
      assign(search, first, clause);
    }
    watching.length = kept;
  }
  return undefined;
}

function backtrack(search: Search, level: number): void {
  if (search.decisions.length <= level) return;
  const start = search.decisions[level] ?? 0;
  for (let i = start; i < search.trail.length; i++) {
    const atom = Math.abs(search.trail[i] ?? 0);
    search.values[atom] = 0;
    search.reasons[atom] = undefined;
  }
  search.trail.length = start;
  search.decisions.length = level;
  search.propagated = Math.min(search.propagated, start);
  search.checked = Math.min(search.checked, start);
}

/** Learns from a violated clause and goes back to where the lesson bites; false where nothing is left to go back to. */
function learn(search: Search, violated: readonly Literal[]): boolean {
  const levelOf = (literal: Literal): number => search.levels[Math.abs(literal)] ?? 0;
  const top = Math.max(0, ...violated.map(levelOf));
  backtrack(search, top);
  if (top === 0) return false;
  const seen = new Set<number>();
  const learned: Literal[] = [];
  let open = 0;
  let at = search.trail.length - 1;
  const visit = (clause: readonly Literal[]): void => {
    for (const literal of clause) {
      const atom = Math.abs(literal);
      if (seen.has(atom) || levelOf(literal) === 0 || assigned(search, literal) > 0) continue;
      seen.add(atom);
      if (levelOf(literal) === top) open++;
      else learned.push(literal);
    }
  };
  visit(violated);
  for (;;) {
    while (!seen.has(Math.abs(search.trail[at] ?? 0))) at--;
    const literal = search.trail[at--] ?? 0;
    open--;
    if (open === 0) {
      learned.unshift(-literal);
      break;
    }
    visit(search.reasons[Math.abs(literal)] ?? []);
  }
  backtrack(search, Math.max(0, ...learned.slice(1).map(levelOf)));
  attach(search, learned);
  return !search.contradictory;
}

/** Searches until the clauses and the theory are satisfied together, or cannot be. */
export function run(search: Search, theory: Theory): Outcome {
  const conflict = (clause: readonly Literal[]): Outcome | undefined => {
    if (++search.conflicts > mostConflicts) return { kind: "limit", what: `${mostConflicts} conflicts in one search` };
    return learn(search, clause) ? undefined : { kind: "impossible" };
  };
  /** A violated lemma is a conflict; others are added from the start, with nothing decided. */
  const take = (clauses: readonly (readonly Literal[])[]): Outcome | undefined => {
    const violated = clauses.find((clause) => clause.every((literal) => assigned(search, literal) < 0));
    if (violated !== undefined) return conflict(violated);
    backtrack(search, 0);
    for (const clause of clauses) addClause(search, clause);
    return search.contradictory ? { kind: "impossible" } : undefined;
  };
  for (;;) {
    if (search.contradictory) return { kind: "impossible" };
    if (search.clauses.length > mostClauses) return { kind: "limit", what: `${mostClauses} clauses in one search` };
    const violated = propagate(search);
    if (violated !== undefined) {
      const end = conflict(violated);
      if (end !== undefined) return end;
      continue;
    }
    if (search.checked < search.trail.length) {
      const verdict = theory.partial(search, search.trail.slice(search.checked));
      search.checked = search.trail.length;
      if (verdict.kind === "limit") return verdict;
      if (verdict.kind === "lemmas") {
        const end = take(verdict.clauses);
        if (end !== undefined) return end;
        continue;
      }
    }
    const next = decision(search);
    if (next !== undefined) {
      search.decisions.push(search.trail.length);
      assign(search, next, undefined);
      continue;
    }
    const verdict = theory.complete(search);
    if (verdict.kind === "consistent") return { kind: "satisfied" };
    if (verdict.kind === "limit") return verdict;
    const end = take(verdict.clauses);
    if (end !== undefined) return end;
  }
}

/** The first open literal of the first clause that is not satisfied yet: what no clause asks for stays open. */
function decision(search: Search): Literal | undefined {
  for (const clause of search.required) {
    if (!clause.some((literal) => assigned(search, literal) > 0)) return clause.find((literal) => assigned(search, literal) === 0);
  }
  return undefined;
}
