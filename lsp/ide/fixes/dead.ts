/** Remove what has no effect: a clause, a hop, an agent. */
import type { Ast } from "../../../compiler/index.js";
import { clauseAt } from "./clauses.js";
import type { Fix, Rule, Site } from "./fix.js";
import { remove, removeDeclaration, statementsOf } from "./text.js";

export const removeDeadClause: Rule = {
  codes: ["dead-clause"],
  propose(site): readonly Fix[] {
    const { snapshot, file, node, start } = site;
    const clause = clauseAt(site);
    if (clause !== undefined) return [fix("remove", `Remove this \`${clause.verb}\``, [remove(snapshot, file, clause.span)])];
    if (node?.kind === "deny" || node?.kind === "assert") return [whole(site, node, `Remove this \`${node.kind}\``)];
    if (node?.kind !== "delegate") return [];
    const statement = statementsOf(snapshot, file, node).find(({ span }) => span.start <= start && start < span.end);
    return statement === undefined ? [] : [fix("remove", `Remove this \`${statement.word}\``, [remove(snapshot, file, statement.span)])];
  },
};

export const removeDeadHop: Rule = {
  codes: ["dead-hop"],
  propose: (site) => (site.node?.kind === "delegate" ? [whole(site, site.node, "Remove this hop")] : []),
};

export const removeUnreachable: Rule = {
  codes: ["unreachable-agent"],
  propose: (site) => (site.node?.kind === "agent" ? [whole(site, site.node, `Remove \`${site.node.name.text}\``)] : []),
};

/** Whether its author wants it gone, or reached, is theirs to say. */
function whole({ snapshot, file, finding }: Site, node: Ast.Declaration, title: string): Fix {
  const edits = [removeDeclaration(snapshot, file, node.span, node.doc !== undefined)];
  return { name: "remove", title, edits, isPreferred: finding.code === "dead-clause" };
}

function fix(name: string, title: string, edits: Fix["edits"]): Fix {
  return { name, title, edits, isPreferred: true };
}

/** Part of a circle of imports can be an import of which nothing is used. */
export const removeImport: Rule = {
  codes: ["import-cycle"],
  propose({ snapshot, file, node }): readonly Fix[] {
    if (node?.kind !== "import") return [];
    return [fix("remove", "Remove this import: nothing of it is used", [remove(snapshot, file, node.span)])];
  },
};
