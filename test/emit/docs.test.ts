/** The `///` comments of a policy in its guard: what its author wrote is what whoever uses the guard reads. */
import { expect, test } from "vitest";
import { planModule } from "../../compiler/emit/plan.js";
import { print } from "../../compiler/emit/print.js";
import { digestOf } from "../../compiler/proof/normal.js";
import { lowerText } from "../harness/marked.js";

const commented = `
task work "Do the work"
context {
  /// Whose work it is.
  customer: String
}
/// The shop's own register.
tool t {
  /// Reads one row.
  read see(row: Int)
}
principal boss { holds { allow any } }
/// Plans, and hands the reading on.
agent planner { owner "o" identity "planner" }
/// Reads. Ends here: */ export const evil = 1; /*
agent reader { owner "o" identity "reader" }
/// Begins the day.
delegate boss -> planner for work { allow t.see ttl 1h }
/// For one row
/// at a time.
delegate planner -> reader for work { allow t.see where row < 10 ttl 5m }
`;

test("the comments of agents, hops, tools, actions and facts stand in the guard, and can't leave their place", () => {
  const text = print(planModule(lowerText(commented).value, "docs"));
  /** What stands right above a line that begins so. */
  const above = (line: string): string => {
    const at = text.indexOf(`\n${line}`);
    expect(at, line).toBeGreaterThan(0);
    return text.slice(text.lastIndexOf("/**", at), at);
  };
  expect(above("export interface Planner ")).toMatch(/\* Plans, and hands the reading on\.\n \*\n \* Begins the day\.\n \*\n \* Do the work\./);
  expect(above("export interface Reader ")).toMatch(
    /\* Reads\. Ends here: \*\\\/ export const evil = 1; \/\*\n \*\n \* For one row\n \* at a time\./,
  );
  expect(above("  readonly reader: v1.HopOf")).toContain("For one row\n   * at a time.");
  expect(above("  readonly t: TTool")).toContain("The shop's own register.");
  expect(above("  readonly see: v1.Implementation")).toContain("Reads one row.");
  expect(above("  readonly customer: string;")).toContain("Whose work it is.");
  expect(text).not.toContain("*/ export const evil");
});

test("a comment changes nothing that is proved: the digest is the same without", () => {
  const bare = commented.replaceAll(/^\s*\/\/\/.*$/gm, "");
  expect(digestOf(lowerText(bare).value)).toBe(digestOf(lowerText(commented).value));
});
