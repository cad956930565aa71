/** The text of a policy with the narrower clauses in the place of those that they would replace, and what is then proved of it. */
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import type { Action, Hop, Policy } from "../model/model.js";
import { type ClauseUsage, clauseText, isWithin, type Usage } from "./usage.js";

/** The entry file's text with all that is proposed for it. What stands in another file is left as it is. */
export function proposedText(text: string, policy: Policy, usage: Usage): string {
  // Of a named scope there are several clauses at one place, and what is kept of each stands there instead.
  const written = new Map<number, ClauseUsage[]>();
  for (const each of usage.hops.filter(({ used }) => used > 0).flatMap(({ clauses }) => clauses)) {
    const { file, span } = each.clause.place;
    if (file !== policy.entry) continue;
    const same = written.get(span.start);
    if (same === undefined) written.set(span.start, [each]);
    else same.push(each);
  }
  let changed = text;
  for (const [start, clauses] of [...written].sort(([a], [b]) => b - a)) {
    if (clauses.every(({ used, narrower }) => used > 0 && narrower.length === 0)) continue;
    const end = clauses[0]?.clause.place.span.end ?? start;
    const texts = clauses.flatMap(({ clause, used, narrower }) => {
      if (narrower.length > 0) return narrower.map((each) => each.text);
      return used > 0 ? [clauseText(clause, clause.actions, clause.where)] : [];
    });
    const indent = /[ \t]*$/.exec(text.slice(0, start))?.[0] ?? "";
    changed = `${changed.slice(0, start)}${[...new Set(texts)].join(`\n${indent}`)}${changed.slice(end)}`;
  }
  return changed;
}

/** The hops of which it is not proved that the new policy gives no more by them than the old one; none, if it is narrower. */
export function notNarrower(before: Policy, after: Policy): readonly Hop[] {
  return after.hops.filter((hop) => {
    const old = before.hops.find((each) => each.from.name === hop.from.name && each.to.name === hop.to.name && each.task.name === hop.task.name);
    return old === undefined || !after.actions.every((action) => isNoWider(after, old, hop, action));
  });
}

/** What is used by `allow` comes from what was, what is carried from what was carried, and each is denied at least what was. */
function isNoWider(policy: Policy, old: Hop, hop: Hop, action: Action): boolean {
  const union = (of: Hop, received: boolean, verbs: readonly string[]): Constraint => ({
    kind: "or",
    of: of.scope.clauses
      .filter((clause) => clause.received === received && verbs.includes(clause.verb) && clause.actions.some(({ id }) => id === action.id))
      .map(({ where }) => where),
  });
  const within = (child: Constraint, parent: Constraint): boolean => isWithin(policy, hop, action, child, parent);
  return [false, true].every(
    (received) =>
      within(union(hop, received, ["allow"]), union(old, received, ["allow"])) &&
      within(union(hop, received, ["allow", "relay"]), union(old, received, ["allow", "relay"])) &&
      within(union(old, received, ["deny"]), union(hop, received, ["deny"])),
  );
}
