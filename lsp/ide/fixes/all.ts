/**
 * Every fix of a file at once. Each is proved on the text that those before it have left, so that what they come to together is
 * proved as well. From the end of the file on: what stands before an edit stays where it was.
 */
import type { Snapshot } from "../snapshot.js";
import { compose } from "./compose.js";
import type { TextEdit } from "./fix.js";
import { proposals } from "./index.js";
import { changesOf, isMended, tallyOf } from "./proved.js";

/** More are not made at once. */
const most = 200;

/** The edits of all fixes in which there is nothing to choose. None where nothing can be fixed so. */
export function fixAll(snapshot: Snapshot, file: string): readonly TextEdit[] {
  const failed = new Set<string>();
  let count = 0;
  const goOn = (at: Snapshot, made: readonly TextEdit[]): readonly TextEdit[] => {
    if (count >= most) return made;
    const before = tallyOf(at.checked().diagnostics);
    // What is proposed is plain data: it outlives the trials.
    const candidates = [...at.findings(file)].reverse();
    for (const finding of candidates) {
      const key = `${finding.code} ${finding.message}`;
      if (failed.has(key)) continue;
      const known = at.findings(file).find((each) => each.code === finding.code && each.message === finding.message);
      for (const { edits, isPreferred } of known === undefined ? [] : proposals(at, known)) {
        const changes = isPreferred ? changesOf(at, edits) : undefined;
        if (changes === undefined) continue;
        const done = at.trial(changes, (then) => {
          if (!isMended(finding, before, tallyOf(then.checked().diagnostics))) return undefined;
          count++;
          return goOn(then, changes.reduce(compose, made));
        });
        if (done !== undefined) return done;
      }
      failed.add(key);
    }
    return made;
  };
  return goOn(snapshot, []);
}
