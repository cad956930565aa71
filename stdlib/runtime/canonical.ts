/** The one text of a JSON value (RFC 8785), which digests and signatures are taken over. */
import { createHash } from "node:crypto";
import { type Json, wellFormed } from "./value.js";

/**
 * No blanks, members sorted by the UTF-16 units of their names, numbers and strings as ECMAScript writes them. Throws where
 * the value has no such text: a number that is not finite, a lone surrogate.
 */
export function canonical(value: Json): string {
  switch (typeof value) {
    case "string":
      return quoted(value);
    case "number":
      if (!Number.isFinite(value)) throw new Error(`${value} has no canonical text`);
      return JSON.stringify(value);
    case "boolean":
      return String(value);
    case "object":
      break;
    default:
      throw new Error(`a ${typeof value} has no canonical text`);
  }
  if (value === null) return "null";
  let text = "";
  if (Array.isArray(value)) {
    for (const each of value as readonly Json[]) text += text === "" ? canonical(each) : `,${canonical(each)}`;
    return `[${text}]`;
  }
  const record = value as { readonly [name: string]: Json | undefined };
  for (const name of sorted(Object.keys(record))) {
    const member = record[name];
    if (member !== undefined) text += `${text === "" ? "" : ","}${quoted(name)}:${canonical(member)}`;
  }
  return `{${text}}`;
}

/** Most come in order, and to find that is cheaper than to put them there. */
function sorted(names: string[]): readonly string[] {
  for (let i = 1; i < names.length; i++) if ((names[i - 1] ?? "") > (names[i] ?? "")) return names.sort();
  return names;
}

/** SHA-256 of a text in UTF-8, in hexadecimal. */
export function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** Printable ASCII but the quotation mark and the backslash stands as it is. */
const plain = /^[ !#-[\]-~]*$/;

function quoted(text: string): string {
  if (plain.test(text)) return `"${text}"`;
  if (!wellFormed(text)) throw new Error("a text with a lone surrogate has no canonical text");
  return JSON.stringify(text);
}
