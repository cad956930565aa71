/** What the certificate of a policy is held to, whatever the policy is. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { certify } from "../../compiler/analysis/certify.js";
import type { Code } from "../../compiler/diagnostics/diagnostic.js";
import { diskHost } from "../../compiler/host/disk.js";
import { packageFolder } from "../../compiler/host/package.js";
import { load } from "../../compiler/load.js";
import type { Policy } from "../../compiler/model/model.js";
import { readCertificates, writeCertificates } from "../../compiler/proof/certificate.js";
import { check } from "../../compiler/proof/check.js";
import { refuted } from "../../compiler/proof/refuted.js";

/** The errors that a certificate says are not there. */
const provable: readonly Code[] = [
  "wider-scope",
  "wider-ttl",
  "wider-depth",
  "wider-budget",
  "wider-data",
  "over-ceiling",
  "over-principal",
  "over-clearance",
  "secret-outlives-hop",
  "failed-assertion",
];

/** Where no error was found there is a certificate, and it holds as it stands in a file; where one was, there is none. */
export function agrees(policy: Policy, errors: readonly Code[]): "accepted" | "refused" | "another error" {
  const certified = certify(policy);
  if (errors.length > 0) {
    if (!errors.some((code) => provable.includes(code))) return "another error";
    expect(certified.kind, errors.join()).toBe("none");
    return "refused";
  }
  if (certified.kind === "none") throw new Error(`${certified.of}: ${certified.why}`);
  const read = readCertificates(writeCertificates([certified.certificate]));
  if (typeof read === "string" || read[0] === undefined) throw new Error(String(read));
  expect(check(policy, read[0], refuted)).toMatchObject({ kind: "holds" });
  return "accepted";
}

const folder = join(packageFolder, "samples");

/** The names of the samples; other folders beside them are no policies. */
export const samples = readdirSync(folder).filter((name) => /^\d\d-/.test(name));

export function samplePolicy(name: string): Policy {
  const loaded = load(diskHost(packageFolder), [join("samples", name, "policy.remit")]);
  const [policy] = loaded.kind === "loaded" ? loaded.policies : [];
  if (policy === undefined) throw new Error(`the sample ${name} has no policy`);
  return policy;
}
