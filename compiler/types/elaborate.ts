/** Expressions into constraints, in one pass that also checks them: what holds the atoms together, and quantifiers. */

import { type Comparison, type Constraint, type Effect, effects, type Type } from "../../stdlib/runtime/constraint.js";
import { didYouMean } from "../base/near.js";
import type { Place, Span } from "../base/span.js";
import { unreachable } from "../base/unreachable.js";
import { unknownName } from "../diagnostics/codes/names.js";
import {
  absentArgument,
  alwaysFalse,
  alwaysTrue,
  differentElements,
  nestedQuantifier,
  notAList,
  notHere,
  refusedApproval,
  unlistedConstant,
} from "../diagnostics/codes/types.js";
import { lookUp } from "../names/symbols.js";
import type { Expr } from "../syntax/ast.js";
import {
  type AtomState,
  compareAtom,
  hasAtom,
  inAtom,
  inListAtom,
  inRangeAtom,
  isAtom,
  likeAtom,
  matchesAtom,
  sizeAtom,
  truthAtom,
  underAtom,
} from "./atoms.js";
import { allOf, negate, quantify, someOf } from "./constraints.js";
import { type Element, lookUpOperand, type Meant } from "./operands.js";
import type { Setting } from "./setting.js";
import { showType } from "./show.js";
import { isErroneous, leavesOf, sameType, unrefined } from "./type.js";

/** The constraint that an expression means where it stands; nothing where it has an error, which has been reported. */
export function elaborate(expr: Expr, setting: Setting): Constraint | undefined {
  return walk(expr, { setting, refused: setting.deny, turned: false, asked: new Set() });
}

interface State {
  readonly setting: Setting;
  readonly element?: Element;
  /** Under an odd number of `not`s, a `deny` counted as one. */
  readonly refused: boolean;
  /** Under a `not`. */
  readonly turned: boolean;
  /** What a `has` or an `is` beside this asks about. */
  readonly asked: ReadonlySet<string>;
}

function walk(expr: Expr, state: State): Constraint | undefined {
  switch (expr.kind) {
    case "and":
    case "or": {
      const asked = askedBy(expr.of, state);
      const inner: State = asked.size === state.asked.size ? state : { ...state, asked };
      const parts = expr.of.map((each) => walk(each, inner));
      const whole = parts.filter((part) => part !== undefined);
      if (whole.length < parts.length) return undefined;
      return expr.kind === "and" ? allOf(whole) : someOf(whole);
    }
    case "not": {
      const of = walk(expr.of, { ...state, refused: !state.refused, turned: true });
      return of === undefined ? undefined : negate(of);
    }
    case "all":
    case "some":
      return quantifier(expr, state);
    case "approved":
      return approved(expr, state);
    case "effect":
      return effect(expr, state);
    default: {
      const constraint = atom(expr, state);
      if (constraint === undefined) return undefined;
      const place: Place = { file: state.setting.module.file, span: expr.span };
      if (constraint.kind === "true") state.setting.report(alwaysTrue(place));
      else if (constraint.kind === "false") state.setting.report(alwaysFalse(place));
      else state.setting.atoms?.set(constraint, place);
      return constraint;
    }
  }
}

type Atom = Exclude<Expr, { readonly kind: "and" | "or" | "not" | "all" | "some" | "approved" | "effect" }>;

function atom(expr: Atom, state: State): Constraint | undefined {
  const { setting } = state;
  const atomState: AtomState = {
    setting,
    report: setting.report,
    at: (part) => ({ file: setting.module.file, span: part.span }),
    meaning: (operand) => {
      const meant = lookUpOperand(operand, setting, state.element);
      if (meant !== undefined) warnOfAbsence(expr, meant, state);
      return meant;
    },
  };
  switch (expr.kind) {
    case "compare":
      return compareAtom(expr, atomState);
    case "in-list":
      return inListAtom(expr, atomState);
    case "in-range":
      return inRangeAtom(expr, atomState);
    case "in":
      return inAtom(expr, atomState);
    case "like":
      return likeAtom(expr, atomState);
    case "matches":
      return matchesAtom(expr, atomState);
    case "under":
      return underAtom(expr, atomState);
    case "is":
      return isAtom(expr, atomState);
    case "size":
      return sizeAtom(expr, atomState);
    case "has":
      return hasAtom(expr, atomState);
    case "truth":
      return truthAtom(expr, atomState);
    default:
      return unreachable(expr);
  }
}

/** An atom that is false of an absent argument surprises where it is negative itself, or is turned round, or takes away. */
function warnOfAbsence(expr: Atom, meant: Meant, state: State): void {
  if (expr.kind === "has" || expr.kind === "is" || meant.kind === "literal") return;
  const negative = ("negated" in expr && expr.negated) || (expr.kind === "compare" && expr.op === "!=");
  if (negative || state.turned || state.setting.deny) warnUnlessAsked(meant, state);
}

function warnUnlessAsked(meant: Extract<Meant, { readonly kind: "place" }>, state: State): void {
  const open = meant.optional.find((key) => ![...state.asked].some((asked) => asked === key || asked.startsWith(`${key} `)));
  if (open === undefined) return;
  const written = open
    .split(" ")
    .slice(1)
    .filter((word) => word !== "")
    .join(".");
  const name = open.startsWith("element") ? [state.element?.name, written].filter((word) => word).join(".") : written;
  state.setting.report(absentArgument({ file: state.setting.module.file, span: meant.span }, name, state.setting.deny));
}

/** What is asked about by a `has` or an `is` that stands beside others, a `not` before it or none. */
function askedBy(exprs: readonly Expr[], state: State): ReadonlySet<string> {
  let asked: Set<string> | undefined;
  for (const expr of exprs) {
    const inner = expr.kind === "not" ? expr.of : expr;
    if (inner.kind !== "has" && inner.kind !== "is") continue;
    // Looked up without a word: the atom itself will report what is wrong with it.
    const meant = lookUpOperand(inner.operand, { ...state.setting, report: () => undefined }, state.element);
    if (meant?.kind !== "place") continue;
    asked ??= new Set(state.asked);
    asked.add(meant.key);
  }
  return asked ?? state.asked;
}

function approved(expr: Extract<Expr, { readonly kind: "approved" }>, state: State): Constraint | undefined {
  const { setting } = state;
  const place: Place = { file: setting.module.file, span: expr.span };
  if (setting.use === "require" || setting.use === "refinement") {
    setting.report(notHere(place, "approved by", setting.use));
    return undefined;
  }
  const found = lookUp(setting.table, setting.module, expr.by, ["principal"], "principal");
  if (found.kind === "problem") setting.report(found.problem);
  if (state.refused) setting.report(refusedApproval(place, setting.deny));
  if (found.kind !== "found" || state.refused) return undefined;
  return { kind: "approved", by: setting.partyName(found.named.declaration) };
}

function effect(expr: Extract<Expr, { readonly kind: "effect" }>, state: State): Constraint | undefined {
  const { setting } = state;
  const place: Place = { file: setting.module.file, span: expr.span };
  if (setting.use === "require" || setting.use === "refinement") {
    setting.report(notHere(place, "effect", setting.use));
    return undefined;
  }
  const named = effects.find((each) => each === expr.effect.text);
  if (named === undefined) {
    setting.report(unknownName({ file: place.file, span: expr.effect.span }, "effect", expr.effect.text, didYouMean(expr.effect.text, effects)));
    return undefined;
  }
  const decided = effectAlways(expr.op, named);
  if (decided !== undefined) setting.report(decided ? alwaysTrue(place) : alwaysFalse(place));
  const constraint: Constraint = { kind: "effect", op: expr.op, effect: named };
  setting.atoms?.set(constraint, place);
  return constraint;
}

/** Whether a comparison with an effect holds of all effects, or of none. */
function effectAlways(op: Comparison, effect: Effect): boolean | undefined {
  if (effect === "read" && (op === ">=" || op === "<")) return op === ">=";
  if (effect === "destructive" && (op === "<=" || op === ">")) return op === "<=";
  return undefined;
}

function quantifier(expr: Extract<Expr, { readonly kind: "all" | "some" }>, state: State): Constraint | undefined {
  const { setting } = state;
  const place: Place = { file: setting.module.file, span: expr.span };
  if (state.element !== undefined) {
    setting.report(nestedQuantifier(place));
    return undefined;
  }
  const lists: { readonly term: Extract<Meant, { readonly kind: "place" }>["term"]; readonly skip: boolean }[] = [];
  let element: Type | undefined;
  let failed = false;
  for (const { operand, optional } of expr.lists) {
    const meant = lookUpOperand(operand, setting, undefined);
    if (meant === undefined) {
      failed = true;
      continue;
    }
    const at: Place = { file: place.file, span: operand.span };
    if (meant.kind === "literal") {
      setting.report(unlistedConstant(at));
      failed = true;
      continue;
    }
    if (!optional && (state.turned || setting.deny)) warnUnlessAsked(meant, state);
    const list = leavesOf(meant.type).find((leaf) => leaf.kind === "list");
    if (list === undefined) {
      setting.report(notAList(at, showType(meant.type), "runs over"));
      failed = true;
      continue;
    }
    const joined: Type | undefined = element === undefined ? list.element : joinElements(element, list.element);
    if (joined === undefined && element !== undefined) {
      setting.report(differentElements(at, showType(element), showType(list.element)));
      failed = true;
    }
    element = joined ?? element;
    lists.push({ term: meant.term, skip: optional });
  }
  if (failed || element === undefined || isErroneous(element)) return undefined;
  const where = walk(expr.body, { ...state, element: { name: expr.variable.text, type: element } });
  if (where === undefined) return undefined;
  const constraint = quantify(expr.kind, lists, where);
  setting.atoms?.set(constraint, place);
  return constraint;
}

/** The one type of the elements of two lists; enums and strings go together, as strings of few or of any values. */
function joinElements(left: Type, right: Type): Type | undefined {
  if (sameType(left, right)) return left;
  const [plainLeft, plainRight] = [unrefined(left), unrefined(right)];
  if (sameType(plainLeft, plainRight)) return plainLeft;
  if (plainLeft.kind === "enum" && plainRight.kind === "enum")
    return { kind: "enum", values: [...new Set([...plainLeft.values, ...plainRight.values])] };
  const string = (type: Type): boolean => type.kind === "enum" || (type.kind === "scalar" && type.sort === "String");
  return string(plainLeft) && string(plainRight) ? { kind: "scalar", sort: "String" } : undefined;
}
