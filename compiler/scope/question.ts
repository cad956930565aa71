/** What the decision procedure is asked, and what it answers. It knows no syntax, no span and no diagnostic. */
import type { Constraint, Effect, Field, Request, Type } from "../../stdlib/runtime/constraint.js";

/** What a constraint may speak of: one action with its arguments, the parameters in sight, the context. */
export interface Signature {
  readonly action: { readonly id: string; readonly effect: Effect; readonly params: readonly Field[] };
  /** By the name that `param` places use. Parameters of several hops are told apart by their names. */
  readonly params: Readonly<Record<string, Type>>;
  readonly context: Readonly<Record<string, Type>>;
}

export type Answer =
  /** No request of the signature satisfies the constraint. */
  | { readonly kind: "none" }
  /** One that does, confirmed by `admits`. */
  | { readonly kind: "found"; readonly request: Request }
  /** A counted limit was reached. */
  | { readonly kind: "too-complex"; readonly limit: string };

/**
 * Is the child within the parent, wherever the facts hold? `none`: it is narrower or equal. `found`: a request that
 * satisfies the facts and the child and not the parent.
 */
export interface Inclusion {
  readonly facts: Constraint;
  readonly child: Constraint;
  readonly parent: Constraint;
}
