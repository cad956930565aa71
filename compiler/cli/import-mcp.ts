/** `remit import mcp`: a server's catalogue as a module, and whether it is still the one that a module was made from. */
import { resolvePath } from "../base/path.js";
import { visible } from "../diagnostics/show.js";
import { type Catalogue, readCatalogue } from "../import/catalogue.js";
import { changesBetween, importedTools } from "../import/changes.js";
import { makeModule } from "../import/make.js";
import { handLine, type ImportOptions, recall } from "../import/options.js";
import { parse } from "../syntax/parse.js";
import type { ImportMcpOptions } from "./import.js";
import { version } from "./version.js";
import { cannotRun, type World } from "./world.js";

/** Imports from a file or, where there is a command, from the server that it starts. Answers with the exit code. */
export async function importMcp(file: string | undefined, command: readonly string[], options: ImportMcpOptions, world: World): Promise<number> {
  const { host, terminal } = world;
  const fail = (message: string): number => cannotRun(message, terminal);
  const target = options.out ?? (options.check === true && file?.endsWith(".remit") === true ? file : undefined);
  const listed = file === target ? undefined : file;
  if (listed !== undefined && command.length > 0) return fail("give a file or a command behind `--`, not both");
  if (options.check === true && target === undefined) return fail("`--check` needs the module to check: `--out FILE`, or a FILE that ends in .remit");

  const old = target === undefined ? undefined : readModule(target, world);
  if (old?.kind === "problem") return fail(old.message);
  const oldTool = old?.kind === "module" ? toolIn(old, options.name) : undefined;
  const stranger = old?.kind === "module" && options.check !== true ? strangerIn(old) : undefined;
  if (stranger !== undefined)
    return fail(
      `\`${target ?? ""}\` would be overwritten, and ${stranger} is a person's: put it below a line \`${handLine}\`, or write to another file`,
    );
  if (options.check === true && oldTool === undefined)
    return fail(`\`${target ?? ""}\` holds no tool that was imported${options.name === undefined ? "" : ` as \`${options.name}\``}`);

  const from = command.length > 0 ? undefined : (listed ?? (options.check === true ? oldTool?.from.source.text : undefined));
  if (command.length === 0 && from === undefined) return fail("give a JSON file with the tools, or a command behind `--`");
  const found = from === undefined ? await ask(command, options, world) : readListed(from, world);
  if (found.kind === "problem") return fail(found.message);
  for (const remark of found.catalogue.remarks) terminal.err(`remit: note: ${visible(remark)}\n`);

  const oldText = old?.kind === "module" ? old.text : "";
  const said = importOptions(options, oldText, {
    name: oldTool?.name.text ?? found.name,
    source: oldTool?.from.source.text ?? found.source,
  });
  const text = makeModule(found.catalogue, said, oldText);
  if (options.check === true && old?.kind === "module" && oldTool !== undefined)
    return check(old, oldTool, text, found.catalogue, target ?? "", world);
  if (target === undefined) {
    terminal.out(text);
    return 0;
  }
  try {
    host.write(resolvePath(host.folder, target), text);
  } catch (problem) {
    return fail(`can't write \`${target}\`: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
  const count = found.catalogue.tools.length;
  terminal.err(`wrote ${visible(target)}: tool ${visible(said.name)}, ${count} ${count === 1 ? "action" : "actions"}\n`);
  return 0;
}

type ReadResult =
  | { readonly kind: "module"; readonly text: string; readonly source: ReturnType<typeof parse>["value"] }
  | { readonly kind: "none" }
  | { readonly kind: "problem"; readonly message: string };

/** The module that is there already, if any; one that does not parse is not overwritten. */
function readModule(path: string, { host }: World): ReadResult {
  const read = host.read(resolvePath(host.folder, path));
  if (read.kind === "missing") return { kind: "none" };
  if (read.kind === "unreadable") return { kind: "problem", message: `can't read \`${path}\`: ${read.reason}` };
  const { value, diagnostics } = parse(path, read.text);
  if (diagnostics.some((each) => each.severity === "error"))
    return { kind: "problem", message: `\`${path}\` has syntax errors: \`remit check ${path}\` shows them` };
  return { kind: "module", text: read.text, source: value };
}

/** What stands above the line of the hand part and was not made by an import; overwriting would lose it. */
function strangerIn({ text, source }: ReadResult & { readonly kind: "module" }): string | undefined {
  const end = text.includes(handLine) ? text.indexOf(handLine) : text.length;
  const own = [...source.imports, ...source.declarations]
    .filter((each) => each.span.start < end)
    .find((each) => each.kind !== "type" && !(each.kind === "tool" && each.from !== undefined));
  if (own === undefined) return undefined;
  return `its line ${text.slice(0, own.span.start).split("\n").length} (${own.kind})`;
}

function toolIn(module: ReadResult & { readonly kind: "module" }, name: string | undefined): ReturnType<typeof importedTools>[number] | undefined {
  const tools = importedTools(module);
  return name === undefined ? tools[0] : tools.find((tool) => tool.name.text === name);
}

type Found =
  | { readonly kind: "found"; readonly catalogue: Catalogue; readonly name: string; readonly source: string }
  | { readonly kind: "problem"; readonly message: string };

function readListed(path: string, { host }: World): Found {
  const read = host.read(resolvePath(host.folder, path));
  if (read.kind === "missing") return { kind: "problem", message: `there is no file \`${path}\`` };
  if (read.kind === "unreadable") return { kind: "problem", message: `can't read \`${path}\`: ${read.reason}` };
  const result = readCatalogue(read.text);
  if (result.kind === "problem") return { kind: "problem", message: `\`${path}\` ${result.message}` };
  return {
    kind: "found",
    catalogue: result.catalogue,
    name: nameFrom(path.slice(path.lastIndexOf("/") + 1).replace(/(\.tools)?\.json$/, "")),
    source: path,
  };
}

async function ask(command: readonly string[], options: ImportMcpOptions, { host }: World): Promise<Found> {
  const [program = "", ...args] = command;
  const shown = command.join(" ");
  const { askServer } = await import("../import/ask.js");
  const answer = await askServer({ command: program, args, folder: host.folder, timeout: options.timeout * 1000, version });
  if (answer.kind === "problem") return { kind: "problem", message: `the server \`${shown}\` ${answer.message}` };
  const result = readCatalogue(answer.text);
  if (result.kind === "problem") return { kind: "problem", message: `the catalogue of the server \`${shown}\` ${result.message}` };
  return { kind: "found", catalogue: result.catalogue, name: nameFrom(answer.server.name), source: shown };
}

/** A short name for the tool: `github` for `modelcontextprotocol__server-github`, `playwright` for `@playwright/mcp`. */
export function nameFrom(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== "" && !["mcp", "server", "modelcontextprotocol"].includes(word.toLowerCase()));
  return words.join("_").toLowerCase() || "tool";
}

/** What is said now, and what the older module remembers and is not said anew. */
function importOptions(options: ImportMcpOptions, oldText: string, known: { readonly name: string; readonly source: string }): ImportOptions {
  const before = recall(oldText);
  const effects = (["destructive", "write", "read"] as const).flatMap((effect) => (options[effect] ?? []).map((actions) => ({ actions, effect })));
  const said = new Set(effects.map(({ actions }) => actions));
  return {
    name: options.name ?? known.name,
    source: options.source ?? known.source,
    about: options.about ?? before.about,
    effects: [...effects, ...before.effects.filter(({ actions }) => !said.has(actions))],
    paths: [...new Set([...(options.path ?? []), ...before.paths])],
  };
}

/** Compares digests; where they differ, says what is another now. */
function check(
  old: ReadResult & { readonly kind: "module" },
  oldTool: ReturnType<typeof importedTools>[number],
  text: string,
  catalogue: Catalogue,
  path: string,
  { terminal }: World,
): number {
  if (oldTool.from.digest.text === catalogue.digest) {
    terminal.err(`${visible(path)}: the catalogue is the one it was made from\n`);
    return 0;
  }
  const now = { text, source: parse(path, text).value };
  const newTool = importedTools(now)[0];
  const changes = newTool === undefined ? [] : changesBetween(old, oldTool, now, newTool);
  const widening = changes.filter(({ widens }) => widens).length;
  terminal.err(`${visible(path)}: the catalogue is no longer the one it was made from\n`);
  for (const { text: line, widens } of changes) terminal.out(`${visible(line)}${widens ? "  (widens)" : ""}\n`);
  if (changes.length === 0) terminal.out("changed: only words or schema parts that the module does not show\n");
  terminal.err(`${changes.length} ${changes.length === 1 ? "change" : "changes"}, of which ${widening} widen; import it anew once they are wanted\n`);
  return 1;
}
