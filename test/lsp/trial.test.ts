import { expect, it } from "vitest";
import { StaleSnapshot } from "../../lsp/ide/snapshot.js";
import { openMarked } from "./marked.js";

it("shows what some changes would lead to, and undoes them", () => {
  const { snapshot, file, texts } = openMarked(`task t "t"
tool files { read open(path: Path) }
principal p {}
agent a { owner "o" }
delegate p -> a for t { allow files.open }
`);
  const codes = (of = snapshot): readonly string[] => of.findings(file).map(({ code }) => code);
  const text = texts[file] ?? "";
  const end = text.lastIndexOf(" }");
  expect(codes()).toEqual(["missing-ttl"]);
  const changes = [
    { kind: "range", file, start: end, end, text: " ttl 5m" },
    { kind: "range", file, start: 0, end: 0, text: 'task u "u"\r\n' },
  ] as const;
  let kept = snapshot;
  const seen = snapshot.trial(changes, (then) => {
    kept = then;
    expect(() => codes(snapshot)).toThrow(StaleSnapshot);
    return [then.text(file), ...codes(then), then.trial([{ kind: "range", file, start: 0, end: 4, text: "tusk" }], (further) => codes(further)[0])];
  });
  expect(seen).toEqual([`task u "u"\r\n${text.slice(0, end)} ttl 5m${text.slice(end)}`, "syntax"]);
  expect(() => codes(kept)).toThrow(StaleSnapshot);
  expect(snapshot.text(file)).toBe(text);
  expect(codes()).toEqual(["missing-ttl"]);
  expect(() => snapshot.trial(changes, () => expect.fail("on purpose"))).toThrow("on purpose");
  expect([snapshot.text(file), ...codes()]).toEqual([text, "missing-ttl"]);
});
