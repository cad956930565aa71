/** The grammar of actions, parties, and the clauses that allow, relay and deny. */
import type { IToken } from "chevrotain";
import { mistakes, wanted } from "../diagnostics/codes/syntax.js";
import type { Actions, Clause, ClauseSubject, Name, Operand, Parties } from "./ast.js";
import { type Block, type Draft, noSkipping, type Rule } from "./grammar.js";
import { ExpressionGrammar } from "./grammar-expressions.js";
import * as T from "./tokens.js";

type Only = NonNullable<Clause["only"]>;

export abstract class ClauseGrammar extends ExpressionGrammar {
  /** `any`, or `tool.action` and `tool.*` with commas between them. */
  protected actions: Rule<Actions> = this.RULE(
    "actions",
    (): Actions => {
      const start = this.start();
      return this.OR({
        DEF: [
          { ALT: () => ({ kind: "any", span: this.spanOf(this.CONSUME(T.Any)) }) },
          {
            ALT: () => {
              const of: ActionRef[] = [];
              this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => of.push(this.SUBRULE(this.actionRef)) });
              return { kind: "list", of, span: this.from(start) };
            },
          },
        ],
        IGNORE_AMBIGUITIES: true,
        ERR_MSG: wanted.actions.ERR_MSG,
      });
    },
    noSkipping,
  );

  /** `tool.action` or `tool.*` */
  protected actionRef: Rule<ActionRef> = this.RULE(
    "actionRef",
    (): ActionRef => {
      const start = this.start();
      const tool = this.toName(this.CONSUME(T.Name, wanted.tool));
      this.CONSUME(T.Dot, wanted.dotAction);
      const action = this.OR({
        DEF: [{ ALT: () => this.toName(this.CONSUME2(T.Name)) }, { ALT: () => this.toNothing(this.CONSUME(T.Star)) }],
        ERR_MSG: wanted.actionOrAll.ERR_MSG,
      });
      const span = this.from(start);
      return action === undefined ? { tool, span } : { tool, action, span };
    },
    noSkipping,
  );

  /** `only (a, b)` */
  protected only: Rule<Only> = this.RULE(
    "only",
    (): Only => {
      const start = this.start();
      const names: Name[] = [];
      this.CONSUME(T.Only);
      this.CONSUME(T.LParen);
      this.MANY_SEP({
        SEP: T.Comma,
        DEF: () => {
          if (!this.trailing(T.RParen)) names.push(this.toName(this.CONSUME(T.Name, wanted.argument)));
        },
      });
      this.CONSUME(T.RParen);
      return { names, span: this.from(start) };
    },
    noSkipping,
  );

  /** `NAME`, or `agents [in DOMAIN] [except NAME, …]` */
  protected parties: Rule<Parties> = this.RULE(
    "parties",
    (): Parties => {
      const start = this.start();
      return this.OR({
        DEF: [
          {
            ALT: () => {
              this.CONSUME(T.Agents);
              const parties: Draft<Parties & { kind: "agents" }> = { kind: "agents", except: [], span: { start, end: start } };
              this.OPTION(() => {
                this.CONSUME(T.In);
                parties.domain = this.toName(this.CONSUME(T.Name, wanted.domain));
              });
              this.OPTION2(() => {
                this.CONSUME(T.Except);
                parties.except = this.SUBRULE(this.names);
              });
              parties.span = this.from(start);
              return parties;
            },
          },
          {
            ALT: () => {
              const name = this.toName(this.CONSUME2(T.Name, wanted.party));
              return { kind: "party", name, span: name.span };
            },
          },
        ],
        IGNORE_AMBIGUITIES: true,
        ERR_MSG: wanted.parties.ERR_MSG,
      });
    },
    noSkipping,
  );

  /** `NAME, …` */
  protected names: Rule<Name[]> = this.RULE(
    "names",
    (): Name[] => {
      const names: Name[] = [];
      this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => names.push(this.toName(this.CONSUME(T.Name))) });
      return names;
    },
    noSkipping,
  );

  /** `allow`, `relay` or `deny`, what it is about, `only` and `where`. */
  protected clause: Rule<Clause> = this.RULE(
    "clause",
    (): Clause => {
      const start = this.start();
      const verb = this.OR({
        DEF: [
          { ALT: () => this.toVerb(this.CONSUME(T.Allow)) },
          { ALT: () => this.toVerb(this.CONSUME(T.Relay)) },
          { ALT: () => this.toVerb(this.CONSUME(T.Deny)) },
        ],
        ERR_MSG: wanted.clause.ERR_MSG,
      });
      const subject = this.SUBRULE(this.subject);
      const clause: Draft<Clause> = { kind: "clause", ...this.docAt(start), verb, subject, span: { start, end: start } };
      this.OPTION(() => {
        clause.only = this.SUBRULE(this.only);
      });
      this.OPTION2(() => {
        this.CONSUME(T.Where);
        clause.where = this.SUBRULE(this.expression);
      });
      clause.span = this.from(start);
      return clause;
    },
    noSkipping,
  );

  private subject: Rule<ClauseSubject> = this.RULE(
    "subject",
    (): ClauseSubject => {
      const start = this.start();
      return this.OR({
        DEF: [
          {
            ALT: () => {
              const span = this.spanOf(this.CONSUME(T.Any));
              return { kind: "actions", actions: { kind: "any", span }, span };
            },
          },
          {
            ALT: () => {
              this.CONSUME(T.Received);
              // A statement may follow, and its word could be a name: only a tool's has a dot or stands for any.
              const actions = this.OPTION({
                GATE: () => this.LA(1).tokenType === T.Any || this.LA(2).tokenType === T.Dot,
                DEF: () => this.SUBRULE(this.actions),
              });
              const span = this.from(start);
              return actions === undefined ? { kind: "received", span } : { kind: "received", actions, span };
            },
          },
          { ALT: () => this.SUBRULE(this.namedSubject) },
        ],
        IGNORE_AMBIGUITIES: true,
        ERR_MSG: wanted.clauseSubject.ERR_MSG,
      });
    },
    noSkipping,
  );

  /** `tool.action, …`, or a named scope: `NAME` or `NAME(args)`. */
  private namedSubject: Rule<ClauseSubject> = this.RULE(
    "namedSubject",
    (): ClauseSubject => {
      const start = this.start();
      const scopes: (ClauseSubject & { kind: "scope" })[] = [];
      const actions: ActionRef[] = [];
      this.AT_LEAST_ONE_SEP({
        SEP: T.Comma,
        DEF: () => {
          const from = this.start();
          const name = this.toName(this.CONSUME(T.Name, wanted.clauseSubject));
          let args: Operand[] = [];
          let isAction = false;
          this.OPTION(() =>
            this.OR([
              {
                ALT: () => {
                  this.CONSUME(T.Dot);
                  isAction = true;
                  const action = this.OR2({
                    DEF: [{ ALT: () => this.toName(this.CONSUME2(T.Name)) }, { ALT: () => this.toNothing(this.CONSUME(T.Star)) }],
                    ERR_MSG: wanted.actionOrAll.ERR_MSG,
                  });
                  const span = this.from(from);
                  actions.push(action === undefined ? { tool: name, span } : { tool: name, action, span });
                },
              },
              {
                ALT: () => {
                  args = this.SUBRULE(this.operands);
                },
              },
            ]),
          );
          if (!isAction) scopes.push({ kind: "scope", name, args, span: this.from(from) });
        },
      });
      const [scope, second] = scopes;
      const [action] = actions;
      const span = action !== undefined && actions.length === 1 && scope === undefined ? action.span : this.from(start);
      if (scope === undefined) return { kind: "actions", actions: { kind: "list", of: actions, span }, span };
      if (second !== undefined || actions.length > 0) this.report(span, mistakes.scopeAmongActions);
      return scope;
    },
    noSkipping,
  );

  /** `(operand, …)` */
  private operands: Rule<Operand[]> = this.RULE(
    "operands",
    (): Operand[] => {
      const operands: Operand[] = [];
      this.CONSUME(T.LParen);
      this.MANY_SEP({
        SEP: T.Comma,
        DEF: () => {
          if (!this.trailing(T.RParen)) operands.push(this.SUBRULE(this.operand));
        },
      });
      this.CONSUME(T.RParen);
      return operands;
    },
    noSkipping,
  );

  /** `{ allow … deny … }` */
  protected clauses: Rule<Clause[], [Block]> = this.RULE(
    "clauses",
    (block: Block): Clause[] => {
      const clauses: Clause[] = [];
      this.block(block, () => {
        clauses.push(this.SUBRULE(this.clause));
      });
      return clauses;
    },
    noSkipping,
  );

  private toVerb(token: IToken): Clause["verb"] {
    return token.tokenType === T.Allow ? "allow" : token.tokenType === T.Relay ? "relay" : "deny";
  }

  private toNothing(_token: IToken): undefined {
    return undefined;
  }
}

type ActionRef = (Actions & { kind: "list" })["of"][number];
