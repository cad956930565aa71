/** Where something is being written: what the grammar expects there, and what the half-written declaration around it says so far. */
import { type Ast, type Expectation, expectedAt, type Module, type OpenPolicy, parse, type Sign, type Span } from "../../../compiler/index.js";
import type { Spoken } from "../operand-mentions.js";
import { once, type Reading, readingOf } from "../reading.js";
import type { Snapshot } from "../snapshot.js";
import { actionsIn, actionsOf, actionsOfClause, type Sited } from "../symbols.js";

export interface Site {
  readonly snapshot: Snapshot;
  readonly file: string;
  readonly policy: OpenPolicy;
  readonly module: Module;
  readonly reading: Reading;
  readonly expectation: Expectation;
  /** What the place replaces, in the whole file. */
  readonly span: Span;
  /** The declaration around the place, as far as its head says; nothing between declarations. */
  readonly declaration: () => Ast.Declaration | undefined;
  /** The statement up to a word or sign, as it would be read. */
  readonly statementUpTo: (index: number) => Ast.Declaration | undefined;
  /** What an expression may speak of here. */
  readonly spoken: () => Spoken;
}

/** Nothing where the file is in no policy, and where nothing can be expected. */
export function siteAt(snapshot: Snapshot, file: string, offset: number): Site | undefined {
  const [policy] = snapshot.policiesOf(file);
  const module = policy === undefined ? undefined : snapshot.module(policy, file);
  const edited = snapshot.edited(file);
  const piece = edited?.pieces[edited.pieceAt(offset)];
  if (policy === undefined || module === undefined || piece === undefined) return undefined;
  const expectation = expectedAt(piece.text, offset - piece.at);
  if (expectation === undefined) return undefined;
  const { frame, closers, statement, span } = expectation;
  const read = (text: string): Ast.Declaration | undefined => parse(file, text).value.declarations[0];
  const declaration = lazily(() => (frame === "" ? undefined : read(`${frame} ${closers}`)));
  const statementUpTo = (index: number): Ast.Declaration | undefined => {
    const from = statement[0]?.span.start ?? 0;
    return read(`${frame} ${piece.text.slice(from, statement[index - 1]?.span.end ?? from)} ${closers}`);
  };
  const reading = readingOf(policy);
  return {
    snapshot,
    file,
    policy,
    module,
    reading,
    expectation,
    span: { start: piece.at + span.start, end: piece.at + span.end },
    declaration,
    statementUpTo,
    spoken: lazily(() => spokenIn(reading, module, statement, statementUpTo)),
  };
}

function spokenIn(reading: Reading, module: Module, statement: readonly Sign[], statementUpTo: Site["statementUpTo"]): Spoken {
  const { program } = reading;
  const condition = statement.findIndex(({ text, isName }) => !isName && (text === "where" || text === "only"));
  const node = statementUpTo(condition < 0 ? (statement[0]?.text === "require" ? 0 : statement.length) : condition);
  const actions = (of: () => readonly Sited<Ast.ActionDecl>[]): Spoken["actions"] => once(of);
  const none: Spoken = { actions: () => [], params: [] };
  const variable = variableOf(statement);
  const within = ((): Spoken => {
    switch (node?.kind) {
      case "delegate":
      case "scope":
      case "principal":
      case "agent": {
        const clause = clausesOf(node).at(-1);
        const about = clause === undefined ? none.actions : actions(() => actionsOfClause(program, module, clause));
        if (node.kind === "delegate") return { actions: about, params: node.params, received: node };
        return { actions: about, params: node.kind === "scope" ? node.params : [] };
      }
      case "type":
        return { ...none, it: { node: node.type, module } };
      case "deny":
        return { ...none, actions: actions(() => actionsIn(program, module, node.actions)) };
      case "assert": {
        const { claim } = node;
        if (claim.kind === "never") return { ...none, actions: actions(() => actionsIn(program, module, claim.actions)) };
        if (claim.kind === "can") return { ...none, actions: actions(() => actionsOf(program, module, claim.tool, claim.action)) };
        return none;
      }
      default:
        return none;
    }
  })();
  return variable === undefined ? within : { ...within, variable };
}

/** The clauses of a block: the one that is being written is the last. */
function clausesOf(node: Ast.DelegateDecl | Ast.ScopeDecl | Ast.PrincipalDecl | Ast.AgentDecl): readonly Ast.Clause[] {
  switch (node.kind) {
    case "principal":
      return node.holds?.clauses ?? [];
    case "agent":
      return node.ceiling?.clauses ?? [];
    default:
      return node.clauses;
  }
}

/** The variable of the quantifier that was begun last. Its types are found by whoever asks for its fields. */
function variableOf(statement: readonly Sign[]): Spoken["variable"] {
  const at = statement.findLastIndex(
    ({ text, isName }, index) =>
      !isName && (text === "all" || text === "some") && statement[index + 1]?.isName === true && statement[index + 2]?.text === "in",
  );
  const name = statement[at + 1];
  return at < 0 || name === undefined ? undefined : { name: nameOf(name), types: [] };
}

/** The name that a sign is, without backticks. */
export function nameOf({ text, span }: Sign): Ast.Name {
  return { text: text.startsWith("`") ? text.slice(1, -1) : text, span };
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
