/**
 * One chain, hop by hop, with every parameter of every hop under the name that a witness shows it by. What is asked of it
 * is asked with all that is known on it, so that an answer is a request that could really be made.
 */
import { admits, type Constraint, type Request, type Term, type Type } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";
import type { Witness } from "../diagnostics/diagnostic.js";
import type { Action, Clause, Hop } from "../model/model.js";
import type { Answer } from "../scope/question.js";
import { surely } from "../scope/surely.js";
import type { Authority } from "./authority.js";
import type { Chains, Context } from "./chains.js";
import { mentions, substitute } from "./constraints.js";
import { factTypesOf, lastingFacts, parametersOf } from "./environment.js";

type PlaceTerm = Extract<Term, { kind: "place" }>;

export interface Walk {
  readonly hops: readonly Hop[];
  /** The parties on the way, the principal first. */
  readonly parties: readonly string[];
  readonly variables: Readonly<Record<string, Type>>;
  /** What the `require`s of all its hops say. */
  readonly facts: Constraint;
  /** The parameter of the hop at this index. */
  parameter(at: number, name: string): PlaceTerm | undefined;
  /** A constraint of the hop at this index. */
  resolve(at: number, constraint: Constraint): Constraint;
  /** What the hop at this index carries on this chain; before the policy's denials. */
  carried(at: number, action: Action): Constraint;
  /** What that hop lets its recipient use on this chain, if each earlier hop carries it; before the policy's denials. */
  usable(at: number, action: Action): Constraint;
  /** The clauses of the hop at this index whose conditions admit the request; it has the variables of the chain. */
  covering(at: number, action: Action, request: Request): readonly Clause[];
  /** A request that the facts and these constraints admit, with every parameter of the chain. */
  find(action: Action | undefined, ...constraints: readonly Constraint[]): Answer;
  /** Whether such a request can be made on this chain at all; yes where that is too hard to say. */
  isPossible(action: Action, ...constraints: readonly Constraint[]): boolean;
  /** Whether on this chain every request that the child admits is one that the parent admits; no where that is too hard to say. */
  isWithin(action: Action, child: Constraint, parent: Constraint): boolean;
  /**
   * The request together with facts that are false and by that outside the bound. A Bool that is false is otherwise left
   * out of a request that is found.
   */
  telling(request: Request, bound: Constraint): Request;
  /** As a person is shown it. */
  witness(action: Action | undefined, request: Request, ...constraints: readonly Constraint[]): Witness;
}

export function walk(chains: Chains, authority: Authority, contexts: readonly Context[]): Walk {
  const { constraints, policy, prover } = chains;
  const { and, or, not } = constraints;
  const hops = contexts.map(({ hop }) => hop);
  const factTypes = factTypesOf(policy);
  const times = new Map<string, number>();
  const own = hops.map((hop) => {
    const pair = `${hop.from.name}.${hop.to.name}`;
    const time = (times.get(pair) ?? 0) + 1;
    times.set(pair, time);
    const nameOf = (param: string): string => `${pair}${time === 1 ? "" : `#${time}`}.${param}`;
    return { nameOf, ...parametersOf(hop, factTypes, nameOf) };
  });
  const variables: Readonly<Record<string, Type>> = Object.assign({}, ...own.map((each) => each.variables));
  const received: ReadonlyMap<string, { readonly term: PlaceTerm }>[] = [];
  for (const at of hops.keys()) received.push(new Map([...(received[at - 1] ?? []), ...(own[at - 1]?.terms ?? [])]));

  /** Where a parameter is read that no hop above has, which is an error, nothing can be said of it. */
  const resolved = (at: number, constraint: Constraint): Constraint | undefined => {
    const made = constraints.intern(substitute(constraint, (root, name) => (root === "param" ? own[at]?.terms : received[at])?.get(name)?.term));
    return mentions(made).received.size > 0 ? undefined : made;
  };
  const resolve = (at: number, constraint: Constraint): Constraint => resolved(at, constraint) ?? or([]);
  const facts = and(
    own.flatMap(({ bindings }, at) => {
      const hop = hops[at];
      return [...bindings, ...(hop === undefined ? [] : lastingFacts(hop, factTypes)).flatMap((fact) => resolved(at, fact) ?? [])];
    }),
  );

  const covered = (at: number, action: Action, what: "carry" | "use"): Constraint => {
    const context = contexts[at];
    const hop = hops[at];
    if (context === undefined || hop === undefined) return or([]);
    const clauses = hop.scope.clauses.filter(({ actions }) => actions.includes(action));
    const any = (wanted: (clause: Clause) => boolean): Constraint => or(clauses.filter(wanted).map(({ where }) => resolve(at, where)));
    const counts = ({ verb }: Clause): boolean => verb === "allow" || (verb === "relay" && what === "carry");
    const absolute = any((clause) => counts(clause) && !clause.received);
    const relative = any((clause) => counts(clause) && clause.received);
    const above =
      relative.kind === "false" ? or([]) : at === 0 ? authority.receivedByAll(context, authority.classes.classOf(action)) : carried(at - 1, action);
    return and([or([absolute, and([relative, above])]), not(any(({ verb }) => verb === "deny"))]);
  };
  const carried = (at: number, action: Action): Constraint => covered(at, action, "carry");

  const parties = [hops[0]?.from.name ?? "", ...hops.map(({ to }) => to.name)];
  return {
    hops,
    parties,
    variables,
    facts,
    parameter: (at, name) => own[at]?.terms.get(name)?.term,
    resolve,
    carried,
    usable: (at, action) => covered(at, action, "use"),
    covering: (at, action, request) =>
      (hops[at]?.scope.clauses ?? []).filter((clause) => clause.actions.includes(action) && admits(resolve(at, clause.where), request)),
    find: (action, ...of) => prover.findWith(action, variables, and([facts, ...of])),
    isPossible: (action, ...of) => prover.exists(action, variables, and([facts, ...of])) !== "no",
    isWithin: (action, child, parent) => prover.includes(action, variables, { facts, child, parent }).kind === "none",
    telling: (request, bound) => {
      const isSaid = (name: string): boolean => Object.hasOwn(request.context, name);
      // Facts that may have any value are not there either; what is asked is whether the switches alone keep the request out.
      const outside = surely(not(bound), (name) => !isSaid(name) && !isSwitch(factTypes.types.get(name)));
      const silent = [...mentions(bound).context].filter((name) => !isSaid(name) && isSwitch(factTypes.types.get(name)));
      const admitsWith = (on: (name: string) => boolean): boolean => {
        const context: Record<string, Json> = { ...request.context };
        for (const name of silent) put(context, name, on(name));
        return !admits(outside, { ...request, context });
      };
      const allOn = admitsWith(() => true);
      const telling = silent.filter((name) => admitsWith((each) => each === name) || (allOn && !admitsWith((each) => each !== name)));
      const context: Record<string, Json> = { ...request.context };
      for (const name of telling) put(context, name, false);
      return { ...request, context };
    },
    witness: (action, request, ...of) => {
      const spoken = mentions(and([facts, ...of]));
      const context: Record<string, Json> = {};
      const params: Record<string, Json> = {};
      for (const { nameOf, terms } of own) {
        for (const [param, { term }] of terms) {
          const values = term.root === "context" ? request.context : request.params;
          if (!Object.hasOwn(values, term.name)) continue;
          put(params, nameOf(param), values[term.name] ?? null);
          if (term.root === "context") put(context, term.name, values[term.name] ?? null);
        }
      }
      for (const [name, value] of Object.entries(request.context)) if (spoken.context.has(name)) put(context, name, value);
      return {
        chain: parties,
        ...(action === undefined ? {} : { action: action.id }),
        args: request.args,
        context,
        approvals: request.approvals,
        params,
        ...(spoken.time ? { now: new Date(request.now).toISOString().replace(/\.000Z$/, "Z") } : {}),
      };
    },
  };
}

function isSwitch(type: Type | undefined): boolean {
  return type?.kind === "scalar" && type.sort === "Bool";
}

/** Sets an own property, also one called `__proto__`. */
function put(record: Record<string, Json>, name: string, value: Json): void {
  Object.defineProperty(record, name, { value, enumerable: true, writable: true, configurable: true });
}
