import fc from "fast-check";
import { expect, test } from "vitest";
import { digestOf, readCatalogue } from "../../compiler/import/catalogue.js";
import { canonical } from "../../compiler/import/json.js";
import type { Json } from "../../stdlib/runtime/value.js";

test("canonical JSON is as RFC 8785 has it", () => {
  const value: Json = JSON.parse(
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
  );
  expect(canonical(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
  expect(canonical(JSON.parse('{"\\u20ac":1,"\\r":2,"\\ufb33":3,"1":4,"\\ud83d\\ude00":5,"\\u0080":6,"__proto__":7}'))).toBe(
    '{"\\r":2,"1":4,"__proto__":7,"\u0080":6,"€":1,"😀":5,"\ufb33":3}',
  );
});

test("canonical JSON reads back as the same value, whatever the order of its names", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const json: Json = JSON.parse(JSON.stringify(value));
      expect(JSON.parse(canonical(json))).toEqual(json);
      expect(canonical(reversed(json))).toBe(canonical(json));
    }),
  );
});

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, each]) => [name, reversed(each)]),
  );
}

const tool = { name: "a", description: "d", inputSchema: { type: "object", properties: { x: { type: "string" } } } };

test("the digest depends on all that a tool says, and on neither order nor bookkeeping", () => {
  const other = { name: "b", inputSchema: { type: "object" } };
  const digest = digestOf([tool, other]);
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(digestOf([other, tool])).toBe(digest);
  expect(digestOf([{ ...tool, _meta: { cached: 1 } }, other])).toBe(digest);
  expect(digestOf([{ ...tool, description: "d!" }, other])).not.toBe(digest);
  expect(digestOf([{ ...tool, annotations: {} }, other])).not.toBe(digest);
  expect(digestOf([tool])).not.toBe(digest);
});

test.each([
  ["a list", JSON.stringify([tool])],
  ["a result", JSON.stringify({ tools: [tool] })],
  ["a response", JSON.stringify({ jsonrpc: "2.0", id: 1, result: { tools: [tool] } })],
  ["a byte order mark", `\uFEFF${JSON.stringify([tool])}`],
])("a catalogue may be %s", (_, text) => {
  expect(readCatalogue(text)).toMatchObject({ kind: "catalogue", catalogue: { digest: digestOf([tool]), tools: [{ name: "a" }], remarks: [] } });
});

test.each([
  ["", "is not JSON"],
  ["{", "is not JSON"],
  ["null", "holds no list of tools"],
  ["3", "holds no list of tools"],
  ['{"tools":{}}', "holds no list of tools"],
  ['{"tools":[]}', "offers no tools"],
  ['{"tools":[{}]}', "lists a tool without a name (number 1)"],
  ['{"tools":[null]}', "lists a tool without a name (number 1)"],
  ['{"error":{"code":-32601,"message":"Method\\nnot found"}}', 'holds an error instead of tools: "Method not found"'],
  ["[".repeat(100_000) + "]".repeat(100_000), "is nested more than 200 levels deep"],
])("what is no catalogue says why: %.20s", (text, message) => {
  const result = readCatalogue(text);
  expect(result).toMatchObject({ kind: "problem", message: expect.stringContaining(message) });
});
