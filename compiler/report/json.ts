/** The report as JSON, version 1 of the document. */

import type { Report } from "./report.js";
import { limits, verdicts } from "./words.js";

/** One document and a line end. The same policies give the same bytes. */
export function renderJson({ policies }: Report): string {
  const document = {
    version: 1,
    ok: policies.every(({ refusedFor }) => refusedFor.length === 0),
    limits,
    policies: policies.map(({ entry, refusedFor, proof, frameworks, answers }) => ({
      entry,
      ok: refusedFor.length === 0,
      refusedFor: refusedFor.map(({ code, message, where }) => ({ code, message, ...where })),
      proof,
      frameworks: frameworks.map(({ framework, counts, controls }) => ({
        ...framework,
        counts: Object.fromEntries(verdicts.map((verdict) => [verdict, counts[verdict]])),
        controls: controls.map(({ isPart, isUnverified, decidedBy, beside, ...control }) => ({
          ...control,
          part: isPart,
          unverified: isUnverified,
          decidedBy: decidedBy.map(({ question }) => question),
          beside: beside.map(({ question }) => question),
        })),
      })),
      answers: answers.map(({ shows, ...answer }) => ({ ...answer, shows: shows.map(({ words, where }) => ({ words, ...where })) })),
    })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
