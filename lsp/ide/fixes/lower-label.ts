/** Pass or reply a lower label: the highest with which it checks. */
import type { Ast } from "../../../compiler/index.js";
import { showName } from "../../../compiler/index.js";
import { type Fix, hopAt, type Rule, type Site } from "./fix.js";
import { insertIntoHop, openedBy, remove, replace } from "./text.js";

export const lowerLabel: Rule = {
  codes: ["wider-data", "over-clearance", "unapproved-crossing"],
  propose(site): readonly Fix[] {
    const at = hopAt(site);
    if (at === undefined) return [];
    const { labels } = at.policy.lowered.value;
    const names = labels.names.map((name, label) => ({ name, label }));
    // The more labels it bounds, the higher it is.
    const height = (label: number): number => names.filter((each) => labels.within(each.label, label)).length;
    const lower = (than: number): readonly { readonly name: string; readonly label: number }[] =>
      names.filter(({ label }) => label !== than && labels.within(label, than)).sort((a, b) => height(b.label) - height(a.label));
    const { node, hop } = at;
    const passed = node.pass === undefined ? [] : lower(hop.pass).map(({ name, label }) => passes(site, node.pass, name, label === labels.lowest));
    // Without a `reply` all that the recipient may hold comes back.
    const bound = hop.reply?.label;
    const back = bound === undefined ? names.sort((a, b) => height(b.label) - height(a.label)) : lower(bound);
    const replied = site.finding.code === "over-clearance" ? back.flatMap(({ name }) => replies(site, node, name)) : [];
    // Whether less is to be passed or somebody is to approve is not ours to say.
    return [...passed, ...replied].map((each) => ({ ...each, isPreferred: site.finding.code !== "unapproved-crossing" }));
  },
};

function passes({ snapshot, file }: Site, pass: Ast.Name | undefined, label: string, isLowest: boolean): Fix {
  const span = pass?.span ?? { start: 0, end: 0 };
  return isLowest
    ? {
        name: "pass",
        title: "Pass no more than the lowest label",
        edits: [remove(snapshot, file, openedBy(snapshot, file, "pass", span))],
        isPreferred: true,
      }
    : { name: "pass", title: `Pass \`${label}\``, edits: [replace(file, span, showName(label))], isPreferred: true };
}

function replies({ snapshot, file }: Site, node: Ast.DelegateDecl, label: string): readonly Fix[] {
  const edit =
    node.reply === undefined
      ? insertIntoHop(snapshot, file, node, "reply", `reply ${showName(label)}`)
      : replace(file, node.reply.label.span, showName(label));
  return edit === undefined ? [] : [{ name: "reply", title: `Say \`reply ${label}\``, edits: [edit], isPreferred: true }];
}
