/** What is said of actions, secrets, facts, labels and domains: that they are more harmless, or less bound, than was said. */
import { effects } from "../../stdlib/runtime/constraint.js";
import type { Action, Policy, Secret, Spend } from "../model/model.js";
import { showDuration } from "../types/show.js";
import { isWithin } from "./bounds.js";
import type { Weakening } from "./difference.js";

const none = "none";

export function weakenedTools(before: Policy, after: Policy): readonly Weakening[] {
  return [
    ...pairs(before.actions, after.actions, ({ id }) => id).flatMap(([old, now]) => weakenedAction(before, old, after, now)),
    ...pairs(before.tools, after.tools, ({ name }) => name).flatMap(([old, now]): readonly Weakening[] =>
      old.source === undefined || now.source !== undefined
        ? []
        : [{ kind: "source", where: now.name, old: `from ${old.source.name}`, new: none, place: now.place }],
    ),
    ...pairs(before.secrets, after.secrets, ({ name }) => name).flatMap(([old, now]) => weakenedSecret(old, now)),
    ...pairs(before.facts, after.facts, ({ name }) => name).flatMap(([old, now]): readonly Weakening[] =>
      old.live && !now.live
        ? [{ kind: "live", where: `context.${now.name}`, old: "live", new: "fixed when the chain starts", place: now.place }]
        : [],
    ),
    ...pairs(before.domains, after.domains, ({ name }) => name).flatMap(([old, now]): readonly Weakening[] =>
      old.external && !now.external ? [{ kind: "external", where: now.name, old: "external", new: none, place: now.place }] : [],
    ),
    ...weakenedLabels(before, after),
  ];
}

/** What both have, by name. */
export function pairs<T>(old: readonly T[], now: readonly T[], keyOf: (each: T) => string): readonly (readonly [T, T])[] {
  const before = new Map(old.map((each) => [keyOf(each), each]));
  return now.flatMap((each) => {
    const was = before.get(keyOf(each));
    return was === undefined ? [] : [[was, each] as const];
  });
}

function weakenedAction(before: Policy, old: Action, after: Policy, now: Action): readonly Weakening[] {
  const found: Weakening[] = [];
  const add = (kind: Weakening["kind"], was: string, is: string): void =>
    void found.push({ kind, where: now.id, old: was, new: is, place: now.place });
  if (effects.indexOf(now.effect) < effects.indexOf(old.effect)) add("effect", old.effect, now.effect);
  const [returned, returns] = [before.labels.names[old.returns] ?? "", after.labels.names[now.returns] ?? ""];
  // A label that is within the new one was raised.
  if (old.returns !== before.labels.lowest && !isWithin(after, returned, returns)) add("returns", returned, returns);
  if (old.ingestsUntrusted && !now.ingestsUntrusted) add("ingests", "untrusted", none);
  if (old.sends !== undefined) {
    const sent = before.labels.names[old.sends] ?? "";
    const sends = now.sends === undefined ? undefined : (after.labels.names[now.sends] ?? "");
    // What is not said to send is not watched at all; what may send more leaks more.
    if (sends === undefined || !isWithin(after, sends, sent)) add("sends", sent, sends ?? none);
  }
  for (const spend of old.spends) {
    const is = now.spends.find(({ unit }) => unit === spend.unit);
    if (is === undefined || spendsLess(is, spend)) add("spends", spendText(spend), is === undefined ? none : spendText(is));
  }
  for (const { name } of old.secrets) if (!now.secrets.some((each) => each.name === name)) add("secret", `requires secret ${name}`, none);
  return found;
}

/** Where one takes an argument and the other something else, nobody can say that it takes as much. */
function spendsLess(now: Spend, old: Spend): boolean {
  if (now.kind === "constant" && old.kind === "constant") return now.amount < old.amount;
  if (now.kind === "argument" && old.kind === "argument") return now.name !== old.name || now.divisor > old.divisor;
  return true;
}

function spendText(spend: Spend): string {
  if (spend.kind === "constant") return `${spend.amount} ${spend.unit}`;
  return `${spend.name}${spend.divisor === 1 ? "" : ` / ${spend.divisor}`} ${spend.unit}`;
}

function weakenedSecret(old: Secret, now: Secret): readonly Weakening[] {
  const found: Weakening[] = [];
  const add = (was: string, is: string): void => void found.push({ kind: "secret", where: now.name, old: was, new: is, place: now.place });
  if (old.perHop && !now.perHop) add("per hop", "shared");
  if ((now.ttl ?? Number.POSITIVE_INFINITY) > (old.ttl ?? Number.POSITIVE_INFINITY))
    add(`ttl ${showDuration(old.ttl ?? 0)}`, now.ttl === undefined ? none : `ttl ${showDuration(now.ttl)}`);
  // Only the issuer knows which of two texts is the narrower.
  if (old.scope !== undefined && now.scope !== old.scope)
    add(`scope ${JSON.stringify(old.scope)}`, now.scope === undefined ? none : `scope ${JSON.stringify(now.scope)}`);
  return found;
}

/** Labels that are gone, and two of which one is now within the other. */
function weakenedLabels(before: Policy, after: Policy): readonly Weakening[] {
  const place = after.agents[0]?.place ?? after.principals[0]?.place ?? before.agents[0]?.place;
  if (place === undefined) return [];
  const names = before.labels.names;
  const gone = names.filter((name) => !after.labels.names.includes(name));
  const kept = names.filter((name) => after.labels.names.includes(name));
  return [
    ...gone.map((name): Weakening => ({ kind: "label", where: name, old: "declared", new: none, place })),
    ...kept.flatMap((one) =>
      kept.flatMap((other): readonly Weakening[] =>
        one !== other && isWithin(after, one, other) && !isWithin(before, one, other)
          ? [{ kind: "label-order", where: `${one}, ${other}`, old: `${one} not below ${other}`, new: `${one} below ${other}`, place }]
          : [],
      ),
    ),
  ];
}
