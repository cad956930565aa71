/** Write the known name that was most likely meant. */
import { proposedIn, showName } from "../../../compiler/index.js";
import type { Fix, Rule, Site } from "./fix.js";
import { replace } from "./text.js";

export const spelling: Rule = {
  codes: ["unknown-name", "type-mismatch"],
  propose(site): readonly Fix[] {
    const { finding, file, start, end } = site;
    const meant = proposedIn(finding.message)?.replace(/^\$/, "");
    if (meant === undefined) return [];
    return formsOf(site, meant).map((form) => ({
      name: "spelling",
      title: `Change to \`${meant}\``,
      edits: [replace(file, { start, end }, form)],
      isPreferred: true,
    }));
  },
};

/** As what stands there is written: a text, a parameter, a part of a longer way, a code in a comment. */
function formsOf({ finding, text }: Site, meant: string): readonly string[] {
  if (text.startsWith('"')) return [JSON.stringify(meant)];
  const wrong = /`\$?([^`]+)`[^`]*; did you mean /.exec(finding.message)?.[1] ?? "";
  const sign = text.startsWith("$") ? "$" : "";
  const inside = text.split(wrong);
  const isPart = wrong !== "" && inside.length === 2 && text !== wrong && text !== `\`${wrong}\``;
  return [...(isPart ? [inside.join(text.startsWith("//") ? meant : showName(meant))] : []), `${sign}${showName(meant)}`];
}
