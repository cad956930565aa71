import { describe, expect, it } from "vitest";
import { delegatesOf, delegatorsOf, partiesAt, type Step } from "../../lsp/ide/call-hierarchy.js";
import type { Snapshot } from "../../lsp/ide/snapshot.js";
import { openMarked } from "./marked.js";

const policy = `import { helper as h } from "./agents"
domain acme
task work "Work"
task part "Part" part of work
principal p {}
agent planner in acme {}
delegate p -> $1planner for work { allow x.y ttl 1h }
delegate $0planner -> h for part { allow x.y ttl 5m approval by p }
delegate planner -> h as again for work { allow x.y ttl 5m }
$2delegate h -> planner for part { allow x.y }
//# file: agents.remit
task own "Own"
agent helper {}
agent other {}
delegate other -> helper for own { allow x.y ttl 1m }
`;

const shown = (snapshot: Snapshot, steps: readonly Step[]): readonly string[] =>
  steps.map(
    ({ party, hop }) =>
      `${party.name} ${party.detail} | ${party.file} ${snapshot.slice(party.file, party.at)} | ${snapshot.slice(hop.file, hop.span)}`,
  );

describe("the hierarchy of delegation", () => {
  it("begins with the party that is named, or that the hop reaches", () => {
    const { snapshot, mark, file } = openMarked(policy);
    const at = (number: number): readonly string[] =>
      partiesAt(snapshot, file, mark(number).offset).map(({ kind, name, detail, key }) => `${kind} ${name} ${detail} ${key.file}`);
    expect(at(0)).toEqual(["agent planner in acme /main.remit"]);
    expect(at(2)).toEqual(["agent planner in acme /main.remit"]);
    expect(partiesAt(snapshot, file, 0)).toEqual([]);
    expect(partiesAt(snapshot, file, policy.indexOf("acme"))).toEqual([]);
  });

  it("leads to those who delegate to it, hop by hop, from all modules", () => {
    const { snapshot } = openMarked(policy);
    expect(shown(snapshot, delegatorsOf(snapshot, { file: "/agents.remit", name: "helper" }))).toEqual([
      "other for own, ttl 1m | /agents.remit other | delegate other -> helper for own",
      "planner for part, ttl 5m, approval by p | /main.remit planner | delegate planner -> h for part",
      "planner for work, as again, ttl 5m | /main.remit planner | delegate planner -> h as again for work",
    ]);
    expect(delegatorsOf(snapshot, { file: "/main.remit", name: "p" })).toEqual([]);
  });

  it("leads to those to whom it delegates, and on from there", () => {
    const { snapshot } = openMarked(policy);
    const [first] = delegatesOf(snapshot, { file: "/main.remit", name: "planner" });
    expect(first?.party).toMatchObject({ name: "helper", kind: "agent", key: { file: "/agents.remit", name: "helper" } });
    expect(shown(snapshot, delegatesOf(snapshot, first?.party.key ?? expect.fail()))).toEqual([
      "planner for part | /main.remit planner | delegate h -> planner for part",
    ]);
  });

  it("knows a party through edits, and none that is gone", () => {
    const { snapshot, mark, file, edit } = openMarked(policy);
    const key = partiesAt(snapshot, file, mark(0).offset)[0]?.key ?? expect.fail();
    const moved = edit([{ kind: "range", file, start: 0, end: 0, text: "// above\r\n" }]);
    expect(delegatorsOf(moved, key)).toHaveLength(2);
    const gone = edit([
      { kind: "range", file, start: moved.text(file).indexOf("agent planner"), end: moved.text(file).indexOf("agent planner") + 24, text: "" },
    ]);
    expect(delegatorsOf(gone, key)).toEqual([]);
  });
});
