/** Lemmas about texts. */
import { isWellFormed } from "../../../stdlib/runtime/value.js";
import type { States, TextEvidence } from "../evidence.js";
import type { Literal, Vocabulary } from "./formula.js";
import { type Bond, isRefutedTogether } from "./prefixes.js";
import { follow, keyOf, representatives, suits, type TextLiteral, trackerOf } from "./tracker.js";

/** What a clause of texts assumes if none of its literals holds. */
export interface TextAssumptions {
  /** Groups of variables that are equal, each with all that is known of them. */
  readonly groups: readonly (readonly TextLiteral[])[];
  readonly bonds: readonly Bond[];
}

/** `undefined` where a literal is of no text. */
export function textAssumptions({ atoms, texts }: Vocabulary, clause: readonly Literal[]): TextAssumptions | undefined {
  const literals: { readonly variable: number; readonly literal: TextLiteral }[] = [];
  const relations: { readonly relation: "equal" | "under"; readonly left: number; readonly right: number; readonly holds: boolean }[] = [];
  for (const each of clause) {
    const atom = atoms[Math.abs(each) - 1];
    const holds = each < 0;
    if (atom?.kind === "text") literals.push({ variable: atom.variable, literal: { test: atom.test, holds } });
    else if (atom?.kind === "text-relation") relations.push({ ...atom, holds });
    else return undefined;
  }
  const groups = new Map<number, { readonly number: number; readonly members: readonly number[] }>();
  const variables = [...literals.map(({ variable }) => variable), ...relations.flatMap(({ left, right }) => [left, right])].sort((a, b) => a - b);
  for (const variable of variables) if (!groups.has(variable)) groups.set(variable, { number: variable, members: [variable] });
  for (const { relation, left, right, holds } of relations) {
    const [one, other] = [groups.get(left), groups.get(right)];
    if (relation !== "equal" || !holds || one === undefined || other === undefined || one === other) continue;
    const joined = { number: Math.min(one.number, other.number), members: [...one.members, ...other.members] };
    for (const member of joined.members) groups.set(member, joined);
  }
  const all = [...new Set(groups.values())].sort((a, b) => a.number - b.number);
  const groupOf = (variable: number): number => all.findIndex(({ members }) => members.includes(variable));
  return {
    groups: all.map(({ members }) => [
      ...literals.filter(({ variable }) => members.includes(variable)).map(({ literal }) => literal),
      ...members.flatMap((variable) => (texts[variable] ?? []).map((test) => ({ test, holds: true }))),
    ]),
    bonds: relations.flatMap(({ relation, left, right, holds }): readonly Bond[] => {
      if (relation === "equal" && holds) return [];
      return [{ kind: relation === "equal" ? "different" : holds ? "under" : "apart", left: groupOf(left), right: groupOf(right) }];
    }),
  };
}

/** Whether the evidence shows that no texts are as assumed. */
export function refutesTexts({ groups, bonds }: TextAssumptions, by: TextEvidence): boolean {
  if ("points" in by) return isRefutedTogether(groups, bonds, by);
  const [only, ...others] = groups;
  if (only === undefined || others.length > 0) return false;
  // A text that differs from itself, or is not under itself.
  if (bonds.some(({ kind }) => kind !== "under")) return true;
  return "words" in by ? noneSuits(only) : isClosed(only, by.states);
}

/** Whether each of the values that one literal lists contradicts another. */
function noneSuits(literals: readonly TextLiteral[]): boolean {
  const listed = literals.flatMap(({ test, holds }) => (test.kind === "set" && holds ? [test.values] : []));
  const [values] = listed.sort((a, b) => a.length - b.length);
  return values?.every((value) => !isWellFormed(value) || literals.some((literal) => !suits(literal, value))) ?? false;
}

/** Whether the states are all that texts lead to, and none is one of a text that suits the literals. */
function isClosed(literals: readonly TextLiteral[], states: States): boolean {
  const tracker = trackerOf(literals);
  const vectors = follow(tracker, states);
  if (vectors === undefined) return false;
  const listed = new Set(vectors.map(keyOf));
  const points = representatives(literals);
  return vectors.every(
    (vector) =>
      !tracker.accepts(vector) &&
      points.every((point) => {
        const next = tracker.next(vector, point);
        return tracker.isDead(next) || listed.has(keyOf(next));
      }),
  );
}
