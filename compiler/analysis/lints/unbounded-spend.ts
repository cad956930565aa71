/**
 * `unbounded-spend`: an agent may spend, no hop of the chain has a budget in that unit, and nothing bounds what one call
 * takes. What takes the same each time is bounded by a budget of `calls`, too.
 *
 * Bad:
 *   tool pay { write send(amount: Number) spends amount usd }
 *   delegate shop -> cashier for checkout { allow pay.send  ttl 5m }
 * Good:
 *   delegate shop -> cashier for checkout { allow pay.send  budget 500 usd  ttl 5m }
 *   delegate shop -> cashier for checkout { allow pay.send where amount <= 50  ttl 5m }
 */
import type { Constraint, Term, Type } from "../../../stdlib/runtime/constraint.js";
import { unboundedSpend as words } from "../../diagnostics/codes/lints.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { Action, Hop, Spend } from "../../model/model.js";
import { leavesOf } from "../../types/type.js";
import type { Context, Stand } from "../chains.js";
import { conjuncts } from "../constraints.js";
import { remembered } from "../memo.js";
import type { HopLint, LintInput } from "./lint.js";
import { hopWords } from "./words.js";

/** What chains lack is carried down from the principals, so that it depends on hops far above as well. */
export const unboundedSpend: HopLint = (input) => {
  if (input.policy.actions.every((action) => action.spends.length === 0)) return undefined;
  const lacks = lackingBudgets(input);
  return (hop) => judge(input, hop, lacks);
};

/** Which budgets some chain to a context lacks: of a unit, or (`orCalls`) of that unit and of calls alike. */
type Lacks = (context: Context, unit: string, orCalls: boolean) => boolean;

function judge(input: LintInput, hop: Hop, lacks: Lacks): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const context of input.reach.contexts(hop)) {
    for (const action of input.reach.usableIn(context)) {
      for (const spend of action.spends) {
        if (!lacks(context, spend.unit, spend.kind === "constant") || isBounded(input, context, action, spend)) continue;
        const clause = hop.scope.clauses.find((each) => each.verb === "allow" && each.actions.includes(action));
        const argument = spend.kind === "argument" ? spend.name : undefined;
        remembered(found, `${action.id} ${spend.unit}`, () => words(clause?.place ?? hop.place, hopWords(hop), action.id, spend.unit, argument));
      }
    }
  }
  return [...found.values()];
}

/** Whether what the recipient may use leaves out every call that spends without measure. */
function isBounded({ authority, chains, reach }: LintInput, context: Context, action: Action, spend: Spend): boolean {
  if (spend.kind === "constant") return false;
  const param = action.params.find(({ name }) => name === spend.name);
  if (param === undefined) return true;
  const term: Term = { kind: "place", root: "argument", name: spend.name, fields: [] };
  const usable = reach.use(context, authority.classes.classOf(action));
  if (conjuncts(usable).some((part) => isCap(part, spend.name))) return true;
  const beyond: Constraint = { kind: "compare", op: ">=", ...measureless(param.type), left: term };
  return reach.possible(context, action, usable, chains.constraints.intern(beyond)) !== "yes";
}

/** `amount <= 50`, however it is written: the common case, for which nothing needs to be asked. */
function isCap(part: Constraint, name: string): boolean {
  const names = (term: Term): boolean => term.kind === "place" && term.root === "argument" && term.name === name && term.fields.length === 0;
  if (part.kind === "one-of" || part.kind === "between") return !part.negated && names(part.term);
  if (part.kind !== "compare") return false;
  if (names(part.left) && part.right.kind === "literal") return part.op === "<" || part.op === "<=" || part.op === "==";
  return names(part.right) && part.left.kind === "literal" && (part.op === ">" || part.op === ">=" || part.op === "==");
}

/** An amount past any that is meant. */
function measureless(type: Type): { readonly sort: "Int" | "Number"; readonly right: Term } {
  const isInt = leavesOf(type).every((leaf) => leaf.kind !== "scalar" || leaf.sort === "Int");
  return isInt ? { sort: "Int", right: { kind: "literal", value: 1e15 } } : { sort: "Number", right: { kind: "literal", value: 1e300 } };
}

/** Carried down from the principals until nothing changes: what some chain has lacked so far, less what a hop declares. */
function lackingBudgets({ policy, chains }: LintInput): Lacks {
  const units = [...new Set(policy.actions.flatMap((action) => action.spends.map(({ unit }) => unit)))];
  const bits = new Map(
    units.flatMap((unit, index) => [[unit, 1n << BigInt(2 * index)] as const, [`${unit} or calls`, 1n << BigInt(2 * index + 1)] as const]),
  );
  const all = [...bits.values()].reduce((mask, bit) => mask | bit, 0n);
  const bit = (name: string): bigint => bits.get(name) ?? 0n;
  const has = (hop: Hop): bigint =>
    hop.budgets.reduce((mask, { unit }) => {
      const ofCalls = units.reduce((every, each) => every | bit(`${each} or calls`), 0n);
      return mask | bit(unit) | bit(`${unit} or calls`) | (unit === "calls" ? ofCalls : 0n);
    }, 0n);
  const lacked = new Map<Context, bigint>();
  const handed = new Map<Stand, bigint>();
  const pending = chains.starts.map((context) => ({ context, mask: all }));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { context } = next;
    const mask = (lacked.get(context) ?? 0n) | (next.mask & ~has(context.hop));
    if (mask === lacked.get(context)) continue;
    lacked.set(context, mask);
    const { stand } = context;
    if (stand === undefined || (mask & ~(handed.get(stand) ?? 0n)) === 0n) continue;
    // Where several contexts lead, what follows is looked at again only for what is new.
    const lacking = mask | (handed.get(stand) ?? 0n);
    handed.set(stand, lacking);
    for (const below of stand.departures) pending.push({ context: below, mask: lacking });
  }
  return (context, unit, orCalls) => ((lacked.get(context) ?? 0n) & bit(orCalls ? `${unit} or calls` : unit)) !== 0n;
}
