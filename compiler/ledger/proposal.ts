/** The text of a policy with the narrower clauses in the place of those that they would replace, and what is then proved of it. */
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import { isWithinAlone } from "../analysis/hop-alone.js";
import type { Span } from "../base/span.js";
import type { Action, Hop, Policy } from "../model/model.js";
import { parse } from "../syntax/parse.js";
import { type ClauseUsage, clauseText, type Usage } from "./usage.js";

/** The entry file's text with all that is proposed for it, and without the hops that nobody made. What stands in another file is left as it is. */
export function proposedText(text: string, policy: Policy, usage: Usage): string {
  if (usage.calls === 0) return text;
  // Of a named scope there are several clauses at one place, and what is kept of each stands there instead.
  const written = new Map<number, ClauseUsage[]>();
  for (const each of usage.hops.filter(({ idle }) => !idle).flatMap(({ clauses }) => clauses)) {
    const { file, span } = each.clause.place;
    if (file !== policy.entry) continue;
    const same = written.get(span.start);
    if (same === undefined) written.set(span.start, [each]);
    else same.push(each);
  }
  const edits = idleHops(text, policy, usage).map(({ start, end }) => ({ start, end, by: "" }));
  for (const [start, clauses] of written) {
    if (clauses.every((each) => each.narrower.length === 0 && !isIdle(each))) continue;
    const end = clauses[0]?.clause.place.span.end ?? start;
    const texts = clauses.flatMap((each) => {
      if (each.narrower.length > 0) return each.narrower.map(({ text: narrower }) => narrower);
      return isIdle(each) ? [] : [clauseText(each.clause, each.clause.actions, each.clause.where)];
    });
    const indent = /[ \t]*$/.exec(text.slice(0, start))?.[0] ?? "";
    edits.push({ start, end, by: [...new Set(texts)].join(`\n${indent}`) });
  }
  return edits
    .sort((a, b) => b.start - a.start)
    .reduce((changed, { start, end, by }) => `${changed.slice(0, start)}${by}${changed.slice(end)}`, text);
}

function isIdle({ clause, idle }: ClauseUsage): boolean {
  return idle.length === clause.actions.length;
}

/** The declarations of the entry file's hops that nobody made. */
function idleHops(text: string, policy: Policy, usage: Usage): readonly Span[] {
  const starts = usage.hops.filter(({ hop, idle }) => idle && hop.place.file === policy.entry).map(({ hop }) => hop.place.span.start);
  if (starts.length === 0) return [];
  const { declarations } = parse(policy.entry, text).value;
  return declarations
    .filter(({ kind, span }) => kind === "delegate" && starts.some((at) => span.start <= at && at < span.end))
    .map(({ span }) => span);
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
  const within = (child: Constraint, parent: Constraint): boolean => isWithinAlone(policy, hop, action, child, parent);
  return [false, true].every(
    (received) =>
      within(union(hop, received, ["allow"]), union(old, received, ["allow"])) &&
      within(union(hop, received, ["allow", "relay"]), union(old, received, ["allow", "relay"])) &&
      within(union(old, received, ["deny"]), union(hop, received, ["deny"])),
  );
}
