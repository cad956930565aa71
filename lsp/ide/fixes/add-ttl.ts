/** Say how long a hop may last: as long as what it follows, or as what follows it. */
import { showDuration } from "../../../compiler/index.js";
import { above, below } from "./above.js";
import { type Fix, hopAt, type Rule } from "./fix.js";
import { insertIntoHop } from "./text.js";

/** Where nothing says how long. */
const usual = 15 * 60_000;

export const addTtl: Rule = {
  codes: ["missing-ttl"],
  propose(site): readonly Fix[] {
    const at = hopAt(site);
    if (at === undefined) return [];
    const { chains } = site.snapshot.grounds(at.policy);
    const most = above(chains, at.hop).map(({ hop }) => hop.ttl);
    const least = [...below(chains, at.hop).map(({ ttl }) => ttl), ...secretsOf(at.hop.scope.clauses.flatMap(({ actions }) => actions))];
    const bounded = most.length > 0;
    const ttl = showDuration(bounded ? Math.min(...most) : Math.max(usual, ...least));
    const edit = insertIntoHop(site.snapshot, site.file, at.node, "ttl", `ttl ${ttl}`);
    const title = bounded ? `Add \`ttl ${ttl}\`, the life of the hop that it follows` : `Add \`ttl ${ttl}\``;
    return edit === undefined ? [] : [{ name: "add-ttl", title, edits: [edit], isPreferred: bounded }];
  },
};

function secretsOf(actions: readonly { readonly secrets: readonly { readonly ttl?: number }[] }[]): readonly number[] {
  return actions.flatMap(({ secrets }) => secrets.flatMap(({ ttl }) => ttl ?? []));
}
