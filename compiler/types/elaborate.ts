/** Expressions into constraints, in one pass that also checks them: what holds the atoms together, and quantifiers. */

import { type Comparison, type Constraint, type Effect, effects, type Type } from "../../stdlib/runtime/constraint.js";
import { didYouMean } from "../base/near.js";
import { unreachable } from "../base/unreachable.js";
import { unknownName } from "../diagnostics/codes/names.js";
import {
  alwaysFalse,
  alwaysTrue,
  differentElements,
  nestedQuantifier,
  notAList,
  notHere,
  refusedApproval,
  unlistedConstant,
} from "../diagnostics/codes/types.js";
import { isDamaged } from "../names/modules.js";
import { lookUp } from "../names/symbols.js";
import type { Expr } from "../syntax/ast.js";
import { compareAtom, hasAtom, isAtom, likeAtom, matchesAtom, sizeAtom, truthAtom, underAtom } from "./atoms.js";
import { allOf, negate, quantify, someOf } from "./constraints.js";
import { inAtom, inListAtom, inRangeAtom } from "./membership.js";
import { lookUpOperand, type Meant } from "./operands.js";
import { placeOf, type Setting } from "./setting.js";
import { showType } from "./show.js";
import { type Atom, askedBy, isOpaque, type State, warnUnlessAsked } from "./state.js";
import { elementOf, isErroneous, sameType, unrefined } from "./type.js";

/** The constraint that an expression means where it stands; nothing where it has an error, which has been reported. */
export function elaborate(expr: Expr, setting: Setting): Constraint | undefined {
  return walk(expr, { setting, element: undefined, refused: setting.deny, turned: false, asked: nothing });
}

const nothing: ReadonlySet<string> = new Set();

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
      if (constraint.kind === "true") state.setting.report(alwaysTrue(placeOf(state.setting, expr)));
      else if (constraint.kind === "false") state.setting.report(alwaysFalse(placeOf(state.setting, expr)));
      else remember(constraint, expr, state);
      return constraint;
    }
  }
}

function atom(expr: Atom, state: State): Constraint | undefined {
  switch (expr.kind) {
    case "compare":
      return compareAtom(expr, state);
    case "in-list":
      return inListAtom(expr, state);
    case "in-range":
      return inRangeAtom(expr, state);
    case "in":
      return inAtom(expr, state);
    case "like":
      return likeAtom(expr, state);
    case "matches":
      return matchesAtom(expr, state);
    case "under":
      return underAtom(expr, state);
    case "is":
      return isAtom(expr, state);
    case "size":
      return sizeAtom(expr, state);
    case "has":
      return hasAtom(expr, state);
    case "truth":
      return truthAtom(expr, state);
    default:
      return unreachable(expr);
  }
}

/** Where an atom stands, for what is to be said of it alone. */
function remember(constraint: Constraint, expr: Expr, { setting }: State): void {
  if (!setting.silent && !isDamaged(setting.block.around.module, expr.span)) setting.block.around.atoms.set(constraint, placeOf(setting, expr));
}

function approved(expr: Extract<Expr, { readonly kind: "approved" }>, state: State): Constraint | undefined {
  const { setting } = state;
  const place = placeOf(setting, expr);
  if (setting.block.use === "require" || setting.block.use === "refinement") {
    setting.report(notHere(place, "approved by", setting.block.use));
    return undefined;
  }
  const found = lookUp(setting.block.around.table, setting.block.around.module, expr.by, ["principal"], "principal");
  if (found.kind === "problem") setting.report(found.problem);
  const refused = state.refused && setting.asserts !== true;
  if (refused) setting.report(refusedApproval(place, setting.deny));
  if (found.kind !== "found" || refused) return undefined;
  return { kind: "approved", by: setting.block.around.partyName(found.named.declaration) };
}

function effect(expr: Extract<Expr, { readonly kind: "effect" }>, state: State): Constraint | undefined {
  const { setting } = state;
  const place = placeOf(setting, expr);
  if (setting.block.use === "require" || setting.block.use === "refinement") {
    setting.report(notHere(place, "effect", setting.block.use));
    return undefined;
  }
  const named = effects.find((each) => each === expr.effect.text);
  if (named === undefined) {
    setting.report(unknownName(placeOf(setting, expr.effect), "effect", expr.effect.text, didYouMean(expr.effect.text, effects)));
    return undefined;
  }
  const decided = effectAlways(expr.op, named);
  if (decided !== undefined) setting.report(decided ? alwaysTrue(place) : alwaysFalse(place));
  const constraint: Constraint = { kind: "effect", op: expr.op, effect: named };
  remember(constraint, expr, state);
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
  const place = placeOf(setting, expr);
  if (state.element !== undefined) {
    if (!isDamaged(setting.block.around.module, expr.span)) setting.report(nestedQuantifier(place));
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
    const at = placeOf(setting, operand);
    if (meant.kind === "literal") {
      setting.report(unlistedConstant(at));
      failed = true;
      continue;
    }
    if (!optional && (state.turned || setting.deny)) warnUnlessAsked(meant, state);
    const elements = elementOf(meant.type);
    if (isOpaque(meant, state)) {
      failed = true;
      continue;
    }
    if (elements === undefined) {
      setting.report(notAList(at, showType(meant.type), "runs over"));
      failed = true;
      continue;
    }
    const joined: Type | undefined = element === undefined ? elements : joinElements(element, elements);
    if (joined === undefined && element !== undefined) {
      setting.report(differentElements(at, showType(element), showType(elements)));
      failed = true;
    }
    element = joined ?? element;
    lists.push({ term: meant.term, skip: optional });
  }
  if (failed || element === undefined || isErroneous(element)) return undefined;
  const where = walk(expr.body, { ...state, element: { name: expr.variable.text, type: element } });
  if (where === undefined) return undefined;
  const constraint = quantify(expr.kind, lists, where);
  remember(constraint, expr, state);
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
