/** The grammar of the declarations that name things: labels, domains, tasks, types, secrets, scopes, principals, agents. */
import type { IToken } from "chevrotain";
import { mistakes, wanted } from "../diagnostics/codes/syntax.js";
import type * as Ast from "./ast.js";
import { type Block, type Draft, isNameType, noSkipping, type Rule, spanOf } from "./grammar.js";
import { ToolGrammar } from "./grammar-tools.js";
import * as T from "./tokens.js";

type Fact = Ast.ContextDecl["facts"][number];

const contextBlock: Block = { what: "the context", opens: new Set([T.Live]), afterName: T.Colon };
const secretBlock: Block = { what: "a secret", opens: new Set([T.Ttl, T.Per, T.Shared, T.Scope]) };
export const scopeBlock: Block = { what: "a scope", opens: new Set([T.Allow, T.Deny, T.Relay]) };
const holdsBlock: Block = { what: "`holds`", opens: scopeBlock.opens };
const ceilingBlock: Block = { what: "a ceiling", opens: scopeBlock.opens };
export const principalBlock: Block = { what: "a principal", opens: new Set([T.Holds]) };
export const agentBlock: Block = { what: "an agent", opens: new Set([T.Owner, T.Identity, T.Runtime, T.Clearance, T.Ceiling]) };

export abstract class DeclarationGrammar extends ToolGrammar {
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

  /** `label high > low`: reported, and passed over. */
  private labelsFromHigh(): void {
    if (this.RECORDING_PHASE || this.LA(1).tokenType !== T.Greater) return;
    this.report(spanOf(this.LA(1)), mistakes.labelsFromHigh);
    while (this.LA(1).tokenType === T.Greater) {
      this.SKIP();
      if (isNameType(this.LA(1).tokenType)) this.SKIP();
    }
  }
}
