/** What is written beside the parts of a picture, and which of them stand out: the same for every way to draw it. */

import { visible } from "../diagnostics/show.js";
import type { Graph, GraphHop, GraphParty, PolicyGraph } from "./graph.js";

export function labelOfParty({ name, isUnguarded }: GraphParty): string {
  return `${visible(name)}${isUnguarded ? "\n(unguarded)" : ""}`;
}

/** The task, how long the hop lives, and the code of what is wrong with it. */
export function labelOfHop({ id, task, bounds }: GraphHop, bad: ReadonlyMap<string, string>): string {
  const code = bad.get(id);
  const ttl = bounds.find(({ name }) => name === "ttl");
  const approval = bounds.some(({ name }) => name === "approval by");
  return [
    `${visible(task)}${ttl === undefined ? "" : ` · ${ttl.value}`}${approval ? " · asks" : ""}`,
    ...(code === undefined ? [] : [`✗ ${code}`]),
  ].join("\n");
}

/** The hops that have an error of their own, and its code; the first where there are several. */
export function badHops({ hops, faults }: PolicyGraph): ReadonlyMap<string, string> {
  const errors = new Map(faults.flatMap(({ id, severity, code }) => (severity === "error" ? [[id, code] as const] : [])));
  return new Map(
    hops.flatMap((hop) => {
      const code = hop.faults.map((id) => errors.get(id)).find((each) => each !== undefined);
      return code === undefined ? [] : [[hop.id, code] as const];
    }),
  );
}

/** It stands on the chain of an error's witness. */
export function isMarked({ faults }: PolicyGraph, { id }: GraphHop): boolean {
  return faults.some(({ severity, path }) => severity === "error" && path.includes(id));
}

/** Each policy is framed where there are several. */
export function policiesLabelled({ policies }: Graph): boolean {
  return policies.length > 1;
}

/** One line for each error that shows a request, for a picture on which nothing can be selected. */
export function caption({ policies }: Graph): string {
  const lines = policies.flatMap(({ faults }) =>
    faults.flatMap(({ severity, code, witness }) => {
      if (severity !== "error" || witness.length === 0) return [];
      const row = (heading: string): string | undefined => witness.find((each) => each.heading === heading)?.text;
      return [[`✗ ${code}`, row("chain"), row("request")].filter((part) => part !== undefined).join(":  ")];
    }),
  );
  const more = lines.length - mostLines;
  return [...lines.slice(0, mostLines), ...(more > 0 ? [`and ${more} more`] : [])].join("\n");
}

const mostLines = 8;
