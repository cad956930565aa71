/** The known word that an unknown one was most likely meant to be. */

/**
 * The candidate nearest to `word`, by the edits (insert, delete, replace, swap of neighbours) that lead from one to the
 * other, or `undefined` where none is near enough to be what was meant. Of equally near ones, the first.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = mistakesIn(word) + 1;
  const lower = word.toLowerCase();
  for (const candidate of candidates) {
    if (candidate === word) continue;
    if (Math.abs(candidate.length - word.length) >= least) continue;
    // Case is half a mistake: `Deny` is nearer to `deny` than to `Den`.
    const edits = distance(lower, candidate.toLowerCase(), least) || 0.5;
    if (edits < least && edits < Math.max(word.length, candidate.length) * 0.6) {
      least = edits;
      best = candidate;
    }
  }
  return best;
}

/** `; did you mean …?`, or nothing where no candidate is near: to stand at the end of a message about an unknown name. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const near = nearest(word, candidates);
  return near === undefined ? "" : `; did you mean \`${near}\`?`;
}

/** The word that a message with what `didYouMean` found at its end proposes. */
export function proposedIn(message: string): string | undefined {
  return /; did you mean `(.*)`\?$/s.exec(message)?.[1];
}

/** How many mistakes a word of its length may hold and still be recognised. */
function mistakesIn(word: string): number {
  return word.length <= 4 ? 1 : word.length <= 8 ? 2 : 3;
}

/** The edits between two words, in the restricted form in which no part is edited twice; `limit` or more may be said as `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const line = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let edits = Math.min((last[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1));
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        edits = Math.min(edits, (beforeLast[column - 2] ?? 0) + 1);
      line.push(edits);
    }
    if (Math.min(...line) >= limit) return limit;
    beforeLast = last;
    last = line;
  }
  return last[b.length] ?? limit;
}
