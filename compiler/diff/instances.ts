/**
 * Choosing parameters. A chain of the older policy admits a request if *some* values of its parameters do; to ask for a request
 * that it does not admit, the parameters have to go. They are put to what they can be compared with: an argument, a fact, a
 * parameter of the newer chain, a literal of the constraint. Each such instance admits no more than the chain does, so that a
 * request within one of them needs no further thought.
 */
import { admits, type Constraint, conforms, type Request, type Term, type Type, termsOf } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";
import { shapeOf, typeKey } from "../analysis/constraints.js";
import { refinement, type Values } from "../query/given.js";
import { allOf, always, eachAtom, literal, mapTerms, within } from "../types/constraints.js";

type PlaceTerm = Extract<Term, { readonly kind: "place" }>;
type Types = Readonly<Record<string, Type>>;

/** What one hop, as some chains make it, admits over its parameters. */
export interface Parametric {
  readonly admitted: Constraint;
  readonly variables: Types;
}

/** What a parameter may be put to, beside literals. */
export interface Offer {
  readonly term: PlaceTerm;
  readonly type: Type;
}

/** The instance in which each parameter is the one of the same name; nothing where one is missing or of another type. */
export function sameNamed({ admitted, variables }: Parametric, offered: Types): Constraint | undefined {
  const fits = Object.entries(variables).every(([name, type]) => Object.hasOwn(offered, name) && typeKey(offered[name] ?? type) === typeKey(type));
  return fits ? admitted : undefined;
}

/**
 * Instances that admit the request, of which it is known that `values` for the parameters do. The most general ones first;
 * the one with the values themselves is always among them.
 */
export function instancesFor(of: Parametric, values: Values, offers: readonly Offer[], request: Request): readonly Constraint[] {
  const names = Object.keys(of.variables);
  const plain: Readonly<Record<string, Term>> = Object.fromEntries(names.map((name) => [name, literal(values[name] ?? null)]));
  const found = new Set<Constraint>();
  const attempt = (terms: Readonly<Record<string, Term>>): boolean => {
    const instance = put(of, terms);
    if (instance === undefined || !admits(instance, request)) return false;
    found.add(instance);
    return true;
  };
  let general = plain;
  for (const name of names) {
    for (const { term, type } of offers) {
      if (found.size >= mostInstances) break;
      const type0 = of.variables[name];
      if (type0 === undefined || typeKey(shapeOf(type)) !== typeKey(shapeOf(type0))) continue;
      const terms = { ...general, [name]: term };
      if (attempt(terms)) general = terms;
    }
  }
  for (const name of names)
    for (const value of literalsAbout(of, name)) if (found.size < 2 * mostInstances) attempt({ ...general, [name]: literal(value) });
  attempt(plain);
  return [...found];
}

const mostInstances = 8;

/** The parameters put to terms, with what their types ask of these; nothing where that can't be said. */
function put({ admitted, variables }: Parametric, terms: Readonly<Record<string, Term>>): Constraint | undefined {
  const typed: Constraint[] = [];
  for (const [name, type] of Object.entries(variables)) {
    const term = terms[name];
    const test = term === undefined ? undefined : fitting(type, term);
    if (test === undefined) return undefined;
    typed.push(test);
  }
  const made = mapTerms(admitted, (each) => {
    const term = each.kind === "place" && each.root === "param" && Object.hasOwn(terms, each.name) ? terms[each.name] : undefined;
    return term === undefined || each.kind !== "place" ? each : within(term, each.fields, each.part);
  });
  return allOf([...typed, made]);
}

/** What a value of the same shape has to meet to be of the type. An absent one is not: what is said of it is false. */
function fitting(type: Type, term: Term): Constraint | undefined {
  if (term.kind === "literal") return conforms(type, term.value) ? always : undefined;
  const there: Constraint = { kind: "has", term };
  if (typeKey(type) === typeKey(shapeOf(type))) return there;
  return type.kind === "refined" && typeKey(type.base) === typeKey(shapeOf(type.base)) ? allOf([there, refinement(type, term)]) : undefined;
}

/** The literals that a constraint or its type holds a parameter against: where the most that it can be is among them. */
function literalsAbout({ admitted, variables }: Parametric, name: string): readonly Json[] {
  const found: Json[] = [];
  const type = variables[name];
  const collect = (of: Constraint, isIt: (term: Term) => boolean): void =>
    eachAtom(of, (atom) => {
      const terms = termsOf(atom);
      if (!terms.some(isIt)) return;
      for (const term of terms) if (term.kind === "literal") found.push(term.value);
      if (atom.kind === "between") found.push(atom.low, atom.high);
      if (atom.kind === "one-of") found.push(...atom.values);
    });
  collect(admitted, (term) => term.kind === "place" && term.root === "param" && term.name === name && term.fields.length === 0);
  if (type?.kind === "refined") collect(type.where, (term) => term.kind === "place" && term.root === "it" && term.fields.length === 0);
  return [...new Set(found)];
}
