import { describe, expect, it } from "vitest";
import { fixAll } from "../../../lsp/ide/fixes/all.js";
import { proposals } from "../../../lsp/ide/fixes/index.js";
import { offersAt, offersFor } from "../../../lsp/ide/fixes/offers.js";
import { changesOf } from "../../../lsp/ide/fixes/proved.js";
import { openMarked } from "../marked.js";
import { findingAt } from "./apply.js";
import { desk } from "./fixture.js";

describe("what is offered", () => {
  it("is nothing that does not check", () => {
    // With its `ttl` the hop would pass on more than it receives, which is not said of it as long as it has none.
    const { snapshot, file, offset } = openMarked(desk("$0delegate a -> b for help { allow orders.refund where amount <= 100 }\n"));
    const finding = findingAt(snapshot, file, offset, "missing-ttl");
    expect(proposals(snapshot, finding).map(({ name }) => name)).toEqual(["add-ttl"]);
    expect(offersFor(snapshot, finding, "all")).toEqual([]);
    expect(fixAll(snapshot, file)).toEqual([]);
  });

  it("leaves no part out of a condition that also says which actions it is about", () => {
    const policy = (clause: string): string => `task work "Work"
tool t {
  read r(n: Int, s: String)
  destructive d(n: Int)
}
principal p {}
agent a { owner "o" }
delegate p -> a for work {
  ${clause}
  ttl 5m
}
`;
    const offered = (clause: string): readonly string[] => {
      const { snapshot, file, offset } = openMarked(policy(clause));
      return offersFor(snapshot, findingAt(snapshot, file, offset, "always-true"), "all").map(({ fix }) => fix.name);
    };
    expect(offered('allow t.r where $0s like "*"')).toEqual(["leave-out", "allow"]);
    // Without it the clause would be about `t.d` as well.
    expect(offered('allow t.* where $0s like "*"')).toEqual(["allow"]);
    expect(offered('allow t.* where n <= 5 and $0s like "*"')).toEqual(["allow"]);
  });

  it("is found where ways go round and lead to no hop that is right", () => {
    const round = ["b -> c", "c -> b", "c -> d", "d -> c", "d -> b", "b -> d"].map((hop) => `delegate ${hop} for t { allow received  ttl 1h }\n`);
    const agents = ["b", "c", "d", "e"].map((name) => `agent ${name} { owner "o" }\n`);
    const { snapshot, file, offset } = openMarked(`task t "T"
tool x { read r(n: Int) }
principal p {}
principal q {}
${agents.join("")}delegate p -> b(cap: Int, cap: Int) for t { allow x.r where n <= 5  ttl 1h }
delegate q -> b for t { allow x.r where n <= 5  ttl 1h }
${round.join("")}delegate b -> e for t { $0allow x.r where n <= 9  ttl 1h }
`);
    expect(offersFor(snapshot, findingAt(snapshot, file, offset, "wider-scope"), "all").map(({ fix }) => fix.name)).toEqual(["narrow", "received"]);
  });

  it("is for the findings that the selection touches, and the same each time", () => {
    const { snapshot, file, offset } = openMarked(desk("delegate a -> b for help {\n  allow orders.refund where amount <= 100\n  $0ttl 2h\n}\n"));
    const offers = offersAt(snapshot, file, offset, offset + "ttl 2h".length);
    expect(offers.map(({ fix }) => fix.name)).toEqual(["shorten-ttl"]);
    expect(offersAt(snapshot, file, 0, snapshot.text(file).length).map(({ fix }) => fix.name)).toEqual(["narrow", "received", "shorten-ttl"]);
    expect(offersAt(snapshot, file, offset, offset + 6)[0]).toBe(offers[0]);
    expect(offersAt(snapshot, file, 0, 0)).toEqual([]);
  });

  it("is never an edit of a file that is not the author's, nor two of one place", () => {
    const { snapshot, file } = openMarked('import { github } from "std:mcp/github"\ndeny github.create_issue\n');
    const edit = { file, start: 2, end: 4, text: "" };
    expect(changesOf(snapshot, [edit])).toEqual([{ kind: "range", ...edit }]);
    expect(snapshot.has("std:mcp/github")).toBe(true);
    expect(changesOf(snapshot, [{ ...edit, file: "std:mcp/github" }])).toBeUndefined();
    expect(changesOf(snapshot, [edit, { ...edit, start: 3, end: 5 }])).toBeUndefined();
    expect(changesOf(snapshot, [])).toBeUndefined();
  });
});

it("where a proof takes long, it is made when the fix is wanted", () => {
  const many = Array.from({ length: 3001 }, (_, at) => `agent a${at} { owner "o" }\ndelegate p -> a${at} for help { allow orders.find  ttl 5m }\n`);
  const text = desk(`${many.join("")}$0assert never orders.refund where amount > 20\n`);
  const { snapshot, file, offset } = openMarked(text);
  const [policy] = snapshot.policies();
  expect(policy?.lowered.value.hops.length).toBeGreaterThan(3000);
  const finding = findingAt(snapshot, file, offset, "failed-assertion");
  const told = (which: "quick" | "all") => offersFor(snapshot, finding, which).map(({ fix, isProved }) => [fix.name, isProved]);
  expect(told("quick")).toEqual([["deny", false]]);
  expect(told("all")).toEqual([["deny", true]]);
});
