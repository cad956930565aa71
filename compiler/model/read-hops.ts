/** The reading of hops that were left for later: those together that are written as none before, and the others not at all. */
import type { Span } from "../base/span.js";
import type { Module } from "../names/modules.js";
import { readLater } from "../syntax/ahead.js";
import { type HopText, hopTextOf } from "../syntax/alike.js";
import type { DelegateDecl, SourceFile } from "../syntax/ast.js";
import { piecesOf } from "../syntax/pieces.js";
import type { Patterns } from "./lower-alike.js";
import type { HopAlike, HopToLower } from "./lower-hops.js";

/**
 * The hops of a stretch, in order; its comments are added to the others. What is given is lowered before the next is asked for,
 * so that it may be a pattern by then. False where the stretch is not as it was taken to be.
 */
export function* readStretch(
  module: Module,
  stretch: Span,
  patterns: Patterns,
  comments: SourceFile["comments"][number][],
): Generator<HopToLower | HopAlike, boolean> {
  let start = stretch.start;
  const texts = new Map<number, HopText>();
  const readTo = function* (end: number): Generator<HopToLower, boolean> {
    if (end === start) return true;
    const later = readLater(module.file, module.text, { start, end });
    if (later === undefined) return false;
    for (const comment of later.comments) comments.push(comment);
    for (const declaration of later.hops) {
      const text = texts.get(declaration.span.start);
      // A piece may hold more than one hop.
      const alike = text === undefined || declaration.span.end < text.span.end ? {} : { alike: { text, patterns } };
      yield { declaration, module, standsAlone: !speaksOfAbove(module, declaration), ...alike };
    }
    texts.clear();
    start = end;
    return true;
  };
  for (const piece of piecesOf(module.text, stretch)) {
    const text = hopTextOf(module.text, piece);
    if (text === undefined) continue;
    const { rest } = text;
    const met = patterns.get(rest);
    // The second of a kind has the first read, which may be a pattern then, or never.
    if (met !== undefined && met !== "none" && !(yield* readTo(piece.start))) return false;
    const pattern = patterns.get(rest);
    if (pattern === undefined || pattern === "met" || pattern === "none") {
      patterns.set(rest, met === undefined ? "met" : "none");
      texts.set(text.span.start, text);
      continue;
    }
    yield { pattern, module, text };
    start = piece.end;
  }
  return yield* readTo(stretch.end);
}

/** Whether a hop has `received.p` in it, or may. */
function speaksOfAbove({ text }: Module, { span }: DelegateDecl): boolean {
  return /\breceived\s*\./.test(text.slice(span.start, span.end));
}
