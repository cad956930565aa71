/** The grammar of tools, their actions, and what is added to imported ones. */
import type { IToken } from "chevrotain";
import { mistakes, wanted } from "../diagnostics/codes/syntax.js";
import type * as Ast from "./ast.js";
import { type Block, type Draft, noSkipping, type Rule, spanOf } from "./grammar.js";
import { ClauseGrammar } from "./grammar-clauses.js";
import * as T from "./tokens.js";

type Annotation = Ast.AnnotateDecl["actions"][number];

const toolBlock: Block = { what: "a tool", opens: new Set([T.EffectPrefix]), afterName: T.LParen };

const annotateBlock: Block = { what: "an annotation", opens: toolBlock.opens, bareNames: true };

export abstract class ToolGrammar extends ClauseGrammar {
  protected tool: Rule<Ast.ToolDecl> = this.RULE(
    "tool",
    (): Ast.ToolDecl => {
      const start = this.start();
      const actions: Ast.ActionDecl[] = [];
      const requiresSecrets: Ast.Name[] = [];
      this.CONSUME(T.Tool);
      const name = this.toName(this.CONSUME(T.Name, wanted.tool));
      const decl: Draft<Ast.ToolDecl> = { kind: "tool", ...this.docAt(start), name, requiresSecrets, actions, span: { start, end: start } };
      this.MANY(() => requiresSecrets.push(this.SUBRULE(this.requiredSecret)));
      this.OPTION(() => {
        const from = this.start();
        this.CONSUME(T.From);
        const source = this.toText(this.CONSUME(T.Text));
        this.CONSUME(T.Digest);
        const digest = this.toText(this.CONSUME2(T.Text));
        decl.from = { source, digest, span: this.from(from) };
      });
      this.SUBRULE(this.toolBody, { ARGS: [actions] });
      decl.span = this.from(start);
      return decl;
    },
    noSkipping,
  );

  protected toolBody: Rule<void, [Ast.ActionDecl[]]> = this.RULE(
    "toolBody",
    (actions: Ast.ActionDecl[]): void => {
      this.block(toolBlock, () => {
        const action = this.SUBRULE(this.action);
        if (!this.RECORDING_PHASE) actions.push(action);
        this.strayComma();
      });
    },
    noSkipping,
  );

  private action: Rule<Ast.ActionDecl> = this.RULE(
    "action",
    (): Ast.ActionDecl => {
      const start = this.start();
      const effect = this.OPTION(() => this.toEffect(this.CONSUME(T.EffectPrefix)));
      const name = this.toName(this.CONSUME(T.Name, wanted.action));
      const params = this.SUBRULE(this.params, { ARGS: ["action"] });
      const attributes = this.SUBRULE(this.attributes);
      const doc = this.docAt(start);
      const span = this.from(start);
      return { kind: "action", ...doc, ...(effect === undefined ? {} : { effect }), name, params, attributes, span };
    },
    noSkipping,
  );

  /** What an action's result holds, where its data goes, what it spends and what it needs. */
  private attributes: Rule<Ast.ActionAttributes> = this.RULE(
    "attributes",
    (): Ast.ActionAttributes => {
      const spends: Ast.SpendsAttribute[] = [];
      const requiresSecrets: Ast.Name[] = [];
      const attributes: Draft<Ast.ActionAttributes> = { spends, requiresSecrets };
      this.MANY(() =>
        this.OR([
          {
            ALT: () => {
              const word = this.CONSUME(T.Returns);
              const returns = this.toName(this.CONSUME(T.Name, wanted.label));
              if (attributes.returns === undefined) attributes.returns = returns;
              else this.repeated(word);
            },
          },
          {
            ALT: () => {
              const word = this.CONSUME(T.Ingests);
              this.CONSUME(T.Untrusted);
              if (attributes.ingestsUntrusted === undefined) attributes.ingestsUntrusted = this.from(word.startOffset);
              else this.repeated(word);
            },
          },
          {
            ALT: () => {
              const word = this.CONSUME(T.Sends);
              const sends = this.toName(this.CONSUME2(T.Name, wanted.label));
              if (attributes.sends === undefined) attributes.sends = sends;
              else this.repeated(word);
            },
          },
          { ALT: () => spends.push(this.SUBRULE(this.spending)) },
          { ALT: () => requiresSecrets.push(this.SUBRULE(this.requiredSecret)) },
        ]),
      );
      return attributes;
    },
    noSkipping,
  );

  /** `spends ARG [/ N] UNIT` or `spends N UNIT` */
  private spending: Rule<Ast.SpendsAttribute> = this.RULE(
    "spending",
    (): Ast.SpendsAttribute => {
      const start = this.start();
      this.CONSUME(T.Spends);
      const amount = this.OR({
        DEF: [
          { ALT: (): Ast.SpendsAttribute["amount"] => ({ kind: "constant", value: this.toNumber(this.CONSUME(T.NumberLike)) }) },
          {
            ALT: (): Ast.SpendsAttribute["amount"] => {
              const name = this.toName(this.CONSUME(T.Name, wanted.argument));
              const divisor = this.OPTION(() => {
                this.CONSUME(T.Slash);
                return this.toNumber(this.CONSUME2(T.NumberLike));
              });
              if (divisor === undefined) return { kind: "argument", name };
              if (!this.RECORDING_PHASE && divisor.value <= 0) this.report(divisor.span, mistakes.divisor);
              return { kind: "argument", name, divisor };
            },
          },
        ],
        ERR_MSG: wanted.spending.ERR_MSG,
      });
      const unit = this.toName(this.CONSUME2(T.Name, wanted.unit));
      return { amount, unit, span: this.from(start) };
    },
    noSkipping,
  );

  private requiredSecret: Rule<Ast.Name> = this.RULE(
    "requiredSecret",
    (): Ast.Name => {
      this.CONSUME(T.Requires);
      this.CONSUME(T.Secret);
      return this.toName(this.CONSUME(T.Name, wanted.secret));
    },
    noSkipping,
  );

  protected annotate: Rule<Ast.AnnotateDecl> = this.RULE(
    "annotate",
    (): Ast.AnnotateDecl => {
      const start = this.start();
      const actions: Annotation[] = [];
      this.CONSUME(T.Annotate);
      const tool = this.toName(this.CONSUME(T.Name, wanted.tool));
      this.block(annotateBlock, () => {
        const from = this.start();
        const effect = this.OPTION(() => this.toEffect(this.CONSUME(T.EffectPrefix)));
        const name = this.toName(this.CONSUME2(T.Name, wanted.actionName));
        if (this.LA(1).tokenType === T.LParen) {
          this.report(spanOf(this.LA(1)), mistakes.annotatedArguments);
          this.skipParentheses();
        }
        const attributes = this.SUBRULE(this.attributes);
        actions.push({ ...(effect === undefined ? {} : { effect }), name, attributes, span: this.from(from) });
        this.strayComma();
      });
      return { kind: "annotate", ...this.docAt(start), tool, actions, span: this.from(start) };
    },
    noSkipping,
  );

  // ——— Small things ———

  /** A statement that may stand once in its block, and stands there again. */
  protected repeated(word: IToken): void {
    this.report(spanOf(word), mistakes.repeated(word.image));
  }

  /** A comma after a statement, where none separates. */
  protected strayComma(): void {
    if (this.RECORDING_PHASE || this.LA(1).tokenType !== T.Comma) return;
    this.report(spanOf(this.LA(1)), mistakes.strayComma);
    this.SKIP();
  }

  private skipParentheses(): void {
    if (this.RECORDING_PHASE) return;
    let depth = 0;
    do {
      const next = this.LA(1).tokenType;
      if (next === T.LParen) depth++;
      else if (next === T.RParen) depth--;
      this.SKIP();
    } while (depth > 0 && !this.isAtEnd() && !this.opensDeclaration());
  }

  private toEffect(token: IToken): Ast.EffectWord {
    const { image } = token;
    const effect = image === "read" || image === "destructive" ? image : "write";
    return { effect, span: this.spanOf(token) };
  }
}
