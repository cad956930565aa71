/** Some members of a long list, in its order, kept as parts of the list are replaced. */

/** `select` from the new part of a list into the selection of its members. `isBefore`: the member lies before that part. */
export function reselect<T>(
  selection: T[],
  isBefore: (member: T) => boolean,
  removed: readonly T[],
  added: readonly T[],
  select: (member: T) => boolean,
): void {
  let low = 0;
  let high = selection.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(selection[middle] as T)) low = middle + 1;
    else high = middle;
  }
  selection.splice(low, removed.filter(select).length, ...added.filter(select));
}
