/** Lemmas about ordered values: numbers, dates, times, addresses. */
import type { OrderEvidence } from "../evidence.js";
import type { Literal, NumberTest, Vocabulary } from "./formula.js";
import { ceiling, isOneLine, type Ordinal, type Scale, scales } from "./scales.js";

export type Assumption =
  | { readonly kind: "in"; readonly variable: number; readonly test: NumberTest; readonly holds: boolean }
  | { readonly kind: "before"; readonly left: number; readonly right: number; readonly strict: boolean }
  | { readonly kind: "equal" | "different"; readonly left: number; readonly right: number };

/** What holds if none of the literals does, and what always holds of the variables; `undefined` where a literal is of no order. */
export function assumptionsOf({ atoms, ordinals }: Vocabulary, clause: readonly Literal[]): readonly Assumption[] | undefined {
  const assumptions: Assumption[] = [];
  const variables = new Set<number>();
  for (const literal of clause) {
    const atom = atoms[Math.abs(literal) - 1];
    const holds = literal < 0;
    if (atom?.kind === "number") {
      variables.add(atom.variable);
      assumptions.push({ kind: "in", variable: atom.variable, test: atom.test, holds });
    } else if (atom?.kind === "number-relation") {
      const { relation, left, right } = atom;
      const [one, other] = [ordinals[left], ordinals[right]];
      if (one === undefined || other === undefined || !isOneLine(one.scale, other.scale)) return undefined;
      variables.add(left).add(right);
      if (relation === "equal") assumptions.push({ kind: holds ? "equal" : "different", left, right });
      else if (holds) assumptions.push({ kind: "before", left, right, strict: relation === "less" });
      else assumptions.push({ kind: "before", left: right, right: left, strict: relation === "least" });
    } else return undefined;
  }
  for (const variable of [...variables].sort((a, b) => a - b)) {
    for (const test of ordinals[variable]?.tests ?? []) assumptions.push({ kind: "in", variable, test, holds: true });
  }
  return assumptions;
}

/** Whether the evidence shows that the assumptions contradict one another. */
export function contradicts({ ordinals }: Pick<Vocabulary, "ordinals">, assumptions: readonly Assumption[], by: OrderEvidence): boolean {
  const scaleOf = (variable: number): Scale => scales[ordinals[variable]?.scale ?? "Number"];
  if ("raise" in by) {
    const least = new Map<number, Ordinal>();
    return by.raise.some((index) => {
      const assumption = assumptions[index];
      return assumption !== undefined && raise(scaleOf, least, assumption) === "impossible";
    });
  }
  if ("cycle" in by) return isStrictCycle(by.cycle.map((index) => assumptions[index]));
  if ("hours" in by) {
    const about = assumptions.flatMap((each) =>
      each.kind === "in" && each.variable === by.hours && each.test.kind === "hours" ? [{ of: each.test.of, holds: each.holds }] : [],
    );
    return Array.from({ length: 24 }, (_, hour) => hour).every((hour) => about.some(({ of, holds }) => of.includes(hour) !== holds));
  }
  const split = assumptions[by.split];
  if (split?.kind !== "different") return false;
  const { left, right } = split;
  return (
    contradicts({ ordinals }, [...assumptions, { kind: "before", left, right, strict: true }], by.less) &&
    contradicts({ ordinals }, [...assumptions, { kind: "before", left: right, right: left, strict: true }], by.more)
  );
}

/** Raises the least values that are known by one assumption. */
export function raise(
  scaleOf: (variable: number) => Scale,
  least: Map<number, Ordinal>,
  assumption: Assumption,
): "raised" | "unchanged" | "impossible" {
  const at = (variable: number): Ordinal => least.get(variable) ?? scaleOf(variable).low;
  const to = (variable: number, value: Ordinal | undefined): "raised" | "unchanged" | "impossible" => {
    if (value === undefined || value > scaleOf(variable).high) return "impossible";
    if (value <= at(variable)) return "unchanged";
    least.set(variable, value);
    return "raised";
  };
  switch (assumption.kind) {
    case "in": {
      const { variable, test, holds } = assumption;
      return to(variable, firstFrom(scaleOf(variable), test, holds, at(variable)));
    }
    case "before": {
      const { left, right, strict } = assumption;
      return to(right, strict ? scaleOf(right).next(at(left)) : ceiling(scaleOf(right), at(left)));
    }
    case "equal": {
      const { left, right } = assumption;
      const one = to(left, ceiling(scaleOf(left), at(right)));
      if (one === "impossible") return one;
      const other = to(right, ceiling(scaleOf(right), at(left)));
      return other === "unchanged" ? one : other;
    }
    case "different":
      return "unchanged";
  }
}

/** The first value of the scale at or above `from` that is in the set, or is not. */
function firstFrom(scale: Scale, test: NumberTest, holds: boolean, from: Ordinal): Ordinal | undefined {
  if (test.kind === "hours") return firstHour(test.of, holds, Number(from));
  let value = from;
  for (const [low, high] of test.of) {
    if (holds) {
      // Not by `Math.max`: addresses are bigints.
      let inside = ceiling(scale, value);
      if (low > value) inside = ceiling(scale, low);
      if (inside <= high) return inside;
    } else if (value >= low && value <= high) value = scale.next(high);
  }
  return holds ? undefined : value;
}

const hour = 3_600_000;

function firstHour(hours: readonly number[], holds: boolean, from: number): number | undefined {
  const start = Math.floor(from / hour);
  for (let at = start; at < start + 24; at++) {
    if (hours.includes(((at % 24) + 24) % 24) === holds) return at === start ? from : at * hour;
  }
  return undefined;
}

function isStrictCycle(assumptions: readonly (Assumption | undefined)[]): boolean {
  const [first] = assumptions;
  if (first === undefined || first.kind === "in" || first.kind === "different") return false;
  // An equality may be read both ways; the first one as well.
  const starts = first.kind === "equal" ? [first.left, first.right] : [first.left];
  return starts.some((start) => {
    let at = start;
    let isStrict = false;
    for (const assumption of assumptions) {
      if (assumption?.kind === "before" && assumption.left === at) {
        at = assumption.right;
        isStrict ||= assumption.strict;
      } else if (assumption?.kind === "equal" && (assumption.left === at || assumption.right === at)) {
        at = assumption.left === at ? assumption.right : assumption.left;
      } else return false;
    }
    return at === start && isStrict;
  });
}
