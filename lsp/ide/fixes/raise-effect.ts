/** Declare the effect that an action may have at worst. */
import type { Fix, Rule } from "./fix.js";
import { replace } from "./text.js";

export const raiseEffect: Rule = {
  codes: ["opaque-effect"],
  propose({ node, file, start }): readonly Fix[] {
    if (node?.kind !== "tool") return [];
    const action = node.actions.find(({ span }) => span.start <= start && start < span.end);
    const word = action?.effect;
    if (word === undefined) return [];
    return (["write", "destructive"] as const).map((effect) => ({
      name: effect,
      title: `Declare it \`${effect}\``,
      edits: [replace(file, word.span, effect)],
      isPreferred: false,
    }));
  },
};
