/** The grammar of literals, types and operands. */
import { mistakes, wanted } from "../diagnostics/codes/syntax.js";
import type { Literal, LiteralOf, Name, NamedArg, Operand, ParamDecl, TypeExpr } from "./ast.js";
import { type Draft, GrammarBase, noSkipping, type Rule, spanOf } from "./grammar.js";
import * as T from "./tokens.js";

/** Whose parameters a list declares. */
export type Owner = "action" | "hop" | "scope" | "record";

export abstract class ValueGrammar extends GrammarBase {
  // ——— Literals ———

  // Alternatives that need nothing of their rule's are made once: making them at each call costs as much as taking one.
  private readonly literalForms = {
    DEF: [
      {
        ALT: (): Literal => {
          const { text, span } = this.toText(this.CONSUME(T.Text));
          return { kind: "string", value: text, span };
        },
      },
      { ALT: (): Literal => this.toNumber(this.CONSUME(T.NumberLike)) },
      { ALT: (): Literal => ({ kind: "bool", value: true, span: this.spanOf(this.CONSUME(T.True)) }) },
      { ALT: (): Literal => ({ kind: "bool", value: false, span: this.spanOf(this.CONSUME(T.False)) }) },
      { ALT: (): Literal => ({ kind: "null", span: this.spanOf(this.CONSUME(T.Null)) }) },
      { ALT: (): Literal => this.SUBRULE(this.list) },
      { ALT: (): Literal => this.SUBRULE(this.record) },
    ],
    ...wanted.value,
  };

  protected literal: Rule<Literal> = this.RULE("literal", (): Literal => this.OR(this.literalForms), noSkipping);

  protected list: Rule<LiteralOf<"list">> = this.RULE(
    "list",
    (): LiteralOf<"list"> => {
      const start = this.start();
      const of: Literal[] = [];
      this.deeper();
      this.CONSUME(T.LSquare);
      this.MANY_SEP({
        SEP: T.Comma,
        DEF: () => {
          if (!this.trailing(T.RSquare)) of.push(this.SUBRULE(this.literal));
        },
      });
      this.CONSUME(T.RSquare);
      this.nesting--;
      return { kind: "list", of, span: this.from(start) };
    },
    noSkipping,
  );

  protected record: Rule<LiteralOf<"record">> = this.RULE(
    "record",
    (): LiteralOf<"record"> => {
      const start = this.start();
      const fields: NamedArg[] = [];
      this.deeper();
      this.CONSUME(T.LCurly);
      this.MANY_SEP({
        SEP: T.Comma,
        DEF: () => {
          if (!this.trailing(T.RCurly)) fields.push(this.SUBRULE(this.namedArg));
        },
      });
      this.CONSUME(T.RCurly);
      this.nesting--;
      return { kind: "record", fields, span: this.from(start) };
    },
    noSkipping,
  );

  /** `NAME: LITERAL` */
  protected namedArg: Rule<NamedArg> = this.RULE(
    "namedArg",
    (): NamedArg => {
      const name = this.toName(this.CONSUME(T.Name, wanted.argument));
      this.CONSUME(T.Colon);
      return { name, value: this.SUBRULE(this.literal) };
    },
    noSkipping,
  );

  /** `(NAME: LITERAL, …)` */
  protected namedArgs: Rule<NamedArg[]> = this.RULE(
    "namedArgs",
    (): NamedArg[] => {
      const args: NamedArg[] = [];
      this.CONSUME(T.LParen, wanted.arguments);
      this.MANY_SEP({
        SEP: T.Comma,
        DEF: () => {
          if (!this.trailing(T.RParen)) args.push(this.SUBRULE(this.namedArg));
        },
      });
      this.CONSUME(T.RParen);
      return args;
    },
    noSkipping,
  );

  // ——— Types and parameters ———

  protected type: Rule<TypeExpr> = this.RULE(
    "type",
    (): TypeExpr => {
      const start = this.start();
      this.deeper();
      const first = this.SUBRULE(this.member);
      let members: TypeExpr[] | undefined;
      this.MANY(() => {
        this.CONSUME(T.Pipe);
        const member = this.SUBRULE2(this.member);
        if (members === undefined) members = [first, member];
        else members.push(member);
      });
      this.nesting--;
      return members === undefined ? first : { kind: "union", members, span: this.from(start) };
    },
    noSkipping,
  );

  private member: Rule<TypeExpr> = this.RULE(
    "member",
    (): TypeExpr =>
      this.OR({
        DEF: [
          {
            ALT: () => {
              const start = this.start();
              this.CONSUME(T.ListOf);
              this.CONSUME(T.Less);
              const element = this.SUBRULE(this.type);
              this.CONSUME(T.Greater);
              return { kind: "list", element, span: this.from(start) };
            },
          },
          {
            ALT: () => {
              const name = this.toName(this.CONSUME(T.Name));
              return { kind: "name", name, span: name.span };
            },
          },
          {
            ALT: () => {
              const value = this.toText(this.CONSUME(T.Text));
              return { kind: "text", value, span: value.span };
            },
          },
          { ALT: () => ({ kind: "null", span: this.spanOf(this.CONSUME(T.Null)) }) },
          {
            ALT: () => {
              const start = this.start();
              const fields: ParamDecl[] = [];
              this.CONSUME(T.LCurly);
              this.MANY_SEP({
                SEP: T.Comma,
                DEF: () => {
                  if (!this.trailing(T.RCurly)) fields.push(this.SUBRULE(this.param, { ARGS: ["record"] }));
                },
              });
              this.CONSUME(T.RCurly);
              return { kind: "record", fields, span: this.from(start) };
            },
          },
        ],
        IGNORE_AMBIGUITIES: true,
        ERR_MSG: wanted.type.ERR_MSG,
      }),
    noSkipping,
  );

  /** `NAME[?]: TYPE [from context.FACT]` */
  private param: Rule<ParamDecl, [Owner]> = this.RULE(
    "param",
    (owner: Owner): ParamDecl => {
      const start = this.start();
      const name = this.toName(this.CONSUME(T.Name, wanted.parameter));
      let optional = false;
      this.OPTION(() => {
        const sign = this.CONSUME(T.Question);
        optional = true;
        if (owner === "hop" || owner === "scope") this.report(spanOf(sign), mistakes.optionalParameter(owner === "hop" ? "a hop" : "a scope"));
      });
      this.CONSUME(T.Colon);
      const type = this.SUBRULE(this.type);
      const param: Draft<ParamDecl> = { ...this.docAt(start), name, optional, type, span: { start, end: 0 } };
      this.OPTION2(() => {
        const word = this.CONSUME(T.From);
        this.CONSUME(T.ContextOf);
        this.CONSUME(T.Dot);
        const fact = this.toName(this.CONSUME2(T.Name, wanted.fact));
        if (owner === "hop") param.from = fact;
        else this.report({ start: word.startOffset, end: this.end() }, mistakes.boundParameter);
      });
      param.span = this.from(start);
      return param;
    },
    noSkipping,
  );

  /** `(NAME: TYPE, …)` */
  protected params: Rule<ParamDecl[], [Owner]> = this.RULE(
    "params",
    (owner: Owner): ParamDecl[] => {
      const params: ParamDecl[] = [];
      this.CONSUME(T.LParen, wanted.arguments);
      this.MANY_SEP({
        SEP: T.Comma,
        DEF: () => {
          if (!this.trailing(T.RParen)) params.push(this.SUBRULE(this.param, { ARGS: [owner] }));
        },
      });
      this.CONSUME(T.RParen);
      return params;
    },
    noSkipping,
  );

  // ——— Operands ———

  private readonly operandForms = {
    DEF: [
      {
        ALT: (): Operand => {
          const { startOffset } = this.CONSUME(T.Dollar);
          const name = this.toName(this.CONSUME(T.Name, wanted.parameter));
          const fields = this.SUBRULE(this.fields);
          return { kind: "param", name, fields, span: this.from(startOffset) };
        },
      },
      {
        ALT: (): Operand => {
          const { startOffset } = this.CONSUME(T.ReceivedOf);
          this.CONSUME(T.Dot);
          const name = this.toName(this.CONSUME2(T.Name, wanted.parameter));
          const fields = this.SUBRULE2(this.fields);
          return { kind: "received", name, fields, span: this.from(startOffset) };
        },
      },
      {
        ALT: (): Operand => {
          const { startOffset } = this.CONSUME(T.ContextOf);
          this.CONSUME2(T.Dot);
          const name = this.toName(this.CONSUME3(T.Name, wanted.fact));
          const fields = this.SUBRULE3(this.fields);
          return { kind: "context", name, fields, span: this.from(startOffset) };
        },
      },
      {
        ALT: (): Operand => {
          const { startOffset } = this.CONSUME(T.Now);
          let hour = false;
          this.OPTION(() => {
            this.CONSUME3(T.Dot);
            const field = this.toName(this.CONSUME4(T.Name, wanted.field));
            hour = true;
            if (field.text !== "hour") this.report(field.span, mistakes.partOfNow(field.text));
          });
          return { kind: "now", hour, span: this.from(startOffset) };
        },
      },
      {
        ALT: (): Operand => {
          const first = this.toName(this.CONSUME5(T.Name));
          const path = [first];
          const start = this.LA(0).startOffset;
          this.MANY(() => {
            this.CONSUME4(T.Dot);
            path.push(this.toName(this.CONSUME6(T.Name, wanted.field)));
          });
          return { kind: "name", path, span: path.length === 1 ? first.span : this.from(start) };
        },
      },
      {
        ALT: (): Operand => {
          const literal = this.SUBRULE(this.literal);
          return { kind: "literal", literal, span: literal.span };
        },
      },
    ],
    IGNORE_AMBIGUITIES: true,
    ...wanted.operand,
  };

  protected operand: Rule<Operand> = this.RULE("operand", (): Operand => this.OR(this.operandForms), noSkipping);

  private fields: Rule<Name[]> = this.RULE(
    "fields",
    (): Name[] => {
      const fields: Name[] = [];
      this.MANY(() => {
        this.CONSUME(T.Dot);
        fields.push(this.toName(this.CONSUME(T.Name, wanted.field)));
      });
      return fields;
    },
    noSkipping,
  );

  /** Whether only a closer follows the comma just read: reported, and taken as if the comma were not there. */
  protected trailing(closer: unknown): boolean {
    if (this.RECORDING_PHASE || this.LA(1).tokenType !== closer || this.LA(0).tokenType !== T.Comma) return false;
    this.report(spanOf(this.LA(0)), mistakes.trailingComma);
    return true;
  }
}
