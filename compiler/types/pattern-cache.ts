/** Patterns, each read once: what a policy of many hops says again and again is one object. */
import { type GlobKind, type PatternResult, readGlob, readRegex } from "./patterns.js";

export interface PatternCache {
  glob(source: string, kind: GlobKind): PatternResult;
  regex(source: string): PatternResult;
}

export function patternCache(): PatternCache {
  const known = new Map<string, PatternResult>();
  const cached = (key: string, read: () => PatternResult): PatternResult => {
    let result = known.get(key);
    if (result === undefined) {
      result = read();
      known.set(key, result);
    }
    return result;
  };
  return {
    glob: (source, kind) => cached(`${kind}:${source}`, () => readGlob(source, kind)),
    regex: (source) => cached(`regex:${source}`, () => readRegex(source)),
  };
}
