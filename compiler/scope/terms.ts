/** Where the terms of a constraint lead: the cells of a question, the scalars in them, the time, and constants. */
import type { Term, Type } from "../../stdlib/runtime/constraint.js";
import { type Json, type JsonKind, type Key, readKey, type Sort, type UrlPart } from "../../stdlib/runtime/value.js";
import { unreachable } from "../base/unreachable.js";
import { type Ordinal, scales } from "../proof/replay/scales.js";
import { type Cell, fieldCell, type Ground, type List, newCell, type ScalarShape, type Variant } from "./cells.js";
import { all, any, FALSE, type Formula, flag, implies, newOrdinal, newText, numberAtom, TRUE } from "./formula.js";
import type { Signature } from "./question.js";
import { isUrl, type UrlVariant } from "./urls.js";

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
export interface Bound {
  readonly element?: Cell;
  readonly it?: Cell;
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
export function cellsAt(grounding: Grounding, term: Term, bound: Bound): readonly Cell[] {
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

export function listsAt(grounding: Grounding, term: Term, bound: Bound): readonly { readonly guard: Formula; readonly list: List }[] {
  return cellsAt(grounding, term, bound).flatMap((cell) =>
    cell.variants.flatMap((each) => (each.kind === "list" ? [{ guard: all([cell.present, each.chosen]), list: each.list }] : [])),
  );
}

export function kindOfVariant(variant: Variant): JsonKind {
  switch (variant.kind) {
    case "null":
      return "null";
    case "opaque":
      return variant.json;
    case "record":
      return "Record";
    case "list":
      return "List";
    default:
      return kindOfScalar(variant);
  }
}

export function kindOfScalar(shape: ScalarShape): JsonKind {
  switch (shape.kind) {
    case "url":
      return "String";
    case "text":
      return shape.sort === "Bool" ? "Bool" : "String";
    case "ordinal":
      return shape.scale === "Int" || shape.scale === "Number" ? "Number" : "String";
    default:
      return unreachable(shape);
  }
}

export type Shape = ScalarShape | { readonly kind: "hour" };

/** A scalar that an atom meets: the variables of a cell, the hour of the request, or a constant. */
export type Scalar =
  | { readonly kind: "variable"; readonly shape: ScalarShape | { readonly kind: "hour" } }
  | { readonly kind: "constant"; readonly value: Json };

/** The disjunction, over what the term can be, of being that and passing the test; a value of another sort never passes. */
export function scalars(grounding: Grounding, term: Term, sort: Sort, bound: Bound, test: (value: Scalar) => Formula): Formula {
  switch (term.kind) {
    case "literal":
      return readKey(sort, term.value) === undefined ? FALSE : test({ kind: "constant", value: term.value });
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

export const numberSort = (sort: Sort): Sort => (sort === "Int" ? "Number" : sort);

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

export function nowOf(grounding: Grounding): number {
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

/** The shape as variables that a theory knows: the hour gets one. */
export function plainShape(grounding: Grounding, shape: Shape): ScalarShape {
  return shape.kind === "hour" ? { kind: "ordinal", scale: "Int", variable: hourOf(grounding) } : shape;
}

export function ordinal(key: Key): Ordinal {
  if (typeof key === "number" || typeof key === "bigint") return key;
  throw new Error(`not ordered: ${String(key)}`);
}

/** A constant as a variable that can be nothing else. None where it is not of the sort: a variable without a value would refute everything. */
export function constantCell(grounding: Grounding, sort: Sort, value: Json): ScalarShape | undefined {
  const key = readKey(sort, value);
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
