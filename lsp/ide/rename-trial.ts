/** Whether some edits rename and do nothing else: tried on the texts, and undone. */
import { mentionsIn } from "./mentions.js";
import type { Snapshot, TrialChange } from "./snapshot.js";

/** Edits of one request come in the order of files, and within one from its start: offsets are those of the texts as they are. */
export type Edit = TrialChange;

/** Why the edits, which write `to` for `from`, would do more than that: another name would mean something else, or be an error. */
export function objection(snapshot: Snapshot, edits: readonly Edit[], from: string, to: string): string | undefined {
  const names = [from, to];
  const edited = new Set(edits.map(({ file, start }) => spot(file, start)));
  const wanted = meanings(snapshot, names, movedBy(edits), (at, text) => (edited.has(at) ? to : text));
  const errors = errorsIn(snapshot);
  const taken = takenBy(snapshot, edits, to);
  return snapshot.trial(changesOf(snapshot, edits), (then) => {
    const found = meanings(then, names);
    const other = [...found].find(([at, means]) => wanted.get(at) !== means)?.[0] ?? [...wanted.keys()].find((at) => !found.has(at));
    if (other !== undefined) return taken ?? `\`${to}\` would mean something else in ${shown(then, other)}`;
    const worse = [...errorsIn(then)].find(([code, count]) => count > (errors.get(code) ?? 0))?.[0];
    return worse === undefined ? undefined : (taken ?? `with \`${to}\` for \`${from}\` there would be another error \`${worse}\``);
  });
}

/**
 * The edits as changes that can be made one after the other: from the end, so that each is counted in what is there. Each change
 * moves all that follows it, so that very many of a file are made as one.
 */
function changesOf(snapshot: Snapshot, edits: readonly Edit[]): readonly Edit[] {
  const byFile = new Map<string, Edit[]>();
  for (const edit of edits) {
    const list = byFile.get(edit.file);
    if (list === undefined) byFile.set(edit.file, [edit]);
    else list.push(edit);
  }
  return [...byFile.values()].flatMap((list) => (list.length > mostApart ? joined(snapshot, list) : list.reverse()));
}

const mostApart = 100;

function joined(snapshot: Snapshot, edits: readonly Edit[]): readonly Edit[] {
  const [first] = edits;
  const last = edits.at(-1);
  if (first === undefined || last === undefined) return [];
  const was = snapshot.slice(first.file, { start: first.start, end: last.end });
  let text = "";
  let from = 0;
  for (const edit of edits) {
    text += was.slice(from, edit.start - first.start) + edit.text;
    from = edit.end - first.start;
  }
  return [{ ...first, end: last.end, text }];
}

/** Where a declaration has the name already, as far as one of the edited files knows it. */
function takenBy(snapshot: Snapshot, edits: readonly Edit[], name: string): string | undefined {
  for (const file of new Set(edits.map((edit) => edit.file))) {
    for (const policy of snapshot.policiesOf(file)) {
      const module = snapshot.module(policy, file);
      const table = module === undefined ? undefined : policy.program.tables.get(module);
      const other = table?.own.get(name) ?? table?.imported.get(name);
      if (other === undefined) continue;
      const of = other.module.file === file ? "" : `, which ${baseName(file)} imports`;
      return `\`${name}\` is taken by the ${other.kind} in ${shown(snapshot, spot(other.place.file, other.place.span.start))}${of}`;
    }
  }
  return undefined;
}

/**
 * What some names mean wherever they stand: by place and policy, the name and the places of its declarations, as one text. `move` says where
 * an offset will be, `call` what a name will be.
 */
function meanings(
  snapshot: Snapshot,
  names: readonly string[],
  move: (file: string, offset: number) => number = (_, offset) => offset,
  call: (at: string, text: string) => string = (_, text) => text,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const policy of snapshot.policies()) {
    const { entry, program } = policy;
    // What a name means in a file that several policies have may be another thing in each.
    const mentions = mentionsIn(policy);
    for (const module of program.modules) {
      const { file } = module;
      for (const piece of snapshot.edited(file)?.pieces ?? []) {
        if (!names.some((name) => piece.text.includes(name))) continue;
        for (const node of [...piece.imports, ...piece.declarations]) {
          for (const { kind, text, span, targets } of mentions.of(module, node)) {
            const means = targets.map((target) => spot(target.file, move(target.file, target.span.start))).sort();
            const at = `${spot(file, move(file, span.start))}\n${entry}`;
            found.set(at, [kind, call(spot(file, span.start), text), ...means].join("\n"));
          }
        }
      }
    }
  }
  return found;
}

/** Where an offset is after some edits, of which none covers it. */
function movedBy(edits: readonly Edit[]): (file: string, offset: number) => number {
  /** By file, where each edit starts, and by how much what follows it is moved. */
  const byFile = new Map<string, { readonly start: number; readonly by: number }[]>();
  for (const { file, start, end, text } of edits) {
    const moves = byFile.get(file) ?? [];
    byFile.set(file, moves);
    moves.push({ start, by: (moves.at(-1)?.by ?? 0) + text.length - (end - start) });
  }
  return (file, offset) => {
    const moves = byFile.get(file) ?? [];
    let low = 0;
    let high = moves.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((moves[middle]?.start ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return offset + (moves[low - 1]?.by ?? 0);
  };
}

/** How many errors there are of each code, the proof's aside. */
function errorsIn(snapshot: Snapshot): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { diagnostics } of snapshot.policies())
    for (const { code, severity } of diagnostics) if (severity === "error") counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

/** A place as a key. */
function spot(file: string, offset: number): string {
  return `${offset} ${file}`;
}

/** A place as a person is told it. */
function shown(snapshot: Snapshot, at: string): string {
  const [offset = "", file = ""] = /^(\d+) ([^\n]*)/.exec(at)?.slice(1) ?? [];
  return `line ${snapshot.position(file, Number(offset)).line + 1} of ${baseName(file)}`;
}

/** A file as a person is told it. */
export function baseName(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1);
}
