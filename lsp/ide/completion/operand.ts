/** The operand that stands before a place, read backwards from its signs, and what it can be. */
import { type Ast, parse, type Sign } from "../../../compiler/index.js";
import { type Spoken, speaking } from "../operand-mentions.js";
import { elementsOf, lookUp, type Sited } from "../symbols.js";
import { nameOf, type Site } from "./site.js";

export type Types = readonly Sited<Ast.TypeExpr>[];

/** The types of the operand whose last sign is at `end - 1`; none where no operand stands there. */
export function typesBefore(site: Site, end: number): Types {
  const { statement } = site.expectation;
  const start = startOf(statement, end);
  return start === undefined ? [] : typesOf(site, statement.slice(start, end));
}

/** Where the operand starts that ends before `end`: names with dots between, and what may stand before the first. */
function startOf(statement: readonly Sign[], end: number): number | undefined {
  let at = end - 1;
  if (!isPartOfPath(statement[at])) return undefined;
  while (statement[at - 1]?.text === "." && isPartOfPath(statement[at - 2])) at -= 2;
  return statement[at - 1]?.text === "$" ? at - 1 : at;
}

/** A word of the language may be the name of an argument as well, but for those that are always themselves. */
function isPartOfPath(sign: Sign | undefined): boolean {
  return sign !== undefined && (sign.isName || (/^\w/.test(sign.text) && !never.has(sign.text) && Number.isNaN(Number(sign.text))));
}

const never: ReadonlySet<string> = new Set([
  "where",
  "and",
  "or",
  "not",
  "in",
  "has",
  "like",
  "under",
  "matches",
  "is",
  "true",
  "false",
  "null",
  "effect",
]);

function typesOf(site: Site, signs: readonly Sign[]): Types {
  const operand = operandOf(signs);
  if (operand === undefined) return [];
  const silent = (): void => {};
  return speaking(site.reading, site.module, silent).operand(operand, spokenWithTypes(site));
}

/** As an expression would be read that is nothing but the operand. */
function operandOf(signs: readonly Sign[]): Ast.Operand | undefined {
  const [declaration] = parse("", `deny any where ${signs.map(({ text }) => text).join("")}`).value.declarations;
  const where = declaration?.kind === "deny" ? declaration.where : undefined;
  return where?.kind === "truth" ? where.operand : undefined;
}

/** What may be spoken of, with the types of the quantifier's variable. */
function spokenWithTypes(site: Site): Spoken {
  const spoken = site.spoken();
  const { variable, ...others } = spoken;
  if (variable === undefined) return spoken;
  const { statement } = site.expectation;
  const at = statement.findLastIndex(({ span }) => span === variable.name.span || span.start === variable.name.span.start);
  const types: Sited<Ast.TypeExpr>[] = [];
  // `all r in to, cc?, bcc?:`
  for (let index = at + 2; index < statement.length && statement[index]?.text !== ":"; index++) {
    const next = statement[index + 1]?.text;
    if (next !== undefined && next !== "," && next !== "?" && next !== ":") continue;
    const start = startOf(statement, index + 1);
    const operand = start === undefined || start <= at + 1 ? undefined : operandOf(statement.slice(start, index + 1));
    if (operand === undefined) continue;
    const lists = speaking(site.reading, site.module, () => {}).operand(operand, others);
    types.push(...lists.flatMap((list) => elementsOf(site.reading.program, list)));
  }
  return { ...spoken, variable: { ...variable, types } };
}

/** What the value that is being written is held against: `x == …`, `x in [… , …`, `name: …`. */
export function typesHere(site: Site): Types {
  const { statement } = site.expectation;
  const last = statement.at(-1)?.text ?? "";
  if (comparisons.has(last)) return typesBefore(site, statement.length - 1);
  const opener = openBracket(statement);
  if (opener !== undefined && statement[opener]?.text === "[") {
    const isIn = statement[opener - 1]?.text === "in";
    if (!isIn) return [];
    return typesBefore(site, statement[opener - 2]?.text === "not" ? opener - 2 : opener - 1);
  }
  return [];
}

const comparisons: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">="]);

/** The bracket that is open where the statement breaks off. */
export function openBracket(statement: readonly Sign[], from = statement.length): number | undefined {
  let closed = 0;
  for (let at = from - 1; at >= 0; at--) {
    const { text } = statement[at] ?? { text: "" };
    if (text === ")" || text === "]" || text === "}") closed++;
    else if ((text === "(" || text === "[" || text === "{") && closed-- === 0) return at;
  }
  return undefined;
}

/** The values that are all there are of some types: of enums, `true` and `false`. As they are written. */
export function valuesOf(site: Site, types: Types): readonly string[] {
  const found = new Set<string>();
  const look = ({ node, module }: Sited<Ast.TypeExpr>, depth: number): void => {
    if (depth > deepest) return;
    switch (node.kind) {
      case "text":
        found.add(JSON.stringify(node.value.text));
        return;
      case "null":
        found.add("null");
        return;
      case "union":
        for (const member of node.members) look({ node: member, module }, depth + 1);
        return;
      case "name": {
        if (node.name.text === "Bool") for (const each of ["true", "false"]) found.add(each);
        const alias = lookUp(site.reading.program, module, node.name.text, ["type"]);
        if (alias?.kind === "type") look({ node: alias.declaration.type, module: alias.module }, depth + 1);
        return;
      }
      case "list":
      case "record":
        return;
    }
  };
  for (const type of types) look(type, 0);
  return [...found];
}

const deepest = 50;

/** Whether some of the types is the built-in one, by itself or by an alias. */
export function isOfType(site: Site, types: Types, name: string, depth = 0): boolean {
  if (depth > deepest) return false;
  return types.some(({ node, module }) => {
    if (node.kind === "union")
      return isOfType(
        site,
        node.members.map((member) => ({ node: member, module })),
        name,
        depth + 1,
      );
    if (node.kind !== "name") return false;
    if (node.name.text === name) return true;
    const alias = lookUp(site.reading.program, module, node.name.text, ["type"]);
    return alias?.kind === "type" && isOfType(site, [{ node: alias.declaration.type, module: alias.module }], name, depth + 1);
  });
}

/** The name before a sign, where it is a name. */
export function nameBefore(statement: readonly Sign[], index: number): Ast.Name | undefined {
  const sign = statement[index - 1];
  return sign === undefined ? undefined : nameOf(sign);
}
