/** `assert no flow`: what may reach parties, by results, by what is passed to them, by replies. What is reached is a closed set. */
import type { Assertion, Policy } from "../model/model.js";
import { type Context, leftAfter, shown } from "./chains.js";
import { codesOf, type Gains, isWithin, lazyGains, type Tokens, untilNothingChanges } from "./data.js";
import type { Failure } from "./guide.js";
import type { Proving } from "./narrowing.js";

type NoFlow = Extract<Assertion, { kind: "no-flow" }>;

export function flows({ labels, assertions }: Policy, proving: Proving): Failure | undefined {
  const asked = assertions.filter((assertion): assertion is NoFlow => assertion.kind === "no-flow");
  if (asked.length === 0) return undefined;
  const codes = codesOf(labels);
  const gains = lazyGains(proving, codes);
  const { chains, ask } = proving;
  const passes = ({ hop }: Context): Tokens => codes.upTo(hop.pass) | codes.untrusted;
  const reached = new Map<Gains, (context: Context) => Tokens>();
  const heldOn = (by: Gains): ((context: Context) => Tokens) => {
    const found = reached.get(by) ?? heldBy(proving, by, passes, codes.everything & ~codes.untrusted);
    reached.set(by, found);
    return found;
  };
  for (const { of, to } of asked) {
    const kept = codes.everything & ~(of === "untrusted" ? codes.untrusted : codes.from(of));
    const what = of === "untrusted" ? of : (labels.names[of] ?? "");
    for (const context of chains.contexts) {
      const { hop, lefts } = context;
      const check = (party: string, tokensOf: (by: Gains) => Tokens): Failure | undefined => {
        const isKept = isWithin(gains, tokensOf, kept);
        return typeof isKept === "boolean" ? ask.within("no flow", what, party, isKept, () => `${shown(hop)}: no ${what} flows to ${party}`) : isKept;
      };
      const failure =
        (to.has(hop.to.name) ? check(hop.to.name, (by) => heldOn(by)(context)) : undefined) ??
        (hop.from.kind === "principal" && to.has(hop.from.name)
          ? check(hop.from.name, ({ replied }) => [...lefts].reduce((all, left) => all | replied(context, left), 0n))
          : undefined);
      if (failure !== undefined) return failure;
    }
  }
  return undefined;
}

/** What is held at the end of a context's chains. `fromPrincipals`: what a principal may pass on. */
function heldBy({ chains }: Proving, by: Gains, passes: (context: Context) => Tokens, fromPrincipals: Tokens): (context: Context) => Tokens {
  const held: Tokens[] = [];
  const handed = chains.stands.map(() => new Map<number, Tokens>());
  /** True where more is handed on than was known. */
  const hold = (context: Context, left: number, passed: Tokens): boolean => {
    const tokens = (passed & passes(context)) | by.gained(context, left);
    held[context.id] = (held[context.id] ?? 0n) | tokens;
    if (context.stand === undefined || left < 1) return false;
    const at = handed[context.stand.id];
    const before = at?.get(left) ?? 0n;
    at?.set(left, before | tokens);
    return (tokens & ~before) !== 0n;
  };
  for (const start of chains.starts) for (const left of start.lefts) hold(start, left, fromPrincipals);
  untilNothingChanges(chains.stands, ({ id, departures }, left) => {
    const tokens = handed[id]?.get(left) ?? 0n;
    let changed = false;
    for (const context of departures) changed = hold(context, leftAfter(context.hop, left), tokens) || changed;
    return changed;
  });
  return (context) => held[context.id] ?? 0n;
}
