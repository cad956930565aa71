import { describe, expect, it } from "vitest";
import { lowerFiles } from "../harness/marked.js";

const source = `
principal boss {}
agent a {}
task t "T"
tool x { act(n: Int, tags: List<String>) }
tool y { act(n: Number) }
scope named(m: Int) { allow x.act where n <= $m }
delegate boss -> a for t { allow x.act where n == 1 and (all r in tags: r == "x") or n > 3  allow any where n < 7  allow named(5)  ttl 1h }
`
  .replace("n == 1 and (all", "(n == 1 and (all")
  .replace(") or n > 3", ")) or n > 3");

describe("where atoms stand", () => {
  it("is known of each atom of a clause, and of none that stands for several types", () => {
    const { atoms, diagnostics } = lowerFiles({ "main.remit": source });
    expect(diagnostics).toEqual([]);
    const texts = [...atoms.places.values()].map(({ span }) => source.slice(span.start, span.end));
    expect(texts.sort()).toEqual(['all r in tags: r == "x"', "n <= $m", "n == 1", "n > 3", 'r == "x"']);
  });
});

describe("a policy with errors", () => {
  it("says whether something of it is missing", () => {
    const incomplete = (more: string): boolean => lowerFiles({ "main.remit": source + more }).incomplete;
    expect(incomplete("")).toBe(false);
    expect(incomplete("delegate boss -> b for t { allow x.act  ttl 1h }")).toBe(true);
    expect(incomplete("deny x.nothing")).toBe(true);
    expect(incomplete("agent {")).toBe(true);
    expect(incomplete('import { z } from "./z"')).toBe(true);
  });
});
