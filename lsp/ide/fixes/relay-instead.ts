/** Keep from an agent what it may not hold: let it only hand the action on, or take the action out. */
import { clauseAt } from "./clauses.js";
import { type Fix, hopAt, type Rule } from "./fix.js";
import { remove, replace } from "./text.js";

export const relayInstead: Rule = {
  codes: ["over-clearance"],
  propose(site): readonly Fix[] {
    const { snapshot, file } = site;
    const at = hopAt(site);
    const clause = clauseAt(site);
    if (at === undefined || clause?.verb !== "allow") return [];
    const { start, end } = clause.span;
    const edits = [replace(file, { start, end: start + "allow".length }, "relay")];
    return [
      { name: "relay", title: `Let \`${at.hop.to.name}\` only hand it on: \`relay\``, edits, isPreferred: false },
      { name: "remove", title: "Remove this clause", edits: [remove(snapshot, file, { start, end })], isPreferred: false },
    ];
  },
};
