/** What can be written at a place, also in a file that is only half written: names, words, values, modules. */
import { type Code, codes, parentFolder, relativePath, severities } from "../../compiler/index.js";
import { typesGiven } from "./completion/given.js";
import { type Completion, type Completions, plain } from "./completion/item.js";
import { namesFor } from "./completion/names.js";
import { typesHere, valuesOf } from "./completion/operand.js";
import { type Site, siteAt } from "./completion/site.js";
import { wordItem } from "./completion/words.js";
import type { Snapshot } from "./snapshot.js";

/** More than this nobody reads through, and the next characters leave fewer. */
const mostItems = 300;

/** `modules`: those of the standard library. Nothing where nothing can be offered. */
export function completionsAt(snapshot: Snapshot, file: string, offset: number, modules: readonly string[] = []): Completions | undefined {
  const allowed = allowanceAt(snapshot, file, offset);
  if (allowed !== undefined) return allowed;
  const site = siteAt(snapshot, file, offset);
  if (site === undefined) return undefined;
  const items = site.expectation.written.startsWith('"') ? textsFor(site, modules) : itemsFor(site);
  return { span: site.span, ...fitting(items, site.expectation.written) };
}

function itemsFor(site: Site): readonly Completion[] {
  const { words, names, values, written } = site.expectation;
  const wanted = valuesOf(site, [...typesHere(site), ...typesGiven(site)]);
  return [
    ...wanted.map((value): Completion => ({ label: value, kind: "value", snippet: plain(value), rank: 0 })),
    ...names.flatMap((role) => namesFor(site, role)),
    ...(values.includes("duration") ? durations(written) : []),
    ...(values.includes("regex") ? [{ label: "/…/", kind: "value", snippet: "/$1/", rank: 0, detail: "a regular expression" } as const] : []),
    // `true` and `false` are there already where they are values of a type.
    ...words.flatMap(({ text, rule }) => (wanted.includes(text) ? [] : wordItem(text, rule, isClosed(site)))),
  ];
}

/** Whether something follows in the line, so that what opens a block would tear it apart. */
function isClosed({ snapshot, file, span }: Site): boolean {
  const { line } = snapshot.position(file, span.end);
  return /\S/.test(snapshot.slice(file, { start: span.end, end: snapshot.offset(file, { line, character: Number.MAX_SAFE_INTEGER }) }));
}

/** How long it is usual for things to live; with the digits that stand there already, in each unit. */
function durations(written: string): readonly Completion[] {
  const digits = /^\d+/.exec(written)?.[0];
  const texts = digits === undefined ? ["30s", "5m", "15m", "1h", "8h", "1d"] : ["s", "m", "h", "d"].map((unit) => digits + unit);
  return texts.map((text, index) => ({ label: text, kind: "value", snippet: text, rank: index }));
}

/** What may stand in quotes: a module, or a value of an enum. */
function textsFor(site: Site, modules: readonly string[]): readonly Completion[] {
  const { statement, frame } = site.expectation;
  if (statement.at(-1)?.text === "from" && (statement[0]?.text === "import" || frame.startsWith("import"))) {
    const folder = parentFolder(site.file);
    const own = site.snapshot.files().filter((each) => !each.startsWith("std:") && each !== site.file);
    return [
      ...own.map((each) => relativePath(folder, each).replace(/\.remit$/, "")).map((path) => (path.startsWith(".") ? path : `./${path}`)),
      ...modules,
    ].map(
      (path, index): Completion => ({
        label: JSON.stringify(path),
        kind: "module",
        snippet: plain(JSON.stringify(path)),
        rank: index < own.length ? 0 : 1,
      }),
    );
  }
  return valuesOf(site, [...typesHere(site), ...typesGiven(site)])
    .filter((value) => value.startsWith('"'))
    .map((value) => ({ label: value, kind: "value", snippet: plain(value), rank: 0 }));
}

/** The warnings that can be allowed, after `// remit-allow`. */
function allowanceAt(snapshot: Snapshot, file: string, offset: number): Completions | undefined {
  const { line } = snapshot.position(file, offset);
  const start = snapshot.offset(file, { line, character: 0 });
  const written = /\/\/[ \t]*remit-allow[ \t]+([\w-]*)$/.exec(snapshot.slice(file, { start, end: offset }))?.[1];
  if (written === undefined) return undefined;
  const items = codes
    .filter((code: Code) => severities[code] !== "error")
    .map((code): Completion => ({ label: code, kind: "code", snippet: `${code}: \${1:the reason}`, rank: 0, detail: severities[code] }));
  return { span: { start: offset - written.length, end: offset }, items, isIncomplete: false };
}

/** Of very many, those that have the letters written so far, in order. */
function fitting(items: readonly Completion[], written: string): Pick<Completions, "items" | "isIncomplete"> {
  if (items.length <= mostItems) return { items, isIncomplete: false };
  const letters = written.replaceAll("`", "").toLowerCase();
  const found: Completion[] = [];
  for (const item of items) {
    if (!hasInOrder(item.label.toLowerCase(), letters)) continue;
    found.push(item);
    if (found.length >= mostItems) break;
  }
  return { items: found, isIncomplete: true };
}

function hasInOrder(label: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = label.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
