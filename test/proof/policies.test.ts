/**
 * The certificate and the analysis say the same of random policies: where no error is found there is a certificate that holds,
 * and where one is found there is none.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { analyse } from "../../compiler/analysis/analyse.js";
import { certify } from "../../compiler/analysis/certify.js";
import { check } from "../../compiler/proof/check.js";
import { refuted } from "../../compiler/proof/refuted.js";
import { policies } from "../analysis/random.js";

it("agree", () => {
  let accepted = 0;
  fc.assert(
    fc.property(policies, (policy) => {
      const errors = analyse(policy).diagnostics.filter(({ severity }) => severity === "error");
      const certified = certify(policy);
      if (errors.length > 0) {
        expect(certified.kind, errors.map(({ code }) => code).join()).toBe("none");
        return;
      }
      accepted++;
      if (certified.kind === "none") throw new Error(`${certified.of}: ${certified.why}`);
      expect(check(policy, certified.certificate, refuted)).toMatchObject({ kind: "holds" });
    }),
    { numRuns: 2000 },
  );
});
