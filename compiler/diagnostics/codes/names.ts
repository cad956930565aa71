/** The words about names and modules: what is unknown, declared twice, or of another kind than its place asks for. */
import type { Place } from "../../base/span.js";
import { type Diagnostic, diagnostic } from "../diagnostic.js";

/** `near` is what `didYouMean` found. */
export function unknownName(place: Place, what: string, name: string, near = "", help?: string): Diagnostic {
  return diagnostic("unknown-name", place, `there is no ${what} \`${name}\`${near}`, help === undefined ? {} : { help });
}

/** A name that means something, of another kind than is wanted. */
export function wrongKind(place: Place, name: string, kind: string, wanted: string, declared: Place): Diagnostic {
  const is = kind === "delegate" ? "the name of a hop" : kind === "let" ? "a constant" : withArticle(kind);
  return diagnostic("unknown-name", place, `\`${name}\` is ${is}, not ${withArticle(wanted)}`, {
    related: [{ message: "declared here", place: declared }],
  });
}

export function duplicateName(place: Place, name: string, other: Place): Diagnostic {
  return diagnostic("duplicate-name", place, `\`${name}\` is declared twice`, {
    related: [{ message: "first declared here", place: other }],
    help: "Give one of them another name; `import { … as … }` renames what is imported",
  });
}

/** FROM, TO and TASK together name a hop. */
export function duplicateHop(place: Place, from: string, to: string, task: string, other: Place): Diagnostic {
  return diagnostic("duplicate-name", place, `there are two hops from \`${from}\` to \`${to}\` for \`${task}\``, {
    related: [{ message: "the first is declared here", place: other }],
    help: "Write both as one hop, or give one of them another task, a part of this one, say; `as` names a hop and does not tell two apart",
  });
}

/** A label that this module neither declares nor imports. */
export function labelElsewhere(problem: Diagnostic, name: string, path: string | undefined): Diagnostic {
  const where = path === undefined ? "Another module" : JSON.stringify(path);
  return { ...problem, help: `${where} declares it: import it from there by name, or write \`label ${name}\` here as well` };
}

/** Facts of the context are the policy's, not a module's. */
export function duplicateFact(place: Place, name: string, other: Place, alike: boolean): Diagnostic {
  return diagnostic("duplicate-name", place, `the fact \`${name}\` of the context is declared twice${alike ? "" : ", and not alike"}`, {
    related: [{ message: "first declared here", place: other }],
    help: alike
      ? "Declare it once in each module that uses it"
      : "Declare it once, or with the same type and the same `live` in each module that uses it",
  });
}

export function missingEntry(file: string, reason: string | undefined): Diagnostic {
  const place: Place = { file, span: { start: 0, end: 0 } };
  return diagnostic("unknown-name", place, reason === undefined ? `there is no file \`${file}\`` : `\`${file}\` can't be read: ${reason}`);
}

export function missingModule(place: Place, path: string, near: string): Diagnostic {
  const what = path.startsWith("std:") ? "the standard library has no module" : "there is no file for the module";
  return diagnostic("unknown-name", place, `${what} \`${path}\`${near}`);
}

export function unreadableModule(place: Place, path: string, reason: string): Diagnostic {
  return diagnostic("unknown-name", place, `the module \`${path}\` can't be read: ${reason}`);
}

export function notAModulePath(place: Place, path: string): Diagnostic {
  return diagnostic("unknown-name", place, `\`${path}\` is no path of a module`, {
    help: "Start it with `./` or `../` for a file of yours, or with `std:` for a module of the standard library",
  });
}

export function importCycle(place: Place, cycle: readonly string[]): Diagnostic {
  const message = cycle.length === 2 ? `\`${cycle[0]}\` imports itself` : `these files import one another in a circle: ${circle(cycle, " → ")}`;
  return diagnostic("import-cycle", place, message, { help: "Move what they share into a file that imports neither" });
}

export function labelCycle(place: Place, cycle: readonly string[]): Diagnostic {
  const order = circle(cycle, " < ");
  return diagnostic("label-cycle", place, `the order of the labels goes in a circle: ${order}`, { help: "Take one `<` of the circle away" });
}

export function taskCycle(place: Place, cycle: readonly string[]): Diagnostic {
  const chain = circle(cycle, ", which is part of ");
  return diagnostic("task-cycle", place, `a task is part of itself: ${chain}`);
}

/** A named scope that uses itself, at any remove. */
export function scopeCycle(place: Place, cycle: readonly string[]): Diagnostic {
  const message = cycle.length === 2 ? `the scope \`${cycle[0]}\` uses itself` : `these scopes use one another in a circle: ${circle(cycle, " → ")}`;
  return diagnostic("type-mismatch", place, message);
}

/** The names along a circle; of a long one, its ends. */
function circle(names: readonly string[], between: string): string {
  const shown = names.map((name) => `\`${name}\``);
  const parts = shown.length <= 12 ? shown : [...shown.slice(0, 6), "…", ...shown.slice(-5)];
  return parts.join(between);
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? "an" : "a"} ${noun}`;
}
