/** What is reported in the end: severities as the settings have them, without what is allowed, in order, each once. */
import type { Allowance } from "./allowances.js";
import { linesOf } from "./base/lines.js";
import type { Place } from "./base/span.js";
import { type Diagnostic, type Severity, severities } from "./diagnostics/diagnostic.js";
import type { Sources } from "./diagnostics/located.js";
import type { Settings } from "./settings.js";

/** The diagnostics of one policy under its settings. A warning is left out where its file allows it on the line where it begins. */
export function applySettings(
  diagnostics: readonly Diagnostic[],
  settings: Settings,
  allowances: ReadonlyMap<string, readonly Allowance[]>,
  sources: Sources,
): readonly Diagnostic[] {
  const lines = new Map<string, ReturnType<typeof linesOf>>();
  return applySettingsAt(diagnostics, settings, allowances, ({ file, span }) => {
    const known = lines.get(file) ?? linesOf(sources(file) ?? "");
    lines.set(file, known);
    return known.positionAt(span.start).line;
  });
}

/** The same, where someone else knows on which line a place begins. */
export function applySettingsAt(
  diagnostics: readonly Diagnostic[],
  settings: Settings,
  allowances: ReadonlyMap<string, readonly Allowance[]>,
  lineOf: (place: Place) => number,
): readonly Diagnostic[] {
  const allowed = (diagnostic: Diagnostic): boolean => {
    if (severities[diagnostic.code] === "error") return false;
    const here = allowances.get(diagnostic.place.file)?.filter((allowance) => allowance.code === diagnostic.code) ?? [];
    return here.length > 0 && here.some((allowance) => allowance.line === lineOf(diagnostic.place));
  };
  return diagnostics.flatMap((diagnostic) => {
    const severity = settings.severities.get(diagnostic.code) ?? diagnostic.severity;
    if (severity === "off" || allowed(diagnostic)) return [];
    return severity === diagnostic.severity ? [diagnostic] : [{ ...diagnostic, severity }];
  });
}

/**
 * In file order, then by position. Of what begins at one position errors come first, and a cause before what follows from it.
 * What several policies say of a file that they share is said once.
 */
export function ordered(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const once = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const { code, place, message } = diagnostic;
    const key = JSON.stringify([place.file, place.span.start, place.span.end, code, message]);
    if (!once.has(key)) once.set(key, diagnostic);
  }
  return [...once.values()].sort(
    (a, b) =>
      compare(a.place.file, b.place.file) ||
      a.place.span.start - b.place.span.start ||
      gravity[a.severity] - gravity[b.severity] ||
      (ranks.get(a.code) ?? 0) - (ranks.get(b.code) ?? 0) ||
      a.place.span.end - b.place.span.end ||
      compare(a.message, b.message),
  );
}

const gravity: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** Codes are listed with causes before consequences: what widens before what is then held too much, and claims that fail last. */
const ranks: ReadonlyMap<string, number> = new Map(Object.keys(severities).map((code, rank) => [code, rank]));

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
