/** Globs and regular expressions, read into the patterns of the runtime. */
import { type AST, RegExpParser, RegExpSyntaxError, visitRegExpAST } from "@eslint-community/regexpp";
import type { Pattern } from "../../stdlib/runtime/pattern.js";
import { unreachable } from "../base/unreachable.js";
import { charactersOf, everyPoint } from "./characters.js";

/** Where `*` stops: in a `path`, at a `/`; in a `string`, nowhere. */
export type GlobKind = "path" | "string";

export type PatternResult =
  | { readonly kind: "pattern"; readonly pattern: Pattern }
  /** `start` and `end`: offsets into the source of the pattern. */
  | { readonly kind: "malformed"; readonly problem: string; readonly start: number; readonly end: number }
  | { readonly kind: "too-large"; readonly size: number };

/** The most steps that a pattern may take when its counted repeats are written out. */
export const patternLimit = 20_000;

/** How deep braces and groups may nest. */
const depthLimit = 200;

const anyPoint: Pattern = { kind: "characters", ranges: everyPoint };
const slash = 0x2f;
const notSlash: Pattern = {
  kind: "characters",
  ranges: [
    [0, slash - 1],
    [slash + 1, 0xd7ff],
    [0xe000, 0x10ffff],
  ],
};

/**
 * Reads a glob, anchored at both ends: `*` any run (in a path, of characters but `/`), `**` in a path any run, `?` one
 * character (in a path, but `/`), `{a,b}` either, `\` takes what follows as it is.
 */
export function readGlob(source: string, kind: GlobKind): PatternResult {
  const points = [...source];
  /** Offsets in UTF-16 units, which is what spans count in. */
  const offsets: number[] = [];
  let offset = 0;
  for (const point of points) {
    offsets.push(offset);
    offset += point.length;
  }
  offsets.push(offset);
  const malformed = (problem: string, from: number, to: number): PatternResult => ({
    kind: "malformed",
    problem,
    start: offsets[from] ?? offset,
    end: offsets[to] ?? offset,
  });

  const one = kind === "path" ? notSlash : anyPoint;
  const open: { readonly at: number; readonly alternatives: Pattern[]; readonly before: Pattern[] }[] = [];
  let sequence: Pattern[] = [];
  let at = 0;
  while (at < points.length) {
    const point = points[at] ?? "";
    switch (point) {
      case "*": {
        const double = points[at + 1] === "*";
        sequence.push({ kind: "repeat", of: double ? anyPoint : one, min: 0, max: null });
        at += double ? 2 : 1;
        break;
      }
      case "?":
        sequence.push(one);
        at++;
        break;
      case "{":
        if (open.length === depthLimit) return malformed(`more than ${depthLimit} braces stand inside one another`, at, at + 1);
        open.push({ at, alternatives: [], before: sequence });
        sequence = [];
        at++;
        break;
      case ",":
      case "}": {
        const brace = open.at(-1);
        if (brace === undefined && point === "}") return malformed("this `}` closes nothing; a brace that is meant is written `\\}`", at, at + 1);
        if (brace === undefined) {
          sequence.push(character(point));
          at++;
          break;
        }
        brace.alternatives.push(sequenceOf(sequence));
        sequence = [];
        if (point === "}") {
          open.pop();
          sequence = brace.before;
          sequence.push({ kind: "choice", of: brace.alternatives });
        }
        at++;
        break;
      }
      case "\\": {
        const escaped = points[at + 1];
        if (escaped === undefined) return malformed("a `\\` stands at the end and escapes nothing", at, at + 1);
        if (isSurrogate(escaped)) return malformed("a surrogate on its own is no character", at + 1, at + 2);
        sequence.push(character(escaped));
        at += 2;
        break;
      }
      default:
        if (isSurrogate(point)) return malformed("a surrogate on its own is no character", at, at + 1);
        sequence.push(character(point));
        at++;
    }
  }
  const brace = open.at(-1);
  if (brace !== undefined) return malformed("this `{` is never closed; a brace that is meant is written `\\{`", brace.at, brace.at + 1);
  return sized(sequenceOf(sequence));
}

/** Reads a regular expression with the flag `u`, anchored at both ends. `^` at its start and `$` at its end are allowed: they say what holds anyway. */
export function readRegex(source: string): PatternResult {
  if (source.length > patternLimit) return { kind: "too-large", size: source.length };
  if (nesting(source) > depthLimit) return { kind: "too-large", size: nesting(source) };
  const parser = new RegExpParser({ ecmaVersion: 2024 });
  let parsed: AST.Pattern;
  try {
    parsed = parser.parsePattern(source, 0, source.length, { unicode: true });
  } catch (error) {
    if (!(error instanceof RegExpSyntaxError)) throw error;
    const problem = error.message.replace(/^Invalid regular expression: .*: /s, "");
    const start = Math.min(error.index, Math.max(0, source.length - 1));
    return {
      kind: "malformed",
      problem: problem.charAt(0).toLowerCase() + problem.slice(1),
      start,
      end: Math.max(start + 1, Math.min(source.length, start + 1)),
    };
  }
  const unfit = irregular(parsed);
  if (unfit !== undefined) return unfit;
  const size = stepsOf(parsed);
  if (size > patternLimit) return { kind: "too-large", size };
  return sized(choiceOf(parsed.alternatives));
}

function character(point: string): Pattern {
  const code = point.codePointAt(0) ?? 0;
  return { kind: "characters", ranges: [[code, code]] };
}

function isSurrogate(point: string): boolean {
  const code = point.codePointAt(0) ?? 0;
  return code >= 0xd800 && code <= 0xdfff;
}

function sequenceOf(of: readonly Pattern[]): Pattern {
  const [first] = of;
  return first !== undefined && of.length === 1 ? first : { kind: "sequence", of };
}

function sized(pattern: Pattern): PatternResult {
  const size = patternSize(pattern);
  return size > patternLimit ? { kind: "too-large", size } : { kind: "pattern", pattern };
}

/** The steps of a pattern when its counted repeats are written out, which is what the matcher and the automata pay for. */
export function patternSize(pattern: Pattern): number {
  switch (pattern.kind) {
    case "characters":
      return 1 + Math.floor(pattern.ranges.length / 256);
    case "sequence":
    case "choice":
      return pattern.of.reduce((sum, each) => sum + patternSize(each), 1);
    case "repeat":
      return 1 + patternSize(pattern.of) * Math.max(1, pattern.max ?? pattern.min + 1);
    default:
      return unreachable(pattern);
  }
}

/** The deepest nesting of parentheses, escapes and classes aside: counted before a parser that recurses sees them. */
function nesting(source: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < source.length; i++) {
    if (source[i] === "\\") i++;
    else if (source[i] === "(") deepest = Math.max(deepest, ++depth);
    else if (source[i] === ")") depth--;
  }
  return deepest;
}

/** The first part of a regular expression that is not regular, or that speaks of what stands around it. */
function irregular(pattern: AST.Pattern): PatternResult | undefined {
  let found: PatternResult | undefined;
  const refuse = (node: AST.Node, problem: string): void => {
    found ??= { kind: "malformed", problem, start: node.start, end: node.end };
  };
  visitRegExpAST(pattern, {
    onAssertionEnter(node) {
      switch (node.kind) {
        case "lookahead":
        case "lookbehind":
          refuse(node, `\`${node.raw}\` looks around, which no regular expression of a policy may do`);
          break;
        case "word":
          refuse(node, `\`${node.raw}\` looks at the characters around it, which no regular expression of a policy may do`);
          break;
        case "start":
        case "end": {
          const alternative = node.parent;
          const edge = alternative.type === "Alternative" && alternative.elements.at(node.kind === "start" ? 0 : -1) === node;
          if (!edge || alternative.parent !== pattern)
            refuse(node, `\`${node.raw}\` may stand only at the ${node.kind} of the expression, which is anchored without it`);
          break;
        }
        default:
          unreachable(node);
      }
    },
    onBackreferenceEnter(node) {
      refuse(node, `\`${node.raw}\` refers back to a group, which makes the expression no regular one`);
    },
  });
  return found;
}

/** What a regular expression comes to with its repeats written out, counted before anything builds it. */
function stepsOf(node: AST.Pattern | AST.Alternative | AST.Element | AST.QuantifiableElement): number {
  switch (node.type) {
    case "Pattern":
    case "Group":
    case "CapturingGroup":
      return node.alternatives.reduce((sum, each) => sum + stepsOf(each), 1);
    case "Alternative":
      return node.elements.reduce((sum, each) => sum + stepsOf(each), 1);
    case "Quantifier":
      return 1 + stepsOf(node.element) * Math.max(1, Number.isFinite(node.max) ? node.max : node.min + 1);
    case "Assertion":
    case "Backreference":
    case "Character":
    case "CharacterClass":
    case "CharacterSet":
    case "ExpressionCharacterClass":
      return 1;
    default:
      return unreachable(node);
  }
}

function choiceOf(alternatives: readonly AST.Alternative[]): Pattern {
  const of = alternatives.map((alternative) => sequenceOf(alternative.elements.flatMap(fromElement)));
  const [first] = of;
  return first !== undefined && of.length === 1 ? first : { kind: "choice", of };
}

/** An edge (`^`, `$`) stands for nothing: the whole expression is anchored without it. */
function fromElement(element: AST.Element): readonly Pattern[] {
  return element.type === "Assertion" ? [] : [fromQuantifiable(element)];
}

function fromQuantifiable(element: Exclude<AST.Element, AST.Assertion> | AST.QuantifiableElement): Pattern {
  switch (element.type) {
    case "Character":
    case "CharacterSet":
    case "CharacterClass":
      return { kind: "characters", ranges: charactersOf(element) };
    case "Group":
    case "CapturingGroup":
      return choiceOf(element.alternatives);
    case "Quantifier":
      return { kind: "repeat", of: fromQuantifiable(element.element), min: element.min, max: Number.isFinite(element.max) ? element.max : null };
    case "Assertion":
    case "Backreference":
    case "ExpressionCharacterClass":
      throw new Error(`a regular expression kept its ${element.type}`);
    default:
      return unreachable(element);
  }
}
