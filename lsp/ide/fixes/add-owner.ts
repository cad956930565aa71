/** Have an agent answered for by whoever answers for all others of its domain. */
import type { Fix, Rule } from "./fix.js";
import { behindBrace } from "./text.js";

export const addOwner: Rule = {
  codes: ["no-owner"],
  propose({ snapshot, file, node }): readonly Fix[] {
    if (node?.kind !== "agent") return [];
    const [policy] = snapshot.policiesOf(file);
    const others = (policy?.lowered.value.agents ?? []).filter(({ domain }) => domain?.name === node.domain?.text);
    const owners = new Set(others.flatMap(({ owner }) => owner ?? []));
    const [owner] = owners;
    if (owner === undefined || owners.size > 1) return [];
    const text = `owner ${JSON.stringify(owner)}`;
    const open = snapshot.slice(file, node.span).indexOf("{");
    if (open < 0) return [];
    const edit = behindBrace(snapshot, file, node.span.start + open + 1, text);
    return [{ name: "owner", title: `Add \`${text}\`, as for the others`, edits: [edit], isPreferred: false }];
  },
};
