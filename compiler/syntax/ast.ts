/** The tree of a source file, as it was written: every node knows its span; nothing is resolved. */
import type { Span } from "../base/span.js";

/** A name as written, without its backticks. */
export interface Name {
  readonly text: string;
  readonly span: Span;
}

/** A string literal with its escapes read. The span includes the quotes. */
export interface Text {
  readonly text: string;
  readonly span: Span;
}

export interface SourceFile {
  readonly imports: readonly Import[];
  readonly declarations: readonly Declaration[];
  /** Those that may give something a name, where they are known apart from the others. */
  readonly named?: readonly Declaration[];
  /** Stretches of a long text that hold nothing but hops without a name, and are read when these are lowered (see `ahead.ts`). */
  readonly later?: readonly Span[];
  /** Every `//` comment (not `///`), in order: `text` without the slashes, trimmed. */
  readonly comments: readonly { readonly text: string; readonly span: Span }[];
  readonly span: Span;
}

export interface Import {
  readonly kind: "import";
  readonly names: readonly { readonly name: Name; readonly alias?: Name }[];
  readonly path: Text;
  readonly span: Span;
}

export type Declaration =
  | LabelDecl
  | DomainDecl
  | TaskDecl
  | TypeDecl
  | LetDecl
  | ContextDecl
  | ToolDecl
  | AnnotateDecl
  | SecretDecl
  | ScopeDecl
  | PrincipalDecl
  | AgentDecl
  | DelegateDecl
  | DenyDecl
  | AssertDecl
  | TestDecl;

/** What every declaration has: its span, and the text of the `///` comment before it. */
interface Declared {
  readonly doc?: string;
  readonly span: Span;
}

/** `label a < b < c` */
export interface LabelDecl extends Declared {
  readonly kind: "label";
  readonly names: readonly Name[];
}

export interface DomainDecl extends Declared {
  readonly kind: "domain";
  readonly name: Name;
  readonly external: boolean;
}

export interface TaskDecl extends Declared {
  readonly kind: "task";
  readonly name: Name;
  readonly purpose: Text;
  readonly partOf: readonly Name[];
}

export interface TypeDecl extends Declared {
  readonly kind: "type";
  readonly name: Name;
  readonly type: TypeExpr;
  readonly where?: Expr;
}

export interface LetDecl extends Declared {
  readonly kind: "let";
  readonly name: Name;
  readonly value: Literal;
}

export interface ContextDecl extends Declared {
  readonly kind: "context";
  readonly facts: readonly { readonly doc?: string; readonly live: boolean; readonly name: Name; readonly type: TypeExpr; readonly span: Span }[];
}

export interface ToolDecl extends Declared {
  readonly kind: "tool";
  readonly name: Name;
  readonly requiresSecrets: readonly Name[];
  readonly from?: { readonly source: Text; readonly digest: Text; readonly span: Span };
  readonly actions: readonly ActionDecl[];
}

export interface ActionDecl extends Declared {
  readonly kind: "action";
  readonly effect?: EffectWord;
  readonly name: Name;
  readonly params: readonly ParamDecl[];
  readonly attributes: ActionAttributes;
}

export interface ActionAttributes {
  readonly returns?: Name;
  /** The span of `ingests untrusted`. */
  readonly ingestsUntrusted?: Span;
  readonly sends?: Name;
  readonly spends: readonly SpendsAttribute[];
  readonly requiresSecrets: readonly Name[];
}

/** `spends amount / 100 usd` or `spends 1 message` */
export interface SpendsAttribute {
  readonly amount:
    | { readonly kind: "argument"; readonly name: Name; readonly divisor?: NumberLit }
    | { readonly kind: "constant"; readonly value: NumberLit };
  readonly unit: Name;
  readonly span: Span;
}

export interface EffectWord {
  readonly effect: "read" | "write" | "destructive";
  readonly span: Span;
}

/** An argument of an action, a parameter of a hop or of a scope, a field of a record. */
export interface ParamDecl {
  readonly doc?: string;
  readonly name: Name;
  readonly optional: boolean;
  readonly type: TypeExpr;
  /** `from context.FACT`, on a hop's parameter only. */
  readonly from?: Name;
  readonly span: Span;
}

/** `annotate TOOL { [effect] ACTION attributes }` */
export interface AnnotateDecl extends Declared {
  readonly kind: "annotate";
  readonly tool: Name;
  readonly actions: readonly { readonly effect?: EffectWord; readonly name: Name; readonly attributes: ActionAttributes; readonly span: Span }[];
}

export interface SecretDecl extends Declared {
  readonly kind: "secret";
  readonly name: Name;
  readonly ttl?: DurationLit;
  readonly lifetime?: "per hop" | "shared";
  readonly scope?: Text;
}

export interface ScopeDecl extends Declared {
  readonly kind: "scope";
  readonly name: Name;
  readonly params: readonly ParamDecl[];
  readonly clauses: readonly Clause[];
}

export interface PrincipalDecl extends Declared {
  readonly kind: "principal";
  readonly name: Name;
  readonly domain?: Name;
  readonly holds?: { readonly clauses: readonly Clause[]; readonly span: Span };
}

export interface AgentDecl extends Declared {
  readonly kind: "agent";
  readonly name: Name;
  readonly domain?: Name;
  readonly unguarded: boolean;
  readonly owner?: Text;
  readonly identity?: Text;
  readonly runtime?: Text;
  readonly clearance?: Name;
  readonly ceiling?: { readonly clauses: readonly Clause[]; readonly span: Span };
}

export interface DelegateDecl extends Declared {
  readonly kind: "delegate";
  readonly from: Name;
  readonly to: Name;
  readonly params: readonly ParamDecl[];
  readonly alias?: Name;
  readonly task?: Name;
  readonly clauses: readonly Clause[];
  readonly requires: readonly { readonly where: Expr; readonly span: Span }[];
  readonly ttl?: DurationLit;
  readonly depth?: NumberLit;
  readonly fanout?: NumberLit;
  readonly budgets: readonly BudgetDecl[];
  readonly pass?: Name;
  readonly reply?: { readonly label: Name; readonly trusted: boolean; readonly span: Span };
  readonly approval?: { readonly by: Name; readonly within?: DurationLit; readonly span: Span };
  /** From `delegate` to the `{`. */
  readonly head: Span;
}

/** `budget 500 usd per 1d`: one entry of a `budget` statement. */
export interface BudgetDecl {
  readonly amount: NumberLit | { readonly kind: "param"; readonly name: Name; readonly span: Span };
  readonly unit: Name;
  readonly per?: DurationLit;
  readonly span: Span;
}

/** `allow`, `relay` or `deny`, in a scope, `holds`, a ceiling or a delegation. */
export interface Clause {
  readonly kind: "clause";
  readonly doc?: string;
  readonly verb: "allow" | "relay" | "deny";
  readonly subject: ClauseSubject;
  readonly only?: { readonly names: readonly Name[]; readonly span: Span };
  readonly where?: Expr;
  readonly span: Span;
}

export type ClauseSubject =
  /** Actions one by one, `tool.*`, `any`; or a named scope when a lone NAME is followed by nothing or by `(args)`. */
  | { readonly kind: "actions"; readonly actions: Actions; readonly span: Span }
  | { readonly kind: "scope"; readonly name: Name; readonly args: readonly Operand[]; readonly span: Span }
  /** `received`, with the actions that it is cut down to, if any. */
  | { readonly kind: "received"; readonly actions?: Actions; readonly span: Span };

export type Actions =
  | { readonly kind: "any"; readonly span: Span }
  /** Each `tool.action`, or `tool.*` with no action. */
  | { readonly kind: "list"; readonly of: readonly { readonly tool: Name; readonly action?: Name; readonly span: Span }[]; readonly span: Span };

/** `deny ACTIONS [by PARTIES] [where EXPR]` at the top. */
export interface DenyDecl extends Declared {
  readonly kind: "deny";
  readonly actions: Actions;
  readonly only?: { readonly names: readonly Name[]; readonly span: Span };
  readonly by?: Parties;
  readonly where?: Expr;
}

/** `NAME | "agents" ["in" DOMAIN] ["except" NAME, …]` */
export type Parties =
  | { readonly kind: "party"; readonly name: Name; readonly span: Span }
  | { readonly kind: "agents"; readonly domain?: Name; readonly except: readonly Name[]; readonly span: Span };

export interface AssertDecl extends Declared {
  readonly kind: "assert";
  readonly claim:
    | { readonly kind: "never"; readonly actions: Actions; readonly by?: Parties; readonly where?: Expr }
    | { readonly kind: "can"; readonly party: Name; readonly tool: Name; readonly action: Name; readonly where?: Expr }
    /** No label: the word "untrusted". */
    | { readonly kind: "no-flow"; readonly label?: Name; readonly to: Parties }
    | { readonly kind: "no-path"; readonly from: Parties; readonly to: Parties }
    | { readonly kind: "depth"; readonly most: NumberLit };
}

export interface TestDecl extends Declared {
  readonly kind: "test";
  readonly name: Text;
  readonly start?: Name;
  readonly hops: readonly { readonly to: Name; readonly args: readonly NamedArg[]; readonly task?: Name; readonly span: Span }[];
  readonly context: readonly NamedArg[];
  readonly at?: Text;
  readonly approvals: readonly Name[];
  readonly steps: readonly TestStep[];
}

export type TestStep =
  | {
      readonly kind: "call";
      readonly expect: "allow" | "deny";
      readonly tool: Name;
      readonly action: Name;
      readonly args: readonly NamedArg[];
      readonly span: Span;
    }
  | { readonly kind: "refuse-hop"; readonly span: Span };

export interface NamedArg {
  readonly name: Name;
  readonly value: Literal;
}

export type TypeExpr =
  /** A built-in type or an alias. */
  | { readonly kind: "name"; readonly name: Name; readonly span: Span }
  | { readonly kind: "text"; readonly value: Text; readonly span: Span }
  | { readonly kind: "null"; readonly span: Span }
  | { readonly kind: "list"; readonly element: TypeExpr; readonly span: Span }
  | { readonly kind: "record"; readonly fields: readonly ParamDecl[]; readonly span: Span }
  | { readonly kind: "union"; readonly members: readonly TypeExpr[]; readonly span: Span };

export type Relation = "==" | "!=" | "<" | "<=" | ">" | ">=";

export type Expr =
  | { readonly kind: "or" | "and"; readonly of: readonly Expr[]; readonly span: Span }
  | { readonly kind: "not"; readonly of: Expr; readonly span: Span }
  | { readonly kind: "compare"; readonly op: Relation; readonly left: Operand; readonly right: Operand; readonly span: Span }
  /** `in [..]` */
  | { readonly kind: "in-list"; readonly negated: boolean; readonly operand: Operand; readonly list: LiteralOf<"list">; readonly span: Span }
  /** `in 1 .. 10` */
  | {
      readonly kind: "in-range";
      readonly negated: boolean;
      readonly operand: Operand;
      readonly low: Literal;
      readonly high: Literal;
      readonly span: Span;
    }
  /** `in "10.0.0.0/8"` (a literal text), or in a list: an argument, a parameter, a fact, the list of a `let`. */
  | { readonly kind: "in"; readonly negated: boolean; readonly operand: Operand; readonly container: Operand; readonly span: Span }
  | { readonly kind: "like"; readonly negated: boolean; readonly operand: Operand; readonly glob: Text; readonly span: Span }
  /** `source` is what stands between the slashes. */
  | {
      readonly kind: "matches";
      readonly negated: boolean;
      readonly operand: Operand;
      readonly source: string;
      readonly sourceSpan: Span;
      readonly span: Span;
    }
  | { readonly kind: "under"; readonly negated: boolean; readonly operand: Operand; readonly base: Operand; readonly span: Span }
  | { readonly kind: "is"; readonly operand: Operand; readonly json: Name; readonly span: Span }
  | {
      readonly kind: "all" | "some";
      readonly variable: Name;
      readonly lists: readonly { readonly operand: Operand; readonly optional: boolean }[];
      readonly body: Expr;
      readonly span: Span;
    }
  | { readonly kind: "size"; readonly operand: Operand; readonly op: Relation; readonly value: NumberLit; readonly span: Span }
  | { readonly kind: "has"; readonly operand: Operand; readonly span: Span }
  /** An operand alone: a Bool. */
  | { readonly kind: "truth"; readonly operand: Operand; readonly span: Span }
  | { readonly kind: "approved"; readonly by: Name; readonly span: Span }
  | { readonly kind: "effect"; readonly op: Relation; readonly effect: Name; readonly span: Span };

export type Operand =
  /** An argument and fields of it, a quantifier's variable, `it`, or a `let`: which one, resolution tells. */
  | { readonly kind: "name"; readonly path: readonly Name[]; readonly span: Span }
  | { readonly kind: "param"; readonly name: Name; readonly fields: readonly Name[]; readonly span: Span }
  | { readonly kind: "received"; readonly name: Name; readonly fields: readonly Name[]; readonly span: Span }
  | { readonly kind: "context"; readonly name: Name; readonly fields: readonly Name[]; readonly span: Span }
  | { readonly kind: "now"; readonly hour: boolean; readonly span: Span }
  | { readonly kind: "literal"; readonly literal: Literal; readonly span: Span };

export type Literal =
  | { readonly kind: "string"; readonly value: string; readonly span: Span }
  | NumberLit
  | { readonly kind: "bool"; readonly value: boolean; readonly span: Span }
  | { readonly kind: "null"; readonly span: Span }
  | { readonly kind: "list"; readonly of: readonly Literal[]; readonly span: Span }
  | { readonly kind: "record"; readonly fields: readonly { readonly name: Name; readonly value: Literal }[]; readonly span: Span };

export type LiteralOf<K extends Literal["kind"]> = Extract<Literal, { readonly kind: K }>;

export interface NumberLit {
  readonly kind: "number";
  readonly value: number;
  /** As it was written. */
  readonly source: string;
  readonly span: Span;
}

export interface DurationLit {
  /** Milliseconds. */
  readonly milliseconds: number;
  readonly source: string;
  readonly span: Span;
}
