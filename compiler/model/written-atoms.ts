/** Where the atoms of a policy stand in its texts. */
import type { Constraint } from "../../stdlib/runtime/constraint.js";
import type { Place } from "../base/span.js";
import type { Hop } from "./model.js";

export interface WrittenAtoms {
  /** Atoms that come from the filling in of a named scope's parameters stand nowhere. */
  readonly places: ReadonlyMap<Constraint, Place>;
  /** By hop that shares its conditions with one that is written alike: how far behind that one's its own stand in the text. */
  readonly further: ReadonlyMap<Hop, number>;
}

export const noAtoms: WrittenAtoms = { places: new Map(), further: new Map() };
