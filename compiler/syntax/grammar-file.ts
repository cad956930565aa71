/** The grammar of a whole file: declaration after declaration, whatever stands between them. */
import { EOF, type IToken, type TokenType } from "chevrotain";
import { noDeclaration, wanted } from "../diagnostics/codes/syntax.js";
import type * as Ast from "./ast.js";
import { noSkipping, type Rule, spanOf } from "./grammar.js";
import { ClaimGrammar, testBlock } from "./grammar-claims.js";
import { agentBlock, principalBlock, scopeBlock } from "./grammar-declarations.js";
import { delegateBlock } from "./grammar-delegations.js";
import * as T from "./tokens.js";

export class FileGrammar extends ClaimGrammar {
  constructor(validate = false) {
    super(validate);
    this.performSelfAnalysis();
  }

  private declaration: Rule<Ast.Declaration | Ast.Import> = this.RULE(
    "declaration",
    (): Ast.Declaration | Ast.Import => this.OR({ DEF: this.declarations, ERR_MSG: wanted.declaration.ERR_MSG }),
    noSkipping,
  );

  private readonly declarations: { ALT: () => Ast.Declaration | Ast.Import }[] = [
    { ALT: () => this.SUBRULE(this.delegate) },
    { ALT: () => this.SUBRULE(this.agent) },
    { ALT: () => this.SUBRULE(this.import) },
    { ALT: () => this.SUBRULE(this.label) },
    { ALT: () => this.SUBRULE(this.domain) },
    { ALT: () => this.SUBRULE(this.task) },
    { ALT: () => this.SUBRULE(this.typeDecl) },
    { ALT: () => this.SUBRULE(this.letDecl) },
    { ALT: () => this.SUBRULE(this.context) },
    { ALT: () => this.SUBRULE(this.tool) },
    { ALT: () => this.SUBRULE(this.annotate) },
    { ALT: () => this.SUBRULE(this.secret) },
    { ALT: () => this.SUBRULE(this.scope) },
    { ALT: () => this.SUBRULE(this.principal) },
    { ALT: () => this.SUBRULE(this.denial) },
    { ALT: () => this.SUBRULE(this.assertion) },
    { ALT: () => this.SUBRULE(this.test) },
  ];

  /** Everything up to the end of the text: a declaration that does not parse is left out, and the next one read. */
  sourceFile: Rule<void, [(read: Ast.Declaration | Ast.Import) => void]> = this.RULE("sourceFile", (found) => {
    if (this.RECORDING_PHASE) {
      this.MANY(() => this.SUBRULE(this.declaration));
      return;
    }
    while (!this.isAtEnd()) {
      const first = this.LA(1);
      this.anchorHere();
      this.attempt(
        () => {
          if (declarationWords.has(first.tokenType)) found(this.SUBRULE(this.declaration));
          else this.passOver(first);
        },
        () => this.afterBrokenHead(first),
      );
    }
  });

  /** What opens no declaration: said once, and passed over with whatever belongs to it. */
  private passOver(first: IToken): void {
    const blocks = statementBlocks.filter(({ opens }) => opens.has(first.tokenType)).map(({ what }) => what);
    if (!this.isAfterStrange())
      this.problems.push(noDeclaration({ file: this.file, span: spanOf(first) }, first.image, declarationNames, T.words.keys(), blocks));
    this.SKIP();
    this.afterBrokenHead(first);
  }

  /** The head of a declaration did not parse. Its body is still read, for the mistakes in it, and left out with the head. */
  private afterBrokenHead(first: IToken): void {
    let depth = this.openedSince(first);
    for (; !this.isAtEnd(); this.SKIP()) {
      const next = this.LA(1).tokenType;
      if (depth === 0 && (this.opensDeclaration() || (declarationWords.has(next) && this.startsLine()))) return;
      if (depth > 0 && next !== T.Context && this.opensDeclaration()) return;
      if (next === T.LCurly) {
        if (depth === 0 && this.readBody(first.tokenType)) return;
        depth++;
      } else if (next === T.RCurly) {
        if (depth === 0) return;
        depth--;
        if (depth > 0) continue;
        this.SKIP();
        return;
      }
    }
  }

  /** How many braces have been opened from a token on, and are still open. */
  private openedSince(first: IToken): number {
    let depth = 0;
    for (let back = 0, token = this.LA(0); token.tokenType !== EOF; token = this.LA(--back)) {
      if (token.tokenType === T.LCurly) depth++;
      else if (token.tokenType === T.RCurly) depth--;
      if (token === first) break;
    }
    return Math.max(0, depth);
  }

  /** Reads the body of a declaration that is left out; `false` where there is none to read. */
  private readBody(word: unknown): boolean {
    const span = { start: 0, end: 0 };
    const nobody = { text: "", span };
    switch (word) {
      case T.Delegate:
        this.SUBRULE(this.delegateBody, {
          ARGS: [{ kind: "delegate", from: nobody, to: nobody, params: [], clauses: [], requires: [], budgets: [], head: span, span }],
        });
        return true;
      case T.Agent:
        this.SUBRULE(this.agentBody, { ARGS: [{ kind: "agent", name: nobody, unguarded: false, span }] });
        return true;
      case T.Tool:
        this.SUBRULE(this.toolBody, { ARGS: [[]] });
        return true;
      case T.Test:
        this.SUBRULE(this.testBody, { ARGS: [{ kind: "test", name: nobody, hops: [], context: [], approvals: [], steps: [], span }] });
        return true;
      case T.Scope:
        this.SUBRULE(this.clauses, { ARGS: [scopeBlock] });
        return true;
      default:
        return false;
    }
  }
}

const declarationWords: ReadonlySet<TokenType> = new Set([
  ...[T.Import, T.Label, T.Domain, T.Task, T.Type, T.Let, T.Context, T.Tool, T.Annotate, T.Secret, T.Scope],
  ...[T.Principal, T.Agent, T.Delegate, T.Deny, T.Assert, T.Test],
]);

const declarationNames = [...declarationWords].map(({ LABEL }) => (LABEL ?? "").replaceAll("`", ""));
/** The blocks whose statements may be mistaken for declarations. */
const statementBlocks = [delegateBlock, agentBlock, principalBlock, scopeBlock, testBlock];
