/** A module of generated code as plain data, and the bench that its parts are made on: what is the same is made once. */
import { type Namer, namer, quoted } from "./names.js";

export type Item =
  | {
      readonly kind: "interface";
      readonly name: string;
      readonly doc?: string;
      readonly extends?: readonly string[];
      readonly members: readonly Member[];
    }
  | { readonly kind: "alias"; readonly name: string; readonly doc?: string; readonly type: string }
  | {
      readonly kind: "constant";
      readonly name: string;
      readonly doc?: string;
      readonly exported: boolean;
      readonly type?: string;
      readonly value: string;
    }
  | {
      readonly kind: "function";
      readonly name: string;
      readonly doc?: string;
      readonly exported: boolean;
      readonly parameters: readonly { readonly name: string; readonly type: string }[];
      readonly returns: string;
      /** Statements, a line each. */
      readonly body: readonly string[];
    };

export interface Member {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  readonly doc?: string;
}

/** One generated module. */
export interface Module {
  /** Without the folder. */
  readonly file: string;
  readonly doc: string;
  readonly items: readonly Item[];
}

/** The variables that a function of generated code may read, in the order in which it takes them. */
export const variables = {
  args: "v1.Values",
  params: "v1.Values",
  frame: "v1.Frame",
  context: "v1.Values",
  now: "number",
  approvals: "readonly string[]",
  value: "v1.Read",
} as const;
export type Variable = keyof typeof variables;

export interface Bench {
  readonly name: Namer;
  /** What was made so far: types, then tables, then functions. */
  readonly types: Item[];
  readonly tables: Item[];
  readonly functions: Item[];
  /** A constant with this value, made the first time that it is asked for. */
  constant(hint: string, value: string, type?: string): string;
  /** A function with this body, likewise. */
  shared(hint: string, made: Pick<Extract<Item, { kind: "function" }>, "parameters" | "returns" | "body">, doc?: string): string;
}

export function bench(): Bench {
  const name = namer();
  const tables: Item[] = [];
  const functions: Item[] = [];
  const known = new Map<string, string>();
  const once = (key: string, hint: string, make: (name: string) => void): string => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const fresh = name(hint);
    known.set(key, fresh);
    make(fresh);
    return fresh;
  };
  return {
    name,
    types: [],
    tables,
    functions,
    constant: (hint, value, type) =>
      once(`constant ${type ?? ""} ${value}`, hint, (fresh) => {
        tables.push({ kind: "constant", name: fresh, exported: false, ...(type === undefined ? {} : { type }), value });
      }),
    shared: (hint, made, doc) =>
      once(`function ${JSON.stringify(made)}`, hint, (fresh) => {
        functions.push({ kind: "function", name: fresh, exported: false, ...(doc === undefined ? {} : { doc }), ...made });
      }),
  };
}

/** JSON as an expression. */
export function literal(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") return String(value + 0);
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const fields = Object.entries(value).filter(([, each]) => each !== undefined);
  if (fields.length === 0) return "{}";
  return `{ ${fields.map(([name, each]) => `${propertyName(name)}: ${literal(each)}`).join(", ")} }`;
}

function propertyName(name: string): string {
  if (name === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) ? name : quoted(name);
}
