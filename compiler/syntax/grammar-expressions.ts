/** The grammar of expressions. */
import type { IToken } from "chevrotain";
import { mistakes, wanted } from "../diagnostics/codes/syntax.js";
import type { Expr, Operand, Relation } from "./ast.js";
import { type Draft, noSkipping, type Rule, spanOf } from "./grammar.js";
import { ValueGrammar } from "./grammar-values.js";
import * as T from "./tokens.js";

interface OpenQuantifier {
  readonly word: string;
  readonly start: number;
  /** Where its body starts. */
  readonly body: number;
  readonly end: number;
}

const noQuantifier: OpenQuantifier = { word: "", start: -1, body: -1, end: -1 };

export abstract class ExpressionGrammar extends ValueGrammar {
  /** How many quantifiers have been read, and where the last one stands: tells whether one lies inside another. */
  private quantifiers = 0;
  private lastQuantifier = { start: 0, end: 0 };
  /** The last quantifier whose body has no parentheses around it: what follows it directly might belong to the body. */
  private openQuantifier = noQuantifier;

  override begin(...given: Parameters<ValueGrammar["begin"]>): void {
    super.begin(...given);
    this.openQuantifier = noQuantifier;
  }

  // ——— Expressions ———

  expression: Rule<Expr> = this.RULE(
    "expression",
    (): Expr => {
      const start = this.start();
      const first = this.SUBRULE(this.conjunct);
      let junction: Draft<Expr & { kind: "or" | "and" }> | undefined;
      // Where what stands before the last connective ends, and where what stands after it starts, parentheses included.
      let headEnd = start;
      let lastStart = start;
      this.MANY(() => {
        const leftEnd = this.end();
        const open = this.openQuantifier.end === leftEnd ? this.openQuantifier : undefined;
        const kind = this.CONSUME(T.Connective).tokenType === T.And ? "and" : "or";
        const rightStart = this.start();
        const right = this.SUBRULE2(this.conjunct);
        if (this.RECORDING_PHASE) return;
        if (open !== undefined) this.reportOpenQuantifier(open, kind, rightStart);
        if (junction === undefined) junction = { kind, of: [first, right], span: this.from(start) };
        else if (junction.kind === kind) (junction.of as Expr[]).push(right);
        else {
          this.reportMixed({ start, headEnd, lastStart, leftEnd, rightStart }, junction.kind, kind);
          junction = { kind, of: [junction, right], span: this.from(start) };
        }
        headEnd = leftEnd;
        lastStart = rightStart;
      });
      if (junction === undefined) return first;
      junction.span = this.from(start);
      return junction;
    },
    noSkipping,
  );

  private readonly conjunctForms = {
    DEF: [
      {
        ALT: (): Expr => {
          this.CONSUME(T.LParen);
          this.deeper();
          const inner = this.SUBRULE(this.expression);
          this.nesting--;
          this.CONSUME(T.RParen);
          return inner;
        },
      },
      {
        ALT: (): Expr => {
          const { startOffset } = this.CONSUME(T.Not);
          this.deeper();
          const of = this.SUBRULE(this.conjunct);
          this.nesting--;
          return { kind: "not", of, span: this.from(startOffset) };
        },
      },
      { ALT: (): Expr => this.SUBRULE(this.quantifier) },
      {
        ALT: (): Expr => {
          const { startOffset } = this.CONSUME(T.Size);
          this.CONSUME2(T.LParen);
          const operand = this.SUBRULE(this.operand);
          this.CONSUME2(T.RParen);
          const op = this.toRelation(this.CONSUME(T.Relational));
          const value = this.toCount(this.CONSUME(T.NumberLike), "A size");
          return { kind: "size", operand, op, value, span: this.from(startOffset) };
        },
      },
      {
        ALT: (): Expr => {
          const { startOffset } = this.CONSUME(T.Has);
          const operand = this.SUBRULE2(this.operand);
          return { kind: "has", operand, span: this.from(startOffset) };
        },
      },
      {
        ALT: (): Expr => {
          const { startOffset } = this.CONSUME(T.Approved);
          this.CONSUME(T.By);
          const by = this.toName(this.CONSUME(T.Name, wanted.principal));
          return { kind: "approved", by, span: this.from(startOffset) };
        },
      },
      {
        ALT: (): Expr => {
          const { startOffset } = this.CONSUME(T.Effect);
          const op = this.toRelation(this.CONSUME2(T.Relational));
          const effect = this.toName(this.CONSUME2(T.Name, wanted.effect));
          return { kind: "effect", op, effect, span: this.from(startOffset) };
        },
      },
      { ALT: (): Expr => this.SUBRULE(this.atom) },
    ],
    IGNORE_AMBIGUITIES: true,
    ...wanted.condition,
  };

  private conjunct: Rule<Expr> = this.RULE("conjunct", (): Expr => this.OR(this.conjunctForms), noSkipping);

  /** What is said of one operand, or of two. */
  private atom: Rule<Expr> = this.RULE(
    "atom",
    (): Expr => {
      const start = this.start();
      const operand = this.SUBRULE(this.operand);
      let negated = false;
      const said = this.OPTION(
        (): Expr =>
          this.OR([
            {
              ALT: () => {
                const op = this.toRelation(this.CONSUME(T.Relational));
                const right = this.SUBRULE2(this.operand);
                return { kind: "compare", op, left: operand, right, span: this.from(start) };
              },
            },
            {
              ALT: () => {
                this.CONSUME(T.Is);
                const json = this.OR2({
                  DEF: [{ ALT: () => this.toName(this.CONSUME(T.Null)) }, { ALT: () => this.toName(this.CONSUME(T.Name)) }],
                  ERR_MSG: wanted.kind.ERR_MSG,
                });
                return { kind: "is", operand, json, span: this.from(start) };
              },
            },
            {
              ALT: () => {
                this.OPTION2(() => {
                  this.CONSUME(T.Not);
                  negated = true;
                });
                return this.OR3({
                  DEF: [
                    {
                      ALT: () => {
                        this.CONSUME(T.In);
                        return this.SUBRULE(this.container, { ARGS: [start, operand, negated] });
                      },
                    },
                    {
                      ALT: () => {
                        this.CONSUME(T.Like);
                        const glob = this.toText(this.CONSUME(T.Text));
                        return { kind: "like", negated, operand, glob, span: this.from(start) };
                      },
                    },
                    {
                      ALT: () => {
                        this.CONSUME(T.Matches);
                        const regex = this.CONSUME(
                          T.Regex,
                          /^\s*\/\//.test(this.text.slice(this.end(), this.end() + 100)) ? wanted.regexNotEmpty : wanted.regex,
                        );
                        const source = regex.image.slice(1, regex.image.endsWith("/") && regex.image.length > 1 ? -1 : undefined);
                        const sourceSpan = this.spanBetween(regex.startOffset + 1, regex.startOffset + 1 + source.length);
                        return { kind: "matches", negated, operand, source, sourceSpan, span: this.from(start) };
                      },
                    },
                    {
                      ALT: () => {
                        this.CONSUME(T.Under);
                        const base = this.SUBRULE3(this.operand);
                        return { kind: "under", negated, operand, base, span: this.from(start) };
                      },
                    },
                  ],
                  ERR_MSG: wanted.operator.ERR_MSG,
                });
              },
            },
          ]),
      );
      if (this.RECORDING_PHASE || said === undefined) return { kind: "truth", operand, span: this.from(start) };
      if (said.kind === "compare" && isRelational(this.LA(1))) this.reportChained(said);
      return said;
    },
    noSkipping,
  );

  /** What stands after `in`. */
  private container: Rule<Expr, [number, Operand, boolean]> = this.RULE(
    "container",
    (start: number, operand: Operand, negated: boolean): Expr => {
      const container = this.SUBRULE(this.operand);
      const high = this.OPTION(() => {
        this.CONSUME(T.DotDot);
        return this.SUBRULE(this.literal);
      });
      const span = this.from(start);
      if (!this.RECORDING_PHASE && high !== undefined) {
        if (container.kind === "literal") return { kind: "in-range", negated, operand, low: container.literal, high, span };
        this.report(container.span, mistakes.openRange);
      }
      if (container.kind === "literal" && container.literal.kind === "list")
        return { kind: "in-list", negated, operand, list: container.literal, span };
      return { kind: "in", negated, operand, container, span };
    },
    noSkipping,
  );

  private quantifier: Rule<Expr> = this.RULE(
    "quantifier",
    (): Expr => {
      const start = this.start();
      const word = this.OR([{ ALT: () => this.CONSUME(T.All) }, { ALT: () => this.CONSUME(T.Some) }]);
      const variable = this.toName(this.CONSUME(T.Name, wanted.argument));
      this.CONSUME(T.In);
      const lists: { operand: Operand; optional: boolean }[] = [];
      this.AT_LEAST_ONE_SEP({
        SEP: T.Comma,
        DEF: () => {
          const operand = this.SUBRULE(this.operand);
          let optional = false;
          this.OPTION(() => {
            this.CONSUME(T.Question);
            optional = true;
          });
          lists.push({ operand, optional });
        },
      });
      this.CONSUME(T.Colon);
      const before = this.quantifiers;
      const bodyStart = this.start();
      const bare = this.LA(1).tokenType !== T.LParen;
      this.deeper();
      const body = this.SUBRULE(this.conjunct);
      this.nesting--;
      const span = this.from(start);
      if (this.quantifiers > before) this.report(this.lastQuantifier, mistakes.nestedQuantifier);
      this.quantifiers++;
      this.lastQuantifier = span;
      if (bare) this.openQuantifier = { word: word.image, start, body: bodyStart, end: span.end };
      return { kind: word.image === "some" ? "some" : "all", variable, lists, body, span };
    },
    noSkipping,
  );

  // ——— Mistakes that read well enough to say exactly what is wrong ———

  private toRelation(token: IToken): Relation {
    if (token.tokenType === T.Assign) {
      this.report(spanOf(token), mistakes.assigns);
      return "==";
    }
    const op = relations.get(token.tokenType);
    return op ?? "==";
  }

  /** `a < b < c`: reported, and what hangs on is passed over. */
  private reportChained(first: Expr & { kind: "compare" }): void {
    const next = this.LA(1);
    this.report(spanOf(next), mistakes.chained(this.said(first.span), this.said(first.right.span), next.image));
    while (isRelational(this.LA(1))) {
      this.SKIP();
      this.SUBRULE2(this.operand);
    }
  }

  private reportMixed(
    at: { readonly start: number; readonly headEnd: number; readonly lastStart: number; readonly leftEnd: number; readonly rightStart: number },
    before: "or" | "and",
    after: "or" | "and",
  ): void {
    const span = this.from(at.start);
    const head = this.said({ start: at.start, end: at.headEnd });
    const last = this.said({ start: at.lastStart, end: at.leftEnd });
    const right = this.said({ start: at.rightStart, end: span.end });
    const left = this.said({ start: at.start, end: at.leftEnd });
    this.report(span, mistakes.mixed(`(${left}) ${after} ${right}`, `${head} ${before} (${last} ${after} ${right})`));
  }

  private reportOpenQuantifier(open: OpenQuantifier, kind: "or" | "and", restStart: number): void {
    const span = this.from(open.start);
    const head = this.said({ start: open.start, end: open.body });
    const body = this.said({ start: open.body, end: open.end });
    const rest = this.said({ start: restStart, end: span.end });
    this.report(
      span,
      mistakes.openQuantifier(open.word, `${kind} ${rest}`, `${head} (${body} ${kind} ${rest})`, `(${head} ${body}) ${kind} ${rest}`),
    );
  }

  /** A part of the text on one line, cut short where it is long. */
  private said(span: { readonly start: number; readonly end: number }): string {
    const text = this.text.slice(span.start, span.end).replace(/\s+/g, " ").trim();
    return text.length <= 60 ? text : `${text.slice(0, 28)} … ${text.slice(-28)}`;
  }
}

const relations = new Map<unknown, Relation>([
  [T.Equal, "=="],
  [T.NotEqual, "!="],
  [T.Less, "<"],
  [T.AtMost, "<="],
  [T.Greater, ">"],
  [T.AtLeast, ">="],
]);

function isRelational(token: IToken): boolean {
  return token.tokenType.CATEGORIES?.includes(T.Relational) === true;
}
