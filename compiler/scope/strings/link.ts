/** How two text variables, or two classes of equal ones, may be bound to each other. */

/** `different`: the words are not equal. `under`: `isUnder(left, right)`; `apart`: not so. */
export interface Link {
  readonly kind: "different" | "under" | "apart";
  readonly left: number;
  readonly right: number;
}
