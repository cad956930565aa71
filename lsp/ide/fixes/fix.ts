/** What a quick fix is: edits of texts that mend a finding, and the rules that propose them. */
import type { Ast, Code, Diagnostic, Model, OpenPolicy } from "../../../compiler/index.js";
import type { Snapshot } from "../snapshot.js";

/** Offsets are UTF-16 units of the text as the snapshot has it. The edits of one fix do not overlap. */
export interface TextEdit {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Fix {
  /** Tells it from the other fixes of the finding. Of several with one name the first that checks is offered. */
  readonly name: string;
  /** As an imperative sentence. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** There is nothing to choose: it can be made together with all others of its file. */
  readonly isPreferred: boolean;
  /** A part of the text of the first edit that its author should type over. */
  readonly blank?: string;
}

/** Where a finding stands. */
export interface Site {
  readonly snapshot: Snapshot;
  readonly finding: Diagnostic;
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** What stands there. */
  readonly text: string;
  /** The declaration that it stands in. */
  readonly node: Ast.Declaration | Ast.Import | undefined;
}

/** One way to mend findings. Whether what it proposes checks is not its concern (see `proved.ts`). */
export interface Rule {
  readonly codes: readonly Code[];
  /** The best first. */
  propose(site: Site): readonly Fix[];
}

export function siteOf(snapshot: Snapshot, finding: Diagnostic): Site {
  const { file, span } = finding.place;
  const { start, end } = span;
  return { snapshot, finding, file, start, end, text: snapshot.slice(file, { start, end }), node: snapshot.nodeAt(file, start) };
}

/** A hop in whose declaration the finding stands, in a policy that has it. */
export interface HopSite {
  readonly policy: OpenPolicy;
  readonly hop: Model.Hop;
  readonly node: Ast.DelegateDecl;
}

export function hopAt({ snapshot, file, node }: Site): HopSite | undefined {
  if (node?.kind !== "delegate") return undefined;
  for (const policy of snapshot.policiesOf(file)) {
    const hop = namedHop(policy, file, node) ?? snapshot.hop(policy, file, node);
    if (hop !== undefined) return { policy, hop, node };
  }
  return undefined;
}

/** The hop by its names, which are compared faster than places: but a module may know a party by another. */
function namedHop(policy: OpenPolicy, file: string, { from, to, head }: Ast.DelegateDecl): Model.Hop | undefined {
  return policy.lowered.value.hops.find(
    (hop) => hop.to.name === to.text && hop.from.name === from.text && hop.place.span.start === head.start && hop.place.file === file,
  );
}

/** The rules of a list that speak of a code. */
export function rulesFor(rules: readonly Rule[], code: Code): readonly Rule[] {
  return rules.filter(({ codes }) => codes.includes(code));
}
