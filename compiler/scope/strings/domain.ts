/** The words of a single variable: what some literals leave of all strings, remembered because the same question comes again and again. */

import type { Pattern } from "../../../stdlib/runtime/pattern.js";
import { isWellFormed } from "../../../stdlib/runtime/value.js";
import { byReadability, characters } from "./alphabet.js";
import { type Automaton, accepts, fromBase, fromPattern, fromWords, pathAutomaton, shortestFrom, sizeOf } from "./automaton.js";
import { isLimit, type Limit, limit, limits } from "./limits.js";
import { suits, type TextLiteral, type TextTest } from "./literal.js";
import { intersection, type Part, shortestWord } from "./product.js";

/** What the literals leave. Asked for at different depths, and each answer is worked out once. */
export interface Domain {
  readonly literals: readonly TextLiteral[];
  /** The shortest word, `undefined` where there is none. */
  readonly shortest: () => string | undefined | Limit;
  /** Words, short ones first: as many as are asked for, or all there are. */
  readonly first: (count: number) => readonly string[] | Limit;
  readonly automaton: () => Automaton | Limit;
}

/** The domain of a variable with these literals. */
export function domainOf(literals: readonly TextLiteral[]): Domain {
  if (memory.cells > limits.remembered) memory = empty();
  const facts = new Map<string, TextLiteral>();
  for (const literal of literals) facts.set(`${literal.holds ? "" : "-"}${numberOf(literal.test)}`, literal);
  const key = [...facts.keys()].sort().join();
  let domain = memory.domains.get(key);
  if (domain === undefined) {
    const distinct = [...facts.values()];
    const lists = distinct.flatMap(({ test, holds }) => (test.kind === "set" && holds ? [test.values] : []));
    domain = lists.length > 0 ? finite(distinct, lists) : regular(distinct);
    memory.domains.set(key, domain);
    memory.cells += key.length + overhead;
  }
  return domain;
}

/** The domain with more literals. */
export function narrowed(domain: Domain, literals: readonly TextLiteral[]): Domain {
  return domainOf([...domain.literals, ...literals]);
}

/** Where some of the literals list the values: the others are tested on each of those that are in all lists. */
function finite(literals: readonly TextLiteral[], lists: readonly (readonly string[])[]): Domain {
  const words = once(() => {
    const [first, ...others] = lists;
    const among = others.map((values) => new Set(values));
    let left = [...new Set(first)].filter((word) => isWellFormed(word) && among.every((values) => values.has(word)));
    for (const literal of literals) {
      if (left.length === 0) break;
      const test = testerOf(literal, left.length);
      if (isLimit(test)) return test;
      left = left.filter(test);
    }
    memory.cells += left.length;
    return left.sort((one, other) => one.length - other.length || (one < other ? -1 : 1));
  });
  const map = <T>(use: (found: readonly string[]) => T): T | Limit => {
    const found = words();
    return isLimit(found) ? found : use(found);
  };
  return {
    literals,
    shortest: () => map(([word]) => word),
    first: (count) => map((found) => found.slice(0, count)),
    automaton: once(() => map((found) => remembered(fromWords(found)))),
  };
}

function regular(literals: readonly TextLiteral[]): Domain {
  const parts = once(() => {
    const found: Part[] = [];
    for (const { test, holds } of literals) {
      const automaton = automatonOf(test);
      if (isLimit(automaton)) return automaton;
      found.push({ automaton, holds });
    }
    return found;
  });
  const map = <T>(use: (found: readonly Part[]) => T): T | Limit => {
    const found = parts();
    return isLimit(found) ? found : use(found);
  };
  const automaton = once(() =>
    map((found) => (found.length === 1 && found[0]?.holds === true ? found[0].automaton : remembered(intersection(found)))),
  );
  return {
    literals,
    shortest: once(() => map(shortestWord)),
    first: (count) => {
      const whole = automaton();
      return isLimit(whole) ? whole : firstWords(whole, count);
    },
    automaton,
  };
}

/**
 * Words, the short ones first. All prefixes of one length that can be completed are kept until there are as many of them as words
 * are wanted; each is then completed, which gives different words.
 */
function firstWords(automaton: Automaton, count: number): string[] {
  const { alphabet, next, accepting, toAccept } = automaton;
  const words: string[] = [];
  let prefixes = toAccept[0] === -1 ? [] : [{ text: "", state: 0 }];
  while (prefixes.length > 0 && words.length + prefixes.length < count) {
    for (const { text, state } of prefixes) if (accepting[state] === 1) words.push(text);
    const wanted = count - words.length;
    const longer: { text: string; state: number }[] = [];
    for (const { text, state } of prefixes) {
      for (const symbol of byReadability(alphabet)) {
        const target = next[state * alphabet.sizes.length + symbol] ?? 0;
        if (toAccept[target] === -1 || longer.length >= wanted) continue;
        for (const each of characters(alphabet, new Set([symbol]), wanted - longer.length)) longer.push({ text: text + each, state: target });
      }
    }
    prefixes = longer;
  }
  const completed = prefixes.map(({ text, state }) => text + shortestFrom(automaton, state)).sort((one, other) => one.length - other.length);
  return [...words, ...completed].slice(0, count);
}

/** How to test the words of a list: a pattern by its automaton where there are many, since the reference matcher is slow. */
function testerOf(literal: TextLiteral, count: number): ((word: string) => boolean) | Limit {
  const { test, holds } = literal;
  if (test.kind === "set") {
    const among = new Set(test.values);
    return (word) => among.has(word) === holds;
  }
  if (test.kind === "pattern") {
    if (sizeOf(test.pattern) > limits.positions) return limit("positions of a pattern");
    const automaton = count > 8 ? automatonOf(test) : undefined;
    if (automaton !== undefined && !isLimit(automaton)) return (word) => accepts(automaton, word) === holds;
  }
  return (word) => suits(literal, word);
}

// What is remembered

interface Memory {
  readonly numbers: Map<string, number>;
  readonly patterns: WeakMap<Pattern, number>;
  readonly sets: WeakMap<readonly string[], number>;
  readonly automata: Map<number, Automaton | Limit>;
  readonly domains: Map<string, Domain>;
  /** About how much of it there is; past the limit, all is forgotten. */
  cells: number;
}

/** What an entry weighs beside its tables. */
const overhead = 300;

const empty = (): Memory => ({ numbers: new Map(), patterns: new WeakMap(), sets: new WeakMap(), automata: new Map(), domains: new Map(), cells: 0 });
let memory = empty();

/** Equal numbers for equal tests. */
function numberOf(test: TextTest): number {
  switch (test.kind) {
    case "set":
      return byIdentity(memory.sets, test.values, () => `s${JSON.stringify(test.values)}`);
    case "pattern":
      // A pattern nested too deeply to be written down is equal to itself alone.
      return byIdentity(memory.patterns, test.pattern, () =>
        Number.isFinite(sizeOf(test.pattern)) ? `m${JSON.stringify(test.pattern)}` : `n${memory.numbers.size}`,
      );
    case "under":
      return byKey(`u${test.base}`);
    case "path":
      return byKey("p");
  }
}

function byIdentity<K extends object>(known: WeakMap<K, number>, item: K, key: () => string): number {
  let number = known.get(item);
  if (number === undefined) {
    number = byKey(key());
    known.set(item, number);
  }
  return number;
}

function byKey(key: string): number {
  let number = memory.numbers.get(key);
  if (number === undefined) {
    number = memory.numbers.size;
    memory.numbers.set(key, number);
    memory.cells += key.length + overhead;
  }
  return number;
}

function automatonOf(test: TextTest): Automaton | Limit {
  const number = numberOf(test);
  let automaton = memory.automata.get(number);
  if (automaton === undefined) {
    automaton = remembered(compiled(test));
    memory.automata.set(number, automaton);
  }
  return automaton;
}

function compiled(test: TextTest): Automaton | Limit {
  switch (test.kind) {
    case "set":
      return fromWords(test.values);
    case "pattern":
      return fromPattern(test.pattern);
    case "under":
      return fromBase(test.base);
    case "path":
      return pathAutomaton();
  }
}

function remembered(automaton: Automaton | Limit): Automaton | Limit {
  if (!isLimit(automaton)) memory.cells += 3 * automaton.next.length + 2 * automaton.alphabet.starts.length + overhead;
  return automaton;
}

/** A function that works only the first time that it is called. */
function once<T>(work: () => T): () => T {
  let done: { readonly result: T } | undefined;
  return () => {
    done ??= { result: work() };
    return done.result;
  };
}
