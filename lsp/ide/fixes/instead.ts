/** Put what the diagnostic itself proposes in the place's stead. */
import { type Code, codes } from "../../../compiler/index.js";
import type { Fix, Rule } from "./fix.js";
import { remove, replace } from "./text.js";

/** Whichever code has it. */
const all: readonly Code[] = codes;

export const instead: Rule = {
  codes: all,
  propose({ snapshot, finding, file, start, end, text }): readonly Fix[] {
    const proposed = finding.instead ?? [];
    return proposed.map((other, at): Fix => {
      // What is taken away leaves no blanks behind; what stood next to something keeps apart from it.
      const isWhole = other === "" && text.trim() !== "" && finding.code !== "syntax";
      return {
        name: `instead ${at}`,
        title: other === "" ? `Remove \`${text}\`` : text === "" ? `Write \`${other}\`` : `Write \`${other}\` here`,
        edits: [isWhole ? remove(snapshot, file, { start, end }) : replace(file, { start, end }, other)],
        isPreferred: proposed.length === 1,
      };
    });
  },
};
