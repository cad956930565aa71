/** Evidence for a conflict of ordered values. */
import type { OrderEvidence } from "../proof/evidence.js";
import type { Literal, Vocabulary } from "../proof/replay/formula.js";
import { type Assumption, assumptionsOf, contradicts, raise } from "../proof/replay/orders.js";
import { type Ordinal, type Scale, scales } from "../proof/replay/scales.js";

/** More steps, or more splits one inside another, are not written down. */
const [mostRaises, mostSplits] = [20_000, 12];

export function explainOrder(vocabulary: Vocabulary, clause: readonly Literal[]): OrderEvidence | undefined {
  const assumptions = assumptionsOf(vocabulary, clause);
  return assumptions && explain(vocabulary, assumptions, 0);
}

function explain(vocabulary: Vocabulary, assumptions: readonly Assumption[], splits: number): OrderEvidence | undefined {
  for (const assumption of assumptions) {
    if (assumption.kind !== "in" || assumption.test.kind !== "hours") continue;
    const by = { hours: assumption.variable };
    if (contradicts(vocabulary, assumptions, by)) return by;
  }
  const cycle = strictCycle(assumptions);
  if (cycle !== undefined) return { cycle };

  const scaleOf = (variable: number): Scale => scales[vocabulary.ordinals[variable]?.scale ?? "Number"];
  const least = new Map<number, Ordinal>();
  const steps: number[] = [];
  for (let changed = true; changed; ) {
    changed = false;
    for (const [index, assumption] of assumptions.entries()) {
      const outcome = raise(scaleOf, least, assumption);
      if (outcome === "unchanged") continue;
      changed = true;
      steps.push(index);
      if (outcome === "impossible") return { raise: steps };
      if (steps.length > mostRaises) return undefined;
    }
  }
  if (splits >= mostSplits) return undefined;
  const at = (variable: number): Ordinal => least.get(variable) ?? scaleOf(variable).low;
  const split = assumptions.findIndex(
    (each, index) =>
      each.kind === "different" &&
      at(each.left) === at(each.right) &&
      !assumptions.slice(index).some((other) => other.kind === "before" && other.strict && isBetween(other, each.left, each.right)),
  );
  const chosen = assumptions[split];
  if (chosen?.kind !== "different") return undefined;
  const { left, right } = chosen;
  const less = explain(vocabulary, [...assumptions, { kind: "before", left, right, strict: true }], splits + 1);
  const more = less && explain(vocabulary, [...assumptions, { kind: "before", left: right, right: left, strict: true }], splits + 1);
  return less && more && { split, less, more };
}

function isBetween({ left, right }: { readonly left: number; readonly right: number }, one: number, other: number): boolean {
  return (left === one && right === other) || (left === other && right === one);
}

/** The assumptions that lead from a value back to itself, one of them strict. */
function strictCycle(assumptions: readonly Assumption[]): readonly number[] | undefined {
  const steps = assumptions.flatMap((each, index) => {
    if (each.kind === "before") return [{ index, from: each.left, to: each.right }];
    if (each.kind === "equal")
      return [
        { index, from: each.left, to: each.right },
        { index, from: each.right, to: each.left },
      ];
    return [];
  });
  for (const [index, strict] of assumptions.entries()) {
    if (strict.kind !== "before" || !strict.strict) continue;
    const ways = new Map<number, readonly number[]>([[strict.right, [index]]]);
    for (const [at, way] of ways) {
      if (at === strict.left) return way;
      for (const step of steps) if (step.from === at && !ways.has(step.to)) ways.set(step.to, [...way, step.index]);
    }
  }
  return undefined;
}
