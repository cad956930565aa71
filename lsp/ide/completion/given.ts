/** What is given by name in a test: the arguments of the call or hop that is being written, and facts of the context. */
import { type Ast, type Sign, showName } from "../../../compiler/index.js";
import { hopsBetween } from "../reading.js";
import { textOf } from "../signature.js";
import { actionsOf, type Sited } from "../symbols.js";
import { type Completion, plain } from "./item.js";
import { nameBefore, openBracket, type Types } from "./operand.js";
import { nameOf, type Site } from "./site.js";

/** Those that are not given yet. */
export function argumentsGiven(site: Site): readonly Completion[] {
  const call = callAt(site);
  if (call === undefined) return [];
  const { statement } = site.expectation;
  const already = new Set(statement.flatMap((sign, at) => (at >= call.from && statement[at + 1]?.text === ":" ? [nameOf(sign).text] : [])));
  return call.params
    .filter(({ node }) => !already.has(node.name.text))
    .map(({ node, module }): Completion => {
      const name = showName(node.name.text);
      const isOptional = "optional" in node && node.optional;
      const detail = `${isOptional ? "optional: " : ""}${textOf(site.snapshot, module.file, node.type.span)}`;
      return { label: name, kind: call.kind, snippet: `${plain(name)}: `, rank: isOptional ? 1 : 0, detail };
    });
}

/** The types of the value that is being given, after `NAME:`. */
export function typesGiven(site: Site): Types {
  const { statement } = site.expectation;
  const last = statement.at(-1);
  if (last?.text !== ":") return [];
  const name = nameBefore(statement, statement.length - 1);
  const call = callAt(site);
  if (call === undefined || name === undefined) return [];
  return call.params.filter(({ node }) => node.name.text === name.text).map(({ node, module }) => ({ node: node.type, module }));
}

export type Given = Pick<Ast.ParamDecl, "name" | "type"> & Partial<Pick<Ast.ParamDecl, "optional" | "doc">>;

export interface Call {
  readonly kind: "argument" | "parameter" | "fact";
  readonly params: readonly Sited<Given>[];
  /** The index of the first sign behind the bracket. */
  readonly from: number;
  /** What is called, as it is written. */
  readonly name: string;
  readonly doc?: string;
}

/** What is called where the place is: an action, a hop; or the context that is given. Not within a list or record of one. */
export function callAt(site: Site): Call | undefined {
  const { statement, frame } = site.expectation;
  const { reading, module } = site;
  if (/^test\b/.test(frame) && /context \{$/.test(frame)) {
    const facts = [...reading.facts().values()].flatMap(([first]) => first ?? []);
    return { kind: "fact", params: facts, from: 0, name: "context" };
  }
  const bracket = openBracket(statement);
  if (bracket === undefined || statement[bracket]?.text !== "(") return undefined;
  const name = nameBefore(statement, bracket);
  if (name === undefined) return undefined;
  if (statement[0]?.text === "chain") {
    const from = delegatorOf(statement, bracket - 1);
    if (from === undefined) return undefined;
    const params = new Map<string, Sited<Given>>();
    for (const { node, module: there } of hopsBetween(reading, module, from, name))
      for (const param of node.params) if (!params.has(param.name.text)) params.set(param.name.text, { node: param, module: there });
    return { kind: "parameter", params: [...params.values()], from: bracket + 1, name: showName(name.text) };
  }
  const tool = statement[bracket - 2]?.text === "." ? nameBefore(statement, bracket - 2) : undefined;
  if (tool === undefined) return undefined;
  const [action] = actionsOf(reading.program, module, tool, name);
  if (action === undefined) return undefined;
  const { doc } = action.node;
  return {
    kind: "argument",
    params: action.node.params.map((param) => ({ node: param, module: action.module })),
    from: bracket + 1,
    name: `${showName(tool.text)}.${showName(name.text)}`,
    ...(doc === undefined ? {} : { doc }),
  };
}

/** Who hands over to the one whose name is at `at`: the name before the arrow, past its arguments and task. */
function delegatorOf(statement: readonly Sign[], at: number): Ast.Name | undefined {
  if (statement[at - 1]?.text !== "->") return undefined;
  let index = at - 2;
  if (statement[index - 1]?.text === "for") index -= 2;
  if (statement[index]?.text === ")") {
    const open = openBracket(statement, index);
    if (open === undefined) return undefined;
    index = open - 1;
  }
  const sign = statement[index];
  return sign === undefined ? undefined : nameOf(sign);
}
