/** A constraint over the parameters of a whole chain, in the words of one who writes its last hop. */
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import { substitute } from "./constraints.js";
import type { Walk } from "./walk.js";

/** With parameters by the names that someone who writes the hop would use: its own, and the nearest above of each name. */
export function asTheHopSays(way: Walk, last: number, constraint: Constraint): Constraint {
  const names = new Map<string, { readonly root: "param" | "received"; readonly name: string }>();
  for (let at = 0; at <= last; at++) {
    for (const { name } of way.hops[at]?.params ?? []) {
      const place = way.parameter(at, name);
      if (place?.root !== "param") continue;
      // One further up that is hidden by a nearer one of its name keeps its full name.
      if (at < last) for (const [full, short] of names) if (short.name === name) names.delete(full);
      names.set(place.name, { root: at === last ? "param" : "received", name });
    }
  }
  return substitute(constraint, (root, name) => {
    const short = root === "param" ? names.get(name) : undefined;
    return short === undefined ? undefined : { kind: "place", ...short, fields: [] };
  });
}
