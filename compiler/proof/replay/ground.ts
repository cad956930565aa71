/**
 * What a constraint asks of a request, as clauses without quantifiers. What is asked of some element gets an element; what
 * is asked of all elements is asked of each member that the constraint speaks of. Written apart from the decision procedure, after
 * `admits`: every case here is the case of the same name there, for a value that is not known.
 */
import { type Constraint, compare, effects, type Term } from "../../../stdlib/runtime/constraint.js";
import { readKey, readNetwork, type Sort } from "../../../stdlib/runtime/value.js";
import { unreachable } from "../../base/unreachable.js";
import type { Question } from "../question.js";
import { comparison, under } from "./comparisons.js";
import { all, any, atom, FALSE, type Formula, implies, not, type TextTest, TRUE } from "./formula.js";
import { equalMembers, everyElement, memberFlag, mostInstances, sizeOf, someElement } from "./lists.js";
import { flag, type Ground, isRefined, kindOfShape, type List, newGround, type Place, require, rootPlace } from "./places.js";
import { type Bound, constant, constantText, listsAt, numberSort, placeAt, refuse, type Scalar, scalarsAt } from "./terms.js";

/** The clauses that every request satisfies which the question says there is none of. */
export function groundOf({ signature, impossible }: Question): Ground {
  const ground = newGround(signature, (grounded, where, it) => translate(grounded, where, true, { it }));
  for (const field of signature.action.params) if (!field.optional && isRefined(field.type)) rootPlace(ground, "argument", field.name);
  for (const [name, type] of Object.entries(signature.params)) if (isRefined(type)) rootPlace(ground, "param", name);
  require(ground, translate(ground, impossible, true, {}));
  for (const list of ground.lists) equalMembers(ground, list);
  if (ground.instances > mostInstances) refuse(ground, `more than ${mostInstances} instances of quantifiers`);
  return ground;
}

/** The formula that the constraint holds, or that it does not: quantifiers must know which is asked. */
function translate(ground: Ground, constraint: Constraint, holds: boolean, bound: Bound): Formula {
  const signed = (formula: Formula): Formula => (holds ? formula : not(formula));
  switch (constraint.kind) {
    case "true":
      return signed(TRUE);
    case "false":
      return signed(FALSE);
    case "not":
      return translate(ground, constraint.of, !holds, bound);
    case "and":
    case "or": {
      const parts = constraint.of.map((each) => translate(ground, each, holds, bound));
      return (constraint.kind === "and") === holds ? all(parts) : any(parts);
    }
    case "all":
    case "some":
      return quantified(ground, constraint, holds, bound);
    default:
      return signed(atomic(ground, constraint, bound));
  }
}

type AtomicConstraint = Exclude<Constraint, { readonly kind: "true" | "false" | "not" | "and" | "or" | "all" | "some" }>;

function atomic(ground: Ground, constraint: AtomicConstraint, bound: Bound): Formula {
  const { vocabulary, signature } = ground;
  /** What is read of a term as the sort passes the test, or, of a negated atom, does not. */
  const test = (term: Term, sort: Sort, negated: boolean, passes: (value: Scalar) => Formula): Formula =>
    any(scalarsAt(ground, term, sort, bound).map(({ guard, value }) => all([guard, negated ? not(passes(value)) : passes(value)])));
  switch (constraint.kind) {
    case "compare": {
      const { op, sort, left, right } = constraint;
      const others = scalarsAt(ground, right, numberSort(sort), bound);
      return test(left, sort, false, (one) => any(others.map(({ guard, value }) => all([guard, comparison(ground, op, one, value)]))));
    }
    case "one-of": {
      const { term, sort, negated, values } = constraint;
      const keys = values.flatMap((each) => readKey(sort, each) ?? []);
      return test(term, sort, negated, (value) => any(keys.map((key) => comparison(ground, "==", value, constant(sort, key)))));
    }
    case "between": {
      const { term, sort, negated } = constraint;
      const [low, high] = [constraint.low, constraint.high].map((end) => readKey(numberSort(sort), end));
      if (low === undefined || high === undefined) return FALSE;
      return test(term, sort, negated, (value) =>
        all([comparison(ground, ">=", value, constant(sort, low)), comparison(ground, "<=", value, constant(sort, high))]),
      );
    }
    case "in-network": {
      const network = readNetwork(constraint.network);
      if (network === undefined) return FALSE;
      return test(constraint.term, "Ip", constraint.negated, (value) =>
        all([comparison(ground, ">=", value, constant("Ip", network.low)), comparison(ground, "<=", value, constant("Ip", network.high))]),
      );
    }
    case "pattern":
      return test(constraint.term, constraint.sort, constraint.negated, (value) =>
        textIs(ground, value, { kind: "pattern", pattern: constraint.pattern }),
      );
    case "under": {
      const bases = scalarsAt(ground, constraint.base, "Path", bound);
      return any(
        bases.map(({ guard, value: base }) => all([guard, test(constraint.term, "Path", constraint.negated, (path) => under(ground, path, base))])),
      );
    }
    case "member":
      return test(constraint.term, constraint.sort, false, (value) =>
        any(
          listsAt(ground, constraint.list, bound).map((list) => {
            const isIn = memberFlag(ground, list, constraint.sort, value);
            return all([list.guard, constraint.negated ? not(isIn) : isIn]);
          }),
        ),
      );
    case "is":
      return any(placeAt(ground, constraint.term, bound).map(({ guard, shape }) => (kindOfShape(shape) === constraint.json ? guard : FALSE)));
    case "has":
      return any(placeAt(ground, constraint.term, bound).map(({ guard }) => guard));
    case "holds":
      return test(constraint.term, "Bool", false, (value) => textIs(ground, value, { kind: "set", values: ["true"] }));
    case "approved":
      return flag(ground, `approved by ${constraint.by}`);
    case "effect":
      return compare(constraint.op, effects.indexOf(signature.action.effect), effects.indexOf(constraint.effect)) ? TRUE : FALSE;
    case "only": {
      const others = signature.action.params.filter((param) => !constraint.names.includes(param.name));
      return all(others.flatMap((param) => rootPlace(ground, "argument", param.name).map(({ guard }) => not(guard))));
    }
    case "size":
      return any(
        listsAt(ground, constraint.term, bound).map((list) => {
          const size: Scalar = { kind: "variable", shape: { kind: "ordinal", scale: "Int", variable: sizeOf(ground, list) } };
          return all([list.guard, comparison(ground, constraint.op, size, { kind: "constant", sort: "Int", key: constraint.value })]);
        }),
      );
    default:
      return unreachable(constraint);
  }

  function textIs(_: Ground, value: Scalar, of: TextTest): Formula {
    const shape = value.kind === "variable" ? value.shape : constantText(ground, value);
    return shape.kind === "text" ? atom(vocabulary, { kind: "text", variable: shape.variable, test: of }) : FALSE;
  }
}

function quantified(ground: Ground, constraint: Extract<Constraint, { readonly kind: "all" | "some" }>, holds: boolean, bound: Bound): Formula {
  const { kind, where } = constraint;
  const lists: List[] = [];
  const fits = constraint.lists.map(({ term, skip }) => {
    const found = listsAt(ground, term, bound);
    lists.push(...found);
    const isList = any(found.map(({ guard }) => guard));
    if (!skip) return isList;
    const place = placeAt(ground, term, bound);
    const isNull = any(
      place.map(({ guard, shape }) => (shape.kind === "null" || (shape.kind === "opaque" && shape.json === "null") ? guard : FALSE)),
    );
    return any([isList, isNull, not(any(place.map(({ guard }) => guard)))]);
  });
  const body = (element: Place): Formula => translate(ground, where, holds, { ...bound, element });
  // A true `all` and a false `some` say something of every element; the others of one.
  const elements =
    (kind === "all") === holds
      ? all(lists.map((list) => implies(list.guard, everyElement(ground, list, body))))
      : any(lists.map((list) => all([list.guard, someElement(ground, list, body)])));
  return holds ? all([...fits, elements]) : any([not(all(fits)), elements]);
}
