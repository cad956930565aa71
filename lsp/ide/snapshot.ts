/**
 * What a feature sees: the workspace at one moment, as plain functions over it. A feature is `(snapshot, file, offset) → data` and
 * knows no protocol. Files are named as the host names them (an absolute path, or `std:…`), offsets are UTF-16 units of the text.
 *
 * The trees and models behind a snapshot are kept up in place by the next edit, and spans move with the texts. So a snapshot that
 * an edit has made old answers nothing more: it throws `StaleSnapshot`. What it gave must not be kept beyond that either.
 */
import type {
  Ast,
  Change,
  Checked,
  Diagnostic,
  EditedText,
  Grounds,
  LiveCheck,
  Model,
  Module,
  OpenPolicy,
  Place,
  Position,
  ProofCount,
  Range,
  Span,
} from "../../compiler/index.js";
import { type Mention, type Mentions, mentionsIn } from "./mentions.js";
import { lookUp, type Target, targetOf } from "./symbols.js";

export interface Snapshot {
  /** Another number after each edit. */
  readonly version: number;
  /** Whether it still answers. */
  isCurrent(): boolean;

  /** Every file that was read, sorted. */
  files(): readonly string[];
  has(file: string): boolean;
  /** The whole text. Of a large file that was edited it has to be put together: ask for `slice` where that is enough. */
  text(file: string): string;
  slice(file: string, span: Span): string;
  /** A file in pieces that are read alone (see `compiler/syntax/pieces.ts`): what depends on one piece alone can be kept with it. */
  edited(file: string): EditedText | undefined;
  position(file: string, offset: number): Position;
  /** Past a line's end, that end; past the last line, the text's end; a negative one, 0. */
  offset(file: string, position: Position): number;
  range(place: Place): Range;

  tree(file: string): Ast.SourceFile | undefined;
  /** The declaration or import that an offset stands in or touches. */
  nodeAt(file: string, offset: number): Ast.Declaration | Ast.Import | undefined;

  /** One for each entry. Nothing in it waits for the proof. */
  policies(): readonly OpenPolicy[];
  /** Those that have a file among their modules: one, but for what several entries import. */
  policiesOf(file: string): readonly OpenPolicy[];
  module(policy: OpenPolicy, file: string): Module | undefined;

  /** The name at an offset, with what it means; `undefined` where no name stands there or touches it. */
  mentionAt(file: string, offset: number): Mention | undefined;
  /** All names of a declaration, in order. */
  mentionsIn(file: string, node: Ast.Declaration | Ast.Import): readonly Mention[];
  /** Wherever one of the targets is named, its declaration among them, in all files or in one; by file, then by position. */
  mentionsOf(targets: readonly Target[], file?: string): readonly Mention[];

  /** What the model has for a declaration of a hop, in that policy. */
  hop(policy: OpenPolicy, file: string, declaration: Ast.DelegateDecl): Model.Hop | undefined;

  /** Whether the proof is there, so that what follows does not wait for it. */
  isProved(): boolean;
  /** What is found in the whole workspace. It waits for the proof: where it is not made, it is made now. */
  checked(): Checked;
  /** The same of one file, in order. */
  findings(file: string): readonly Diagnostic[];
  /** Chains, contexts, stands, effective scopes, of a policy that is proved (see `checked`). */
  grounds(policy: OpenPolicy): Grounds;
  /** How much there was to prove in a policy, and how much of it is proved. It waits for the proof as well. */
  proof(policy: OpenPolicy): ProofCount;

  /**
   * What somebody sees who looks at the texts as some changes, made one after the other, would leave them; they are undone before
   * it returns. Until then this snapshot answers nothing, and of what it gave before, trees, models and grounds are not to be used
   * any more afterwards; offsets are.
   */
  trial<T>(changes: readonly TrialChange[], look: (then: Snapshot) => T): T;
}

/** A change that can be undone: of a part of a text that is there. */
export type TrialChange = Extract<Change, { readonly kind: "range" }>;

/** What is asked of a snapshot that an edit has made old: an error of the asker's, or a request that is cancelled. */
export class StaleSnapshot extends Error {
  constructor() {
    super("the texts have changed since");
  }
}

/** A view of what is checked, until `isCurrent` says that it was edited. `tried` is told of each trial: to the proof it is two edits. */
export function snapshotOf(live: LiveCheck, version: number, isCurrent: () => boolean, tried: () => void = () => {}): Snapshot {
  const { workspace } = live;
  let isAside = false;
  const now = (): typeof workspace => {
    if (isAside || !isCurrent()) throw new StaleSnapshot();
    return workspace;
  };
  let known: ReadonlySet<string> | undefined;
  let byFile: ReadonlyMap<string, Diagnostic[]> | undefined;
  const readers = new Map<OpenPolicy, Mentions>();

  const module: Snapshot["module"] = (policy, file) => {
    now();
    return policy.program.modules.find((each) => each.file === file);
  };
  const policiesOf: Snapshot["policiesOf"] = (file) => now().policies.filter((policy) => module(policy, file) !== undefined);
  const mentionsOfNode = (policy: OpenPolicy, of: Module, node: Ast.Declaration | Ast.Import): readonly Mention[] => {
    let reader = readers.get(policy);
    if (reader === undefined) {
      reader = mentionsIn(policy);
      readers.set(policy, reader);
    }
    return reader.of(of, node);
  };
  const inNode: Snapshot["mentionsIn"] = (file, node) => {
    const [policy] = policiesOf(file);
    const of = policy === undefined ? undefined : module(policy, file);
    return policy === undefined || of === undefined ? [] : mentionsOfNode(policy, of, node);
  };
  const nodeAt: Snapshot["nodeAt"] = (file, offset) => {
    const edited = now().edited(file);
    if (edited === undefined) return undefined;
    const at = edited.pieceAt(offset);
    // What ends where a piece begins stands in the one before.
    const pieces = [edited.pieces[at], edited.pieces[at - 1]].flatMap((piece) => piece ?? []);
    const nodes = pieces.flatMap(({ imports, declarations }) => [...imports, ...declarations]);
    return nodes.find((node) => isIn(node.span, offset)) ?? nodes.find(({ span }) => touches(span, offset));
  };
  const range: Snapshot["range"] = ({ file, span }) => ({ start: now().positionAt(file, span.start), end: now().positionAt(file, span.end) });

  return {
    version,
    isCurrent,
    files: () => now().files(),
    has: (file) => {
      known ??= new Set(now().files());
      return known.has(file);
    },
    text: (file) => now().sources(file) ?? "",
    slice: (file, span) => sliceOf(now().edited(file), span),
    edited: (file) => now().edited(file),
    position: (file, offset) => now().positionAt(file, offset),
    offset: (file, position) => now().offsetAt(file, position),
    range,
    tree: (file) => now().tree(file),
    nodeAt,
    policies: () => now().policies,
    policiesOf,
    module,
    mentionsIn: inNode,
    mentionAt: (file, offset) => {
      const node = nodeAt(file, offset);
      if (node === undefined) return undefined;
      const mentions = inNode(file, node).filter(({ span }) => touches(span, offset));
      return mentions.find(({ span }) => isIn(span, offset)) ?? mentions[0];
    },
    mentionsOf: (targets, only) => {
      const wanted = new Set(targets.map(({ node }) => node));
      const found = new Map<string, Mention>();
      for (const policy of now().policies) {
        for (const each of policy.program.modules) {
          if (only !== undefined && each.file !== only) continue;
          const names = namesIn(policy, each, targets);
          for (const piece of workspace.edited(each.file)?.pieces ?? []) {
            if (!names.some((name) => piece.text.includes(name))) continue;
            for (const node of [...piece.imports, ...piece.declarations]) {
              for (const mention of mentionsOfNode(policy, each, node)) {
                // Several policies may have the same file, and it is named there once.
                if (mention.targets.some((target) => wanted.has(target.node))) found.set(`${mention.span.start} ${mention.file}`, mention);
              }
            }
          }
        }
      }
      return [...found.values()].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.span.start - b.span.start));
    },
    hop: (policy, file, { head }) => {
      now();
      const { start } = head;
      return policy.lowered.value.hops.find(({ place }) => place.span.start === start && place.file === file);
    },
    isProved: () => {
      now();
      return live.isProved();
    },
    checked: () => {
      now();
      return live.checked();
    },
    findings: (file) => {
      now();
      byFile ??= grouped(live.checked().diagnostics);
      return byFile.get(file) ?? [];
    },
    grounds: (policy) => {
      now();
      live.checked();
      const grounds = live.groundsOf(policy);
      if (grounds === undefined) throw new Error("the policy is of another workspace");
      return grounds;
    },
    proof: (policy) => {
      now();
      live.checked();
      const proof = live.proofOf(policy);
      if (proof === undefined) throw new Error("the policy is of another workspace");
      return proof;
    },
    trial: (changes, look) => {
      now();
      tried();
      const undo: TrialChange[] = [];
      let isOver = false;
      isAside = true;
      try {
        for (const change of changes) {
          const { file, start, end, text } = change;
          undo.unshift({ kind: "range", file, start, end: start + text.length, text: sliceOf(workspace.edited(file), { start, end }) });
          live.write([change]);
        }
        live.change([]);
        return look(snapshotOf(live, version, () => !isOver && isCurrent(), tried));
      } finally {
        live.change(undo);
        isOver = true;
        isAside = false;
        known = undefined;
        byFile = undefined;
        readers.clear();
      }
    },
  };
}

/** Those of findings that stand in each file, in their order. */
function grouped(diagnostics: readonly Diagnostic[]): ReadonlyMap<string, Diagnostic[]> {
  const groups = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const { file } = diagnostic.place;
    const group = groups.get(file);
    if (group === undefined) groups.set(file, [diagnostic]);
    else group.push(diagnostic);
  }
  return groups;
}

/** The names by which a module may know one of the targets. */
function namesIn({ program }: OpenPolicy, module: Module, targets: readonly Target[]): readonly string[] {
  const names = new Set(targets.map(({ name }) => name));
  const nodes = new Set(targets.map(({ node }) => node));
  for (const local of program.tables.get(module)?.imported.keys() ?? []) {
    const named = lookUp(program, module, local);
    if (named !== undefined && nodes.has(targetOf(named).node)) names.add(local);
  }
  return [...names];
}

function sliceOf(edited: EditedText | undefined, { start, end }: Span): string {
  let text = "";
  if (edited === undefined) return text;
  for (let at = edited.pieceAt(start); at < edited.pieces.length; at++) {
    const piece = edited.pieces[at];
    if (piece === undefined || piece.at >= end) break;
    text += piece.text.slice(Math.max(0, start - piece.at), end - piece.at);
  }
  return text;
}

function isIn({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset < end;
}

function touches({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}
