/** Scope blocks: clauses with their named scopes written out. */

import { type Constraint, conforms, type Term, type Type } from "../../stdlib/runtime/constraint.js";
import type { Span } from "../base/span.js";
import { unreachable } from "../base/unreachable.js";
import {
  emptyNamedScope,
  noReceivedHere,
  noRelayHere,
  scopeArgumentCount,
  scopeArgumentOfAction,
  scopeArgumentType,
  scopeParamOptional,
} from "../diagnostics/codes/model.js";
import { duplicateName, scopeCycle } from "../diagnostics/codes/names.js";
import { noFromHere, refusedApproval } from "../diagnostics/codes/types.js";
import type { Module } from "../names/modules.js";
import type { ClauseSubject, Clause as ClauseSyntax, Operand, ParamDecl, ScopeDecl } from "../syntax/ast.js";
import { isAssignable } from "../types/assignable.js";
import { allOf, always, eachAtom, literal, mapTerms, negate, within } from "../types/constraints.js";
import { checkGiven } from "../types/literals.js";
import { lookUpOperand } from "../types/operands.js";
import { type BlockSetting, placeOf, type Setting, type Surroundings } from "../types/setting.js";
import { showType, showValue } from "../types/show.js";
import { isErroneous, unrefined } from "../types/type.js";
import type { ActionLists, Piece } from "./lower-actions.js";
import type { Action, Clause } from "./model.js";
import type { Workshop } from "./workshop.js";

export interface ScopeReader {
  /** The clauses of a block; nothing where one of them has an error, which has been reported. */
  block(clauses: readonly ClauseSyntax[], setting: BlockSetting): readonly Clause[] | undefined;
  /** Checks the named scopes that nobody uses, too. */
  checkAll(): void;
}

/** A named scope: what it allows less what it denies, over its parameters. */
interface NamedScope {
  readonly params: readonly { readonly name: string; readonly type: Type }[];
  /** Nothing where the scope has an error. */
  readonly pieces: readonly Piece[] | undefined;
}

export function scopeReader(shop: Workshop, lists: ActionLists, around: (module: Module) => Surroundings): ScopeReader {
  const known = new Map<ScopeDecl, NamedScope>();
  const open: ScopeDecl[] = [];
  const isArgument = (name: string): boolean => lists.all.some((action) => action.params.some((param) => param.name === name));

  const named = (declaration: ScopeDecl, module: Module, from: Span, fromModule: Module): NamedScope => {
    const found = known.get(declaration);
    if (found !== undefined) return found;
    const start = open.indexOf(declaration);
    if (start >= 0) {
      const cycle = [...open.slice(start), declaration].map((each) => each.name.text);
      shop.report(scopeCycle({ file: fromModule.file, span: from }, cycle));
      return { params: [], pieces: undefined };
    }
    open.push(declaration);
    const params = scopeParams(shop, declaration.params, module);
    const failed = params.some((param) => isErroneous(param.type));
    const setting: BlockSetting = {
      around: around(module),
      use: "scope",
      params: new Map(params.map((param) => [param.name, param.type])),
      report: shop.report,
    };
    const clauses = block(declaration.clauses, setting);
    open.pop();
    const damaged = shop.isDamaged(module, declaration.span);
    const scope: NamedScope = { params, pieces: clauses === undefined || failed || damaged ? undefined : fold(clauses, lists) };
    known.set(declaration, scope);
    return scope;
  };

  const block: ScopeReader["block"] = (clauses, setting) => {
    const lowered: Clause[] = [];
    let failed = false;
    const inAllow: Setting = { block: setting, arguments: undefined, deny: false, report: setting.report, silent: false };
    const inDeny: Setting = { ...inAllow, deny: true };
    for (const clause of clauses) {
      const place = placeOf(inAllow, clause);
      const received = clause.subject.kind === "received";
      if (clause.verb === "relay" && setting.use !== "clause") setting.report(noRelayHere(place));
      if (received && setting.use !== "clause") setting.report(noReceivedHere(placeOf(inAllow, clause.subject)));
      const pieces = clausePieces(clause, clause.verb === "deny" ? inDeny : inAllow);
      if (pieces === undefined || (setting.use !== "clause" && (received || clause.verb === "relay"))) {
        failed = true;
        continue;
      }
      for (const { actions, where } of pieces) lowered.push({ verb: clause.verb, received, actions, where, place });
    }
    return failed ? undefined : lowered;
  };

  const clausePieces = (clause: ClauseSyntax, setting: Setting): readonly Piece[] | undefined => {
    const { subject } = clause;
    switch (subject.kind) {
      case "actions": {
        const list = lists.read(subject.actions, setting.block.around.module);
        return list === undefined ? undefined : lists.narrow(list, clause.only, clause.where, setting);
      }
      case "received": {
        const list = subject.actions === undefined ? { actions: lists.all } : lists.read(subject.actions, setting.block.around.module);
        return list === undefined ? undefined : lists.narrow({ actions: list.actions, each: false }, clause.only, clause.where, setting);
      }
      case "scope":
        return scopePieces(clause, subject, setting);
      default:
        return unreachable(subject);
    }
  };

  const scopePieces = (
    clause: ClauseSyntax,
    subject: Extract<ClauseSubject, { readonly kind: "scope" }>,
    setting: Setting,
  ): readonly Piece[] | undefined => {
    const found = shop.find(setting.block.around.module, subject.name, ["scope"], "scope");
    if (found === undefined) return undefined;
    const scope = named(found.declaration, found.module, subject.span, setting.block.around.module);
    const given = scopeArguments(subject, scope, setting);
    if (scope.pieces === undefined || given === undefined) return undefined;
    const filled = given.size === 0 ? scope.pieces : scope.pieces.flatMap((piece) => fill(piece, given));
    if (clause.verb === "deny" && filled.some((piece) => asksApproval(piece.where))) {
      setting.report(refusedApproval(placeOf(setting, subject), true));
      return undefined;
    }
    const reported = (pieces: readonly Piece[] | undefined): readonly Piece[] | undefined => {
      if (pieces?.length === 0) setting.report(emptyNamedScope(placeOf(setting, clause), subject.name.text, clause.verb));
      return pieces;
    };
    if (filled.length === 0 || (clause.only === undefined && clause.where === undefined)) return reported(filled);
    const actions = lists.intern(filled.flatMap((piece) => piece.actions));
    const cut = lists.narrow({ actions, each: false }, clause.only, clause.where, setting);
    return reported(cut?.flatMap((limit) => meet(filled, limit, lists)));
  };

  const scopeArguments = (
    subject: Extract<ClauseSubject, { readonly kind: "scope" }>,
    scope: NamedScope,
    setting: Setting,
  ): ReadonlyMap<string, Term> | undefined => {
    const given = new Map<string, Term>();
    if (scope.pieces === undefined) return given;
    if (subject.args.length !== scope.params.length) {
      setting.report(
        scopeArgumentCount(
          placeOf(setting, subject),
          subject.name.text,
          scope.params.map((param) => param.name),
          subject.args.length,
        ),
      );
      return undefined;
    }
    let failed = false;
    for (const [i, param] of scope.params.entries()) {
      const operand = subject.args[i];
      const term = operand === undefined ? undefined : scopeArgument(operand, param.type, subject.name.text, setting);
      if (term === undefined) failed = true;
      else given.set(param.name, term);
    }
    return failed ? undefined : given;
  };

  const scopeArgument = (operand: Operand, type: Type, scope: string, setting: Setting): Term | undefined => {
    const [name] = operand.kind === "name" ? operand.path : [];
    const { own, imported } = setting.block.around.table;
    if (name !== undefined && !own.has(name.text) && !imported.has(name.text) && isArgument(name.text)) {
      setting.report(scopeArgumentOfAction(placeOf(setting, operand), name.text, scope));
      return undefined;
    }
    const meant = lookUpOperand(operand, setting, undefined);
    if (meant === undefined || isErroneous(type)) return undefined;
    const place = placeOf(setting, operand);
    if (meant.kind === "place") {
      if (isAssignable(meant.type, type)) return meant.term;
      setting.report(scopeArgumentType(place, showType(meant.type), showType(type)));
      return undefined;
    }
    if (operand.kind === "literal" && !checkGiven(operand.literal, type, setting.block.around.module.file, setting.report)) return undefined;
    if (conforms(type, meant.value)) return literal(meant.value);
    setting.report(
      scopeArgumentType(
        place,
        showValue(meant.value),
        conforms(unrefined(type), meant.value) ? `${showType(type)}, for its refinement` : showType(type),
      ),
    );
    return undefined;
  };

  return {
    block,
    checkAll() {
      for (const { declaration, module } of shop.declarations("scope")) named(declaration, module, declaration.name.span, module);
    },
  };
}

function scopeParams(shop: Workshop, params: readonly ParamDecl[], module: Module): readonly { readonly name: string; readonly type: Type }[] {
  const seen = new Map<string, ParamDecl>();
  return params.flatMap((param) => {
    const place = shop.place(module, param.name);
    const other = seen.get(param.name.text);
    const type = shop.types.read(param.type, module);
    if (param.optional) shop.report(scopeParamOptional(place));
    if (param.from !== undefined) shop.report(noFromHere(shop.place(module, param.from)));
    if (other !== undefined) {
      shop.report(duplicateName(place, param.name.text, shop.place(module, other.name)));
      return [];
    }
    seen.set(param.name.text, param);
    return [{ name: param.name.text, type }];
  });
}

/** What some clauses allow, less what they deny: the actions of an `allow` are split where a `deny` covers only some. */
function fold(clauses: readonly Clause[], lists: ActionLists): readonly Piece[] {
  const denies = clauses.filter((clause) => clause.verb === "deny").map((clause) => ({ covered: new Set(clause.actions), where: clause.where }));
  const allows = clauses.filter((clause) => clause.verb !== "deny");
  if (denies.length === 0) return allows.map(({ actions, where }) => ({ actions, where }));
  return allows.flatMap((allow) => {
    const parts = new Map<string, Action[]>();
    for (const action of allow.actions) {
      const key = denies.flatMap((deny, i) => (deny.covered.has(action) ? [i] : [])).join();
      const part = parts.get(key);
      if (part === undefined) parts.set(key, [action]);
      else part.push(action);
    }
    return [...parts].flatMap(([key, actions]) => {
      const taken = key === "" ? [] : key.split(",").map((i) => negate(denies[Number(i)]?.where ?? always));
      return piece(lists.intern(actions), allOf([allow.where, ...taken]));
    });
  });
}

function fill(each: Piece, given: ReadonlyMap<string, Term>): readonly Piece[] {
  const where = mapTerms(each.where, (term) => {
    const put = term.kind === "place" && term.root === "param" ? given.get(term.name) : undefined;
    return put === undefined || term.kind !== "place" ? term : within(put, term.fields, term.part);
  });
  return piece(each.actions, where);
}

function meet(pieces: readonly Piece[], limit: Piece, lists: ActionLists): readonly Piece[] {
  const covered = new Set(limit.actions);
  return pieces.flatMap((each) => {
    const actions = lists.intern(each.actions.filter((action) => covered.has(action)));
    return actions.length === 0 ? [] : piece(actions, allOf([each.where, limit.where]));
  });
}

/** A piece, unless nothing satisfies it. */
function piece(actions: readonly Action[], where: Constraint): readonly Piece[] {
  return where.kind === "false" ? [] : [{ actions, where }];
}

/** Whether taking requests away by this constraint would allow some for want of an approval. */
function asksApproval(where: Constraint): boolean {
  let found = false;
  eachAtom(where, (atom, negative) => {
    if (atom.kind === "approved" && !negative) found = true;
  });
  return found;
}
