/** A long text is read in two goes, and where it is not as it was taken to be, as a whole. */
import { expect, test } from "vitest";
import { memoryHost } from "../../compiler/host/memory.js";
import { load } from "../../compiler/load.js";
import { lower } from "../../compiler/model/lower.js";
import { loadModules } from "../../compiler/names/modules.js";
import { parse } from "../../compiler/syntax/parse.js";

const start = 'label low < high\ndomain home\ntask t "T"\ntool x { read r(n: Int, s: String) }\nprincipal p {\n}\n';
const count = 6000;
const agents = Array.from({ length: count }, (_, i) => `agent a${i} in home {\n  owner "somebody@example.org"\n}\n`).join("");
const hop = (i: number, inside = ""): string =>
  `delegate p -> a${i} for t {\n  // The hop with the number ${i}, which says nothing that the others do not.\n  allow x.r where n <= ${i} and s == "text ${i}"\n${inside}  ttl 1h\n  pass high\n}\n`;
const hops = (at: number, written: string): string => Array.from({ length: count }, (_, i) => (i === at ? written : hop(i))).join("");

test.each([
  ["nothing else among the hops", hop(3000)],
  ["a denial that is written as no other is", `${hop(3000)}  deny any where n == 3\n`],
  ["a parameter of the hops above, with a comment in it", hop(3000, "  allow x.r where n <= received // why\n .cap\n")],
  ["a mistake", hop(3000, "  allow x.r where where\n")],
  ["a name", hop(3000).replace(" for t", " as h for t")],
  ["an allowance", `// remit-allow no-narrowing: as it should be\n${hop(3000)}`],
  ["a hop twice", hop(3000) + hop(3000)],
])("with %s", (_what, written) => {
  const text = start + agents + hops(3000, written);
  expect(text.length).toBeGreaterThan(1 << 20);
  const host = memoryHost({ "main.remit": text });
  const loaded = load(host, []);
  const whole = loadModules(host, "/main.remit", parse);
  const lowered = lower(whole.value);
  if (loaded.kind !== "loaded") throw new Error(loaded.reason);
  const [policy] = loaded.policies;
  expect(policy?.hops.length).toBe(lowered.value.hops.length);
  const shown = (hop: unknown): string =>
    JSON.stringify(hop, (key, value: unknown) => (key === "from" || key === "to" || key === "task" ? 0 : value));
  for (const [i, each] of lowered.value.hops.entries()) if (shown(policy?.hops[i]) !== shown(each)) expect(policy?.hops[i]).toEqual(each);
  expect(new Set(loaded.diagnostics.map((each) => JSON.stringify(each)))).toEqual(
    new Set([...whole.diagnostics, ...lowered.diagnostics].map((each) => JSON.stringify(each))),
  );
});
