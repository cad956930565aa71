/**
 * The reading of a long text in two goes. Nearly all of a large policy is hops, which no other declaration speaks of, as long as
 * they have no name. So they are passed over at first, and read when they are lowered, a stretch at a time: their trees are
 * garbage then before the collector has to carry them, and a policy needs half the memory. What a stretch holds is guessed from
 * its words, and checked when it is read: where the guess was wrong, or there is a mistake anywhere, the text is read as a whole.
 */
import type { Span } from "../base/span.js";
import type { Staged } from "../diagnostics/diagnostic.js";
import type { DelegateDecl, SourceFile } from "./ast.js";
import { type Found, forgetText, parse, readPart } from "./parse.js";
import { partsOf, piecesOf } from "./pieces.js";

/** Of a shorter text the whole tree is no burden. */
const longText = 1 << 20;

/** The tree of a text, perhaps with stretches that are left for later. */
export function parseAhead(file: string, text: string, atLeast: number = longText): Staged<SourceFile> {
  if (text.length < atLeast) return parse(file, text);
  const found: Found = { imports: [], declarations: [], comments: [] };
  const later: Span[] = [];
  for (const part of partsOf(text)) {
    const whole = hasOnlyHops(text.slice(part.start, part.end));
    for (const piece of whole ? [part] : stretchesOf(text, part)) {
      if (whole || hasOnlyHops(text.slice(piece.start, piece.end))) later.push(piece);
      else if (!readRight(file, text, piece, found)) return parse(file, text);
    }
  }
  forgetText();
  return { value: { ...found, later, span: { start: 0, end: text.length } }, diagnostics: [] };
}

/** The hops of a stretch that was left for later, and its comments; nothing where it is not as it was taken to be. */
export function readLater(
  file: string,
  text: string,
  stretch: Span,
): { readonly hops: readonly DelegateDecl[]; readonly comments: SourceFile["comments"] } | undefined {
  const found: Found = { imports: [], declarations: [], comments: [] };
  const isRight = readRight(file, text, stretch, found);
  forgetText();
  if (!isRight || found.imports.length > 0) return undefined;
  const hops = found.declarations.filter((each): each is DelegateDecl => each.kind === "delegate" && each.alias === undefined);
  return hops.length < found.declarations.length ? undefined : { hops, comments: found.comments };
}

function readRight(file: string, text: string, part: Span, found: Found): boolean {
  const diagnostics: Staged<unknown>["diagnostics"][number][] = [];
  return readPart(file, text, part, found, diagnostics) === undefined && diagnostics.length === 0;
}

/** The pieces of a part, those together that follow one another and are of hops, or are not. */
function* stretchesOf(text: string, part: Span): Generator<Span> {
  let start = part.start;
  let end = part.start;
  let ofHops = false;
  for (const piece of piecesOf(text, part)) {
    const hops = hasOnlyHops(text.slice(piece.start, piece.end));
    if (hops !== ofHops && end > start) {
      yield { start, end };
      start = end;
    }
    ofHops = hops;
    end = piece.end;
  }
  if (end > start) yield { start, end };
}

/** Whether that is likely, by the words at the starts of lines; that it imports nothing and names nothing with `as` is sure. */
function hasOnlyHops(text: string): boolean {
  return text.includes("delegate") && !others.test(text);
}

const others = /\b(?:import|as)\b|(?:^|\n)(?:label|domain|task|type|let|context|tool|annotate|secret|scope|principal|agent|deny|assert|test)\b/;
