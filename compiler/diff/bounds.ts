/** The bounds of each hop, before and now: how long, how deep, how often, how much, how secret, and who is asked. */

import type { Constraint, Type } from "../../stdlib/runtime/constraint.js";
import { mentions, typeKey } from "../analysis/constraints.js";
import type { Place } from "../base/span.js";
import type { Budget, Hop, Label, Policy } from "../model/model.js";
import { includes } from "../scope/narrower.js";
import { mapTerms } from "../types/constraints.js";
import { showConstraint, showDuration, showName } from "../types/show.js";
import { type BoundChange, hopName } from "./difference.js";

/** Both policies have the names of the newer one. A hop that is new is one wider bound, one that is gone is one narrower. */
export function compareBounds(before: Policy, after: Policy): readonly BoundChange[] {
  const old = new Map(before.hops.map((hop) => [hopName(hop), hop]));
  const kept = new Set<string>();
  const found = after.hops.flatMap((hop) => {
    const name = hopName(hop);
    const was = old.get(name);
    kept.add(name);
    return was === undefined ? [change(hop, "hop", none, "added", true, hop.place)] : boundsOf(before, was, after, hop);
  });
  return [...found, ...before.hops.filter((hop) => !kept.has(hopName(hop))).map((hop) => change(hop, "hop", "declared", none, false, hop.place))];
}

const none = "none";

function change(hop: Hop, bound: BoundChange["bound"], old: string, now: string, widened: boolean, place: Place | undefined): BoundChange {
  const { name: to, owner } = hop.to;
  return { hop: hopName(hop), to, ...(owner === undefined ? {} : { owner }), bound, old, new: now, widened, place: place ?? hop.place };
}

function boundsOf(before: Policy, old: Hop, after: Policy, hop: Hop): readonly BoundChange[] {
  const found: BoundChange[] = [];
  const add = (bound: BoundChange["bound"], was: string, is: string, widened: boolean, place?: Place): void => {
    if (was !== is) found.push(change(hop, bound, was, is, widened, place));
  };
  const most = (bound: "depth" | "fanout"): void => {
    const [was, is] = [old[bound], hop[bound]];
    add(
      bound,
      was === undefined ? none : `${was}`,
      is === undefined ? none : `${is}`,
      (is ?? Number.POSITIVE_INFINITY) > (was ?? Number.POSITIVE_INFINITY),
      hop.places[bound],
    );
  };
  add("ttl", showDuration(old.ttl), showDuration(hop.ttl), hop.ttl > old.ttl, hop.places.ttl);
  most("depth");
  most("fanout");
  for (const each of budgetChanges(old.budgets, hop.budgets)) add("budget", each.old, each.new, each.widened, each.place);

  const nameIn = ({ labels }: Policy, label: Label): string => labels.names[label] ?? "";
  add(
    "pass",
    nameIn(before, old.pass),
    nameIn(after, hop.pass),
    !isWithin(after, nameIn(after, hop.pass), nameIn(before, old.pass)),
    hop.places.pass,
  );
  const reply = (policy: Policy, of: Hop["reply"]): string =>
    of === undefined ? none : `${nameIn(policy, of.label)}${of.trusted ? " trusted" : ""}`;
  add("reply", reply(before, old.reply), reply(after, hop.reply), isWiderReply(before, old.reply, after, hop.reply), hop.places.reply);

  const approval = (of: Hop["approval"]): string =>
    of === undefined ? none : `by ${showName(of.by)}${of.within === undefined ? "" : ` within ${showDuration(of.within)}`}`;
  const [was, is] = [old.approval, hop.approval];
  const isLoose = was !== undefined && (is?.by !== was.by || (is.within ?? Number.POSITIVE_INFINITY) > (was.within ?? Number.POSITIVE_INFINITY));
  add("approval", approval(was), approval(is), isLoose, hop.places.approval);
  const [required, requires] = [requireText(old), requireText(hop)];
  if (required !== requires) add("require", required, requires, !isRequired(after, old, hop), hop.requirePlace);
  return found;
}

/** By unit and window: a bound that is gone or higher lets more be spent, whatever is declared beside it. */
function budgetChanges(
  old: readonly Budget[],
  now: readonly Budget[],
): readonly { readonly old: string; readonly new: string; readonly widened: boolean; readonly place?: Place }[] {
  const key = ({ unit, per }: Budget): string => `${unit} ${per ?? ""}`;
  const text = ({ amount, unit, per }: Budget): string =>
    `${typeof amount === "number" ? amount : `$${showName(amount.param)}`} ${unit}${per === undefined ? "" : ` per ${showDuration(per)}`}`;
  const before = new Map(old.map((budget) => [key(budget), budget]));
  const after = new Map(now.map((budget) => [key(budget), budget]));
  return [
    ...old.flatMap((was) => {
      const is = after.get(key(was));
      if (is === undefined) return [{ old: text(was), new: none, widened: true }];
      // What a parameter may be is another question: where one is named anew, it counts as more.
      const widened = typeof is.amount !== "number" || typeof was.amount !== "number" || is.amount > was.amount;
      return text(was) === text(is) ? [] : [{ old: text(was), new: text(is), widened, place: is.place }];
    }),
    ...now.filter((is) => !before.has(key(is))).map((is) => ({ old: none, new: text(is), widened: false, place: is.place })),
  ];
}

/** Whether the newer policy has the one label within the other. One that it does not know it has within none. */
export function isWithin({ labels }: Policy, label: string, bound: string): boolean {
  const [one, other] = [labels.names.indexOf(label), labels.names.indexOf(bound)];
  return label === bound || (one >= 0 && other >= 0 && labels.within(one, other));
}

function isWiderReply(before: Policy, old: Hop["reply"], after: Policy, now: Hop["reply"]): boolean {
  if (old === undefined) return false;
  if (now === undefined || (old.trusted && !now.trusted)) return true;
  return !isWithin(after, after.labels.names[now.label] ?? "", before.labels.names[old.label] ?? "");
}

function requireText({ require }: Hop): string {
  return require.kind === "true" ? none : showConstraint(require);
}

/** Whether what the hop requires now is all that it required, for all values of its own parameters and those received. */
function isRequired(policy: Policy, old: Hop, hop: Hop): boolean {
  if (old.require.kind === "true") return true;
  const params = new Map<string, Type>([...old.params, ...hop.params].map(({ name, type }) => [name, type]));
  for (const { name, type } of policy.hops.flatMap((each) => each.params)) {
    const known = params.get(receivedName(name));
    // Of two types it is not known which one is received.
    params.set(receivedName(name), known === undefined || typeKey(known) === typeKey(type) ? type : { kind: "any" });
  }
  const settled = (of: Constraint): Constraint =>
    mapTerms(of, (term) => (term.kind === "place" && term.root === "received" ? { ...term, root: "param", name: receivedName(term.name) } : term));
  const [child, parent] = [settled(hop.require), settled(old.require)];
  const spoken = [...new Set([...mentions(child).params, ...mentions(parent).params])];
  const types = spoken.flatMap((name): readonly (readonly [string, Type])[] => {
    const type = params.get(name);
    return type === undefined || type.kind === "any" ? [] : [[name, type]];
  });
  if (types.length < spoken.length) return false;
  const signature = {
    action: { id: "", effect: "read", params: [] } as const,
    params: Object.fromEntries(types),
    context: Object.fromEntries(policy.facts.map(({ name, type }) => [name, type])),
  };
  return includes(signature, { facts: { kind: "true" }, child, parent }).kind === "none";
}

/** No parameter of a hop is called so. */
function receivedName(name: string): string {
  return `received ${name}`;
}
