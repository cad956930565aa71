/** What a certificate answers: that no request of a signature satisfies a constraint. */
import type { Constraint, Effect, Field, Type } from "../../stdlib/runtime/constraint.js";

/** What a constraint may speak of: one action with its arguments, the parameters in sight, the context. */
export interface Signature {
  readonly action: { readonly id: string; readonly effect: Effect; readonly params: readonly Field[] };
  /** By the name that `param` places use. Parameters of several hops are told apart by their names. */
  readonly params: Readonly<Record<string, Type>>;
  readonly context: Readonly<Record<string, Type>>;
}

/** That no request of the signature satisfies the constraint. */
export interface Question {
  readonly signature: Signature;
  readonly impossible: Constraint;
}
