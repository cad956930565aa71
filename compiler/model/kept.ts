/** What is kept of each declaration of a policy that is edited: what it was lowered to, what was said of it, and whether that may change. */

import type { Constraint } from "../../stdlib/runtime/constraint.js";
import type { Place } from "../base/span.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Module, Program } from "../names/modules.js";
import type { AgentDecl, AssertDecl, Declaration, DelegateDecl, DenyDecl, PrincipalDecl, TestDecl } from "../syntax/ast.js";
import type { Piece } from "../syntax/edited.js";
import { reporter } from "./lower.js";
import type { HopHead } from "./lower-hops.js";
import type { Assertion, Denial, Hop, Party, Test } from "./model.js";
import { type Workshop, workshop } from "./workshop.js";
import { noAtoms, type WrittenAtoms } from "./written-atoms.js";

/** What was noted while a declaration was lowered. */
export interface Notes {
  diagnostics: readonly Diagnostic[];
  atoms: readonly Constraint[];
  /** It has an error, or looked for a name that is not there: it may come to something else when names change. */
  unsettled: boolean;
}

interface Kept<D> extends Notes {
  readonly declaration: D;
  readonly module: Module;
}

export interface KeptHop extends Kept<DelegateDecl> {
  readonly kind: "hop";
  /** Absent where a party or the task is missing. */
  head: HopHead | undefined;
  hop: { -readonly [Key in keyof Hop]: Hop[Key] } | undefined;
  /** The first hop of the same parties and task, where it is another. */
  duplicateOf: KeptHop | undefined;
  /** The parameters of hops above that it speaks of. */
  receives: ReadonlySet<string>;
}

export interface KeptParty extends Kept<AgentDecl | PrincipalDecl> {
  readonly kind: "party";
  party: Party | undefined;
}

export interface KeptClaim extends Kept<DenyDecl | AssertDecl> {
  readonly kind: "claim";
  /** It is a denial with an error, so that what it takes away is not known. */
  lost: boolean;
  denials: readonly Denial[];
  assertions: readonly Assertion[];
}

export interface KeptTest extends Kept<TestDecl> {
  readonly kind: "test";
  test: Test | undefined;
  /** The pairs of parties whose hops were asked for. */
  between: ReadonlySet<string>;
}

export type KeptDeclaration = KeptHop | KeptParty | KeptClaim | KeptTest;

/** What is kept of the declarations of one piece of a text. */
export interface Row {
  readonly piece: Piece;
  readonly hops: readonly KeptHop[];
  readonly parties: readonly KeptParty[];
  readonly claims: readonly KeptClaim[];
  readonly tests: readonly KeptTest[];
  /** Those of which all others may speak. */
  readonly common: readonly Declaration[];
}

/** `known`: what is kept of declarations that are written as before. */
export function rowOf(piece: Piece, module: Module, known: (declaration: Declaration) => KeptDeclaration | undefined): Row {
  const hops: KeptHop[] = [];
  const parties: KeptParty[] = [];
  const claims: KeptClaim[] = [];
  const tests: KeptTest[] = [];
  const common: Declaration[] = [];
  for (const declaration of piece.declarations) {
    const before = known(declaration);
    switch (declaration.kind) {
      case "delegate":
        if (before?.kind === "hop") hops.push(before);
        else hops.push({ kind: "hop", declaration, module, ...unread, head: undefined, hop: undefined, duplicateOf: undefined, receives: none });
        break;
      case "agent":
      case "principal":
        parties.push(before?.kind === "party" ? before : { kind: "party", declaration, module, ...unread, party: undefined });
        break;
      case "deny":
      case "assert":
        claims.push(before?.kind === "claim" ? before : { kind: "claim", declaration, module, ...unread, lost: false, denials: [], assertions: [] });
        break;
      case "test":
        tests.push(before?.kind === "test" ? before : { kind: "test", declaration, module, ...unread, test: undefined, between: none });
        break;
      default:
        common.push(declaration);
    }
  }
  return { piece, hops: some(hops), parties: some(parties), claims: some(claims), tests: some(tests), common: some(common) };
}

export function keptIn(row: Row): readonly KeptDeclaration[] {
  return [...row.hops, ...row.parties, ...row.claims, ...row.tests];
}

export const unread: Notes = { diagnostics: [], atoms: [], unsettled: true };
const none: ReadonlySet<string> = new Set();
const empty: readonly never[] = [];

/** One array for all that are empty. */
function some<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? empty : list;
}

/** A workshop in which what is reported and noted goes to whatever is being lowered. */
export interface Desk {
  readonly shop: Workshop;
  readonly atoms: WrittenAtoms;
  /** Lowers something, with its notes taken anew. `failed`: there is less of it than was written. */
  note(notes: Notes, lower: () => { readonly failed: boolean }): void;
  /** Lowers more of something, and adds to its notes. */
  more(notes: Notes, lower: () => { readonly failed: boolean }): void;
  /** Lowers what nothing can be missing from. */
  noted<T>(notes: Notes, lower: () => T): T;
  /** Takes over the notes of a thing that was lowered again. */
  takeOver(notes: Notes, again: Notes): void;
  /** Takes over what was said when a thing was lowered again, and came to the same as before. Its atoms stay. */
  sayInstead(notes: Notes, again: Notes): void;
  /** Forgets what was noted of something. */
  forget(notes: Notes): void;
  /** All that was said. */
  diagnostics(): readonly Diagnostic[];
}

export function desk(program: Program): Desk {
  const atoms = new Map<Constraint, Place>();
  const noisy = new Set<Notes>();
  let reported: Diagnostic[] = [];
  let noted: Constraint[] = [];
  const shop = workshop(
    program,
    reporter(program, (problem) => reported.push(problem)),
    {
      set(atom, place) {
        atoms.set(atom, place);
        noted.push(atom);
      },
    },
  );
  const misses = (): number => shop.table(program.entry).misses.count;
  const forget: Desk["forget"] = (notes) => {
    for (const atom of notes.atoms) atoms.delete(atom);
    noisy.delete(notes);
    notes.atoms = empty;
    notes.diagnostics = empty;
  };
  const more: Desk["more"] = (notes, lower) => {
    reported = [];
    noted = [];
    const before = misses();
    const { failed } = lower();
    if (reported.length > 0) {
      notes.diagnostics = [...notes.diagnostics, ...reported];
      noisy.add(notes);
    }
    if (noted.length > 0) notes.atoms = notes.atoms.length === 0 ? noted : [...notes.atoms, ...noted];
    notes.unsettled ||= failed || misses() > before || reported.some((each) => each.severity === "error");
  };
  return {
    shop,
    atoms: { ...noAtoms, places: atoms },
    forget,
    noted(notes, lower) {
      let value: { readonly of: ReturnType<typeof lower> } | undefined;
      forget(notes);
      notes.unsettled = false;
      more(notes, () => {
        value = { of: lower() };
        return { failed: false };
      });
      if (value === undefined) throw new Error("nothing was lowered");
      return value.of;
    },
    takeOver(notes, again) {
      forget(notes);
      noisy.delete(again);
      Object.assign(notes, { diagnostics: again.diagnostics, atoms: again.atoms, unsettled: again.unsettled });
      if (notes.diagnostics.length > 0) noisy.add(notes);
    },
    sayInstead(notes, again) {
      const { diagnostics, unsettled } = again;
      forget(again);
      notes.diagnostics = diagnostics;
      notes.unsettled = unsettled;
      if (diagnostics.length > 0) noisy.add(notes);
      else noisy.delete(notes);
    },
    note(notes, lower) {
      forget(notes);
      notes.unsettled = false;
      more(notes, lower);
    },
    more,
    diagnostics: () => [...noisy].flatMap((notes) => notes.diagnostics),
  };
}
