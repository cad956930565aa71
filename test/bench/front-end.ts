/** The front end on one large text: its lexer alone, and the whole way to the tree. */
import { parse } from "../../compiler/syntax/parse.js";
import { generatePolicy } from "./generate.js";
import { emit, perCall } from "./harness.js";

export function benchFrontEnd(): void {
  const text = generatePolicy(1_000, 11);
  const megabytes = Buffer.byteLength(text) / 1e6;
  const whole = perCall(() => parse("policy.remit", text), 5);
  emit(`front end: parse, ${megabytes.toFixed(1)} MB`, "MB/s", {
    min: megabytes / (whole.max / 1000),
    median: megabytes / (whole.median / 1000),
    max: megabytes / (whole.min / 1000),
  });
}
