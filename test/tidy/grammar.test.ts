import { expect, test } from "vitest";
import { FileGrammar } from "../../compiler/syntax/grammar-file.js";

test("the grammar is unambiguous with one token of looking ahead", () => {
  // The parser's own checks need a function that Node 20 does not have; nothing else of it does.
  const groupBy = (all: Iterable<unknown>, keyOf: (each: unknown) => string): Record<string, unknown[]> => {
    const groups: Record<string, unknown[]> = {};
    for (const each of all) groups[keyOf(each)] = [...(groups[keyOf(each)] ?? []), each];
    return groups;
  };
  if (!("groupBy" in Object)) Object.defineProperty(Object, "groupBy", { value: groupBy, configurable: true });
  expect(() => new FileGrammar(true)).not.toThrow();
});
