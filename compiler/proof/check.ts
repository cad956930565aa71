/**
 * The check of a certificate, on one page. What must hold is enumerated from the policy itself; the certificate is read along
 * with it, entry by entry, and each piece of evidence is replayed. Nothing is searched for: where the certificate has no
 * answer, or one that does not hold, that is the verdict.
 */
import type { Json } from "../../stdlib/runtime/value.js";
import type { Policy } from "../model/model.js";
import type { Catalogue, Certificate, Entry } from "./certificate.js";
import { constraintTable } from "./constraints.js";
import type { Failure, Guide } from "./guide.js";
import { digestOf } from "./normal.js";
import { type Counts, obligations } from "./obligations.js";
import type { Question } from "./question.js";

/** Whether evidence shows that no request satisfies what is asked: `undefined` if it does, else why not. */
export type Refuted = (question: Question, evidence: Json) => string | undefined;

export type Verdict =
  /** The policy lets no chain carry authority that a shorter part of it did not, and its other rules hold. */
  { readonly kind: "holds"; readonly counts: Counts } | ({ readonly kind: "fails" } & Failure);

export function check(policy: Policy, certificate: Certificate, refuted: Refuted): Verdict {
  const fails = (of: string, why: string): Verdict => ({ kind: "fails", of, why });
  const constraints = constraintTable();
  if (certificate.policy !== digestOf(policy, constraints)) return fails("the policy", "the certificate is that of another policy");
  if (shownCatalogues(certificate.catalogues) !== shownCatalogues(cataloguesOf(policy)))
    return fails("the catalogues", "the tools were imported from others");
  const { guide, unread } = reader(certificate, refuted);
  const found = obligations(policy, constraints, guide);
  if ("why" in found) return { kind: "fails", ...found };
  const left = unread();
  if (left !== undefined) return fails(left, "no obligation asks for it");
  const rows = found.rows.map((row) => JSON.stringify(row));
  const odd = certificate.compared.find((row, at) => JSON.stringify(row) !== rows[at]);
  if (odd !== undefined || certificate.compared.length !== rows.length)
    return fails(odd === undefined ? "what was compared" : odd.join(" "), "what was compared is not what there is to compare");
  return { kind: "holds", counts: found.counts };
}

/** The catalogues that the tools of a policy were imported from. */
export function cataloguesOf({ tools }: Policy): Certificate["catalogues"] {
  return tools.flatMap(({ name, source }) => (source === undefined ? [] : [{ tool: name, source: source.name, digest: source.digest }]));
}

function shownCatalogues(catalogues: readonly Catalogue[]): string {
  return JSON.stringify(catalogues.map(({ tool, source, digest }) => [tool, source, digest]));
}

/** A guide that reads the answers off a certificate, each in its turn. */
function reader(certificate: Certificate, refuted: Refuted): { readonly guide: Guide; readonly unread: () => string | undefined } {
  const { entries, evidence, ways } = certificate;
  const at = { steps: 0, entries: 0, witnesses: 0, runs: 0 };

  /** Whether the entry shows one of the questions: its form. */
  const replay = (of: string, entry: Entry, questions: readonly Question[]): number | Failure => {
    const [, form = -1, number = -1] = entry;
    const question = questions[form];
    const shown = evidence[number];
    if (question === undefined || shown === undefined) return { of, why: "it has no such form or no such evidence" };
    const why = refuted(question, shown);
    return why === undefined ? form : { of, why };
  };
  const next = (of: string): Entry | Failure => {
    const entry = entries[at.entries++];
    if (entry === undefined) return { of, why: "there is no entry for it" };
    return entry[0] === of ? entry : { of, why: `in its place stands \`${entry[0]}\`` };
  };

  const guide: Guide = {
    way: () => ways[certificate.steps[at.steps++] ?? -1],
    refuted: (of, questions) => {
      const entry = next(of);
      return "why" in entry ? entry : replay(of, entry, questions);
    },
    perhapsRefuted: (of, question) => {
      const entry = next(of);
      if ("why" in entry) return entry;
      if (entry.length === 1) return false;
      const form = replay(of, entry, [question]);
      return typeof form === "number" ? true : form;
    },
    witness: () => certificate.witnesses[at.witnesses++] ?? undefined,
    run: () => certificate.runs[at.runs++],
  };
  return {
    guide,
    unread: () => {
      const entry = entries[at.entries];
      if (entry !== undefined) return entry[0];
      const isLeft = (["steps", "witnesses", "runs"] as const).find((list) => certificate[list].length !== at[list]);
      return isLeft === undefined ? undefined : `the ${isLeft}`;
    },
  };
}
