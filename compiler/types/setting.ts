/** Where an expression stands: what it may speak of there, and where its problems go. */

import type { Constraint, Root, Term, Type } from "../../stdlib/runtime/constraint.js";
import type { Place, Span } from "../base/span.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Module } from "../names/modules.js";
import type { NameTable } from "../names/symbols.js";
import type { Name } from "../syntax/ast.js";
import type { PatternCache } from "./pattern-cache.js";

/**
 * A clause of a hop; the body of a named scope; a `require`; what bounds chains from outside (ceilings, `holds`, top-level
 * `deny`, assertions); or the refinement of a type.
 */
export type Use = "clause" | "scope" | "require" | "bound" | "refinement";

/** What a name means among the arguments of a clause's actions. */
export type ArgumentFound =
  | { readonly kind: "found"; readonly type: Type; readonly optional: boolean }
  | { readonly kind: "missing" }
  /** Some of the actions have it, this one does not. */
  | { readonly kind: "lacking"; readonly action: string }
  | { readonly kind: "differs"; readonly actions: readonly [string, string]; readonly types: readonly [Type, Type] };

export interface Arguments {
  find(name: string): ArgumentFound;
  /** All that any of the actions has, for suggestions. */
  names(): Iterable<string>;
}

/** Takes note of where an atom stands. */
export interface AtomPlaces {
  set(atom: Constraint, place: Place): unknown;
}

/** What is the same for all expressions of a module. */
export interface Surroundings {
  readonly module: Module;
  readonly table: NameTable;
  readonly facts: ReadonlyMap<string, { readonly type: Type; readonly live: boolean }>;
  /** The policy's name for a principal, by its declaration. */
  readonly partyName: (declaration: object) => string;
  readonly patterns: PatternCache;
  /** The roots that were spoken of, alone: see `operands.ts`. */
  readonly terms: Map<Root, Map<string, Term>>;
  /** Where each atom stands. */
  readonly atoms: AtomPlaces;
}

/** What is the same for all expressions of one hop, or of one block. */
export interface BlockSetting {
  readonly around: Surroundings;
  readonly use: Use;
  /** `$p`; absent where no parameter is in sight. */
  readonly params?: ReadonlyMap<string, Type>;
  /** The type of `received.p`. It reports what is wrong with it, and then gives none. */
  readonly received?: (name: Name, report: (problem: Diagnostic) => void) => Type | undefined;
  /** What a refinement is about. */
  readonly it?: Type;
  readonly report: (problem: Diagnostic) => void;
}

export interface Setting {
  readonly block: BlockSetting;
  readonly arguments: Arguments | undefined;
  /** The expression is taken away: it is in a `deny`. */
  readonly deny: boolean;
  /** It is an assertion: it only asks, so that nothing is allowed for want of an approval. */
  readonly asserts?: boolean;
  readonly report: (problem: Diagnostic) => void;
  /** What the expression comes to is thrown away, or stands for several types: its atoms have no place of their own. */
  readonly silent: boolean;
}

export function placeOf(setting: Setting, part: { readonly span: Span }): Place {
  return { file: setting.block.around.module.file, span: part.span };
}
