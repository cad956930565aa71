/** Diagnostics for people: what is wrong, where, the other places, one concrete request, and what to do. */
import type { Place } from "../base/span.js";
import type { Diagnostic } from "./diagnostic.js";
import { type Locator, locator, type Sources } from "./located.js";
import { type Paint, plain } from "./paint.js";
import { showWitness, visible } from "./show.js";
import { type Label, snippet } from "./snippet.js";

export interface TextOptions {
  /** Files are shown relative to it. */
  readonly folder: string;
  readonly paint?: Paint;
  /** How wide the screen is; long lines of source are cut to it. */
  readonly columns?: number;
}

/** Each diagnostic, an empty line after each. */
export function renderText(diagnostics: readonly Diagnostic[], sources: Sources, options: TextOptions): string {
  const at = locator(sources, options.folder);
  return diagnostics.map((diagnostic) => `${renderOne(diagnostic, at, options.paint ?? plain, options.columns ?? 120)}\n`).join("");
}

/** `2 errors, 1 warning`; empty where there is none. */
export function countText(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Diagnostic["severity"], one: string, many: string): string[] => {
    const n = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return n === 0 ? [] : [`${n} ${n === 1 ? one : many}`];
  };
  return [...count("error", "error", "errors"), ...count("warning", "warning", "warnings"), ...count("info", "note", "notes")].join(", ");
}

function renderOne(diagnostic: Diagnostic, at: Locator, paint: Paint, columns: number): string {
  const { severity, code, message, place, related, help, witness } = diagnostic;
  const labels = [{ place, main: true, message: "" }, ...related.map((each) => ({ ...each, main: false }))];
  const gutter = Math.max(...labels.map((label) => String(at.range(label.place).end.line + 1).length));
  const options = { paint, style: severity, columns, gutter };
  const margin = paint("dim", `${" ".repeat(gutter)} |`);
  const notes = paint("dim", `${" ".repeat(gutter)} =`);

  const out = [`${paint(severity, `${severity}[${code}]`)}${paint("strong", `: ${visible(message)}`)}`];
  for (const [file, here] of byFile(labels)) {
    const first = here[0];
    if (first === undefined) continue;
    const { line, character } = at.range(first.place).start;
    out.push(
      paint("dim", `${" ".repeat(gutter)}${file === place.file ? "-->" : ":::"} ${visible(at.file(first.place))}:${line + 1}:${character + 1}`),
    );
    out.push(margin, ...snippet(at.lines(first.place), here.map(labelOf), options));
  }
  if (witness !== undefined || help !== undefined) out.push(margin);
  if (witness !== undefined) {
    const rows = showWitness(witness);
    const widest = Math.max(...rows.map((row) => row.heading.length));
    out.push(`${notes} ${paint("strong", "for example:")}`);
    out.push(...rows.map((row) => `${" ".repeat(gutter)}     ${row.heading.padEnd(widest)}  ${visible(row.text)}`));
  }
  if (help !== undefined) out.push(`${notes} ${paint("help", "help:")} ${visible(help)}`);
  return `${out.join("\n")}\n`;
}

interface PlacedLabel {
  readonly place: Place;
  readonly main: boolean;
  readonly message: string;
}

function labelOf({ place, main, message }: PlacedLabel): Label {
  return { span: place.span, main, message };
}

/** The labels of each file, the main place's file first. */
function byFile(labels: readonly PlacedLabel[]): ReadonlyMap<string, readonly PlacedLabel[]> {
  const files = new Map<string, PlacedLabel[]>();
  for (const label of labels) {
    const here = files.get(label.place.file);
    if (here === undefined) files.set(label.place.file, [label]);
    else here.push(label);
  }
  return files;
}
