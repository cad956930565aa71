/** The proof keeps something of each edit that it follows, and is begun anew after many: also where nobody ever stops typing. */

import { PassThrough } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";
import { createConnection } from "vscode-languageserver";
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver-protocol/node";
import { memoryHost } from "../../compiler/host/memory.js";
import { proofsOf } from "../../lsp/server/proofs.js";
import { openRoot, type Root } from "../../lsp/server/root.js";

const file = "/w/main.remit";
const text = 'agent a { owner "a@example.com" }\n';

/** A root, and how often it was told to forget. */
function counted(): { readonly root: Root; forgotten(): number } {
  const root = openRoot(
    memoryHost({ [file]: text }, { folder: "/w" }),
    "/w",
    true,
    () => performance.now(),
    () => {},
  );
  let count = 0;
  return {
    root: {
      ...root,
      forget() {
        count++;
        root.forget();
      },
    },
    forgotten: () => count,
  };
}

const edit = (root: Root): void =>
  root.write([
    { kind: "range", file, start: 0, end: 0, text: " " },
    { kind: "range", file, start: 0, end: 1, text: "" },
  ]);

it("wears with the edits, and is as new when it has forgotten them", () => {
  const { root } = counted();
  expect(root.snapshot()?.files()).toEqual([file]);
  expect(root.wear()).toBe(0);
  for (let count = 0; count < 1_500; count++) edit(root);
  expect(root.wear()).toBeCloseTo(1.5);
  root.forget();
  expect(root.wear()).toBe(0);
  expect(root.text(file)).toBe(text);
});

it("is begun anew in the midst of typing, once that is long overdue", async () => {
  const { root, forgotten } = counted();
  const through = new PassThrough();
  const connection = createConnection(
    (logger) => createProtocolConnection(new StreamMessageReader(through), new StreamMessageWriter(through), logger),
    {
      shutdownReceived: false,
      initialize: () => {},
      exit: () => {},
    },
  );
  const problems: unknown[] = [];
  const proofs = proofsOf(
    () => [root],
    connection,
    () => false,
    () => performance.now(),
    () => {},
    (problem) => problems.push(problem),
  );
  const after = async (edits: number): Promise<number> => {
    for (let count = 0; count < edits; count++) edit(root);
    proofs.touch();
    // Nobody waits for as long as it takes until the server is idle.
    await proofs.wait();
    await setTimeout(20);
    await proofs.wait();
    return forgotten();
  };
  expect(await after(1_500)).toBe(0);
  expect(await after(3_000)).toBe(0);
  expect(await after(1_000)).toBe(1);
  expect(root.isProved()).toBe(true);
  expect(await after(10)).toBe(1);
  expect(problems).toEqual([]);
  proofs.stop();
});
