/** The chains that are tried one by one, where none is as short as that. */
import { expect, test } from "vitest";
import { everyChainTo } from "../../compiler/query/making.js";
import { survey } from "../../compiler/query/survey.js";
import { lowerFiles } from "../harness/marked.js";

/** So many layers of agents, each of which hands on to every one of the next. */
function layered(layers: number, width: number): string {
  const name = (layer: number, at: number): string => `a${layer}x${at}`;
  const lines = ['task t "T"', "tool x { read r(n: Int) }", "principal p {}"];
  for (let layer = 0; layer < layers; layer++) {
    for (let at = 0; at < width; at++) {
      lines.push(`agent ${name(layer, at)} { owner "o" }`);
      const above = layer === 0 ? ["p"] : Array.from({ length: width }, (_, i) => name(layer - 1, i));
      for (const from of above) lines.push(`delegate ${from} -> ${name(layer, at)} for t { allow x.r  ttl 1h }`);
    }
  }
  return lines.join("\n");
}

function chainsToLast(layers: number): number {
  const { value: policy } = lowerFiles({ "main.remit": layered(layers, 6) });
  const last = survey(policy).contextsTo(`a${layers - 1}x0`)[0];
  if (last === undefined) throw new Error("no chain leads there");
  let count = 0;
  for (const chain of everyChainTo(last)) {
    expect(chain.length).toBe(layers);
    if (++count === 100) break;
  }
  return count;
}

test("chains of up to thirteen hops are found, and longer ones given up at once", () => {
  expect([chainsToLast(2), chainsToLast(13), chainsToLast(14)]).toEqual([1, 100, 0]);
});
