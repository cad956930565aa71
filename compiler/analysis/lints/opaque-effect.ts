/**
 * `opaque-effect`: an action is said to read only, but an argument can hold a whole program, or anything at all: what the
 * call does is then in the argument, where no clause can see it.
 *
 * Bad:
 *   tool warehouse { read run(sql: String) }
 * Good:
 *   tool warehouse { destructive run(sql: String) }
 *   tool warehouse { read rows(table: "orders" | "customers", limit: Int) }
 */
import type { Type } from "../../../stdlib/runtime/constraint.js";
import { opaqueEffect as words } from "../../diagnostics/codes/lints.js";
import type { Action } from "../../model/model.js";
import type { Lint } from "./lint.js";

export const opaqueEffect: Lint = ({ policy }) =>
  policy.actions
    .filter((action) => action.effect === "read")
    .flatMap((action) => {
      const found = opaqueArgument(action);
      return found === undefined ? [] : [words(action.place, action.id, found.name, found.holds)];
    });

/** The first argument of an action, whatever its effect, in which no clause sees what the call does. */
export function opaqueArgument({ params }: Pick<Action, "params">): { readonly name: string; readonly holds: string } | undefined {
  const any = params.find((param) => reachesAny(param.type));
  if (any !== undefined) return { name: any.name, holds: "`Any`" };
  const program = params.find((param) => isProgram(param.name) && isText(param.type));
  return program && { name: program.name, holds: "a program" };
}

/** What catalogues call an argument that holds a program, whole names only: `zip_code` is none. */
const programs = new Set(
  "sql code script command commands cmd program statement statements shell javascript js python expression function eval graphql".split(" "),
);

/** In any spelling: `SQL`, `sql-query`, `sourceCode`. */
function isProgram(name: string): boolean {
  const words = name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== "");
  return (
    programs.has(words.join("")) ||
    (words.length > 1 && words.every((word) => programs.has(word) || fillers.has(word)) && words.some((word) => programs.has(word)))
  );
}

/** Words beside which a program's name still means a program. */
const fillers = new Set("query text string source body raw inline input line".split(" "));

/** Text that could be anything: neither an enum nor refined. */
function isText(type: Type): boolean {
  switch (type.kind) {
    case "scalar":
      return type.sort === "String";
    case "list":
      return isText(type.element);
    case "union":
      return type.members.some(isText);
    case "enum":
    case "record":
    case "null":
    case "any":
    case "refined":
      return false;
  }
}

function reachesAny(type: Type): boolean {
  switch (type.kind) {
    case "any":
      return true;
    case "list":
      return reachesAny(type.element);
    case "record":
      return type.fields.some((field) => reachesAny(field.type));
    case "union":
      return type.members.some(reachesAny);
    case "refined":
      return reachesAny(type.base);
    case "scalar":
    case "enum":
    case "null":
      return false;
  }
}
