/**
 * The decision procedure: is there a request that a constraint admits, and is one constraint within another? It is exact.
 * `none` rests on a refutation, `found` on a request that `admits` has confirmed, and there is no third answer but a
 * counted limit.
 */
import { admits, type Constraint, conforms, conformsAll, type Request } from "../../stdlib/runtime/constraint.js";
import { mostInstances } from "./cells.js";
import { residue } from "./covers.js";
import { freshFlag, type Literal } from "./formula.js";
import { formulaOf, newGrounding } from "./ground.js";
import { buildRequest } from "./model.js";
import { deepestNesting, isTooDeep } from "./nesting.js";
import { isPossible } from "./possible.js";
import type { Answer, Inclusion, Signature } from "./question.js";
import { addClause, clausesOf, newSearch, run } from "./search.js";
import { simplify } from "./simplify.js";
import { groundTheory } from "./theory.js";

/** Within the parent wherever the facts hold (`none`), or a request of the child that is not the parent's. */
export function includes(signature: Signature, { facts, child, parent }: Inclusion): Answer {
  if ([facts, child, parent].some(isTooDeep)) return tooDeep;
  const left = residue([facts, child], parent);
  return left.kind === "true" ? { kind: "none" } : find(signature, { kind: "and", of: [facts, child, { kind: "not", of: left }] });
}

/** Whether there is a request that the constraint admits, where nobody needs to see it. */
export function exists(signature: Signature, constraint: Constraint): "yes" | "no" | { readonly limit: string } {
  if (isTooDeep(constraint)) return { limit: tooDeep.limit };
  if (isPossible(signature, constraint)) return "yes";
  const answer = find(signature, constraint);
  return answer.kind === "too-complex" ? { limit: answer.limit } : answer.kind === "found" ? "yes" : "no";
}

/** A request of the signature that the constraint admits, as small and plain as can be had. */
export function find(signature: Signature, constraint: Constraint): Answer {
  if (isTooDeep(constraint)) return tooDeep;
  const grounding = newGrounding(signature);
  const formula = formulaOf(grounding, constraint);
  if (grounding.instances > mostInstances) return { kind: "too-complex", limit: `${mostInstances} instances of quantifiers` };
  if (grounding.misread !== undefined) return { kind: "too-complex", limit: grounding.misread };
  const search = newSearch();
  const newAtom = (): Literal => freshFlag(grounding.vocabulary, "definition");
  for (const part of [formula, ...grounding.facts]) for (const clause of clausesOf(part, newAtom)) addClause(search, clause);
  const theory = groundTheory(grounding);
  const outcome = run(search, theory);
  switch (outcome.kind) {
    case "impossible":
      return { kind: "none" };
    case "limit":
      return { kind: "too-complex", limit: outcome.what };
    case "satisfied": {
      const request = buildRequest(grounding, search, theory.values());
      const isWitness = (candidate: Request): boolean => isRequestOf(signature, candidate) && admits(constraint, candidate);
      // A URL is the one value that the facts describe a little too widely: see `urls`.
      if (!isWitness(request)) return { kind: "too-complex", limit: "no witness that the meaning confirms" };
      return { kind: "found", request: simplify(signature, constraint, request, isWitness) };
    }
  }
}

const tooDeep = { kind: "too-complex", limit: `${deepestNesting} constraints inside one another` } as const;

/** Whether the request is one that the signature allows. */
export function isRequestOf(signature: Signature, request: Request): boolean {
  const conform = (types: Signature["params"], values: Request["params"]): boolean =>
    Object.entries(values).every(([name, value]) => {
      const type = Object.hasOwn(types, name) ? types[name] : undefined;
      return type !== undefined && conforms(type, value);
    });
  return (
    conformsAll(signature.action.params, request.args) &&
    conform(signature.params, request.params) &&
    conform(signature.context, request.context) &&
    Object.keys(signature.params).every((name) => Object.hasOwn(request.params, name))
  );
}
