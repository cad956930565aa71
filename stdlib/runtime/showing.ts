/**
 * What a person is shown who is asked to approve: every value whole, and each character that is not seen as what it is (control
 * characters, those that turn the direction of text, those without width, line ends) written out.
 */
import type { Json } from "./value.js";

export interface Told {
  readonly kind: "call" | "hop";
  readonly what: string;
  readonly by: string;
  readonly chain: readonly string[];
  readonly task: string;
  readonly purpose: string;
  readonly values: { readonly [name: string]: Json };
  readonly message?: Json | undefined;
  readonly untrusted: boolean;
  readonly expires: number;
}

/** Nobody reads more; what can't be shown whole is not asked, since the end is where one would hide something. */
export const tooLongToShow = 20_000;

export function wordsOf(told: Told): string {
  const values = Object.entries(told.values);
  return [
    told.kind === "call" ? `May ${showText(told.chain.at(-1) ?? "")} call ${showText(told.what)}?` : `May this be handed on: ${showText(told.what)}?`,
    `Asked of: ${showText(told.by)}`,
    `Chain: ${told.chain.map(showText).join(" -> ")}`,
    `Task: ${showText(told.task)} (${showText(told.purpose)})`,
    ...(values.length === 0 ? ["No arguments."] : values.map(([name, value]) => `  ${showText(name)} = ${showValue(value)}`)),
    ...(told.message === undefined ? [] : [`  said with it: ${showValue(told.message)}`]),
    ...(told.untrusted ? ["It may have read text that an attacker wrote."] : []),
    `Good until ${new Date(told.expires).toISOString()}`,
  ].join("\n");
}

function showValue(value: Json): string {
  return escaped(JSON.stringify(value));
}

function showText(text: string): string {
  const shown = escaped(text);
  return /^[\w .@:/>-]*$/.test(shown) ? shown : escaped(JSON.stringify(text));
}

/** A space but the plain one is not told from it, nor from nothing, so that it is written out too. */
const unseen = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

/** Each character that is not seen, as `\u{…}`. */
export function escaped(text: string): string {
  return text.replace(unseen, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
