/** The words of what is wrong with the proof: chains without an end, authority that widens, claims that fail. */
import type { Place } from "../../base/span.js";
import { type Diagnostic, diagnostic } from "../diagnostic.js";

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
