/** Say of a secret what has to be said: whether it is minted for each hop, and then how long it lives. */
import type { Fix, Rule } from "./fix.js";
import { behindBrace } from "./text.js";

/** As long as one may live; of those too long for a hop that uses it a shorter one checks. */
const lives = ["15m", "5m", "1m"];

export const completeSecret: Rule = {
  codes: ["syntax"],
  propose({ snapshot, file, node, start }): readonly Fix[] {
    if (node?.kind !== "secret" || node.name.span.start !== start) return [];
    const open = snapshot.slice(file, node.span).indexOf("{");
    if (open < 0) return [];
    const fix = (name: string, text: string): Fix => ({
      name,
      title: `Add \`${text}\``,
      edits: [behindBrace(snapshot, file, node.span.start + open + 1, text)],
      isPreferred: false,
    });
    const perHop = (word: string): readonly Fix[] => lives.map((life) => fix("per hop", `ttl ${life}${word}`));
    if (node.lifetime !== undefined) return node.ttl === undefined ? perHop("") : [];
    return [...(node.ttl === undefined ? perHop("  per hop") : [fix("per hop", "per hop")]), fix("shared", "shared")];
  },
};
