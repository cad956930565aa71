/** The words of what is wrong with the proof: chains without an end, authority that widens, claims that fail. */
import type { Place } from "../../base/span.js";
import { type Diagnostic, diagnostic, type Witness } from "../diagnostic.js";

/** What the words need to know of a hop. */
export interface NamedHop {
  readonly from: { readonly name: string };
  readonly to: { readonly name: string };
  readonly task: { readonly name: string };
  readonly place: Place;
}

/** `planner -> refunder` */
export function arrow(hop: NamedHop): string {
  return `${hop.from.name} -> ${hop.to.name}`;
}

export function missingDepth(hop: NamedHop, cycle: readonly string[]): Diagnostic {
  return diagnostic("missing-depth", hop.place, `chains that start with \`${arrow(hop)}\` have no end: they can go round \`${cycle.join(" -> ")}\``, {
    help: "Add `depth N` to say how many hops may follow this one",
  });
}

export function tooComplex(place: Place, limit: string, what?: string): Diagnostic {
  const subject = what === undefined ? "this" : what;
  return diagnostic("too-complex", place, `${subject} could not be decided: the limit on the number of ${limit} was reached, so it is not accepted`, {
    help: "Split the policy, or say the same with fewer alternatives and shorter patterns",
  });
}

export function unreceived(hop: NamedHop, name: string, place: Place): Diagnostic {
  return diagnostic(
    "unknown-name",
    place,
    `\`received.${name}\` is read by \`${arrow(hop)}\`, but on some chain that leads here no hop above has a parameter \`${name}\``,
    {
      help: `Declare the parameter \`${name}\` on every hop from which a chain leads here, or read a parameter of this hop's own`,
    },
  );
}

export function receivedOfTwoTypes(hop: NamedHop, name: string, place: Place): Diagnostic {
  return diagnostic(
    "type-mismatch",
    place,
    `\`received.${name}\`, read by \`${arrow(hop)}\`, is of one type on some chains that lead here and of another on others`,
    {
      help: `Give the parameter \`${name}\` one type on every hop above`,
    },
  );
}

/** The same fault, met with other actions of the same clause as well. */
export function forMoreActions(of: Diagnostic, others: number): Diagnostic {
  if (others < 1) return of;
  return { ...of, message: `${of.message}; so does this clause with ${others === 1 ? "one more action" : `${others} more actions`}` };
}

/** A hop that passes on what it did not receive. */
export interface Widening {
  readonly hop: NamedHop;
  readonly place: Place;
  readonly action: string;
  /** The hop above that gives less, nothing, or denies it. */
  readonly giver: NamedHop;
  readonly kind: "less" | "nothing" | "denied";
  readonly related: readonly Place[];
  /** How many actions the clause names. */
  readonly actions: number;
  /** A condition that would make the clause narrow enough. */
  readonly missing?: string;
  /** Whether that can be said of all actions of the clause. */
  readonly suitsAll?: boolean;
  readonly witness?: Witness;
}

/** What helps whatever the clause says. */
export function narrowTo(giver: NamedHop): string {
  return `Narrow this clause to what \`${arrow(giver)}\` gives, or give more there`;
}

export function widerScope({ hop, place, action, actions, giver, kind, related, missing, suitsAll = true, witness }: Widening): Diagnostic {
  const from = `\`${hop.from.name}\``;
  const message = {
    less: `\`${arrow(hop)}\` passes on more of \`${action}\` than ${from} receives by \`${arrow(giver)}\``,
    nothing: `\`${arrow(hop)}\` passes on \`${action}\`, but \`${arrow(giver)}\` carries no \`${action}\``,
    denied: `\`${arrow(hop)}\` passes on what \`${arrow(giver)}\` denies of \`${action}\``,
  }[kind];
  const help = {
    less:
      missing === undefined
        ? narrowTo(giver)
        : suitsAll
          ? `Say \`${missing}\` in this clause as well, or give more by \`${arrow(giver)}\``
          : `Give \`${action}\` a clause of its own that says \`${missing}\` as well, or give more by \`${arrow(giver)}\``,
    nothing: `Take ${actions === 1 ? "the clause out" : `\`${action}\` out of this clause`}, or give ${actions === 1 ? `\`${action}\`` : "it"} by \`${arrow(giver)}\``,
    denied: `Deny the same here, or narrow the \`deny\` of \`${arrow(giver)}\``,
  }[kind];
  const relation = { less: "received here", nothing: `no \`${action}\` is received here`, denied: "denied here" }[kind];
  return diagnostic("wider-scope", place, message, {
    related: related.map((each) => ({ message: relation, place: each })),
    help,
    ...(witness === undefined ? {} : { witness }),
  });
}

/** A hop that goes beyond what bounds its principal or its recipient on every chain. */
export interface Excess {
  readonly hop: NamedHop;
  readonly place: Place;
  readonly action: string;
  readonly related: readonly Place[];
  /** Whether the bound speaks of the action at all. */
  readonly listed: boolean;
  readonly witness?: Witness;
}

export function overCeiling({ hop, place, action, related, listed, witness }: Excess): Diagnostic {
  const to = `\`${hop.to.name}\``;
  const message = listed
    ? `\`${arrow(hop)}\` lets ${to} use more of \`${action}\` than its ceiling`
    : `\`${arrow(hop)}\` lets ${to} use \`${action}\`, which is not in its ceiling`;
  return diagnostic("over-ceiling", place, message, {
    related: related.map((each) => ({ message: `the ceiling of ${to}`, place: each })),
    help: `Narrow this clause to the ceiling of ${to}; \`relay\` it if ${to} only hands it on; or raise the ceiling`,
    ...(witness === undefined ? {} : { witness }),
  });
}

export function overPrincipal({ hop, place, action, related, listed, witness }: Excess): Diagnostic {
  const from = `\`${hop.from.name}\``;
  const message = listed
    ? `\`${arrow(hop)}\` passes on more of \`${action}\` than ${from} holds`
    : `\`${arrow(hop)}\` passes on \`${action}\`, which ${from} does not hold`;
  return diagnostic("over-principal", place, message, {
    related: related.map((each) => ({ message: `what ${from} holds`, place: each })),
    help: `Narrow this clause to what ${from} holds, or add it to \`holds\``,
    ...(witness === undefined ? {} : { witness }),
  });
}

export function unfollowed(hop: NamedHop, tooMany: "hops" | "parts"): Diagnostic {
  const limit = tooMany === "hops" ? "hops in a row that pass on what they received" : "parts of what is passed on from hop to hop";
  return tooComplex(hop.place, limit, "what is received at the end of some chain");
}
