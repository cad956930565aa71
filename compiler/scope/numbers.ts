/**
 * The theory of ordered values: numbers, dates, times and addresses. Each scale is discrete, so that `<` is exact: the
 * next Int is one more, the next Number is the next double. Order between variables, and any set of values for one
 * variable, are closed under taking the least of two solutions (and the greatest); so the least solution, reached by
 * raising each value no further than it must, exists whenever there is any. Only `!=` between variables needs a split.
 */
import type { NumberTest } from "../proof/replay/formula.js";
import type { Ordinal, Scale } from "../proof/replay/scales.js";

export interface NumberLiteral {
  readonly test: NumberTest;
  readonly holds: boolean;
}

export interface NumberRelation {
  /** `least`: left <= right. `less`: left < right. `equal`: left == right. */
  readonly kind: "least" | "less" | "equal";
  readonly left: number;
  readonly right: number;
  readonly holds: boolean;
}

export interface NumberProblem {
  /** All variables that relations join are on one line. */
  readonly variables: readonly { readonly scale: Scale; readonly literals: readonly NumberLiteral[] }[];
  readonly relations: readonly NumberRelation[];
}

export type NumberAnswer =
  | { readonly kind: "model"; readonly values: readonly Ordinal[] }
  | {
      readonly kind: "conflict";
      readonly literals: readonly { readonly variable: number; readonly index: number }[];
      readonly relations: readonly number[];
    }
  | { readonly kind: "limit"; readonly what: string };

/** How many `!=` between variables may have to be split in one problem. */
const mostSplits = 4096;

/** Values for all variables, whole and near zero where they can be, or a part of the problem that has none. */
export function solveNumbers(problem: NumberProblem): NumberAnswer {
  const values: Ordinal[] = [];
  for (const component of components(problem)) {
    const solved = readableModel(component);
    if (solved === "limit") return { kind: "limit", what: `${mostSplits} splits of != between numbers` };
    if (solved === undefined) return conflict(component);
    for (const [variable, value] of solved) values[variable] = value;
  }
  return { kind: "model", values };
}

/** The least value of the scale that passes all the tests. */
export function least(scale: Scale, literals: readonly NumberLiteral[]): Ordinal | undefined {
  return nearest(scale, literals, scale.low, freeAim);
}

/** The greatest value of the scale that passes all the tests. */
export function greatest(scale: Scale, literals: readonly NumberLiteral[]): Ordinal | undefined {
  return nearest(scale, literals, scale.high, { ...freeAim, upwards: false });
}

/** Whether no value of the scale passes all the tests. */
export function isImpossibleNumber(scale: Scale, literals: readonly NumberLiteral[]): boolean {
  return nearest(scale, withHoursJoined(literals), scale.low, freeAim) === undefined;
}

/** What is known of a variable. */
interface Known {
  readonly scale: Scale;
  readonly literals: readonly NumberLiteral[];
}

/** Variables that relations join. Variables and relations keep their places in the problem. */
interface Component {
  readonly variables: ReadonlyMap<number, Known>;
  readonly relations: readonly (readonly [place: number, relation: NumberRelation])[];
}

function components({ variables, relations }: NumberProblem): readonly Component[] {
  const root = [...variables.keys()];
  const find = (at: number): number => {
    let top = at;
    for (let up = root[top] ?? top; up !== top; up = root[top] ?? top) top = up;
    root[at] = top;
    return top;
  };
  for (const { left, right } of relations) root[find(left)] = find(right);
  const found = new Map<number, { variables: Map<number, Known>; relations: [number, NumberRelation][] }>();
  for (const [i, known] of variables.entries()) {
    const top = find(i);
    const component = found.get(top) ?? { variables: new Map(), relations: [] };
    component.variables.set(i, known);
    found.set(top, component);
  }
  for (const entry of relations.entries()) found.get(find(entry[1].left))?.relations.push(entry);
  return [...found.values()];
}

/** A part of a component that is still without a solution, but not when any one thing is taken from it. */
function conflict({ variables, relations }: Component): NumberAnswer {
  const numbered = ({ scale, literals }: Known) => ({ scale, literals: literals.map((literal, index) => ({ ...literal, index })) });
  const kept = { variables: new Map(Array.from(variables, ([variable, known]) => [variable, numbered(known)])), relations };
  const impossible = (): boolean => extremeModel(kept, freeAim, mostSplits) === undefined;
  for (const relation of relations) {
    const before = kept.relations;
    kept.relations = before.filter((each) => each !== relation);
    if (!impossible()) kept.relations = before;
  }
  for (const [variable, { scale, literals }] of kept.variables) {
    let before = literals;
    for (const literal of literals) {
      const fewer = before.filter((each) => each !== literal);
      kept.variables.set(variable, { scale, literals: fewer });
      if (impossible()) before = fewer;
    }
    kept.variables.set(variable, { scale, literals: before });
  }
  return {
    kind: "conflict",
    literals: [...kept.variables].flatMap(([variable, { literals }]) => literals.map(({ index }) => ({ variable, index }))),
    relations: kept.relations.map(([place]) => place),
  };
}

type Model = ReadonlyMap<number, Ordinal>;

/** What a search for a solution prefers: the least or the greatest values, whole ones only, from a starting point on. */
interface Aim {
  readonly upwards: boolean;
  readonly whole: boolean;
  readonly from: (scale: Scale) => Ordinal;
}

const freeAim: Aim = { upwards: true, whole: false, from: (scale) => scale.low };

/** Where readable values start: zero, the first IPv4 address, the beginning of 2026. */
function origin(scale: Scale): Ordinal {
  if (scale.name === "Time") return Date.UTC(2026, 0, 1);
  if (scale.name === "Date") return Date.UTC(2026, 0, 1) / 86_400_000;
  return scale.name === "Ip" ? 0n : 0;
}

const readableAims: readonly Aim[] = [
  { upwards: true, whole: true, from: origin },
  { upwards: false, whole: true, from: origin },
  { upwards: true, whole: true, from: (scale) => scale.low },
  { upwards: true, whole: false, from: origin },
  { upwards: false, whole: false, from: origin },
];

/** Whether there is a solution at all is asked first; then where it is as readable as can be. */
function readableModel(component: Component): Model | "limit" | undefined {
  const free = extremeModel(component, freeAim, mostSplits);
  if (free === undefined) return undefined;
  for (const aim of readableAims) {
    const model = extremeModel(component, aim, 64);
    if (model !== undefined && model !== "limit") return model;
  }
  return free;
}

interface Order {
  readonly left: number;
  readonly right: number;
  readonly strict: boolean;
}

/** The least (or greatest) solution under an aim, with each `!=` that it violates split in two, but no more often than `splits`. */
function extremeModel(component: Component, aim: Aim, splits: number): Model | "limit" | undefined {
  const orders: Order[] = [];
  const unequal: (readonly [number, number])[] = [];
  for (const [, { kind, left, right, holds }] of component.relations) {
    if (kind === "equal" && !holds) unequal.push([left, right]);
    else if (kind === "equal") orders.push({ left, right, strict: false }, { left: right, right: left, strict: false });
    else if (holds) orders.push({ left, right, strict: kind === "less" });
    else orders.push({ left: right, right: left, strict: kind === "least" });
  }
  let done = 0;
  return split(orders);

  function split(assumed: readonly Order[]): Model | "limit" | undefined {
    const model = settle(component, assumed, aim);
    if (model === undefined) return undefined;
    const violated = unequal.find(([left, right]) => model.get(left) === model.get(right));
    if (violated === undefined) return model;
    if (++done > splits) return "limit";
    const [left, right] = violated;
    return split([...assumed, { left, right, strict: true }]) ?? split([...assumed, { left: right, right: left, strict: true }]);
  }
}

/** The least solution of sets and orders: each value is raised until all hold, or one leaves the scale. */
function settle({ variables }: Component, orders: readonly Order[], aim: Aim): Model | undefined {
  const values = new Map<number, Ordinal>();
  const known = new Map(Array.from(variables, ([variable, { scale, literals }]) => [variable, { scale, literals: withHoursJoined(literals) }]));
  const move = (variable: number, { scale, literals }: Known, from: Ordinal): boolean => {
    const value = nearest(scale, literals, from, aim);
    if (value === undefined) return false;
    values.set(variable, value);
    return true;
  };
  for (const [variable, own] of known) if (!move(variable, own, aim.from(own.scale))) return undefined;
  // Without a strict cycle each value rises at most once a set boundary or an order; a cycle that keeps on rising has no solution.
  if (hasStrictCycle(orders)) return undefined;
  for (let changed = true; changed; ) {
    changed = false;
    for (const { left, right, strict } of orders) {
      const [lower, upper] = [values.get(left), values.get(right)];
      const variable = aim.upwards ? right : left;
      const own = known.get(variable);
      if (lower === undefined || upper === undefined || own === undefined) continue;
      if (strict ? lower < upper : lower <= upper) continue;
      changed = true;
      const { next, previous } = own.scale;
      if (!move(variable, own, aim.upwards ? (strict ? next(lower) : lower) : strict ? previous(upper) : upper)) return undefined;
    }
  }
  return values;
}

/** Whether some variable would have to be less than itself. */
function hasStrictCycle(orders: readonly Order[]): boolean {
  const reaches = (from: number, to: number): boolean => {
    const seen = new Set([from]);
    const pending = [from];
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      if (at === to) return true;
      for (const { left, right } of orders) {
        if (left !== at || seen.has(right)) continue;
        seen.add(right);
        pending.push(right);
      }
    }
    return false;
  };
  return orders.some(({ left, right, strict }) => strict && reaches(right, left));
}

/** The first value at or beyond `from`, in the direction of the aim, that passes all tests. */
function nearest(scale: Scale, literals: readonly NumberLiteral[], from: Ordinal, aim: Aim): Ordinal | undefined {
  let value = from;
  // An Int begins far above the least Number.
  if (aim.upwards && value < scale.low) value = scale.low;
  if (!aim.upwards && value > scale.high) value = scale.high;
  for (;;) {
    const before = value;
    if (scale.name === "Int" || aim.whole) value = wholeFrom(value, aim.upwards);
    if (value < scale.low || value > scale.high) return undefined;
    for (const literal of literals) {
      const found = seek(scale, literal, value, aim.upwards);
      if (found === undefined) return undefined;
      value = found;
    }
    if (value === before) return value;
  }
}

function wholeFrom(value: Ordinal, upwards: boolean): Ordinal {
  if (typeof value === "bigint") return value;
  return (upwards ? Math.ceil(value) : Math.floor(value)) + 0;
}

/** The first value at or beyond `from` in the set that the literal names; it may lie outside of the scale. */
function seek(scale: Scale, literal: NumberLiteral, from: Ordinal, upwards: boolean): Ordinal | undefined {
  const { test, holds } = literal;
  if (test.kind === "hours") return seekHour(test.of, holds, Number(from), upwards);
  const intervals = test.of;
  if (holds) {
    const ahead = upwards ? intervals.find(([, high]) => high >= from) : intervals.findLast(([low]) => low <= from);
    if (ahead === undefined) return undefined;
    const [low, high] = ahead;
    return upwards ? (low > from ? low : from) : high < from ? high : from;
  }
  let value: Ordinal = from;
  for (const [low, high] of upwards ? intervals : intervals.toReversed()) {
    if (value >= low && value <= high) value = upwards ? scale.next(high) : scale.previous(low);
  }
  return value;
}

/** All that is said of the hour as one test: two of them that no hour passes would be tried day by day to the end of time. */
function withHoursJoined(literals: readonly NumberLiteral[]): readonly NumberLiteral[] {
  if (!literals.some(({ test }) => test.kind === "hours")) return literals;
  const about = literals.flatMap(({ test, holds }) => (test.kind === "hours" ? [{ of: test.of, holds }] : []));
  const hours = Array.from({ length: 24 }, (_, at) => at).filter((at) => about.every(({ of, holds }) => of.includes(at) === holds));
  return [{ test: { kind: "hours", of: hours }, holds: true }, ...literals];
}

const hour = 3_600_000;

function seekHour(hours: readonly number[], holds: boolean, from: number, upwards: boolean): number | undefined {
  const start = Math.floor(from / hour);
  for (let i = 0; i < 24; i++) {
    const at = upwards ? start + i : start - i;
    if (hours.includes(((at % 24) + 24) % 24) !== holds) continue;
    if (i === 0) return from;
    return upwards ? at * hour : (at + 1) * hour - 1;
  }
  return undefined;
}
