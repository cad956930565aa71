/**
 * `unused-authority`: a clause of a ceiling, or of what a principal holds, names actions that no chain uses within it. What
 * nobody uses is best not there: it is what a later mistake would give away.
 *
 * Noted:
 *   agent clerk { owner "ops@acme.dev"  ceiling { allow files.list, files.delete } }
 *   delegate ops -> clerk for tidying { allow files.list  ttl 5m }
 * Not:
 *   agent clerk { owner "ops@acme.dev"  ceiling { allow files.list } }
 */
import { unusedAuthority as words } from "../../diagnostics/codes/lints.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { Action, Clause, Hop, Party, Scope } from "../../model/model.js";
import { showConstraint, showName } from "../../types/show.js";
import type { ActionClass } from "../classes.js";
import { remembered } from "../memo.js";
import type { LintInput, PartyLint } from "./lint.js";

export const unusedAuthority: PartyLint = (input) => {
  const { chains } = input;
  if (!chains.complete) return undefined;
  const { graph } = chains;
  return (party) => {
    if (party.kind === "agent") return party.ceiling === undefined ? none : judge(input, party, party.ceiling, graph.hopsTo(party.name));
    if (party.holds === undefined) return none;
    const { name } = party;
    return judge(
      input,
      party,
      party.holds,
      graph.starts.filter(({ from }) => from.name === name),
    );
  };
};

const none: readonly Diagnostic[] = [];

function judge(input: LintInput, party: Party, bound: Scope, hops: readonly Hop[]): readonly Diagnostic[] {
  // An agent that no hop leads to uses nothing at all, which is said of it elsewhere.
  if ((party.kind === "agent" && hops.length === 0) || hops.some((hop) => hop.erroneous)) return none;
  const ofClass = new Map<ActionClass, Hop[]>();
  for (const hop of hops) for (const each of input.reach.classes(hop)) remembered(ofClass, each, (): Hop[] => []).push(hop);
  const written = new Map<string, Clause[]>();
  for (const clause of bound.clauses) {
    if (clause.verb === "allow") remembered(written, `${clause.place.file} ${clause.place.span.start}`, (): Clause[] => []).push(clause);
  }
  return [...written.values()].flatMap((clauses) => {
    const unused = clauses.flatMap((clause) => clause.actions.filter((action) => !isUsed(input, party, clause, action, ofClass)));
    const [first] = clauses;
    if (first === undefined || unused.length === 0) return [];
    const names = [...new Set(unused.map(({ id }) => id))];
    return [words(first.place, party.name, party.kind === "agent" ? "ceiling" : "holds", names, fitting(clauses, new Set(unused)))];
  });
}

/** Whether some chain uses the action within the clause; yes, where that could not be decided. */
function isUsed(
  { authority, chains, reach }: LintInput,
  party: Party,
  clause: Clause,
  action: Action,
  hops: ReadonlyMap<ActionClass, readonly Hop[]>,
): boolean {
  const of = authority.classes.classOf(action);
  return (hops.get(of) ?? []).some((hop) =>
    reach.contexts(hop).some((context) => {
      const used = party.kind === "agent" ? reach.use(context, of) : authority.carried(context, of);
      return reach.possible(context, action, used, chains.constraints.intern(clause.where)) !== "no";
    }),
  );
}

/** What is left without what is not used: nothing, or a clause as it would be written, where it is one and a short one. */
function fitting(clauses: readonly Clause[], unused: ReadonlySet<Action>): "nothing" | { readonly clause?: string } {
  if (clauses.every(({ actions }) => actions.every((action) => unused.has(action)))) return "nothing";
  const [clause, ...more] = clauses;
  const used = (clause?.actions ?? []).filter((action) => !unused.has(action));
  if (clause === undefined || more.length > 0 || used.length > 8) return {};
  const names = used.map(({ tool, name }) => `${showName(tool.name)}.${showName(name)}`).join(", ");
  return { clause: `allow ${names}${clause.where.kind === "true" ? "" : ` where ${showConstraint(clause.where)}`}` };
}
