/** The clauses of a declaration, wherever they may stand in it. */
import type { Ast } from "../../../compiler/index.js";
import type { Site } from "./fix.js";

export function clausesOf(node: Site["node"]): readonly Ast.Clause[] {
  switch (node?.kind) {
    case "delegate":
    case "scope":
      return node.clauses;
    case "principal":
      return node.holds?.clauses ?? [];
    case "agent":
      return node.ceiling?.clauses ?? [];
    default:
      return [];
  }
}

/** The clause in which the finding begins. */
export function clauseAt({ node, start }: Pick<Site, "node" | "start">): Ast.Clause | undefined {
  return clausesOf(node).find(({ span }) => span.start <= start && start < span.end);
}
