/** How two text variables, or two classes of equal ones, may be bound to each other. */

/** `different`: the words are not equal. `under`: `isUnder(left, right)`; `apart`: not so. */
export interface Link {
  readonly kind: "different" | "under" | "apart";
  readonly left: number;
  readonly right: number;
}

/** The variables at the other ends of the links of one: one each link. */
export function neighbours(variable: number, links: readonly Link[]): number[] {
  return links.flatMap(({ left, right }) => (left === variable ? [right] : right === variable ? [left] : []));
}
