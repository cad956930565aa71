/** What an edit did to a policy: which objects of the model came, went, or were replaced. All others are the same as before. */
import type { Agent, Assertion, Denial, Hop, Principal, Test } from "./model.js";

export interface Difference<T> {
  readonly added: readonly T[];
  readonly removed: readonly T[];
  /** What took the place of what, by name; of a hop, by its parties and its task. */
  readonly replaced: ReadonlyMap<T, T>;
}

export interface Changes {
  readonly hops: Difference<Hop>;
  readonly agents: Difference<Agent>;
  readonly principals: Difference<Principal>;
  readonly denials: Pick<Difference<Denial>, "added" | "removed">;
  readonly assertions: Pick<Difference<Assertion>, "added" | "removed">;
  readonly tests: Pick<Difference<Test>, "added" | "removed">;
}

/** `everything`: a declaration changed of which all others may speak; every object of the model may be another. */
export type Changed = { readonly kind: "nothing" } | ({ readonly kind: "some" } & Changes) | { readonly kind: "everything" };

/** Pairs what there was with what there is, by a key. */
export function differenceOf<T>(before: readonly T[], after: readonly T[], keyOf: (of: T) => string): Difference<T> {
  const was = new Map<string, T[]>();
  for (const each of before) {
    const list = was.get(keyOf(each));
    if (list === undefined) was.set(keyOf(each), [each]);
    else list.push(each);
  }
  const replaced = new Map<T, T>();
  const added = after.filter((each) => {
    const old = was.get(keyOf(each))?.shift();
    if (old !== undefined) replaced.set(old, each);
    return old === undefined;
  });
  return { added, removed: before.filter((each) => !replaced.has(each)), replaced };
}

export function isNothing({ hops, agents, principals, denials, assertions, tests }: Changes): boolean {
  const whole = [hops, agents, principals].every((each) => each.replaced.size === 0);
  return whole && [hops, agents, principals, denials, assertions, tests].every(({ added, removed }) => added.length + removed.length === 0);
}
