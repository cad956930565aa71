/** What is left of a constraint once something of the request is known: the rest speaks of what is still open. */
import { type Constraint, compare, type Effect, effects, type Term, type Type } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";
import { allOf, always, literal, mapTerms, negate, never, quantify, someOf, within } from "../types/constraints.js";

export type Values = Readonly<Record<string, Json>>;

/** What is known. What is left out is open; what `args` does not name is absent, unless they are only `some`. */
export interface Known {
  readonly effect?: Effect;
  readonly args?: Values;
  readonly some?: boolean;
  readonly params?: Values;
  readonly context?: Values;
  /** Milliseconds since the epoch. */
  readonly now?: number;
  /** All approvals that there are. */
  readonly approvals?: readonly string[];
}

export function given(constraint: Constraint, known: Known): Constraint {
  const term = (each: Term): Term => termGiven(each, known);
  const inside = (each: Constraint): Constraint => given(each, known);
  switch (constraint.kind) {
    case "and":
      return allOf(constraint.of.map(inside));
    case "or":
      return someOf(constraint.of.map(inside));
    case "not":
      return negate(inside(constraint.of));
    case "all":
    case "some": {
      const lists = constraint.lists.map((list) => ({ term: term(list.term), skip: list.skip }));
      if (lists.some((list) => isAbsent(list.term) && !list.skip)) return never;
      return quantify(
        constraint.kind,
        lists.filter((list) => !isAbsent(list.term)),
        inside(constraint.where),
      );
    }
    case "approved":
      return known.approvals === undefined ? constraint : decided(known.approvals.includes(constraint.by));
    case "effect":
      if (known.effect === undefined) return constraint;
      return decided(compare(constraint.op, effects.indexOf(known.effect), effects.indexOf(constraint.effect)));
    case "only":
      if (known.args === undefined) return constraint;
      if (!Object.keys(known.args).every((name) => constraint.names.includes(name))) return never;
      return known.some === true ? constraint : always;
    default:
      return mapTerms(constraint, term);
  }
}

function decided(holds: boolean): Constraint {
  return holds ? always : never;
}

/** What `within` makes of a way that leads nowhere. */
function isAbsent(term: Term): boolean {
  return term.kind === "place" && term.root === "it";
}

function termGiven(term: Term, { args, some, params, context, now }: Known): Term {
  switch (term.kind) {
    case "literal":
      return term;
    case "now":
      return now === undefined ? term : literal(new Date(now).toISOString());
    case "hour":
      return now === undefined ? term : literal(new Date(now).getUTCHours());
    case "place": {
      const values = term.root === "argument" ? args : term.root === "param" ? params : term.root === "context" ? context : undefined;
      if (values === undefined) return term;
      if (Object.hasOwn(values, term.name)) return within(literal(values[term.name] ?? null), term.fields, term.part);
      return term.root === "argument" && some !== true ? within(literal({}), [term.name], undefined) : term;
    }
  }
}

/** The condition of a refined type, about a place. */
export function refinement({ where }: Extract<Type, { kind: "refined" }>, term: Term): Constraint {
  return mapTerms(where, (each) => (each.kind === "place" && each.root === "it" ? within(term, each.fields, each.part) : each));
}
