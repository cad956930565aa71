/** Let a hop end no later than every hop that it follows. */
import { showDuration } from "../../../compiler/index.js";
import { above } from "./above.js";
import { type Fix, hopAt, type Rule } from "./fix.js";
import { replace } from "./text.js";

export const shortenTtl: Rule = {
  codes: ["wider-ttl"],
  propose(site): readonly Fix[] {
    const at = hopAt(site);
    const own = at?.node.ttl?.span;
    if (at === undefined || own === undefined) return [];
    const { chains } = site.snapshot.grounds(at.policy);
    const ttls = above(chains, at.hop).map(({ hop }) => hop.ttl);
    if (ttls.length === 0) return [];
    const ttl = showDuration(Math.min(...ttls));
    return [{ name: "shorten-ttl", title: `Shorten the \`ttl\` to \`${ttl}\``, edits: [replace(site.file, own, ttl)], isPreferred: true }];
  },
};
