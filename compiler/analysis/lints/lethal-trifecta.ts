/**
 * `lethal-trifecta`: an agent may send data out while it holds both data that is not public and text that an attacker may
 * have written. Such text can then talk it into sending the data. It does not matter which hop of the chain reads and which
 * lets the text in, as long as both reach the one that sends: passed down or replied.
 *
 * Bad:
 *   tool mail { read inbox() returns internal ingests untrusted  write send(to: String) sends internal }
 *   delegate user -> assistant for errands { allow mail.inbox, mail.send  ttl 5m }
 * Good:
 *   delegate user -> assistant for errands { allow mail.send  relay mail.inbox  ttl 5m }
 *   delegate assistant -> reader for errands { allow mail.inbox  reply public trusted  ttl 5m }
 */
import { type Use, lethalTrifecta as words } from "../../diagnostics/codes/lints.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { Action, Hop, Label } from "../../model/model.js";
import type { Context } from "../chains.js";
import type { ActionClass } from "../classes.js";
import { type Flow, flowOf, type Holding } from "../flow.js";
import type { Lint, LintInput } from "./lint.js";

export const lethalTrifecta: Lint = (input) => {
  const { policy, chains, reach } = input;
  const { labels, agents } = policy;
  // Where nothing is declared of all three, or no hop speaks of them, no chain can have them.
  if (!policy.actions.some((action) => action.ingestsUntrusted) || !policy.actions.some((action) => action.returns !== labels.lowest)) return none;
  const classes = new Set<ActionClass>();
  for (const hop of policy.hops) for (const of of reach.classes(hop)) classes.add(of);
  const actions = [...classes].flatMap((of) => of.actions);
  if (!actions.some((action) => action.ingestsUntrusted) || !actions.some((action) => action.returns !== labels.lowest)) return none;
  if (!actions.some((action) => action.sends !== undefined) && !agents.some((agent) => agent.unguarded)) return none;
  const flow = flowOf(policy, chains, reach.usableIn);
  return policy.hops.flatMap((hop) => judge(input, flow, hop));
};

const none: readonly Diagnostic[] = [];

function judge(input: LintInput, flow: Flow, hop: Hop): readonly Diagnostic[] {
  for (const context of input.reach.contexts(hop)) {
    const exits = exitsOf(input, context);
    if (exits.length === 0) continue;
    for (const holding of flow.holdings(context)) {
      if (!holding.untrusted) continue;
      for (const exit of exits) {
        const label = leaks(input, holding, exit.most);
        const found = label === undefined ? undefined : report(input, flow, context, holding, label, exit);
        if (found !== undefined) return [found];
      }
    }
  }
  return none;
}

/** A way out for data, and the highest label that may take it; without a bound, for whatever reaches an unguarded agent has left. */
interface Exit {
  readonly use: Use;
  readonly most: Label | undefined;
}

function exitsOf({ reach }: LintInput, context: Context): readonly Exit[] {
  const { to, place } = context.hop;
  const exits: Exit[] = [];
  for (const action of reach.usableIn(context)) {
    if (action.sends !== undefined) exits.push({ use: useOf(context, action), most: action.sends });
  }
  if (to.unguarded) exits.push({ use: { action: `handing over to ${to.name}`, place }, most: undefined });
  return exits;
}

/** The highest label above the lowest that is read and may leave, or one of them; what may not leave is an error of its own. */
function leaks({ policy: { labels } }: LintInput, { read }: Holding, most: Label | undefined): Label | undefined {
  const leaving = [...read].filter((label) => label !== labels.lowest && (most === undefined || labels.within(label, most)));
  return leaving.find((label) => leaving.every((other) => other === label || !labels.within(label, other)));
}

function report({ policy }: LintInput, flow: Flow, context: Context, holding: Holding, label: Label, exit: Exit): Diagnostic | undefined {
  const chain = flow.chainOf(context, holding);
  const reads = flow.originOf(chain, { kind: "read", label });
  const ingests = flow.originOf(chain, { kind: "untrusted" });
  const [first] = chain;
  if (reads === undefined || ingests === undefined || first === undefined) return undefined;
  const parties = [first.hop.from.name, ...chain.map(({ hop }) => hop.to.name)];
  const uses = { reads: useOf(reads.context, reads.action), ingests: useOf(ingests.context, ingests.action), sends: exit.use };
  return words(context.hop.place, context.hop.to.name, parties, uses, policy.labels.names[label] ?? "");
}

/** Where a hop lets its recipient use an action. */
function useOf({ hop }: Context, action: Action): Use {
  const clause = hop.scope.clauses.find((each) => each.verb === "allow" && each.actions.includes(action));
  return { action: action.id, place: clause?.place ?? hop.place };
}
