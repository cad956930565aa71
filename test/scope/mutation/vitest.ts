/**
 * As much of vitest as the tests of the decision procedure use, without its start, which costs more than most mutants do: a test is
 * a function in a list. They are all synchronous.
 */

interface Test {
  readonly name: string;
  readonly run: () => void;
}

/** Where the runner finds the tests once this bundle has run. */
const tests: Test[] = [];
(globalThis as { tests?: readonly Test[] }).tests = tests;

const groups: string[] = [];

export function describe(name: string, body: () => void): void {
  groups.push(name);
  body();
  groups.pop();
}

function add(name: string, run: () => void): void {
  tests.push({ name: [...groups, name, `#${tests.length}`].join(" "), run });
}

export const test = Object.assign(add, {
  each:
    (rows: readonly unknown[]) =>
    (name: string, run: (...args: readonly unknown[]) => void): void => {
      for (const row of rows) add(name, () => run(...(Array.isArray(row) ? row : [row])));
    },
  skipIf: (condition: boolean) => (condition ? (): void => undefined : add),
});

export const it = test;
export const afterAll = (): void => undefined;
export const vi = { setConfig: (): void => undefined };

interface Matcher {
  readonly asymmetricMatch: (value: unknown) => boolean;
}
const isMatcher = (value: unknown): value is Matcher => typeof value === "object" && value !== null && "asymmetricMatch" in value;
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null;
const tagOf = (value: unknown): string => Object.prototype.toString.call(value);

/** As `toEqual`: what is undefined is as good as absent. `part`: as `toMatchObject`, the expected value may say less. */
function equals(one: unknown, other: unknown, part: boolean): boolean {
  if (isMatcher(other)) return other.asymmetricMatch(one);
  if (Object.is(one, other)) return true;
  if (!isObject(one) || !isObject(other) || tagOf(one) !== tagOf(other)) return false;
  if (Array.isArray(one) && Array.isArray(other)) return one.length === other.length && one.every((each, at) => equals(each, other[at], part));
  if (one instanceof Set || one instanceof Map) return equals([...one], [...(other as unknown as Iterable<unknown>)], part);
  const keys = new Set([...Object.keys(other), ...(part ? [] : Object.keys(one))]);
  return [...keys].every((key) => equals(Object.hasOwn(one, key) ? one[key] : undefined, Object.hasOwn(other, key) ? other[key] : undefined, part));
}

function fail(message = "it is not so"): never {
  throw new Error(message);
}

const show = (value: unknown): string =>
  typeof value === "bigint" ? `${value}n` : (JSON.stringify(value, (_, each) => (typeof each === "bigint" ? `${each}n` : each)) ?? "undefined");

function matchers(value: unknown, message: string, wanted: boolean) {
  const check =
    <A extends readonly unknown[]>(holds: (...args: A) => boolean) =>
    (...args: A): void => {
      if (holds(...args) !== wanted) fail(`${message}: ${show(value)} ${wanted ? "should" : "should not"} be ${args.map(show).join()}`);
    };
  const items = value as string & readonly unknown[];
  return {
    toBe: check((other: unknown) => Object.is(value, other)),
    toEqual: check((other: unknown) => equals(value, other, false)),
    toMatchObject: check((other: unknown) => equals(value, other, true)),
    toMatch: check((other: string | RegExp) => (typeof other === "string" ? String(value).includes(other) : other.test(String(value)))),
    toContain: check((other: unknown) => items.includes(other as string)),
    toHaveLength: check((length: number) => items.length === length),
    toBeGreaterThan: check((other: number) => (value as number) > other),
    toBeGreaterThanOrEqual: check((other: number) => (value as number) >= other),
    toBeLessThan: check((other: number) => (value as number) < other),
    toBeDefined: check(() => value !== undefined),
    toBeUndefined: check(() => value === undefined),
  };
}

export const expect = Object.assign(
  (value: unknown, message = "") => Object.assign(matchers(value, message, true), { not: matchers(value, message, false) }),
  {
    fail,
    stringContaining: (text: string): Matcher => ({ asymmetricMatch: (value) => typeof value === "string" && value.includes(text) }),
  },
);
