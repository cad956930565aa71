/** What a person says of a catalogue and its server does not; kept in the module, so that importing anew says it again. */
import { oneLine } from "./words.js";

export type Effect = "read" | "write" | "destructive";

export interface ImportOptions {
  /** The name of the tool in the policy. */
  readonly name: string;
  /** Where the catalogue is from: what stands after `from`. */
  readonly source: string;
  /** Lines for the head of the module: the package, its version, its licence. */
  readonly about?: readonly string[];
  /** Actions whose effect is not what the server claims, by name or by glob; the first that fits counts. */
  readonly effects?: readonly { readonly actions: string; readonly effect: Effect }[];
  /** Arguments and fields, by name or by glob, that hold a path: `Path` where the schema only says string. */
  readonly paths?: readonly string[];
}

/** Below this line a module is a person's: importing anew keeps it. */
export const handLine = "// By hand, kept when the catalogue is imported anew:";

/** The comments that `recall` reads. */
export function remembered(options: ImportOptions): readonly string[] {
  return [
    ...(options.effects ?? []).map(({ actions, effect }) => `Said by hand, whatever the server claims: \`${oneLine(actions)}\` is ${effect}.`),
    ...(options.paths ?? []).map((argument) => `Said by hand: an argument \`${oneLine(argument)}\` that is a string is a Path.`),
    ...(options.about ?? []).map((line) => `About: ${oneLine(line, 400)}`),
  ];
}

/** What an imported module remembers of how it was made. */
export function recall(text: string): Required<Pick<ImportOptions, "about" | "effects" | "paths">> {
  const effects: { actions: string; effect: Effect }[] = [];
  const paths: string[] = [];
  const about: string[] = [];
  for (const line of text.split("\n")) {
    if (!line.startsWith("//") && line.trim() !== "") break;
    const [, actions, effect] = /^\/\/ Said by hand, whatever the server claims: `(.*)` is (read|write|destructive)\.$/.exec(line) ?? [];
    if (actions !== undefined && (effect === "read" || effect === "write" || effect === "destructive")) effects.push({ actions, effect });
    const [, argument] = /^\/\/ Said by hand: an argument `(.*)` that is a string is a Path\.$/.exec(line) ?? [];
    if (argument !== undefined) paths.push(argument);
    const [, said] = /^\/\/ About: (.*)$/.exec(line) ?? [];
    if (said !== undefined) about.push(said);
  }
  return { about, effects, paths };
}

/** A module printed anew, with the part that a person had added to the old one. */
export function keepHandPart(printed: string, old: string): string {
  const at = old.indexOf(handLine);
  return at < 0 ? printed : `${printed}\n${old.slice(at)}`;
}
