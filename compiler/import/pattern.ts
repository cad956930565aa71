/**
 * JSON Schema's `pattern`, which matches anywhere in a string, as a regular expression of the language, which matches the
 * whole. Only what is regular is said; the rest is named and left to the server.
 */
import { type AST, RegExpParser } from "@eslint-community/regexpp";

export type AnchoredPattern =
  /** Every string matches. */
  | { readonly kind: "always" }
  /** What stands between the slashes, anchored at both ends; empty for the empty string alone. */
  | { readonly kind: "source"; readonly source: string }
  /** One set of characters, so and so often: lengths can be folded into it. */
  | { readonly kind: "run"; readonly unit: string; readonly min: number; readonly max: number | null }
  | { readonly kind: "beyond"; readonly reason: string };

/** Repetitions written out may come to this many characters: more would only slow every proof about the argument. */
export const largest = 1024;

/** How long a pattern may be, and how deep its groups may nest, before anything recurses into it. */
const longest = 10_000;
const deepest = 100;

/** Between the language's anchors, what a pattern says of the whole string. */
export function anchored(pattern: string): AnchoredPattern {
  if (pattern.length > longest || nesting(pattern) > deepest) return { kind: "beyond", reason: "too large" };
  const parsed = parse(pattern);
  if (parsed === undefined) return { kind: "beyond", reason: "not a regular expression" };
  const obstacle = obstacleIn(parsed.alternatives, parsed.unicode);
  if (obstacle !== undefined) return { kind: "beyond", reason: obstacle };
  const branches = parsed.alternatives.flatMap((each) => branchesOf(each.elements, false, false));
  if (branches.some(({ elements }) => elements.some(hasEdge))) return { kind: "beyond", reason: "an anchor inside it" };
  if (branches.some(isAlways)) return { kind: "always" };
  const [only, ...others] = branches;
  const run = only !== undefined && others.length === 0 ? runOf(only) : undefined;
  if (run !== undefined) return run;
  if (branches.reduce((sum, branch) => sum + sizeOfAll(branch.elements), 0) > largest) return { kind: "beyond", reason: "too large" };
  return { kind: "source", source: branches.map(showBranch).join("|") };
}

/** A run of a set of characters, with the repetition in its shortest form. */
export function showRun(unit: string, min: number, max: number | null): string {
  if (max === null) return unit + (min === 0 ? "*" : min === 1 ? "+" : `{${min},}`);
  if (min === max) return min === 1 ? unit : `${unit}{${min}}`;
  return unit + (min === 0 && max === 1 ? "?" : `{${min},${max}}`);
}

/** Any one character, line ends included. */
export const anyCharacter = "[^]";

interface Parsed {
  readonly alternatives: readonly AST.Alternative[];
  readonly unicode: boolean;
}

/** One alternative of a pattern, and whether it is held to the start and to the end of the string. */
interface Branch {
  readonly elements: readonly AST.Element[];
  readonly atStart: boolean;
  readonly atEnd: boolean;
}

/** JSON Schema reads patterns with the `u` flag; one that is only valid without it is taken so where that means the same. */
function parse(pattern: string): Parsed | undefined {
  const parser = new RegExpParser({ ecmaVersion: 2024 });
  for (const unicode of [true, false]) {
    try {
      return { alternatives: parser.parsePattern(pattern, 0, pattern.length, { unicode, unicodeSets: false }).alternatives, unicode };
    } catch {
      // Not valid in this mode: the next one, or none.
    }
  }
  return undefined;
}

/** At least the depth of the groups: escapes and classes are not told apart. */
function nesting(pattern: string): number {
  let [depth, most] = [0, 0];
  for (const unit of pattern) {
    if (unit === "(") most = Math.max(most, ++depth);
    else if (unit === ")") depth = Math.max(0, depth - 1);
  }
  return most;
}

/** What in a pattern is not regular, or does not mean the same in the language. */
function obstacleIn(alternatives: readonly AST.Alternative[], unicode: boolean): string | undefined {
  const inElement = (element: AST.Element | AST.CharacterClassElement): string | undefined => {
    switch (element.type) {
      case "Assertion":
        if (element.kind === "start" || element.kind === "end") return undefined;
        return element.kind === "word" ? "a word boundary" : "look-around";
      case "Backreference":
        return "a back-reference";
      case "Quantifier":
        return element.element.type === "Assertion" ? "a repeated assertion" : inElement(element.element);
      case "Group":
        return element.modifiers === null ? inAll(element.alternatives) : "flags inside it";
      case "CapturingGroup":
        return inAll(element.alternatives);
      case "CharacterClass":
        if (element.negate && !unicode) return "half characters (it is not valid with the `u` flag)";
        return first(element.elements, inElement);
      case "CharacterSet":
        if (element.kind === "any" || element.kind === "property") return unicode ? undefined : "half characters (it is not valid with the `u` flag)";
        return element.negate && !unicode ? "half characters (it is not valid with the `u` flag)" : undefined;
      case "CharacterClassRange":
        return inElement(element.min) ?? inElement(element.max);
      case "Character":
        return element.value >= 0xd800 && element.value <= 0xdfff ? "half characters" : undefined;
      default:
        return "set operations";
    }
  };
  const inAll = (each: readonly AST.Alternative[]): string | undefined => first(each, (alternative) => first(alternative.elements, inElement));
  return inAll(alternatives);
}

function first<T>(all: readonly T[], find: (each: T) => string | undefined): string | undefined {
  for (const each of all) {
    const found = find(each);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Takes the anchors off, through a group that is all there is: `^(?:a|b$)` is held to the start twice, to the end once. */
function branchesOf(elements: readonly AST.Element[], start: boolean, end: boolean): readonly Branch[] {
  let [from, to, atStart, atEnd] = [0, elements.length, start, end];
  for (; from < to && isEdge(elements[from], "start"); from++) atStart = true;
  for (; to > from && isEdge(elements[to - 1], "end"); to--) atEnd = true;
  const rest = elements.slice(from, to);
  const [only] = rest;
  if (rest.length === 1 && (only?.type === "Group" || only?.type === "CapturingGroup") && hasEdge(only))
    return only.alternatives.flatMap((each) => branchesOf(each.elements, atStart, atEnd));
  return [{ elements: trim(rest, atStart, atEnd), atStart, atEnd }];
}

/** Where anything may stand before, or behind, what may be missing there says nothing. */
function trim(elements: readonly AST.Element[], atStart: boolean, atEnd: boolean): readonly AST.Element[] {
  const mayMiss = (element: AST.Element | undefined): boolean => element?.type === "Quantifier" && element.min === 0;
  let [from, to] = [0, elements.length];
  if (!atStart) while (from < to && mayMiss(elements[from])) from++;
  if (!atEnd) while (to > from && mayMiss(elements[to - 1])) to--;
  return elements.slice(from, to);
}

function isEdge(element: AST.Element | undefined, kind: "start" | "end"): boolean {
  return element?.type === "Assertion" && element.kind === kind;
}

function hasEdge(element: AST.Element): boolean {
  switch (element.type) {
    case "Assertion":
      return true;
    case "Group":
    case "CapturingGroup":
      return element.alternatives.some((each) => each.elements.some(hasEdge));
    case "Quantifier":
      return hasEdge(element.element);
    default:
      return false;
  }
}

function isAlways({ elements, atStart, atEnd }: Branch): boolean {
  const [only] = elements;
  if (only === undefined) return !atStart || !atEnd;
  return elements.length === 1 && only.type === "Quantifier" && only.min === 0 && only.max === Number.POSITIVE_INFINITY && isAnything(only.element);
}

/** `[^]`, or a class of a set and its complement, as `[\s\S]`. */
function isAnything(element: AST.QuantifiableElement): boolean {
  if (element.type !== "CharacterClass" || element.unicodeSets) return false;
  if (element.negate) return element.elements.length === 0;
  const sets = element.elements.map((each) => each.raw);
  return ["\\s", "\\w", "\\d"].some((set) => sets.includes(set) && sets.includes(set.toUpperCase()));
}

function runOf({ elements, atStart, atEnd }: Branch): AnchoredPattern | undefined {
  const [only] = elements;
  if (only?.type !== "Quantifier" || elements.length !== 1 || !atStart || !atEnd) return undefined;
  const { element, min, max } = only;
  if (element.type !== "CharacterClass" && element.type !== "CharacterSet" && element.type !== "Character") return undefined;
  return { kind: "run", unit: show(element), min, max: Number.isFinite(max) ? max : null };
}

/** How many characters a pattern reads when its repetitions are written out. */
function sizeOf(element: AST.Element): number {
  switch (element.type) {
    case "Quantifier":
      return sizeOf(element.element) * Math.max(1, Number.isFinite(element.max) ? element.max : element.min);
    case "Group":
    case "CapturingGroup":
      return element.alternatives.reduce((sum, each) => sum + sizeOfAll(each.elements), 0);
    default:
      return 1;
  }
}

function sizeOfAll(elements: readonly AST.Element[]): number {
  return elements.reduce((sum, each) => sum + sizeOf(each), 0);
}

function showBranch({ elements, atStart, atEnd }: Branch): string {
  return `${atStart ? "" : `${anyCharacter}*`}${elements.map(show).join("")}${atEnd ? "" : `${anyCharacter}*`}`;
}

/** An element that `obstacleIn` has let pass, as the language writes it: no names, no laziness, no bare slash. */
function show(element: AST.Element | AST.CharacterClassElement): string {
  switch (element.type) {
    case "Quantifier":
      return showRun(show(element.element), element.min, Number.isFinite(element.max) ? element.max : null);
    case "Group":
    case "CapturingGroup":
      return `(?:${element.alternatives.map((each) => each.elements.map(show).join("")).join("|")})`;
    case "CharacterClass":
      return element.unicodeSets ? element.raw : `[${element.negate ? "^" : ""}${element.elements.map(show).join("")}]`;
    case "CharacterClassRange":
      return `${show(element.min)}-${show(element.max)}`;
    case "Character":
      return showCharacter(element);
    default:
      return element.raw;
  }
}

const inWords: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", "\f": "\\f" };

/** A character by itself where that is plain to see, else by its number. */
function showCharacter({ value, parent }: AST.Character): string {
  const text = String.fromCodePoint(value);
  if (inWords[text] !== undefined) return inWords[text];
  if (/[\p{Cc}\p{Cf}\p{Z}\p{M}\p{Cn}\p{Co}]/u.test(text) && text !== " ") return `\\u{${value.toString(16).toUpperCase()}}`;
  const inClass = parent.type === "CharacterClass" || parent.type === "CharacterClassRange";
  return (inClass ? /[\\\]^\-/]/ : /[\\^$.*+?()[\]{}|/]/).test(text) ? `\\${text}` : text;
}
