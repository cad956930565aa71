import { expect, it } from "vitest";
import { remit } from "../cli/run.js";

it("the server is a command of the program, and says how it is started", async () => {
  const help = await remit("lsp --help");
  expect(help.code).toBe(0);
  expect(help.out).toContain("remit lsp --stdio");
  const bare = await remit("lsp");
  expect(bare.code).toBe(2);
  expect(bare.err).toContain("--stdio");
});
