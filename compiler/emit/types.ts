/** The types of a policy in generated code: as types of TypeScript, and as the tests of what conforms to them. */
import { type Constraint, conforms, type Field, type Type } from "../../stdlib/runtime/constraint.js";
import type { Json } from "../../stdlib/runtime/value.js";
import { unreachable } from "../base/unreachable.js";
import { showConstraint, showType } from "../types/show.js";
import { keyOf } from "../types/type.js";
import { compile } from "./compile.js";
import { all, any, atom, type Condition, not, show } from "./condition.js";
import { type Bench, literal, type Variable, variables } from "./module.js";
import { pascal, property, quoted } from "./names.js";
import { read } from "./readings.js";

/** How the types of one module are written: a refined type is declared once, under its name. */
export interface Types {
  /** The type as TypeScript has it. */
  text(type: Type): string;
  /** The members of a record of these fields. */
  members(fields: readonly Field[]): string;
  /** Whether a value conforms. */
  test(type: Type, value: string): Condition;
  /** A function that names the first of the values that is missing, not of its type or not declared. */
  wrong(hint: string, fields: readonly Field[], doc: string): string;
}

export function typesOf(bench: Bench): Types {
  const declared = new Map<string, string>();

  const text = (type: Type): string => {
    switch (type.kind) {
      case "scalar":
        return scalars[type.sort];
      case "enum":
        return type.values.map(quoted).join(" | ") || "never";
      case "list": {
        const element = text(type.element);
        return `readonly ${/[|& ]/.test(element) ? `(${element})` : element}[]`;
      }
      case "record":
        return `{ ${members(type.fields)} }`;
      case "union":
        return type.members.map(text).join(" | ");
      case "null":
        return "null";
      case "any":
        return "v1.Json";
      case "refined":
        return declare(type);
      default:
        return unreachable(type);
    }
  };

  const members = (fields: readonly Field[]): string =>
    fields
      .map(({ name, optional, type }) => `readonly ${property(name)}${optional ? "?" : ""}: ${text(type)}${optional ? " | undefined" : ""};`)
      .join(" ");

  const declare = (type: Extract<Type, { kind: "refined" }>): string => {
    const key = keyOf(type);
    const before = declared.get(key);
    if (before !== undefined) return before;
    const name = bench.name(pascal(type.name));
    declared.set(key, name);
    const doc = `\`${showType(type)}\`: ${describe(type)}`;
    const values = literalsOf(type);
    if (values !== undefined) bench.types.push({ kind: "alias", name, doc, type: values.map(literal).join(" | ") || "never" });
    else {
      bench.types.push({ kind: "alias", name, doc, type: `${brandable(text(type.base))} & v1.Brand<${quoted(type.name)}>` });
      bench.types.push({
        kind: "function",
        name,
        doc: `The value as \`${showType(type)}\`; throws a \`RangeError\` where it is none.`,
        exported: true,
        parameters: [{ name: "value", type: text(type.base) }],
        returns: name,
        body: [`return v1.branded<${name}>(${quoted(type.name)}, value, ${predicate(type)}(value));`],
      });
    }
    return name;
  };

  /** A function that tests one value, the same for the same type. */
  const predicate = (type: Type): string => {
    const make = (hint: string, body: readonly string[], doc?: string): string =>
      bench.shared(hint, { parameters: [{ name: "value", type: variables.value }], returns: "boolean", body }, doc);
    switch (type.kind) {
      case "list":
        return make("isListOf", [
          "if (!v1.isList(value)) return false;",
          `for (const each of value) if (${show(not(test(type.element, "each")))}) return false;`,
          "return true;",
        ]);
      case "record": {
        const names = bench.constant("fields", `new Set(${literal(type.fields.map((field) => field.name))})`, "ReadonlySet<string>");
        return make("isRecordOf", [
          "if (!v1.isRecord(value)) return false;",
          ...type.fields.map((field) => `if (${show(wrongField(field, "value"))}) return false;`),
          `return v1.undeclared(value, ${names}) === undefined;`,
        ]);
      }
      case "refined": {
        const where = compile(type.where, { bench, used: new Set<Variable>(), it: type.base });
        return make(`is${pascal(type.name)}`, [`return ${show(all([test(type.base, "value"), where]))};`], describe(type));
      }
      default:
        return make("isOf", [`return ${show(test(type, "value"))};`]);
    }
  };

  const wrongField = ({ name, optional, type }: Field, record: string): Condition => {
    const value = read(record, name);
    const wrong = not(test(type, value));
    return optional ? all([atom(`v1.known(${value})`), wrong]) : wrong;
  };

  const test = (type: Type, value: string): Condition => {
    switch (type.kind) {
      case "scalar":
        return atom(`v1.${tests[type.sort]}(${value})`);
      case "enum":
        if (type.values.length <= 4) return any(type.values.map((each) => atom(`v1.is(${value}, ${quoted(each)})`)));
        return atom(`${bench.constant("values", `new Set<v1.Read>(${literal(type.values)})`, "ReadonlySet<v1.Read>")}.has(${value})`);
      case "union":
        return any(type.members.map((each) => test(each, value)));
      case "null":
        return atom(`v1.is(${value}, null)`);
      case "any":
        return atom(`v1.isJson(${value})`);
      case "list":
      case "record":
      case "refined":
        return atom(`${predicate(type)}(${value})`);
      default:
        return unreachable(type);
    }
  };

  return {
    text,
    members,
    test,
    wrong(hint, fields, doc) {
      const body = fields.map((field) => `if (${show(wrongField(field, "values"))}) return ${quoted(field.name)};`);
      const made = { parameters: [{ name: "values", type: "v1.Values" }], returns: "string | undefined" };
      const undeclared = (): readonly string[] => {
        if (fields.length > fewNames) {
          const names = bench.constant(
            hint.replace("wrong", "declared"),
            `new Set(${literal(fields.map((field) => field.name))})`,
            "ReadonlySet<string>",
          );
          return [`return v1.undeclared(values, ${names});`];
        }
        const others = fields.map((field) => `name !== ${quoted(field.name)} && `).join("");
        return [`for (const name in values) if (${others}Object.hasOwn(values, name)) return name;`, "return undefined;"];
      };
      return bench.shared(hint, { ...made, body: [...body, ...undeclared()] }, doc);
    },
  };
}

/** The most names that are compared one by one; more are looked up. */
const fewNames = 8;

const scalars = {
  Bool: "boolean",
  Int: "number",
  Number: "number",
  String: "string",
  Path: "string",
  Url: "string",
  Ip: "string",
  Date: "v1.DateText",
  Time: "v1.TimeText",
} as const;

const tests = {
  Bool: "isBool",
  Int: "isInt",
  Number: "isNumber",
  String: "isText",
  Path: "isPath",
  Url: "isUrl",
  Ip: "isIp",
  Date: "isDate",
  Time: "isTime",
} as const;

function brandable(text: string): string {
  return /[|&]/.test(text) ? `(${text})` : text;
}

function describe({ base, where }: Extract<Type, { kind: "refined" }>): string {
  const text = showType(base);
  return where.kind === "true" ? text : `${text} where ${showConstraint(where)}`;
}

/** The most values that are written out as a union of literals. */
const mostLiterals = 64;

/** All values of a refined type, where they are few: what TypeScript can say without a brand. */
export function literalsOf(type: Extract<Type, { kind: "refined" }>): readonly (string | number)[] | undefined {
  for (const part of type.where.kind === "and" ? type.where.of : [type.where]) {
    const values = candidates(part, type.base);
    if (values === undefined) continue;
    const found = values.filter(
      (value): value is string | number => typeof value !== "object" && typeof value !== "boolean" && conforms(type, value),
    );
    return [...new Set(found)];
  }
  return undefined;
}

/** Values among which all that satisfy a part of a refinement on a number or a text are. */
function candidates(part: Constraint, base: Type): readonly Json[] | undefined {
  const sort = base.kind === "enum" ? "String" : base.kind === "scalar" ? base.sort : undefined;
  if (base.kind === "refined") return candidates(part, base.base);
  if (sort !== "Int" && sort !== "Number" && sort !== "String" && sort !== "Path") return undefined;
  const isIt = "term" in part && part.term.kind === "place" && part.term.root === "it" && part.term.fields.length === 0;
  if (part.kind === "one-of" && isIt && !part.negated && part.values.length <= mostLiterals) return part.values;
  if (part.kind !== "between" || !isIt || part.negated || sort !== "Int") return undefined;
  const [low, high] = [part.low, part.high].map(Number);
  if (low === undefined || high === undefined || !(high - low < mostLiterals) || !Number.isSafeInteger(Math.ceil(low))) return undefined;
  return Array.from({ length: Math.max(0, Math.floor(high) - Math.ceil(low) + 1) }, (_, i) => Math.ceil(low) + i);
}
