/** Have somebody approve: the hop, or the call. */
import { showName } from "../../../compiler/index.js";
import { principalsOf } from "./above.js";
import { clauseAt } from "./clauses.js";
import { type Fix, hopAt, type Rule } from "./fix.js";
import { addCondition, insertIntoHop } from "./text.js";

/** More principals are not offered. */
const most = 3;

export const approve: Rule = {
  codes: ["unapproved-crossing", "unapproved-destructive", "chosen-parameter"],
  propose(site): readonly Fix[] {
    const at = hopAt(site);
    if (at === undefined) return [];
    const principals = principalsOf(site.snapshot.grounds(at.policy).chains, at.hop).slice(0, most);
    const clause = site.finding.code === "unapproved-destructive" ? clauseAt(site) : undefined;
    return principals.flatMap((principal): readonly Fix[] => {
      const by = showName(principal);
      const hop = insertIntoHop(site.snapshot, site.file, at.node, "approval", `approval by ${by}`);
      const call: readonly Fix[] =
        clause === undefined
          ? []
          : [
              {
                name: `approved by ${principal}`,
                title: `Have \`${principal}\` approve each call: add \`approved by ${by}\``,
                edits: addCondition(site.file, clause, `approved by ${by}`),
                isPreferred: false,
              },
            ];
      return hop === undefined
        ? call
        : [
            {
              name: `approval by ${principal}`,
              title: `Have \`${principal}\` approve the hop: add \`approval by ${by}\``,
              edits: [hop],
              isPreferred: false,
            },
            ...call,
          ];
    });
  },
};
