/** Promise no more than the budgets above leave. */
import type { Ast, Chains, Model } from "../../../compiler/index.js";
import { showName } from "../../../compiler/index.js";
import { allAbove } from "./above.js";
import { type Fix, type HopSite, hopAt, type Rule, type Site } from "./fix.js";
import { insertIntoHop, replace } from "./text.js";

export const lowerBudget: Rule = {
  codes: ["wider-budget"],
  propose(site): readonly Fix[] {
    const at = hopAt(site);
    const own = at?.node.budgets.find(({ span }) => span.start <= site.start && site.start < span.end);
    const budget = at?.hop.budgets.find(({ place }) => own !== undefined && place.span.start >= own.span.start && place.span.end <= own.span.end);
    if (at === undefined || own === undefined || budget === undefined) return [];
    const bounds = boundsAbove(site.snapshot.grounds(at.policy).chains, at.hop, budget);
    return own.amount.kind === "number" ? lowered(site, own.amount, bounds) : required(site, at, own.amount.name.text, bounds);
  },
};

/** Bounds above in one unit: the least number, and the parameters that bound it. */
interface Bounds {
  readonly least: number;
  readonly params: ReadonlySet<string>;
}

function boundsAbove(chains: Chains, hop: Model.Hop, budget: Model.Budget): Bounds {
  let least = Number.POSITIVE_INFINITY;
  const params = new Set<string>();
  for (const { hop: other } of allAbove(chains, hop)) {
    for (const { unit, amount, per } of other.budgets) {
      if (unit !== budget.unit) continue;
      const windows = per === undefined ? 1 : Math.max(1, Math.ceil((budget.per ?? hop.ttl) / per));
      if (typeof amount === "number") least = Math.min(least, windows * amount);
      else params.add(amount.param);
    }
  }
  return { least, params };
}

function lowered({ file }: Site, amount: Ast.NumberLit, { least }: Bounds): readonly Fix[] {
  if (least >= amount.value) return [];
  return [{ name: "lower-budget", title: `Lower the budget to ${least}`, edits: [replace(file, amount.span, String(least))], isPreferred: true }];
}

/** A budget that is a parameter is bounded where the parameter is. */
function required({ snapshot, file }: Site, { node }: HopSite, param: string, { least, params }: Bounds): readonly Fix[] {
  const parts = [
    ...(Number.isFinite(least) ? [`$${showName(param)} <= ${least}`] : []),
    ...[...params].map((name) => `$${showName(param)} <= received.${showName(name)}`),
  ];
  if (parts.length === 0) return [];
  const text = `require ${parts.join(" and ")}`;
  const edit = insertIntoHop(snapshot, file, node, "require", text);
  return edit === undefined ? [] : [{ name: "lower-budget", title: `Add \`${text}\``, edits: [edit], isPreferred: true }];
}
