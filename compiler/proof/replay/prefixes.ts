/**
 * Lemmas about several texts that must differ, or lie under one another or not. All are read at once. Those that have read the
 * same so far and are bound to one another stand at a *point*. A *move* from a point says which of them end here (these are
 * equal) and which of the others go on together with which code point; from there on each such group is on its own. Points are
 * hopeless together if each move from one of them either contradicts a bond or leads a group to another one of them: of texts that
 * came to an end from such a point the shortest would not be the shortest.
 */
import type { States } from "../evidence.js";
import { follow, keyOf, representatives, type TextLiteral, type Tracker, trackerOf, type Vector } from "./tracker.js";

/** How two groups of equal variables are bound: `under` is `isUnder(left, right)`, `apart` that it is not so. */
export interface Bond {
  readonly kind: "different" | "under" | "apart";
  readonly left: number;
  readonly right: number;
}

/** What has been read: nothing, `/` alone (all that goes on is under it), or something else. */
export type Read = 0 | 1 | 2;

export interface Point {
  readonly read: Read;
  /** Who reads on, ascending, and where each stands. */
  readonly members: readonly { readonly group: number; readonly vector: Vector }[];
}

export interface Reading {
  readonly trackers: readonly Tracker[];
  readonly bonds: readonly Bond[];
  /** Classes of code points: one of each, and how many there are. */
  readonly classes: readonly { readonly point: number; readonly size: number }[];
}

const slash = 0x2f;

export function readingOf(groups: readonly (readonly TextLiteral[])[], bonds: readonly Bond[]): Reading {
  const slashes: TextLiteral = { test: { kind: "set", values: ["/"] }, holds: true };
  const points = representatives(...groups, [slashes]);
  const classes = points.map((point, i) => {
    const end = points[i + 1] ?? 0x110000;
    // The surrogates stand between two classes, or inside one: they are no code points of a text.
    const surrogates = point < 0xd800 && end > 0xd800 ? Math.min(end, 0xe000) - 0xd800 : 0;
    return { point, size: end - point - surrogates };
  });
  return { trackers: groups.map(trackerOf), bonds, classes };
}

/** Those that go on together with one code point, and where that leads them. */
export type Together = Point;

/** More moves than this are looked at in no lemma that the checker vouches for. */
const mostMoves = 1_000_000;

/** Whether every move from the point has a group that is hopeless; too many moves count as one that has none. */
export function everyMoveHas(reading: Reading, point: Point, effort: { spent: number }, isHopeless: (group: Together) => boolean): boolean {
  const { members, read } = point;
  const bonded = (left: number, right: number, kind: Bond["kind"]): boolean =>
    reading.bonds.some((bond) => bond.kind === kind && bond.left === left && bond.right === right);
  const groupAt = (place: number): number => members[place]?.group ?? -1;
  const letters = lettersOf(reading, point);
  const ending: number[] = [];
  const groups: { readonly letter: Letter; readonly places: number[] }[] = [];
  const used = new Map<Letter, number>();

  const canBothEnd = (one: number, other: number): boolean => {
    const [a, b] = [groupAt(one), groupAt(other)];
    return !["different" as const, "apart" as const].some((kind) => bonded(a, b, kind) || bonded(b, a, kind));
  };
  /** `last` ends here, `on` goes on: it is under `last` just if a slash follows, or `last` is the root. */
  const canOutlast = (last: number, on: number, letter: Letter): boolean => {
    const [a, b] = [groupAt(last), groupAt(on)];
    const isUnder = letter.isSlash || read === 1;
    return !bonded(a, b, "under") && !bonded(b, a, isUnder ? "apart" : "under");
  };
  const canPart = (one: number, other: number): boolean => {
    const [a, b] = [groupAt(one), groupAt(other)];
    return !bonded(a, b, "under") && !bonded(b, a, "under");
  };
  const canGoOn = (place: number, group: (typeof groups)[number]): boolean =>
    ending.every((each) => canOutlast(each, place, group.letter)) &&
    groups.every((other) => other === group || other.places.every((each) => canPart(place, each)));

  /** Whether all moves that make these choices up to `place` are hopeless. */
  const choose = (place: number): boolean => {
    if (++effort.spent > mostMoves) return false;
    const member = members[place];
    if (member === undefined) {
      return groups.some(({ letter, places }) =>
        isHopeless({
          read: read === 0 && letter.isSlash ? 1 : 2,
          members: places.map((each) => ({ group: groupAt(each), vector: letter.vectors[each] ?? [] })),
        }),
      );
    }
    const tracker = reading.trackers[member.group];
    if (
      tracker?.accepts(member.vector) === true &&
      ending.every((each) => canBothEnd(place, each)) &&
      groups.every(({ letter, places }) => places.every((each) => canOutlast(place, each, letter)))
    ) {
      ending.push(place);
      const isDone = choose(place + 1);
      ending.pop();
      if (!isDone) return false;
    }
    for (const group of [...groups]) {
      if (group.letter.isDead[place] === true || !canGoOn(place, group)) continue;
      group.places.push(place);
      const isDone = choose(place + 1);
      group.places.pop();
      if (!isDone) return false;
    }
    for (const letter of letters) {
      const count = used.get(letter) ?? 0;
      const group = { letter, places: [place] };
      if (letter.isDead[place] === true || count >= letter.size || !canGoOn(place, group)) continue;
      used.set(letter, count + 1);
      groups.push(group);
      const isDone = choose(place + 1);
      groups.pop();
      used.set(letter, count);
      if (!isDone) return false;
    }
    return true;
  };
  return choose(0);
}

/** Code points that lead all members of a point to the same places. */
interface Letter {
  readonly isSlash: boolean;
  readonly size: number;
  /** For each member where it leads, and whether nothing is left of it there. */
  readonly vectors: readonly Vector[];
  readonly isDead: readonly boolean[];
}

function lettersOf({ trackers, classes }: Reading, { members }: Point): readonly Letter[] {
  const letters = new Map<string, Letter & { size: number }>();
  for (const { point, size } of classes) {
    const vectors = members.map(({ group, vector }) => trackers[group]?.next(vector, point) ?? []);
    const isDead = vectors.map((vector, i) => trackers[members[i]?.group ?? -1]?.isDead(vector) ?? true);
    const isSlash = point === slash;
    const key = `${isSlash} ${vectors.map((vector, i) => (isDead[i] === true ? "-" : keyOf(vector))).join("|")}`;
    const known = letters.get(key);
    if (known === undefined) letters.set(key, { isSlash, size, vectors, isDead });
    else known.size += size;
  }
  return [...letters.values()];
}

/** Whether the points are hopeless together, and the first of them is where all groups begin. */
export function isRefutedTogether(
  groups: readonly (readonly TextLiteral[])[],
  bonds: readonly Bond[],
  { states, points: listed }: { readonly states: readonly States[]; readonly points: readonly (readonly number[])[] },
): boolean {
  // A group that is bound to itself is not what points are about.
  if (bonds.some(({ left, right }) => left === right)) return bonds.some(({ kind, left, right }) => left === right && kind !== "under");
  const reading = readingOf(groups, bonds);
  const vectors: (readonly Vector[])[] = [];
  for (const [group, tracker] of reading.trackers.entries()) {
    const found = follow(tracker, states[group] ?? []);
    if (found === undefined) return false;
    vectors.push(found);
  }
  const points: Point[] = [];
  for (const [read, ...pairs] of listed) {
    if ((read !== 0 && read !== 1 && read !== 2) || pairs.length === 0 || pairs.length % 2 !== 0) return false;
    const members: Point["members"][number][] = [];
    for (let i = 0; i < pairs.length; i += 2) {
      const group = pairs[i] ?? -1;
      const vector = vectors[group]?.[pairs[i + 1] ?? -1];
      if (vector === undefined || group <= (members.at(-1)?.group ?? -1)) return false;
      members.push({ group, vector });
    }
    points.push({ read, members });
  }
  const [first] = points;
  if (first?.read !== 0 || first.members.some(({ group, vector }) => vector !== vectors[group]?.[0])) return false;
  const known = points.map(({ read, members }) => ({ read, keys: members.map(({ group, vector }) => `${group} ${keyOf(vector)}`) }));
  const effort = { spent: 0 };
  /** A group is hopeless if some of its members are. */
  const isHopeless = ({ read, members }: Together): boolean => {
    const keys = new Set(members.map(({ group, vector }) => `${group} ${keyOf(vector)}`));
    return known.some((each) => each.read === read && each.keys.every((key) => keys.has(key)));
  };
  return points.every((point) => everyMoveHas(reading, point, effort, isHopeless));
}
