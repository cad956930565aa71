/**
 * What a generated module tells the type checker of its policy, so that `guard<Spec>(plan)` can be typed to the last argument:
 * types alone, nothing of it exists at run time.
 */
import type { ActionOf, CheckOf } from "./door.js";

export interface GuardSpec {
  /** The implementations that `open` asks for: by tool and action, those that some handle can call. */
  readonly tools: object;
  /** The facts that a chain is started with. */
  readonly context: object;
  /** The facts that come with each request. */
  readonly live: object;
  /** A union: every hop that a principal can make. */
  readonly starts: StartSpec;
}

export interface StartSpec {
  readonly principal: string;
  readonly agent: string;
  readonly task: string;
  readonly params: object;
  readonly handle: object;
}

/** The starts of a guard to an agent, for a task. */
export type StartOf<S extends GuardSpec, Agent extends string, Task extends string = string> = Extract<
  S["starts"],
  { readonly agent: Agent; readonly task: Task }
>;

/** The dry runs of what a handle can call: by tool and action, as the calls themselves. */
export type ChecksOf<Tools> = {
  readonly [tool in keyof Tools]: {
    readonly [action in keyof Tools[tool]]: Tools[tool][action] extends ActionOf<infer Args, unknown> ? CheckOf<Args> : never;
  };
};

declare const brand: unique symbol;

/** What makes a refined type of a policy its own: only its function gives one. */
export interface Brand<Name extends string> {
  readonly [brand]: Name;
}

/** The value as what it was found to be; a `RangeError` where it is not. */
export function branded<T>(name: string, value: unknown, is: boolean): T {
  if (!is) throw new RangeError(`this is no \`${name}\``);
  return value as T;
}

/** `YYYY-MM-DD`, and a time of RFC 3339: as much of them as TypeScript can say. */
export type DateText = `${number}-${string}-${string}`;
export type TimeText = `${number}-${string}-${string}T${string}`;
