/** Where in an expression an atom stands, what its operands mean there, and which of them may surprise by their absence. */
import { absentArgument, opaque } from "../diagnostics/codes/types.js";
import type { Expr, Operand } from "../syntax/ast.js";
import { type Element, lookUpOperand, type Meant } from "./operands.js";
import { placeOf, type Setting } from "./setting.js";
import { leavesOf } from "./type.js";

export interface State {
  readonly setting: Setting;
  readonly element: Element | undefined;
  /** Under an odd number of `not`s, a `deny` counted as one. */
  readonly refused: boolean;
  /** Under a `not`. */
  readonly turned: boolean;
  /** What a `has` or an `is` beside this asks about. */
  readonly asked: ReadonlySet<string>;
}

/** An expression that is decided by itself: neither made of others nor a quantifier. */
export type Atom = Exclude<Expr, { readonly kind: "and" | "or" | "not" | "all" | "some" | "approved" | "effect" }>;

/** What an operand of an atom means; nothing where it has an error, which has been reported. */
export function meaningIn(atom: Atom, operand: Operand, state: State): Meant | undefined {
  const meant = lookUpOperand(operand, state.setting, state.element);
  if (atom.kind !== "has" && atom.kind !== "is" && meant !== undefined && isOpaque(meant, state)) return undefined;
  if (meant?.kind === "place" && meant.optional.length > 0 && atom.kind !== "has" && atom.kind !== "is") {
    // An atom that is false of an absent argument surprises where it is negative itself, or is turned round, or takes away.
    const negative = ("negated" in atom && atom.negated) || (atom.kind === "compare" && atom.op === "!=");
    if (negative || state.turned || state.setting.deny) warnUnlessAsked(meant, state);
  }
  return meant;
}

/** Whether a value of `Any` can stand there, of which nothing can be said but whether it is there and of which kind; that is reported. */
export function isOpaque(meant: Meant, state: State): boolean {
  if (meant.kind !== "place" || !leavesOf(meant.type).some((leaf) => leaf.kind === "any")) return false;
  state.setting.report(opaque(placeOf(state.setting, meant)));
  return true;
}

/** Warns of a way into an argument that may lead to nothing, unless a `has` or an `is` beside it asks. */
export function warnUnlessAsked(meant: Extract<Meant, { readonly kind: "place" }>, state: State): void {
  const open = meant.optional.find((key) => ![...state.asked].some((asked) => asked === key || asked.startsWith(`${key} `)));
  if (open === undefined) return;
  const [root, ...way] = open.split(" ").filter((word) => word !== "");
  const name = [...(root === "element" && state.element !== undefined ? [state.element.name] : []), ...way].join(".");
  state.setting.report(absentArgument(placeOf(state.setting, meant), name, state.setting.deny));
}

/** What is asked about by a `has` or an `is` that stands beside others, a `not` before it or none, or further out. */
export function askedBy(exprs: readonly Expr[], state: State): ReadonlySet<string> {
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
