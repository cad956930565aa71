/** The words of `remit test`: why a chain can't be, and why an expectation failed. */
import type { Place } from "../../base/span.js";

/** What went wrong in a test: where, and the other places that matter. */
export interface Failure {
  readonly message: string;
  readonly place: Place;
  readonly related: readonly { readonly message: string; readonly place: Place }[];
}

/** An argument that is outside the refinement of the parameter that it is given for. */
export interface Outside {
  readonly name: string;
  readonly value: string;
  readonly place: Place;
}

/** A hop in words. */
export interface SaidHop {
  readonly hop: string;
  readonly task: string;
  readonly place: Place;
}

const failure = (place: Place, message: string, related: Failure["related"] = []): Failure => ({ message, place, related });

const named = (hop: SaidHop): string => `\`${hop.hop}\` for \`${hop.task}\``;
const here = (hops: readonly SaidHop[]): Failure["related"] => hops.map((hop) => ({ message: named(hop), place: hop.place }));
const listed = (items: readonly string[], word: "and" | "or"): string =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} ${word} ${items.at(-1)}`;

/** Why the chain of a test is no chain of the policy. */
export const impossible = {
  noStart: (place: Place, start: string): Failure => failure(place, `this chain starts nowhere: no principal is called \`${start}\``),
  noSteps: (place: Place): Failure => failure(place, "this test names no chain with a hop"),
  noHop: (place: Place, from: string, to: string): Failure => failure(place, `no hop leads from \`${from}\` to \`${to}\``),
  noTask: (place: Place, from: string, to: string, task: string, hops: readonly SaidHop[]): Failure =>
    failure(
      place,
      `no hop from \`${from}\` to \`${to}\` is for \`${task}\`; there is one for ${listed(
        hops.map((hop) => `\`${hop.task}\``),
        "and",
      )}`,
      here(hops),
    ),
  unguarded: (place: Place, from: string): Failure => failure(place, `\`${from}\` is unguarded: it can receive a hop but not make one`),
  notPrincipal: (place: Place, start: string): Failure => failure(place, `a chain starts with a principal, and \`${start}\` is an agent`),
  otherTask: (place: Place, hops: readonly SaidHop[], above: readonly SaidHop[]): Failure =>
    failure(
      place,
      `${listed(hops.map(named), "and")} can't follow ${listed(above.map(named), "or")}: its task is neither that one nor a part of it`,
      here([...hops, ...above]),
    ),
  tooDeep: (place: Place, asked: number, left: number): Failure =>
    failure(place, `the chain has ${asked} hops, but the bounds on depth leave room for ${left}`),
  ambiguous: (place: Place, hops: readonly SaidHop[]): Failure =>
    failure(place, `this step could be any of ${listed(hops.map(named), "or")}: say which with \`for TASK\``, here(hops)),
  boundParam: (place: Place, name: string, fact: string, declared: Place): Failure =>
    failure(place, `\`${name}\` is not given but bound from \`context.${fact}\`: set it with \`context { ${fact}: … }\``, [
      { message: "bound here", place: declared },
    ]),
  missingParam: (place: Place, hop: SaidHop, name: string, declared: Place): Failure =>
    failure(place, `\`${hop.hop}\` is made without its parameter \`${name}\``, [{ message: "declared here", place: declared }]),
  missingFact: (place: Place, name: string, fact: string, declared: Place): Failure =>
    failure(place, `\`${name}\` is bound from \`context.${fact}\`, which this test does not give: add \`context { ${fact}: … }\``, [
      { message: "bound here", place: declared },
    ]),
  wrongParam: (place: Place, name: string, value: string, declared: Place): Failure =>
    failure(place, `${value} is not of the type of \`${name}\``, [{ message: "declared here", place: declared }]),
  unknownParam: (place: Place, hop: SaidHop, name: string, declared: Place): Failure =>
    failure(place, `\`${hop.hop}\` has no parameter \`${name}\``, [{ message: "declared here", place: declared }]),
  wrongFact: (place: Place, name: string, value: string, declared: Place): Failure =>
    failure(place, `${value} is not of the type of \`context.${name}\``, [{ message: "declared here", place: declared }]),
  unknownFact: (place: Place, name: string): Failure => failure(place, `no \`context\` block declares \`${name}\``),
} as const;

/** What a clause says, where it does not hold, and what would make it. */
export interface Shortfall {
  /** The atom, as source. */
  readonly atom: string;
  /** The values that it spoke of, as `` `amount` is 41 ``. */
  readonly values: readonly string[];
  /** The value that would have been needed, as ``at most 40``. */
  readonly needed?: { readonly of: string; readonly value: string };
}

const because = ({ atom, values, needed }: Shortfall): string => {
  const seen = values.length === 0 ? "" : `: ${listed(values, "and")}`;
  const wanted = needed === undefined ? "" : `, and \`${needed.of}\` would have to be ${needed.value}`;
  return `\`${atom}\` does not hold${seen}${wanted}`;
};

/** Why a request that was expected to be allowed is not. */
export const denied = {
  notMade: (place: Place, action: string, hop: SaidHop, why: Failure): Failure =>
    failure(place, `\`${action}\` is denied because the hop ${named(hop)} is not made: ${why.message}`, [...why.related]),
  arguments: (place: Place, action: string, why: string, declared: Place): Failure =>
    failure(place, `\`${action}\` is denied: ${why}`, [{ message: "declared here", place: declared }]),
  byDenial: (place: Place, action: string, clause: Place): Failure =>
    failure(place, `\`${action}\` is denied on every chain that this \`deny\` speaks of`, [{ message: "denied here", place: clause }]),
  byClause: (place: Place, action: string, hop: SaidHop, clause: Place): Failure =>
    failure(place, `\`${action}\` is denied: a \`deny\` clause of ${named(hop)} takes it away`, [{ message: "denied here", place: clause }]),
  noClause: (place: Place, action: string, hop: SaidHop): Failure =>
    failure(place, `\`${action}\` is denied: no clause of ${named(hop)} speaks of it`, here([hop])),
  onlyRelayed: (place: Place, action: string, hop: SaidHop, clause: Place): Failure =>
    failure(place, `\`${action}\` is denied: ${named(hop)} lets it be handed on, but not used`, [{ message: "`relay`, not `allow`", place: clause }]),
  notHeld: (place: Place, action: string, hop: SaidHop, principal: string, clause: Place): Failure =>
    failure(place, `\`${action}\` is denied: ${named(hop)} gives what \`${principal}\` holds, and this it does not hold`, [
      { message: "given here", place: clause },
    ]),
  where: (place: Place, action: string, hop: SaidHop, clause: Place, why: Shortfall): Failure =>
    failure(place, `\`${action}\` is denied by ${named(hop)}: ${because(why)}`, [{ message: "this clause decided", place: clause }]),
  noneFits: (place: Place, action: string, hop: SaidHop, clauses: readonly { readonly place: Place; readonly why: Shortfall }[]): Failure =>
    failure(
      place,
      `\`${action}\` is denied by ${named(hop)}: none of its ${clauses.length} clauses for it fits`,
      clauses.map(({ place: clause, why }) => ({ message: because(why), place: clause })),
    ),
} as const;

/** Why a hop of the chain is not made. */
export const refused = {
  require: (place: Place, hop: SaidHop, why: Shortfall, require: Place): Failure =>
    failure(place, `what ${named(hop)} requires is not met: ${because(why)}`, [{ message: "required here", place: require }]),
  outside: (place: Place, hop: SaidHop, { name, value, place: declared }: Outside): Failure =>
    failure(place, `${value} is outside what the type of \`${name}\` of ${named(hop)} takes`, [{ message: "declared here", place: declared }]),
} as const;

/** Why an expected refusal did not come. */
export const allowed = {
  call: (place: Place, action: string, by: readonly { readonly hop: SaidHop; readonly clause: Place }[]): Failure =>
    failure(
      place,
      `\`${action}\` is allowed: every hop of the chain admits it`,
      by.map(({ hop, clause }) => ({ message: `admitted by ${named(hop)}`, place: clause })),
    ),
  hop: (place: Place, hops: readonly SaidHop[]): Failure => failure(place, "every hop of the chain is made: what they require holds", here(hops)),
} as const;
