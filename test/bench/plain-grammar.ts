/**
 * The measure for the front end: a grammar as small as can read the generated policies, whose actions build a tree as
 * they go, over chevrotain's own lexer. It knows no word of the language, reports nothing and recovers from nothing.
 */
import { createToken, EmbeddedActionsParser, Lexer } from "chevrotain";

const Blank = createToken({ name: "Blank", pattern: /\s+/, group: Lexer.SKIPPED });
const Word = createToken({ name: "Word", pattern: /[A-Za-z_][A-Za-z0-9_]*/ });
const Text = createToken({ name: "Text", pattern: /"(?:[^"\\]|\\.)*"/ });
const Quantity = createToken({ name: "Quantity", pattern: /[0-9]+[a-z]*/ });
const Open = createToken({ name: "Open", pattern: /\{/ });
const Close = createToken({ name: "Close", pattern: /\}/ });
const Sign = createToken({ name: "Sign", pattern: /->|<=|[<.*,:$()=]/ });
const tokens = [Blank, Word, Text, Quantity, Open, Close, Sign];
const lexer = new Lexer(tokens, { positionTracking: "onlyOffset", ensureOptimizations: false });

interface Node {
  readonly parts: readonly (Leaf | Node)[];
  readonly span: { readonly start: number; readonly end: number };
}

interface Leaf {
  readonly text: string;
  readonly span: { readonly start: number; readonly end: number };
}

class PlainGrammar extends EmbeddedActionsParser {
  constructor() {
    super(tokens, { skipValidations: true });
    this.performSelfAnalysis();
  }

  readonly file = this.RULE("file", (): readonly (Leaf | Node)[] => this.SUBRULE(this.items));

  private readonly items = this.RULE("items", (): readonly (Leaf | Node)[] => {
    const found: (Leaf | Node)[] = [];
    this.MANY(() => {
      found.push(
        this.OR([
          { ALT: (): Leaf | Node => this.SUBRULE(this.block) },
          { ALT: () => this.SUBRULE(this.word) },
          { ALT: () => this.SUBRULE(this.text) },
          { ALT: () => this.SUBRULE(this.quantity) },
          { ALT: () => this.SUBRULE(this.sign) },
        ]),
      );
    });
    return found;
  });

  private readonly block = this.RULE("block", (): Node => {
    const open = this.CONSUME(Open);
    const parts = this.SUBRULE(this.items);
    const close = this.CONSUME(Close);
    return { parts, span: { start: open.startOffset, end: close.startOffset + 1 } };
  });

  private readonly word = this.RULE("word", (): Leaf => leaf(this.CONSUME(Word)));
  private readonly text = this.RULE("text", (): Leaf => leaf(this.CONSUME(Text)));
  private readonly quantity = this.RULE("quantity", (): Leaf => leaf(this.CONSUME(Quantity)));
  private readonly sign = this.RULE("sign", (): Leaf => leaf(this.CONSUME(Sign)));
}

function leaf({ image, startOffset }: { readonly image: string; readonly startOffset: number }): Leaf {
  return { text: image, span: { start: startOffset, end: startOffset + image.length } };
}

const grammar = new PlainGrammar();

/** The number of nodes at the top: enough that nothing can be left out. */
export function readPlainly(text: string): number {
  grammar.input = lexer.tokenize(text).tokens;
  const found = grammar.file();
  if (grammar.errors.length > 0) throw new Error(`the plain grammar does not read the text: ${grammar.errors[0]?.message}`);
  return found.length;
}

/** The lexer alone. */
export function lexPlainly(text: string): number {
  return lexer.tokenize(text).tokens.length;
}
