/** Every sample has a certificate, and the checker accepts it as it stands in a file. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { certify } from "../../compiler/analysis/certify.js";
import { diskHost } from "../../compiler/host/disk.js";
import { packageFolder } from "../../compiler/host/package.js";
import { load } from "../../compiler/load.js";
import { readCertificates, writeCertificates } from "../../compiler/proof/certificate.js";
import { check } from "../../compiler/proof/check.js";
import { refuted } from "../../compiler/proof/refuted.js";

const folder = join(packageFolder, "samples");
const samples = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

test.each(samples)("%s", (sample) => {
  const loaded = load(diskHost(packageFolder), [join("samples", sample, "policy.remit")]);
  if (loaded.kind !== "loaded") throw new Error(loaded.reason);
  for (const policy of loaded.policies) {
    const certified = certify(policy);
    if (certified.kind === "none") throw new Error(`${certified.of}: ${certified.why}`);
    const read = readCertificates(writeCertificates([certified.certificate]));
    if (typeof read === "string") throw new Error(read);
    expect(read).toEqual([certified.certificate]);
    expect(read[0] && check(policy, read[0], refuted)).toMatchObject({ kind: "holds" });
  }
});
