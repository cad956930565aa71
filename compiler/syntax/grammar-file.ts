/** The grammar of delegations, denials, assertions and tests, and of a whole file. */
import { EOF, type IToken, type ParserMethod, type TokenType } from "chevrotain";
import { mistakes, noDeclaration, wanted } from "../diagnostics/codes/syntax.js";
import type * as Ast from "./ast.js";
import { type Block, type Draft, noSkipping, spanOf } from "./grammar.js";
import { agentBlock, DeclarationGrammar, principalBlock, scopeBlock } from "./grammar-declarations.js";
import * as T from "./tokens.js";

type Rule<Value, Args extends unknown[] = []> = ParserMethod<Args, Value>;
type DelegateDraft = Draft<Ast.DelegateDecl> & {
  clauses: Ast.Clause[];
  requires: { where: Ast.Expr; span: Ast.Name["span"] }[];
  budgets: Ast.BudgetDecl[];
};
type TestDraft = Draft<Ast.TestDecl> & { steps: Ast.TestStep[]; approvals: Ast.Name[] };

const delegateBlock: Block = {
  what: "a delegation",
  opens: new Set([T.Allow, T.Relay, T.Deny, T.Require, T.Ttl, T.Depth, T.Fanout, T.Budget, T.Pass, T.Reply, T.Approval]),
};
const testBlock: Block = { what: "a test", opens: new Set([T.Chain, T.Context, T.At, T.Approved, T.Allow, T.Deny, T.Refuse]) };

export class FileGrammar extends DeclarationGrammar {
  constructor(validate = false) {
    super(validate);
    this.performSelfAnalysis();
  }

  // ——— Delegations ———

  private delegate: Rule<Ast.DelegateDecl> = this.RULE(
    "delegate",
    (): Ast.DelegateDecl => {
      const start = this.start();
      this.CONSUME(T.Delegate);
      const from = this.toName(this.CONSUME(T.Name, wanted.delegator));
      this.CONSUME(T.Arrow);
      const to = this.toName(this.CONSUME2(T.Name, wanted.agentName));
      const nowhere = { start, end: start };
      const decl: DelegateDraft = {
        kind: "delegate",
        ...this.docAt(start),
        from,
        to,
        params: [],
        clauses: [],
        requires: [],
        budgets: [],
        head: nowhere,
        span: nowhere,
      };
      this.OPTION(() => {
        decl.params = this.SUBRULE(this.params, { ARGS: ["hop"] });
      });
      this.OPTION2(() => {
        this.CONSUME(T.As);
        decl.alias = this.toName(this.CONSUME3(T.Name, wanted.alias));
      });
      this.CONSUME(T.For);
      decl.task = this.toName(this.CONSUME4(T.Name, wanted.task));
      decl.head = this.from(start);
      this.SUBRULE(this.delegateBody, { ARGS: [decl] });
      decl.span = this.from(start);
      return decl;
    },
    noSkipping,
  );

  private delegateBody: Rule<void, [DelegateDraft]> = this.RULE(
    "delegateBody",
    (decl: DelegateDraft): void => {
      this.block(delegateBlock, () => this.SUBRULE(this.delegateStatement, { ARGS: [decl] }));
    },
    noSkipping,
  );

  private delegateStatement: Rule<void, [DelegateDraft]> = this.RULE(
    "delegateStatement",
    (decl: DelegateDraft): void => {
      const start = this.start();
      const once = <Key extends "ttl" | "depth" | "fanout" | "pass" | "reply" | "approval">(
        word: IToken,
        key: Key,
        value: NonNullable<DelegateDraft[Key]>,
      ): void => {
        if (this.RECORDING_PHASE) return;
        if (decl[key] === undefined) decl[key] = value;
        else this.repeated(word);
      };
      this.OR({
        DEF: [
          {
            ALT: () => {
              const clause = this.SUBRULE(this.clause);
              if (!this.RECORDING_PHASE) decl.clauses.push(clause);
            },
          },
          {
            ALT: () => {
              this.CONSUME(T.Require);
              const where = this.SUBRULE(this.expression);
              if (!this.RECORDING_PHASE) decl.requires.push({ where, span: this.from(start) });
            },
          },
          { ALT: () => once(this.CONSUME(T.Ttl), "ttl", this.toDuration(this.CONSUME(T.DurationLike))) },
          { ALT: () => once(this.CONSUME(T.Depth), "depth", this.toCount(this.CONSUME(T.NumberLike), "A depth")) },
          { ALT: () => once(this.CONSUME(T.Fanout), "fanout", this.toCount(this.CONSUME2(T.NumberLike), "A fanout")) },
          {
            ALT: () => {
              this.CONSUME(T.Budget);
              this.AT_LEAST_ONE_SEP({
                SEP: T.Comma,
                DEF: () => {
                  const budget = this.SUBRULE(this.budget);
                  if (!this.RECORDING_PHASE) decl.budgets.push(budget);
                },
              });
            },
          },
          { ALT: () => once(this.CONSUME(T.Pass), "pass", this.toName(this.CONSUME(T.Name, wanted.label))) },
          {
            ALT: () => {
              const word = this.CONSUME(T.Reply);
              const label = this.toName(this.CONSUME2(T.Name, wanted.label));
              let trusted = false;
              this.OPTION(() => {
                this.CONSUME(T.Trusted);
                trusted = true;
              });
              once(word, "reply", { label, trusted, span: this.from(start) });
            },
          },
          {
            ALT: () => {
              const word = this.CONSUME(T.Approval);
              this.CONSUME(T.By);
              const by = this.toName(this.CONSUME3(T.Name, wanted.principal));
              const within = this.OPTION2(() => {
                this.CONSUME(T.Within);
                return this.toDuration(this.CONSUME2(T.DurationLike));
              });
              const span = this.from(start);
              once(word, "approval", within === undefined ? { by, span } : { by, within, span });
            },
          },
        ],
        ERR_MSG: wanted.delegateStatement.ERR_MSG,
      });
    },
    noSkipping,
  );

  /** `N UNIT [per D]` */
  private budget: Rule<Ast.BudgetDecl> = this.RULE(
    "budget",
    (): Ast.BudgetDecl => {
      const start = this.start();
      const amount = this.OR({
        DEF: [
          {
            ALT: (): Ast.BudgetDecl["amount"] => {
              const number = this.toNumber(this.CONSUME(T.NumberLike));
              if (number.value < 0) this.report(number.span, mistakes.negativeBudget);
              return number;
            },
          },
          {
            ALT: (): Ast.BudgetDecl["amount"] => {
              this.CONSUME(T.Dollar);
              return { kind: "param", name: this.toName(this.CONSUME(T.Name, wanted.parameter)), span: this.from(start) };
            },
          },
        ],
        ERR_MSG: wanted.amount.ERR_MSG,
      });
      const unit = this.toName(this.CONSUME2(T.Name, wanted.unit));
      const per = this.OPTION(() => {
        this.CONSUME(T.Per);
        return this.toDuration(this.CONSUME(T.DurationLike));
      });
      const span = this.from(start);
      return per === undefined ? { amount, unit, span } : { amount, unit, per, span };
    },
    noSkipping,
  );

  // ——— What takes away, and what is claimed ———

  private denial: Rule<Ast.DenyDecl> = this.RULE(
    "denial",
    (): Ast.DenyDecl => {
      const start = this.start();
      this.CONSUME(T.Deny);
      const actions = this.SUBRULE(this.actions);
      const decl: Draft<Ast.DenyDecl> = { kind: "deny", ...this.docAt(start), actions, span: { start, end: start } };
      this.OPTION(() => {
        decl.only = this.SUBRULE(this.only);
      });
      this.OPTION2(() => {
        this.CONSUME(T.By);
        decl.by = this.SUBRULE(this.parties);
      });
      this.OPTION3(() => {
        this.CONSUME(T.Where);
        decl.where = this.SUBRULE(this.expression);
      });
      decl.span = this.from(start);
      return decl;
    },
    noSkipping,
  );

  private assertion: Rule<Ast.AssertDecl> = this.RULE(
    "assertion",
    (): Ast.AssertDecl => {
      const start = this.start();
      this.CONSUME(T.Assert);
      const claim = this.OR({
        DEF: [
          { ALT: () => this.SUBRULE(this.never) },
          { ALT: () => this.SUBRULE(this.can) },
          {
            ALT: () => {
              this.CONSUME(T.No);
              return this.OR2({
                DEF: [{ ALT: () => this.SUBRULE(this.noFlow) }, { ALT: () => this.SUBRULE(this.noPath) }],
                ERR_MSG: wanted.flowOrPath.ERR_MSG,
              });
            },
          },
          {
            ALT: (): Ast.AssertDecl["claim"] => {
              this.CONSUME(T.Depth);
              this.CONSUME(T.AtMost);
              return { kind: "depth", most: this.toCount(this.CONSUME(T.NumberLike), "A depth") };
            },
          },
        ],
        ERR_MSG: wanted.claim.ERR_MSG,
      });
      return { kind: "assert", ...this.docAt(start), claim, span: this.from(start) };
    },
    noSkipping,
  );

  private never: Rule<Ast.AssertDecl["claim"]> = this.RULE(
    "never",
    (): Ast.AssertDecl["claim"] => {
      this.CONSUME(T.Never);
      const claim: Draft<Ast.AssertDecl["claim"] & { kind: "never" }> = { kind: "never", actions: this.SUBRULE(this.actions) };
      this.OPTION(() => {
        this.CONSUME(T.By);
        claim.by = this.SUBRULE(this.parties);
      });
      this.OPTION2(() => {
        this.CONSUME(T.Where);
        claim.where = this.SUBRULE(this.expression);
      });
      return claim;
    },
    noSkipping,
  );

  private can: Rule<Ast.AssertDecl["claim"]> = this.RULE(
    "can",
    (): Ast.AssertDecl["claim"] => {
      this.CONSUME(T.Can);
      const party = this.toName(this.CONSUME(T.Name, wanted.party));
      const tool = this.toName(this.CONSUME2(T.Name, wanted.tool));
      this.CONSUME(T.Dot);
      const action = this.toName(this.CONSUME3(T.Name, wanted.actionName));
      const claim: Draft<Ast.AssertDecl["claim"] & { kind: "can" }> = { kind: "can", party, tool, action };
      this.OPTION(() => {
        this.CONSUME(T.Where);
        claim.where = this.SUBRULE(this.expression);
      });
      return claim;
    },
    noSkipping,
  );

  private noFlow: Rule<Ast.AssertDecl["claim"]> = this.RULE(
    "noFlow",
    (): Ast.AssertDecl["claim"] => {
      this.CONSUME(T.Flow);
      let label: Ast.Name | undefined;
      this.OR({
        DEF: [
          { ALT: () => this.CONSUME(T.Untrusted) },
          {
            ALT: () => {
              label = this.toName(this.CONSUME(T.Name));
            },
          },
        ],
        IGNORE_AMBIGUITIES: true,
        ERR_MSG: wanted.flowOf.ERR_MSG,
      });
      this.CONSUME(T.To);
      const to = this.SUBRULE(this.parties);
      return label === undefined ? { kind: "no-flow", to } : { kind: "no-flow", label, to };
    },
    noSkipping,
  );

  private noPath: Rule<Ast.AssertDecl["claim"]> = this.RULE(
    "noPath",
    (): Ast.AssertDecl["claim"] => {
      this.CONSUME(T.Path);
      const from = this.SUBRULE(this.parties);
      this.CONSUME(T.Arrow);
      const to = this.SUBRULE2(this.parties);
      return { kind: "no-path", from, to };
    },
    noSkipping,
  );

  // ——— Tests ———

  private test: Rule<Ast.TestDecl> = this.RULE(
    "test",
    (): Ast.TestDecl => {
      const start = this.start();
      this.CONSUME(T.Test);
      const name = this.toText(this.CONSUME(T.Text, wanted.testName));
      const decl: TestDraft = {
        kind: "test",
        ...this.docAt(start),
        name,
        hops: [],
        context: [],
        approvals: [],
        steps: [],
        span: { start, end: start },
      };
      const before = this.mistakesSoFar();
      this.SUBRULE(this.testBody, { ARGS: [decl] });
      decl.span = this.from(start);
      if (decl.start === undefined && this.mistakesSoFar() === before) this.report(name.span, mistakes.noChain);
      return decl;
    },
    noSkipping,
  );

  private testBody: Rule<void, [TestDraft]> = this.RULE(
    "testBody",
    (decl: TestDraft): void => {
      let hasContext = false;
      this.block(testBlock, () =>
        this.OR({
          DEF: [
            { ALT: () => this.SUBRULE(this.chain, { ARGS: [decl] }) },
            {
              ALT: () => {
                const word = this.CONSUME(T.Context);
                const context = this.SUBRULE(this.testContext);
                if (this.RECORDING_PHASE) return;
                if (hasContext) this.repeated(word);
                else decl.context = context;
                hasContext = true;
              },
            },
            {
              ALT: () => {
                const word = this.CONSUME(T.At);
                const at = this.toText(this.CONSUME(T.Text));
                if (this.RECORDING_PHASE) return;
                if (decl.at === undefined) decl.at = at;
                else this.repeated(word);
              },
            },
            {
              ALT: () => {
                this.CONSUME(T.Approved);
                this.CONSUME(T.By);
                const names = this.SUBRULE(this.names);
                if (!this.RECORDING_PHASE) decl.approvals.push(...names);
              },
            },
            {
              ALT: () => {
                const step = this.SUBRULE(this.testCall);
                if (!this.RECORDING_PHASE) decl.steps.push(step);
              },
            },
            {
              ALT: () => {
                const word = this.CONSUME(T.Refuse);
                this.CONSUME(T.Hop);
                if (!this.RECORDING_PHASE) decl.steps.push({ kind: "refuse-hop", span: this.from(word.startOffset) });
              },
            },
          ],
          ERR_MSG: wanted.testStatement.ERR_MSG,
        }),
      );
    },
    noSkipping,
  );

  /** `chain A -> B(args) for TASK -> …` */
  private chain: Rule<void, [TestDraft]> = this.RULE(
    "chain",
    (decl: TestDraft): void => {
      const word = this.CONSUME(T.Chain);
      const first = this.toName(this.CONSUME(T.Name, wanted.party));
      const hops: Draft<Ast.TestDecl["hops"][number]>[] = [];
      this.AT_LEAST_ONE(() => {
        this.CONSUME(T.Arrow);
        const start = this.start();
        const to = this.toName(this.CONSUME2(T.Name, wanted.agentName));
        const hop: Draft<Ast.TestDecl["hops"][number]> = { to, args: [], span: { start, end: start } };
        this.OPTION(() => {
          hop.args = this.SUBRULE(this.namedArgs);
        });
        this.OPTION2(() => {
          this.CONSUME(T.For);
          hop.task = this.toName(this.CONSUME3(T.Name, wanted.task));
        });
        hop.span = this.from(start);
        hops.push(hop);
      });
      if (this.RECORDING_PHASE) return;
      if (decl.start === undefined) {
        decl.start = first;
        decl.hops = hops;
      } else this.repeated(word);
    },
    noSkipping,
  );

  /** `{ NAME: LITERAL … }`, with commas or without. */
  private testContext: Rule<Ast.NamedArg[]> = this.RULE(
    "testContext",
    (): Ast.NamedArg[] => {
      const facts: Ast.NamedArg[] = [];
      this.CONSUME(T.LCurly);
      this.MANY(() => {
        facts.push(this.SUBRULE(this.namedArg));
        this.OPTION(() => this.CONSUME(T.Comma));
      });
      this.CONSUME(T.RCurly);
      return facts;
    },
    noSkipping,
  );

  private testCall: Rule<Ast.TestStep> = this.RULE(
    "testCall",
    (): Ast.TestStep => {
      const start = this.start();
      const expect = this.OR([{ ALT: () => this.expected(this.CONSUME(T.Allow)) }, { ALT: () => this.expected(this.CONSUME(T.Deny)) }]);
      const tool = this.toName(this.CONSUME(T.Name, wanted.tool));
      this.CONSUME(T.Dot);
      const action = this.toName(this.CONSUME2(T.Name, wanted.actionName));
      const args = this.SUBRULE(this.namedArgs);
      return { kind: "call", expect, tool, action, args, span: this.from(start) };
    },
    noSkipping,
  );

  private expected(token: IToken): "allow" | "deny" {
    return token.tokenType === T.Allow ? "allow" : "deny";
  }

  // ——— The file ———

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
