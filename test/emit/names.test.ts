/** Names that are words of TypeScript, of handles or of objects, or no identifiers at all; and texts that try to leave their place. */
import ts from "typescript";
import { expect, test } from "vitest";
import { planModule } from "../../compiler/emit/plan.js";
import { print } from "../../compiler/emit/print.js";
import { lowerText } from "../harness/marked.js";
import { generate, run } from "./evaluate.js";
import { oddNames } from "./odd.js";

const { value: policy } = lowerText(oddNames);
const printed = print(planModule(policy, "class"));

test("the module is TypeScript, with nothing in it that a name could have brought", () => {
  const file = ts.createSourceFile("a.guard.ts", printed, ts.ScriptTarget.ES2022, true);
  expect(Reflect.get(file, "parseDiagnostics")).toEqual([]);
  expect(printed).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  expect(printed).toContain("readonly then_: ");
  expect(printed).toContain("export type Plan = 1 | 2 | 3;");
  expect(printed).toContain('export type String2 = string & v1.Brand<"string">;');
});

test.each([
  ["as printed", run(printed).policy],
  ["as planned", generate(policy).policy],
])("it decides by the names, %s", (_, { decide }) => {
  const ask = (args: object, context: object = { constructor: "c", "a b": false, v1: 1 }, more: object = {}): string => {
    const params: readonly object[] = [{}, { params: "x", hasOwnProperty: 2 }, {}];
    const asked = { chain: ["new", "v1", "a/b"], params, action: "then.then", args, context, now: 0, ...more } as Parameters<typeof decide>[0];
    const { allow, reason } = decide(asked);
    return allow ? "allow" : `${reason?.code} ${reason?.argument ?? ""}`;
  };
  const args = { "a-b": "x", args: 2, each: [3, 4] };
  expect(ask(args)).toBe("allow");
  expect(ask({ ...args, "a-b": "y" })).toBe("scope a-b");
  expect(ask({ ...args, args: 3 })).toBe("scope args");
  expect(ask({ ...args, args: 4 })).toBe("argument args");
  expect(ask({ ...args, "a-b": "X" })).toBe("argument a-b");
  expect(ask({ ...args, each: [1] })).toBe("scope each");
  // What every object inherits is no argument and no fact.
  expect(ask({ ...args, constructor: "c" })).toBe("allow");
  expect(ask({ ...args, constructor: "d" })).toBe("scope constructor");
  expect(ask(args, { "a b": false, v1: 1 })).toBe("allow");
  expect(ask({ ...args, toString: "d" })).toBe("argument toString");
  expect(ask(JSON.parse('{"a-b":"x","args":2,"each":[],"__proto__":1}'))).toBe("allow");
  expect(ask(JSON.parse('{"a-b":"x","args":2,"each":[],"__proto__":"1"}'))).toBe("argument __proto__");
  const upper: object = { chain: ["new", "v1"], params: [{}, { params: "x", hasOwnProperty: 2 }] };
  expect(ask({ frame: false }, undefined, { ...upper, action: "check.delete" })).toMatch(/^scope/);
  expect(ask({ frame: false }, { constructor: "c", "a b": true, v1: 1 }, { ...upper, action: "check.delete" })).toBe("allow");
  expect(ask({ toString: 'a"b*/' }, undefined, { ...upper, action: "then.default" })).toBe("scope toString");
});
