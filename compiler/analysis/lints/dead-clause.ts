/**
 * `dead-clause`: a clause of a hop that changes nothing: no request reaches it, or other clauses cover all of it.
 *
 * Bad:
 *   delegate ops -> clerk for tidying {
 *     allow files.list
 *     allow files.list where limit <= 10
 *     allow files.read where size > 10 and size < 5
 *     ttl 5m
 *   }
 * Good:
 *   delegate ops -> clerk for tidying { allow files.list where limit <= 10  allow files.read where size < 10  ttl 5m }
 */
import type { Constraint } from "../../../stdlib/runtime/constraint.js";
import type { Place } from "../../base/span.js";
import { deadClause as words } from "../../diagnostics/codes/lints.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { Clause, Hop } from "../../model/model.js";
import type { Context } from "../chains.js";
import type { ActionClass } from "../classes.js";
import { remembered } from "../memo.js";
import type { HopLint, LintInput } from "./lint.js";

export const deadClause: HopLint = (input) => {
  const standApart = apart(input);
  return (hop) => {
    const contexts = input.reach.contexts(hop);
    if (contexts.length === 0) return none;
    return standApart(hop) ? judgeEach(input, hop, contexts) : judge(input, hop, contexts);
  };
};

const none: readonly Diagnostic[] = [];

/** Whether no two clauses of a hop speak of one action, nor stand at one place: then none covers another, and each is judged by itself. */
function apart({ authority }: LintInput): (hop: Hop) => boolean {
  // In the order in which they were asked about: the hop that spoke of a class last.
  const spokenBy: number[] = [];
  let index = 0;
  return ({ scope: { clauses } }) => {
    let end = -1;
    index++;
    for (const { place, actions } of clauses) {
      if (place.file !== clauses[0]?.place.file || place.span.start < end) return false;
      end = place.span.end;
      for (const { id } of authority.classes.classesIn(actions)) {
        if (spokenBy[id] === index) return false;
        spokenBy[id] = index;
      }
    }
    return true;
  };
}

function judgeEach(input: LintInput, hop: Hop, contexts: readonly Context[]): readonly Diagnostic[] {
  let found: Diagnostic[] | undefined;
  for (const clause of hop.scope.clauses) {
    const why = whyUnreached(input, contexts, clause);
    if (why === undefined) continue;
    found ??= [];
    found.push(words.unreached(clause.place, clause.verb, why.why, why.related));
  }
  return found ?? none;
}

/** A clause of a named scope comes to several at one place: it is dead where all of them are. */
function judge(input: LintInput, hop: Hop, contexts: readonly Context[]): readonly Diagnostic[] {
  const written = new Map<string, Clause[]>();
  for (const clause of hop.scope.clauses) remembered(written, keyOf(clause.place), (): Clause[] => []).push(clause);
  const found: Diagnostic[] = [];
  const live = new Set(hop.scope.clauses);
  // From the last to the first, each beside those that are left: of two that say the same the first one stays.
  for (const clauses of [...written.values()].reverse()) {
    const [first] = clauses;
    if (first === undefined) continue;
    const unreached = clauses.map((clause) => whyUnreached(input, contexts, clause));
    const dead = unreached.every((why) => why !== undefined)
      ? unreached.map((why) => why && words.unreached(first.place, first.verb, why.why, why.related))
      : clauses.map((clause) => coveredBy(input, contexts, clause, live)).map((by) => by && words.covered(first.place, first.verb, by));
    if (dead.some((each) => each === undefined)) continue;
    for (const clause of clauses) live.delete(clause);
    found.push(...dead.slice(0, 1).filter((each) => each !== undefined));
  }
  return found.reverse();
}

interface Why {
  readonly why: string;
  readonly related: Diagnostic["related"];
}

/** Why no request reaches a clause on any chain; nothing where one does, or where that could not be decided. */
function whyUnreached(input: LintInput, contexts: readonly Context[], clause: Clause): Why | undefined {
  return isSurelyReached(input, contexts, clause) ? undefined : whyNotReached(input, contexts, clause);
}

/** Of most clauses: nothing denies what they allow, and the first chains that are looked at bring what is received. */
function isSurelyReached({ authority, policy, reach }: LintInput, contexts: readonly Context[], clause: Clause): boolean {
  if (clause.verb === "deny" || policy.denials.length > 0) return false;
  for (const context of contexts) {
    const arrival = clause.received ? context.after[0]?.arrivals[0] : undefined;
    if (clause.received && (arrival === undefined || arrival.context.erroneous)) continue;
    const where = authority.frame(context).resolve(clause.where);
    for (const of of authority.classes.classesIn(clause.actions)) {
      if (authority.clauses(context, of).denied.kind !== "false") continue;
      const received = arrival === undefined ? undefined : authority.arrivalMayCarry(arrival, of, "some", 1);
      for (const action of of.actions) {
        const possible = received === undefined ? reach.possible(context, action, where) : reach.possible(context, action, where, received);
        if (possible !== "no") return true;
      }
    }
  }
  return false;
}

function whyNotReached(input: LintInput, contexts: readonly Context[], clause: Clause): Why | undefined {
  const { authority, chains, policy, reach } = input;
  const { and, or, not } = chains.constraints;
  const own = contexts[0]?.hop.scope.clauses ?? [];
  const reached = (what: (context: Context, of: ActionClass) => Iterable<readonly Constraint[]>): boolean =>
    contexts.some((context) => {
      const where = authority.frame(context).resolve(clause.where);
      return authority.classes.classesIn(clause.actions).some((of) => {
        for (const beside of what(context, of))
          if (of.actions.some((action) => reach.possible(context, action, where, ...beside) !== "no")) return true;
        return false;
      });
    });
  const anyhow = (): Iterable<readonly Constraint[]> => [[]];
  const allowed = (context: Context, of: ActionClass): Iterable<readonly Constraint[]> => {
    const { allowed: uses, relayed, allowedReceived, relayedReceived } = authority.clauses(context, of);
    const passedOn = or([allowedReceived, relayedReceived]);
    const received = passedOn.kind === "false" ? passedOn : authority.receivedBySome(context, of);
    return [[or([uses, relayed, and([passedOn, received])])]];
  };
  const received = function* (context: Context, of: ActionClass): Iterable<readonly Constraint[]> {
    if (!clause.received) yield [];
    else for (const some of receivedOn(input, context, of)) yield [some];
  };
  const undenied = function* (context: Context, of: ActionClass): Iterable<readonly Constraint[]> {
    const taken = [not(authority.clauses(context, of).denied), not(authority.denied(of))];
    for (const some of received(context, of)) yield [...some, ...taken];
  };
  if (clause.verb === "deny") {
    if (reached(allowed)) return undefined;
    return reached(anyhow) ? { why: "what it denies no clause of the hop allows", related: [] } : empty;
  }
  if (reached(undenied)) return undefined;
  if (!reached(anyhow)) return empty;
  if (!reached(received)) return { why: "nothing of what it speaks of is received", related: [] };
  const denying = own.filter((each) => each.verb === "deny" && each.actions.some((action) => clause.actions.includes(action)));
  const above = policy.denials.filter((each) => each.by === undefined && each.actions.some((action) => clause.actions.includes(action)));
  const places = [...denying, ...above].slice(0, 3).map(({ place }) => ({ message: "denied here", place }));
  return { why: "all that it covers is denied", related: places };
}

const empty: Why = { why: "on no chain can its `where` hold", related: [] };

/** What one chain or another brings here: first by single hops, of which the first will mostly do, then by all of them. */
function* receivedOn({ authority }: LintInput, context: Context, of: ActionClass): Iterable<Constraint> {
  const arrivals = context.after.flatMap((stand) => stand.arrivals.slice(0, 3)).filter((arrival) => !arrival.context.erroneous);
  for (const arrival of arrivals.slice(0, 3)) yield authority.arrivalMayCarry(arrival, of, "some", 1);
  yield authority.receivedBySome(context, of);
}

/** The clauses that together cover all of this one on every chain, for each of its actions; nothing where they do not. */
function coveredBy(input: LintInput, contexts: readonly Context[], clause: Clause, live: ReadonlySet<Clause>): readonly Place[] | undefined {
  const { authority } = input;
  const others = [...live].filter((each) => each !== clause && keyOf(each.place) !== keyOf(clause.place) && couldCover(each, clause));
  if (others.length === 0) return undefined;
  const covering = new Set<Clause>();
  for (const of of authority.classes.classesIn(clause.actions)) {
    const about = others.filter((each) => authority.classes.classesIn(each.actions).includes(of));
    for (const context of contexts) {
      const within = coverOf(input, context, of, clause, about);
      if (within === undefined) return undefined;
      for (const each of within) covering.add(each);
    }
  }
  return [...covering].map(({ place }) => place);
}

/** One clause that covers it there, or else all of them if they do together. */
function coverOf(input: LintInput, context: Context, of: ActionClass, clause: Clause, others: readonly Clause[]): readonly Clause[] | undefined {
  const { authority, chains } = input;
  const { resolve } = authority.frame(context);
  const facts = authority.facts(context);
  const child = resolve(clause.where);
  const within = (by: readonly Clause[]): boolean => {
    const parent = chains.constraints.or(by.map(({ where }) => resolve(where)));
    if (parent === child || parent.kind === "true") return true;
    if (parent.kind === "false") return false;
    return of.actions.every(
      (action) => chains.prover.includes(action, authority.variables(context, facts, child, parent), { facts, child, parent }).kind === "none",
    );
  };
  if (others.length === 0) return undefined;
  const alone = others.find((each) => within([each]));
  if (alone !== undefined) return [alone];
  return others.length > 1 && within(others) ? others : undefined;
}

/** A `relay` adds nothing to an `allow`, nor to another `relay`; what was received is within nothing but what was received. */
function couldCover(other: Clause, clause: Clause): boolean {
  if (other.received && !clause.received) return false;
  if (!other.actions.some((action) => clause.actions.includes(action))) return false;
  return other.verb === clause.verb || (clause.verb === "relay" && other.verb === "allow");
}

function keyOf(place: Place): string {
  return `${place.file} ${place.span.start} ${place.span.end}`;
}
