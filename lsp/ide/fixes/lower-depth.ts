/** Let no more hops follow than every chain leaves, or leave the bound to what is left. */
import { above } from "./above.js";
import { type Fix, hopAt, type Rule } from "./fix.js";
import { openedBy, remove, replace } from "./text.js";

export const lowerDepth: Rule = {
  codes: ["wider-depth"],
  propose(site): readonly Fix[] {
    const { snapshot, file } = site;
    const at = hopAt(site);
    const own = at?.node.depth?.span;
    if (at === undefined || own === undefined) return [];
    const { chains } = snapshot.grounds(at.policy);
    const lefts = above(chains, at.hop).flatMap((context) => [...context.lefts].filter((left) => left >= 1));
    const least = Math.min(...lefts) - 1;
    const lowered: readonly Fix[] = Number.isFinite(least)
      ? [{ name: "lower-depth", title: `Lower the \`depth\` to ${least}`, edits: [replace(file, own, String(least))], isPreferred: true }]
      : [];
    const left = remove(snapshot, file, openedBy(snapshot, file, "depth", own));
    return [...lowered, { name: "leave-depth", title: "Leave out the `depth`: it is then what is left", edits: [left], isPreferred: false }];
  },
};
