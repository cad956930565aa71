/** Variables with few words that must differ: list colouring of a graph, by exhaustion. */

import type { Domain } from "./domain.js";
import { type Effort, isLimit, type Limit, limit, limits } from "./limits.js";
import { type Link, neighbours } from "./link.js";

/** A word for each variable, no two linked ones the same; `undefined` where there are none. Each must have no more words than links. */
export function colour(domains: readonly Domain[], links: readonly Link[], effort: Effort): readonly string[] | undefined | Limit {
  const lists: (readonly string[])[] = [];
  for (const domain of domains) {
    const words = domain.first(links.length + 1);
    if (isLimit(words)) return words;
    lists.push(words);
  }
  const others = lists.map((_, i) => new Set(neighbours(i, links)));
  const homes = homesOf(lists);
  const chosen: (string | undefined)[] = lists.map(() => undefined);
  const uses = new Map<string, number>();

  /** The words that no neighbour has taken. */
  const open = (i: number): readonly string[] => {
    const taken = new Set([...(others[i] ?? [])].map((other) => chosen[other]));
    return (lists[i] ?? []).filter((word) => !taken.has(word));
  };
  const complete = (): boolean => {
    let tightest = -1;
    let words: readonly string[] = [];
    for (let i = 0; i < lists.length; i++) {
      if (chosen[i] !== undefined) continue;
      const free = open(i);
      if (tightest >= 0 && free.length >= words.length) continue;
      tightest = i;
      words = free;
    }
    if (tightest < 0) return true;
    // Of words that nobody has yet and that the same variables could have, one stands for all.
    const seen = new Set<string>();
    for (const word of words) {
      if ((uses.get(word) ?? 0) === 0) {
        const home = homes.get(word) ?? "";
        if (seen.has(home)) continue;
        seen.add(home);
      }
      effort.spent += lists.length;
      if (effort.spent > limits.effort) return false;
      chosen[tightest] = word;
      uses.set(word, (uses.get(word) ?? 0) + 1);
      if (complete()) return true;
      uses.set(word, (uses.get(word) ?? 0) - 1);
      chosen[tightest] = undefined;
    }
    return false;
  };
  if (complete()) return chosen.map((word) => word ?? "");
  return effort.spent > limits.effort ? limit("ways to tell variables apart") : undefined;
}

/** For each word the variables that could have it, as a key. */
function homesOf(lists: readonly (readonly string[])[]): ReadonlyMap<string, string> {
  const homes = new Map<string, string>();
  lists.forEach((words, i) => {
    for (const word of words) homes.set(word, `${homes.get(word) ?? ""},${i}`);
  });
  return homes;
}
