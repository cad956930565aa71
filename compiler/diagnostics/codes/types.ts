/** The words about types and expressions: what can't be compared, what may not stand where it stands, and what an author may not have meant. */
import type { Place } from "../../base/span.js";
import { type Diagnostic, diagnostic } from "../diagnostic.js";

const mismatch = (place: Place, message: string, help?: string): Diagnostic =>
  diagnostic("type-mismatch", place, message, help === undefined ? {} : { help });

// Types

export function cyclicType(place: Place, cycle: readonly string[]): Diagnostic {
  const chain = cycle.map((name) => `\`${name}\``).join(" → ");
  return mismatch(place, `the type \`${cycle[0]}\` is made of itself: ${chain}`, "Use `Any` where values nest without end");
}

export function builtInName(place: Place, name: string): Diagnostic {
  return diagnostic("duplicate-name", place, `\`${name}\` is a type of the language`, { help: "Give the alias another name" });
}

export function ambiguousUnion(place: Place, member: string, other: string, why: string): Diagnostic {
  return mismatch(place, `${member} can't be told from ${other} in this union: ${why}`);
}

export function repeatedMember(place: Place, member: string): Diagnostic {
  return mismatch(place, `${member} stands in this union already`);
}

export function nestedRefinement(place: Place, type: string): Diagnostic {
  const help = "Refine the elements one by one, or the list as a whole";
  return mismatch(
    place,
    `${type} is refined with \`all\` or \`some\`, so that it can't be the element of a list: a quantifier would stand inside a quantifier`,
    help,
  );
}

export function noFromHere(place: Place): Diagnostic {
  return mismatch(place, "only the parameter of a hop can be bound with `from`");
}

// Operands

export function argumentLacking(place: Place, argument: string, action: string): Diagnostic {
  return mismatch(
    place,
    `\`${action}\` has no argument \`${argument}\`, and the clause names it`,
    "Split the clause, so that each `where` speaks of arguments that all of its actions have",
  );
}

export function argumentDiffers(place: Place, argument: string, actions: readonly [string, string], types: readonly [string, string]): Diagnostic {
  return mismatch(
    place,
    `\`${argument}\` is ${types[0]} for \`${actions[0]}\` but ${types[1]} for \`${actions[1]}\``,
    "Split the clause, so that the argument has one type in each part",
  );
}

/** With `tool.*`, `any` and `received` a clause covers the actions that fit; here none does. */
export function noActionFits(place: Place, names: readonly string[]): Diagnostic {
  return mismatch(place, `no action that this clause could cover has the arguments ${names.map((name) => `\`${name}\``).join(" and ")} together`);
}

export function constantHasNoFields(place: Place, name: string): Diagnostic {
  return mismatch(place, `\`${name}\` is a constant, and has no fields`);
}

export function noFields(place: Place, field: string, type: string): Diagnostic {
  return mismatch(place, `a value of the type ${type} has no field \`${field}\``);
}

export function opaque(place: Place): Diagnostic {
  return mismatch(
    place,
    "this is `Any`, which no expression can look into",
    "Only `has` and `is` can ask about it; give it a type if its form is known",
  );
}

export function twoMeanings(place: Place, field: string, type: string): Diagnostic {
  return mismatch(place, `\`.${field}\` could be a field or a part of a URL, as the type is ${type}`);
}

const places: Readonly<Record<string, string>> = {
  clause: "here",
  scope: "in a named scope",
  require:
    "in a `require`: the hop is made before there is a request, so that it speaks of parameters, `received` and the context that is not `live`",
  bound: "here: ceilings, `holds`, top-level `deny` and assertions speak of no hop, and so of no parameters",
  refinement: "in the refinement of a type, which speaks of `it` and of constants",
};

export function notHere(place: Place, text: string, use: string): Diagnostic {
  return mismatch(place, `\`${text}\` has no meaning ${places[use] ?? "here"}`);
}

export function liveFactInRequire(place: Place, fact: string): Diagnostic {
  return mismatch(
    place,
    `\`context.${fact}\` is \`live\`: it comes with each request, and is not known when the hop is made`,
    "Ask for it in the `where` of the clauses instead",
  );
}

// Atoms

export function notComparable(place: Place, left: string, right: string): Diagnostic {
  return mismatch(place, `${left} and ${right} can't be compared`);
}

export function intAgainstNumber(place: Place): Diagnostic {
  return mismatch(place, "an Int and a Number can't be compared with each other", "Give both the type Number, or both the type Int");
}

/** A field that is of one sort in one member of a union and of another in another, where JSON writes both alike. */
export function mixedSorts(place: Place, types: readonly string[]): Diagnostic {
  const members = types.slice(0, 2).join(" in one member of its union and ");
  return mismatch(
    place,
    `this is ${members} in another, and no value says which it is`,
    "Give both one type, or a name of its own in each; only `has` and `is` can ask about it as it is",
  );
}

/** `like` about what may be a String or a Path. */
export function ambiguousGlob(place: Place): Diagnostic {
  return mismatch(
    place,
    "this is a Path in one member of its union and a String in another, and `*` and `?` stop at `/` in a Path only",
    "Use `matches`, which means the same for both, or give both one type",
  );
}

/** A part of a URL, of what may be another text. */
export function partOfMixed(place: Place, part: string, type: string): Diagnostic {
  return mismatch(
    place,
    `\`.${part}\` is a part of a URL, and this may be another text: it is ${type}`,
    "Give it the type Url in each member of its union",
  );
}

export function notOrdered(place: Place, relation: string, type: string): Diagnostic {
  return mismatch(place, `\`${relation}\` orders numbers, dates and times, and this is ${type}`);
}

export function compareNull(place: Place): Diagnostic {
  return mismatch(place, "`null` is not compared with", "Write `x is null`, or `not (x is null)`");
}

/** A literal that is not of the type that it meets. */
export function badConstant(place: Place, problem: string): Diagnostic {
  return mismatch(place, problem);
}

export function emptyRange(place: Place, low: string, high: string, integers: boolean): Diagnostic {
  return mismatch(place, `the range from ${low} to ${high} is empty${integers ? ": no integer is in it" : ""}`);
}

export function wrongSubject(place: Place, verb: string, type: string): Diagnostic {
  const about: Readonly<Record<string, string>> = {
    like: "`like` is about a String, a Path or a part of a URL",
    matches: "`matches` is about a String, a Path or a part of a URL",
    under: "`under` is about Paths",
    in: "`in` is about scalars",
  };
  const help = type === "Url" && verb !== "in" ? "Ask about one of its parts: `.scheme`, `.host`, `.port` or `.path`" : undefined;
  return mismatch(place, `${about[verb] ?? verb}, and this is ${type}`, help);
}

export function badPattern(place: Place, problem: string): Diagnostic {
  return mismatch(place, problem);
}

export function patternTooLarge(place: Place, size: number): Diagnostic {
  return diagnostic(
    "too-complex",
    place,
    `this pattern comes to ${size > 1e15 ? "more than 10^15" : size} steps with its repeats and nesting written out, which is too many`,
    {
      help: "Use `*` or `+` where the exact count does not matter",
    },
  );
}

export function notANetwork(place: Place, text: string): Diagnostic {
  return mismatch(place, `${text} is no block of addresses`, 'Write it as `"10.0.0.0/8"`; several single values go into a list, `in ["…"]`');
}

export function notInAKind(place: Place, type: string): Diagnostic {
  return mismatch(place, `only an Ip can be \`in\` a block of addresses, and this is ${type}`, 'Write `in ["…"]` for a list of values');
}

export function notAList(place: Place, type: string, verb: string): Diagnostic {
  const what = verb === "counts" ? "`size` counts" : verb === "runs over" ? "`all` and `some` run over" : "`in` looks in";
  return mismatch(place, `${what} a list, and this is ${type}`);
}

export function unlistedConstant(place: Place): Diagnostic {
  return mismatch(
    place,
    "`all` and `some` run over lists of the request or of a parameter, not over a constant",
    "Use the constant after `in`: `x in NAME`",
  );
}

export function differentElements(place: Place, first: string, other: string): Diagnostic {
  return mismatch(place, `the elements of this list are ${other}, those of the list before it ${first}`, "Write one `all` or `some` for each list");
}

export function nestedQuantifier(place: Place): Diagnostic {
  return mismatch(
    place,
    "a quantifier can't stand inside a quantifier: with that, nobody could decide whether one scope is within another",
    "Inside, `x in list` and comparisons are what can be said",
  );
}

export function notABool(place: Place, type: string): Diagnostic {
  return mismatch(place, `an operand alone must be a Bool, and this is ${type}`, "Compare it with something, or ask `has`");
}

export function notWhole(place: Place, what: string): Diagnostic {
  return mismatch(place, `${what} is a whole number`);
}

export function refusedApproval(place: Place, deny: boolean): Diagnostic {
  const why = deny ? "what a `deny` covers would be allowed for want of an approval" : "the request would be allowed for want of an approval";
  return mismatch(place, `\`approved by\` can't be turned round: ${why}`, "An approval may add authority, never take it away");
}

// Warnings

export function absentArgument(place: Place, argument: string, deny: boolean): Diagnostic {
  const effect = deny ? "this `deny` does not reach a request without it" : "this decides nothing as one might expect for a request without it";
  return diagnostic("absent-argument", place, `\`${argument}\` is optional, and an atom about an absent argument is false: ${effect}`, {
    help: `Say what holds without it: \`has ${argument} and …\`, or \`not has ${argument} or …\``,
  });
}

/** An action that a clause over many does not cover, and why. */
export interface LeftOut {
  readonly action: string;
  readonly why: string;
}

/** A `deny` or a claim over `any` or `tool.*` covers the actions that have its arguments, and no other. */
export function leavesAlone(place: Place, left: readonly LeftOut[], deny: boolean): Diagnostic {
  const shown = left.slice(0, 3).map(({ action, why }) => `\`${action}\` (${why})`);
  const more = left.length > shown.length ? ` and ${left.length - shown.length} more` : "";
  return diagnostic("absent-argument", place, `this ${deny ? "`deny`" : "assertion"} leaves alone ${shown.join(", ")}${more}`, {
    help: `Split it so that each part speaks of the arguments of its actions, or name the actions that are meant`,
  });
}

export function alwaysTrue(place: Place): Diagnostic {
  return diagnostic("always-true", place, "this is always true");
}

export function alwaysFalse(place: Place): Diagnostic {
  return diagnostic("always-false", place, "this is always false");
}

// Values that are given

export function wrongValue(place: Place, problem: string): Diagnostic {
  return mismatch(place, problem);
}
