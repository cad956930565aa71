/** What has no certificate whatever the proof says. */
import { expect, test } from "vitest";
import { certify } from "../../compiler/analysis/certify.js";
import { lowerFiles } from "../harness/marked.js";

test("a policy with a hop that could not be read has no certificate", () => {
  const text = `
task t "T"
tool x { read r(n: Int) }
principal p {}
agent a { owner "o" }
delegate p -> a for t { allow x.r  ttl 1h }
delegate a -> a(cap: Int, cap: Int) for t { allow x.r where n <= received.cap  ttl 1h }
`;
  const { value } = lowerFiles({ "main.remit": text });
  expect(value.hops.map(({ erroneous }) => erroneous)).toEqual([false, true]);
  expect(certify(value)).toEqual({ kind: "none", of: "a -> a", why: "the hop has an error" });
});
