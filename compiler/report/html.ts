/** The report as one page: nothing is loaded and no script runs; light or dark as its reader has it, and it prints. */
import { visible } from "../diagnostics/show.js";
import { escapeMarkup } from "../graph/markup.js";
import { readOwn } from "../host/package.js";
import type { AnswerReport, ControlReport, FrameworkReport, PolicyReport, Report, Where } from "./report.js";
import { countWords, limits, meanings, proofWords, readingOf, refusalWords, verdictOf, verdicts, verdictWords } from "./words.js";

export function renderHtml({ policies }: Report): string {
  const names = policies.map(({ entry }) => entry).join(", ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(`What ${names} shows of standards`)}</title>
<style>
${(readOwn("compiler/report/page.css") ?? "").trimEnd()}
</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<header>
<h1>What these policies show of standards</h1>
<p>${text(names)}</p>
</header>
<nav aria-label="Contents">
<ul>
${policies.map((policy, index) => `<li><a href="#p${index}">${text(policy.entry)}</a><ul>${policy.frameworks.map(({ framework }) => `<li><a href="#p${index}-${framework.short}">${text(framework.name)}</a></li>`).join("")}<li><a href="#p${index}-answers">What was asked</a></li></ul></li>`).join("\n")}
</ul>
</nav>
<main id="main">
<section class="about">
<dl>
${verdicts.map((verdict) => `<div><dt>${badge(verdict, verdictWords[verdict])}</dt><dd>${text(meanings[verdict])}</dd></div>`).join("\n")}
</dl>
<h2>What this report does not claim</h2>
<ul>
${limits.map((limit) => `<li>${words(limit)}</li>`).join("\n")}
</ul>
</section>
${policies.map((policy, index) => ofPolicy(policy, `p${index}`)).join("\n")}
</main>
</body>
</html>
`;
}

function ofPolicy(policy: PolicyReport, id: string): string {
  const { entry, refusedFor, frameworks, answers } = policy;
  const refusal = refusalWords(policy);
  return `<section id="${id}">
<h2>${text(entry)}</h2>
${refusal === undefined ? "" : `<div class="refused" role="alert"><p><strong>Refused.</strong> ${words(refusal)}</p>\n<ul>\n${refusedFor.map(({ code, message, where }) => `<li>${at(where)} <code>${text(code)}</code>: ${words(message)}</li>`).join("\n")}\n</ul></div>\n`}<p>${text(proofWords(policy))}</p>
${frameworks.map((framework) => ofFramework(framework, id)).join("\n")}
<section id="${id}-answers">
<h3>What was asked of the policy</h3>
${answers.map((answer) => ofAnswer(answer, id)).join("\n")}
</section>
</section>`;
}

function ofFramework(report: FrameworkReport, id: string): string {
  const { framework, counts, controls } = report;
  return `<section id="${id}-${framework.short}">
<h3>${text(framework.name)} <small>${text(framework.version)}</small></h3>
<p>${text(countWords(counts))}. ${text(readingOf(report))}</p>
<div class="wide" tabindex="0" role="region" aria-label="${text(framework.name)}">
<table>
<thead><tr><th scope="col">Control</th><th scope="col">What it is about</th><th scope="col">Judgement</th><th scope="col">By</th></tr></thead>
<tbody>
${controls.map((control) => row(control, id)).join("\n")}
</tbody>
</table>
</div>
<p class="source">Ids and titles: ${text(framework.publisher)}; from ${framework.sources.map(text).join("; ")}. What each is about is said in words of this project.</p>
</section>`;
}

function row(control: ControlReport, id: string): string {
  const { title, summary, isUnverified, decidedBy, beside, limit, verdict } = control;
  const speaking = [...decidedBy, ...beside.filter((each) => each.verdict === "not-met")];
  const by = speaking.map(
    (each) => `<li><a href="#${id}-${each.question}">${text(each.question)}</a> <span class="soft">${text(verdictWords[each.verdict])}</span></li>`,
  );
  return `<tr>
<th scope="row">${text(control.id)}</th>
<td><strong>${text(title)}</strong><br>${text(summary)}${isUnverified ? ' <em class="soft">Not held against the publisher\u2019s own text.</em>' : ""}</td>
<td>${badge(verdict, verdictOf(control))}</td>
<td>${by.length === 0 ? "" : `<ul class="by">${by.join("")}</ul>`}${limit === undefined ? "" : `<p class="soft">Not covered: ${words(limit)}</p>`}</td>
</tr>`;
}

function ofAnswer({ question, claim, verdict, says, shows, more, limit }: AnswerReport, id: string): string {
  const rest = more === 0 ? "" : `\n<li>and ${more.toLocaleString("en")} more</li>`;
  return `<article id="${id}-${question}">
<h4><code>${text(question)}</code> ${badge(verdict, verdictWords[verdict])}</h4>
<p>${words(claim)}</p>
<p><strong>${words(says)}</strong></p>
${shows.length === 0 ? "" : `<ul class="shows">\n${shows.map((each) => `<li>${at(each.where)} ${words(each.words)}</li>`).join("\n")}${rest}\n</ul>`}
${limit === undefined ? "" : `<p class="soft">Not shown by it: ${words(limit)}</p>`}
</article>`;
}

function badge(verdict: string, shown: string): string {
  return `<span class="verdict ${verdict}">${text(shown)}</span>`;
}

function at({ file, start }: Where): string {
  return `<code>${text(file)}:${start.line + 1}</code>`;
}

/** What a policy says is text, never markup, and can't turn or hide what stands around it. */
function text(value: string): string {
  return escapeMarkup(visible(value));
}

/** The same, with names in backticks as code. */
function words(value: string): string {
  return text(value).replace(/`([^`]*)`/g, "<code>$1</code>");
}
