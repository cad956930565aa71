/** Text variables that must differ from one another, or lie under one another or not: words for all of them. */

import { colour } from "./colouring.js";
import { type Domain, domainOf } from "./domain.js";
import { guess } from "./guess.js";
import { type Effort, isLimit, type Limit } from "./limits.js";
import { type Link, neighbours } from "./link.js";
import { spread } from "./prefixes.js";

/** Words, one a variable; or some variables for which there are none. */
export type Outcome =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "none"; readonly members: readonly number[] }
  | Limit;

export function satisfy(domains: readonly Domain[], links: readonly Link[], effort: Effort): Outcome {
  const { dropped, left } = drop(domains, links);
  const words: string[] = [];
  let reached: Limit | undefined;
  for (const members of components(left, links)) {
    const found = settle(members, domains, links, effort);
    if (found === undefined) return { kind: "none", members };
    if (isLimit(found)) reached ??= found;
    else
      members.forEach((member, i) => {
        words[member] = found[i] ?? "";
      });
  }
  if (reached !== undefined) return reached;
  for (const { member, first } of dropped.toReversed()) {
    const taken = new Set(neighbours(member, links).map((other) => words[other]));
    words[member] = first.find((word) => !taken.has(word)) ?? "";
  }
  return { kind: "words", words };
}

/** A variable that can wait, and one word more for it than there are others that it must differ from. */
interface Dropped {
  readonly member: number;
  readonly first: readonly string[];
}

/**
 * A variable that must only differ, and from fewer than it has words, always gets one when the others have theirs: it can be
 * dropped, and then perhaps others. In the order in which they are dropped, and those that are left.
 */
function drop(domains: readonly Domain[], links: readonly Link[]): { readonly dropped: readonly Dropped[]; readonly left: readonly number[] } {
  const bound = new Set(links.flatMap(({ kind, left, right }) => (kind === "different" ? [] : [left, right])));
  const others = domains.map((_, member) => new Set(neighbours(member, links)));
  const left = new Set(domains.keys());
  const dropped: Dropped[] = [];
  const pending = [...left].filter((member) => !bound.has(member));
  for (let member = pending.shift(); member !== undefined; member = pending.shift()) {
    if (!left.has(member)) continue;
    const around = [...(others[member] ?? [])].filter((other) => left.has(other));
    const first = domains[member]?.first(around.length + 1) ?? [];
    if (isLimit(first) || first.length <= around.length) continue;
    left.delete(member);
    dropped.push({ member, first });
    pending.push(...around.filter((other) => !bound.has(other)));
  }
  return { dropped, left: [...left] };
}

/** The members in groups that no link joins. */
export function components(members: readonly number[], links: readonly Link[]): number[][] {
  const groups: number[][] = [];
  const left = new Set(members);
  for (const member of members) {
    if (!left.delete(member)) continue;
    const group = [member];
    for (const each of group) for (const other of neighbours(each, links)) if (left.delete(other)) group.push(other);
    groups.push(group);
  }
  return groups;
}

/** Words for the members of one component, in their order; `undefined` where there are none. */
function settle(members: readonly number[], all: readonly Domain[], among: readonly Link[], effort: Effort): readonly string[] | undefined | Limit {
  const domains = members.map((member) => all[member] ?? domainOf([]));
  const places = new Map(members.map((member, place) => [member, place]));
  const links = among.flatMap(({ kind, left, right }): Link[] => {
    const [from, to] = [places.get(left), places.get(right)];
    return from === undefined || to === undefined ? [] : [{ kind, left: from, right: to }];
  });
  if (links.every((link) => link.kind === "different")) return colour(domains, links, effort);
  return guess(domains, links) ?? spread(domains, links, effort);
}
