/** The words of labels: data that is passed, sent or returned beyond what may be held. */
import type { Place } from "../../base/span.js";
import { type Diagnostic, diagnostic } from "../diagnostic.js";
import { onChain, type WiderBound } from "./bounds.js";
import { arrow, type NamedHop } from "./proof.js";

/** A place that data of a label comes from. */
export interface Source {
  readonly message: string;
  readonly place: Place;
}

interface Cleared {
  readonly hop: NamedHop;
  readonly place: Place;
  readonly clearance: string;
  readonly agent: { readonly name: string; readonly place: Place };
}

export function passOverClearance({ hop, place, label, clearance, agent }: Cleared & { readonly label: string }): Diagnostic {
  return diagnostic("over-clearance", place, `\`${arrow(hop)}\` passes \`${label}\` to \`${agent.name}\`, which is cleared for \`${clearance}\``, {
    related: [{ message: `the clearance of \`${agent.name}\` is \`${clearance}\``, place: agent.place }],
    help: `Pass \`${clearance}\` or less, or give \`${agent.name}\` the \`clearance ${label}\``,
  });
}

export function resultOverClearance({
  hop,
  place,
  label,
  clearance,
  agent,
  action,
  actionPlace,
}: Cleared & { readonly label: string; readonly action: string; readonly actionPlace: Place }): Diagnostic {
  const message = `\`${arrow(hop)}\` lets \`${agent.name}\`, which is cleared for \`${clearance}\`, use \`${action}\`, which returns \`${label}\``;
  return diagnostic("over-clearance", place, message, {
    related: [
      { message: `returns \`${label}\``, place: actionPlace },
      { message: `the clearance of \`${agent.name}\` is \`${clearance}\``, place: agent.place },
    ],
    help: `Remove \`${action}\` here, \`relay\` it if \`${agent.name}\` only hands it on, or give \`${agent.name}\` the \`clearance ${label}\``,
  });
}

export function replyOverClearance({
  hop,
  place,
  labels,
  clearance,
  agent,
  chain,
}: Cleared & { readonly labels: readonly string[]; readonly chain: readonly string[] }): Diagnostic {
  const reply = listed(labels);
  return diagnostic(
    "over-clearance",
    place,
    `\`${hop.to.name}\` may reply with ${reply} to \`${agent.name}\`, which is cleared for \`${clearance}\``,
    {
      related: [{ message: `the clearance of \`${agent.name}\` is \`${clearance}\``, place: agent.place }],
      help: `Say \`reply ${clearance}\` in this hop, or raise the clearance of \`${agent.name}\``,
      witness: onChain(chain),
    },
  );
}

export function passesMore({
  hop,
  place,
  above,
  abovePlace,
  chain,
  label,
  held,
}: WiderBound & { readonly label: string; readonly held: readonly string[] }): Diagnostic {
  return diagnostic(
    "wider-data",
    place,
    `\`${arrow(hop)}\` passes \`${label}\`, but on the chain \`${chain.slice(0, -1).join(" -> ")}\` \`${hop.from.name}\` may hold no more than ${listed(held)}`,
    {
      related: [{ message: `what \`${arrow(above)}\` passes`, place: abovePlace }],
      help: `Pass ${listed(held)} or less here, or pass \`${label}\` by \`${arrow(above)}\``,
      witness: onChain(chain),
    },
  );
}

export interface Sending {
  readonly hop: NamedHop;
  readonly place: Place;
  readonly action: string;
  /** The highest label that may leave by the action. */
  readonly sends: string;
  /** What may be held beyond that. */
  readonly labels: readonly string[];
  readonly chain: readonly string[];
  readonly sources: readonly Source[];
}

export function sendsMore({ hop, place, action, sends, labels, chain, sources }: Sending): Diagnostic {
  const message = `\`${arrow(hop)}\` lets \`${action}\` be used, which sends \`${sends}\` at most, but on this chain \`${hop.to.name}\` may hold ${listed(labels)}`;
  return diagnostic("wider-data", place, message, {
    related: sources,
    help: `Keep ${listed(labels)} from \`${hop.to.name}\` on this chain, or leave \`${action}\` to an agent that does not hold it`,
    witness: onChain(chain),
  });
}

/** Labels in backticks. */
function listed(labels: readonly string[]): string {
  const shown = labels.map((label) => `\`${label}\``);
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
