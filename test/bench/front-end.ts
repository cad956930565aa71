/** The front end on one large text, beside chevrotain's lexer alone and the smallest grammar with actions in it. */
import { parse } from "../../compiler/syntax/parse.js";
import { generatePolicy } from "./generate.js";
import { emit, perCall, type Spread } from "./harness.js";
import { lexPlainly, readPlainly } from "./plain-grammar.js";

export function benchFrontEnd(): void {
  const text = generatePolicy(1_000, 11);
  const megabytes = Buffer.byteLength(text) / 1e6;
  const rate = ({ min, median, max }: Spread): Spread => ({
    min: megabytes / (max / 1000),
    median: megabytes / (median / 1000),
    max: megabytes / (min / 1000),
  });
  const { diagnostics } = parse("policy.remit", text);
  if (diagnostics.length > 0) throw new Error("the generated policy does not parse");
  const lexer = rate(perCall(() => lexPlainly(text), 5));
  const plain = rate(perCall(() => readPlainly(text), 5));
  const whole = rate(perCall(() => parse("policy.remit", text), 5));
  const name = `front end, ${megabytes.toFixed(1)} MB`;
  emit(`${name}: chevrotain's lexer alone`, "MB/s", { ...lexer });
  emit(`${name}: the smallest grammar with actions, positions kept`, "MB/s", { ...plain });
  emit(`${name}: parse, to the tree`, "MB/s", { ...whole, "of the smallest grammar": whole.median / plain.median });
}
