/** Words of a stranger, made fit to stand in a policy: names, comments, documentation, string literals. */

/** Words that are always the language's own, so that a name like them needs backticks. */
const alwaysWords: ReadonlySet<string> = new Set([
  "has",
  "not",
  "and",
  "or",
  "in",
  "like",
  "under",
  "matches",
  "is",
  "true",
  "false",
  "null",
  "effect",
]);

const builtInTypes: ReadonlySet<string> = new Set(["Bool", "Int", "Number", "String", "Path", "Url", "Ip", "Date", "Time", "List", "Any"]);

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Characters that would end a line or deceive its reader: controls, line and paragraph separators, what turns the
 * direction of writing, what has no width, and lone surrogates.
 */
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

const columns = 110;

/** A name as the language writes it, in backticks where it must be; `undefined` where not even backticks can hold it. */
export function written(name: string): string | undefined {
  if (identifier.test(name) && !alwaysWords.has(name)) return name;
  return name === "" || name.includes("`") || name.search(unsafe) >= 0 ? undefined : `\`${name}\``;
}

/** The nearest name that can be written to one that can't. */
export function mended(name: string): string {
  const rest = name.replace(unsafe, "_").replaceAll("`", "_");
  return rest === "" ? "_" : rest;
}

/** A plain identifier that reads like the name, for declarations that the importer names itself. */
export function plain(name: string): string {
  const joined = name.replace(/[^A-Za-z0-9_]+/g, "_").replace(/^_+|_+$/g, "");
  const found = /^[0-9]/.test(joined) ? `_${joined}` : joined;
  return found === "" || alwaysWords.has(found) || builtInTypes.has(found) ? `${found}_` : found;
}

/** A string literal: JSON, with all that could deceive a reader escaped as well. */
export function literal(text: string): string {
  return JSON.stringify(text).replace(unsafe, (found) =>
    Array.from({ length: found.length }, (_, i) => `\\u${found.charCodeAt(i).toString(16).padStart(4, "0")}`).join(""),
  );
}

/** A stranger's text on one line of a comment or message: nothing in it can end the line, and it is not long. */
export function oneLine(text: string, most = 160): string {
  const flat = text.replace(/\s+/g, " ").replace(unsafe, "\uFFFD").trim();
  const points = Array.from(flat);
  return points.length <= most ? flat : `${points.slice(0, most - 1).join("")}…`;
}

/** A stranger's name in a message: `oneLine`, in backticks or, where those stand in it, in quotes. */
export function quoted(name: string): string {
  const flat = oneLine(name, 120);
  return flat === name && !name.includes("`") && name !== "" ? `\`${name}\`` : literal(flat);
}

/** The first paragraph of a description as lines of at most 110 characters, and no more lines than `most`. */
export function docLines(description: string, most: number): readonly string[] {
  const paragraph = description.trim().split(/\n\s*\n/)[0] ?? "";
  const lines = paragraph.split("\n").flatMap((line) => wrap(oneLine(line, 4000)));
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), `${(lines[most - 1] ?? "").replace(/[.,;:\s]+$/, "")} …`];
}

/** A text as lines of at most 110 characters, broken at blanks. */
export function wrap(text: string): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" ? lines : [...lines, line];
}

/** A glob of `*` alone, as in `list_*`. */
export function fits(glob: string, name: string): boolean {
  const [head = "", ...rest] = glob.split("*");
  if (rest.length === 0) return glob === name;
  if (!name.startsWith(head)) return false;
  let at = head.length;
  for (const part of rest.slice(0, -1)) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  const tail = rest.at(-1) ?? "";
  return name.length - tail.length >= at && name.endsWith(tail);
}
