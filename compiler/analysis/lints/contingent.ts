/**
 * Whether an atom is plainly true of some values and false of others, judged from the types of its terms alone. It answers
 * at once for nearly every atom that is written; where it says no, the decision procedure is asked.
 */
import { type Comparison, type Constraint, mirrored, type Term, type Type } from "../../../stdlib/runtime/constraint.js";
import type { Json, Sort } from "../../../stdlib/runtime/value.js";
import { unreachable } from "../../base/unreachable.js";
import type { TypeOf } from "./types-of.js";

export function isContingent(atom: Constraint, typeOf: TypeOf): boolean {
  switch (atom.kind) {
    case "approved":
      return true;
    case "compare": {
      if (atom.left.kind === "literal" && atom.right.kind === "literal") return false;
      if (atom.right.kind === "literal") return comparesWithin(atom.op, rangeOf(atom.left, typeOf), atom.right.value);
      if (atom.left.kind === "literal") return comparesWithin(mirrored[atom.op], rangeOf(atom.right, typeOf), atom.left.value);
      const left = sortOf(atom.left, typeOf);
      return left !== undefined && left === sortOf(atom.right, typeOf) && !sameTerm(atom.left, atom.right);
    }
    case "one-of": {
      const sort = rangeOf(atom.term, typeOf);
      return sort !== undefined && atom.values.some((value) => comparesWithin("==", sort, value));
    }
    case "between": {
      const sort = rangeOf(atom.term, typeOf);
      return sort !== undefined && comparesWithin("==", sort, atom.low) && comparesWithin("==", sort, atom.high);
    }
    case "in-network":
      return sortOf(atom.term, typeOf) === "Ip";
    case "member": {
      const list = typeOf(atom.list)?.type;
      const sort = sortOf(atom.term, typeOf);
      return sort !== undefined && list?.kind === "list" && plainSort(list.element) === sort;
    }
    case "pattern":
      return sortOf(atom.term, typeOf) === atom.sort && (atom.sort === "Path" ? plainPathGlob : anchoredGlob).test(atom.source);
    case "under":
      if (sortOf(atom.term, typeOf) !== "Path") return false;
      if (atom.base.kind === "literal") return atom.base.value !== "/";
      return sortOf(atom.base, typeOf) === "Path" && !sameTerm(atom.term, atom.base);
    case "has":
      return typeOf(atom.term)?.optional === true;
    case "holds":
      return sortOf(atom.term, typeOf) === "Bool";
    case "size": {
      if (typeOf(atom.term)?.type.kind !== "list" || !Number.isInteger(atom.value)) return false;
      return atom.value > 0 || (atom.value === 0 && atom.op !== ">=" && atom.op !== "<");
    }
    case "all":
    case "some":
      return quantifies(atom, typeOf);
    case "true":
    case "false":
    case "and":
    case "or":
    case "not":
    case "is":
    case "effect":
    case "only":
      return false;
    default:
      return unreachable(atom);
  }
}

/** A list can be empty, which settles the quantifier one way; an element for which its atom is contingent settles it the other way. */
function quantifies(atom: Extract<Constraint, { kind: "all" | "some" }>, typeOf: TypeOf): boolean {
  const [first] = atom.lists;
  const list = first && typeOf(first.term)?.type;
  if (list?.kind !== "list" || atom.lists.some(({ term }) => typeOf(term)?.type.kind !== "list")) return false;
  const ofElement: TypeOf = (term) =>
    term.kind === "place" && term.root === "element" && term.fields.length === 0 && term.part === undefined
      ? { type: list.element, optional: false }
      : term.kind === "place" && term.root === "element"
        ? undefined
        : typeOf(term);
  return isContingent(atom.where, ofElement);
}

/** The sort whose every value the term can have; a type with a refinement, an enum or a union has none. */
function plainSort(type: Type | undefined): Sort | undefined {
  return type?.kind === "scalar" ? type.sort : undefined;
}

function sortOf(term: Term, typeOf: TypeOf): Sort | undefined {
  return plainSort(typeOf(term)?.type);
}

/** What a term ranges over: a sort, or the hours of a day. */
function rangeOf(term: Term, typeOf: TypeOf): Sort | "hour" | undefined {
  switch (term.kind) {
    case "now":
      return "Time";
    case "hour":
      return "hour";
    case "place":
      return term.part === undefined ? sortOf(term, typeOf) : undefined;
    case "literal":
      return undefined;
    default:
      return unreachable(term);
  }
}

/** Whether the comparison with this value holds of some values of the range and not of others. Values near an end are left to the procedure. */
function comparesWithin(op: Comparison, range: Sort | "hour" | undefined, value: Json): boolean {
  switch (range) {
    case "hour":
      return typeof value === "number" && Number.isInteger(value) && value > 0 && value < 23;
    case "Number":
      return typeof value === "number" && Math.abs(value) < 1e300;
    case "Int":
      return typeof value === "number" && Math.abs(value) < 1e15 && (Number.isInteger(value) || (op !== "==" && op !== "!="));
    case "Date":
    case "Time":
      return typeof value === "string" && /^[1-8]/.test(value);
    case "Ip":
      return typeof value === "string" && (op === "==" || op === "!=");
    case "Bool":
      return typeof value === "boolean";
    case "String":
    case "Path":
    case "Url":
      return typeof value === "string";
    case undefined:
      return false;
    default:
      return unreachable(range);
  }
}

/** A glob that some string matches, and that asks for a plain character, so that some string does not. */
const anchoredGlob = /^like "(?:[^"\\{}]*[\w./@:-][^"\\{}]*)"$/;

/** The same of paths: whole segments of plain characters or stars, so that some path in normal form matches. */
const plainPathGlob = /^like "\/?(?:[\w-]+\/)*[\w-]+(?:\/(?:[\w-]+|\*\*?))*"$/;

function sameTerm(left: Term, right: Term): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
