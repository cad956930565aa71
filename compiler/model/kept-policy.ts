/**
 * A policy that is kept up while its files are edited. What is declared falls into two: what all others may speak of (labels,
 * domains, tasks, types, constants, facts, tools, secrets, named scopes, imports), where any change means that everything is
 * lowered anew; and parties, hops, claims and tests, which are kept one by one. Of these an edit lowers
 *
 * - what is new, and what stands in a piece of text that was read again and is not written as before;
 * - what speaks of a party that is another now: its hops by an index; claims, which are few, all together; tests by the parties
 *   and hops that they asked for;
 * - hops whose key or received parameters others have changed (see `kept-hops.ts`);
 * - where the names of a module have changed, or a text has or had mistakes (for a name that got lost is passed over): all that
 *   has an error or looked for a name that is not there. What found its names depends on no others: a name that means something
 *   else than it did is followed to those who found it.
 *
 * Names are tabled anew, all of them, where a declaration that has one changed; all else costs as much as the edit, but for one
 * pass over all hops that puts them in order. What is not lowered stays the same object, with its problems and its atoms.
 */
import { reselect } from "../base/selection.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Module, Program } from "../names/modules.js";
import { isOverwhelmed } from "../names/symbols.js";
import type { AgentDecl, Declaration, DelegateDecl, PrincipalDecl } from "../syntax/ast.js";
import type { Piece, Splice } from "../syntax/edited.js";
import { type Changes, differenceOf } from "./changes.js";
import { desk, type KeptDeclaration, type KeptHop, keptIn, type Notes, type Row, rowOf, unread } from "./kept.js";
import { keepClaims } from "./kept-claims.js";
import { keepHops } from "./kept-hops.js";
import { follow, isNamed, type Succession } from "./kept-names.js";
import { type Exchange, numbered, renumbered, type Sheet } from "./kept-order.js";
import { keepParties } from "./kept-parties.js";
import { commonPart, isIncomplete, type Lowered, lowerCommon } from "./lower.js";
import { hopKey } from "./lower-hops.js";
import type { Hop, Policy } from "./model.js";
import type { Sited } from "./workshop.js";

/** What an edit did to the text of a module. */
export interface Edit {
  readonly module: Module;
  readonly splices: readonly Splice[];
}

export interface KeptPolicy {
  /** As it is now. */
  lowered(): Lowered;
  /** The hops that reach or leave what is called so, in no order. */
  hopsOf(name: string): ReadonlySet<Hop>;
  /** The declarations of hops that reach or leave a party, and of those of which it is not known, in order. */
  hopsAt(party: AgentDecl | PrincipalDecl): readonly Sited<DelegateDecl>[];
  /** What is wrong with the names of its modules. */
  nameProblems(): readonly Diagnostic[];
  /**
   * Takes edits in; the modules' texts and damage are as they are after them. `wasDamaged`: some text had mistakes before.
   * `undefined`: everything has to be lowered anew, and this is of no use any more.
   */
  update(edits: readonly Edit[], wasDamaged: boolean): Changes | undefined;
}

/** `problems`: what is wrong with the names, as the program's tables are now. */
export function keepPolicy(program: Program, problems: readonly Diagnostic[], piecesOf: (module: Module) => readonly Piece[]): KeptPolicy {
  const at = desk(program);
  const { shop } = at;
  const commonNotes: Notes = { ...unread };
  const common = at.noted(commonNotes, () => lowerCommon(shop));
  const order = new Map(program.modules.map((module, index) => [module, index]));
  const compare = (a: Sited<Declaration>, b: Sited<Declaration>): number =>
    (order.get(a.module) ?? 0) - (order.get(b.module) ?? 0) || a.declaration.span.start - b.declaration.span.start;

  const sheets = new Map(
    program.modules.map((module): [Module, Sheet] => {
      const rows = piecesOf(module).map((piece) => rowOf(piece, module, nothing));
      return [module, { rows, withParties: rows.filter(hasParties) }];
    }),
  );
  const everyHop = (): readonly KeptHop[] => [...sheets.values()].flatMap(({ rows }) => rows.flatMap((row) => row.hops));
  const parties = keepParties(at, common, () => [...sheets.values()].flatMap(({ withParties }) => withParties.flatMap((row) => row.parties)));
  const hops = keepHops(at, { ...common, shop, parties: parties.table, units: common.tools.units }, everyHop, compare);
  const claims = keepClaims(at, { ...common, shop, parties: parties.table }, compare, (from, to) => {
    const between = parties.called(from).flatMap((party) => [...hops.of(party)].filter(({ head }) => head?.from === party && head.to.name === to));
    return between.sort(compare).flatMap((kept) => kept.hop ?? []);
  });
  const unchanging = commonPart(program, common);
  let nameProblems = problems;
  let lowered: Lowered | undefined;
  let hopsInOrder: readonly Hop[] | undefined;

  /** Takes out and lowers what is given, and what depends on it. `names`: what means something else than it did. */
  const apply = (
    gone: ReadonlySet<KeptDeclaration>,
    again: ReadonlySet<KeptDeclaration>,
    names: ReadonlySet<string>,
    tabled: boolean,
    exchanges: readonly Exchange[] = [],
  ): Changes => {
    const changedParties = parties.update(of(gone, "party"), of(again, "party"));
    const hopsAgain = new Set(of(again, "hop"));
    for (const party of changedParties.others) for (const kept of hops.of(party)) if (!gone.has(kept)) hopsAgain.add(kept);
    const { before, after, moved } = hops.update(of(gone, "hop"), hopsAgain);
    const inRows = new Set(exchanges.flatMap(({ rows }) => rows.flatMap((row) => row.hops)));
    const elsewhere = moved.flatMap(({ kept, was }): readonly (readonly [Hop | undefined, Hop | undefined])[] =>
      inRows.has(kept) ? [] : [[was, kept.hop]],
    );
    const sheet = exchanges[0] === undefined ? undefined : sheets.get(exchanges[0].module);
    hopsInOrder = hopsInOrder === undefined ? undefined : renumbered(hopsInOrder, sheet, exchanges, elsewhere);
    const pairs = new Set([...before, ...after].map((hop) => pairOf(hop.from.name, hop.to.name)));
    const changedClaims = claims.update(
      { gone: of(gone, "claim"), again: of(again, "claim"), all: tabled || changedParties.any },
      { gone: of(gone, "test"), again: of(again, "test"), pairs, names, all: changedParties.renamed },
    );
    lowered = undefined;
    return { hops: differenceOf(before, after, hopKey), agents: changedParties.agents, principals: changedParties.principals, ...changedClaims };
  };

  const everything = new Set<KeptDeclaration>();
  for (const { rows } of sheets.values()) for (const row of rows) for (const kept of keptIn(row)) everything.add(kept);
  apply(nobody, everything, noNames, false);

  return {
    nameProblems: () => nameProblems,
    lowered() {
      lowered ??= {
        value: policyOf(),
        diagnostics: at.diagnostics(),
        atoms: at.atoms,
        incomplete: isIncomplete(program) || hops.lost.size + claims.lost() > 0,
      };
      return lowered;
    },
    hopsOf: (name) => new Set(parties.called(name).flatMap((party) => [...hops.of(party)].flatMap(({ hop }) => hop ?? []))),
    hopsAt(declaration) {
      const party = parties.of(declaration);
      return [...new Set([...(party === undefined ? [] : hops.of(party)), ...hops.lost])].sort(compare);
    },
    update(edits, wasDamaged) {
      const taken = takeIn(edits, sheets);
      if (taken === undefined || isTroubled()) return undefined;
      const { gone, again, exchanges, successions } = taken;
      const damaged = wasDamaged || program.modules.some((module) => module.damage.length > 0);
      const names = new Set<string>();
      const tabled = damaged || successions.length > 0;
      if (tabled) {
        // What all may speak of was read with the names that there were.
        if (commonNotes.unsettled) return undefined;
        const { changed, problems: now, renamed } = follow(program, shop, successions, nameProblems);
        nameProblems = now;
        for (const { name, was, is } of changed) {
          names.add(name);
          if (!parties.mayChange(was, is)) return undefined;
          const party = parties.of(was.declaration);
          if (party !== undefined) for (const kept of hops.of(party)) again.add(kept);
        }
        const fresh = new Set(successions.flatMap(({ after }) => after.map((kept): Declaration => kept.declaration)));
        for (const declaration of renamed) {
          const kept = parties.kept(declaration);
          if (kept === undefined ? !isAmong(fresh, declaration) : kept.party?.kind === "principal" && !gone.has(kept)) return undefined;
          if (kept !== undefined) again.add(kept);
        }
        for (const kept of [...hops.unsettled, ...parties.unsettled(), ...claims.unsettled()]) again.add(kept);
        for (const kept of gone) again.delete(kept);
      }
      const changes = apply(gone, again, names, tabled, exchanges);
      return isTroubled() ? undefined : changes;
    },
  };

  function policyOf(): Policy {
    hopsInOrder ??= numbered(sheets.values());
    const { principals, agents } = parties.table;
    return { ...unchanging, principals, agents, hops: hopsInOrder, ...claims.inOrder() };
  }

  /** So many names are unknown that which of them get a suggestion depends on the order in which they are met. */
  function isTroubled(): boolean {
    return program.modules.some((module) => isOverwhelmed(shop.table(module)));
  }
}

function hasParties({ parties }: Row): boolean {
  return parties.length > 0;
}

const nothing = (): undefined => undefined;
const nobody: ReadonlySet<KeptDeclaration> = new Set();
const noNames: ReadonlySet<string> = new Set();

/** The hops between two parties, as tests ask for them. */
export function pairOf(from: string, to: string): string {
  return `${from}\0${to}`;
}

function* of<K extends KeptDeclaration["kind"]>(set: Iterable<KeptDeclaration>, kind: K): Generator<Extract<KeptDeclaration, { readonly kind: K }>> {
  for (const kept of set) if (isKind(kept, kind)) yield kept;
}

function isKind<K extends KeptDeclaration["kind"]>(kept: KeptDeclaration, kind: K): kept is Extract<KeptDeclaration, { readonly kind: K }> {
  return kept.kind === kind;
}

function isAmong(declarations: ReadonlySet<object>, declaration: object): boolean {
  return declarations.has(declaration);
}

interface TakenIn {
  readonly gone: Set<KeptDeclaration>;
  readonly again: Set<KeptDeclaration>;
  readonly exchanges: readonly Exchange[];
  readonly successions: readonly Succession[];
}

/** Puts the rows of new pieces in the place of the old; nothing where a declaration changed of which all others may speak. */
function takeIn(edits: readonly Edit[], sheets: ReadonlyMap<Module, Sheet>): TakenIn | undefined {
  const gone = new Set<KeptDeclaration>();
  const again = new Set<KeptDeclaration>();
  const fresh = new Set<KeptDeclaration>();
  const exchanges: Exchange[] = [];
  const successions: Succession[] = [];
  for (const { module, splices } of edits) {
    const sheet = sheets.get(module) ?? { rows: [], withParties: [] };
    for (const { at, removed, added } of splices) {
      const old = sheet.rows.slice(at, at + removed.length);
      const known = new Map<Declaration, KeptDeclaration>();
      for (const row of old) for (const kept of keptIn(row)) known.set(kept.declaration, kept);
      const rows = added.map((piece) => rowOf(piece, module, (declaration) => known.get(declaration)));
      const common = old.flatMap((row) => row.common);
      const commonNow = rows.flatMap((row) => row.common);
      if (common.length !== commonNow.length || common.some((each, i) => each !== commonNow[i])) return undefined;
      const stays = new Set(rows.flatMap(keptIn));
      const now = new Map(rows.flatMap((row) => keptIn(row).map((kept): [Declaration, KeptDeclaration] => [kept.declaration, kept])));
      const then = inOrder(old, known);
      const after = inOrder(rows, now);
      const stayed = then.filter((kept) => stays.has(kept));
      const staying = after.filter((kept) => known.has(kept.declaration));
      // What changed its place among the others is not what it was: of two that clash it may be the other one now.
      if (stayed.some((kept, i) => staying[i] !== kept)) for (const kept of stayed) again.add(kept);
      const [namedBefore, namedAfter] = [then.filter(isNamed), after.filter(isNamed)];
      if (namedBefore.length !== namedAfter.length || namedBefore.some((kept, i) => kept !== namedAfter[i]))
        successions.push({ module, before: namedBefore, after: namedAfter });
      // What was new in an edit before this one was never lowered.
      for (const kept of known.values()) {
        if (stays.has(kept)) continue;
        again.delete(kept);
        if (!fresh.delete(kept)) gone.add(kept);
      }
      for (const kept of stays) {
        if (known.get(kept.declaration) === kept) continue;
        fresh.add(kept);
        again.add(kept);
      }
      exchanges.push({ module, at, was: old.flatMap((row) => row.hops.flatMap((kept) => kept.hop ?? [])), rows });
      sheet.rows.splice(at, removed.length, ...rows);
      const before = sheet.rows[at - 1];
      // Where there are several splices, some rows stand for pieces that are no more, and do not know where they are.
      if (splices.length === 1) reselect(sheet.withParties, (row) => before !== undefined && row.piece.at <= before.piece.at, old, rows, hasParties);
    }
    if (splices.length > 1) sheet.withParties.splice(0, sheet.withParties.length, ...sheet.rows.filter(hasParties));
  }
  return { gone, again, exchanges, successions };
}

/** What is kept of the declarations of some rows, as they are written. */
function inOrder(rows: readonly Row[], known: ReadonlyMap<Declaration, KeptDeclaration>): readonly KeptDeclaration[] {
  return rows.flatMap((row) => row.piece.declarations.flatMap((declaration) => known.get(declaration) ?? []));
}
