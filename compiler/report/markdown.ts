/** The report in Markdown: a table for each framework, then what was asked, with the declarations that show it. */
import { visible } from "../diagnostics/show.js";
import type { AnswerReport, ControlReport, FrameworkReport, PolicyReport, Report, Where } from "./report.js";
import { countWords, limits, meanings, proofWords, readingOf, refusalWords, verdictOf, verdicts, verdictWords } from "./words.js";

export function renderMarkdown({ policies }: Report): string {
  return [
    "# What these policies show of standards",
    "",
    ...verdicts.map((verdict) => `- **${verdictWords[verdict]}**: ${meanings[verdict]}`),
    "",
    "What this report does not claim:",
    "",
    ...limits.map((limit) => `- ${limit}`),
    "",
    ...policies.flatMap(ofPolicy),
  ].join("\n");
}

function ofPolicy(policy: PolicyReport): readonly string[] {
  const { entry, refusedFor, frameworks, answers } = policy;
  const refusal = refusalWords(policy);
  return [
    `## ${inline(entry)}`,
    "",
    ...(refusal === undefined
      ? []
      : [`> **Refused.** ${refusal}`, ">", ...refusedFor.map(({ code, message, where }) => `> - ${at(where)} \`${code}\`: ${inline(message)}`), ""]),
    proofWords(policy),
    "",
    ...frameworks.flatMap(ofFramework),
    "### What was asked of the policy",
    "",
    ...answers.flatMap(ofAnswer),
  ];
}

function ofFramework(report: FrameworkReport): readonly string[] {
  const { framework, counts, controls } = report;
  return [
    `### ${inline(framework.name)}, ${inline(framework.version)}`,
    "",
    `${countWords(counts)}. ${readingOf(report)}`,
    "",
    "| control | | judgement | by |",
    "|---|---|---|---|",
    ...controls.map(row),
    "",
    `Ids and titles: ${framework.publisher}; from ${framework.sources.map(inline).join("; ")}. What each is about is said in words of this project.`,
    "",
  ];
}

function row(control: ControlReport): string {
  const { id, title, summary, isUnverified, decidedBy, beside, limit } = control;
  const about = `**${inline(title)}** ${inline(summary)}${isUnverified ? " *Not held against the publisher's own text.*" : ""}`;
  const by = [...decidedBy, ...beside.filter(({ verdict }) => verdict === "not-met")].map(
    ({ question, verdict }) => `\`${question}\` ${verdictWords[verdict]}`,
  );
  const left = limit === undefined ? "" : ` Not covered: ${inline(limit)}`;
  return `| ${inline(id)} | ${about} | **${verdictOf(control)}** | ${by.join(", ")}${by.length > 0 && left !== "" ? "." : ""}${left} |`;
}

function ofAnswer({ question, claim, verdict, says, shows, more, limit }: AnswerReport): readonly string[] {
  return [
    `#### \`${question}\`: ${verdictWords[verdict]}`,
    "",
    `${inline(claim)}`,
    "",
    inline(says),
    "",
    ...shows.map(({ words, where }) => `- ${at(where)} ${inline(words)}`),
    ...(more === 0 ? [] : [`- and ${more.toLocaleString("en")} more`]),
    ...(shows.length === 0 ? [] : [""]),
    ...(limit === undefined ? [] : [`Not shown by it: ${inline(limit)}`, ""]),
  ];
}

function at({ file, start }: Where): string {
  return `\`${visible(file).replaceAll("`", "'")}:${start.line + 1}\``;
}

/** What Markdown would read as markup; an underscore inside a word is none. */
const markup = /[\\*[\]<|#~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g;

/** What a policy says is text, never markup. Names in backticks stay code. */
function inline(text: string): string {
  return visible(text)
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(markup, (sign) => `\\${sign}`)))
    .join("");
}
