/** The claims and tests of a policy that is edited. */
import type { Changes } from "./changes.js";
import { type Desk, type KeptClaim, type KeptTest, type Notes, unread } from "./kept.js";
import { type ClaimWork, lowerAssertion, lowerDenial } from "./lower-claims.js";
import { lowerTest, type TestWork } from "./lower-tests.js";
import type { Assertion, Denial, Policy, Test } from "./model.js";

export interface KeptClaims {
  /** How many denials have an error. */
  lost(): number;
  unsettled(): Iterable<KeptClaim | KeptTest>;
  inOrder(): Pick<Policy, "denials" | "assertions" | "tests">;
  update(claims: ClaimsToDo, tests: TestsToDo): Pick<Changes, "denials" | "assertions" | "tests">;
}

interface ClaimsToDo {
  readonly gone: Iterable<KeptClaim>;
  readonly again: Iterable<KeptClaim>;
  /** Parties or names changed, which any claim may be about. */
  readonly all: boolean;
}

interface TestsToDo {
  readonly gone: Iterable<KeptTest>;
  readonly again: Iterable<KeptTest>;
  /** The pairs of parties between which hops changed. */
  readonly pairs: ReadonlySet<string>;
  /** The names that mean something else. */
  readonly names: ReadonlySet<string>;
  readonly all: boolean;
}

export function keepClaims(
  desk: Desk,
  work: ClaimWork & Omit<TestWork, "between">,
  compare: (a: KeptClaim | KeptTest, b: KeptClaim | KeptTest) => number,
  hopsBetween: TestWork["between"],
): KeptClaims {
  const claims = new Set<KeptClaim>();
  const tests = new Set<KeptTest>();
  let now: Pick<Policy, "denials" | "assertions" | "tests"> | undefined;
  let asked = new Set<string>();
  const testWork: TestWork = {
    ...work,
    between(from, to) {
      asked.add(`${from}\0${to}`);
      return hopsBetween(from, to);
    },
  };

  const lowerClaim = (kept: KeptClaim): void => {
    const { declaration, module } = kept;
    const again: Notes = { ...unread };
    let denials: readonly Denial[] | undefined;
    let assertions: readonly Assertion[] = [];
    desk.note(again, () => {
      if (declaration.kind === "deny") denials = lowerDenial(work, { declaration, module });
      else assertions = lowerAssertion(work, { declaration, module });
      return { failed: denials === undefined && assertions.length === 0 };
    });
    kept.lost = declaration.kind === "deny" && denials === undefined;
    if (claims.has(kept) && isSame(kept.denials, denials ?? []) && isSame(kept.assertions, assertions)) {
      desk.sayInstead(kept, again);
      return;
    }
    desk.takeOver(kept, again);
    kept.denials = denials ?? [];
    kept.assertions = assertions;
  };

  const updateClaims = ({ gone, again, all }: ClaimsToDo): Pick<Changes, "denials" | "assertions"> => {
    const before = { denials: new Set<Denial>(), assertions: new Set<Assertion>() };
    const after = { denials: new Set<Denial>(), assertions: new Set<Assertion>() };
    const remember = (into: typeof before, kept: KeptClaim): void => {
      for (const denial of kept.denials) into.denials.add(denial);
      for (const assertion of kept.assertions) into.assertions.add(assertion);
    };
    for (const kept of gone) {
      remember(before, kept);
      desk.forget(kept);
      claims.delete(kept);
    }
    for (const kept of new Set([...again, ...(all ? claims : [])])) {
      remember(before, kept);
      lowerClaim(kept);
      claims.add(kept);
      remember(after, kept);
    }
    return {
      denials: { added: without(after.denials, before.denials), removed: without(before.denials, after.denials) },
      assertions: { added: without(after.assertions, before.assertions), removed: without(before.assertions, after.assertions) },
    };
  };

  const updateTests = ({ gone, again, pairs, names, all }: TestsToDo): Changes["tests"] => {
    const removed: Test[] = [];
    const added: Test[] = [];
    for (const kept of gone) {
      if (kept.test !== undefined) removed.push(kept.test);
      desk.forget(kept);
      tests.delete(kept);
    }
    const chosen = new Set(again);
    if (all || pairs.size + names.size > 0) for (const kept of tests) if (all || speaksOf(kept, pairs, names)) chosen.add(kept);
    for (const kept of chosen) {
      if (kept.test !== undefined) removed.push(kept.test);
      asked = new Set();
      desk.note(kept, () => {
        kept.test = lowerTest(testWork, { declaration: kept.declaration, module: kept.module });
        return { failed: kept.test === undefined };
      });
      kept.between = asked;
      tests.add(kept);
      if (kept.test !== undefined) added.push(kept.test);
    }
    return { added, removed };
  };

  return {
    lost: () => [...claims].filter((kept) => kept.lost).length,
    *unsettled() {
      for (const kept of claims) if (kept.unsettled) yield kept;
      for (const kept of tests) if (kept.unsettled) yield kept;
    },
    inOrder() {
      if (now !== undefined) return now;
      const inOrder = [...claims].sort(compare);
      now = {
        denials: inOrder.flatMap((kept) => kept.denials),
        assertions: inOrder.flatMap((kept) => kept.assertions),
        tests: [...tests].sort(compare).flatMap((kept) => kept.test ?? []),
      };
      return now;
    },
    update(claimsToDo, testsToDo) {
      const changes = { ...updateClaims(claimsToDo), tests: updateTests(testsToDo) };
      now = undefined;
      return changes;
    },
  };
}

function speaksOf({ declaration, between }: KeptTest, pairs: ReadonlySet<string>, names: ReadonlySet<string>): boolean {
  for (const pair of between) if (pairs.has(pair)) return true;
  if (names.size === 0) return false;
  return (declaration.start !== undefined && names.has(declaration.start.text)) || declaration.hops.some(({ to }) => names.has(to.text));
}

/** Whether two lists say the same of the same actions. Parties are told by name; places do not count, since the declaration is the same. */
function isSame<T extends Denial | Assertion>(before: readonly T[], after: readonly T[]): boolean {
  return before.length === after.length && before.every((each, i) => JSON.stringify(each, plainly) === JSON.stringify(after[i], plainly));
}

function plainly(key: string, value: unknown): unknown {
  if (key === "place") return undefined;
  if (key === "actions" && Array.isArray(value)) return value.map((action: { readonly id: string }) => action.id);
  if (key === "action") return (value as { readonly id: string }).id;
  return value instanceof Set ? [...value] : value;
}

function without<T>(set: ReadonlySet<T>, others: ReadonlySet<T>): readonly T[] {
  return [...set].filter((each) => !others.has(each));
}
