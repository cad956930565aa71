/** The codes of diagnostics as names that a person may type. */
import { type Code, severities } from "./diagnostic.js";

/** Every code: the errors, the warnings, then the notes. */
export const codes: readonly Code[] = Object.keys(severities).filter(isCode);

export function isCode(text: string): text is Code {
  return Object.hasOwn(severities, text);
}
