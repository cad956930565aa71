import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixAll } from "../../../lsp/ide/fixes/all.js";
import { compose } from "../../../lsp/ide/fixes/compose.js";
import type { TextEdit } from "../../../lsp/ide/fixes/fix.js";
import { openMarked } from "../marked.js";
import { textAfter } from "./apply.js";
import { desk } from "./fixture.js";

describe("all fixes of a file", () => {
  it("are made together, where there is nothing to choose", () => {
    const { snapshot, file } = openMarked(
      desk(
        `delegate a -> b for help {
  allow orders.refund where amount <= 100 and size(ids) >= 0 // too much
  allow orders.find
  ttl 1d
  budget 30 calls
}
delegate b -> a for help { allow orders.refund where amuont <= 5  ttl 5m }
delegate p -> b for help { allow orders.find;  ttl 5m  depth 0 }
`,
        "allow orders.refund where amount <= 50\n  budget 20 calls\n  depth 2",
      ).replace("note?: String", "ids: List<String>"),
    );
    const after = textAfter(snapshot, file, fixAll(snapshot, file));
    expect(after.slice(after.indexOf("delegate a"))).toBe(`delegate a -> b for help {
  allow orders.refund where amount <= 50 // too much
  ttl 1h
  budget 20 calls
}
delegate b -> a for help { allow orders.refund where amount <= 5  ttl 5m }
delegate p -> b for help { allow orders.find  ttl 5m  depth 0 }
`);
  });

  it("are none where each is a choice", () => {
    const { snapshot, file } = openMarked(desk("agent c {}\n"));
    expect(snapshot.findings(file).length).toBeGreaterThan(0);
    expect(fixAll(snapshot, file)).toEqual([]);
  });
});

it("edits made one after the other are put into one", () => {
  const made = (text: string, { start, end, text: by }: TextEdit): string => text.slice(0, start) + by + text.slice(end);
  let several = 0;
  fc.assert(
    fc.property(
      fc.string({ minLength: 0, maxLength: 12 }),
      fc.array(fc.record({ at: fc.nat(20), length: fc.nat(4), text: fc.string({ maxLength: 4 }) }), { maxLength: 6 }),
      (first, steps) => {
        let text = first;
        let all: readonly TextEdit[] = [];
        for (const { at, length, text: by } of steps) {
          const start = Math.min(at, text.length);
          const edit = { file: "f", start, end: Math.min(start + length, text.length), text: by };
          text = made(text, edit);
          all = compose(all, edit);
        }
        if (all.length > 1) several++;
        for (const [at, { start, end }] of all.entries()) {
          expect(start).toBeLessThanOrEqual(end);
          expect(end).toBeLessThanOrEqual(all[at + 1]?.start ?? first.length);
        }
        expect([...all].reverse().reduce(made, first)).toBe(text);
      },
    ),
    { numRuns: 1000 },
  );
  expect(several).toBeGreaterThan(100);
});
