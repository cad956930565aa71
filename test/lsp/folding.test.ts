import { expect, it } from "vitest";
import { foldsIn } from "../../lsp/ide/folding.js";
import { openMarked } from "./marked.js";

it("folds declarations and their blocks, imports, and comments", () => {
  const { snapshot, file } = openMarked(`import { github } from "std:mcp/github"
import { filesystem }
  from "std:mcp/filesystem"

// What it is for,
// and for whom.
task t "one line"
tool orders {
  /// Looks one up.
  read lookup(
    id: String
  )
}
agent a {
  owner "o" // not a comment of its own
  ceiling {
    allow orders.lookup
  }
}
`);
  expect(foldsIn(snapshot, file).map(({ kind, first, last }) => `${kind} ${first}-${last}`)).toEqual([
    "imports 0-2",
    "comment 4-5",
    "block 7-11",
    "block 9-10",
    "block 13-17",
    "block 15-16",
  ]);
});

it("gives no more than are wanted", () => {
  const { snapshot, file } = openMarked("agent a {\n\n}\nagent b {\n\n}\nagent c {\n\n}\n");
  expect(foldsIn(snapshot, file, 2)).toEqual([
    { kind: "block", first: 0, last: 1 },
    { kind: "block", first: 3, last: 4 },
  ]);
});
