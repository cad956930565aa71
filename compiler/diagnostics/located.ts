/** Places as people and other programs name them: a file relative to where one is, a line and a character. */
import { type Lines, linesOf, type Position } from "../base/lines.js";
import { relativePath } from "../base/path.js";
import type { Place } from "../base/span.js";

/** The text of a file that a diagnostic speaks of, by the host's name for it. */
export type Sources = (file: string) => string | undefined;

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface Locator {
  /** The file as it is shown. */
  file(place: Place): string;
  range(place: Place): Range;
  /** The text of the place's file; of one that is not there, nothing. */
  lines(place: Place): Lines;
}

/** Finds places for someone in `folder`; reads the lines of each file once. */
export function locator(sources: Sources, folder: string): Locator {
  const known = new Map<string, Lines>();
  const lines = ({ file }: Place): Lines => {
    const found = known.get(file) ?? linesOf(sources(file) ?? "");
    known.set(file, found);
    return found;
  };
  return {
    lines,
    file: (place) => relativePath(folder, place.file),
    range: (place) => ({ start: lines(place).positionAt(place.span.start), end: lines(place).positionAt(place.span.end) }),
  };
}
