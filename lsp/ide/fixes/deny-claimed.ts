/** Make an assertion true: deny what must never be, or bound how many hops may follow. */
import type { Fix, Rule, Site } from "./fix.js";
import { insertIntoHop, lineEndAt, replace } from "./text.js";

export const fulfilClaim: Rule = {
  codes: ["failed-assertion"],
  propose(site): readonly Fix[] {
    const { node, snapshot, file } = site;
    if (node?.kind !== "assert") return [];
    const { claim, span } = node;
    if (claim.kind === "depth") return bounded(site, claim.most.value);
    if (claim.kind !== "never") return [];
    // `assert never ACTIONS …` and `deny ACTIONS …` say the rest alike.
    const said = snapshot.slice(file, { start: claim.actions.span.start, end: span.end });
    const text = `deny ${said}${lineEndAt(snapshot, file, span.start)}`;
    return [
      {
        name: "deny",
        title: "Deny it to every chain: add the `deny`",
        edits: [replace(file, { start: span.start, end: span.start }, text)],
        isPreferred: false,
      },
    ];
  },
};

function bounded({ snapshot, finding }: Site, most: number): readonly Fix[] {
  const place = finding.related[0]?.place;
  const node = place === undefined ? undefined : snapshot.nodeAt(place.file, place.span.start);
  if (place === undefined || node?.kind !== "delegate" || most < 1) return [];
  const edit =
    node.depth === undefined
      ? insertIntoHop(snapshot, place.file, node, "depth", `depth ${most - 1}`)
      : replace(place.file, node.depth.span, String(most - 1));
  const title = `Let no more than ${most - 1} hops follow \`${node.from.text} -> ${node.to.text}\``;
  return edit === undefined ? [] : [{ name: "depth", title, edits: [edit], isPreferred: false }];
}
