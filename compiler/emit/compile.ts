/** Constraints as conditions of generated code: each atom a call of the function of the door that answers as `admits` does. */
import { type Comparison, type Constraint, compare, effects, type Term, type Type } from "../../stdlib/runtime/constraint.js";
import type { Json, Sort } from "../../stdlib/runtime/value.js";
import { readNetwork } from "../../stdlib/runtime/value.js";
import { unreachable } from "../base/unreachable.js";
import { showConstraint } from "../types/show.js";
import { elementOf, joinTypes } from "../types/type.js";
import { all, any, atom, type Condition, no, not, show, yes } from "./condition.js";
import { literal, type Variable, variables } from "./module.js";
import { access } from "./names.js";
import { textTest } from "./patterns.js";
import { jsonText, keyOf, literalKey, plainSorts, type Reading, readers, readingOf, type Setting } from "./readings.js";

/** The condition under which `admits` holds, of requests that conform to the types of the setting. */
export function compile(constraint: Constraint, setting: Setting): Condition {
  switch (constraint.kind) {
    case "true":
      return yes;
    case "false":
      return no;
    case "and":
      return all(constraint.of.map((each) => compile(each, setting)));
    case "or":
      return any(constraint.of.map((each) => compile(each, setting)));
    case "not":
      return not(compile(constraint.of, setting));
    case "compare":
      return comparison(constraint, setting);
    case "one-of": {
      const keys = constraint.values.map((value) => literalKey(constraint.sort, value)).filter((key) => key !== undefined);
      return among(constraint.sort, constraint.term, [...new Set(keys)], constraint.negated, setting);
    }
    case "between":
      return between(constraint, setting);
    case "in-network": {
      const reading = readingOf(constraint.term, setting);
      if (reading.kind === "absent" || readNetwork(constraint.network) === undefined) return no;
      const value = jsonText(reading, setting);
      const inside = atom(`${setting.bench.constant("network", `v1.network(${literal(constraint.network)})`)}.has(${value})`);
      return constraint.negated ? all([atom(`v1.isIp(${value})`), not(inside)]) : inside;
    }
    case "member": {
      const { sort, term, list, negated } = constraint;
      const key = keyOf(sort, term, setting, true);
      const reading = readingOf(list, setting);
      if (key.kind === "absent" || reading.kind === "absent") return no;
      const as = plainSorts.has(sort) ? "" : `, ${readers[sort]}`;
      return atom(`v1.${negated ? "lacks" : "contains"}(${jsonText(reading, setting)}, ${textOf(key)}${as})`);
    }
    case "pattern":
      return pattern(constraint, setting);
    case "under": {
      const path = keyOf("Path", constraint.term, setting, true);
      const base = keyOf("Path", constraint.base, setting, true);
      if (path.kind === "absent" || base.kind === "absent") return no;
      return atom(`v1.${constraint.negated ? "notUnder" : "under"}(${textOf(path)}, ${textOf(base)})`);
    }
    case "is":
      return present(constraint.term, setting, (text) => atom(`v1.isKind(${text}, ${literal(constraint.json)})`));
    case "all":
    case "some":
      return quantified(constraint, setting);
    case "size":
      return present(constraint.term, setting, (text) => compared(constraint.op, `v1.size(${text})`, literal(constraint.value)));
    case "has":
      return present(constraint.term, setting, (text) => atom(`v1.known(${text})`));
    case "holds":
      return present(constraint.term, setting, (text) => atom(`v1.is(${text}, true)`));
    case "approved":
      if (setting.effect === undefined) return no;
      setting.used.add("approvals");
      return atom(`approvals.includes(${literal(constraint.by)})`);
    case "effect":
      if (setting.effect === undefined) return no;
      return compare(constraint.op, effects.indexOf(setting.effect), effects.indexOf(constraint.effect)) ? yes : no;
    case "only":
      return only(constraint.names, setting);
    default:
      return unreachable(constraint);
  }
}

function present(term: Term, setting: Setting, make: (text: string) => Condition): Condition {
  const reading = readingOf(term, setting);
  return reading.kind === "absent" ? no : make(jsonText(reading, setting));
}

function textOf(key: { readonly kind: "constant"; readonly key: Json } | { readonly kind: "key"; readonly text: string }): string {
  return key.kind === "constant" ? literal(key.key) : key.text;
}

const ordering: Readonly<Record<Comparison, string>> = { "==": "is", "!=": "differs", "<": "below", "<=": "atMost", ">": "above", ">=": "atLeast" };

function compared(op: Comparison, left: string, right: string): Condition {
  return atom(`v1.${ordering[op]}(${left}, ${right})`);
}

/** The sorts whose keys generated code orders as numbers. */
const numeric: ReadonlySet<Sort> = new Set<Sort>(["Int", "Number", "Date", "Time"]);

function comparison({ op, sort, left, right }: Extract<Constraint, { kind: "compare" }>, setting: Setting): Condition {
  const rightSort = sort === "Int" ? "Number" : sort;
  const isOrder = op !== "==" && op !== "!=";
  if (isOrder && !numeric.has(sort)) return ordered(op, sort, left, right, setting);
  // Equality with a literal of the sort needs no look at what kind of value the other is.
  const exact = op !== "==" || sort === "Int" || (left.kind !== "literal" && right.kind !== "literal");
  const one = keyOf(sort, left, setting, exact);
  const two = keyOf(rightSort, right, setting, exact);
  if (one.kind === "absent" || two.kind === "absent") return no;
  if (one.kind === "constant" && two.kind === "constant") return compareConstants(op, one.key, two.key) ? yes : no;
  return compared(op, textOf(one), textOf(two));
}

function compareConstants(op: Comparison, left: Json, right: Json): boolean {
  const scalar = (value: Json): value is string | number | boolean => typeof value !== "object";
  return scalar(left) && scalar(right) && compare(op, left, right);
}

/** An order that policies can't ask for, of texts or of addresses. */
function ordered(op: Comparison, sort: Sort, left: Term, right: Term, setting: Setting): Condition {
  const [one, two] = [readingOf(left, setting), readingOf(right, setting)];
  if (one.kind === "absent" || two.kind === "absent") return no;
  return atom(`v1.ordered(${literal(op)}, ${literal(sort)}, ${jsonText(one, setting)}, ${jsonText(two, setting)})`);
}

/** The most values that are compared one by one; more are looked up. */
const fewValues = 3;

function among(sort: Sort, term: Term, keys: readonly Json[], negated: boolean, setting: Setting): Condition {
  const key = keyOf(sort, term, setting, negated);
  if (key.kind === "absent") return no;
  if (key.kind === "constant") return keys.includes(key.key) !== negated ? yes : no;
  const found = setting.bench;
  const set = (): string => `${found.constant("values", `new Set<v1.Read>(${literal(keys)})`, "ReadonlySet<v1.Read>")}.has(${key.text})`;
  if (!negated) return keys.length <= fewValues ? any(keys.map((each) => compared("==", key.text, literal(each)))) : atom(set());
  if (keys.length === 0) return atom(`v1.known(${key.text})`);
  if (keys.length <= fewValues) return all(keys.map((each) => compared("!=", key.text, literal(each))));
  return all([atom(`v1.known(${key.text})`), not(atom(set()))]);
}

function between({ sort, term, low, high, negated }: Extract<Constraint, { kind: "between" }>, setting: Setting): Condition {
  if (!numeric.has(sort)) {
    const end = (value: Json): Term => ({ kind: "literal", value });
    const inside = all([ordered(">=", sort, term, end(low), setting), ordered("<=", sort, term, end(high), setting)]);
    const isThere = all([low, high].map((value) => ordered("==", sort, end(value), end(value), setting)));
    return negated ? all([ordered("==", sort, term, term, setting), isThere, not(inside)]) : inside;
  }
  const key = keyOf(sort, term, setting, true);
  const [from, to] = [low, high].map((value) => literalKey(sort === "Int" ? "Number" : sort, value));
  if (key.kind === "absent" || typeof from !== "number" || typeof to !== "number") return no;
  return atom(`v1.${negated ? "outside" : "within"}(${textOf(key)}, ${literal(from)}, ${literal(to)})`);
}

function pattern({ sort, term, pattern: of, negated }: Extract<Constraint, { kind: "pattern" }>, setting: Setting): Condition {
  const key = keyOf(sort, term, setting, sort === "Path");
  if (key.kind === "absent") return no;
  const text = textOf(key);
  const isText = atom(`v1.known(v1.text(${text}))`);
  const test = textTest(of);
  const table = (make: string): Condition => atom(`${setting.bench.constant("texts", make)}.has(${text})`);
  const matching = (): Condition => {
    switch (test.kind) {
      case "any":
        return isText;
      case "texts":
        if (test.texts.length <= fewValues) return any(test.texts.map((each) => compared("==", text, literal(each))));
        return atom(`${setting.bench.constant("values", `new Set<v1.Read>(${literal(test.texts)})`, "ReadonlySet<v1.Read>")}.has(${text})`);
      case "ends": {
        const { prefix, suffix, segment } = test;
        if (segment) return atom(`v1.spansSegment(${text}, ${literal(prefix)}, ${literal(suffix)})`);
        if (suffix === "") return atom(`v1.starts(${text}, ${literal(prefix)})`);
        if (prefix === "") return atom(`v1.ends(${text}, ${literal(suffix)})`);
        return atom(`v1.spans(${text}, ${literal(prefix)}, ${literal(suffix)})`);
      }
      case "automaton":
        return table(`v1.automaton(${literal(test.table)})`);
      case "machine":
        return table(`v1.machine(${literal(test.pattern)})`);
      default:
        return unreachable(test);
    }
  };
  return negated ? all([isText, not(matching())]) : matching();
}

/** The arguments of the action that are not listed are absent: those that must be there never are. */
function only(names: readonly string[], setting: Setting): Condition {
  const others = [...(setting.args ?? [])].filter(([name]) => !names.includes(name));
  if (others.some(([, { optional }]) => !optional)) return no;
  if (others.length > 0) setting.used.add("args");
  return all(others.map(([name]) => not(atom(`v1.known(${name in Object.prototype ? `v1.own(args, ${literal(name)})` : `args${access(name)}`})`))));
}

/** A function of its own, with a loop: a closure would have to be made for each decision. */
function quantified(constraint: Extract<Constraint, { kind: "all" | "some" }>, setting: Setting): Condition {
  const isAll = constraint.kind === "all";
  const used = new Set<Variable>();
  const own = { ...setting, used };
  const readings = constraint.lists.map(({ term, skip }) => ({ reading: readingOf(term, own), term, skip }));
  if (readings.some(({ reading, skip }) => reading.kind === "absent" && !skip)) return no;
  const there = readings.filter(({ reading }) => reading.kind !== "absent");
  const element = elementsOf(there.map(({ reading }) => reading));
  const condition = compile(constraint.where, { ...own, element });
  const body = there.flatMap(({ reading, skip }, i) => {
    const list = `list${i + 1}`;
    const other = skip ? `v1.known(${list}) && ${list} !== null && !v1.isList(${list})` : `!v1.isList(${list})`;
    return [`const ${list} = ${jsonText(reading, own)};`, `if (${other}) return false;`];
  });
  const test = show(isAll ? not(condition) : condition);
  for (const [i, { skip }] of there.entries()) {
    const loop = `for (const each of list${i + 1}) if (${test}) return ${isAll ? "false" : "true"};`;
    body.push(skip ? `if (v1.isList(list${i + 1})) ${loop}` : loop);
  }
  body.push(`return ${isAll ? "true" : "false"};`);
  const names = orderedVariables(used);
  for (const name of names) setting.used.add(name);
  const doc = showConstraint(constraint);
  const parameters = names.map((name) => ({ name, type: variables[name] }));
  return atom(`${setting.bench.shared(isAll ? "allElements" : "someElement", { parameters, returns: "boolean", body }, doc)}(${names.join(", ")})`);
}

/** What the elements of several lists can be, where that is known of all of them. */
function elementsOf(lists: readonly Reading[]): Type | undefined {
  const types = lists.map((list) => (list.kind === "value" ? joinTypes((list.leaves ?? []).flatMap((leaf) => elementOf(leaf) ?? [])) : undefined));
  return types.includes(undefined) ? undefined : joinTypes(types.filter((type) => type !== undefined));
}

/** The variables in the order in which every function of generated code takes them. */
export function orderedVariables(used: ReadonlySet<Variable>): readonly Variable[] {
  return (Object.keys(variables) as Variable[]).filter((name) => used.has(name));
}
