import { expect, test } from "vitest";
import { showShape } from "../../compiler/import/aliases.js";
import { mapInput } from "../../compiler/import/schema.js";
import type { Json } from "../../stdlib/runtime/value.js";

/** A schema as the type of an argument `x`, its conditions in place, and the notes on it. */
function imported(schema: Json, more: { readonly [name: string]: Json } = {}): readonly string[] {
  const { slots, notes, slotNotes } = mapInput({ type: "object", properties: { x: schema }, required: ["x"], ...more });
  expect(notes).toEqual([]);
  const said = (slotNotes.get("x") ?? []).map(({ path, text }) => (path === "" ? text : `${path}: ${text}`));
  return [showShape(slots[0]?.shape ?? { kind: "any" }), ...said];
}

const text = { type: "string" } as const;

test.each<[name: string, schema: Json, type: string, ...notes: string[]]>([
  ["string", text, "String"],
  ["boolean", { type: "boolean" }, "Bool"],
  ["integer", { type: "integer" }, "Int"],
  ["number", { type: "number" }, "Number"],
  ["null", { type: "null" }, "null"],
  ["anything", {}, "Any"],
  ["anything, said shortly", true, "Any"],
  ["nothing", false, "Any", "no value is valid"],
  ["no schema", 3, "Any", "beyond the language: not a JSON Schema"],

  ["enum", { type: "string", enum: ["a", "b", "a"] }, '"a" | "b"'],
  ["enum without a type", { enum: ["a", null, 1, 2.5, true] }, '"a" | Number where it in [1, 2.5] | Bool where it == true | null'],
  ["enum cut down by its type", { type: "string", enum: ["a", null] }, '"a"'],
  ["enum of nothing", { enum: [] }, "Any", "no value is valid"],
  ["enum of records", { enum: [{ a: 1 }] }, "Any", 'beyond the language: enum [{"a":1}] (lists or records as literals)'],
  ["const", { const: "a" }, '"a"'],
  ["const number", { type: "number", const: -1 }, "Int where it == -1"],
  ["nullable, as OpenAPI has it", { type: "string", nullable: true }, "String | null"],
  ["several types", { type: ["string", "number", "null"] }, "String | Number | null"],
  ["integer and number", { type: ["integer", "number"] }, "Number"],

  ["range", { type: "integer", minimum: 1, maximum: 100 }, "Int where it >= 1 and it <= 100"],
  ["open range", { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1 }, "Number where it > 0 and it < 1"],
  ["both ends at once", { type: "number", minimum: 5, exclusiveMinimum: 5 }, "Number where it > 5"],
  ["draft 4", { type: "number", minimum: 5, exclusiveMinimum: true }, "Number where it > 5"],
  ["one value", { type: "integer", minimum: 5, maximum: 5 }, "Int where it == 5"],
  ["the range of safe integers", { type: "integer", minimum: -9007199254740991, maximum: 9007199254740991 }, "Int"],
  ["no number", { type: "integer", minimum: 5, exclusiveMaximum: 5 }, "Int", "its range is empty: no number is valid"],
  ["no integer", { type: "integer", exclusiveMinimum: 1, exclusiveMaximum: 2 }, "Int", "its range is empty: no number is valid"],
  ["multiples of one", { type: "number", multipleOf: 1 }, "Int"],
  ["multiples", { type: "number", multipleOf: 5 }, "Number", "beyond the language: multipleOf 5"],
  ["number format", { type: "integer", format: "int32" }, "Int", 'beyond the language: format "int32"'],
  ["a bound that is no number", { type: "number", minimum: "5" }, "Number", 'beyond the language: minimum "5"'],

  ["not empty", { type: "string", minLength: 1 }, 'String where it != ""'],
  ["empty", { type: "string", maxLength: 0 }, 'String where it == ""'],
  ["lengths", { type: "string", minLength: 2, maxLength: 8 }, "String where it matches /[^]{2,8}/"],
  ["a long length", { type: "string", minLength: 1, maxLength: 5000 }, 'String where it != ""', "beyond the language: maxLength 5000 (long)"],
  [
    "lengths that agree on nothing",
    { type: "string", minLength: 3, maxLength: 2 },
    "String",
    "its maxLength is below its minLength: no string is valid",
  ],
  ["pattern", { type: "string", pattern: "^[a-z]+/[0-9]+$" }, "String where it matches /[a-z]+\\/[0-9]+/"],
  ["unanchored pattern", { type: "string", pattern: "a" }, "String where it matches /[^]*a[^]*/"],
  ["pattern for the empty string", { type: "string", pattern: "^$" }, 'String where it == ""'],
  ["pattern that says nothing", { type: "string", pattern: "" }, "String"],
  ["pattern and length", { type: "string", pattern: "^a.*$", maxLength: 3 }, "String where it matches /a.*/ and it matches /[^]{0,3}/"],
  ["run and length", { type: "string", pattern: "^[a-z]+$", maxLength: 8 }, "String where it matches /[a-z]{1,8}/"],
  ["run and exact length", { type: "string", pattern: "^[0-9a-f]+$", minLength: 24, maxLength: 24 }, "String where it matches /[0-9a-f]{24}/"],
  [
    "run and long length",
    { type: "string", pattern: "^[a-z]+$", maxLength: 8000 },
    "String where it matches /[a-z]+/",
    "beyond the language: maxLength 8000 (long)",
  ],
  ["run too short", { type: "string", pattern: "^[a-z]{1,3}$", minLength: 5 }, "String", "its pattern and its length agree on no string"],
  ["look-around", { type: "string", pattern: "^(?!a)b" }, "String", 'beyond the language: pattern "^(?!a)b" (look-around)'],

  ["date-time", { type: "string", format: "date-time" }, "Time"],
  ["date", { type: "string", format: "date" }, "Date"],
  ["uri", { type: "string", format: "uri" }, "Url"],
  ["ipv4", { type: "string", format: "ipv4" }, 'Ip where it in "0.0.0.0/0"'],
  ["ipv6", { type: "string", format: "ipv6" }, 'Ip where it in "::/0"'],
  [
    "uuid",
    { type: "string", format: "uuid" },
    "String where it matches /[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}/",
  ],
  ["uuid with a pattern", { type: "string", format: "uuid", pattern: "^[0-9a-f-]{36}$" }, "String where it matches /[0-9a-f\\-]{36}/"],
  [
    "uri with a pattern",
    { type: "string", format: "uri", pattern: "^https" },
    "Url",
    'beyond the language: pattern "^https" (beside its format uri)',
  ],
  ["email", { type: "string", format: "email" }, "String", 'beyond the language: format "email"'],

  ["list", { type: "array", items: text }, "List<String>"],
  ["list of anything", { type: "array" }, "List<Any>"],
  ["list with sizes", { type: "array", items: text, minItems: 1, maxItems: 10 }, "List<String> where size(it) >= 1 and size(it) <= 10"],
  ["list of one size", { type: "array", items: text, minItems: 2, maxItems: 2 }, "List<String> where size(it) == 2"],
  ["set", { type: "array", items: text, uniqueItems: true }, "List<String>", "beyond the language: uniqueItems true"],
  ["tuple", { type: "array", prefixItems: [text] }, "Any", 'beyond the language: prefixItems [{"type":"string"}] (a tuple)'],
  ["tuple of draft 4", { type: "array", items: [text] }, "Any", 'beyond the language: items [{"type":"string"}] (a tuple)'],
  ["notes within a list", { type: "array", items: { type: "string", format: "email" } }, "List<String>", '[]: beyond the language: format "email"'],

  [
    "record",
    {
      type: "object",
      properties: { a: text, "b-c": { type: "array", items: { type: "object", properties: { d: text }, additionalProperties: false } } },
      required: ["a"],
      additionalProperties: false,
    },
    "{ a: String, `b-c`?: List<{ d?: String }> }",
  ],
  ["empty record", { type: "object", additionalProperties: false }, "{}"],
  [
    "record that says it is open",
    { type: "object", properties: { a: text }, additionalProperties: true },
    "{ a?: String }",
    "the schema allows more fields; a record of the language is closed",
  ],
  ["required without a schema", { type: "object", properties: {}, required: ["a"], additionalProperties: false }, "{ a: Any }"],
  ["map", { type: "object", additionalProperties: text }, "Any", "beyond the language: an object as a map, with any names"],
  ["object", { type: "object" }, "Any", "beyond the language: an object whose fields the schema does not name"],
  [
    "always-words as names",
    { type: "object", properties: { in: text, is: text, size: text, read: text }, additionalProperties: false },
    "{ `in`?: String, `is`?: String, size?: String, read?: String }",
  ],
  [
    "a name that can't be written",
    { type: "object", properties: { "a`b": text, c: text }, additionalProperties: false },
    "{ c?: String }",
    'the name "a`b" can\'t be written here: what has it is refused',
  ],
  [
    "__proto__",
    JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string"}},"required":["__proto__"],"additionalProperties":false}'),
    "{ __proto__: String }",
  ],
  [
    "notes within a record",
    { type: "object", properties: { a: { type: "array", items: { not: {} } } }, additionalProperties: false },
    "{ a?: List<Any> }",
    "a[]: beyond the language: not {}",
  ],
  [
    "dependencies",
    { type: "object", properties: { a: text }, dependentRequired: { a: ["b"] }, additionalProperties: false },
    "{ a?: String }",
    'beyond the language: dependentRequired {"a":["b"]}',
  ],

  ["choice of kinds", { anyOf: [text, { type: "array", items: text }, { type: "null" }] }, "String | List<String> | null"],
  ["choice within a choice", { anyOf: [text, { anyOf: [{ type: "number" }, { type: "null" }] }] }, "String | Number | null"],
  ["choice of consts", { oneOf: [{ const: "a" }, { const: "b" }] }, '"a" | "b"'],
  [
    "choice of consts, one twice",
    { oneOf: [{ const: "a" }, { const: "a" }] },
    '"a"',
    "beyond the language: oneOf, where a value could be of several members",
  ],
  ["choice that one member has all of", { anyOf: [{ enum: ["a"] }, text] }, "String"],
  [
    "choice of refined strings",
    { anyOf: [{ type: "string", pattern: "^a+$" }, { enum: ["b", "c"] }] },
    'String where it matches /a+/ or it in ["b", "c"]',
  ],
  [
    "choice of ranges",
    {
      anyOf: [
        { type: "integer", maximum: 1 },
        { type: "integer", minimum: 5, maximum: 7 },
      ],
    },
    "Int where it <= 1 or (it >= 5 and it <= 7)",
  ],
  [
    "choice of ranges and a wide one",
    {
      anyOf: [
        { type: "integer", maximum: 1 },
        { type: "number", minimum: 5 },
      ],
    },
    "Number",
    "beyond the language: a choice of several kinds of Number, taken as any Number",
  ],
  [
    "choice of formats",
    {
      anyOf: [
        { type: "string", format: "uri" },
        { type: "string", format: "date" },
      ],
    },
    "String",
    "beyond the language: a choice of several kinds of String, taken as any String",
  ],
  [
    "choice of lists",
    {
      anyOf: [
        { type: "array", items: text },
        { type: "array", items: { type: "number" } },
      ],
    },
    "Any",
    "beyond the language: a choice of lists",
  ],
  [
    "choice of tagged records",
    {
      oneOf: ["a", "b"].map((tag) => ({
        type: "object",
        properties: { kind: { const: tag }, [tag]: text },
        required: ["kind"],
        additionalProperties: false,
      })),
    },
    '{ kind: "a", a?: String } | { kind: "b", b?: String }',
  ],
  [
    "choice of records without a tag",
    { oneOf: ["a", "b"].map((tag) => ({ type: "object", properties: { [tag]: text }, required: [tag], additionalProperties: false })) },
    "Any",
    "beyond the language: oneOf, where a value could be of several members",
    "beyond the language: a choice of records that no required field with a literal value tells apart",
  ],
  ["a choice beside a type", { type: "string", anyOf: [{ minLength: 1 }, { const: "" }] }, 'String where it != "" or it in [""]'],
  [
    "a choice of what is required",
    { type: "object", properties: { a: text, b: text }, additionalProperties: false, anyOf: [{ required: ["a"] }, { required: ["b"] }] },
    "{ a?: String, b?: String }",
    'beyond the language: anyOf [{"required":["a"]},{"required":["b"]}]',
  ],

  [
    "allOf",
    {
      allOf: [
        { type: "integer", minimum: 1 },
        { maximum: 5, minimum: 0 },
      ],
    },
    "Int where it >= 1 and it <= 5",
  ],
  [
    "allOf of records",
    { allOf: [{ type: "object", properties: { a: text }, required: ["a"] }, { properties: { b: text } }], additionalProperties: false },
    "Any",
    "beyond the language: allOf or $ref with parts that can't be put together",
  ],
  [
    "allOf that clashes",
    { allOf: [{ pattern: "a" }, { pattern: "b" }] },
    "Any",
    "beyond the language: allOf or $ref with parts that can't be put together",
  ],
  ["not", { type: "string", not: { const: "a" } }, "String", 'beyond the language: not {"const":"a"}'],
  ["conditions", { type: "string", if: {}, else: {} }, "String", "beyond the language: if {}", "beyond the language: else {}"],
  ["an unknown keyword", { type: "string", "x-a": 1, madeUp: 1 }, "String", "beyond the language: madeUp 1"],
  [
    "no type, but keywords",
    { minLength: 1 },
    'String where it != ""',
    "the schema does not say its type: taken as string, which its keywords are about",
  ],
  ["an unknown type", { type: "text" }, "Any", 'beyond the language: type "text"'],
])("%s", (_, schema, ...expected) => {
  expect(imported(schema)).toEqual(expected);
});

test("references within the document", () => {
  const $defs = {
    a: { type: "string", minLength: 1 },
    list: { type: "array", items: { $ref: "#/$defs/list" } },
    "b/c": { type: "integer" },
    loop: { $ref: "#/$defs/loop" },
  };
  expect(imported({ $ref: "#/$defs/a" }, { $defs })).toEqual(['String where it != ""']);
  expect(imported({ $ref: "#/$defs/a", pattern: "^x+$" }, { $defs })).toEqual(["String where it matches /x+/"]);
  expect(imported({ $ref: "#/$defs/b~1c" }, { $defs })).toEqual(["Int"]);
  expect(imported({ $ref: "#/properties/y" }, { properties: { x: { $ref: "#/properties/y" }, y: { type: "null" } } })).toEqual(["null"]);
  expect(imported({ $ref: "#/$defs/list" }, { $defs })).toEqual(["List<Any>", "[]: beyond the language: recursive (`#/$defs/list`)"]);
  expect(imported({ $ref: "#/$defs/loop" }, { $defs })).toEqual(["Any", "beyond the language: recursive (`#/$defs/loop`)"]);
  expect(imported({ $ref: "#/$defs/none" }, { $defs })).toEqual(["Any", "beyond the language: a reference that leads nowhere here, `#/$defs/none`"]);
  expect(imported({ $ref: "https://example.com/s.json" }, { $defs })).toEqual([
    "Any",
    "beyond the language: a reference that leads nowhere here, `https://example.com/s.json`",
  ]);
});

test("references that double at every level end in Any", () => {
  const $defs = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [
      `d${i}`,
      { type: "object", properties: { a: { $ref: `#/$defs/d${i + 1}` }, b: { $ref: `#/$defs/d${i + 1}` } }, additionalProperties: false },
    ]),
  );
  const [type = "", ...notes] = imported({ $ref: "#/$defs/d0" }, { $defs });
  expect(type.length).toBeLessThan(2_000_000);
  expect(notes.some((note) => note.endsWith("the schema is too large from here on"))).toBe(true);
});

test.each<[schema: Json | undefined, slots: readonly string[], note: RegExp]>([
  [undefined, [], /no schema/],
  [null, [], /no object/],
  [{ type: "string" }, [], /no object/],
  [{ $ref: "#" }, [], /recursive/],
  [{ type: "object", properties: { a: {} }, oneOf: [{ required: ["a"] }] }, ["a"], /oneOf/],
  [{ type: "object", properties: { a: {} }, dependentRequired: { a: ["b"] } }, ["a"], /dependentRequired/],
])("a tool whose schema is %j", (schema, slots, note) => {
  const input = mapInput(schema);
  expect(input.slots.map(({ name }) => name)).toEqual(slots);
  expect(input.notes.map(({ text }) => text).join("\n")).toMatch(note);
});
