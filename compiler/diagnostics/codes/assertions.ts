/** The words of assertions that fail: the chain, hop by hop, and what is wrong on it. */
import type { Place } from "../../base/span.js";
import { type Diagnostic, diagnostic, type Witness } from "../diagnostic.js";
import { onChain } from "./bounds.js";
import { arrow, type NamedHop } from "./proof.js";

export interface NeverFailed {
  readonly place: Place;
  readonly action: string;
  /** The last agent. */
  readonly agent: string;
  readonly chain: readonly string[];
  /** Each hop, and the clause of it that lets the request through. */
  readonly steps: readonly { readonly hop: NamedHop; readonly place: Place }[];
  readonly witness?: Witness;
}

export function neverFailed({ place, action, agent, chain, steps, witness }: NeverFailed): Diagnostic {
  return diagnostic("failed-assertion", place, `\`${agent}\` can use \`${action}\` so, on the chain \`${chain.join(" -> ")}\``, {
    related: steps.map(({ hop, place: at }, index) => ({
      message: index === steps.length - 1 ? `\`${arrow(hop)}\` lets it be used` : `\`${arrow(hop)}\` carries it`,
      place: at,
    })),
    help: `Narrow one of these clauses or add a \`deny\`, or weaken the assertion`,
    ...(witness === undefined ? {} : { witness }),
  });
}

export interface CanFailed {
  readonly place: Place;
  readonly party: string;
  readonly action: string;
  readonly chain: readonly string[];
  /** The hop that stops it. */
  readonly hop: NamedHop;
  readonly why: "nothing" | "less" | "relayed" | "denied";
  readonly places: readonly Place[];
}

export function canFailed({ place, party, action, chain, hop, why, places }: CanFailed): Diagnostic {
  const reason = {
    nothing: `\`${arrow(hop)}\` passes on nothing of \`${action}\``,
    less: `\`${arrow(hop)}\` passes on no such request`,
    relayed: `\`${arrow(hop)}\` only lets it be handed on`,
    denied: "a `deny` of the policy takes it away",
  }[why];
  return diagnostic("failed-assertion", place, `no chain lets \`${party}\` use \`${action}\` so: on \`${chain.join(" -> ")}\`, ${reason}`, {
    related: places.map((each) => ({ message: why === "denied" ? "denied here" : "it stops here", place: each })),
    help: "Widen what stops it, or remove the assertion",
    witness: onChain(chain),
  });
}

export function noChain(place: Place, party: string): Diagnostic {
  return diagnostic("failed-assertion", place, `no chain leads to \`${party}\`, so that it can use nothing`, {
    help: `Delegate to \`${party}\`, or remove the assertion`,
  });
}

export function pathExists(place: Place, chain: readonly string[], hops: readonly NamedHop[]): Diagnostic {
  return diagnostic("failed-assertion", place, `there is such a path: \`${chain.join(" -> ")}\``, {
    related: hops.map((hop) => ({ message: `\`${arrow(hop)}\``, place: hop.place })),
    help: "Remove one of these hops, or give it a task that does not continue the one before",
    witness: onChain(chain),
  });
}

export function tooDeep(place: Place, most: number, chain: readonly string[], hops: readonly NamedHop[]): Diagnostic {
  const [first] = hops;
  const length = hops.length;
  return diagnostic(
    "failed-assertion",
    place,
    `a chain has ${length === 1 ? "1 hop" : `${length} hops`}, more than ${most}: \`${chain.join(" -> ")}\``,
    {
      related: first === undefined ? [] : [{ message: "it starts here", place: first.place }],
      help: most === 0 ? "Every hop is a chain: remove it, or allow one" : `Give its first hop \`depth ${most - 1}\` or less`,
      witness: onChain(chain),
    },
  );
}

/** The use of an action that brings what must not arrive. */
export interface Origin {
  readonly action: string;
  readonly agent: string;
  readonly place: Place;
}

/** Over which hop data goes on, and which way. */
export interface Carried {
  readonly how: "passed" | "replied";
  readonly from: string;
  readonly to: string;
  readonly place: Place;
}

/** `route`: from where it comes from to whom it reaches. */
export function flowExists(
  place: Place,
  what: string,
  party: string,
  chain: readonly string[],
  origin: Origin | undefined,
  route: readonly Carried[],
  how: "reached" | "replied",
): Diagnostic {
  const way = how === "reached" ? `on the chain \`${chain.join(" -> ")}\`` : `by what \`${chain.at(-1) ?? ""}\` replies`;
  return diagnostic("failed-assertion", place, `${what} can reach \`${party}\` ${way}`, {
    related:
      origin === undefined
        ? []
        : [
            { message: `\`${origin.agent}\` gets it by \`${origin.action}\` here`, place: origin.place },
            ...route.map((step) => ({
              message: step.how === "passed" ? `\`${step.from}\` passes it to \`${step.to}\`` : `\`${step.from}\` replies it to \`${step.to}\``,
              place: step.place,
            })),
          ],
    help: "Pass or reply a lower label on the way, have the reply `trusted` where the host checks it, or remove the action that brings it",
    witness: onChain(chain),
  });
}
