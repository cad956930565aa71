/** The words of `syntax` diagnostics: what stands where the language does not have it, and what to write instead. */
import { nearest } from "../../base/near.js";
import type { Place } from "../../base/span.js";
import { type Diagnostic, diagnostic } from "../diagnostic.js";

/** A mistake whose words are its own. */
export function syntax(place: Place, message: string, help?: string): Diagnostic {
  return diagnostic("syntax", place, message, help === undefined ? {} : { help });
}

/** Something else stands where `wanted` should. */
export function expected(place: Place, wanted: string, found: string): Diagnostic {
  return diagnostic("syntax", place, `Expected ${wanted}, but found ${found}`);
}

/** No declaration starts with what stands here. */
export function misspelt(place: Place, seen: string, isWord: boolean, words: readonly string[]): Diagnostic {
  if (!isWord) {
    if (seen === "}") return diagnostic("syntax", place, "This `}` closes nothing", { help: "Remove it." });
    return diagnostic("syntax", place, `Expected a declaration, but found \`${seen}\``);
  }
  const near = nearest(seen, words);
  return diagnostic("syntax", place, `\`${seen}\` does not open a declaration`, {
    help: near === undefined ? `A declaration starts with ${words.map((word) => `\`${word}\``).join(", ")}.` : `Did you mean \`${near}\`?`,
  });
}

/** Nested past what the compiler follows. */
export function tooDeep(place: Place, most: number): Diagnostic {
  return diagnostic("too-complex", place, `This is nested more than ${most} deep`, {
    help: "Write it flatter: `and`, `or` and lists take any number of parts.",
  });
}

/** So many mistakes that the file is not read on. */
export function tooMany(place: Place): Diagnostic {
  return diagnostic("syntax", place, "There are more mistakes than are shown; the rest of the file was not read", {
    help: "Put the first ones right.",
  });
}
