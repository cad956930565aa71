/** The word that was meant. */
import { expect, test } from "vitest";
import { didYouMean, nearest, proposedIn } from "../../compiler/base/near.js";

const words = ["delegate", "deny", "agent", "allow", "task", "tool", "type", "test", "ttl", "budget", "list_issues"];

test.each([
  ["delegat", "delegate"],
  ["delgeate", "delegate"],
  ["Delegate", "delegate"],
  ["DENY", "deny"],
  ["agnet", "agent"],
  ["alow", "allow"],
  ["alllow", "allow"],
  ["tsak", "task"],
  ["tll", "ttl"],
  ["bugdet", "budget"],
  ["listIssues", "list_issues"],
  ["typo", "type"],
])("%s means %s", (word, meant) => {
  expect(nearest(word, words)).toBe(meant);
});

test.each(["zebra", "x", "", "principal", "of"])("%s means none of them", (word) => {
  expect(nearest(word, words)).toBeUndefined();
});

test("a known word is not taken for itself", () => {
  expect(nearest("deny", ["deny"])).toBeUndefined();
});

test("of equally near words, the first", () => {
  expect(nearest("cat", ["bat", "hat"])).toBe("bat");
});

test("what is proposed at the end of a message can be read from it", () => {
  expect(proposedIn(`there is no tool \`oders\`${didYouMean("oders", ["files", "orders"])}`)).toBe("orders");
  expect(proposedIn(`there is no tool \`oders\`${didYouMean("oders", ["files"])}`)).toBeUndefined();
});
