/** Constraints over scalar places as SMT-LIB 2.6, written down from the meaning and knowing nothing of the decision procedure. */
import type { Signature } from "../../compiler/scope/question.js";
import { type Comparison, type Constraint, compare, effects, type Term, type Type } from "../../stdlib/runtime/constraint.js";
import type { Pattern } from "../../stdlib/runtime/pattern.js";
import { dayRange, type Json, readKey, readNetwork, type Sort, timeRange } from "../../stdlib/runtime/value.js";

/** A place that holds one scalar or null: when it is there, when it is null, and of what sort it is otherwise. */
interface Variable {
  readonly name: string;
  readonly sort: Sort;
  readonly optional: boolean;
  readonly nullable: boolean;
}

/** A script that is satisfiable just when some request of the signature satisfies the constraint. */
export function scriptOf(signature: Signature, constraint: Constraint): string {
  const lines: string[] = [];
  const variables = new Map<string, Variable>();
  const declare = (key: string, type: Type, optional: boolean): void => {
    const leaves = type.kind === "union" ? type.members : [type];
    const leaf = leaves.find((each) => each.kind !== "null");
    if (leaf?.kind !== "scalar" && leaf?.kind !== "enum") throw new Error("not a scalar");
    const sort = leaf.kind === "enum" ? "String" : leaf.sort;
    const name = `v${variables.size}`;
    variables.set(key, { name, sort, optional, nullable: leaves.some((each) => each.kind === "null") });
    lines.push(`(declare-const ${name} ${smtSort(sort)})`, `(declare-const ${name}-there Bool)`, `(declare-const ${name}-null Bool)`);
    const range = ranges[sort];
    if (range !== undefined) lines.push(`(assert (and (<= ${integer(range[0])} ${name}) (<= ${name} ${integer(range[1])})))`);
    if (sort === "Path") lines.push(`(assert ${isPath(name)})`);
    if (leaf.kind === "enum") lines.push(`(assert ${or(leaf.values.map((value) => `(= ${name} ${text(value)})`))})`);
  };
  for (const { name, type, optional } of signature.action.params) declare(`argument ${name}`, type, optional);
  for (const [name, type] of Object.entries(signature.params)) declare(`param ${name}`, type, false);
  for (const [name, type] of Object.entries(signature.context)) declare(`context ${name}`, type, false);
  lines.push("(declare-const now Int)", `(assert (and (<= ${integer(timeRange.low)} now) (<= now ${integer(timeRange.high)})))`);
  for (const by of ["alice", "bob"]) lines.push(`(declare-const approved-${by} Bool)`);
  lines.push(`(assert ${formula({ signature, variables }, constraint)})`);
  return lines.join("\n");
}

interface Setting {
  readonly signature: Signature;
  readonly variables: ReadonlyMap<string, Variable>;
}

const ranges: Readonly<Partial<Record<Sort, readonly [number | bigint, number | bigint]>>> = {
  Int: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  Date: [dayRange.low, dayRange.high],
  Time: [timeRange.low, timeRange.high],
  Ip: [0n, (1n << 128n) + (1n << 32n) - 1n],
};

function smtSort(sort: Sort): string {
  if (sort === "String" || sort === "Path" || sort === "Bool") return sort === "Bool" ? "Bool" : "String";
  return sort === "Number" ? "Real" : "Int";
}

function formula(setting: Setting, constraint: Constraint): string {
  switch (constraint.kind) {
    case "true":
    case "false":
      return constraint.kind;
    case "and":
      return and(constraint.of.map((each) => formula(setting, each)));
    case "or":
      return or(constraint.of.map((each) => formula(setting, each)));
    case "not":
      return not(formula(setting, constraint.of));
    case "compare":
      return withScalar(setting, constraint.left, constraint.sort, (left) =>
        withScalar(setting, constraint.right, constraint.sort, (right) => comparison(constraint.op, left, right)),
      );
    case "one-of":
      return withScalar(setting, constraint.term, constraint.sort, (value) =>
        signed(constraint.negated, or(constraint.values.map((each) => `(= ${value} ${literal(constraint.sort, each)})`))),
      );
    case "between":
      return withScalar(setting, constraint.term, constraint.sort, (value) =>
        signed(
          constraint.negated,
          and([`(<= ${literal(constraint.sort, constraint.low)} ${value})`, `(<= ${value} ${literal(constraint.sort, constraint.high)})`]),
        ),
      );
    case "in-network": {
      const network = readNetwork(constraint.network);
      if (network === undefined) return "false";
      return withScalar(setting, constraint.term, "Ip", (value) =>
        signed(constraint.negated, and([`(<= ${integer(network.low)} ${value})`, `(<= ${value} ${integer(network.high)})`])),
      );
    }
    case "pattern":
      return withScalar(setting, constraint.term, constraint.sort, (value) =>
        signed(constraint.negated, `(str.in_re ${value} ${expression(constraint.pattern)})`),
      );
    case "under":
      return withScalar(setting, constraint.term, "Path", (path) =>
        withScalar(setting, constraint.base, "Path", (base) =>
          signed(constraint.negated, or([`(= ${path} ${base})`, `(str.prefixof (ite (= ${base} "/") "/" (str.++ ${base} "/")) ${path})`])),
        ),
      );
    case "is":
      return kindIs(setting, constraint.term, constraint.json);
    case "has":
      return constraint.term.kind === "place" ? there(variableAt(setting, constraint.term)) : "true";
    case "holds":
      return withScalar(setting, constraint.term, "Bool", (value) => value);
    case "approved":
      return `approved-${constraint.by}`;
    case "effect":
      return String(compare(constraint.op, effects.indexOf(setting.signature.action.effect), effects.indexOf(constraint.effect)));
    case "only":
      return and(
        setting.signature.action.params
          .filter(({ name }) => !constraint.names.includes(name))
          .map(({ name }) => not(there(variableAt(setting, { kind: "place", root: "argument", name, fields: [] })))),
      );
    case "member":
    case "size":
    case "all":
    case "some":
      throw new Error(`${constraint.kind} is not translated`);
  }
}

function variableAt({ variables }: Setting, term: Extract<Term, { readonly kind: "place" }>): Variable {
  const found = variables.get(`${term.root} ${term.name}`);
  if (found === undefined) throw new Error(`nothing is called ${term.root} ${term.name}`);
  return found;
}

const there = ({ name, optional }: Variable): string => (optional ? `${name}-there` : "true");
const isNull = ({ name, nullable }: Variable): string => (nullable ? `${name}-null` : "false");

/** What `use` says of the scalar, where there is one of this sort; false elsewhere. */
function withScalar(setting: Setting, term: Term, sort: Sort, use: (value: string) => string): string {
  switch (term.kind) {
    case "literal":
      return use(literal(sort, term.value));
    case "now":
      return use("now");
    case "hour":
      return use("(mod (div now 3600000) 24)");
    case "place": {
      const variable = variableAt(setting, term);
      const value = variable.sort === "Int" && sort === "Number" ? `(to_real ${variable.name})` : variable.name;
      return value !== variable.name || variable.sort === sort ? and([there(variable), not(isNull(variable)), use(value)]) : "false";
    }
  }
}

function kindIs(setting: Setting, term: Term, json: string): string {
  if (term.kind === "literal") throw new Error("a literal has no kind to ask for");
  if (term.kind !== "place") return String(json === (term.kind === "now" ? "String" : "Number"));
  const variable = variableAt(setting, term);
  if (json === "null") return and([there(variable), isNull(variable)]);
  const { sort } = variable;
  const kind = sort === "Bool" ? "Bool" : sort === "Int" || sort === "Number" ? "Number" : "String";
  return json === kind ? and([there(variable), not(isNull(variable))]) : "false";
}

function comparison(op: Comparison, left: string, right: string): string {
  if (op === "!=") return not(`(= ${left} ${right})`);
  return `(${op === "==" ? "=" : op} ${left} ${right})`;
}

/** Integers may be compared with fractions: SMT-LIB takes them as reals then. */
function literal(sort: Sort, value: Json): string {
  const key = readKey(sort === "Int" ? "Number" : sort, value);
  if (key === undefined) throw new Error(`${JSON.stringify(value)} is no ${sort}`);
  if (typeof key === "string") return text(key);
  if (typeof key === "boolean") return String(key);
  if (typeof key === "bigint" || (sort !== "Number" && Number.isInteger(key))) return integer(key);
  const digits = Number.isInteger(key) ? `${Math.abs(key)}.0` : String(Math.abs(key));
  return key < 0 ? `(- ${digits})` : digits;
}

function integer(value: number | bigint): string {
  return value < 0 ? `(- ${-value})` : String(value);
}

const and = (of: readonly string[]): string => (of.length === 0 ? "true" : `(and ${of.join(" ")})`);
const or = (of: readonly string[]): string => (of.length === 0 ? "false" : `(or ${of.join(" ")})`);
const not = (of: string): string => `(not ${of})`;
const signed = (negated: boolean, of: string): string => (negated ? not(of) : of);

function text(value: string): string {
  const escaped = Array.from(value, (each) => (/^[ !#-[\]-~]$/.test(each) ? each : `\\u{${(each.codePointAt(0) ?? 0).toString(16)}}`));
  return `"${escaped.join("")}"`;
}

/** The last character of SMT-LIB. What lies beyond is left out: as infinite on both sides, no question here turns on it. */
const lastCharacter = 0x2ffff;

function expression(pattern: Pattern): string {
  switch (pattern.kind) {
    case "characters": {
      const ranges = pattern.ranges.filter(([low]) => low <= lastCharacter);
      const [first, second] = ranges;
      if (first === undefined) return "re.none";
      if (ranges.length === 2 && first[0] === 0 && first[1] === 0xd7ff && second?.[0] === 0xe000) return "re.allchar";
      const each = ranges.map(([low, high]) => `(re.range ${character(low)} ${character(Math.min(high, lastCharacter))})`);
      return each.length === 1 ? (each[0] ?? "") : `(re.union ${each.join(" ")})`;
    }
    case "sequence":
      return nary("re.++", pattern.of, '(str.to_re "")');
    case "choice":
      return nary("re.union", pattern.of, "re.none");
    case "repeat": {
      const of = expression(pattern.of);
      if (pattern.max !== null) return `((_ re.loop ${pattern.min} ${pattern.max}) ${of})`;
      return pattern.min === 0 ? `(re.* ${of})` : `(re.++ ((_ re.loop ${pattern.min} ${pattern.min}) ${of}) (re.* ${of}))`;
    }
  }
}

const character = (point: number): string => `"\\u{${point.toString(16)}}"`;

function nary(operator: string, of: readonly Pattern[], neutral: string): string {
  const each = of.map(expression);
  return each.length > 1 ? `(${operator} ${each.join(" ")})` : (each[0] ?? neutral);
}

/** Segments without slash, backslash and NUL, none of them `.` or `..`; or the root. */
function isPath(name: string): string {
  const inSegment = '(re.union (re.range "\\u{1}" "-") (str.to_re ".") (re.range "0" "[") (re.range "]" "\\u{2ffff}"))';
  const segments = `(re.++ (re.opt (str.to_re "/")) (re.+ ${inSegment}) (re.* (re.++ (str.to_re "/") (re.+ ${inSegment}))))`;
  const dots = `(re.++ (re.opt (re.++ re.all (str.to_re "/"))) (str.to_re ".") (re.opt (str.to_re ".")) (re.opt (re.++ (str.to_re "/") re.all)))`;
  return or([`(= ${name} "/")`, and([`(str.in_re ${name} ${segments})`, not(`(str.in_re ${name} ${dots})`)])]);
}
