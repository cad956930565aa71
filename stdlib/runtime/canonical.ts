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
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const record = value as { readonly [name: string]: Json | undefined };
  const members: string[] = [];
  for (const name of Object.keys(record).sort()) {
    const member = record[name];
    if (member !== undefined) members.push(`${quoted(name)}:${canonical(member)}`);
  }
  return `{${members.join(",")}}`;
}

/** SHA-256 of a text in UTF-8, in hexadecimal. */
export function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

function quoted(text: string): string {
  if (!wellFormed(text)) throw new Error("a text with a lone surrogate has no canonical text");
  return JSON.stringify(text);
}
