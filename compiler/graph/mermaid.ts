/** The graph as a Mermaid flowchart, which forges and wikis draw where it stands. */
import type { Graph, GraphParty, PolicyGraph } from "./graph.js";
import { badHops, isMarked, labelOfHop, labelOfParty, policiesLabelled } from "./labels.js";

export function writeMermaid(graph: Graph, { tools = false }: { readonly tools?: boolean } = {}): string {
  const lines = ["flowchart TD"];
  const links: { readonly bad: boolean; readonly marked: boolean }[] = [];
  const shows = policiesLabelled(graph);
  for (const [index, policy] of graph.policies.entries()) {
    const body = policyLines(policy, `p${index}`, tools, links);
    if (shows) lines.push(`  subgraph p${index}["${text(policy.entry)}"]`, ...body.map((line) => `  ${line}`), "  end");
    else lines.push(...body);
  }
  const styled = (which: (link: (typeof links)[number]) => boolean, style: string): void => {
    const found = [...links.keys()].filter((at) => links[at] !== undefined && which(links[at]));
    if (found.length > 0) lines.push(`  linkStyle ${found.join(",")} ${style}`);
  };
  styled(({ bad }) => bad, "stroke:#c62828,stroke-width:3px,color:#c62828");
  styled(({ bad, marked }) => marked && !bad, "stroke:#c62828,stroke-width:2px");
  return `${lines.join("\n")}\n`;
}

function policyLines(policy: PolicyGraph, prefix: string, tools: boolean, links: { bad: boolean; marked: boolean }[]): readonly string[] {
  const lines: string[] = [];
  for (const [index, { name, external }] of policy.domains.entries()) {
    lines.push(`  subgraph ${prefix}_d${index}["${text(external ? `${name} (external)` : name)}"]`);
    for (const party of policy.parties) if (party.domain === name) lines.push(`    ${node(party)}`);
    lines.push("  end");
  }
  for (const party of policy.parties) if (party.domain === undefined) lines.push(`  ${node(party)}`);
  const bad = badHops(policy);
  for (const hop of policy.hops) {
    lines.push(`  ${hop.from} -->|"${text(labelOfHop(hop, bad))}"| ${hop.to}`);
    links.push({ bad: bad.has(hop.id), marked: isMarked(policy, hop) });
  }
  if (!tools) return lines;
  for (const { id, name, usedBy } of policy.tools) {
    lines.push(`  ${id}[["${text(name)}"]]`);
    for (const { party } of usedBy) {
      lines.push(`  ${party} -.-> ${id}`);
      links.push({ bad: false, marked: false });
    }
  }
  return lines;
}

function node(party: GraphParty): string {
  const label = `"${text(labelOfParty(party))}"`;
  return party.kind === "principal" ? `${party.id}([${label}])` : `${party.id}[${label}]`;
}

/** Mermaid takes signs by their numbers, and a line's end as `<br>`. */
function text(value: string): string {
  return value.replace(/[#"<>&`;|[\]{}()\\]/g, (sign) => `#${sign.charCodeAt(0)};`).replaceAll("\n", "<br>");
}
