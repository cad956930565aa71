/**
 * What a hop carries and lets be used, on the chains that make it. Where it passes on what it received, that is followed up
 * to the hops that say what it is; over many chains it is either what *every* one of them carries (the most that a hop
 * below may count on) or what *some* one carries (all that could ever be asked for).
 *
 * Variables that are forgotten on the way down stand in these constraints under names of their own, together with the facts
 * about them: what every chain carries holds of all their values, what some chain carries of some.
 */
import type { Constraint, Type } from "../../stdlib/runtime/constraint.js";
import type { Hop, Scope } from "../model/model.js";
import type { Chains, Context, Stand } from "./chains.js";
import { type ActionClass, type Classes, classesOf } from "./classes.js";
import { always, digest, mentions, nothing, placeOf, substitute, typeKey } from "./constraints.js";
import type { Frame } from "./environment.js";
import { remembered } from "./memo.js";

/**
 * `some`: what a chain could pass on, if each hop were within the one before. `admitted`: only what every hop of the chain
 * carries, one after another.
 */
export type Reading = "some" | "admitted";

/** Hops in a row that pass on what they received, or parts of what these pass on. */
export type Overflow = "hops" | "parts";

export type Arrival = Stand["arrivals"][number];

export interface Authority {
  readonly classes: Classes;
  /** The classes that a hop has a clause for that is not a denial. */
  classesOfHop(hop: Hop): readonly ActionClass[];
  /** The clauses of one hop, over the variables of the frame that the context is made in. */
  clauses(context: Context, of: ActionClass): OwnClauses;
  /** What a scope without parameters covers: what a principal holds, an agent's ceiling. */
  scope(scope: Scope, of: ActionClass): Constraint;
  /** What every chain that leads here with `left` hops left carries to the hop's delegator. */
  receivedByAll(context: Context, of: ActionClass, left?: number): Constraint;
  /** What some chain that leads here carries to the hop's delegator. */
  receivedBySome(context: Context, of: ActionClass, reading?: Reading, left?: number): Constraint;
  /** What some chain that ends with this hop carries, before the policy's own denials. */
  carried(context: Context, of: ActionClass, reading?: Reading): Constraint;
  /** What some chain that ends with this hop lets its recipient use, after the policy's denials. */
  usable(context: Context, of: ActionClass, reading?: Reading): Constraint;
  /** What the policy denies to every chain; with an agent, also what it denies to the chains that end there. */
  denied(of: ActionClass, last?: string): Constraint;
  frame(context: Context): Frame;
  /** What the context's facts say, as one constraint. */
  facts(context: Context): Constraint;
  /** The types of the variables in these constraints, read in the context's frame. */
  variables(context: Context, ...constraints: readonly Constraint[]): Readonly<Record<string, Type>>;
  /** A constraint from a frame above, under the names that it has where the stand is left. */
  below(constraint: Constraint, arrival: Arrival, left: number, reading: "all" | Reading): Constraint;
  /** What one arrival carries to where it stands, as a part of `receivedByAll`. */
  arrivalCarries(arrival: Arrival, of: ActionClass, left: number): Constraint;
  /** What one arrival may carry to where it stands, as a part of `receivedBySome`. */
  arrivalMayCarry(arrival: Arrival, of: ActionClass, reading: Reading, left: number): Constraint;
  /** What was too many of once what is passed on over several hops could not be followed; what was answered then is no proof. */
  overflow(): Overflow | undefined;
}

/** The clauses of a hop for one class of actions. */
export interface OwnClauses {
  /** What its own `allow`s say, without those of what was received. */
  readonly allowed: Constraint;
  readonly relayed: Constraint;
  /** What `allow received` is cut down to; `false` where there is none. */
  readonly allowedReceived: Constraint;
  readonly relayedReceived: Constraint;
  readonly denied: Constraint;
}

/** The clauses of a hop for one class. */
interface ClassClauses {
  readonly of: ActionClass;
  readonly clauses: OwnClauses;
}

const noVariables: Readonly<Record<string, Type>> = {};
const noClauses: OwnClauses = { allowed: nothing, relayed: nothing, allowedReceived: nothing, relayedReceived: nothing, denied: nothing };

/** How many hops in a row may pass on what they received. */
const longestRelay = 200;

/** So many at least are followed where chains have no end, which is an error already: whatever going round leads to, a few hops show it. */
const leastEndlessRelay = 8;

/**
 * How many parts may be in what such a hop received. Where several ways lead to a hop, or a parameter is another one at each hop, the
 * number of parts multiplies from hop to hop.
 */
const largestRelay = 20_000;

export function authorityOf(chains: Chains): Authority {
  const { policy, constraints, environments } = chains;
  const { and, or, not } = constraints;
  const classes = classesOf(policy);
  // Chains that do not go round are followed in any case: no agent is on them twice.
  const longest = chains.endless ? Math.min(longestRelay, Math.max(leastEndlessRelay, policy.agents.length)) : longestRelay;
  let overflow: Overflow | undefined;

  const frame = (context: Context): Frame => environments.frame(context.hop, context.environment);
  const factsOf: Constraint[] = [];
  const facts = (context: Context): Constraint => {
    const before = factsOf[context.id];
    if (before !== undefined) return before;
    const found = and(frame(context).facts);
    factsOf[context.id] = found;
    return found;
  };

  const own: (readonly ClassClauses[])[] = [];
  /** Most hops only allow, and many the same. */
  const allowing = new Map<ActionClass, Map<Constraint, ClassClauses>>();
  const shared = (made: ClassClauses): ClassClauses => {
    const { allowed, relayed, allowedReceived, relayedReceived, denied: denies } = made.clauses;
    if ([relayed, allowedReceived, relayedReceived, denies].some(({ kind }) => kind !== "false")) return made;
    const ofClass = remembered(allowing, made.of, () => new Map<Constraint, ClassClauses>());
    return remembered(ofClass, allowed, () => made);
  };
  const clausesOf = (context: Context): readonly ClassClauses[] => {
    const before = own[context.id];
    if (before !== undefined) return before;
    const at = frame(context);
    const made: { readonly of: ActionClass; readonly clauses: Record<keyof OwnClauses, Constraint> }[] = [];
    for (const { verb, received, actions, where } of context.hop.scope.clauses) {
      const kind =
        verb === "deny" ? "denied" : verb === "allow" ? (received ? "allowedReceived" : "allowed") : received ? "relayedReceived" : "relayed";
      const condition = at.resolve(where);
      for (const of of classes.classesIn(actions)) {
        let clauses = made.find((each) => each.of === of)?.clauses;
        if (clauses === undefined) {
          clauses = { ...noClauses };
          made.push({ of, clauses });
        }
        clauses[kind] = clauses[kind].kind === "false" ? condition : or([clauses[kind], condition]);
      }
    }
    const found = made.map(shared);
    own[context.id] = found;
    return found;
  };
  const clauses: Authority["clauses"] = (context, of) => {
    for (const each of clausesOf(context)) if (each.of === of) return each.clauses;
    return noClauses;
  };
  const classesOfHop = new Map<Hop, readonly ActionClass[]>();
  const givenBy: Authority["classesOfHop"] = (hop) =>
    remembered(classesOfHop, hop, () => {
      const giving = hop.scope.clauses.filter(({ verb }) => verb !== "deny");
      const [first] = giving;
      if (first !== undefined && giving.every(({ actions }) => actions === first.actions)) return classes.classesIn(first.actions);
      return [...new Set(giving.flatMap(({ actions }) => classes.classesIn(actions)))];
    });
  const scope = (given: Scope, of: ActionClass): Constraint => {
    const covering = given.clauses.filter(({ actions }) => classes.classesIn(actions).includes(of));
    const any = (denies: boolean): Constraint => or(covering.filter(({ verb }) => (verb === "deny") === denies).map(({ where }) => where));
    return and([any(false), not(any(true))]);
  };
  const scopes = new Map<Scope, Map<ActionClass, Constraint>>();
  const scopeOnce: Authority["scope"] = (given, of) =>
    remembered(
      remembered(scopes, given, () => new Map<ActionClass, Constraint>()),
      of,
      () => scope(given, of),
    );
  const heldBy = (hop: Hop, of: ActionClass): Constraint => {
    const held = hop.from.kind === "principal" ? hop.from.holds : undefined;
    return held === undefined ? always : scopeOnce(held, of);
  };

  const types = new Map<string, Type>();
  const typeNumbers = new Map<string, number>();
  const numbered = new Map<number, string>();
  /** A number for each type, which depends on the type alone. */
  const typeNumber = (type: Type): number =>
    remembered(typeNumbers, typeKey(type), () => {
      let number = digest(typeKey(type));
      while (numbered.has(number)) number++;
      numbered.set(number, typeKey(type));
      return number;
    });
  /**
   * The name of a variable that is forgotten. Chains whose variables are called alike may share it, each being held to all
   * values by itself; on one chain, and in one type, so many hops are left only once.
   */
  const privately = (name: string, type: Type | undefined, reading: string, left: number): string => {
    const number = type === undefined ? 0 : typeNumber(type);
    const found = `${name}#${reading} ${left} ${number}`;
    if (type !== undefined) types.set(found, type);
    return found;
  };
  const renamed = new Map<string, Constraint>();
  const below: Authority["below"] = (constraint, { context, step }, left, reading) => {
    const { params } = mentions(constraint);
    if (params.size === 0) return constraint;
    const { variables } = frame(context);
    const names = new Map<string, string>();
    for (const name of params) {
      if (Object.hasOwn(variables, name)) names.set(name, step.kept.get(name) ?? privately(name, variables[name], reading, left));
    }
    if (names.size === 0) return constraint;
    return remembered(renamed, `${constraints.id(constraint)} ${[...names.values()].join(" ")}`, () =>
      constraints.intern(
        substitute(constraint, (root, name) => {
          const given = root === "param" ? names.get(name) : undefined;
          return given === undefined ? undefined : placeOf("param", given);
        }),
      ),
    );
  };

  // By the class and what is left, for each stand.
  const atAll: Map<number, Constraint>[] = [];
  const atSome: Record<Reading, Map<number, Constraint>[]> = { some: [], admitted: [] };
  const memoOf = (memo: Map<number, Constraint>[], { id }: Stand): Map<number, Constraint> => {
    const found = memo[id] ?? new Map<number, Constraint>();
    memo[id] = found;
    return found;
  };
  const memoKey = (of: ActionClass, left: number): number => of.id * (longestRelay + 1) + left;
  const arrivalCarries: Authority["arrivalCarries"] = (arrival, of, left) => {
    const { context, step } = arrival;
    const { allowed, relayed, allowedReceived, relayedReceived, denied } = clauses(context, of);
    const own = relayed.kind === "false" ? allowed : or([allowed, relayed]);
    const isPlain = allowedReceived.kind === "false" && relayedReceived.kind === "false" && denied.kind === "false" && step.dropped.length === 0;
    // Most hops are so, and then there is nothing to put together.
    if (isPlain) return below(own, arrival, left, "all");
    const passedOn = or([allowedReceived, relayedReceived]);
    const received = passedOn.kind === "false" ? nothing : followed(receivedByAll(context, of, left));
    const carried = and([or([own, and([passedOn, received])]), not(denied)]);
    return below(or([not(and(step.dropped)), carried]), arrival, left, "all");
  };
  /** What was received, as it is passed on. */
  const followed = (received: Constraint): Constraint => {
    if (constraints.size(received) <= largestRelay) return received;
    overflow ??= "parts";
    return nothing;
  };
  const receivedByAll: Authority["receivedByAll"] = (context, of, left = 0) => {
    if (context.hop.from.kind === "principal") return heldBy(context.hop, of);
    const [only, ...others] = context.after;
    if (only !== undefined && others.length === 0) return standCarries(only, of, left + 1);
    return and(context.after.map((stand) => standCarries(stand, of, left + 1)));
  };
  const standCarries = (stand: Stand, of: ActionClass, left: number): Constraint => {
    if (left > longest) {
      overflow ??= "hops";
      // Without an end, the longer chains are as if there were none.
      return chains.endless ? always : nothing;
    }
    return remembered(memoOf(atAll, stand), memoKey(of, left), () => {
      const arrivals = stand.arrivals.filter(({ context }) => context.most >= left && !context.erroneous);
      return chains.prover.strongest(and(arrivals.map((arrival) => arrivalCarries(arrival, of, left))));
    });
  };

  const receivedBySome: Authority["receivedBySome"] = (context, of, reading = "some", left = 0) => {
    if (context.hop.from.kind === "principal") return heldBy(context.hop, of);
    return or(context.after.map((stand) => standMayCarry(stand, of, reading, left + 1)));
  };
  const standMayCarry = (stand: Stand, of: ActionClass, reading: Reading, left: number): Constraint => {
    if (left > longest) {
      overflow ??= "hops";
      return nothing;
    }
    return remembered(memoOf(atSome[reading], stand), memoKey(of, left), () => {
      const arrivals = stand.arrivals.filter(({ context }) => context.most >= left && !context.erroneous);
      return or(arrivals.map((arrival) => arrivalMayCarry(arrival, of, reading, left)));
    });
  };
  const arrivalMayCarry: Authority["arrivalMayCarry"] = (arrival, of, reading, left) =>
    below(and([...arrival.step.dropped, covered(arrival.context, of, "carry", reading, left)]), arrival, left, reading);
  const covered = (context: Context, of: ActionClass, what: "carry" | "use", reading: Reading, left: number): Constraint => {
    const { allowed, relayed, allowedReceived, relayedReceived, denied } = clauses(context, of);
    const absolute = what === "use" || relayed.kind === "false" ? allowed : or([allowed, relayed]);
    const passedOn = what === "use" || relayedReceived.kind === "false" ? allowedReceived : or([allowedReceived, relayedReceived]);
    // Most hops are so.
    if (passedOn.kind === "false" && denied.kind === "false" && (reading !== "admitted" || context.hop.from.kind === "principal")) return absolute;
    const isStart = context.hop.from.kind === "principal";
    const receives = (): Constraint => followed(receivedBySome(context, of, reading, left));
    if (reading === "admitted" && !isStart) return and([or([absolute, passedOn]), not(denied), receives()]);
    const received = passedOn.kind === "false" ? nothing : receives();
    return and([or([absolute, and([passedOn, received])]), not(denied)]);
  };

  const usables: Map<ActionClass, Constraint>[] = [];
  const denials = new Map<string, Constraint>();
  const denied: Authority["denied"] = (of, last) =>
    policy.denials.length === 0
      ? nothing
      : remembered(denials, `${of.id} ${last ?? ""}`, () => {
          const applying = policy.denials.filter(
            ({ by, actions }) => (by === undefined || (last !== undefined && by.has(last))) && classes.classesIn(actions).includes(of),
          );
          return or(applying.map(({ where }) => where));
        });

  return {
    classes,
    classesOfHop: givenBy,
    clauses,
    scope: scopeOnce,
    receivedByAll,
    receivedBySome,
    carried: (context, of, reading = "some") => covered(context, of, "carry", reading, 0),
    usable: (context, of, reading = "some") => {
      const make = (): Constraint => and([covered(context, of, "use", reading, 0), not(denied(of, context.hop.to.name))]);
      if (reading !== "some") return make();
      usables[context.id] ??= new Map();
      return remembered(usables[context.id] ?? new Map<ActionClass, Constraint>(), of, make);
    },
    denied,
    frame,
    facts,
    variables: (context, ...of) => {
      if (of.every((constraint) => mentions(constraint).params.size === 0)) return noVariables;
      const { variables } = frame(context);
      const found: Record<string, Type> = {};
      for (const constraint of of) {
        for (const name of mentions(constraint).params) {
          const type = variables[name] ?? types.get(name);
          if (type !== undefined) found[name] = type;
        }
      }
      return found;
    },
    below,
    arrivalCarries,
    arrivalMayCarry,
    overflow: () => overflow,
  };
}
