import { describe, expect, it } from "vitest";
import { diagnostic } from "../../compiler/diagnostics/diagnostic.js";
import { type Check, checkMarked, splitFiles } from "./marked.js";

/** Says `syntax` of each `!` in the texts, and `no-owner` of each `?`. */
const check: Check = (files) =>
  Object.entries(files).flatMap(([file, text]) =>
    [...text.matchAll(/[!?]/g)].map((match) => {
      const place = { file: `/${file}`, span: { start: match.index, end: match.index + 1 } };
      return match[0] === "!" ? diagnostic("syntax", place, "a sign", { help: "Take it away" }) : diagnostic("no-owner", place, "a question");
    }),
  );

const failure = (source: string): string => {
  try {
    checkMarked(source, check);
    return "";
  } catch (error) {
    return String(error);
  }
};

describe("marked policies", () => {
  it("pass with what is marked, by line, code, severity and fragment", () => {
    expect(failure("a ! //~ error syntax sign\nb ? //~ warning no-owner\n//~^ warning no-owner\n?".replace("//~^ warning no-owner\n?", ""))).toBe("");
    expect(failure("! ?\n//~^ error syntax Take it\n//~^^ warning no-owner question")).toBe("");
    expect(failure("! ! //~ error syntax //~ error syntax")).toBe("");
  });

  it("fail with what is not", () => {
    expect(failure("a\nb !")).toContain("unexpected  main.remit:2 error syntax a sign");
    expect(failure("a //~ error syntax")).toContain("missing     main.remit:1 error syntax");
    expect(failure("! //~ warning syntax")).toContain("missing");
    expect(failure("! //~ error no-owner")).toContain("missing");
    expect(failure("! //~ error syntax other words")).toContain("unexpected");
    expect(failure("!\n//~ error syntax")).toContain("missing");
    expect(failure("! ! //~ error syntax")).toContain("unexpected");
    expect(failure("! //~ error sintax")).toContain("names no code");
  });

  it("are divided into files", () => {
    expect(splitFiles("a\n//# file: b.remit\nb\n//# file: std:c\nc")).toEqual({ "main.remit": "a\n", "b.remit": "\nb\n", "std:c": "\nc" });
    expect(failure("//# file: a.remit\n//# file: b.remit\n! //~ error syntax")).toBe("");
    expect(failure("//# file: a.remit\n! \n//# file: b.remit\n//~^ error syntax")).toContain("unexpected  a.remit:2");
  });
});
