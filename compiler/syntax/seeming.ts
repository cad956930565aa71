/** The names that a text seems to declare, whether or not the parser can read the declarations. */

const declared = /\b(?:domain|task|type|let|tool|secret|scope|principal|agent|as)\s+(?:`([^`\n]+)`|([A-Za-z_][A-Za-z0-9_]*))/g;
const labels = /\blabel\s+([A-Za-z0-9_<\s`-]*)/g;

/** With repetitions. No match goes beyond a `}`, so that the names of a text are those of its pieces (see `pieces.ts`). */
export function seemingNames(text: string): readonly string[] {
  return [
    ...[...text.matchAll(declared)].map((match) => match[1] ?? match[2] ?? ""),
    ...[...text.matchAll(labels)].flatMap((match) => (match[1] ?? "").split(/[<\s`]+/)),
  ];
}
