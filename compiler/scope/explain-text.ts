/** Evidence for a conflict of texts. */
import type { States, TextEvidence } from "../proof/evidence.js";
import type { Literal, Vocabulary } from "../proof/replay/formula.js";
import { everyMoveHas, type Point, type Reading, readingOf, type Together } from "../proof/replay/prefixes.js";
import { refutesTexts, type TextAssumptions, textAssumptions } from "../proof/replay/texts.js";
import { keyOf, representatives, type TextLiteral, trackerOf, type Vector } from "../proof/replay/tracker.js";

/** Larger evidence is not written down. */
const [mostStates, mostPoints, mostEffort] = [20_000, 20_000, 900_000];

export function explainText(vocabulary: Vocabulary, clause: readonly Literal[]): TextEvidence | undefined {
  const assumptions = textAssumptions(vocabulary, clause);
  if (assumptions === undefined) return undefined;
  const { groups, bonds } = assumptions;
  const [only, ...others] = groups;
  const byWords: TextEvidence = { words: true };
  if (refutesTexts(assumptions, byWords)) return byWords;
  if (only !== undefined && others.length === 0 && bonds.length === 0) {
    const states = statesTo(only, () => false);
    return states && { states: states.states };
  }
  return together(assumptions);
}

/** The states that can be reached, until all that are wanted are among them; `undefined` where there are too many. */
function statesTo(
  literals: readonly TextLiteral[],
  isEnough: (keys: ReadonlyMap<string, number>) => boolean,
): { states: States; numbers: ReadonlyMap<string, number> } | undefined {
  const tracker = trackerOf(literals);
  const points = representatives(literals);
  const states: (readonly [number, number])[] = [];
  const vectors: Vector[] = [tracker.start];
  const numbers = new Map([[keyOf(tracker.start), 0]]);
  for (const [from, vector] of vectors.entries()) {
    if (isEnough(numbers)) break;
    for (const point of points) {
      const next = tracker.next(vector, point);
      const key = keyOf(next);
      if (tracker.isDead(next) || numbers.has(key)) continue;
      numbers.set(key, vectors.push(next) - 1);
      states.push([from, point]);
      if (vectors.length > mostStates) return undefined;
    }
  }
  return { states, numbers };
}

/** The greatest set of hopeless points: all that are met are taken to be, until one has a move without a hopeless group. */
function together({ groups, bonds }: TextAssumptions): TextEvidence | undefined {
  const reading = readingOf(groups, bonds);
  const start: Point = { read: 0, members: reading.trackers.map(({ start: vector }, group) => ({ group, vector })) };
  const points = new Map<string, Point>();
  const isOut = new Set<string>();
  const uses = new Map<string, ReadonlySet<string>>();
  const effort = { spent: 0 };
  for (const part of partsOf(reading, start)) points.set(nameOf(part), part);
  const first = [...points.keys()];
  for (let changed = true; changed; ) {
    changed = false;
    for (const [name, point] of points) {
      if (isOut.has(name)) continue;
      const known = uses.get(name);
      if (known !== undefined && ![...known].some((each) => isOut.has(each))) continue;
      const used = new Set<string>();
      const isHopeless = (group: Together): boolean => {
        const parts = partsOf(reading, group).map((part) => ({ part, name: nameOf(part) }));
        const chosen = parts.find((each) => points.has(each.name) && !isOut.has(each.name)) ?? parts.find((each) => !isOut.has(each.name));
        if (chosen === undefined) return false;
        points.set(chosen.name, chosen.part);
        used.add(chosen.name);
        return true;
      };
      changed = true;
      if (everyMoveHas(reading, point, effort, isHopeless)) uses.set(name, used);
      else isOut.add(name);
      if (points.size > mostPoints || effort.spent > mostEffort) return undefined;
    }
  }
  const root = first.find((name) => !isOut.has(name));
  if (root === undefined) return undefined;
  const kept = new Set([root]);
  for (const name of kept) for (const each of uses.get(name) ?? []) kept.add(each);
  const found = [...kept].flatMap((name) => points.get(name) ?? []);
  const states: States[] = [];
  const numbers: ReadonlyMap<string, number>[] = [];
  for (const [group, literals] of groups.entries()) {
    const wanted = new Set(found.flatMap(({ members }) => members.filter((each) => each.group === group).map(({ vector }) => keyOf(vector))));
    const reached = statesTo(literals, (keys) => [...wanted].every((key) => keys.has(key)));
    if (reached === undefined) return undefined;
    states.push(reached.states);
    numbers.push(reached.numbers);
  }
  return {
    states,
    points: found.map(({ read, members }) => [read, ...members.flatMap(({ group, vector }) => [group, numbers[group]?.get(keyOf(vector)) ?? -1])]),
  };
}

/** Those of its members that are bound to one another, group by group. */
function partsOf({ bonds }: Reading, { read, members }: Point): readonly Point[] {
  const parts: Point["members"][number][][] = [];
  for (const member of members) {
    const bound = parts.filter((part) =>
      part.some((other) =>
        bonds.some(({ left, right }) => (left === member.group && right === other.group) || (left === other.group && right === member.group)),
      ),
    );
    const merged = [...bound.flat(), member];
    for (const part of bound) parts.splice(parts.indexOf(part), 1);
    parts.push(merged);
  }
  return parts.map((part) => ({ read, members: part.sort((a, b) => a.group - b.group) }));
}

function nameOf({ read, members }: Point): string {
  return `${read} ${members.map(({ group, vector }) => `${group}:${keyOf(vector)}`).join("|")}`;
}
