/** The names by which lints speak of the parts of a policy. */
import type { HopWords } from "../../diagnostics/codes/lints.js";
import type { Hop } from "../../model/model.js";

export function hopWords(hop: Hop): HopWords {
  return { from: hop.from.name, to: hop.to.name, task: hop.task.name, place: hop.place };
}
