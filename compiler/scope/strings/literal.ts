/** What can be known of one text variable, and when a value suits it. */

import { matches, type Pattern } from "../../../stdlib/runtime/pattern.js";
import { isPath, isUnder } from "../../../stdlib/runtime/value.js";

/** One thing known of a single text variable. */
export type TextTest =
  /** It is one of these. */
  | { readonly kind: "set"; readonly values: readonly string[] }
  | { readonly kind: "pattern"; readonly pattern: Pattern }
  /** `isUnder(it, base)`. */
  | { readonly kind: "under"; readonly base: string }
  /** `isPath(it)`. */
  | { readonly kind: "path" };

export interface TextLiteral {
  readonly test: TextTest;
  readonly holds: boolean;
}

/** Whether a value suits a literal, by the reference meaning. */
export function suits({ test, holds }: TextLiteral, value: string): boolean {
  switch (test.kind) {
    case "set":
      return test.values.includes(value) === holds;
    case "pattern":
      return matches(test.pattern, value) === holds;
    case "under":
      return isUnder(value, test.base) === holds;
    case "path":
      return isPath(value) === holds;
  }
}
