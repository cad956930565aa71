/** The grammar of delegations. */
import type { IToken } from "chevrotain";
import { mistakes, wanted } from "../diagnostics/codes/syntax.js";
import type * as Ast from "./ast.js";
import { type Block, type Draft, noSkipping, type Rule } from "./grammar.js";
import { DeclarationGrammar } from "./grammar-declarations.js";
import * as T from "./tokens.js";

type DelegateDraft = Draft<Ast.DelegateDecl> & {
  clauses: Ast.Clause[];
  requires: { where: Ast.Expr; span: Ast.Name["span"] }[];
  budgets: Ast.BudgetDecl[];
};

export const delegateBlock: Block = {
  what: "a delegation",
  opens: new Set([T.Allow, T.Relay, T.Deny, T.Require, T.Ttl, T.Depth, T.Fanout, T.Budget, T.Pass, T.Reply, T.Approval]),
};

export abstract class DelegationGrammar extends DeclarationGrammar {
  protected delegate: Rule<Ast.DelegateDecl> = this.RULE(
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

  protected delegateBody: Rule<void, [DelegateDraft]> = this.RULE(
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
}
