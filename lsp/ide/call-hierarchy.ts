/**
 * Who delegates to a party, and to whom it delegates. A step is one hop: it stands where the hop is declared, since that is where
 * the one hands something to the other, and says for what task.
 */
import { type Ast, type Span, showName } from "../../compiler/index.js";
import { hopsOf } from "./hops.js";
import type { Snapshot } from "./snapshot.js";
import { lookUp, type Target, targetOf } from "./symbols.js";

/** A party, as one that takes part in something: at its declaration, or in a hop. */
export interface Party {
  readonly kind: "agent" | "principal";
  readonly name: string;
  readonly detail: string;
  readonly file: string;
  readonly whole: Span;
  readonly at: Span;
  /** Which party it is, through edits: the file and the name of its declaration. */
  readonly key: PartyKey;
}

export interface PartyKey {
  readonly file: string;
  readonly name: string;
}

export interface Step {
  readonly party: Party;
  /** Its head. */
  readonly hop: { readonly file: string; readonly span: Span };
}

/** The parties named at an offset; in a hop's declaration, away from any name, the one that it reaches. */
export function partiesAt(snapshot: Snapshot, file: string, offset: number): readonly Party[] {
  const mention = snapshot.mentionAt(file, offset);
  const named = mention?.targets ?? recipientAt(snapshot, file, offset);
  return named.flatMap((target) => atDeclaration(target) ?? []);
}

/** One for each hop that reaches the party: who makes it. Of a party that is no more, nothing. */
export function delegatorsOf(snapshot: Snapshot, key: PartyKey): readonly Step[] {
  return stepsOf(snapshot, key, "to", "from");
}

/** One for each hop that the party makes: whom it reaches. */
export function delegatesOf(snapshot: Snapshot, key: PartyKey): readonly Step[] {
  return stepsOf(snapshot, key, "from", "to");
}

function stepsOf(snapshot: Snapshot, key: PartyKey, own: "from" | "to", other: "from" | "to"): readonly Step[] {
  const target = partyOf(snapshot, key);
  if (target === undefined) return [];
  return hopsOf(snapshot, target, own).flatMap(({ node, module, program }): readonly Step[] => {
    const named = lookUp(program, module, node[other].text, ["agent", "principal"]);
    const party = named === undefined ? undefined : atDeclaration(targetOf(named));
    if (party === undefined) return [];
    const { file } = module;
    return [{ party: { ...party, detail: detailOf(node), file, whole: node.span, at: node[other].span }, hop: { file, span: node.head } }];
  });
}

function detailOf({ task, alias, ttl, approval }: Ast.DelegateDecl): string {
  const words = [
    ...(task === undefined ? [] : [`for ${showName(task.text)}`]),
    ...(alias === undefined ? [] : [`as ${showName(alias.text)}`]),
    ...(ttl === undefined ? [] : [`ttl ${ttl.source}`]),
    ...(approval === undefined ? [] : [`approval by ${showName(approval.by.text)}`]),
  ];
  return words.join(", ");
}

function recipientAt(snapshot: Snapshot, file: string, offset: number): readonly Target[] {
  const node = snapshot.nodeAt(file, offset);
  return node?.kind === "delegate" ? (snapshot.mentionAt(file, node.to.span.start)?.targets ?? []) : [];
}

function partyOf(snapshot: Snapshot, { file, name }: PartyKey): Target | undefined {
  for (const policy of snapshot.policiesOf(file)) {
    const module = snapshot.module(policy, file);
    const named = module === undefined ? undefined : policy.program.tables.get(module)?.own.get(name);
    if (named?.kind === "agent" || named?.kind === "principal") return targetOf(named);
  }
  return undefined;
}

function atDeclaration({ kind, name, file, span, node }: Target): Party | undefined {
  if (kind !== "agent" && kind !== "principal") return undefined;
  const { domain, span: whole } = node as Ast.AgentDecl | Ast.PrincipalDecl;
  return { kind, name, detail: domain === undefined ? "" : `in ${showName(domain.text)}`, file, whole, at: span, key: { file, name } };
}
