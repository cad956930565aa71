/** The declared types of the places that terms name. */
import type { Field, Term, Type } from "../../../stdlib/runtime/constraint.js";

/** The declared type of a term, and whether it can be absent; `undefined` where nothing is known of it. */
export type TypeOf = (term: Term) => Pick<Field, "type" | "optional"> | undefined;

/** What a refinement speaks of, among the parameters: none that an author declares is called so. */
export const itName = " it";

/** `element`: what the quantifier around the terms runs over. */
export function typesOf(
  args: readonly Field[],
  params: Readonly<Record<string, Type>>,
  received: Readonly<Record<string, Type>>,
  facts: Readonly<Record<string, Type>>,
  element?: Type,
): TypeOf {
  const own = (types: Readonly<Record<string, Type>>, name: string): Field | undefined => {
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    return type && { name, type, optional: false };
  };
  const root = (term: Extract<Term, { kind: "place" }>): Field | undefined => {
    switch (term.root) {
      case "argument":
        return args.find((field) => field.name === term.name);
      case "param":
        return own(params, term.name);
      case "received":
        return own(received, term.name);
      case "context":
        return own(facts, term.name);
      case "element":
        return element && { name: "", type: element, optional: false };
      case "it":
        return own(params, itName);
    }
  };
  return (term) => {
    if (term.kind !== "place" || term.part !== undefined) return undefined;
    let field = root(term);
    if (term.fields.length === 0) return field;
    let optional = field?.optional ?? false;
    for (const name of term.fields) {
      const record: Type | undefined = field?.type;
      field = record?.kind === "record" ? record.fields.find((each) => each.name === name) : undefined;
      optional ||= field?.optional ?? false;
    }
    return field && { type: field.type, optional };
  };
}
