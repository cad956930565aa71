/** A file as its lines, read in pieces. */
import type { DiskFile } from "./disk.js";

export interface Line {
  /** Without its newline. */
  readonly bytes: Uint8Array;
  /** Where it begins in the file. */
  readonly offset: number;
  /** Whether a newline ends it: only the last line of a file may lack one. */
  readonly ended: boolean;
}

const piece = 1 << 20;
const newline = 0x0a;

/** The lines up to `size` bytes, from a place where one begins. */
export async function* linesOf(file: Pick<DiskFile, "read">, size: number): AsyncIterable<Line> {
  let rest = new Uint8Array(0);
  let offset = 0;
  for (let at = 0; at < size; ) {
    const buffer = new Uint8Array(Math.min(piece, size - at));
    const count = await file.read(buffer, at);
    if (count === 0) break;
    at += count;
    const joined = new Uint8Array(rest.length + count);
    joined.set(rest);
    joined.set(buffer.subarray(0, count), rest.length);
    let begin = 0;
    // What was left over holds no newline.
    for (let end = joined.indexOf(newline, rest.length); end >= 0; end = joined.indexOf(newline, begin)) {
      yield { bytes: joined.subarray(begin, end), offset: offset + begin, ended: true };
      begin = end + 1;
    }
    rest = joined.subarray(begin);
    offset += begin;
  }
  if (rest.length > 0) yield { bytes: rest, offset, ended: false };
}
