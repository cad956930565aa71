/**
 * The search for words that differ, or lie under one another or not. All words are read at once, character by character. Variables
 * that have read the same so far and are still bound to one another are a *point* of the search: who they are and the states of
 * their automata. A *move* from a point says which of them end here (these are equal) and which groups of the others go on with
 * which character; from there on the groups have nothing to do with one another, so that a move leads to several points and all of
 * these must have words. Points are laid out once each, and that one has words is passed back from the moves that lead to nothing
 * more: the least fixpoint, so that variables that go round for ever without ending have none.
 */

import { type Alphabet, alphabetOf, byReadability, characters, classAt, joint } from "./alphabet.js";
import { type Automaton, shortestFrom } from "./automaton.js";
import type { Domain } from "./domain.js";
import { type Effort, isLimit, type Limit, limit, limits } from "./limits.js";
import type { Link } from "./link.js";
import { sequences } from "./sequences.js";

/** What has been read: nothing, `/` alone (everything that goes on is under it), or something else. */
const [nothing, root, other] = [0, 1, 2] as const;

/** Characters that lead each variable of a point to one state: `targets`, −1 where nothing is accepted from there. */
interface Letter {
  readonly symbols: ReadonlySet<number>;
  readonly size: number;
  readonly slash: boolean;
  readonly targets: readonly number[];
}

/** Variables that go on together, each as its place in the point. */
interface Group {
  readonly letter: Letter;
  readonly places: number[];
}

interface Move {
  readonly point: number;
  readonly ending: readonly number[];
  readonly groups: readonly { readonly letter: Letter; readonly places: readonly number[] }[];
  readonly points: readonly number[];
  /** How many of the points are not known to have words. */
  missing: number;
}

const [differs, isBelow, isApart] = [1, 2, 4] as const;

/** A word for each variable; `undefined` where there are none. The links must join all of the variables. */
export function spread(domains: readonly Domain[], links: readonly Link[], effort: Effort): readonly string[] | undefined | Limit {
  const automata: Automaton[] = [];
  for (const domain of domains) {
    const automaton = domain.automaton();
    if (isLimit(automaton)) return automaton;
    automata.push(automaton);
  }
  const bonds = bondsOf(domains.length, links);
  const slashes = alphabetOf([[[slash, slash]]]);
  const { alphabet, within } = joint([...automata.map((each) => each.alphabet), slashes]);
  const layout: Layout = { automata, bonds, alphabet, within, slash: classAt(alphabet, slash) };

  const points = sequences();
  const moves: (Move | undefined)[] = [];
  const waiting: Move[][] = [];
  const settle = (first: Move): void => {
    const pending = [first];
    for (let move = pending.pop(); move !== undefined; move = pending.pop()) {
      if (moves[move.point] !== undefined) continue;
      moves[move.point] = move;
      for (const each of waiting[move.point] ?? []) if (--each.missing === 0) pending.push(each);
      delete waiting[move.point];
    }
  };
  points.add([nothing, ...automata.flatMap((_, i) => [i, 0])]);
  for (let at = 0; at < points.count() && moves[0] === undefined; at++) {
    if (moves[at] !== undefined) continue;
    const seen = new Set<string>();
    const complete = visit(layout, points.at(at).slice(), effort, (ending, groups, vectors) => {
      const targets = [...new Set(vectors.map((vector) => points.add(vector)))];
      const key = targets.sort((left, right) => left - right).join();
      if (targets.includes(at) || seen.has(key)) return false;
      seen.add(key);
      effort.spent += 10;
      const missing = targets.filter((target) => moves[target] === undefined);
      const move: Move = {
        point: at,
        ending: [...ending],
        groups: groups.map(({ letter, places }) => ({ letter, places: [...places] })),
        points: targets,
        missing: missing.length,
      };
      for (const target of missing) {
        const list = waiting[target];
        if (list === undefined) waiting[target] = [move];
        else list.push(move);
      }
      if (missing.length === 0) settle(move);
      return missing.length === 0;
    });
    if (!complete || points.count() > limits.points || points.cells() > limits.cells) return limit("points of a search over prefixes");
  }
  return moves[0] === undefined ? undefined : spell(layout, points, moves);
}

const slash = 0x2f;

interface Layout {
  readonly automata: readonly Automaton[];
  /** At `i * automata.length + j`: what binds i to j. */
  readonly bonds: Uint8Array;
  readonly alphabet: Alphabet;
  /** From the joint alphabet to that of each automaton. */
  readonly within: readonly Int32Array[];
  /** The class of `/`, which it has to itself. */
  readonly slash: number;
}

function bondsOf(count: number, links: readonly Link[]): Uint8Array {
  const bonds = new Uint8Array(count * count);
  const bind = (left: number, right: number, bond: number): void => {
    bonds[left * count + right] = (bonds[left * count + right] ?? 0) | bond;
  };
  for (const { kind, left, right } of links) {
    if (kind === "different") {
      bind(left, right, differs);
      bind(right, left, differs);
    } else bind(left, right, kind === "under" ? isBelow : isApart);
  }
  return bonds;
}

/**
 * Goes through the moves of a point that contradict no link, until `found` wants no more of them. `found` is given the places that
 * end, the groups, and the vectors of the points that it leads to. False where a limit was reached.
 */
function visit(
  layout: Layout,
  vector: Int32Array,
  effort: Effort,
  found: (ending: readonly number[], groups: readonly Group[], vectors: readonly (readonly number[])[]) => boolean,
): boolean {
  const members = membersOf(vector);
  const letters = lettersOf(layout, members);
  const used = new Map<Letter, number>();
  const ending: number[] = [];
  const groups: Group[] = [];
  const bond = (left: number, right: number): number =>
    layout.bonds[(members[left]?.variable ?? 0) * layout.automata.length + (members[right]?.variable ?? 0)] ?? 0;
  /** Whether place `last`, which ends here, suits place `on`, which goes on with the letter. */
  const suitsLonger = (last: number, on: number, letter: Letter): boolean => {
    const covers = letter.slash || vector[0] === root;
    return (bond(last, on) & isBelow) === 0 && (bond(on, last) & (covers ? isApart : isBelow)) === 0;
  };
  const canEnd = (place: number): boolean =>
    ending.every((each) => ((bond(place, each) | bond(each, place)) & (differs | isApart)) === 0) &&
    groups.every(({ letter, places }) => places.every((each) => suitsLonger(place, each, letter)));
  const canGoOn = (place: number, group: Group): boolean =>
    ending.every((each) => suitsLonger(each, place, group.letter)) &&
    groups.every((each) => each === group || each.places.every((one) => ((bond(place, one) | bond(one, place)) & isBelow) === 0));

  /** True where the search is over: enough has been found, or too much tried. */
  const choose = (place: number): boolean => {
    effort.spent += members.length;
    if (effort.spent > limits.effort) return true;
    const member = members[place];
    if (member === undefined)
      return found(
        ending,
        groups,
        groups.flatMap((group) => bound(layout, vector, members, group).map(({ next }) => next)),
      );
    if (layout.automata[member.variable]?.accepting[member.state] === 1 && canEnd(place)) {
      ending.push(place);
      if (choose(place + 1)) return true;
      ending.pop();
    }
    for (const letter of letters) {
      const count = used.get(letter) ?? 0;
      const group: Group = { letter, places: [place] };
      if ((letter.targets[place] ?? -1) < 0 || count >= letter.size || !canGoOn(place, group)) continue;
      used.set(letter, count + 1);
      groups.push(group);
      if (choose(place + 1)) return true;
      groups.pop();
      used.set(letter, count);
    }
    for (const group of groups) {
      if ((group.letter.targets[place] ?? -1) < 0 || !canGoOn(place, group)) continue;
      group.places.push(place);
      if (choose(place + 1)) return true;
      group.places.pop();
    }
    return false;
  };
  choose(0);
  return effort.spent <= limits.effort;
}

interface Member {
  readonly variable: number;
  readonly state: number;
}

function membersOf(vector: ArrayLike<number>): Member[] {
  return Array.from({ length: (vector.length - 1) >> 1 }, (_, i) => ({ variable: vector[2 * i + 1] ?? 0, state: vector[2 * i + 2] ?? 0 }));
}

/** The classes of characters that the members of a point tell apart, the most readable first. */
function lettersOf({ automata, alphabet, within, slash }: Layout, members: readonly Member[]): readonly Letter[] {
  const letters = new Map<string, { symbols: Set<number>; size: number; slash: boolean; targets: number[] }>();
  for (const symbol of byReadability(alphabet)) {
    const targets = members.map(({ variable, state }) => {
      const automaton = automata[variable];
      const target = automaton?.next[state * automaton.alphabet.sizes.length + (within[variable]?.[symbol] ?? 0)] ?? 0;
      return automaton?.toAccept[target] === -1 ? -1 : target;
    });
    if (targets.every((target) => target < 0)) continue;
    const key = symbol === slash ? "/" : targets.join();
    const letter = letters.get(key);
    const size = alphabet.sizes[symbol] ?? 0;
    if (letter === undefined) letters.set(key, { symbols: new Set([symbol]), size, slash: symbol === slash, targets });
    else {
      letter.symbols.add(symbol);
      letter.size += size;
    }
  }
  return [...letters.values()];
}

/** The points that a group leads to: those of its places that are still bound to one another. A place alone is free and needs none. */
function bound(
  { automata, bonds }: Layout,
  vector: Int32Array,
  members: readonly Member[],
  { letter, places }: Move["groups"][number],
): { readonly places: readonly number[]; readonly next: readonly number[] }[] {
  if (places.length < 2) return [];
  const read = vector[0] === nothing && letter.slash ? root : other;
  const variable = (place: number): number => members[place]?.variable ?? 0;
  const joined = (one: number, two: number): boolean => {
    const [left, right] = [variable(one), variable(two)];
    return bonds[left * automata.length + right] !== 0 || bonds[right * automata.length + left] !== 0;
  };
  const found: { places: number[]; next: number[] }[] = [];
  const taken = new Uint8Array(members.length);
  for (const first of places) {
    if (taken[first] === 1) continue;
    const together = [first];
    taken[first] = 1;
    for (let i = 0; i < together.length; i++) {
      for (const each of places) {
        if (taken[each] === 1 || !joined(together[i] ?? 0, each)) continue;
        taken[each] = 1;
        together.push(each);
      }
    }
    if (together.length < 2) continue;
    together.sort((one, two) => one - two);
    const next: number[] = [read];
    for (const each of together) next.push(variable(each), letter.targets[each] ?? 0);
    found.push({ places: together, next });
  }
  return found;
}

/** Words along the moves that were found. */
function spell(layout: Layout, points: ReturnType<typeof sequences>, moves: readonly (Move | undefined)[]): readonly string[] {
  const words: string[] = [];
  const pending = [{ point: 0, prefix: "" }];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const { point, prefix } = at;
    const vector = points.at(point).slice();
    const members = membersOf(vector);
    const move = moves[point];
    for (const place of move?.ending ?? []) words[members[place]?.variable ?? 0] = prefix;
    const used = new Map<Letter, number>();
    for (const group of move?.groups ?? []) {
      const { letter, places } = group;
      const count = used.get(letter) ?? 0;
      used.set(letter, count + 1);
      const longer = prefix + (characters(layout.alphabet, letter.symbols, count + 1)[count] ?? "");
      const free = new Set(places);
      for (const { places: together, next } of bound(layout, vector, members, group)) {
        for (const place of together) free.delete(place);
        pending.push({ point: points.add(next), prefix: longer });
      }
      for (const place of free) {
        const variable = members[place]?.variable ?? 0;
        const automaton = layout.automata[variable];
        words[variable] = automaton === undefined ? "" : longer + shortestFrom(automaton, letter.targets[place] ?? 0);
      }
    }
  }
  return words;
}
