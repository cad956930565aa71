/**
 * Which fixes are offered at a place. Each is proved first; only where that would take long, since an edit of what all depends on
 * has a large policy proved anew, is it left to when somebody wants the fix.
 */
import type { Diagnostic } from "../../../compiler/index.js";
import type { Snapshot } from "../snapshot.js";
import type { Fix, TextEdit } from "./fix.js";
import { proposals } from "./index.js";
import { checks, type Tally, tallyOf } from "./proved.js";

export interface Offer {
  readonly finding: Diagnostic;
  readonly fix: Fix;
  /** False where it is proved only when it is asked for. */
  readonly isProved: boolean;
}

/** More findings are not looked at for one selection. */
const mostFindings = 20;
/** From so many hops on a policy is not proved anew for the sake of an offer. */
const large = 3_000;

/** The offers of a text never change. */
const known = new WeakMap<Snapshot, Map<string, readonly Offer[]>>();

/** For the findings that the selection touches. */
export function offersAt(snapshot: Snapshot, file: string, start: number, end: number): readonly Offer[] {
  const findings = snapshot.findings(file).filter(({ place: { span } }) => span.start <= end && start <= span.end);
  return findings.slice(0, mostFindings).flatMap((finding) => offersFor(snapshot, finding, "quick"));
}

/** `all`: those as well whose proof takes long; they are proved then. */
export function offersFor(snapshot: Snapshot, finding: Diagnostic, which: "quick" | "all"): readonly Offer[] {
  const { code, message, place } = finding;
  const key = `${which} ${code} ${place.file} ${place.span.start} ${place.span.end} ${message}`;
  const before = known.get(snapshot) ?? new Map<string, readonly Offer[]>();
  known.set(snapshot, before);
  const offers = before.get(key) ?? offersOf(snapshot, finding, which);
  before.set(key, offers);
  return offers;
}

function offersOf(snapshot: Snapshot, finding: Diagnostic, which: "quick" | "all"): readonly Offer[] {
  const tally: Tally = tallyOf(snapshot.checked().diagnostics);
  const candidates = proposals(snapshot, finding);
  const slow = new Set(which === "all" ? [] : candidates.filter(({ edits }) => isSlow(snapshot, edits)));
  const offers: Offer[] = [];
  for (const fix of candidates) {
    if (offers.some((each) => each.fix.name === fix.name)) continue;
    if (slow.has(fix)) offers.push({ finding, fix, isProved: false });
    else if (checks(snapshot, finding, tally, fix.edits)) offers.push({ finding, fix, isProved: true });
  }
  return offers;
}

/** Whether the edits have a large policy proved anew. */
function isSlow(snapshot: Snapshot, edits: readonly TextEdit[]): boolean {
  return edits.some(({ file, start, end }) => {
    if (snapshot.policiesOf(file).every((policy) => policy.lowered.value.hops.length < large)) return false;
    const node = snapshot.nodeAt(file, start);
    // A comment on a line of its own stands in no declaration, or before one.
    if (start === end && edits.every(({ text }) => text.trimStart().startsWith("//"))) return false;
    return node === undefined || !(["delegate", "agent", "principal", "test"] as const).some((kind) => kind === node.kind);
  });
}
