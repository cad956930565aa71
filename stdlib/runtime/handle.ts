/**
 * Handles: what an application holds of an instance. Made here alone, frozen, and known by identity, so that a copy is not one;
 * they can't be written out or cloned, and nothing that they show is a key.
 */
import { inspect } from "node:util";
import { call, checkCall } from "./call.js";
import { chainOf, credentialFor } from "./credential.js";
import { deny } from "./denials.js";
import type { CallOptions, Credentials, HopOptions, Presentation, Presented } from "./door.js";
import { holderIn } from "./holder.js";
import { labelNames } from "./holding.js";
import { thumbprintOf } from "./keys.js";
import { endEverywhere, hopOf, hopWords, partiesOf, whyNot } from "./lives.js";
import { delegate } from "./making.js";
import { requestCall, requestHop } from "./pending.js";
import { prove } from "./possession.js";
import { refusal } from "./refusal.js";
import { reply } from "./replying.js";
import type { Instance, Running } from "./running.js";
import { plainCopy, snapshot } from "./snapshot.js";
import type { Json } from "./value.js";

const instances = new WeakMap<object, Instance>();
const handles = new WeakMap<Instance, object>();

/** The instance behind a handle, and nothing where it only looks like one. */
export function instanceOf(handle: unknown): Instance | undefined {
  return typeof handle === "object" && handle !== null ? instances.get(handle) : undefined;
}

/** The handle of an instance: one, however often it is asked for. */
export function handleOf(running: Running, instance: Instance): object {
  const before = handles.get(instance);
  if (before !== undefined) return before;
  const { shared, own } = shapeOf(running, instance.hop);
  const handle: object = Object.freeze(Object.create(shared, own));
  instances.set(handle, instance);
  handles.set(instance, handle);
  return handle;
}

/**
 * What all handles of a hop are made from: their own properties are the tools (and one that keeps them from being cloned), so that
 * whoever lists them finds what can be called.
 */
interface Shape {
  readonly shared: object;
  readonly own: PropertyDescriptorMap;
}

const shapes = new WeakMap<Running, Map<number, Shape>>();

function shapeOf(running: Running, index: number): Shape {
  const known = shapes.get(running) ?? new Map<number, Shape>();
  shapes.set(running, known);
  const shape = known.get(index) ?? makeShape(running, index);
  known.set(index, shape);
  return shape;
}

function makeShape(running: Running, index: number): Shape {
  const hop = running.plan.hops[index];
  if (hop === undefined) throw new Error(`the plan has no hop ${index}`);
  const cannot = (): never => {
    throw new Error("a handle can't be written out: show it to another process with `present`");
  };
  const shown = ({ id }: Instance) => `[handle of ${hop.to}, ${id}]`;
  const actions = hop.callable.flatMap((id) => running.plan.actions[id] ?? []);
  const tools = new Set(actions.flatMap(({ tool }) => running.plan.tools[tool]?.member ?? []));
  const callsOf = once((instance) => toolsOf(running, instance, (action) => callOf(running, instance, action)));
  const checkOf = (instance: Instance) => toolsOf(running, instance, (action) => (args: unknown) => checkCall(running, instance, action, args));
  const own = {
    toJSON: property(() => cannot),
    ...Object.fromEntries([...tools].map((tool) => [tool, property((instance) => callsOf(instance)[tool])])),
  };
  const shared = Object.create(null, {
    id: property(({ id }) => id),
    agent: property(() => hop.to),
    task: property(() => hop.task),
    hop: property(() => hopWords(hop)),
    chain: property(once((instance) => Object.freeze(partiesOf(running, instance)))),
    expires: property(({ deadline }) => new Date(deadline.wall)),
    signal: property(({ abort }) => abort.signal),
    message: property(once(({ message }) => (message === undefined ? undefined : plainCopy(message)))),
    label: property(({ state }) => labelNames(running.plan.labels, state.holding)),
    untrusted: property(({ state }) => state.holding.untrusted),
    check: property(once((instance) => Object.freeze(checkOf(instance)))),
    delegate: property(once((instance) => Object.freeze(delegatesOf(running, instance)))),
    reply: property(once((instance) => (value: unknown) => reply(running, instance, value))),
    revoke: property(once((instance) => () => endEverywhere(running, instance, "revoked"))),
    present: property(once((instance) => (presented: Presented) => present(running, instance, presented))),
    toString: property((instance) => () => shown(instance)),
    [Symbol.toPrimitive]: property((instance) => () => shown(instance)),
    [inspect.custom]: property((instance) => () => shown(instance)),
    [Symbol.asyncDispose]: property((instance) => () => endEverywhere(running, instance, "disposed")),
  });
  return { shared: Object.freeze(shared), own };
}

/** Asked through anything but the handle itself, and be it what inherits from it, it gives nothing. */
function property(give: (instance: Instance) => unknown): PropertyDescriptor {
  return {
    enumerable: true,
    get(this: unknown) {
      const instance = instanceOf(this);
      if (instance === undefined) throw new TypeError("not a handle");
      return give(instance);
    },
  };
}

/** Made when it is first looked at, since most handles are used for little of what they have; the same from then on. */
function once<T>(make: (instance: Instance) => T): (instance: Instance) => T {
  const made = new WeakMap<Instance, { readonly value: T }>();
  return (instance) => {
    const known = made.get(instance) ?? { value: make(instance) };
    made.set(instance, known);
    return known.value;
  };
}

/** What the instance can call, by tool and action, each made into something. */
function toolsOf(running: Running, instance: Instance, make: (action: string) => unknown): Record<string, unknown> {
  const tools: Record<string, Record<string, unknown>> = Object.create(null);
  for (const id of hopOf(running, instance).callable) {
    const action = running.plan.actions[id];
    const tool = action === undefined ? undefined : running.plan.tools[action.tool];
    if (action === undefined || tool === undefined) continue;
    const members = tools[tool.member] ?? Object.create(null);
    tools[tool.member] = members;
    members[action.member] = make(id);
  }
  for (const each of Object.values(tools)) Object.freeze(each);
  return tools;
}

function callOf(running: Running, instance: Instance, action: string): unknown {
  const one = (args: unknown, options?: CallOptions): Promise<Json> => call(running, instance, action, args, options);
  return Object.freeze(
    Object.assign(one, { request: (args: unknown, options: CallOptions = {}) => requestCall(running, instance, action, args, options) }),
  );
}

function delegatesOf(running: Running, instance: Instance): Record<string, unknown> {
  const all: Record<string, unknown> = Object.create(null);
  const maker = { kind: "instance", instance } as const;
  for (const index of hopOf(running, instance).next) {
    const hop = running.plan.hops[index];
    if (hop === undefined) continue;
    const one = async (params: unknown, options: HopOptions = {}): Promise<object> =>
      handleOf(running, await delegate(running, maker, index, params, options, { kind: "here" }));
    all[hop.member] = Object.freeze(
      Object.assign(one, {
        request: (params: unknown, options: HopOptions = {}) => requestHop(running, maker, index, params, options),
        to: (enrolment: string, params: unknown, options: HopOptions = {}) => handOut(running, instance, index, enrolment, params, options),
      }),
    );
  }
  return all;
}

/** A hop to an instance that another process holds: it has shown its key and who it is; its delegator does not say so. */
async function handOut(
  running: Running,
  above: Instance,
  index: number,
  enrolment: string,
  params: unknown,
  options: HopOptions,
): Promise<Credentials> {
  const hop = running.plan.hops[index];
  const { root, identities, plan } = running;
  const at = running.clock.now() / 1000;
  const key =
    hop === undefined ? undefined : await holderIn(enrolment, { plan, policy: plan.digest, agent: hop.to, root: root.public, identities, at });
  if (key === undefined) throw await denyShowing(running, above, hopWords(hop));
  const holder = { kind: "elsewhere", thumbprint: thumbprintOf(key) } as const;
  const instance = await delegate(running, { kind: "instance", instance: above }, index, params, options, holder);
  return { chain: await credentialFor(running, instance, key, enrolment) };
}

async function present(running: Running, instance: Instance, { audience, action, args }: Presented): Promise<Presentation> {
  const over = whyNot(running, instance);
  if (over !== undefined) throw refusal({ code: over, hop: hopWords(hopOf(running, instance)) });
  const taken = snapshot(args, running.limits.args);
  const values =
    taken.kind === "copy" && typeof taken.value === "object" && taken.value !== null && !Array.isArray(taken.value) ? taken.value : undefined;
  // What a guard only watches is no authority anywhere else.
  if (values === undefined || instance.key === undefined || running.mode === "observe")
    throw refusal({ code: values === undefined ? "argument" : "credential" });
  const chain = await chainOf(running, instance);
  const credential = chain.at(-1) ?? "";
  const shown = { audience, action, args: values as { readonly [name: string]: Json }, credential };
  return { chain, proof: await prove(instance.key, shown, running.clock.now()) };
}

function denyShowing(running: Running, instance: Instance, hop: string) {
  return deny(running, instance, { refused: { code: "credential", hop }, args: {}, context: {}, now: running.clock.now(), approvals: [] });
}
