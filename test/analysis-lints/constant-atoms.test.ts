import { describe, it } from "vitest";
import { checkLint, prelude } from "./check.js";

describe("always-true and always-false", () => {
  const types = `
    type Small = Int where it >= 0 and it <= 10
    tool t { write of(mode: "a" | "b", size: Small, path: Path, tags: List<String>, sizes: List<Small>, note?: String, at: Time) write all(size: Small) write num(size: Int) }`;
  const where = (expr: string): string =>
    `${types}${prelude}\ndelegate boss -> lead(level: "x" | "y", n: Small) for work { allow t.of where ${expr}\n ttl 1m }`;

  it.each([
    `mode in ["a", "b"]`,
    `size >= 0`,
    `size <= 10`,
    "size(tags) >= 0",
    "has path",
    `path like "**"`,
    `$level in ["y", "x"]`,
    "$n < 11",
    "now.hour < 24",
    `mode is String`,
    "all x in sizes: x <= 10",
    `size(tags) == 0 or some x in sizes: (x > 4 or x <= 10)`,
  ])("is reported where it is always true: %s", (expr) => {
    checkLint(where(`${expr} //~ warning always-true`), "always-true", "always-false");
  });

  it("is reported of refinements, which may rest on one another", () => {
    checkLint(
      `type Port = Int where it >= 1 and it <= 65535 and it <= 1e300 //~ warning always-true
type Low = Port where it < 1024 and it > 0 //~ warning always-true
type Odd = String where it matches /.*/
  and it is Number //~ warning always-false
type Lists = List<Port> where size(it) <= 3 and all x in it: x < 70000 //~ warning always-true
type Box = { port: Port } where it.port <= 65535 //~ warning always-true
tool t { write of(port: Port, low: Low, odd?: Odd, lists: Lists, box: Box) }${prelude}`,
      "always-true",
      "always-false",
    );
  });

  it.each([
    `size > 10`,
    `size in 11 .. 20`,
    "size(tags) < 0",
    `path matches /a\\/\\/b/`,
    "$n > 10",
    "now.hour > 23",
    "some x in sizes: x > 10",
    `path like "a//b"`,
    `note is Number`,
  ])("is reported where it is always false: %s", (expr) => {
    checkLint(where(`${expr} //~ warning always-false`), "always-true", "always-false");
  });

  it.each([
    `mode == "a"`,
    "size < 10",
    "size != 0",
    `path under "/a"`,
    "size(tags) > 0",
    "has note",
    `note like "*"`,
    `$level == "x"`,
    `some x in tags: x == "v"`,
    "all x in sizes: x < 10",
    `all x in tags: x in ["a", "b"]`,
    `at < "2026-01-01T00:00Z"`,
    "now.hour < 18",
    "context.halted",
    "approved by boss",
  ])("is not where it depends: %s", (expr) => {
    checkLint(where(expr), "always-true", "always-false");
  });

  it("is judged of each atom by itself, in requirements, denials, bounds and assertions too", () => {
    checkLint(
      `${types}${prelude}
       agent clerk { owner "c@example.org" ceiling { allow t.of where size >= 0 } } //~ warning always-true
       delegate boss -> lead(n: Small) for work {
         require $n >= 0 and $n < 5 //~ warning always-true $n >= 0
         allow t.of where size < 5 and (mode == "a" or size > 10) //~ warning always-false size > 10
         deny t.of where size > 20 //~ warning always-false
         ttl 1m
       }
       deny t.of where not (size < 0) //~ warning always-false
       assert never t.of where size > 10 //~ warning always-false`,
      "always-true",
      "always-false",
    );
  });

  it("is not where it depends on the action, comes of a named scope's arguments, or speaks of effects", () => {
    checkLint(
      `${types}${prelude}
       scope sized(most: Int) { allow t.of, t.all where size <= $most }
       delegate boss -> lead for work { allow sized(10)  allow any where size >= 0  allow t.num where effect == write  ttl 1m }`,
      "always-true",
      "always-false",
    );
  });

  it("is said of what is received by its type", () => {
    checkLint(
      `${types}${prelude}
       delegate boss -> lead(n: Small) for work { allow t.num where size <= $n  ttl 1m }
       delegate lead -> hand for work { allow t.num where size <= received.n and received.n <= 10 //~ warning always-true
         ttl 1m }`,
      "always-true",
      "always-false",
    );
  });
});
