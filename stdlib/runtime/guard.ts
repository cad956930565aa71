/** The door that a generated module goes through: a plan in, something that can be opened out. */
import type { Session } from "./approval.js";
import { type Desk, type ObserveOptions, type OpenOptions, openDesk } from "./desk.js";
import type { HopOptions } from "./door.js";
import type { Plan } from "./plan.js";
import type { GuardSpec, StartOf } from "./spec.js";
import type { ToolBinding } from "./tools.js";

/** A property that may be left out where an empty record would do for it. */
type Needed<Name extends string, T> = Record<never, never> extends T ? { readonly [name in Name]?: T } : { readonly [name in Name]: T };

type NeededLive<T> = Record<never, never> extends T ? { readonly live?: () => T | Promise<T> } : { readonly live: () => T | Promise<T> };

/** What a start is told. */
export type StartOptionsOf<S extends GuardSpec, Agent extends string, Task extends string> = HopOptions & { readonly task: Task } & Needed<
    "context",
    S["context"]
  > &
  Needed<"params", StartOf<S, Agent, Task>["params"]>;

/** A tool may be a function for each action, or bind itself, as `mcpTools` does. */
export type ToolsOf<S extends GuardSpec> = { readonly [name in keyof S["tools"]]: S["tools"][name] | ToolBinding };

export type OpenOptionsOf<S extends GuardSpec> = Omit<OpenOptions<ToolsOf<S>, S["live"]>, "live"> & NeededLive<S["live"]>;

export interface DeskOf<S extends GuardSpec> extends Omit<Desk<object>, "start"> {
  /** Starts a chain: the principal's session signs for it. */
  start<Agent extends S["starts"]["agent"], Task extends StartOf<S, Agent>["task"]>(
    by: Session<StartOf<S, Agent, Task>["principal"]>,
    to: Agent,
    options: StartOptionsOf<S, Agent, Task>,
  ): Promise<StartOf<S, Agent, Task>["handle"]>;
}

/** A desk that enforces, and one that only watches: two types, so that one is not taken for the other. */
export interface EnforcingDesk<S extends GuardSpec> extends DeskOf<S> {
  readonly mode: "enforce";
}

export interface ObservingDesk<S extends GuardSpec> extends DeskOf<S> {
  readonly mode: "observe";
}

export interface Guard<S extends GuardSpec> {
  readonly plan: Plan;
  open(options: OpenOptionsOf<S>): Promise<EnforcingDesk<S>>;
  /** For adoption: what would be refused is recorded and done, but nothing destructive, and for thirty days at most. */
  observe(options: OpenOptionsOf<S> & Pick<ObserveOptions, "until">): Promise<ObservingDesk<S>>;
}

/** The desk's own type is the generated module's to say: it is made from the same plan. */
export function guard<S extends GuardSpec>(plan: Plan): Guard<S> {
  return Object.freeze({
    plan,
    open: async (options: OpenOptionsOf<S>) => (await openDesk(plan, "enforce", options as OpenOptions)) as unknown as EnforcingDesk<S>,
    observe: async (options: OpenOptionsOf<S> & Pick<ObserveOptions, "until">) =>
      (await openDesk(plan, "observe", options as ObserveOptions)) as unknown as ObservingDesk<S>,
  });
}
