/** The pages of all rules as one page in Markdown: a list, then each. */
import { codes } from "./code.js";
import { type Code, type Severity, severities } from "./diagnostic.js";
import { weaknesses } from "./weaknesses.js";

/** The groups of codes, in the order in which they are shown. */
export const groups: readonly { readonly severity: Severity; readonly title: string }[] = [
  { severity: "error", title: "Errors" },
  { severity: "warning", title: "Warnings" },
  { severity: "info", title: "Notes" },
];

/** The first heading of a rule's page. */
export function titleOf(page: string): string {
  return /^# (.*)$/m.exec(page)?.[1] ?? "";
}

/** `pageOf`: the page that documents a code. */
export function rulesPage(pageOf: (code: Code) => string | undefined): string {
  const shown = groups.map(({ severity, title }) => ({ title, of: codes.filter((code) => severities[code] === severity) }));
  const rows = shown.flatMap(({ title, of }) => [
    "",
    `## ${title}`,
    "",
    "| code | | weakness |",
    "|---|---|---|",
    ...of.map((code) => `| [\`${code}\`](#${code}) | ${titleOf(pageOf(code) ?? "")} | ${(weaknesses[code] ?? []).map(linkTo).join(", ")} |`),
  ]);
  const pages = shown.flatMap(({ of }) => of.flatMap((code) => ["", ...sectionOf(code, pageOf(code) ?? "")]));
  return [`# The rules of \`remit check\``, "", preface, ...rows, ...pages, ""].join("\n");
}

const preface = `What \`remit check\` can say of a policy: ${codes.length} codes. Errors can't be switched off. A warning or note can be, at a place and with a reason
(\`// remit-allow CODE: the reason\`), or for all of a repository in its \`remit.json\`. Each rule has an example of which \`remit check\` says just
that, and a fixed one of which it says nothing; tests hold both. This page is what \`remit explain --all\` prints.`;

function linkTo(weakness: number): string {
  return `[CWE-${weakness}](https://cwe.mitre.org/data/definitions/${weakness}.html)`;
}

/** A page as a part of the whole: its code as the heading, so that a link finds it, and its own headings below that. */
function sectionOf(code: Code, page: string): readonly string[] {
  const [, ...body] = page.trim().split("\n");
  let isCode = false;
  const lines = body.map((line) => {
    if (line.startsWith("```")) isCode = !isCode;
    return !isCode && line.startsWith("## ") ? `#${line}` : line;
  });
  return [`## ${code}`, "", `**${titleOf(page)}** · ${severities[code]}`, ...lines];
}
