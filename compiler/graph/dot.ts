/** The graph in Graphviz's language: for `remit graph --format dot`, and what the picture is laid out from. */
import type { Graph, GraphHop, GraphParty, PolicyGraph } from "./graph.js";
import { badHops, caption, isMarked, labelOfHop, labelOfParty, policiesLabelled } from "./labels.js";

export interface DotOptions {
  /** Tools are drawn as well, and which agents use them. */
  readonly tools?: boolean;
  /** Without the lines below the drawing that tell what is wrong. */
  readonly bare?: boolean;
  /** Further attributes of the whole. */
  readonly attributes?: readonly string[];
  /** Where each party stands, in points. */
  readonly positions?: ReadonlyMap<string, { readonly x: number; readonly y: number }>;
}

const font = 'fontname="Helvetica,Arial,sans-serif"';

/** One `digraph`, whose nodes and edges carry ids and classes that an SVG made of it keeps. */
export function writeDot(graph: Graph, options: DotOptions = {}): string {
  const notes = options.bare === true ? "" : caption(graph);
  const whole = [
    ...(options.attributes ?? []),
    `rankdir="${isWide(graph) ? "LR" : "TB"}"`,
    font,
    "fontsize=11",
    "nodesep=0.4",
    "ranksep=0.7",
    ...(notes === "" ? [] : [`label=${text(notes, "l")}`, "labeljust=l"]),
  ];
  const lines = [
    "digraph remit {",
    `  graph [${whole.join(", ")}]`,
    `  node [shape=box, style=rounded, ${font}, fontsize=13, margin="0.18,0.1"]`,
    `  edge [${font}, fontsize=11, arrowsize=0.8]`,
  ];
  const areFramed = policiesLabelled(graph);
  for (const [index, policy] of graph.policies.entries()) {
    const body = policyLines(policy, `p${index}`, options);
    if (!areFramed) lines.push(...body);
    else
      lines.push(
        `  subgraph cluster_p${index} {`,
        `    label=${text(policy.entry)}; class="policy"; style=dotted`,
        ...body.map((line) => `  ${line}`),
        "  }",
      );
  }
  return `${[...lines, "}"].join("\n")}\n`;
}

/** Many hops that leave one agent are better read one below another. */
function isWide({ policies }: Graph): boolean {
  const counts = new Map<string, number>();
  for (const { hops } of policies) for (const { from } of hops) counts.set(from, (counts.get(from) ?? 0) + 1);
  return [...counts.values()].some((count) => count > mostAbreast);
}

const mostAbreast = 7;

function policyLines(policy: PolicyGraph, prefix: string, { tools = false, positions }: DotOptions): readonly string[] {
  const lines: string[] = [];
  const node = (party: GraphParty): string => {
    const at = positions?.get(party.id);
    return `${party.id} [${[...partyAttributes(party), ...(at === undefined ? [] : [`pos="${at.x},${at.y}"`])].join(", ")}]`;
  };
  for (const [index, { name, external }] of policy.domains.entries()) {
    const [title, kind, style] = external ? [`${name} (external)`, "domain external", "rounded,dashed"] : [name, "domain", "rounded"];
    lines.push(`  subgraph cluster_${prefix}_d${index} {`, `    label=${text(title)}; class="${kind}"; style="${style}"; color="#9e9e9e"`);
    for (const party of policy.parties) if (party.domain === name) lines.push(`    ${node(party)}`);
    lines.push("  }");
  }
  for (const party of policy.parties) if (party.domain === undefined) lines.push(`  ${node(party)}`);
  const bad = badHops(policy);
  for (const hop of policy.hops) lines.push(`  ${hop.from} -> ${hop.to} [${hopAttributes(hop, bad, isMarked(policy, hop)).join(", ")}]`);
  if (!tools) return lines;
  for (const { id, name, usedBy } of policy.tools) {
    lines.push(`  ${id} [label=${text(name)}, id="${id}", class="tool", shape=component, style=""]`);
    for (const { party, actions } of usedBy) {
      const attributes = [
        `id="${id}_${party}"`,
        'class="uses"',
        "style=dashed",
        "arrowhead=open",
        'color="#757575"',
        `tooltip=${text(actions.join(", "))}`,
      ];
      lines.push(`  ${party} -> ${id} [${attributes.join(", ")}]`);
    }
  }
  return lines;
}

function partyAttributes(party: GraphParty): readonly string[] {
  const classes = [party.kind, ...(party.isUnguarded ? ["unguarded"] : [])];
  return [
    `label=${text(labelOfParty(party))}`,
    `id="${party.id}"`,
    `class="${classes.join(" ")}"`,
    ...(party.kind === "principal" ? ["shape=ellipse", 'style=""'] : []),
    ...(party.isUnguarded ? ['style="rounded,dashed"'] : []),
  ];
}

function hopAttributes(hop: GraphHop, bad: ReadonlyMap<string, string>, marked: boolean): readonly string[] {
  const isBad = bad.has(hop.id);
  const classes = ["hop", ...(isBad ? ["bad"] : []), ...(marked ? ["marked"] : []), ...(hop.isDead ? ["dead"] : [])];
  return [
    // A blank keeps the text off the line.
    `label=${text(labelOfHop(hop, bad).replace(/^/gm, " "))}`,
    `id="${hop.id}"`,
    `class="${classes.join(" ")}"`,
    ...(isBad || marked ? ['color="#c62828"', `penwidth=${isBad ? "2.4" : "1.6"}`] : hop.isDead ? ['color="#9e9e9e"', "style=dotted"] : []),
    ...(isBad ? ['fontcolor="#c62828"'] : []),
  ];
}

/**
 * A quoted text; `set` says how its lines are set. Graphviz knows no width of signs outside of Latin, and then draws boxes
 * that are too small for them: blanks on both sides give the room.
 */
function text(value: string, set: "n" | "l" = "n"): string {
  const lines = value.split("\n").map((line) => {
    const room = " ".repeat(Array.from(line).filter((sign) => sign > "\u00ff" || sign === "·").length);
    return set === "l" ? `${line}${room}${room}` : `${room}${line}${room}`;
  });
  const escaped = lines.map((line) => line.replaceAll("&", "&amp;").replaceAll("\\", "\\\\").replaceAll('"', '\\"'));
  return `"${escaped.join(`\\${set}`)}${set === "l" ? "\\l" : ""}"`;
}
