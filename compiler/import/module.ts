/** The module that a catalogue becomes: its head, its types, its tool, as text. */
import { nameTypes } from "./aliases.js";
import type { Catalogue, ListedTool } from "./catalogue.js";
import { type Effect, type ImportOptions, remembered } from "./options.js";
import { withPaths } from "./paths.js";
import { mapInput } from "./schema.js";
import type { Note, Slot } from "./shape.js";
import { docLines, fits, literal, mended, oneLine, plain, quoted, wrap, written } from "./words.js";

interface PlannedAction {
  readonly name: string;
  readonly effect: Effect;
  readonly doc: readonly string[];
  readonly notes: readonly string[];
  readonly slots: readonly Slot[];
  readonly slotNotes: ReadonlyMap<string, readonly string[]>;
}

/** The text of a module that declares one tool with an action for each tool of the catalogue. Ends with a line end. */
export function printModule(catalogue: Catalogue, options: ImportOptions): string {
  const used = new Set<string>();
  const inputs = catalogue.tools.map((tool) => mapInput(tool.input));
  const actions = catalogue.tools.map((tool, i) => plan(tool, inputs[i] ?? mapInput(undefined), options, used));
  const tool = plain(options.name);
  const types = nameTypes(
    actions.flatMap((action) => action.slots.map(({ name, shape }) => ({ shape, path: [action.name, name] }))),
    [tool],
  );
  const open = inputs.filter((each) => each.open).length;
  return [
    ...head(catalogue, options, open).map((line) => `// ${line}`),
    "",
    ...types.all.map(({ name, text }) => `type ${name} = ${text}`),
    ...(types.all.length > 0 ? [""] : []),
    `tool ${tool} from ${literal(options.source)} digest ${literal(catalogue.digest)} {`,
    actions.map((action) => printAction(action, types.show).join("\n")).join("\n\n"),
    "}",
    "",
  ].join("\n");
}

function head(catalogue: Catalogue, options: ImportOptions, open: number): readonly string[] {
  const count = catalogue.tools.length;
  const hinted = catalogue.tools.filter((tool) => tool.readOnlyHint !== undefined || tool.destructiveHint !== undefined).length;
  const made = `The ${count === 1 ? "one tool" : `${count} tools`} of an MCP server, made by \`remit import mcp\`. Import it anew rather than change it.`;
  const whose = open === count ? "Every schema" : `${open} of the ${count} schemas`;
  return [
    ...wrap(made),
    ...catalogue.remarks.flatMap((remark) => wrap(`Note: ${oneLine(remark, 400)}.`)),
    ...wrap(effectRemark(count, hinted)),
    ...(open > 0 ? wrap(`${whose} would let arguments pass that it does not name; a guard refuses them.`) : []),
    ...remembered(options),
  ];
}

function effectRemark(count: number, hinted: number): string {
  if (hinted === 0) return "The catalogue has no hints of effects: every action is a write unless said by hand.";
  const claims = "Effects are the server's own claims (readOnlyHint, destructiveHint), not facts";
  return hinted === count ? `${claims}.` : `${claims}; ${count - hinted} of the ${count} tools have no hints and are writes unless said by hand.`;
}

function plan(tool: ListedTool, input: ReturnType<typeof mapInput>, options: ImportOptions, used: Set<string>): PlannedAction {
  const notes: string[] = [];
  const wanted = written(tool.name) === undefined ? mended(tool.name) : tool.name;
  const name = unusedName(wanted, used);
  used.add(name);
  if (name !== tool.name) notes.push(`the server calls it ${quoted(tool.name)}, which can't be written here`);
  notes.push(...input.notes.map(showNote));
  const slotNotes = new Map([...input.slotNotes].map(([slot, all]) => [slot, all.map(showNote)] as const));
  const { effect, note } = effectOf(tool, options);
  return {
    name,
    effect,
    doc: docLines(tool.description ?? "", 6),
    notes: note === undefined ? notes : [note, ...notes],
    slots: withPaths(input.slots, options.paths ?? []),
    slotNotes,
  };
}

function showNote({ path, text }: Note): string {
  return path === "" ? text : `${oneLine(path)}: ${text}`;
}

/** What a person says, else what the server claims; of two claims that contradict each other the worse. */
function effectOf(tool: ListedTool, options: ImportOptions): { readonly effect: Effect; readonly note?: string } {
  const said = options.effects?.find(({ actions }) => fits(actions, tool.name));
  if (said !== undefined) return { effect: said.effect };
  if (tool.destructiveHint === true) {
    if (tool.readOnlyHint === true) return { effect: "destructive", note: "the server claims that it only reads and that it is destructive" };
    return { effect: "destructive" };
  }
  return { effect: tool.readOnlyHint === true ? "read" : "write" };
}

function unusedName(wanted: string, used: ReadonlySet<string>): string {
  if (!used.has(wanted)) return wanted;
  for (let i = 2; ; i++) if (!used.has(`${wanted}_${i}`)) return `${wanted}_${i}`;
}

function printAction(action: PlannedAction, show: (shape: Slot["shape"]) => string): readonly string[] {
  const before = [...action.doc.map((line) => `  /// ${line}`), ...comments("  ", action.notes)];
  const start = `  ${action.effect} ${written(action.name) ?? ""}(`;
  const slots = action.slots.map((slot) => `${written(slot.name) ?? ""}${slot.optional ? "?" : ""}: ${show(slot.shape)}`);
  if (action.slots.every((slot) => slot.doc === undefined && !action.slotNotes.has(slot.name)) && start.length + slots.join(", ").length < 120)
    return [...before, `${start}${slots.join(", ")})`];
  const lines = action.slots.flatMap((slot, i) => [
    ...(slot.doc === undefined ? [] : [`    /// ${slot.doc}`]),
    ...comments("    ", action.slotNotes.get(slot.name) ?? []),
    `    ${slots[i] ?? ""}${i < slots.length - 1 ? "," : ""}`,
  ]);
  return [...before, start, ...lines, "  )"];
}

function comments(indent: string, notes: readonly string[]): readonly string[] {
  return notes.flatMap((note) => wrap(oneLine(note, 400)).map((line) => `${indent}// ${line}`));
}
