/** Allow a warning where it stands, with a reason. */
import { type Code, codes, severities } from "../../../compiler/index.js";
import type { Fix, Rule } from "./fix.js";
import { indentAt, lineAt, lineEndAt, replace } from "./text.js";

/** What its author types over: without a reason nothing is allowed. */
const reason = "the reason";

export const allowable: readonly Code[] = codes.filter((code) => severities[code] !== "error");

export const allowHere: Rule = {
  codes: allowable,
  propose({ snapshot, finding, file, start }): readonly Fix[] {
    const line = lineAt(snapshot, file, start);
    const text = `${indentAt(snapshot, file, start)}// remit-allow ${finding.code}: ${reason}${lineEndAt(snapshot, file, start)}`;
    const edits = [replace(file, { start: line.start, end: line.start }, text)];
    return [{ name: "allow", title: `Allow \`${finding.code}\` here, with a reason`, edits, isPreferred: false, blank: reason }];
  },
};
