/** Have an agent answered for by whoever answers for all others of its domain. */
import type { Fix, Rule } from "./fix.js";
import { insertAfter, replace } from "./text.js";

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
    const spans = [node.identity, node.runtime, node.clearance, node.ceiling].flatMap((each) => each?.span ?? []);
    const open = snapshot.slice(file, node.span).indexOf("{");
    if (open < 0) return [];
    const brace = { start: node.span.start + open, end: node.span.start + open + 1 };
    const edit = spans.length === 0 ? replace(file, { start: brace.end, end: brace.end }, ` ${text} `) : insertAfter(snapshot, file, brace, text);
    return [{ name: "owner", title: `Add \`${text}\`, as for the others`, edits: [indented(edit)], isPreferred: false }];
  },
};

/** What follows the opening brace is indented further than its line. */
function indented<E extends { readonly text: string }>(edit: E): E {
  return { ...edit, text: edit.text.replace(/^(\r?\n)(.*)$/s, "$1  $2") };
}
