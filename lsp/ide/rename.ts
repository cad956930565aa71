/**
 * Renaming: wherever what is named at an offset is named, under the same name. It is tried before it is given: afterwards every
 * name must mean what it meant, and no error be there that was not. So a collision of any kind is refused, whatever its rule.
 */
import { showName, shownTokens } from "../../compiler/index.js";
import type { Mention } from "./mentions.js";
import { baseName, type Edit, objection } from "./rename-trial.js";
import type { Snapshot } from "./snapshot.js";
import type { Target } from "./symbols.js";

export type Renamed = { readonly kind: "edits"; readonly edits: readonly Edit[] } | Refused;

/** Why it can't be done, as a sentence without its full stop. */
interface Refused {
  readonly kind: "refused";
  readonly why: string;
}

/** What is named at an offset, if it can be given another name; nothing where no name stands there. */
export function renamableAt(
  snapshot: Snapshot,
  file: string,
  offset: number,
): { readonly kind: "name"; readonly mention: Mention } | Refused | undefined {
  const mention = snapshot.mentionAt(file, offset);
  if (mention === undefined) return undefined;
  const why = fixed(snapshot, mention);
  return why === undefined ? { kind: "name", mention } : refused(why);
}

/** The edits that give what is named at an offset another name, with or without its backticks. */
export function renameAt(snapshot: Snapshot, file: string, offset: number, name: string): Renamed | undefined {
  const found = renamableAt(snapshot, file, offset);
  if (found?.kind !== "name") return found;
  const { mention } = found;
  const to = plain(name);
  if (to === "" || /[`\r\n]/.test(to)) return refused(`\`${to}\` can't be a name: a name stands on one line and has no backtick in it`);
  if (to === name && identifier.test(name) && showName(name) !== name)
    return refused(`\`${name}\` is always a word of the language: a name must be written in backticks then`);
  if (to === mention.text) return { kind: "edits", edits: [] };

  const mentions = mentionsToRename(snapshot, mention);
  const foreign = mentions.flatMap(({ targets }) => targets).find((target) => isFixed(snapshot, target));
  if (foreign !== undefined && !isAlias(mention)) return refused(whyFixed(foreign));
  const lost = unreadable(snapshot, mention);
  if (lost !== undefined) return refused(`${baseName(lost)} has a syntax error where \`${mention.text}\` may be named: mend it first`);

  // A word of the language is a name in many places, and needs backticks in some.
  const bare = tried(snapshot, mentions, mention.text, to, showName(to));
  if (bare.kind === "edits" || showName(to) !== to) return bare;
  const quoted = tried(snapshot, mentions, mention.text, to, `\`${to}\``);
  return quoted.kind === "edits" ? quoted : bare;
}

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

function refused(why: string): Refused {
  return { kind: "refused", why };
}

/** Why what a mention means can't be renamed, if it can't. */
function fixed(snapshot: Snapshot, mention: Mention): string | undefined {
  const [target] = mention.targets;
  if (mention.kind === "built-in") return `\`${mention.text}\` belongs to the language`;
  if (target === undefined) return `it is not known what \`${mention.text}\` means`;
  // The name that an import gives it belongs to this file.
  if (isAlias(mention)) return undefined;
  const unalterable = mention.targets.find((each) => isFixed(snapshot, each));
  return unalterable === undefined ? undefined : whyFixed(unalterable);
}

function isFixed(snapshot: Snapshot, target: Target): boolean {
  return target.file.startsWith("std:") || isOfCatalogue(snapshot, target);
}

function whyFixed(target: Target): string {
  const { name, file } = target;
  if (!file.startsWith("std:")) return `\`${name}\` is called so in the catalogue that its tool was imported from`;
  const named = isTopLevel(target) ? `: import it by another name, with \`${showName(name)} as\`` : "";
  return `\`${name}\` belongs to the standard library, in "${file}"${named}`;
}

/** What a tool that was imported from a catalogue offers has the names by which it is called there. */
function isOfCatalogue(snapshot: Snapshot, { kind, file, span }: Target): boolean {
  if (kind !== "action" && kind !== "argument" && kind !== "field") return false;
  const node = snapshot.nodeAt(file, span.start);
  return node?.kind === "tool" && node.from !== undefined;
}

function isTopLevel({ kind }: Target): boolean {
  return !["action", "argument", "parameter", "field", "fact", "variable", "unit", "built-in"].includes(kind);
}

/** Whether a name is one that an import gave to what has another where it is declared. */
function isAlias({ text, targets }: Mention): boolean {
  return targets.every((target) => isTopLevel(target) && target.name !== text);
}

/**
 * All that must be renamed together. An argument that a clause names is one of several actions, and has to be called the same in
 * all of them; so have the parameters that `received.p` may mean.
 */
function mentionsToRename(snapshot: Snapshot, mention: Mention): readonly Mention[] {
  const named = ({ text }: Mention): boolean => text === mention.text;
  if (isAlias(mention)) return snapshot.mentionsOf(mention.targets, mention.file).filter(named);
  const targets = new Map(mention.targets.map((target) => [target.node, target]));
  for (;;) {
    const mentions = snapshot.mentionsOf([...targets.values()]).filter(named);
    const { size } = targets;
    for (const each of mentions) for (const target of each.targets) targets.set(target.node, target);
    if (targets.size === size) return mentions;
  }
}

/** A file in which the name stands where the parser could not read it, so that nobody knows what it means there. */
function unreadable(snapshot: Snapshot, { text: name, kind, file }: Mention): string | undefined {
  const files = new Set(
    kind === "variable" ? [file] : snapshot.policiesOf(file).flatMap(({ program }) => program.modules.map((module) => module.file)),
  );
  for (const each of files) {
    for (const { text, at } of snapshot.edited(each)?.faulty ?? []) {
      if (!text.includes(name)) continue;
      for (const { kind: look, span } of shownTokens(text)) {
        const isIt = (look === "name" || look === "word") && plain(text.slice(span.start, span.end)) === name;
        if (isIt && !isRead(snapshot, each, at + span.start)) return each;
      }
    }
  }
  return undefined;
}

/** Whether a name stands at an offset that was read as one. */
function isRead(snapshot: Snapshot, file: string, offset: number): boolean {
  const mention = snapshot.mentionAt(file, offset);
  return mention !== undefined && mention.span.start <= offset && offset < mention.span.end;
}

/** Without its backticks. */
function plain(name: string): string {
  return /^`(.*)`$/s.exec(name)?.[1] ?? name;
}

function tried(snapshot: Snapshot, mentions: readonly Mention[], from: string, to: string, written: string): Renamed {
  const edits = mentions.map(({ file, span: { start, end } }): Edit => ({ kind: "range", file, start, end, text: written }));
  const why = objection(snapshot, edits, from, to);
  return why === undefined ? { kind: "edits", edits } : refused(why);
}
