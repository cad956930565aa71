import { describe, expect, it } from "vitest";
import { extractType } from "../../../lsp/ide/fixes/extract-type.js";
import { openMarked, readMarks } from "../marked.js";
import { textAfter } from "./apply.js";
import { afterOf, beforeOf, fixture } from "./fixture.js";

const extracted = (policy: string): string | undefined => {
  const { snapshot, file, offset } = openMarked(policy);
  const fix = extractType(snapshot, file, offset, offset);
  return fix === undefined ? undefined : textAfter(snapshot, file, fix.edits);
};

describe("extracting a type", () => {
  it.each([
    [
      "an enum, wherever it is written",
      `task t "t"
[+type Audience = "team" | "company"

+]/// Files of the team.
tool files {
  write share(path: Path, audience: [-"team" | $0"company"-][+Audience+])
  write send(to: [-"team"|"company"-][+Audience+], other: "team")
}
`,
    ],
    [
      "a record, with a name that is free",
      `type Of = Int\n[+type Of2 = { id: Int, name?: String }\n\n+]tool files { read find(of: [-{ id: Int, $0name?: String }-][+Of2+]) }\n`,
    ],
    [
      "the innermost that the cursor is in",
      `[+type Kind = "a" | "b"\n\n+]tool files { read find(by: { id: Int, kind: [-"a" | "b"$0-][+Kind+] }) }\n`,
    ],
    [
      "what a parameter of a hop is",
      `task t "t"\nprincipal p {}\nagent a { owner "o" }\ntool files { read find(id: String) }\n[+type Ids = List<String>\n\n+]delegate p -> a(ids: [-$0List<String>-][+Ids+]) for t { allow files.find where id in $ids  ttl 5m }\n`,
    ],
  ])("takes %s", (_, policy) => {
    const of = fixture("syntax", "", policy);
    expect(extracted(beforeOf(of))).toBe(Object.values(readMarks(afterOf(of)).texts)[0]);
  });

  it("takes nothing that has a name already, or is no type", () => {
    expect(extracted("tool files { read find(of: $0String) }\n")).toBeUndefined();
    expect(extracted('type A = "a" | $0"b"\n')).toBeUndefined();
    expect(extracted('task $0t "t"\n')).toBeUndefined();
  });
});
