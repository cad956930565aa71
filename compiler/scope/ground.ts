/**
 * From a constraint to a formula without quantifiers. What is asked of some element gets an element; what is asked of
 * all elements is asked of each member that matters. That is complete, because quantifiers do not nest: a list with no
 * other elements than those satisfies all that is asked of it.
 */
import { type Constraint, compare, effects } from "../../stdlib/runtime/constraint.js";
import { unreachable } from "../base/unreachable.js";
import { comparison, isRange, numberFormula, rangeTest, setTest, textTest, underTest } from "./atoms.js";
import { addUniversal, type Cell, isRefined, type List, memberFlag, mostInstances, newElement, sizeOf } from "./cells.js";
import { all, any, FALSE, type Formula, flag, freshFlag, implies, newVocabulary, not, TRUE } from "./formula.js";
import type { Signature } from "./question.js";
import { type Bound, cellsAt, constantCell, type Grounding, isPlainScalar, kindOfVariant, listsAt, plainShape, rootCell, scalars } from "./terms.js";

export function newGrounding(signature: Signature): Grounding {
  const grounding: Grounding = {
    signature,
    cells: new Map(),
    vocabulary: newVocabulary(),
    facts: [],
    lists: [],
    instances: 0,
    refine: (where, it) => formulaOf(grounding, where, { it }),
  };
  for (const field of signature.action.params) if (!field.optional && isRefined(field.type)) rootCell(grounding, "argument", field.name);
  for (const [name, type] of Object.entries(signature.params)) if (isRefined(type)) rootCell(grounding, "param", name);
  return grounding;
}

/** The formula that holds just when the constraint does; facts about the cells that it speaks of are added to the grounding. */
export function formulaOf(grounding: Grounding, constraint: Constraint, bound: Bound = {}): Formula {
  return translate(grounding, constraint, true, bound);
}

/** `holds` false: the formula that the constraint does not hold. Quantifiers must know which. */
function translate(grounding: Grounding, constraint: Constraint, holds: boolean, bound: Bound): Formula {
  const signed = (formula: Formula): Formula => (holds ? formula : not(formula));
  const { vocabulary } = grounding;
  switch (constraint.kind) {
    case "true":
      return signed(TRUE);
    case "false":
      return signed(FALSE);
    case "not":
      return translate(grounding, constraint.of, !holds, bound);
    case "and":
    case "or": {
      const parts = constraint.of.map((each) => translate(grounding, each, holds, bound));
      return (constraint.kind === "and") === holds ? all(parts) : any(parts);
    }
    case "compare":
      return signed(comparison(grounding, constraint, bound));
    case "one-of":
    case "between":
    case "in-network": {
      if (constraint.kind !== "one-of" && !isRange(constraint)) return signed(FALSE);
      const sort = constraint.kind === "in-network" ? "Ip" : constraint.sort;
      return signed(
        scalars(grounding, constraint.term, sort, bound, (value) => {
          const test = constraint.kind === "one-of" ? setTest(grounding, sort, value, constraint.values) : rangeTest(grounding, value, constraint);
          return constraint.negated ? not(test) : test;
        }),
      );
    }
    case "pattern":
      return signed(
        textTest(grounding, constraint.term, constraint.sort, constraint.negated, { kind: "pattern", pattern: constraint.pattern }, bound),
      );
    case "under":
      return signed(underTest(grounding, constraint, bound));
    case "member":
      return signed(
        scalars(grounding, constraint.term, constraint.sort, bound, (value) =>
          any(
            listsAt(grounding, constraint.list, bound).map(({ guard, list }) => {
              const scalar = value.kind === "constant" ? constantCell(grounding, constraint.sort, value.value) : plainShape(grounding, value.shape);
              if (scalar === undefined) return FALSE;
              const inList = memberFlag(grounding, list, scalar);
              return all([guard, constraint.negated ? -inList : inList]);
            }),
          ),
        ),
      );
    case "is":
      return signed(
        any(
          cellsAt(grounding, constraint.term, bound).flatMap((cell) =>
            cell.variants.filter((each) => kindOfVariant(each) === constraint.json).map((each) => all([cell.present, each.chosen])),
          ),
        ),
      );
    case "has":
      return signed(any(cellsAt(grounding, constraint.term, bound).map((cell) => cell.present)));
    case "holds":
      return signed(textTest(grounding, constraint.term, "Bool", false, { kind: "set", values: ["true"] }, bound));
    case "approved":
      return signed(flag(vocabulary, `approved by ${constraint.by}`));
    case "effect":
      return signed(compare(constraint.op, effects.indexOf(grounding.signature.action.effect), effects.indexOf(constraint.effect)) ? TRUE : FALSE);
    case "only": {
      const others = grounding.signature.action.params.filter((param) => !constraint.names.includes(param.name));
      return signed(all(others.map((param) => not(rootCell(grounding, "argument", param.name)?.present ?? FALSE))));
    }
    case "size":
      return signed(
        any(
          listsAt(grounding, constraint.term, bound).map(({ guard, list }) =>
            all([guard, numberFormula(grounding, sizeOf(grounding, list), "Int", constraint.op, constraint.value)]),
          ),
        ),
      );
    case "all":
    case "some":
      return quantified(grounding, constraint, holds, bound);
    default:
      return unreachable(constraint);
  }
}

function quantified(
  grounding: Grounding,
  { kind, lists, where }: Extract<Constraint, { readonly kind: "all" | "some" }>,
  holds: boolean,
  bound: Bound,
): Formula {
  const fits: Formula[] = [];
  const elements: { guard: Formula; list: List }[] = [];
  for (const { term, skip } of lists) {
    const found = listsAt(grounding, term, bound);
    elements.push(...found);
    const isList = any(found.map(({ guard }) => guard));
    if (!skip) fits.push(isList);
    else {
      const cells = cellsAt(grounding, term, bound);
      const isNull = any(
        cells.flatMap((cell) => cell.variants.filter((each) => kindOfVariant(each) === "null").map((each) => all([cell.present, each.chosen]))),
      );
      fits.push(any([isList, isNull, not(any(cells.map((cell) => cell.present)))]));
    }
  }
  const body = (element: Cell): Formula => translate(grounding, where, holds, { ...bound, element });
  if ((kind === "all") === holds) {
    // Every element: of a true `all`, that its body holds; of a false `some`, that its body does not.
    const each = all(elements.map(({ guard, list }) => implies(guard, everyElement(grounding, list, body))));
    return holds ? all([...fits, each]) : any([not(all(fits)), each]);
  }
  const one = any(elements.map(({ guard, list }) => all([guard, someElement(grounding, list, body)])));
  return holds ? all([...fits, one]) : any([not(all(fits)), one]);
}

function everyElement(grounding: Grounding, list: List, body: (element: Cell) => Formula): Formula {
  const guard = freshFlag(grounding.vocabulary, `all of ${list.name}`);
  addUniversal(grounding, list, guard, body);
  return guard;
}

/**
 * A new element of which the body holds. Where elements are more than scalars, it may also be one that another constraint
 * has asked for: a bound on the length may leave no room for both. (Scalars that must be the same become equal instead.)
 */
function someElement(grounding: Grounding, list: List, body: (element: Cell) => Formula): Formula {
  const earlier = isPlainScalar(list.element) ? [] : list.members.filter((member) => member.own);
  const members = [...earlier, newElement(grounding, list)];
  grounding.instances += members.length;
  if (grounding.instances > mostInstances) return FALSE;
  return any(members.map((member) => all([member.flag, body(member.cell)])));
}
