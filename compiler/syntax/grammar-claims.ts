/** The grammar of what is said of a policy as a whole: denials, assertions, tests. */
import type { IToken } from "chevrotain";
import { mistakes, wanted } from "../diagnostics/codes/syntax.js";
import type * as Ast from "./ast.js";
import { type Block, type Draft, noSkipping, type Rule } from "./grammar.js";
import { DelegationGrammar } from "./grammar-delegations.js";
import * as T from "./tokens.js";

type TestDraft = Draft<Ast.TestDecl> & { steps: Ast.TestStep[]; approvals: Ast.Name[] };

export const testBlock: Block = { what: "a test", opens: new Set([T.Chain, T.Context, T.At, T.Approved, T.Allow, T.Deny, T.Refuse]) };

export abstract class ClaimGrammar extends DelegationGrammar {
  // ——— What takes away, and what is claimed ———

  protected denial: Rule<Ast.DenyDecl> = this.RULE(
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

  protected assertion: Rule<Ast.AssertDecl> = this.RULE(
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

  protected test: Rule<Ast.TestDecl> = this.RULE(
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

  protected testBody: Rule<void, [TestDraft]> = this.RULE(
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
}
