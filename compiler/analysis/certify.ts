/**
 * Making the certificate of a policy: its obligations are gone through just as the checker goes through them, and each answer
 * that it will ask for is found and written down.
 */
import type { Json } from "../../stdlib/runtime/value.js";
import type { Policy } from "../model/model.js";
import type { Certificate, Entry } from "../proof/certificate.js";
import { cataloguesOf } from "../proof/check.js";
import { type Constraints, constraintTable } from "../proof/constraints.js";
import { framesOf } from "../proof/environment.js";
import type { Failure, Guide, Run, Shown, Way } from "../proof/guide.js";
import { digestOf } from "../proof/normal.js";
import { obligations } from "../proof/obligations.js";
import type { Question } from "../proof/question.js";
import { covers } from "../scope/covers.js";
import { exists, find, includes } from "../scope/narrower.js";
import { refute } from "../scope/refute.js";
import { type Authority, authorityOf } from "./authority.js";
import { type Chains, chainsOf } from "./chains.js";
import { fulfil } from "./fulfil.js";
import { waysOf } from "./ways.js";

export type Certified =
  | { readonly kind: "certificate"; readonly certificate: Certificate }
  /** There is none: the first obligation for which nothing was found that shows it. */
  | ({ readonly kind: "none" } & Failure);

/** How a question is answered: evidence that no request satisfies it, or why there is none. */
export type Finder = (question: Question) => { readonly evidence: Json } | { readonly why: string };

/** The certificate of a policy in which `remit check` finds no error. Of one with a hop that could not be read there is none. */
export function certify(policy: Policy, finder: Finder = findEvidence): Certified {
  const mistaken = policy.hops.find(({ erroneous }) => erroneous);
  if (mistaken !== undefined) return { kind: "none", of: `${mistaken.from.name} -> ${mistaken.to.name}`, why: "the hop has an error" };
  const constraints = constraintTable();
  const digest = digestOf(policy, constraints);
  const { guide, written } = writer(policy, constraints, finder);
  const found = obligations(policy, constraints, guide);
  if ("why" in found) return { kind: "none", of: found.of, why: found.why };
  return { kind: "certificate", certificate: { policy: digest, catalogues: cataloguesOf(policy), compared: found.rows, ...written } };
}

const findEvidence: Finder = (question) => {
  const found = refute(question);
  switch (found.kind) {
    case "refuted":
      return { evidence: found.evidence as Json };
    case "open":
      return { why: "there may be such a request" };
    case "too-complex":
      return { why: `it is too complex: ${found.limit}` };
  }
};

type Written = Pick<Certificate, "ways" | "steps" | "entries" | "evidence" | "witnesses" | "runs">;

/** A guide that finds each answer and keeps it. */
function writer(policy: Policy, constraints: Constraints, finder: Finder): { readonly guide: Guide; readonly written: Written } {
  const waysToKeep = waysOf(policy, constraints, framesOf(policy, constraints));
  const ways = tableOf<Way>();
  const evidence = tableOf<Json>();
  const written = {
    ways: ways.values,
    steps: [] as number[],
    entries: [] as Entry[],
    evidence: evidence.values,
    witnesses: [] as (Shown | null)[],
    runs: [] as Run[],
  };
  let analysed: { readonly chains: Chains; readonly authority: Authority } | undefined;
  const analysis = (): { readonly chains: Chains; readonly authority: Authority } => {
    const chains = analysed?.chains ?? chainsOf(policy, { covers, exists, find, includes });
    analysed ??= { chains, authority: authorityOf(chains) };
    return analysed;
  };

  const guide: Guide = {
    way: (hop, environment, frame) => {
      const way = waysToKeep(hop, environment, frame) ?? { to: 0, keep: {}, facts: [], received: [] };
      written.steps.push(ways.numberOf(way));
      return way;
    },
    refuted: (of, questions) => {
      let why = "there is no question";
      for (const [form, question] of questions.entries()) {
        const found = finder(question);
        if ("evidence" in found) {
          written.entries.push([of, form, evidence.numberOf(found.evidence)]);
          return form;
        }
        why = found.why;
      }
      return { of, why };
    },
    perhapsRefuted: (of, question) => {
      const found = finder(question);
      written.entries.push("evidence" in found ? [of, 0, evidence.numberOf(found.evidence)] : [of]);
      return "evidence" in found;
    },
    witness: (_, { signature, impossible }) => {
      const answer = find(signature, impossible);
      const { args, params, context, now, approvals } = answer.kind === "found" ? answer.request : nobody;
      const shown = answer.kind === "found" ? { args, params, context, now, approvals } : undefined;
      written.witnesses.push(shown ?? null);
      return shown;
    },
    run: (_, assertion) => {
      const { chains, authority } = analysis();
      const run = fulfil(chains, authority, assertion);
      if (run !== undefined) written.runs.push(run);
      return run;
    },
  };
  return { guide, written };
}

const nobody: Shown = { args: {}, params: {}, context: {}, now: 0, approvals: [] };

/** Values that are written alike, once each. */
function tableOf<T>(): { readonly values: readonly T[]; numberOf(value: T): number } {
  const values: T[] = [];
  const numbers = new Map<string, number>();
  return {
    values,
    numberOf: (value) => {
      const key = JSON.stringify(value);
      const number = numbers.get(key) ?? values.push(value) - 1;
      numbers.set(key, number);
      return number;
    },
  };
}
