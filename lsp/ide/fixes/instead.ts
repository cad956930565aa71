/** Put what the diagnostic itself proposes in the place's stead. */
import { type Code, codes } from "../../../compiler/index.js";
import type { Fix, Rule } from "./fix.js";
import { lineAt, remove, replace } from "./text.js";

/** Whichever code has it. */
const all: readonly Code[] = codes;

export const instead: Rule = {
  codes: all,
  propose({ snapshot, finding, file, start, end, text }): readonly Fix[] {
    const proposed = finding.instead ?? [];
    const rest = snapshot.slice(file, { start: end, end: lineAt(snapshot, file, end).end });
    // What is taken out from the middle of a line may stand in the middle of a name.
    const isLast = rest.trim() === "" || rest.trimStart().startsWith("//");
    return proposed.map(
      (other, at): Fix => ({
        name: `instead ${at}`,
        title: other === "" ? `Remove \`${short(text)}\`` : `Write \`${short(other)}\``,
        edits: [
          other === "" && (isLast || finding.code !== "syntax") ? remove(snapshot, file, { start, end }) : replace(file, { start, end }, other),
        ],
        isPreferred: proposed.length === 1,
      }),
    );
  },
};

function short(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > 70 ? `${line.slice(0, 70)}…` : line;
}
