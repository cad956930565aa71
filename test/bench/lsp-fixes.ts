/** Quick fixes in a policy of 100,000 hops: what the offers for a finding cost, each proved before it is offered. */
import { memoryHost } from "../../compiler/host/memory.js";
import { openLive } from "../../compiler/live-check.js";
import { offersFor } from "../../lsp/ide/fixes/offers.js";
import { snapshotOf } from "../../lsp/ide/snapshot.js";
import { generatePolicy } from "./generate.js";
import { emit, spread } from "./harness.js";

/** A mistake in a hop, the finding that it gives, and in how many hops it is made. */
const faults: readonly (readonly [code: string, from: RegExp, to: string])[] = [
  ["wider-scope", /limit <= \d+/, "limit <= 5000"],
  ["wider-ttl", /ttl \d+m/, "ttl 5h"],
  ["missing-ttl", /ttl \d+m/, ""],
  ["unknown-name", /amount/, "amuont"],
  ["syntax", /pass internal/, "pass internal;"],
];
const places = 24;

export function benchFixes(): Promise<void> {
  const text = generatePolicy(10_000, 11);
  const file = "/main.remit";
  const live = openLive(memoryHost({ "main.remit": text }), []);
  if (live.kind === "cannot-run") throw new Error(live.reason);
  live.checked();
  const hops = [...text.matchAll(/^delegate agent[\s\S]*?\n\}\n/gm)].map((match) => ({ start: match.index, text: match[0] }));
  for (const [code, from, to] of faults) {
    const times: number[] = [];
    for (let at = 0; at < places; at++) {
      const hop = hops[Math.floor(((at + 0.5) * hops.length) / places)];
      if (hop === undefined) throw new Error("there are too few hops");
      const broken = hop.text.replace(from, to);
      const edit = (before: string, after: string): void => {
        live.change([{ kind: "range", file, start: hop.start, end: hop.start + before.length, text: after }]);
        live.checked();
      };
      edit(hop.text, broken);
      const snapshot = snapshotOf(live, 0, () => true);
      const finding = snapshot.findings(file).find((each) => each.code === code);
      if (finding === undefined) throw new Error(`${code} is not found in ${broken}`);
      const began = performance.now();
      const offers = offersFor(snapshot, finding, "quick");
      times.push(performance.now() - began);
      if (!offers.some(({ isProved }) => isProved)) throw new Error(`nothing is offered for ${code} in ${broken}`);
      edit(broken, hop.text);
    }
    emit(`lsp: 100,000 hops: the fixes for ${code}`, "ms", spread(times));
  }
  return Promise.resolve();
}
