/** The words about declarations: tools, parties, hops and their bounds, and the values of tests. */
import type { Place } from "../../base/span.js";
import { type Diagnostic, diagnostic } from "../diagnostic.js";

const mismatch = (place: Place, message: string, help?: string): Diagnostic =>
  diagnostic("type-mismatch", place, message, help === undefined ? {} : { help });

// Tools

export function loweredEffect(place: Place, said: string, effect: string, declared: Place, byDefault: boolean): Diagnostic {
  const why = byDefault ? `its declaration names no effect, so that it counts as \`${effect}\`` : `its declaration says \`${effect}\``;
  return diagnostic("type-mismatch", place, `an annotation may raise an effect, not lower it to \`${said}\`: ${why}`, {
    related: [{ message: "declared here", place: declared }],
    help: "Change the tool's own declaration if that is wrong",
  });
}

export function contradictsTool(place: Place, attribute: string, label: string, stated: string, declared: Place): Diagnostic {
  const rule = attribute === "returns" ? "may raise the label that an action returns" : "may lower the label that an action sends";
  return diagnostic("type-mismatch", place, `an annotation ${rule}, and \`${label}\` does not do so for \`${stated}\``, {
    related: [{ message: "stated here", place: declared }],
  });
}

export function repeatedUnit(place: Place, unit: string, other: Place): Diagnostic {
  return diagnostic("duplicate-name", place, `this action says twice what it spends in \`${unit}\``, {
    related: [{ message: "said here", place: other }],
  });
}

export function callsUnit(place: Place): Diagnostic {
  return mismatch(place, "the unit `calls` counts calls, one for each; no action spends it otherwise", "Give the unit another name");
}

export function spendAmount(place: Place): Diagnostic {
  return mismatch(place, "what is spent is a number, 0 or more, and what it is divided by is more than 0");
}

export function notSpendable(place: Place, argument: string, type: string): Diagnostic {
  return mismatch(place, `what is spent must be a required number, and \`${argument}\` is ${type}`);
}

export function digestForm(place: Place): Diagnostic {
  return mismatch(place, "a digest is `sha256:` and 64 hexadecimal digits, in lower case");
}

export function perHopNeedsTtl(place: Place, secret: string): Diagnostic {
  return mismatch(
    place,
    `the secret \`${secret}\` is minted for one hop and must say how long it lives`,
    "Add a `ttl`, or say `shared` if it lives on its own",
  );
}

// Parties

export function repeatedIdentity(place: Place, identity: string, other: string, agent: string, declared: Place): Diagnostic {
  return diagnostic(
    "shared-identity",
    place,
    `\`${agent}\` has the identity of \`${other}\`, ${JSON.stringify(identity)}: nobody could tell which of them acts`,
    {
      related: [{ message: `the identity of \`${other}\``, place: declared }],
      help: "Give each agent an identity of its own",
    },
  );
}

export function emptyText(place: Place, what: string): Diagnostic {
  return mismatch(place, `the ${what} of an agent is not empty`, "Say what it is, or leave it out");
}

/** What no chain can do, since chains end at agents. */
export function neverLast(place: Place, principal: string): Diagnostic {
  return mismatch(
    place,
    `no chain ends at the principal \`${principal}\`, so that this says nothing`,
    "Name agents here; what a principal can give is bounded by its `holds`",
  );
}

/** A domain of one's own in which no agent stands. */
export function nobodyMeant(place: Place, domain: string, declared: Place): Diagnostic {
  return diagnostic("dead-clause", place, `no agent is in the domain \`${domain}\`, so that this says nothing`, {
    related: [{ message: "declared here", place: declared }],
    help: "Say which agents stand in it, with `agent NAME in …`",
  });
}

// Scopes

export function emptyNamedScope(place: Place, scope: string, verb: string): Diagnostic {
  return diagnostic("dead-clause", place, `the scope \`${scope}\` covers no request here, so that this \`${verb}\` says nothing`, {
    help: "Give it an `allow` that something satisfies, or leave the clause out",
  });
}

/** A named scope is filled in before there is a request. */
export function scopeArgumentOfAction(place: Place, argument: string, scope: string): Diagnostic {
  return mismatch(
    place,
    `\`${argument}\` is an argument of an action, and a named scope is given literals, constants, parameters and facts only`,
    `Write the condition on it as \`${scope}(…) where …\``,
  );
}

export function noRelayHere(place: Place): Diagnostic {
  return mismatch(place, "only a hop can `relay`: a scope, a ceiling and what is held say what may be used", "Write `allow`");
}

export function noReceivedHere(place: Place): Diagnostic {
  return mismatch(place, "`received` has no meaning here: only a hop hands on what its delegator received");
}

export function scopeArgumentCount(place: Place, scope: string, params: readonly string[], given: number): Diagnostic {
  const wants =
    params.length === 0
      ? "no parameters"
      : `${params.length === 1 ? "one parameter" : `${params.length} parameters`}, ${params.map((name) => `\`${name}\``).join(", ")}`;
  return mismatch(place, `the scope \`${scope}\` has ${wants}, and is given ${given}`);
}

export function scopeArgumentType(place: Place, given: string, wanted: string): Diagnostic {
  return mismatch(place, `${given} is not of the type ${wanted}`);
}

export function scopeParamOptional(place: Place): Diagnostic {
  return mismatch(place, "a scope's parameter is always given; it can't be optional");
}

// Hops

export function hopParamOptional(place: Place): Diagnostic {
  return mismatch(place, "a hop's parameter is always given; it can't be optional", "Let its type admit `null`, or make a second hop");
}

export function liveFactBound(place: Place, fact: string, declared: Place): Diagnostic {
  return diagnostic("type-mismatch", place, `\`context.${fact}\` is \`live\`: it is not known when the hop is made`, {
    related: [{ message: "declared here", place: declared }],
    help: "Bind from a fact that is fixed when the chain starts",
  });
}

export function factDiffers(place: Place, param: string, type: string, fact: string, factType: string, declared: Place): Diagnostic {
  return diagnostic("type-mismatch", place, `the parameter \`${param}\` is ${type}, and \`context.${fact}\` is ${factType}`, {
    related: [{ message: "declared here", place: declared }],
  });
}

export function missingTtl(place: Place, from: string, to: string): Diagnostic {
  return diagnostic("missing-ttl", place, `the hop from \`${from}\` to \`${to}\` has no \`ttl\`, and so no end`, {
    help: "Say how long it may last, `ttl 15m` for example",
  });
}

/** `lacking`: no clause of it gives anything; else those that do cover no request. */
export function emptyScope(place: Place, to: string, lacking: boolean): Diagnostic {
  const why = lacking ? "it has neither `allow` nor `relay`" : "what it names covers no request";
  return diagnostic("empty-scope", place, `this hop hands \`${to}\` nothing: ${why}`, {
    help: "Say what it may use with `allow`, or what it may only hand on with `relay`",
  });
}

export function unguardedDelegator(place: Place, agent: string, declared: Place): Diagnostic {
  return diagnostic(
    "unguarded-delegator",
    place,
    `\`${agent}\` is \`unguarded\`: no guard runs there that could hold a hop of its making to its bounds`,
    {
      related: [{ message: "declared here", place: declared }],
      help: "Run a guard there and take `unguarded` away, or let another agent make the hop",
    },
  );
}

/** Handing on to an agent that makes no hop. */
export function unguardedHandsOn(place: Place, agent: string, what: "relay" | "depth"): Diagnostic {
  const says = what === "relay" ? "what it may only hand on is of no use to it" : "no hop can follow";
  return diagnostic("dead-clause", place, `\`${agent}\` is \`unguarded\` and makes no hop, so that ${says}`, {
    help: what === "relay" ? "Write `allow` if it is to use this, else leave it out" : "Leave it out, or say `depth 0`",
  });
}

export function repeatedBudget(place: Place, unit: string, windows: boolean, other: Place): Diagnostic {
  return diagnostic("duplicate-name", place, `this hop bounds \`${unit}\` twice ${windows ? "in windows of one length" : "in all"}`, {
    related: [{ message: "bounded here", place: other }],
    help: "Keep the lower bound",
  });
}

export function notCount(place: Place, what: string, least: number): Diagnostic {
  return mismatch(place, `${what} is a whole number, ${least} or more`);
}

export function notAmount(place: Place, problem: string): Diagnostic {
  return mismatch(place, problem);
}

/** No hop above can have the parameter. */
export function notReceived(place: Place, param: string, principal: string | undefined): Diagnostic {
  const why =
    principal === undefined ? "no hop that leads here has such a parameter" : `the hop starts at \`${principal}\`, and nothing is received there`;
  return diagnostic("unknown-name", place, `\`received.${param}\` is never received: ${why}`);
}

export function receivedDiffers(place: Place, param: string, types: readonly { readonly type: string; readonly place: Place }[]): Diagnostic {
  return diagnostic("type-mismatch", place, `the hops that lead here give \`received.${param}\` different types`, {
    related: types.map((each) => ({ message: `here it is ${each.type}`, place: each.place })),
    help: "Give the parameter one type, or another name on one of the ways",
  });
}

// Tests

export function expectsNothing(place: Place, name: string): Diagnostic {
  return mismatch(place, `the test ${JSON.stringify(name)} expects nothing, so that it can't fail`, "Add an `allow`, a `deny` or `refuse hop`");
}

export function missingArgument(place: Place, action: string, argument: string, type: string): Diagnostic {
  return mismatch(place, `\`${action}\` needs the argument \`${argument}\`, ${type}`);
}

export function repeatedArgument(place: Place, name: string): Diagnostic {
  return diagnostic("duplicate-name", place, `\`${name}\` is given twice`);
}

export function badTime(place: Place, text: string): Diagnostic {
  return mismatch(place, `${JSON.stringify(text)} is not a time that exists, written "YYYY-MM-DDTHH:MM:SSZ"`);
}
