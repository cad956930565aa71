/** Random policies of every construct, and random edits of them, in which what does not change stays the same object. */
import type {
  Action,
  Agent,
  Assertion,
  Budget,
  Clause,
  Denial,
  Domain,
  Fact,
  Hop,
  Policy,
  Principal,
  Scope,
  Secret,
  Task,
} from "../../compiler/model/model.js";
import type { Constraint, Type } from "../../stdlib/runtime/constraint.js";
import { action, agent, allow, and, field, hop, is, line, number, or, principal, scope, somewhere, task, yes } from "./build.js";

/** Numbers from a seed: the same seed, the same policy and the same edits. */
export interface Dice {
  below(end: number): number;
  chance(of: number): boolean;
  pick<T>(list: readonly T[]): T;
}

export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (end: number): number => Math.floor(next() * end);
  return {
    below,
    chance: (of) => next() < of,
    pick: (list) => {
      const found = list[below(list.length)];
      if (found === undefined) throw new Error("nothing to pick from");
      return found;
    },
  };
}

/** What the policies of one run may have; each feature is there in some and not in others. */
interface Ground {
  readonly tasks: readonly Task[];
  readonly lists: readonly (readonly Action[])[];
  readonly actions: readonly Action[];
  readonly facts: readonly Fact[];
  readonly secrets: readonly Secret[];
  readonly domains: readonly Domain[];
  readonly has: Readonly<Record<"params" | "depth" | "budgets" | "labels" | "cycles" | "bounds" | "errors" | "denials" | "assertions", boolean>>;
}

const positive: Type = {
  kind: "refined",
  name: "Positive",
  base: number,
  where: {
    kind: "compare",
    op: ">=",
    sort: "Number",
    left: { kind: "place", root: "it", name: "", fields: [] },
    right: { kind: "literal", value: 0 },
  },
};

function groundOf(random: Dice): Ground {
  const secrets: Secret[] = random.chance(0.3)
    ? [
        { name: "key", perHop: false, place: somewhere() },
        { name: "token", ttl: 1_000_000, perHop: true, place: somewhere() },
      ]
    : [];
  const spends = random.chance(0.3);
  const flows = random.chance(0.4);
  const actions = [
    action("t.look", {
      effect: "read",
      params: [field("x"), field("y")],
      returns: flows ? random.below(3) : 0,
      ingestsUntrusted: flows && random.chance(0.5),
    }),
    action("t.pay", { params: [field("x"), field("y")], spends: spends ? [{ kind: "argument", name: "x", divisor: 1, unit: "usd" }] : [] }),
    action("t.send", {
      params: [field("x")],
      ...(flows ? { sends: random.below(3) } : {}),
      spends: spends ? [{ kind: "constant", amount: 1, unit: "calls" }] : [],
    }),
    action("u.drop", { effect: random.chance(0.5) ? "destructive" : "write", params: [field("x")], secrets: secrets.slice(0, 1) }),
    action("u.get", { effect: "read", params: [field("x"), field("sql", { kind: "scalar", sort: "String" })], secrets: secrets.slice(1) }),
  ];
  const list = (from: number, to: number): readonly Action[] => actions.slice(from, to);
  const work = task("work");
  const part = task("part", work);
  return {
    tasks: [work, part, task("bit", part)],
    lists: [list(0, 5), list(0, 3), list(0, 1), list(1, 2), list(2, 3), list(3, 5), list(1, 4)],
    actions,
    facts: [
      { name: "f", type: number, live: false, place: somewhere() },
      { name: "on", type: { kind: "scalar", sort: "Bool" }, live: true, place: somewhere() },
    ],
    secrets,
    domains: [
      { name: "own", external: false, place: somewhere() },
      { name: "vendor", external: true, place: somewhere() },
    ],
    has: {
      params: random.chance(0.6),
      depth: random.chance(0.3),
      budgets: random.chance(0.3),
      labels: random.chance(0.5),
      cycles: random.chance(0.15),
      bounds: random.chance(0.5),
      errors: random.chance(0.3),
      denials: random.chance(0.25),
      assertions: random.chance(0.3),
    },
  };
}

function condition(random: Dice, names: readonly string[]): Constraint {
  const atom = (): Constraint =>
    is("x", random.pick(["<=", "<=", "<=", ">=", "==", "!=", "<"] as const), random.chance(0.7) ? random.below(4) * 10 : random.pick([...names, 20]));
  const kind = random.below(10);
  if (kind < 2) return yes;
  if (kind < 7) return atom();
  if (kind < 8) return { kind: "not", of: atom() };
  if (kind === 8 && random.chance(0.3)) return { kind: "approved", by: "p" };
  return (random.chance(0.5) ? and : or)(atom(), atom());
}

function clause(random: Dice, { lists }: Ground, names: readonly string[], received: boolean): Clause {
  const verb = random.pick(["allow", "allow", "allow", "relay", "deny"] as const);
  return allow(random.pick(lists), condition(random, names), { verb, received: received && verb !== "deny" && random.chance(0.3) });
}

function boundOf(random: Dice, ground: Ground): Scope {
  const clauses = Array.from({ length: 1 + random.below(2) }, () => clause(random, ground, ["context.f"], false));
  return scope(...clauses.map((each) => (each.verb === "relay" ? { ...each, verb: "allow" as const } : each)));
}

function agentOf(random: Dice, ground: Ground, name: string): Agent {
  return agent(name, {
    clearance: ground.has.labels ? random.below(3) : 0,
    unguarded: random.chance(0.05),
    domain: random.pick(ground.domains),
    ...(random.chance(0.8) ? { owner: `${name}@acme.dev` } : {}),
    ...(random.chance(0.2) ? { runtime: random.pick(["one", "two"]) } : {}),
    ...(ground.has.bounds && random.chance(0.4) ? { ceiling: boundOf(random, ground) } : {}),
  });
}

function principalOf(random: Dice, ground: Ground, name: string): Principal {
  return principal(name, ground.has.bounds && random.chance(0.5) ? boundOf(random, ground) : undefined);
}

type Made = Omit<Hop, "index">;

/** Agents are in layers, and without cycles hops lead downwards. */
function hopOf(random: Dice, ground: Ground, policy: Pick<Policy, "agents" | "principals">): Made {
  const { agents, principals } = policy;
  const { has } = ground;
  const at = random.below(agents.length);
  const below = has.cycles ? random.below(agents.length) : at + 1 + random.below(Math.max(1, agents.length - at - 1));
  const isStart = random.chance(0.25) || (!has.cycles && at === agents.length - 1);
  const from = isStart ? random.pick(principals) : random.pick(agents.slice(at, at + 1));
  const to = isStart ? random.pick(agents) : (agents[below] ?? random.pick(agents.slice(-1)));
  const own = has.params && (isStart ? random.chance(0.9) : random.chance(0.3));
  const names = [...(own ? ["$cap"] : []), ...(has.params && !isStart && random.chance(0.5) ? ["received.cap"] : []), "context.f"];
  const budgets: Omit<Budget, "place">[] =
    has.budgets && random.chance(0.5)
      ? [
          {
            amount: own && random.chance(0.3) ? { param: "cap" } : random.below(5) * 50,
            unit: random.pick(["usd", "calls"]),
            ...(random.chance(0.3) ? { per: 60_000 } : {}),
          },
        ]
      : [];
  const sides = names.filter((name) => name !== "context.f");
  const require =
    sides.length > 0 && random.chance(0.5)
      ? is(random.pick(sides), random.pick(["<=", ">=", "=="] as const), random.chance(0.6) ? random.below(4) * 10 : random.pick(names))
      : yes;
  return hop(
    from,
    to,
    random.pick(ground.tasks),
    Array.from({ length: 1 + random.below(3) }, () => clause(random, ground, names, true)),
    {
      require,
      ttl: random.pick([60_000, 600_000, 3_600_000, 3_600_000]),
      budgets,
      pass: has.labels ? random.below(2) : 0,
      ...(own
        ? {
            params: [
              {
                name: "cap",
                type: random.chance(0.2) ? positive : random.chance(0.03) ? { kind: "scalar", sort: "String" } : number,
                ...(random.chance(0.2) ? { from: "f" } : {}),
              },
            ],
          }
        : {}),
      ...(has.depth && random.chance(isStart ? 0.7 : 0.2) ? { depth: random.below(4) } : has.cycles && isStart ? { depth: 1 + random.below(3) } : {}),
      ...(random.chance(0.2) ? { fanout: 1 + random.below(3) } : {}),
      ...(has.labels && random.chance(0.3) ? { reply: { label: random.below(3), trusted: random.chance(0.5) } } : {}),
      ...(random.chance(0.15) ? { approval: { by: "p" } } : {}),
      ...(has.errors && random.chance(0.06) ? { erroneous: true } : {}),
    },
  );
}

function assertionsOf(random: Dice, ground: Ground, { agents }: Pick<Policy, "agents">): readonly Assertion[] {
  const some = (): ReadonlySet<string> => new Set(agents.filter(() => random.chance(0.4)).map(({ name }) => name));
  const all: readonly (() => Assertion)[] = [
    () => ({
      kind: "never",
      place: somewhere(),
      actions: random.pick(ground.lists),
      by: random.chance(0.5) ? undefined : some(),
      where: condition(random, ["context.f"]),
    }),
    () => ({
      kind: "can",
      place: somewhere(),
      party: random.pick(agents).name,
      action: random.pick(ground.actions),
      where: condition(random, ["context.f"]),
    }),
    () => ({ kind: "no-flow", place: somewhere(), of: random.chance(0.5) ? "untrusted" : 1, to: some() }),
    () => ({ kind: "no-path", place: somewhere(), from: some(), to: some() }),
    () => ({ kind: "depth", place: somewhere(), most: 2 }),
  ];
  return Array.from({ length: 1 + random.below(3) }, () => random.pick(all)());
}

function denialsOf(random: Dice, ground: Ground): readonly Denial[] {
  return [
    {
      actions: random.pick(ground.lists),
      where: random.chance(0.3)
        ? { kind: "holds", term: { kind: "place", root: "context", name: "on", fields: [] } }
        : condition(random, ["context.f"]),
      place: somewhere(),
      ...(random.chance(0.5) ? { by: new Set(["a", "c"]) } : {}),
    },
  ];
}

export interface Draft {
  readonly policy: Policy;
  readonly incomplete: boolean;
  /** Another version of it. */
  edited(): Draft;
}

export function draft(random: Dice): Draft {
  const ground = groundOf(random);
  const agents = Array.from("abcdefg".slice(0, 3 + random.below(5))).map((name) => agentOf(random, ground, name));
  const principals = ["p", "q"].map((name) => principalOf(random, ground, name));
  const hops = Array.from({ length: 3 + random.below(14) }, () => hopOf(random, ground, { agents, principals }));
  const policy: Policy = {
    entry: "test.remit",
    labels: ground.has.labels ? line("public", "internal", "secret") : line("public"),
    domains: ground.domains,
    tasks: ground.tasks,
    facts: ground.facts,
    tools: [],
    actions: ground.actions,
    secrets: ground.secrets,
    principals,
    agents,
    hops: numbered(distinct(hops)),
    denials: ground.has.denials ? denialsOf(random, ground) : [],
    assertions: ground.has.assertions ? assertionsOf(random, ground, { agents }) : [],
    tests: [],
  };
  return draftOf(random, ground, policy, false);
}

/** From, to and task together name a hop. */
function distinct<H extends Made>(hops: readonly H[]): readonly H[] {
  return [...new Map(hops.map((each) => [`${each.from.name} ${each.to.name} ${each.task.name}`, each])).values()];
}

/** As an edit of the text does: the same objects, at their new positions. */
function numbered(hops: readonly (Made | Hop)[]): readonly Hop[] {
  return hops.map((each, index) => ("index" in each ? Object.assign(each, { index }) : { ...each, index }));
}

function draftOf(random: Dice, ground: Ground, policy: Policy, incomplete: boolean): Draft {
  const edited = (): Draft => {
    let next = policy;
    let isIncomplete = incomplete;
    const times = random.chance(0.8) ? 1 : 2 + random.below(3);
    for (let time = 0; time < times; time++) next = editOnce(random, ground, next);
    if (random.chance(0.05)) isIncomplete = !isIncomplete;
    return draftOf(random, ground, next, isIncomplete);
  };
  return { policy, incomplete, edited };
}

function editOnce(random: Dice, ground: Ground, policy: Policy): Policy {
  const { hops, agents, principals } = policy;
  const withHops = (list: readonly (Made | Hop)[]): Policy => ({ ...policy, hops: numbered(distinct(list)) });
  const at = random.below(Math.max(1, hops.length));
  const old = hops[at];
  const kind = random.below(20);
  if (old === undefined || kind < 3) {
    const where = random.below(hops.length + 1);
    return withHops([...hops.slice(0, where), hopOf(random, ground, policy), ...hops.slice(where)]);
  }
  if (kind < 6) return withHops(hops.filter((each) => each !== old));
  const put = (made: Made): Policy => withHops(hops.map((each) => (each === old ? made : each)));
  const { index: _, ...same } = old;
  if (kind < 8) return put({ ...same, ttl: random.pick([60_000, 600_000, 3_600_000]) });
  if (kind < 12) {
    const names = [...old.params.map(({ name }) => `$${name}`), "context.f"];
    const clauses = old.scope.clauses.map((each) => (random.chance(0.6) ? clause(random, ground, names, true) : each));
    return put({ ...same, scope: { ...old.scope, clauses } });
  }
  if (kind === 12)
    return put({ ...same, pass: ground.has.labels ? random.below(3) : 0, ...(random.chance(0.5) ? { reply: { label: 0, trusted: true } } : {}) });
  if (kind === 13) return put({ ...same, erroneous: !old.erroneous && ground.has.errors });
  if (kind === 14) return put({ ...same, task: random.pick(ground.tasks) });
  if (kind === 15) {
    const moved = hops.filter((each) => each !== old);
    const where = random.below(moved.length + 1);
    return withHops([...moved.slice(0, where), old, ...moved.slice(where)]);
  }
  if (kind === 16 || kind === 17) {
    const before = random.pick(agents);
    const after = agentOf(random, ground, before.name);
    const changed = agents.map((each) => (each === before ? after : each));
    const repoint = (each: Hop): Made | Hop => {
      if (each.from !== before && each.to !== before) return each;
      const { index: _index, ...rest } = each;
      return { ...rest, from: each.from === before ? after : each.from, to: each.to === before ? after : each.to };
    };
    return { ...withHops(hops.map(repoint)), agents: changed };
  }
  if (kind === 18) {
    const before = random.pick(principals);
    const after = principalOf(random, ground, before.name);
    const repoint = (each: Hop): Made | Hop => {
      if (each.from !== before) return each;
      const { index: _index, ...rest } = each;
      return { ...rest, from: after };
    };
    return { ...withHops(hops.map(repoint)), principals: principals.map((each) => (each === before ? after : each)) };
  }
  if (random.chance(0.5)) {
    const name = "abcdefghij"[agents.length];
    return name === undefined || agents.length > 9 ? policy : { ...policy, agents: [...agents, agentOf(random, ground, name)] };
  }
  if (random.chance(0.3)) return { ...policy, denials: policy.denials.length > 0 ? [] : denialsOf(random, ground) };
  return put(hopOf(random, ground, policy));
}
