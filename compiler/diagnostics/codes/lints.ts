/** The words of the warnings and the information that concern what a policy may well mean, but seldom does. */
import type { Place } from "../../base/span.js";
import { type Diagnostic, diagnostic, type Witness } from "../diagnostic.js";

const listed = (items: readonly string[], word: "and" | "or" = "and"): string =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} ${word} ${items.at(-1)}`;

/** Names in backticks, and no more of them than are read. */
const named = (names: readonly string[], word: "and" | "or" = "and"): string => {
  const shown = names.slice(0, 4).map((name) => `\`${name}\``);
  return names.length > shown.length ? `${shown.join(", ")} and ${names.length - shown.length} more` : listed(shown, word);
};

/** A hop as messages name it. */
export interface HopWords {
  readonly from: string;
  readonly to: string;
  readonly task: string;
  readonly place: Place;
}

const arrow = (hop: HopWords): string => `\`${hop.from} -> ${hop.to}\` for \`${hop.task}\``;

export const noOwner = (place: Place, agent: string): Diagnostic =>
  diagnostic("no-owner", place, `nobody answers for \`${agent}\``, { help: 'Add `owner "…"`: who is asked when it does what it should not' });

export const unreachableAgent = (place: Place, agent: string): Diagnostic =>
  diagnostic("unreachable-agent", place, `no hop leads to \`${agent}\`, so that no chain reaches it`, {
    help: `Delegate something to \`${agent}\`, or remove it`,
  });

export const opaqueEffect = (place: Place, action: string, argument: string, holds: string): Diagnostic =>
  diagnostic(
    "opaque-effect",
    place,
    `\`${action}\` is said to read only, but its argument \`${argument}\` can hold ${holds}, and what that does no clause can see`,
    {
      help: "Declare the effect that the worst argument has, or give the argument a type that bounds it",
    },
  );

export const sharedRuntime = (place: Place, runtime: string, lacks: string, has: string, secrets: readonly string[], where: Place): Diagnostic =>
  diagnostic(
    "shared-runtime",
    place,
    `\`${lacks}\` and \`${has}\` run in one runtime, "${runtime}", and only \`${has}\` has ${secrets.length === 1 ? "the secret" : "the secrets"} ${named(secrets)}: what runs in \`${lacks}\` can reach ${secrets.length === 1 ? "it" : "them"} there`,
    { related: [{ message: `has ${named(secrets)}`, place: where }], help: "Give each its own runtime" },
  );

export const sharedSecret = (place: Place, secret: string, users: readonly { readonly agent: string; readonly hop: Place }[]): Diagnostic =>
  diagnostic(
    "shared-secret",
    place,
    `\`${secret}\` is shared by ${named(users.map((user) => user.agent))}: it can't be taken from one of them alone, nor tell which of them used it`,
    {
      related: users.slice(0, 4).map((user) => ({ message: `\`${user.agent}\` may use it by this hop`, place: user.hop })),
      help: "Mint it `per hop`, or give each agent a secret of its own",
    },
  );

export const deadHop = {
  noChain: (hop: HopWords, why: string, related: Diagnostic["related"]): Diagnostic =>
    diagnostic("dead-hop", hop.place, `${arrow(hop)} stands in no chain: ${why}`, {
      related,
      help: "Remove it, or hand its delegator what it needs to make it",
    }),
  require: (place: Place, hop: HopWords): Diagnostic =>
    diagnostic("dead-hop", place, `${arrow(hop)} can never be made: what it requires can't hold on any chain that leads here`, {
      related: [{ message: "the hop", place: hop.place }],
      help: "Weaken the requirement, or remove the hop",
    }),
} as const;

export const deadClause = {
  unreached: (place: Place, verb: string, why: string, related: Diagnostic["related"] = []): Diagnostic =>
    diagnostic("dead-clause", place, `no request reaches this \`${verb}\`: ${why}`, { related, help: "Remove it, or mend its `where`" }),
  covered: (place: Place, verb: string, by: readonly Place[]): Diagnostic =>
    diagnostic(
      "dead-clause",
      place,
      `this \`${verb}\` changes nothing: ${by.length === 1 ? "another clause covers" : "other clauses together cover"} all of it`,
      {
        related: by.slice(0, 4).map((each) => ({ message: "covered by this clause", place: each })),
        help: "Remove it",
      },
    ),
} as const;

export const noNarrowing = (hop: HopWords, above: HopWords): Diagnostic =>
  diagnostic("no-narrowing", hop.place, `${arrow(hop)} hands on all that \`${hop.from}\` received to use`, {
    related: [{ message: `\`${hop.from}\` received it here`, place: above.place }],
    help: `Allow only what \`${hop.task}\` needs, or \`relay\` to \`${hop.from}\` what it does not use itself`,
  });

export const unapprovedCrossing = {
  effect: (place: Place, hop: HopWords, domain: string, action: string, effect: string): Diagnostic =>
    diagnostic(
      "unapproved-crossing",
      place,
      `${arrow(hop)} hands \`${action}\` (${effect}) to the external domain \`${domain}\`, and nobody approves`,
      {
        help: "Add `approval by PRINCIPAL` to the hop, or allow no more than reading",
      },
    ),
  returns: (place: Place, hop: HopWords, domain: string, action: string, label: string): Diagnostic =>
    diagnostic(
      "unapproved-crossing",
      place,
      `${arrow(hop)} lets \`${label}\` data of \`${action}\` into the external domain \`${domain}\`, and nobody approves`,
      {
        help: "Add `approval by PRINCIPAL` to the hop",
      },
    ),
  pass: (place: Place, hop: HopWords, domain: string, label: string): Diagnostic =>
    diagnostic(
      "unapproved-crossing",
      place,
      `${arrow(hop)} passes \`${label}\` context into the external domain \`${domain}\`, and nobody approves`,
      {
        related: [{ message: "the hop", place: hop.place }],
        help: "Add `approval by PRINCIPAL` to the hop, or pass no more than the lowest label",
      },
    ),
} as const;

export const unapprovedDestructive = (place: Place, hop: HopWords, actions: readonly string[], witness: Witness | undefined): Diagnostic =>
  diagnostic(
    "unapproved-destructive",
    place,
    `\`${hop.to}\` may use ${named(actions)}, which ${actions.length === 1 ? "is" : "are"} destructive, without anybody's approval`,
    {
      related: [{ message: "on this hop", place: hop.place }],
      help: "Add `approved by PRINCIPAL` to the clause, or `approval by PRINCIPAL` to the hop",
      ...(witness && { witness }),
    },
  );

export const lethalTrifecta = (
  place: Place,
  agent: string,
  chain: readonly string[],
  uses: { readonly reads: Use; readonly ingests: Use; readonly sends: Use },
  label: string,
): Diagnostic =>
  diagnostic(
    "lethal-trifecta",
    place,
    `on the chain ${chain.map((party) => `\`${party}\``).join(" -> ")}, \`${agent}\` may send data out while it holds \`${label}\` data and text that an attacker may have written: that text can have the data sent`,
    {
      related: [
        { message: `reads \`${label}\` data: \`${uses.reads.action}\``, place: uses.reads.place },
        { message: `lets an attacker's text in: \`${uses.ingests.action}\``, place: uses.ingests.place },
        { message: `sends data out: \`${uses.sends.action}\``, place: uses.sends.place },
      ],
      help: "Take one of the three from this chain, or have what comes back checked: `reply LABEL trusted`",
    },
  );

export interface Use {
  readonly action: string;
  readonly place: Place;
}

export const unboundedSpend = (place: Place, hop: HopWords, action: string, unit: string, argument: string | undefined): Diagnostic =>
  diagnostic(
    "unbounded-spend",
    place,
    argument === undefined
      ? `\`${hop.to}\` may spend \`${unit}\` with \`${action}\` as often as it likes: no hop of the chain has a budget of \`${unit}\` or of \`calls\``
      : `\`${hop.to}\` may spend any amount of \`${unit}\` with \`${action}\`: nothing bounds \`${argument}\`, and no hop of the chain has a budget of \`${unit}\``,
    {
      related: [{ message: "on this hop", place: hop.place }],
      help: `Add \`budget N ${unit}\` to the hop${argument === undefined ? "" : `, or bound \`${argument}\``}`,
    },
  );

export const chosenParameter = (place: Place, hop: HopWords, param: string, action: string, what: string, clause: Place): Diagnostic =>
  diagnostic(
    "chosen-parameter",
    place,
    `\`${hop.from}\` chooses \`$${param}\`, which bounds \`${action}\` (${what}), and no approval shows what it chose`,
    {
      related: [{ message: `bounds \`${action}\` here`, place: clause }],
      help: `Add \`approval by PRINCIPAL\` to the hop, bind it with \`from context.FACT\`, or pin it with \`require $${param} == received.…\``,
    },
  );

export const constantAtom = (code: "always-true" | "always-false", place: Place, atom: string): Diagnostic =>
  diagnostic(code, place, `\`${atom}\` is always ${code === "always-true" ? "true" : "false"}: the types of what it speaks of leave no other value`, {
    help: code === "always-true" ? "Leave it out, or write what it was meant to say" : "Write what it was meant to say",
  });

export const unusedAuthority = (
  place: Place,
  party: string,
  kind: "ceiling" | "holds",
  unused: readonly string[],
  fitting: "nothing" | { readonly clause?: string },
): Diagnostic =>
  diagnostic(
    "unused-authority",
    place,
    kind === "ceiling"
      ? `the ceiling of \`${party}\` allows ${named(unused)}, and no chain lets it use ${unused.length === 1 ? "that" : "those"} so`
      : `\`${party}\` holds ${named(unused)}, and hands ${unused.length === 1 ? "it" : "them"} to no chain so`,
    {
      help:
        fitting === "nothing"
          ? "Remove the clause"
          : fitting.clause === undefined
            ? "Name only the actions that are used"
            : `Write \`${fitting.clause}\``,
      ...(fitting === "nothing" ? { instead: [""] } : fitting.clause === undefined ? {} : { instead: [fitting.clause] }),
    },
  );
