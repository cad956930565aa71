/** What the proof knows of a hop: the chains that lead to it, what is left of its bounds there, what may be held. */
import type { Ast, Grounds, Model, OpenPolicy, Span } from "../../compiler/index.js";
import type { Snapshot } from "./snapshot.js";
import { lookUp } from "./symbols.js";

export interface HopHere {
  readonly policy: OpenPolicy;
  readonly hop: Model.Hop;
  readonly declaration: Ast.DelegateDecl;
}

/** The hop of a declaration, in the first policy that has it. */
export function hopOf(snapshot: Snapshot, file: string, declaration: Ast.DelegateDecl): HopHere | undefined {
  return hopsOf(snapshot, file, declaration)[0];
}

/** The hop of a declaration, in each policy that has it: the chains of one are not those of another. */
export function hopsOf(snapshot: Snapshot, file: string, declaration: Ast.DelegateDecl): readonly HopHere[] {
  return snapshot.policiesOf(file).flatMap((policy): readonly HopHere[] => {
    const module = snapshot.module(policy, file);
    const to = module === undefined ? undefined : lookUp(policy.program, module, declaration.to.text, ["agent"]);
    if (to === undefined) return [];
    const { start } = declaration.head;
    for (const hop of policy.hopsOf(to.name)) {
      const { place } = hop;
      if (place.file === file && place.span.start === start) return [{ policy, hop, declaration }];
    }
    return [];
  });
}

/** The hop in whose declaration an offset stands. */
export function hopAt(snapshot: Snapshot, file: string, offset: number): HopHere | undefined {
  const node = snapshot.nodeAt(file, offset);
  return node?.kind === "delegate" ? hopOf(snapshot, file, node) : undefined;
}

/** The hops that are declared in a part of a file, in order. */
export function hopsIn(snapshot: Snapshot, file: string, span: Span): readonly HopHere[] {
  const edited = snapshot.edited(file);
  const found: HopHere[] = [];
  for (let at = edited?.pieceAt(span.start) ?? 0; at < (edited?.pieces.length ?? 0); at++) {
    const piece = edited?.pieces[at];
    if (piece === undefined || piece.at >= span.end) break;
    for (const each of piece.declarations) {
      if (each.kind !== "delegate" || each.span.end < span.start || each.span.start > span.end) continue;
      const here = hopOf(snapshot, file, each);
      if (here !== undefined) found.push(here);
    }
  }
  return found;
}

type Chains = Grounds["chains"];
type Context = ReturnType<Chains["contextsOf"]>[number];

/** The hops above that lead to it, each once. */
export function above(chains: Chains, hop: Model.Hop): readonly Model.Hop[] {
  const found = new Set<Model.Hop>();
  for (const { after } of chains.contextsOf(hop)) for (const { arrivals } of after) for (const { context } of arrivals) found.add(context.hop);
  return [...found];
}

export interface Least {
  readonly least: number;
  readonly most: number;
}

function leastOf(numbers: readonly number[]): Least | undefined {
  return numbers.length === 0 ? undefined : { least: Math.min(...numbers), most: Math.max(...numbers) };
}

/** How long the delegator's hops live, on one chain or another; nothing for a principal's hop. */
export function livesAbove(chains: Chains, hop: Model.Hop): Least | undefined {
  return leastOf(above(chains, hop).map(({ ttl }) => ttl));
}

/** How many hops may follow, on one chain or another; nothing where no depth bounds them, or no chain leads there. */
export function hopsLeft(chains: Chains, hop: Model.Hop): Least | undefined {
  const lefts = chains.contextsOf(hop).flatMap((context) => [...context.lefts]);
  return lefts.some((left) => !Number.isFinite(left)) ? undefined : leastOf(lefts);
}

/** A budget that the hops above leave: the amounts that the chains have for it. */
export interface BudgetLeft {
  readonly unit: string;
  readonly per?: number;
  /** Of the chain that leaves the least. */
  readonly least: number;
  /** Of the one that leaves the most; `Infinity` where one has no such bound. */
  readonly most: number;
}

/** So many contexts above are looked at; of hops with more nothing is said. */
const mostContexts = 5000;

type Bounds = ReadonlyMap<string, BudgetLeft>;

const noBounds: Bounds = new Map();

/** Tells what the hops above leave, by unit and window. Nothing where that is too much to look at, or parameters say how much. */
export function budgetsIn(chains: Chains): (hop: Model.Hop) => readonly BudgetLeft[] {
  if (!chains.policy.hops.some(({ budgets }) => budgets.length > 0)) return () => [];
  // What is not known is `undefined`.
  const known = new Map<Context, Bounds | undefined>();
  const arriving = (context: Context): Bounds | undefined => {
    let joined: Bounds | undefined;
    for (const { arrivals } of context.after) {
      for (const arrival of arrivals) {
        const left = leaving(arrival.context);
        if (left === undefined) return undefined;
        joined = joined === undefined ? left : either(joined, left);
      }
    }
    return joined ?? noBounds;
  };
  const leaving = (context: Context): Bounds | undefined => {
    if (known.has(context)) return known.get(context);
    // It stands for itself while it is looked at: where chains go round nothing is said.
    known.set(context, undefined);
    const inherited = known.size > mostContexts ? undefined : arriving(context);
    const left = inherited === undefined ? undefined : below(context.hop, inherited);
    known.set(context, left);
    return left;
  };
  return (hop) => {
    if (hop.from.kind === "principal") return [];
    let all: Bounds | undefined;
    for (const context of chains.contextsOf(hop)) {
      const left = arriving(context);
      if (left === undefined) return [];
      all = all === undefined ? left : either(all, left);
    }
    return [...(all ?? noBounds).values()];
  };
}

/** What is left below a hop of what is left to it. */
function below({ budgets }: Model.Hop, inherited: Bounds): Bounds | undefined {
  if (budgets.length === 0) return inherited;
  const left = new Map(inherited);
  for (const { amount, unit, per } of budgets) {
    if (typeof amount !== "number") return undefined;
    const key = `${per ?? ""} ${unit}`;
    const before = left.get(key);
    const least = Math.min(amount, before?.least ?? Number.POSITIVE_INFINITY);
    const most = Math.min(amount, before?.most ?? Number.POSITIVE_INFINITY);
    left.set(key, { unit, ...(per === undefined ? {} : { per }), least, most });
  }
  return left;
}

/** What either of two chains leaves. */
function either(one: Bounds, other: Bounds): Bounds {
  if (one === other) return one;
  const joined = new Map<string, BudgetLeft>();
  for (const key of new Set([...one.keys(), ...other.keys()])) {
    const [a, b] = [one.get(key), other.get(key)];
    const some = a ?? b;
    if (some === undefined) continue;
    const least = Math.min(a?.least ?? Number.POSITIVE_INFINITY, b?.least ?? Number.POSITIVE_INFINITY);
    const most = Math.max(a?.most ?? Number.POSITIVE_INFINITY, b?.most ?? Number.POSITIVE_INFINITY);
    joined.set(key, { ...some, least, most });
  }
  return joined;
}

/** The highest labels of what its recipient may hold, on one chain or another. */
export function labelsHeld({ chains, data }: Grounds, hop: Model.Hop): readonly string[] {
  return [...new Set(chains.contextsOf(hop).flatMap((context) => data.held(context)))];
}

/** How many chains end with the hop; nothing where there are too many to count. */
export function chainsTo(chains: Chains, hop: Model.Hop): number | undefined {
  const known = new Map<string, number>();
  let steps = 0;
  /** `below`: how many hops follow on the chain. */
  const count = (context: Context, below: number): number => {
    if (context.most < below || (context.hop.depth ?? Number.POSITIVE_INFINITY) < below) return 0;
    if (context.hop.from.kind === "principal") return 1;
    const key = `${context.id} ${below}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    // Of ways that go round without an end the depth is missing.
    if (below > longestCounted) steps = mostSteps;
    let sum = 0;
    for (const { arrivals } of context.after) {
      for (const arrival of arrivals) {
        if (++steps > mostSteps) return sum;
        sum += count(arrival.context, below + 1);
      }
    }
    known.set(key, sum);
    return sum;
  };
  const total = chains.contextsOf(hop).reduce((sum, context) => sum + count(context, 0), 0);
  return steps > mostSteps ? undefined : total;
}

const mostSteps = 20_000;
const longestCounted = 300;
