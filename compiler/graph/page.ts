/**
 * The graph as a page: one file that needs no network, with the picture, a list that says the same, and a panel that tells of
 * what is selected. The editor shows the same page.
 */
import { createHash } from "node:crypto";
import { readOwn } from "../host/package.js";
import type { Graph } from "./graph.js";
import { limits } from "./layout.js";
import { escapeMarkup, jsonForScript } from "./markup.js";
import { drawSvg, type SvgOptions, styleSheet, titleOf } from "./svg.js";

/** The page of a graph. Of a policy that is too large to draw it says what is wrong, and how to draw a part. */
export async function writePage(graph: Graph, options: SvgOptions = {}): Promise<string> {
  const drawn = await drawSvg(graph, { ...options, bare: true });
  const hops = graph.policies.reduce((sum, policy) => sum + policy.hops.length, 0);
  const script = (readOwn("compiler/graph/page/page.js") ?? "").trimEnd();
  const hash = createHash("sha256").update(`\n${script}\n`).digest("base64");
  // Nothing is loaded, nothing is sent, and no script runs but the one below, whatever a policy calls its agents.
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeMarkup(titleOf(graph))}</title>
<style>
${["colours", "drawing", "page"].map((name) => styleSheet(name as "colours" | "drawing" | "page")).join("\n")}
</style>
</head>
<body>
<a class="skip" href="#list">Skip to the list of hops</a>
<header>
<h1>Agents and hops</h1>
<p>${summary(graph)}</p>
</header>
<main>
<section id="picture" aria-label="Picture">
${drawn === undefined ? tooLarge(hops) : `<div class="canvas">\n${drawn}\n</div>\n${zoom}`}
</section>
<section id="list" aria-label="List of hops" tabindex="-1">
${hops > mostUnfiltered ? '<input id="filter" type="search" aria-label="Show only hops whose title has" placeholder="Filter hops">' : ""}
<div id="hops"></div>
</section>
<section id="details" aria-label="What is selected" aria-live="polite" tabindex="0"></section>
</main>
<script type="application/json" id="graph">${jsonForScript(drawn === undefined ? faultsAlone(graph) : graph)}</script>
<script>
${script}
</script>
</body>
</html>
`;
}

const mostUnfiltered = 12;

const zoom = `<div class="zoom" role="toolbar" aria-label="Size of the picture">
<button id="smaller" aria-label="Smaller">−</button>
<button id="larger" aria-label="Larger">+</button>
<button id="fit">Fit</button>
</div>`;

/** A list of so many hops would be of no use, and slow. */
function faultsAlone({ policies }: Graph): Graph {
  return {
    policies: policies.map((policy) => ({
      ...policy,
      parties: [],
      tools: [],
      hops: [],
      faults: policy.faults.map((fault) => ({ ...fault, path: [] })),
    })),
  };
}

/** What is said in the place of a picture that would be too large. */
function tooLarge(hops: number): string {
  const count = hops.toLocaleString("en");
  return `<p class="canvas">${count} hops are too many to draw: at most ${limits.rows.toLocaleString("en")} are. remit graph --around AGENT draws the chains through one agent.</p>`;
}

function summary({ policies }: Graph): string {
  const count = (n: number, one: string): string => `${n.toLocaleString("en")} ${one}${n === 1 ? "" : "s"}`;
  const sum = (of: (policy: Graph["policies"][number]) => number): number => policies.reduce((all, policy) => all + of(policy), 0);
  const errors = sum(({ faults }) => faults.filter(({ severity }) => severity === "error").length);
  const agents = sum(({ parties }) => parties.filter(({ kind }) => kind === "agent").length);
  const names = policies.map(({ entry }) => entry).join(", ");
  const state = errors === 0 ? "no error" : `<span class="wrong">${count(errors, "error")}</span>`;
  return `${escapeMarkup(names)} · ${count(agents, "agent")}, ${count(
    sum(({ hops }) => hops.length),
    "hop",
  )} · ${state}`;
}
