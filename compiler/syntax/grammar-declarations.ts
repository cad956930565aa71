/** The grammar of the declarations that name things: labels to agents. Delegations, assertions and tests are in `grammar-file.ts`. */
import type { IToken, ParserMethod } from "chevrotain";
import { mistakes, wanted } from "../diagnostics/codes/syntax.js";
import type * as Ast from "./ast.js";
import { type Block, type Draft, isNameType, noSkipping, spanOf } from "./grammar.js";
import { ClauseGrammar } from "./grammar-clauses.js";
import * as T from "./tokens.js";

type Rule<Value, Args extends unknown[] = []> = ParserMethod<Args, Value>;
type Fact = Ast.ContextDecl["facts"][number];
type Annotation = Ast.AnnotateDecl["actions"][number];

const contextBlock: Block = { what: "the context", opens: new Set([T.Live]), afterName: T.Colon };
const toolBlock: Block = { what: "a tool", opens: new Set([T.EffectPrefix]), afterName: T.LParen };
const secretBlock: Block = { what: "a secret", opens: new Set([T.Ttl, T.Per, T.Shared, T.Scope]) };
export const scopeBlock: Block = { what: "a scope", opens: new Set([T.Allow, T.Deny, T.Relay]) };
const holdsBlock: Block = { what: "`holds`", opens: scopeBlock.opens };
const ceilingBlock: Block = { what: "a ceiling", opens: scopeBlock.opens };
export const principalBlock: Block = { what: "a principal", opens: new Set([T.Holds]) };
export const agentBlock: Block = { what: "an agent", opens: new Set([T.Owner, T.Identity, T.Runtime, T.Clearance, T.Ceiling]) };

export abstract class DeclarationGrammar extends ClauseGrammar {
  protected import: Rule<Ast.Import> = this.RULE(
    "import",
    (): Ast.Import => {
      const start = this.start();
      const names: { name: Ast.Name; alias?: Ast.Name }[] = [];
      this.CONSUME(T.Import);
      this.CONSUME(T.LCurly, wanted.importedList);
      this.MANY_SEP({
        SEP: T.Comma,
        DEF: () => {
          if (this.trailing(T.RCurly)) return;
          const name = this.toName(this.CONSUME(T.Name, wanted.imported));
          const alias = this.OPTION(() => {
            this.CONSUME(T.As);
            return this.toName(this.CONSUME2(T.Name, wanted.alias));
          });
          names.push(alias === undefined ? { name } : { name, alias });
        },
      });
      this.CONSUME(T.RCurly);
      this.CONSUME(T.From);
      const path = this.toText(this.CONSUME(T.Text));
      return { kind: "import", names, path, span: this.from(start) };
    },
    noSkipping,
  );

  protected label: Rule<Ast.LabelDecl> = this.RULE(
    "label",
    (): Ast.LabelDecl => {
      const start = this.start();
      const names: Ast.Name[] = [];
      this.CONSUME(T.Label);
      this.AT_LEAST_ONE_SEP({ SEP: T.Less, DEF: () => names.push(this.toName(this.CONSUME(T.Name, wanted.label))) });
      this.labelsFromHigh();
      return { kind: "label", ...this.docAt(start), names, span: this.from(start) };
    },
    noSkipping,
  );

  protected domain: Rule<Ast.DomainDecl> = this.RULE(
    "domain",
    (): Ast.DomainDecl => {
      const start = this.start();
      let external = false;
      this.CONSUME(T.Domain);
      const name = this.toName(this.CONSUME(T.Name, wanted.domain));
      this.OPTION(() => {
        this.CONSUME(T.External);
        external = true;
      });
      return { kind: "domain", ...this.docAt(start), name, external, span: this.from(start) };
    },
    noSkipping,
  );

  protected task: Rule<Ast.TaskDecl> = this.RULE(
    "task",
    (): Ast.TaskDecl => {
      const start = this.start();
      let partOf: Ast.Name[] = [];
      this.CONSUME(T.Task);
      const name = this.toName(this.CONSUME(T.Name, wanted.task));
      const purpose = this.toText(this.CONSUME(T.Text, wanted.purpose));
      this.OPTION(() => {
        this.CONSUME(T.Part);
        this.CONSUME(T.Of);
        partOf = this.SUBRULE(this.names);
      });
      return { kind: "task", ...this.docAt(start), name, purpose, partOf, span: this.from(start) };
    },
    noSkipping,
  );

  protected typeDecl: Rule<Ast.TypeDecl> = this.RULE(
    "typeDecl",
    (): Ast.TypeDecl => {
      const start = this.start();
      this.CONSUME(T.Type);
      const name = this.toName(this.CONSUME(T.Name, wanted.typeName));
      this.CONSUME(T.Assign);
      const type = this.SUBRULE(this.type);
      const decl: Draft<Ast.TypeDecl> = { kind: "type", ...this.docAt(start), name, type, span: { start, end: start } };
      this.OPTION(() => {
        this.CONSUME(T.Where);
        decl.where = this.SUBRULE(this.expression);
      });
      decl.span = this.from(start);
      return decl;
    },
    noSkipping,
  );

  protected letDecl: Rule<Ast.LetDecl> = this.RULE(
    "letDecl",
    (): Ast.LetDecl => {
      const start = this.start();
      this.CONSUME(T.Let);
      const name = this.toName(this.CONSUME(T.Name, wanted.letName));
      this.CONSUME(T.Assign);
      const value = this.SUBRULE(this.literal);
      return { kind: "let", ...this.docAt(start), name, value, span: this.from(start) };
    },
    noSkipping,
  );

  protected context: Rule<Ast.ContextDecl> = this.RULE(
    "context",
    (): Ast.ContextDecl => {
      const start = this.start();
      const facts: Fact[] = [];
      this.CONSUME(T.Context);
      this.block(contextBlock, () => {
        const from = this.start();
        let live = false;
        this.OPTION(() => {
          this.CONSUME(T.Live);
          live = true;
        });
        const name = this.toName(this.CONSUME(T.Name, wanted.contextFact));
        this.CONSUME(T.Colon);
        const type = this.SUBRULE(this.type);
        facts.push({ ...this.docAt(from), live, name, type, span: this.from(from) });
        this.strayComma();
      });
      return { kind: "context", ...this.docAt(start), facts, span: this.from(start) };
    },
    noSkipping,
  );

  // ——— Tools ———

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
      this.block(toolBlock, () => {
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

  // ——— Secrets, scopes, parties ———

  protected secret: Rule<Ast.SecretDecl> = this.RULE(
    "secret",
    (): Ast.SecretDecl => {
      const start = this.start();
      this.CONSUME(T.Secret);
      const name = this.toName(this.CONSUME(T.Name, wanted.secret));
      const decl: Draft<Ast.SecretDecl> = { kind: "secret", ...this.docAt(start), name, span: { start, end: start } };
      const before = this.mistakesSoFar();
      const lifetime = (word: IToken, value: "per hop" | "shared"): void => {
        if (decl.lifetime === undefined) decl.lifetime = value;
        else this.report(spanOf(word), mistakes.lifetimeTwice);
      };
      this.block(secretBlock, () =>
        this.OR({
          DEF: [
            {
              ALT: () => {
                const word = this.CONSUME(T.Ttl);
                const ttl = this.toDuration(this.CONSUME(T.DurationLike));
                if (decl.ttl === undefined) decl.ttl = ttl;
                else this.repeated(word);
              },
            },
            {
              ALT: () => {
                const word = this.CONSUME(T.Per);
                this.CONSUME(T.Hop);
                lifetime(word, "per hop");
              },
            },
            { ALT: () => lifetime(this.CONSUME(T.Shared), "shared") },
            {
              ALT: () => {
                const word = this.CONSUME(T.Scope);
                const scope = this.toText(this.CONSUME(T.Text));
                if (decl.scope === undefined) decl.scope = scope;
                else this.repeated(word);
              },
            },
          ],
          ERR_MSG: wanted.secretStatement.ERR_MSG,
        }),
      );
      decl.span = this.from(start);
      if (this.mistakesSoFar() > before) return decl;
      if (decl.lifetime === undefined) this.report(name.span, mistakes.noLifetime);
      else if (decl.ttl === undefined && decl.lifetime === "per hop") this.report(name.span, mistakes.noSecretTtl);
      return decl;
    },
    noSkipping,
  );

  protected scope: Rule<Ast.ScopeDecl> = this.RULE(
    "scope",
    (): Ast.ScopeDecl => {
      const start = this.start();
      let params: Ast.ParamDecl[] = [];
      this.CONSUME(T.Scope);
      const name = this.toName(this.CONSUME(T.Name, wanted.scopeName));
      this.OPTION(() => {
        params = this.SUBRULE(this.params, { ARGS: ["scope"] });
      });
      const clauses = this.SUBRULE(this.clauses, { ARGS: [scopeBlock] });
      return { kind: "scope", ...this.docAt(start), name, params, clauses, span: this.from(start) };
    },
    noSkipping,
  );

  protected principal: Rule<Ast.PrincipalDecl> = this.RULE(
    "principal",
    (): Ast.PrincipalDecl => {
      const start = this.start();
      this.CONSUME(T.Principal);
      const name = this.toName(this.CONSUME(T.Name, wanted.principal));
      const decl: Draft<Ast.PrincipalDecl> = { kind: "principal", ...this.docAt(start), name, span: { start, end: start } };
      this.OPTION(() => {
        this.CONSUME(T.In);
        decl.domain = this.toName(this.CONSUME2(T.Name, wanted.domain));
      });
      this.block(principalBlock, () => {
        const word = this.LA(1);
        this.CONSUME(T.Holds, wanted.holds);
        const clauses = this.SUBRULE(this.clauses, { ARGS: [holdsBlock] });
        if (decl.holds === undefined) decl.holds = { clauses, span: this.from(word.startOffset) };
        else this.repeated(word);
      });
      decl.span = this.from(start);
      return decl;
    },
    noSkipping,
  );

  protected agent: Rule<Ast.AgentDecl> = this.RULE(
    "agent",
    (): Ast.AgentDecl => {
      const start = this.start();
      this.CONSUME(T.Agent);
      const name = this.toName(this.CONSUME(T.Name, wanted.agentName));
      const decl: Draft<Ast.AgentDecl> = { kind: "agent", ...this.docAt(start), name, unguarded: false, span: { start, end: start } };
      this.OPTION(() => {
        this.CONSUME(T.In);
        decl.domain = this.toName(this.CONSUME2(T.Name, wanted.domain));
      });
      this.OPTION2(() => {
        this.CONSUME(T.Unguarded);
        decl.unguarded = true;
      });
      this.SUBRULE(this.agentBody, { ARGS: [decl] });
      decl.span = this.from(start);
      return decl;
    },
    noSkipping,
  );

  protected agentBody: Rule<void, [Draft<Ast.AgentDecl>]> = this.RULE(
    "agentBody",
    (decl: Draft<Ast.AgentDecl>): void => {
      const text = (word: IToken, key: "owner" | "identity" | "runtime", value: Ast.Text): void => {
        if (this.RECORDING_PHASE) return;
        if (decl[key] === undefined) decl[key] = value;
        else this.repeated(word);
      };
      this.block(agentBlock, () =>
        this.OR({
          DEF: [
            { ALT: () => text(this.CONSUME(T.Owner), "owner", this.toText(this.CONSUME(T.Text))) },
            { ALT: () => text(this.CONSUME(T.Identity), "identity", this.toText(this.CONSUME2(T.Text))) },
            { ALT: () => text(this.CONSUME(T.Runtime), "runtime", this.toText(this.CONSUME3(T.Text))) },
            {
              ALT: () => {
                const word = this.CONSUME(T.Clearance);
                const label = this.toName(this.CONSUME(T.Name, wanted.label));
                if (this.RECORDING_PHASE) return;
                if (decl.clearance === undefined) decl.clearance = label;
                else this.repeated(word);
              },
            },
            {
              ALT: () => {
                const word = this.CONSUME(T.Ceiling);
                const clauses = this.SUBRULE(this.clauses, { ARGS: [ceilingBlock] });
                if (this.RECORDING_PHASE) return;
                if (decl.ceiling === undefined) decl.ceiling = { clauses, span: this.from(word.startOffset) };
                else this.repeated(word);
              },
            },
          ],
          ERR_MSG: wanted.agentStatement.ERR_MSG,
        }),
      );
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

  /** `label high > low`: reported, and passed over. */
  private labelsFromHigh(): void {
    if (this.RECORDING_PHASE || this.LA(1).tokenType !== T.Greater) return;
    this.report(spanOf(this.LA(1)), mistakes.labelsFromHigh);
    while (this.LA(1).tokenType === T.Greater) {
      this.SKIP();
      if (isNameType(this.LA(1).tokenType)) this.SKIP();
    }
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
    return { effect, span: spanOf(token) };
  }
}
