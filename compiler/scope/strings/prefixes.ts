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

/** A variable at a point, with its place there. */
interface Member {
  readonly place: number;
  readonly variable: number;
  readonly automaton: Automaton;
  readonly state: number;
}

/** Members that go on together. */
interface Group {
  readonly letter: Letter;
  readonly members: readonly Member[];
}

interface Move {
  readonly point: number;
  readonly ending: readonly Member[];
  readonly groups: readonly Group[];
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
        groups: groups.map(({ letter, members }) => ({ letter, members: [...members] })),
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

/** What binds one variable to the other. */
function bond({ bonds, automata }: Layout, one: Member, other: Member): number {
  return bonds[one.variable * automata.length + other.variable] ?? 0;
}

/** What binds two variables, either way. */
function bondBetween(layout: Layout, one: Member, other: Member): number {
  return bond(layout, one, other) | bond(layout, other, one);
}

/**
 * Goes through the moves of a point that contradict no link, until `found` wants no more of them. `found` is given the members that
 * end, the groups, and the vectors of the points that it leads to. False where a limit was reached.
 */
function visit(
  layout: Layout,
  vector: Int32Array,
  effort: Effort,
  found: (ending: readonly Member[], groups: readonly Group[], vectors: readonly (readonly number[])[]) => boolean,
): boolean {
  const members = membersOf(layout, vector);
  const letters = lettersOf(layout, members);
  const used = new Map<Letter, number>();
  const ending: Member[] = [];
  const groups: { readonly letter: Letter; readonly members: Member[] }[] = [];
  /** Whether `last`, which ends here, suits `on`, which goes on with the letter. */
  const suitsLonger = (last: Member, on: Member, letter: Letter): boolean => {
    const covers = letter.slash || vector[0] === root;
    return (bond(layout, last, on) & isBelow) === 0 && (bond(layout, on, last) & (covers ? isApart : isBelow)) === 0;
  };
  const canEnd = (member: Member): boolean =>
    member.automaton.accepting[member.state] === 1 &&
    ending.every((each) => (bondBetween(layout, member, each) & (differs | isApart)) === 0) &&
    groups.every((group) => group.members.every((each) => suitsLonger(member, each, group.letter)));
  const canGoOn = (member: Member, { letter, members: together }: Group): boolean =>
    (letter.targets[member.place] ?? -1) >= 0 &&
    ending.every((each) => suitsLonger(each, member, letter)) &&
    groups.every((group) => group.members === together || group.members.every((each) => (bondBetween(layout, member, each) & isBelow) === 0));

  /** True where the search is over: enough has been found, or too much tried. */
  const choose = (place: number): boolean => {
    effort.spent += members.length;
    if (effort.spent > limits.effort) return true;
    const member = members[place];
    if (member === undefined)
      return found(
        ending,
        groups,
        groups.flatMap((group) => bound(layout, vector, group).map(({ next }) => next)),
      );
    if (canEnd(member)) {
      ending.push(member);
      if (choose(place + 1)) return true;
      ending.pop();
    }
    for (const letter of letters) {
      const count = used.get(letter) ?? 0;
      const group = { letter, members: [member] };
      if (count >= letter.size || !canGoOn(member, group)) continue;
      used.set(letter, count + 1);
      groups.push(group);
      if (choose(place + 1)) return true;
      groups.pop();
      used.set(letter, count);
    }
    for (const group of groups) {
      if (!canGoOn(member, group)) continue;
      group.members.push(member);
      if (choose(place + 1)) return true;
      group.members.pop();
    }
    return false;
  };
  choose(0);
  return effort.spent <= limits.effort;
}

function membersOf({ automata }: Layout, vector: Int32Array): readonly Member[] {
  const members: Member[] = [];
  for (let i = 1; i < vector.length; i += 2) {
    const variable = vector[i] ?? 0;
    const automaton = automata[variable];
    if (automaton !== undefined) members.push({ place: members.length, variable, automaton, state: vector[i + 1] ?? 0 });
  }
  return members;
}

/** The classes of characters that the members of a point tell apart, the most readable first. */
function lettersOf({ alphabet, within, slash }: Layout, members: readonly Member[]): readonly Letter[] {
  const letters = new Map<string, { symbols: Set<number>; size: number; slash: boolean; targets: number[] }>();
  for (const symbol of byReadability(alphabet)) {
    const targets = members.map(({ variable, automaton, state }) => {
      const target = automaton.next[state * automaton.alphabet.sizes.length + (within[variable]?.[symbol] ?? 0)] ?? 0;
      return automaton.toAccept[target] === -1 ? -1 : target;
    });
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

/** The points that a group leads to: those of its members that are still bound to one another. A member alone is free and needs none. */
function bound(
  layout: Layout,
  vector: Int32Array,
  { letter, members }: Group,
): { readonly members: readonly Member[]; readonly next: readonly number[] }[] {
  const read = vector[0] === nothing && letter.slash ? root : other;
  const found: { members: readonly Member[]; next: number[] }[] = [];
  const taken = new Set<Member>();
  for (const first of members) {
    if (taken.has(first)) continue;
    const together = [first];
    taken.add(first);
    for (const one of together) {
      for (const each of members) {
        if (taken.has(each) || bondBetween(layout, one, each) === 0) continue;
        taken.add(each);
        together.push(each);
      }
    }
    if (together.length < 2) continue;
    together.sort((one, two) => one.place - two.place);
    found.push({ members: together, next: [read, ...together.flatMap(({ variable, place }) => [variable, letter.targets[place] ?? 0])] });
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
    const { ending = [], groups = [] } = moves[point] ?? {};
    for (const { variable } of ending) words[variable] = prefix;
    const used = new Map<Letter, number>();
    for (const group of groups) {
      const { letter, members } = group;
      const count = used.get(letter) ?? 0;
      used.set(letter, count + 1);
      const longer = prefix + (characters(layout.alphabet, letter.symbols, count + 1)[count] ?? "");
      const free = new Set(members);
      for (const { members: together, next } of bound(layout, vector, group)) {
        for (const each of together) free.delete(each);
        pending.push({ point: points.add(next), prefix: longer });
      }
      for (const { variable, automaton, place } of free) words[variable] = longer + shortestFrom(automaton, letter.targets[place] ?? 0);
    }
  }
  return words;
}
