/** Let a secret that is minted for one hop live no longer than the shortest hop that uses it. */
import { showDuration } from "../../../compiler/index.js";
import { type Fix, hopAt, type Rule } from "./fix.js";
import { replace } from "./text.js";

export const shortenSecret: Rule = {
  codes: ["secret-outlives-hop"],
  propose(site): readonly Fix[] {
    const { snapshot, finding } = site;
    const at = hopAt(site);
    const place = finding.related[0]?.place;
    const node = place === undefined ? undefined : snapshot.nodeAt(place.file, place.span.start);
    if (at === undefined || place === undefined || node?.kind !== "secret" || node.ttl === undefined) return [];
    const secret = at.policy.lowered.value.secrets.find((each) => each.place.file === place.file && each.place.span.start === place.span.start);
    if (secret === undefined) return [];
    const uses = (hop: typeof at.hop): boolean =>
      hop.scope.clauses.some(({ verb, actions }) => verb === "allow" && actions.some(({ secrets }) => secrets.includes(secret)));
    const ttl = showDuration(at.policy.lowered.value.hops.filter(uses).reduce((least, hop) => Math.min(least, hop.ttl), at.hop.ttl));
    const title = `Shorten the \`ttl\` of the secret to \`${ttl}\``;
    return [{ name: "shorten-secret", title, edits: [replace(place.file, node.ttl.span, ttl)], isPreferred: true }];
  },
};
