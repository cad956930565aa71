/**
 * What there is to be known of what the cursor is on: a name, a word, a pattern; and of a hop, what each chain that reaches it really
 * admits there.
 */
import {
  type Ast,
  type Effective,
  effectiveScopes,
  expectedAt,
  type Grounds,
  parentFolder,
  relativePath,
  type Span,
  showDuration,
  showName,
} from "../../compiler/index.js";
import { summaryOf } from "./completion/words.js";
import { code, describe, paragraphs, quoted } from "./describe.js";
import { chainsTo, type HopHere, hopsLeft, hopsOf, labelsHeld } from "./hop-facts.js";
import { patternAt } from "./hover-pattern.js";
import type { Mention } from "./mentions.js";
import { headOf } from "./signature.js";
import type { Snapshot } from "./snapshot.js";

export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

/** A policy of at most so many hops is proved for a hover; of a larger one what is proved is shown when it is. */
const provedAtOnce = 2000;

/** Nothing where nothing is to be said. */
export function hoverAt(snapshot: Snapshot, file: string, offset: number): Hover | undefined {
  const node = snapshot.nodeAt(file, offset);
  if (node === undefined || node.kind === "import") return mentioned(snapshot, file, offset, undefined) ?? wordAt(snapshot, file, offset);
  const hop = node.kind === "delegate" && isInHead(node, offset) ? node : undefined;
  return (
    patternAt(snapshot, file, node, offset) ??
    mentioned(snapshot, file, offset, hop) ??
    (hop === undefined ? undefined : told(hop.head, hopOn(snapshot, file, hop))) ??
    wordAt(snapshot, file, offset)
  );
}

function told(span: Span, markdown: string | undefined): Hover | undefined {
  return markdown === undefined ? undefined : { span, markdown };
}

function isInHead({ head }: Ast.DelegateDecl, offset: number): boolean {
  return head.start <= offset && offset <= head.end;
}

/** Of so many declarations that a name may mean, each is shown. */
const mostTargets = 3;

function mentioned(snapshot: Snapshot, file: string, offset: number, hop: Ast.DelegateDecl | undefined): Hover | undefined {
  const [policy] = snapshot.policiesOf(file);
  const mention = snapshot.mentionAt(file, offset);
  if (mention === undefined || policy === undefined) return undefined;
  const { span, targets, kind, text } = mention;
  const builtIn = kind === "built-in" ? describe(snapshot, policy, { kind, name: text, file, span, node: mention }) : undefined;
  const described = [...new Set(targets.slice(0, mostTargets).flatMap((target) => describe(snapshot, policy, target) ?? []))];
  const more = targets.length > mostTargets ? `and ${targets.length - mostTargets} more` : undefined;
  const on = hop !== undefined && (isRecipient(hop, mention) || kind === "delegate") ? hopOn(snapshot, file, hop) : undefined;
  const markdown = [paragraphs(builtIn, described.join("\n\n---\n\n"), more), on]
    .filter((part) => part !== undefined && part !== "")
    .join("\n\n---\n\n");
  return markdown === "" ? undefined : { span, markdown };
}

function isRecipient({ to }: Ast.DelegateDecl, { span }: Mention): boolean {
  return to.span.start === span.start;
}

/** A word of the language, where it is one. */
function wordAt(snapshot: Snapshot, file: string, offset: number): Hover | undefined {
  const edited = snapshot.edited(file);
  const piece = edited?.pieces[edited.pieceAt(offset)];
  const expectation = piece === undefined ? undefined : expectedAt(piece.text, offset - piece.at);
  if (piece === undefined || expectation === undefined) return undefined;
  const { start, end } = expectation.span;
  const text = piece.text.slice(start, end);
  const word = expectation.words.find((each) => each.text.replace(/[.<]$/, "") === text);
  const summary = word === undefined || !/^\w/.test(text) ? undefined : summaryOf(word.text, word.rule);
  return summary === undefined ? undefined : { span: { start: start + piece.at, end: end + piece.at }, markdown: paragraphs(code(text), summary) };
}

// ——— Hops ———

/** Of so many chains what they admit is written out. */
const mostChains = 4;

/** What a hop is in each policy that has it. */
function hopOn(snapshot: Snapshot, file: string, declaration: Ast.DelegateDecl): string | undefined {
  const hops = hopsOf(snapshot, file, declaration);
  if (hops.length === 0) return undefined;
  const head = paragraphs(code(headOf(snapshot, file, declaration)), declaration.doc);
  return paragraphs(
    head,
    ...hops.map((here) =>
      paragraphs(
        hops.length === 1 ? undefined : `In the policy ${quoted(relativePath(parentFolder(file), here.policy.entry))}:`,
        hopIn(snapshot, here),
      ),
    ),
  );
}

function hopIn(snapshot: Snapshot, { policy, hop }: HopHere): string {
  if (!snapshot.isProved() && policy.lowered.value.hops.length > provedAtOnce) return "_What each chain admits is still being worked out._";
  const grounds = snapshot.grounds(policy);
  const { chains, authority } = grounds;
  const { scopes, hasMore } = effectiveScopes(chains, authority, hop, mostChains);
  if (scopes.length === 0) return hop.erroneous ? "It has an error, so that no chain is followed through it." : "No chain makes this hop.";
  return paragraphs(boundsOn(grounds, hop), ...chainsOn(scopes), hasMore ? moreThan(grounds, hop, scopes.length) : undefined);
}

function moreThan({ chains }: Grounds, hop: HopHere["hop"], shown: number): string {
  const more = (chainsTo(chains, hop) ?? Number.POSITIVE_INFINITY) - shown;
  return Number.isFinite(more) ? `… and ${more.toLocaleString("en")} chain${more === 1 ? "" : "s"} more.` : "… and very many chains more.";
}

function boundsOn(grounds: Grounds, hop: HopHere["hop"]): string {
  const left = hopsLeft(grounds.chains, hop);
  const held = labelsHeld(grounds, hop);
  return [
    `lives ${quoted(showDuration(hop.ttl))} at most`,
    ...(left === undefined
      ? []
      : [left.least === left.most ? `${left.most} ${left.most === 1 ? "hop" : "hops"} may follow` : `${left.least} to ${left.most} hops may follow`]),
    ...(held.length === 0 ? [] : [`may come to hold ${held.map((label) => quoted(showName(label))).join(", ")}`]),
  ].join(" · ");
}

/** Chains on which the same is admitted are told together. */
function chainsOn(scopes: readonly Effective[]): readonly string[] {
  const told = new Map<string, string[]>();
  for (const { chain, knowing, grants } of scopes) {
    const lines = grants.map(({ verb, actions, condition }) => {
      const what = `${verb === "hand-on" ? "relay" : "allow"} ${actions.map(showAction).join(", ")}${condition === undefined ? "" : ` where ${condition}`}`;
      return verb === "use" ? `${what} // not to be handed on` : what;
    });
    const admits = paragraphs(
      knowing.length === 0 ? undefined : `where ${knowing.map(quoted).join(" and ")}`,
      lines.length === 0 ? "nothing is admitted" : code(lines.join("\n")),
    );
    const name = `**${nameOf(chain)}**`;
    const same = told.get(admits);
    if (same === undefined) told.set(admits, [name]);
    else same.push(name);
  }
  return [...told].map(([admits, names]) => `On ${names.join(", ")} ${admits}`.replace(/ (?=```)/, "\n\n"));
}

/** The parties, with what a hop is called or for, where the last is not for the same. */
function nameOf(chain: Effective["chain"]): string {
  const last = chain.at(-1)?.hop;
  const names = chain.map(({ hop: { to, alias, task } }) => {
    const by = alias ?? (task === last?.task ? undefined : task.name);
    return `${showName(to.name)}${by === undefined ? "" : ` (${showName(by)})`}`;
  });
  return [showName(chain[0]?.hop.from.name ?? ""), ...names].join(" → ");
}

function showAction(id: string): string {
  return id.split(".").map(showName).join(".");
}
