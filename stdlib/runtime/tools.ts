/** Tools, bound once: to functions of the application, or to a server whose catalogue is the one that the policy was written for. */
import type { Implementation } from "./door.js";
import type { Plan } from "./plan.js";
import { refusal } from "./refusal.js";
import type { BoundAction } from "./running.js";
import type { Json } from "./value.js";

/** A whole tool that says by itself how its actions are called. */
export interface ToolBinding {
  readonly bind: (tool: { readonly name: string; readonly digest: string | undefined; readonly actions: readonly string[] }) => Promise<BoundTool>;
}

export interface BoundTool {
  call(action: string): Implementation<Readonly<Record<string, Json>>, unknown>;
  /** Why it can't be called now. */
  closed(): string | undefined;
}

const bindings = new WeakSet<object>();

export function toolBinding(bind: ToolBinding["bind"]): ToolBinding {
  const made = { bind };
  bindings.add(made);
  return made;
}

function isBinding(value: unknown): value is ToolBinding {
  return typeof value === "object" && value !== null && bindings.has(value);
}

/** Every action that some handle can call, with its implementation; refused where one has none, or something is bound that is no action. */
export async function bindTools(plan: Plan, given: unknown): Promise<ReadonlyMap<string, BoundAction>> {
  const bound = new Map<string, BoundAction>();
  const tools = members(given);
  const callable = new Set(plan.hops.flatMap((hop) => hop.callable));
  const wrong = (what: string): never => {
    throw refusal({ code: "desk", argument: what });
  };
  for (const name of Object.keys(tools)) if (!Object.values(plan.tools).some(({ member }) => member === name)) wrong(`tools.${name}`);
  for (const [name, tool] of Object.entries(plan.tools)) {
    const actions = Object.entries(plan.actions).filter(([, action]) => action.tool === name);
    const own = Object.hasOwn(tools, tool.member) ? tools[tool.member] : undefined;
    if (isBinding(own)) {
      const made = await own.bind({ name, digest: tool.source?.digest, actions: actions.map(([, action]) => action.name) });
      for (const [id, action] of actions) bound.set(id, { call: made.call(action.name), closed: () => made.closed() });
      continue;
    }
    const needed = actions.filter(([id]) => callable.has(id));
    const functions = members(own);
    for (const member of Object.keys(functions)) if (!actions.some(([, action]) => action.member === member)) wrong(`tools.${tool.member}.${member}`);
    for (const [id, action] of needed) {
      const call = Object.hasOwn(functions, action.member) ? functions[action.member] : undefined;
      if (typeof call !== "function") return wrong(`tools.${tool.member}.${action.member}`);
      bound.set(id, { call: (args, about) => call(args, about), closed: () => undefined });
    }
  }
  return bound;
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
