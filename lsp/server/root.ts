/**
 * A folder of the client's, or a single file outside of them, with what is known of its policies. Texts are written at once;
 * trees, names and models follow when they are asked for, or when there is a moment; the proof is made in slices, so that
 * messages are read in between, and is begun anew where a newer edit has overtaken it.
 */
import { type CannotRun, type Change, type Host, type LiveCheck, openLive, type Position, type Proving } from "../../compiler/index.js";
import { type Snapshot, snapshotOf } from "../ide/snapshot.js";

export interface Root {
  /** A folder, or a file. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Why nothing can be checked. */
  problem(): CannotRun | undefined;
  /** Whether the file was read here at some time, and its text is kept up. */
  knows(file: string): boolean;
  /** The text as it is now; `undefined` where the file was never read. */
  text(file: string): string | undefined;
  offset(file: string, position: Position): number;
  write(changes: readonly Change[]): void;
  /** Reads everything again: settings have changed, or which files there are. */
  reopen(): void;
  /** The workspace as it is now; nothing where nothing can be checked. */
  snapshot(): Snapshot | undefined;
  isProved(): boolean;
  /** Goes on with the proof for some milliseconds. What it is at, or nothing where it has come to its end. */
  prove(milliseconds: number): { readonly entry: string; readonly done: number; readonly of: number } | undefined;
  /** How many edits the proof has followed, of those after which it should begin anew: it keeps some kilobytes of each. */
  wear(): number;
  /** Lets the proof begin anew. */
  forget(): void;
}

/** A small policy is proved anew in no time; of a large one the proof is worth keeping for longer. */
const leastEdits = 1_000;

/** `leave` is told the texts before they are let go of. Nothing is opened before it is asked for. */
export function openRoot(
  host: Host,
  path: string,
  isFolder: boolean,
  clock: () => number,
  leave: (text: (file: string) => string | undefined) => void,
): Root {
  let state: LiveCheck | CannotRun | undefined;
  let version = 0;
  let isDirty = false;
  let proving: Proving | undefined;
  let view: Snapshot | undefined;
  let edits = 0;

  const opened = (): LiveCheck | CannotRun => {
    state ??= openLive(host, [path]);
    return state;
  };
  const live = (): LiveCheck | undefined => {
    const is = opened();
    return is.kind === "live" ? is : undefined;
  };
  /** Without opening anything: whoever opens it asks for texts. */
  const texts = (): LiveCheck["workspace"] | undefined => (state?.kind === "live" ? state.workspace : undefined);
  const drop = (): void => {
    const held = texts();
    if (held !== undefined) leave(held.sources);
    state = undefined;
  };
  const moved = (): void => {
    version++;
    view = undefined;
    proving = undefined;
  };
  /** Takes in what was written. */
  const settled = (): LiveCheck | undefined => {
    const is = live();
    if (!isDirty) return is;
    isDirty = false;
    is?.change([]);
    if (is === undefined || is.workspace.policies.length > 0) return is;
    // Why there is no policy any more is found out by opening them again.
    drop();
    return live();
  };

  return {
    path,
    isFolder,
    problem: () => {
      const is = opened();
      return is.kind === "cannot-run" ? is : undefined;
    },
    knows: (file) => texts()?.edited(file) !== undefined,
    text: (file) => texts()?.sources(file),
    offset: (file, position) => texts()?.offsetAt(file, position) ?? 0,
    write(changes) {
      moved();
      const is = live();
      // Where nothing could be checked, another text may be what was wanting.
      if (is === undefined) state = undefined;
      else is.write(changes);
      isDirty = is !== undefined;
      edits++;
    },
    reopen() {
      moved();
      drop();
      isDirty = false;
      edits = 0;
    },
    snapshot() {
      const is = settled();
      const at = version;
      const tried = (): void => {
        edits += 2;
      };
      if (is !== undefined) view ??= snapshotOf(is, at, () => at === version, tried);
      return view;
    },
    isProved: () => {
      if (isDirty) return false;
      const is = opened();
      return is.kind === "cannot-run" || is.isProved();
    },
    prove(milliseconds) {
      const is = settled();
      if (is === undefined || is.isProved()) {
        proving = undefined;
        return undefined;
      }
      proving ??= is.prove();
      for (const end = clock() + milliseconds; ; ) {
        const step = proving.next();
        if (step.done === true) {
          proving = undefined;
          return undefined;
        }
        if (clock() >= end) return step.value;
      }
    },
    wear: () => {
      if (edits < leastEdits || state?.kind !== "live") return 0;
      const hops = state.workspace.policies.reduce((sum, { lowered }) => sum + lowered.value.hops.length, 0);
      return edits / Math.max(leastEdits, hops / 10);
    },
    forget() {
      moved();
      edits = 0;
      settled()?.forget();
    },
  };
}
