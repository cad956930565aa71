/** The graph of the policies that a file belongs to, as they are now. */
import { type Graph, graphOf } from "../../compiler/index.js";
import type { Snapshot } from "./snapshot.js";

/** Of all policies where no file is given, or where the given one is in none. Places are shown from `folder`. It waits for the proof. */
export function graphIn(snapshots: readonly Snapshot[], file: string | undefined, folder: string): Graph {
  const ofFile = snapshots.map((snapshot) => ({ snapshot, policies: file === undefined ? [] : snapshot.policiesOf(file) }));
  const isNamed = ofFile.some(({ policies }) => policies.length > 0);
  const looked = ofFile.flatMap(({ snapshot, policies }) =>
    (isNamed ? policies : snapshot.policies()).map((policy) => {
      const files = new Set(policy.program.modules.map((module) => module.file));
      return {
        policy: policy.lowered.value,
        diagnostics: snapshot.checked().diagnostics.filter(({ place }) => files.has(place.file)),
        grounds: snapshot.grounds(policy),
      };
    }),
  );
  const textOf = (name: string): string | undefined => snapshots.find((snapshot) => snapshot.has(name))?.text(name);
  return graphOf(looked, { sources: textOf, folder });
}
