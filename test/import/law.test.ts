import fc from "fast-check";
import { expect, test } from "vitest";
import { printModule } from "../../compiler/import/module.js";
import { mapInput } from "../../compiler/import/schema.js";
import { conforms } from "../../stdlib/runtime/constraint.js";
import { isWellFormed, type Json } from "../../stdlib/runtime/value.js";
import { catalogueOfArguments, compiled } from "./compile.js";

/** Strings, numbers and names so few that random schemas and values meet. */
const words = fc.constantFrom("", "a", "b", "ab", "abc", "a\n", "😀", "1");
const numbers = fc.constantFrom(-2, -1, 0, 0.5, 1, 2, 2.5, 3, 10, Number.MAX_SAFE_INTEGER);
const names = fc.constantFrom("p", "q", "in", "__proto__");

const values: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    words,
    numbers,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.array(fc.tuple(names, tie("value")), { maxLength: 3 }).map((entries): Json => Object.fromEntries(entries)),
  ),
})).value;

type Keywords = readonly (readonly [name: string, value: Json])[];

/** Any of the keywords, each with a value of its own. */
function keywords(of: Readonly<Record<string, fc.Arbitrary<Json>>>): fc.Arbitrary<Keywords> {
  return fc
    .tuple(
      ...Object.entries(of).map(([name, value]) =>
        fc.option(
          value.map((each) => [name, each] as const),
          { freq: 2 },
        ),
      ),
    )
    .map((each) => each.filter((entry) => entry !== null));
}

const lengths = fc.integer({ min: 0, max: 4 });

/** The fragment that the importer claims to say exactly. */
const schemas: fc.Arbitrary<Json> = fc.letrec<{ schema: Json }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    keywords({ minLength: lengths, maxLength: lengths, pattern: fc.constantFrom("a", "^a", "^[ab]+$", "^[^]{0,2}$", "b?$", "^(?:a|b)$", "") }).map(
      typed("string"),
    ),
    keywords({ minimum: numbers, maximum: numbers, exclusiveMinimum: numbers, exclusiveMaximum: numbers }).map(typed("number")),
    keywords({ minimum: numbers, maximum: numbers, exclusiveMinimum: numbers, exclusiveMaximum: numbers }).map(typed("integer")),
    fc.constantFrom<Json>({ type: "boolean" }, { type: "null" }, true, {}),
    fc.array(fc.oneof(words, numbers, fc.boolean(), fc.constant(null)), { minLength: 1, maxLength: 3 }).map((each): Json => ({ enum: each })),
    fc.oneof(words, numbers).map((each): Json => ({ const: each })),
    keywords({ items: tie("schema"), minItems: lengths, maxItems: lengths }).map(typed("array")),
    fc
      .tuple(fc.array(fc.tuple(names, tie("schema")), { maxLength: 3 }), fc.array(names, { maxLength: 2 }))
      .map(([properties, required]): Json => ({ type: "object", properties: Object.fromEntries(properties), required, additionalProperties: false })),
    fc.array(tie("schema"), { minLength: 1, maxLength: 3 }).map((each): Json => ({ anyOf: each })),
    fc.array(tie("schema"), { minLength: 1, maxLength: 3 }).map((each): Json => ({ oneOf: each })),
    fc.uniqueArray(words, { minLength: 2, maxLength: 3 }).chain((tags) =>
      fc.tuple(...tags.map(() => tie("schema"))).map(
        (inner): Json => ({
          oneOf: tags.map((tag, i) => ({
            type: "object",
            properties: { kind: { const: tag }, p: inner[i] ?? true },
            required: ["kind"],
            additionalProperties: false,
          })),
        }),
      ),
    ),
    fc.uniqueArray(fc.constantFrom("string", "integer", "null", "boolean"), { minLength: 1, maxLength: 3 }).map((type): Json => ({ type })),
  ),
})).schema;

function typed(type: string): (entries: Keywords) => Json {
  return (entries) => ({ type, ...Object.fromEntries(entries) });
}

/** JSON Schema's own answer, written from its specification for the keywords above. */
function valid(schema: Json, value: Json): boolean {
  if (typeof schema === "boolean") return schema;
  if (!isRecord(schema)) throw new Error("not a schema");
  const says = (key: string): Json | undefined => (Object.hasOwn(schema, key) ? schema[key] : undefined);
  const number = (key: string, holds: (limit: number) => boolean): boolean => {
    const limit = says(key);
    return typeof limit !== "number" || holds(limit);
  };
  const list = (key: string): readonly Json[] | undefined => {
    const found = says(key);
    return Array.isArray(found) ? found : undefined;
  };
  const type = says("type");
  if (type !== undefined && !(Array.isArray(type) ? type : [type]).some((each) => isOf(each, value))) return false;
  if (says("enum") !== undefined && !list("enum")?.includes(value)) return false;
  if (says("const") !== undefined && says("const") !== value) return false;
  if (says("anyOf") !== undefined && !list("anyOf")?.some((each) => valid(each, value))) return false;
  if (says("oneOf") !== undefined && list("oneOf")?.filter((each) => valid(each, value)).length !== 1) return false;
  if (typeof value === "string") {
    const length = [...value].length;
    const pattern = says("pattern");
    if (typeof pattern === "string" && !new RegExp(pattern, "u").test(value)) return false;
    return number("minLength", (least) => length >= least) && number("maxLength", (most) => length <= most);
  }
  if (typeof value === "number")
    return (
      number("minimum", (least) => value >= least) &&
      number("maximum", (most) => value <= most) &&
      number("exclusiveMinimum", (least) => value > least) &&
      number("exclusiveMaximum", (most) => value < most)
    );
  if (Array.isArray(value)) {
    const items = says("items");
    if (items !== undefined && !value.every((each) => valid(items, each))) return false;
    return number("minItems", (least) => value.length >= least) && number("maxItems", (most) => value.length <= most);
  }
  if (isRecord(value) && says("type") === "object") {
    const properties = says("properties");
    if (!isRecord(properties)) throw new Error("no properties");
    if (!list("required")?.every((name) => typeof name === "string" && Object.hasOwn(value, name))) return false;
    return Object.entries(value).every(([name, each]) =>
      Object.hasOwn(properties, name) ? valid(properties[name] ?? true, each) : list("required")?.includes(name) === true,
    );
  }
  return true;
}

function isOf(type: Json, value: Json): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isRecord(value);
    case "integer":
      return typeof value === "number" && Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function isRecord(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

test("an imported type admits what its schema does, and no more where no note says so", () => {
  const counts = { exact: 0, noted: 0, admitted: 0, refused: 0 };
  fc.assert(
    fc.property(fc.array(schemas, { minLength: 10, maxLength: 10 }), fc.array(values, { minLength: 30, maxLength: 30 }), (all, samples) => {
      const { actions, said } = compiled(printModule(catalogueOfArguments(all), { name: "t", source: "s" }));
      expect(said.filter((each) => !each.startsWith("opaque-effect"))).toEqual([]);
      expect(actions).toHaveLength(all.length);
      for (const [i, schema] of all.entries()) {
        const type = actions[i]?.params[0]?.type ?? { kind: "null" };
        const isExact = mapInput({ type: "object", properties: { x: schema }, required: ["x"], additionalProperties: false }).slotNotes.size === 0;
        counts[isExact ? "exact" : "noted"]++;
        for (const value of samples) {
          if (!isWellFormed(JSON.stringify(value))) continue;
          const [schemaSays, typeSays] = [valid(schema, value), conforms(type, value)];
          counts[typeSays ? "admitted" : "refused"]++;
          if (schemaSays !== typeSays && (isExact || schemaSays)) expect({ schema, value, schemaSays, typeSays }).toBe("the same answer");
        }
      }
    }),
    { numRuns: 150 },
  );
  expect(counts.exact).toBeGreaterThan(700);
  expect(counts.admitted).toBeGreaterThan(3000);
  expect(counts.refused).toBeGreaterThan(3000);
});
