/** `remit graph`: agents and hops as a drawing, or as a text that others draw. */
import { analyse } from "../analysis/analyse.js";
import { didYouMean } from "../base/near.js";
import { relativePath, resolvePath } from "../base/path.js";
import { visible } from "../diagnostics/show.js";
import { applySettings } from "../findings.js";
import { writeDot } from "../graph/dot.js";
import type { Graph } from "../graph/graph.js";
import { limits } from "../graph/layout.js";
import { writeMermaid } from "../graph/mermaid.js";
import { writePage } from "../graph/page.js";
import { graphOf, type Looked } from "../graph/plan.js";
import { writeSvg } from "../graph/svg.js";
import { collectWhereLarge } from "../host/collect.js";
import { openPaths, readPolicy } from "../load.js";
import { progressLine } from "./progress.js";
import { cannotRun, type World } from "./world.js";

export interface GraphOptions {
  readonly format: "mermaid" | "dot" | "svg" | "html";
  readonly out?: string;
  readonly around?: string;
  readonly tools?: boolean;
}

/** Draws policies with errors too: what is wrong is what one wants to see. What could not be understood is not in the drawing. */
export async function graph(paths: readonly string[], options: GraphOptions, world: World): Promise<number> {
  const { host, terminal } = world;
  const opened = openPaths(host, paths);
  if (opened.kind === "cannot-run") return cannotRun(opened.reason, terminal);
  const { entries, workshop } = opened;
  const progress = progressLine(world, host.now());
  let errors = 0;
  const looked = entries.map(({ file, settings }, at): Looked => {
    progress.show(`proving ${relativePath(host.folder, file)}`);
    const { lowered, diagnostics, allowances } = readPolicy(file, workshop);
    if (at === entries.length - 1) workshop.forgetTrees();
    collectWhereLarge();
    const found = applySettings([...diagnostics, ...analyse(lowered.value, lowered).diagnostics], settings, allowances, workshop.sources);
    errors += found.filter(({ severity }) => severity === "error").length;
    return { policy: lowered.value, diagnostics: found };
  });
  const { around } = options;
  if (around !== undefined) {
    const names = looked.flatMap(({ policy }) => [...policy.principals, ...policy.agents].map(({ name }) => name));
    if (!names.includes(around)) {
      progress.clear();
      return cannotRun(`no agent or principal is called \`${around}\`${didYouMean(around, names)}`, terminal);
    }
  }
  progress.show("drawing");
  const drawn = await write(
    graphOf(looked, {
      sources: workshop.sources,
      folder: host.folder,
      ...(around === undefined ? {} : { around }),
      tools: options.tools ?? false,
      // Only a page has room for it.
      ...(options.format === "html" ? {} : { mostExplained: 0 }),
    }),
    options,
  );
  progress.clear();
  if (drawn === undefined) {
    return cannotRun(`at most ${limits.rows.toLocaleString("en")} hops can be drawn; --around AGENT draws the chains through one agent`, terminal);
  }
  if (errors > 0) {
    const count = errors === 1 ? "1 error" : `${errors.toLocaleString("en")} errors`;
    terminal.err(`remit: ${count} found, which \`remit check\` explains; the graph shows what could be understood\n`);
  }
  if (options.out === undefined) {
    terminal.out(drawn);
    return 0;
  }
  try {
    host.write(resolvePath(host.folder, options.out), drawn);
  } catch (problem) {
    return cannotRun(`can't write \`${options.out}\`: ${problem instanceof Error ? problem.message : String(problem)}`, terminal);
  }
  if (terminal.interactive) terminal.err(`wrote ${visible(options.out)}\n`);
  return 0;
}

function write(graph: Graph, { format, tools = false }: GraphOptions): string | Promise<string | undefined> {
  switch (format) {
    case "mermaid":
      return writeMermaid(graph, { tools });
    case "dot":
      return writeDot(graph, { tools });
    case "svg":
      return writeSvg(graph, { tools });
    case "html":
      return writePage(graph, { tools });
  }
}
