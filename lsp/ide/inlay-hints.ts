/**
 * What is not written at a hop and follows from those above: what is left of its bounds, which labels reach it, what it cuts away.
 * Whoever hovers over a hint is told why.
 */
import { type Grounds, type Model, type Span, showDuration, showName } from "../../compiler/index.js";
import { code, paragraphs, quoted } from "./describe.js";
import { cutsOf } from "./hop-cuts.js";
import { above, type BudgetLeft, budgetsIn, type HopHere, hopAt, hopsIn, hopsLeft, type Least, labelsHeld, livesAbove } from "./hop-facts.js";
import type { Snapshot } from "./snapshot.js";

export type HintKind = "ttl" | "depth" | "budget" | "labels" | "cuts";

export interface Hint {
  readonly kind: HintKind;
  /** Behind what it stands. */
  readonly offset: number;
  readonly label: string;
  /** Where the hop starts that it is about. */
  readonly hop: number;
}

/** In order. It waits for the proof. `wants`: the kinds that are to be shown. */
export function hintsIn(snapshot: Snapshot, file: string, span: Span, wants: (kind: HintKind) => boolean = () => true): readonly Hint[] {
  const hints: Hint[] = [];
  let budgets: ReturnType<typeof budgetsIn> | undefined;
  for (const here of hopsIn(snapshot, file, span)) {
    const { policy, hop, declaration } = here;
    // What is wrong with it is said by diagnostics, and what would follow from it is not.
    if (hop.erroneous) continue;
    const grounds = snapshot.grounds(policy);
    const { chains } = grounds;
    if (chains.contextsOf(hop).length === 0) continue;
    const start = declaration.head.start;
    const behind = declaration.head.end;
    const add = (kind: HintKind, offset: number, label: string): void => void hints.push({ kind, offset, label, hop: start });

    if (wants("depth")) {
      const left = hopsLeft(chains, hop);
      if (left !== undefined && (declaration.depth === undefined || left.most < declaration.depth.value))
        add("depth", behind, left.most === 0 ? "no hop may follow" : `${range(left, String)} ${left.most === 1 ? "hop" : "hops"} left`);
    }
    if (wants("labels")) {
      const held = labelsHeld(grounds, hop).filter((label) => label !== policy.lowered.value.labels.names[policy.lowered.value.labels.lowest]);
      if (held.length > 0) add("labels", behind, `holds ${held.map(showName).join(", ")}`);
    }
    if (wants("budget")) {
      budgets ??= budgetsIn(chains);
      for (const { offset, label } of budgetHints(budgets(hop), here)) add("budget", offset, label);
    }
    if (wants("cuts")) {
      const label = cutsLabel(grounds, hop);
      if (label !== undefined) add("cuts", behind, label);
    }
    if (wants("ttl") && declaration.ttl !== undefined) {
      const lives = livesAbove(chains, hop);
      if (lives !== undefined) add("ttl", declaration.ttl.span.end, `of ${range(lives, showDuration)}`);
    }
  }
  return hints.filter(({ offset }) => span.start <= offset && offset <= span.end).sort((a, b) => a.offset - b.offset);
}

function range({ least, most }: Least, show: (of: number) => string): string {
  return least === most ? show(most) : `${show(least)} – ${show(most)}`;
}

/** Beside a budget, what is left for it above; at the head, what is left that the hop does not speak of. */
function budgetHints(all: readonly BudgetLeft[], { hop, declaration }: HopHere): readonly { readonly offset: number; readonly label: string }[] {
  return all.map((left) => {
    const at = hop.budgets.findIndex(({ unit, per }) => unit === left.unit && per === left.per);
    const own = at < 0 ? undefined : declaration.budgets[at];
    return own === undefined
      ? { offset: declaration.head.end, label: `${amount(left)} left` }
      : { offset: own.span.end, label: `of ${amount(left)}` };
  });
}

function amount({ least, most, unit, per }: BudgetLeft): string {
  const count = (of: number): string => (Number.isFinite(of) ? of.toLocaleString("en") : "any number of");
  return `${range({ least, most }, count)} ${showName(unit)}${per === undefined ? "" : ` per ${showDuration(per)}`}`;
}

const mostNamed = 3;

function cutsLabel(grounds: Grounds, hop: Model.Hop): string | undefined {
  const cuts = cutsOf(grounds, hop);
  if (cuts === undefined) return undefined;
  const named = (ids: readonly string[]): string =>
    `${ids.slice(0, mostNamed).join(", ")}${ids.length > mostNamed ? ` + ${ids.length - mostNamed}` : ""}`;
  const parts = [
    ...(cuts.off.length === 0 ? [] : [`cuts off ${named(cuts.off)}`]),
    ...(cuts.narrowed.length === 0 ? [] : [`narrows ${named(cuts.narrowed)}`]),
  ];
  if (parts.length === 0) return undefined;
  return `${parts.join("; ")}${cuts.hasMore ? " on some chains" : ""}`;
}

/** Why a hint says what it says, as Markdown. Nothing where the hop is not there any more. */
export function explainHint(snapshot: Snapshot, file: string, kind: HintKind, start: number): string | undefined {
  const here = hopAt(snapshot, file, start);
  if (here === undefined || here.declaration.head.start !== start) return undefined;
  const { policy, hop } = here;
  const grounds = snapshot.grounds(policy);
  const hops = above(grounds.chains, hop);
  switch (kind) {
    case "ttl":
      return paragraphs(
        "The hop ends at the earlier of its own and its delegator's end. The hops above live:",
        rows(hops, ({ ttl }) => showDuration(ttl)),
      );
    case "depth":
      return paragraphs(
        "How many hops may follow: the smaller of the declared depth and one less than the delegator has left. The hops above declare:",
        rows(hops, ({ depth }) => (depth === undefined ? "what is left to them" : `depth ${depth}`)),
      );
    case "budget":
      return paragraphs(
        "Each call counts at every hop above, so that the hop never spends more than they leave. The hops right above declare:",
        rows(
          hops,
          ({ budgets }) =>
            budgets.map((each) => `${typeof each.amount === "number" ? each.amount : `$${each.amount.param}`} ${each.unit}`).join(", ") || "nothing",
        ),
      );
    case "labels":
      return `The highest labels of what ${quoted(showName(hop.to.name))} may come to hold on these chains: what is passed to it, what its actions return, what its hops reply.`;
    case "cuts": {
      const cuts = cutsOf(grounds, hop);
      if (cuts === undefined) return undefined;
      return paragraphs(
        cuts.off.length === 0 ? undefined : `Its delegator carries these and does not hand them on:\n\n${code(cuts.off.join("\n"))}`,
        cuts.narrowed.length === 0 ? undefined : `Of these it hands on less than its delegator carries:\n\n${code(cuts.narrowed.join("\n"))}`,
        cuts.hasMore ? "There are more chains than were looked at." : undefined,
      );
    }
  }
}

const mostRows = 8;

function rows(hops: readonly Model.Hop[], said: (hop: Model.Hop) => string): string {
  const lines = hops
    .slice(0, mostRows)
    .map((hop) => `- ${quoted(`${showName(hop.from.name)} -> ${showName(hop.to.name)} for ${showName(hop.task.name)}`)}: ${said(hop)}`);
  return [...lines, ...(hops.length > mostRows ? [`- and ${hops.length - mostRows} more`] : [])].join("\n");
}
