/** Every code has a fix that mends it, or a reason why only a person can. */
import { describe, expect, it } from "vitest";
import { codes } from "../../../compiler/diagnostics/code.js";
import type { Code } from "../../../compiler/diagnostics/diagnostic.js";
import { diskHost } from "../../../compiler/host/disk.js";
import { memoryHost } from "../../../compiler/host/memory.js";
import { check } from "../../../compiler/pipeline.js";
import { allowable } from "../../../lsp/ide/fixes/allow-here.js";
import { offersFor } from "../../../lsp/ide/fixes/offers.js";
import { openMarked, readMarks } from "../marked.js";
import { findingAt, textAfter } from "./apply.js";
import { errors } from "./errors.js";
import { afterOf, beforeOf, type Fixture } from "./fixture.js";
import { warnings } from "./warnings.js";

const fixtures: readonly Fixture[] = [...errors, ...warnings];

/** Codes without a mechanical remedy. A warning among them can still be allowed where it stands. */
const forPeople: Partial<Record<Code, string>> = {
  "label-cycle": "which of the orders is wrong, no text says",
  "task-cycle": "which of the tasks is part of the other, no text says",
  "empty-scope": "what the agent is to be given, its author knows",
  "unguarded-delegator": "whether a guard can run there is a fact of the installation",
  "shared-identity": "the identity of an agent is given by whoever runs it",
  "too-complex": "a simpler policy that means the same has to be thought of",
  "no-narrowing": "what the task does not need, its author knows",
  "shared-runtime": "where an agent runs is a fact of the installation",
  "shared-secret": "whether the issuer mints a secret for each hop is a fact of the installation",
  "lethal-trifecta": "which of the three is to be taken away is a decision",
  "overcommitted-budget": "which of several hops is to get less is a decision",
  "unbounded-spend": "how much may be spent is a decision",
};

it("each is in one of the two tables", () => {
  const fixed = new Set(fixtures.filter(({ title }) => !title.startsWith("Allow `")).map(({ code }) => code));
  expect(codes.filter((code) => fixed.has(code) === (forPeople[code] !== undefined))).toEqual([]);
  // Beside that, what is no error can be allowed.
  expect(allowable).toHaveLength(codes.length - codes.indexOf("dead-hop"));
});

describe.each(fixtures.map((each, number) => ({ ...each, number })))("$number $code: $title", (each) => {
  it("mends it, and nothing else is wrong then", () => {
    const { snapshot, file, offset, texts } = openMarked(beforeOf(each));
    const finding = findingAt(snapshot, file, offset, each.code);
    const offers = offersFor(snapshot, finding, "all");
    const offer = offers.find(({ fix }) => fix.title === each.title);
    if (offer === undefined) expect.fail(`it is not among: ${offers.map(({ fix }) => fix.title).join("; ")}`);
    const after = Object.fromEntries(Object.keys(texts).map((name) => [name, textAfter(snapshot, name, offer.fix.edits)]));
    expect(after).toEqual(readMarks(afterOf(each)).texts);
    // The texts are as they were, and what is found in the new ones is found by a check that never saw the old.
    expect(Object.fromEntries(Object.keys(texts).map((name) => [name, snapshot.text(name)]))).toEqual(texts);
    const [before, then] = [texts, after].map((of) => {
      const checked = check(memoryHost(of, { std: diskHost() }), []);
      return checked.kind === "cannot-run" ? expect.fail(checked.reason) : checked.diagnostics;
    });
    const said = (of: typeof then, wanted: (severity: string, code: Code) => boolean): readonly string[] =>
      (of ?? []).filter(({ severity, code }) => wanted(severity, code)).map(({ code, message }) => `${code}: ${message}`);
    const isError = (severity: string): boolean => severity === "error";
    expect(said(then, isError).filter((error) => !said(before, isError).includes(error))).toEqual([]);
    const isSame = (_: string, code: Code): boolean => code === each.code;
    expect(said(then, isSame)).toHaveLength(said(before, isSame).length - 1);
  });
});
