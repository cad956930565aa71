/** The graph as a picture: Graphviz, built to WebAssembly, lays it out; its parts are named for people and painted by a style sheet. */
import { readOwn } from "../host/package.js";
import { writeDot } from "./dot.js";
import type { Graph } from "./graph.js";
import { inRows, layoutFor } from "./layout.js";
import { escapeMarkup } from "./markup.js";

export interface SvgOptions {
  readonly tools?: boolean;
  /** As in `DotOptions`. */
  readonly bare?: boolean;
}

/** The picture without a style: one `<svg>` element, whose parts have the ids of the graph. `undefined` where it is too large. */
export async function drawSvg(graph: Graph, options: SvgOptions = {}): Promise<string | undefined> {
  const layout = layoutFor(graph, options.tools ?? false);
  if (layout === "none") return undefined;
  const { instance } = await import("@viz-js/viz");
  const viz = await instance();
  const dot = writeDot(graph, {
    ...options,
    attributes: attributes[layout],
    // Only parties have a place in a row.
    ...(layout === "rows" ? { positions: inRows(graph), tools: false } : {}),
  });
  const drawn = viz.renderString(dot, { format: "svg", engine: layout === "rows" ? "nop" : "dot" });
  return named(drawn.slice(drawn.indexOf("<svg")).trimEnd(), graph);
}

const attributes = {
  careful: [],
  quick: ["nslimit=1", "nslimit1=1", "mclimit=0.1", "maxiter=1", "searchsize=5", "splines=line"],
  rows: ["splines=line"],
} as const;

/** The same as a file of its own, with its style; light or dark as whoever looks at it has it. */
export async function writeSvg(graph: Graph, options: SvgOptions = {}): Promise<string | undefined> {
  const drawn = await drawSvg(graph, options);
  if (drawn === undefined) return undefined;
  const style = `${styleSheet("colours")}\n${styleSheet("drawing")}`;
  return `${drawn.replace(/^<svg/, '<svg role="img"').replace(/>/, `>\n<title>${escapeMarkup(titleOf(graph))}</title>\n<style>\n${style}\n</style>`)}\n`;
}

/** One of the style sheets that the picture and the page are painted by. */
export function styleSheet(name: "colours" | "drawing" | "page"): string {
  return (readOwn(`compiler/graph/page/${name}.css`) ?? "").trimEnd();
}

export function titleOf({ policies }: Graph): string {
  return `Agents and hops of ${policies.map(({ entry }) => entry).join(", ")}`;
}

/** Graphviz gives each part its own name in the file as a title; people are told what it is instead. */
function named(svg: string, { policies }: Graph): string {
  const titles = new Map<string, string>();
  for (const { parties, hops, tools } of policies) {
    for (const { id, kind, name } of parties) titles.set(id, `${kind} ${name}`);
    for (const { id, title } of hops) titles.set(id, title);
    for (const { id, name } of tools) titles.set(id, `tool ${name}`);
  }
  return svg
    .replace(/<!--.*?-->\n?/gs, "")
    .replace(/(<g id="([^"]*)" class="[^"]*"[^>]*>\n)<title>[^<]*<\/title>\n?/g, (_, open: string, id: string) => {
      const title = titles.get(id);
      return title === undefined ? open : `${open}<title>${escapeMarkup(title)}</title>\n`;
    });
}
