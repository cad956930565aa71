/**
 * From a constraint to a formula without quantifiers. What is asked of some element gets an element; what is asked of
 * all elements is asked of each member that matters. That is complete, because quantifiers do not nest: a list with no
 * other elements than those satisfies all that is asked of it.
 */
import { type Comparison, type Constraint, compare, effects, type Term, type Type } from "../../stdlib/runtime/constraint.js";
import { type Json, type JsonKind, type Key, readKey, readNetwork, type Sort, type UrlPart } from "../../stdlib/runtime/value.js";
import { unreachable } from "../base/unreachable.js";
import {
  addUniversal,
  type Cell,
  fieldCell,
  type Ground,
  isRefined,
  type List,
  memberFlag,
  mostInstances,
  newCell,
  newElement,
  type ScalarShape,
  sizeOf,
  type Variant,
} from "./cells.js";
import {
  all,
  any,
  FALSE,
  type Formula,
  flag,
  freshFlag,
  implies,
  newOrdinal,
  newText,
  newVocabulary,
  not,
  numberAtom,
  numberRelation,
  TRUE,
  textAtom,
  textRelation,
} from "./formula.js";
import { type NumberTest, type Ordinal, scales } from "./numbers.js";
import type { Signature } from "./question.js";
import type { TextTest } from "./strings/theory.js";
import { isUrl, sameUrl, type UrlVariant } from "./urls.js";

/** A question on its way to a formula: the cells that it has spoken of so far. */
export interface Grounding extends Ground {
  readonly signature: Signature;
  /** By `cellKey`. */
  readonly cells: Map<string, Cell>;
  /** The variables of `now` and of its hour as a number, once asked for. */
  now?: number;
  hour?: number;
  /** What an atom reads as a value of one sort where a value of another can stand: nothing is known then. */
  misread?: string;
}

/** What the roots `element` and `it` stand for. */
interface Bound {
  readonly element?: Cell;
  readonly it?: Cell;
}

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

/** Whether members of the list are compared by equality of one scalar. */
export function isPlainScalar(type: Type): boolean {
  return type.kind === "scalar" || type.kind === "enum" || (type.kind === "refined" && isPlainScalar(type.base));
}

/** What a cell is known by. The name is quoted, so that none looks like the name of a part of another. */
export function cellKey(root: "argument" | "param" | "context", name: string): string {
  return `${root} ${JSON.stringify(name)}`;
}

export function rootCell(grounding: Grounding, root: "argument" | "param" | "context", name: string): Cell | undefined {
  const key = cellKey(root, name);
  const known = grounding.cells.get(key);
  if (known !== undefined) return known;
  const { action, params, context } = grounding.signature;
  const field =
    root === "argument"
      ? action.params.find((param) => param.name === name)
      : { optional: false, type: own(root === "param" ? params : context, name) };
  if (field?.type === undefined) return undefined;
  const cell = newCell(grounding, key, field.type, field.optional ? flag(grounding.vocabulary, `${key} is present`) : TRUE);
  grounding.cells.set(key, cell);
  return cell;
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** The cells that a term leads to: none where nothing can be there, several where a record has variants. */
function cellsAt(grounding: Grounding, term: Term, bound: Bound): readonly Cell[] {
  if (term.kind === "literal") throw new Error("a literal is no place");
  if (term.kind === "now" || term.kind === "hour") {
    const shape: ScalarShape =
      term.kind === "now" ? { kind: "ordinal", scale: "Time", variable: nowOf(grounding) } : plainShape(grounding, { kind: "hour" });
    return [{ name: term.kind, present: TRUE, variants: [{ ...shape, chosen: TRUE }] }];
  }
  let cells: readonly Cell[];
  switch (term.root) {
    case "element":
    case "it": {
      const cell = bound[term.root];
      if (cell === undefined) throw new Error(`${term.root} stands for nothing here`);
      cells = [cell];
      break;
    }
    case "received":
      throw new Error(`received.${term.name} was not resolved to a parameter`);
    default: {
      const cell = rootCell(grounding, term.root, term.name);
      cells = cell === undefined ? [] : [cell];
    }
  }
  for (const name of term.fields) {
    cells = cells.flatMap((cell) =>
      cell.variants.flatMap((variant) => {
        if (variant.kind !== "record") return [];
        const field = variant.fields.find((each) => each.name === name);
        if (field === undefined) return [];
        const found = fieldCell(grounding, variant, field);
        return [{ ...found, present: all([cell.present, variant.chosen, found.present]) }];
      }),
    );
  }
  return term.part === undefined ? cells : cells.flatMap((cell) => partCells(cell, term.part ?? "host"));
}

function partCells(cell: Cell, part: UrlPart): readonly Cell[] {
  return cell.variants.flatMap((variant): readonly Cell[] => {
    if (variant.kind !== "url") return [];
    const present = all([cell.present, variant.chosen, part === "port" ? variant.port.present : TRUE]);
    const name = `${cell.name}.${part}`;
    if (part === "port") return [{ name, present, variants: [{ kind: "ordinal", scale: "Int", variable: variant.port.variable, chosen: TRUE }] }];
    const variable = part === "scheme" ? variant.variable : variant[part];
    return [{ name, present, variants: [{ kind: "text", sort: "String", variable, chosen: TRUE }] }];
  });
}

function listsAt(grounding: Grounding, term: Term, bound: Bound): readonly { readonly guard: Formula; readonly list: List }[] {
  return cellsAt(grounding, term, bound).flatMap((cell) =>
    cell.variants.flatMap((each) => (each.kind === "list" ? [{ guard: all([cell.present, each.chosen]), list: each.list }] : [])),
  );
}

function kindOfVariant(variant: Variant): JsonKind {
  switch (variant.kind) {
    case "null":
      return "null";
    case "opaque":
      return variant.json;
    case "record":
      return "Record";
    case "list":
      return "List";
    case "url":
      return "String";
    case "text":
      return variant.sort === "Bool" ? "Bool" : "String";
    case "ordinal":
      return variant.scale === "Int" || variant.scale === "Number" ? "Number" : "String";
    default:
      return unreachable(variant);
  }
}

/** A scalar that an atom meets: the variables of a cell, the hour of the request, or a constant. */
type Scalar =
  | { readonly kind: "variable"; readonly shape: ScalarShape | { readonly kind: "hour" } }
  | { readonly kind: "constant"; readonly value: Json };

/** The disjunction, over what the term can be, of being that and passing the test; a value of another sort never passes. */
function scalars(grounding: Grounding, term: Term, sort: Sort, bound: Bound, test: (value: Scalar) => Formula): Formula {
  switch (term.kind) {
    case "literal":
      return readKey(numberSort(sort), term.value) === undefined ? FALSE : test({ kind: "constant", value: term.value });
    case "now":
      return test({ kind: "variable", shape: { kind: "ordinal", scale: "Time", variable: nowOf(grounding) } });
    case "hour":
      return test({ kind: "variable", shape: { kind: "hour" } });
    case "place":
      return any(
        cellsAt(grounding, term, bound).flatMap((cell) =>
          cell.variants.flatMap((variant) => {
            if (isOfSort(variant, sort)) return [all([cell.present, variant.chosen, test({ kind: "variable", shape: variant })])];
            // The meaning would read this value as one of the sort where it looks like one; the variables of its own sort can't say.
            if (kindOfVariant(variant) === kindOfSort(sort) && variant.kind !== "opaque")
              grounding.misread ??= `${cell.name} is read as ${sort}, and may be another ${kindOfSort(sort)}`;
            return [];
          }),
        ),
      );
    default:
      return unreachable(term);
  }
}

const numberSort = (sort: Sort): Sort => (sort === "Int" ? "Number" : sort);

function kindOfSort(sort: Sort): JsonKind {
  if (sort === "Bool") return "Bool";
  return sort === "Int" || sort === "Number" ? "Number" : "String";
}

function isOfSort(variant: Variant, sort: Sort): variant is Variant & ScalarShape {
  switch (variant.kind) {
    case "text":
      // Every Path is a String too.
      return variant.sort === sort || (variant.sort === "Path" && sort === "String");
    case "ordinal":
      return variant.scale === sort || (variant.scale === "Int" && sort === "Number");
    case "url":
      return sort === "Url";
    default:
      return false;
  }
}

function nowOf(grounding: Grounding): number {
  grounding.now ??= newOrdinal(grounding.vocabulary, scales.Time);
  return grounding.now;
}

/** The hour as a variable of its own, where it is compared with one: tied to `now` hour by hour. */
function hourOf(grounding: Grounding): number {
  if (grounding.hour !== undefined) return grounding.hour;
  const hour = newOrdinal(grounding.vocabulary, scales.Int, [{ kind: "intervals", of: [[0, 23]] }]);
  grounding.hour = hour;
  const now = nowOf(grounding);
  for (let at = 0; at < 24; at++) {
    const isHour = numberAtom(grounding.vocabulary, hour, { kind: "intervals", of: [[at, at]] });
    const isNow = numberAtom(grounding.vocabulary, now, { kind: "hours", of: [at] });
    grounding.facts.push(implies(isHour, isNow), implies(isNow, isHour));
  }
  return hour;
}

function comparison(grounding: Grounding, { op, sort, left, right }: Extract<Constraint, { readonly kind: "compare" }>, bound: Bound): Formula {
  return scalars(grounding, left, sort, bound, (one) =>
    scalars(grounding, right, sort, bound, (other) => {
      if (one.kind === "constant" && other.kind === "constant") {
        const [a, b] = [readKey(numberSort(sort), one.value), readKey(numberSort(sort), other.value)];
        return a !== undefined && b !== undefined && compare(op, a, b) ? TRUE : FALSE;
      }
      if (other.kind === "constant") return literalComparison(grounding, op, sort, one, other.value);
      if (one.kind === "constant") return literalComparison(grounding, flipped[op], sort, other, one.value);
      return variableComparison(grounding, op, one.shape, other.shape);
    }),
  );
}

const flipped: Readonly<Record<Comparison, Comparison>> = { "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

function variableComparison(grounding: Grounding, op: Comparison, one: Shape, other: Shape): Formula {
  const { vocabulary } = grounding;
  if (op === "!=") return not(variableComparison(grounding, "==", one, other));
  if (op === ">" || op === ">=") return variableComparison(grounding, flipped[op], other, one);
  if (one.kind === "url" || other.kind === "url") {
    if (one.kind !== "url" || other.kind !== "url" || op !== "==") throw new Error("a URL can only be compared with a URL, by ==");
    return sameUrl(vocabulary, one, other);
  }
  if (one.kind === "text" || other.kind === "text") {
    if (one.kind !== "text" || other.kind !== "text" || op !== "==") throw new Error("a text can only be compared with a text, by ==");
    return textRelation(vocabulary, "equal", one.variable, other.variable);
  }
  if (one.kind === "hour" && other.kind === "hour") return op === "<" ? FALSE : TRUE;
  const [left, right] = [plainShape(grounding, one), plainShape(grounding, other)];
  if (left.kind !== "ordinal" || right.kind !== "ordinal" || left.scale !== right.scale) throw new Error("two scales are compared");
  return numberRelation(vocabulary, op === "==" ? "equal" : op === "<" ? "less" : "least", left.variable, right.variable);
}

type Shape = ScalarShape | { readonly kind: "hour" };

function literalComparison(grounding: Grounding, op: Comparison, sort: Sort, value: Scalar, literal: Json): Formula {
  const key = readKey(numberSort(sort), literal);
  if (key === undefined) return FALSE;
  if (value.kind === "constant") {
    const own = readKey(numberSort(sort), value.value);
    return own !== undefined && compare(op, own, key) ? TRUE : FALSE;
  }
  const { shape } = value;
  switch (shape.kind) {
    case "text": {
      const is = textAtom(grounding.vocabulary, shape.variable, { kind: "set", values: [String(key)] });
      return op === "==" ? is : not(is);
    }
    case "url": {
      const is = isUrl(grounding.vocabulary, shape, String(literal));
      return op === "==" ? is : not(is);
    }
    case "hour":
      return hourFormula(grounding, (hour) => compare(op, hour, key));
    case "ordinal":
      return numberFormula(grounding, shape.variable, shape.scale, op, ordinal(key));
    default:
      return unreachable(shape);
  }
}

/** That the value is one of these: for one variable, a single atom. */
function setTest(grounding: Grounding, sort: Sort, value: Scalar, values: readonly Json[]): Formula {
  const shape = value.kind === "variable" ? value.shape : undefined;
  if (shape?.kind === "text") {
    const keys = new Set(values.flatMap((each) => readKey(sort, each) ?? []).map(String));
    return keys.size === 0 ? FALSE : textAtom(grounding.vocabulary, shape.variable, { kind: "set", values: [...keys].sort() });
  }
  if (shape?.kind === "ordinal") {
    const keys = [...new Set(values.flatMap((each) => readKey(numberSort(sort), each) ?? []).map(ordinal))].sort((a, b) => (a < b ? -1 : 1));
    return keys.length === 0 ? FALSE : numberAtom(grounding.vocabulary, shape.variable, { kind: "intervals", of: keys.map((key) => [key, key]) });
  }
  return any(values.map((each) => literalComparison(grounding, "==", sort, value, each)));
}

/** The shape as variables that a theory knows: the hour gets one. */
function plainShape(grounding: Grounding, shape: Shape): ScalarShape {
  return shape.kind === "hour" ? { kind: "ordinal", scale: "Int", variable: hourOf(grounding) } : shape;
}

function ordinal(key: Key): Ordinal {
  if (typeof key === "number" || typeof key === "bigint") return key;
  throw new Error(`not ordered: ${String(key)}`);
}

function hourFormula(grounding: Grounding, passes: (hour: number) => boolean): Formula {
  const hours = Array.from({ length: 24 }, (_, hour) => hour).filter(passes);
  if (hours.length === 0) return FALSE;
  return hours.length === 24 ? TRUE : numberAtom(grounding.vocabulary, nowOf(grounding), { kind: "hours", of: hours });
}

function numberFormula(grounding: Grounding, variable: number, scale: keyof typeof scales, op: Comparison, key: Ordinal): Formula {
  const { low, high } = scales[scale];
  const within = (from: Ordinal, to: Ordinal): Formula => {
    const test: NumberTest = { kind: "intervals", of: [[from, to]] };
    return from > to ? FALSE : numberAtom(grounding.vocabulary, variable, test);
  };
  switch (op) {
    case "==":
      return within(key, key);
    case "!=":
      return not(within(key, key));
    case "<=":
      return within(low, key);
    case ">":
      return not(within(low, key));
    case ">=":
      return not(numberFormula(grounding, variable, scale, "<", key));
    case "<":
      // All that is below, with `high` where nothing is: so that `<` and `>=` of one literal are one atom.
      return not(within(key, high));
    default:
      return unreachable(op);
  }
}

function rangeTest(grounding: Grounding, value: Scalar, range: Extract<Constraint, { readonly kind: "between" | "in-network" }>): Formula {
  if (range.kind === "between") {
    return all([literalComparison(grounding, ">=", range.sort, value, range.low), literalComparison(grounding, "<=", range.sort, value, range.high)]);
  }
  const network = readNetwork(range.network);
  if (network === undefined) return FALSE;
  if (value.kind === "constant") {
    const key = readKey("Ip", value.value);
    return typeof key === "bigint" && key >= network.low && key <= network.high ? TRUE : FALSE;
  }
  if (value.shape.kind !== "ordinal") return FALSE;
  return numberAtom(grounding.vocabulary, value.shape.variable, { kind: "intervals", of: [[network.low, network.high]] });
}

function textTest(grounding: Grounding, term: Term, sort: Sort, negated: boolean, test: TextTest, bound: Bound): Formula {
  return scalars(grounding, term, sort, bound, (value) => {
    const shape = value.kind === "constant" ? constantCell(grounding, sort, value.value) : value.shape;
    if (shape?.kind !== "text") return FALSE;
    const passes = textAtom(grounding.vocabulary, shape.variable, test);
    return negated ? -passes : passes;
  });
}

function underTest(grounding: Grounding, { term, base, negated }: Extract<Constraint, { readonly kind: "under" }>, bound: Bound): Formula {
  if (base.kind === "literal") {
    const key = readKey("Path", base.value);
    return typeof key === "string" ? textTest(grounding, term, "Path", negated, { kind: "under", base: key }, bound) : FALSE;
  }
  return scalars(grounding, term, "Path", bound, (one) =>
    scalars(grounding, base, "Path", bound, (other) => {
      const [path, above] = [one, other].map((value) => (value.kind === "constant" ? constantCell(grounding, "Path", value.value) : value.shape));
      if (path?.kind !== "text" || above?.kind !== "text") return FALSE;
      const under = textRelation(grounding.vocabulary, "under", path.variable, above.variable);
      return negated ? not(under) : under;
    }),
  );
}

/** A constant as a variable that can be nothing else. */
function constantCell(grounding: Grounding, sort: Sort, value: Json): ScalarShape | undefined {
  const key = readKey(numberSort(sort), value);
  if (key === undefined) return undefined;
  const name = `constant ${sort} ${String(key)}`;
  const known = grounding.cells.get(name)?.variants[0];
  if (known !== undefined) return known.kind === "text" || known.kind === "ordinal" || known.kind === "url" ? known : undefined;
  const make = (): ScalarShape => {
    switch (sort) {
      case "Bool":
      case "String":
      case "Path":
        return { kind: "text", sort, variable: newText(grounding.vocabulary, [{ kind: "set", values: [String(key)] }]) };
      case "Url": {
        const cell = newCell(grounding, name, { kind: "scalar", sort }, TRUE);
        const url = cell.variants[0] as UrlVariant;
        grounding.facts.push(isUrl(grounding.vocabulary, url, String(value)));
        return url;
      }
      default: {
        const at = ordinal(key);
        return { kind: "ordinal", scale: sort, variable: newOrdinal(grounding.vocabulary, scales[sort], [{ kind: "intervals", of: [[at, at]] }]) };
      }
    }
  };
  const shape = make();
  grounding.cells.set(name, { name, present: TRUE, variants: [{ ...shape, chosen: TRUE }] });
  return shape;
}
