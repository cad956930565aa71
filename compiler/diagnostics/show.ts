/** Values and requests in the words of the language, so that what a diagnostic shows can be pasted into a test. */
import type { Json } from "../../stdlib/runtime/value.js";
import type { Witness } from "./diagnostic.js";

/** The words that are always words: as a name each needs its backticks. */
const reserved = new Set(["has", "not", "and", "or", "in", "like", "under", "matches", "is", "true", "false", "null", "effect"]);

/** A name as a policy has to write it. */
export function showName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !reserved.has(name) ? name : `\`${name}\``;
}

/** A JSON value as a literal of the language; what can't be seen on a screen is escaped. */
export function showValue(value: Json): string {
  if (typeof value === "string") return escapeUnseen(JSON.stringify(value), (unit) => `\\u${unit.toString(16).padStart(4, "0")}`);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(showValue).join(", ")}]`;
  const fields = Object.entries(value).map(([name, each]) => `${showName(name)}: ${showValue(each)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

/** `orders.refund(order: "", amount: 51)` */
export function showCall(action: string, args: Readonly<Record<string, Json>>): string {
  const shown = Object.entries(args).map(([name, value]) => `${showName(name)}: ${showValue(value)}`);
  return `${action.split(".").map(showName).join(".")}(${shown.join(", ")})`;
}

/** What a witness says, as rows of a heading and what stands under it. */
export function showWitness(witness: Witness): readonly { readonly heading: string; readonly text: string }[] {
  const rows = [{ heading: "chain", text: witness.chain.map(showName).join(" → ") }];
  const params = Object.entries(witness.params).map(([name, value]) => `${name} = ${showValue(value)}`);
  if (params.length > 0) rows.push({ heading: "where", text: params.join(", ") });
  if (witness.action !== undefined) rows.push({ heading: "request", text: showCall(witness.action, witness.args) });
  const facts = Object.entries(witness.context).map(([name, value]) => `${showName(name)}: ${showValue(value)}`);
  if (facts.length > 0) rows.push({ heading: "context", text: `{ ${facts.join(", ")} }` });
  if (witness.approvals.length > 0) rows.push({ heading: "approved by", text: witness.approvals.map(showName).join(", ") });
  if (witness.now !== undefined) rows.push({ heading: "at", text: showValue(witness.now) });
  return rows;
}

/** Control characters, marks that turn the direction of a text, and others that have no shape of their own. */
export const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/u;

/** A text in which every character that can't be seen, or that changes how others are seen, is written as its number. */
export function visible(text: string): string {
  return Array.from(text, (character) => (unseen.test(character) ? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}` : character)).join("");
}

function escapeUnseen(text: string, write: (unit: number) => string): string {
  const escaped = (character: string): string => Array.from({ length: character.length }, (_, i) => write(character.charCodeAt(i))).join("");
  return Array.from(text, (character) => (unseen.test(character) ? escaped(character) : character)).join("");
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}
