/** A tree in a few words, so that a test can say what it expects on one line. */

import { unreachable } from "../../compiler/base/unreachable.js";
import type { Expr, Literal, Operand, TypeExpr } from "../../compiler/syntax/ast.js";

/** Every grouping in parentheses. */
export function showExpr(expr: Expr): string {
  switch (expr.kind) {
    case "and":
    case "or":
      return `(${expr.of.map(showExpr).join(` ${expr.kind} `)})`;
    case "not":
      return `not(${showExpr(expr.of)})`;
    case "compare":
      return `${showOperand(expr.left)} ${expr.op} ${showOperand(expr.right)}`;
    case "in-list":
      return `${showOperand(expr.operand)}${not(expr)} in-list ${showLiteral(expr.list)}`;
    case "in-range":
      return `${showOperand(expr.operand)}${not(expr)} in-range ${showLiteral(expr.low)}..${showLiteral(expr.high)}`;
    case "in":
      return `${showOperand(expr.operand)}${not(expr)} in ${showOperand(expr.container)}`;
    case "like":
      return `${showOperand(expr.operand)}${not(expr)} like ${JSON.stringify(expr.glob.text)}`;
    case "matches":
      return `${showOperand(expr.operand)}${not(expr)} matches <${expr.source}>`;
    case "under":
      return `${showOperand(expr.operand)}${not(expr)} under ${showOperand(expr.base)}`;
    case "is":
      return `${showOperand(expr.operand)} is ${expr.json.text}`;
    case "all":
    case "some":
      return `${expr.kind}[${expr.variable.text} in ${expr.lists.map((list) => showOperand(list.operand) + (list.optional ? "?" : "")).join(", ")}: ${showExpr(expr.body)}]`;
    case "size":
      return `size[${showOperand(expr.operand)}] ${expr.op} ${expr.value.value}`;
    case "has":
      return `has[${showOperand(expr.operand)}]`;
    case "truth":
      return showOperand(expr.operand);
    case "approved":
      return `approved[${expr.by.text}]`;
    case "effect":
      return `effect ${expr.op} ${expr.effect.text}`;
    default:
      return unreachable(expr);
  }
}

function not(expr: { readonly negated: boolean }): string {
  return expr.negated ? " not" : "";
}

export function showOperand(operand: Operand): string {
  switch (operand.kind) {
    case "name":
      return operand.path.map((name) => name.text).join(".");
    case "param":
    case "received":
    case "context": {
      const mark = { param: "$", received: "received:", context: "context:" }[operand.kind];
      return mark + [operand.name, ...operand.fields].map((name) => name.text).join(".");
    }
    case "now":
      return operand.hour ? "now:hour" : "now:";
    case "literal":
      return showLiteral(operand.literal);
    default:
      return unreachable(operand);
  }
}

export function showLiteral(literal: Literal): string {
  switch (literal.kind) {
    case "string":
    case "number":
    case "bool":
      return JSON.stringify(literal.value);
    case "null":
      return "null";
    case "list":
      return `[${literal.of.map(showLiteral).join(",")}]`;
    case "record":
      return `{${literal.fields.map((field) => `${field.name.text}:${showLiteral(field.value)}`).join(",")}}`;
    default:
      return unreachable(literal);
  }
}

export function showType(type: TypeExpr): string {
  switch (type.kind) {
    case "name":
      return type.name.text;
    case "text":
      return JSON.stringify(type.value.text);
    case "null":
      return "null";
    case "list":
      return `List<${showType(type.element)}>`;
    case "record":
      return `{${type.fields.map((field) => `${field.name.text}${field.optional ? "?" : ""}:${showType(field.type)}`).join(",")}}`;
    case "union":
      return `(${type.members.map(showType).join("|")})`;
    default:
      return unreachable(type);
  }
}

/** A tree without its spans, so that two texts with the same meaning compare equal. */
export function withoutSpans(tree: unknown): unknown {
  return JSON.parse(
    JSON.stringify(tree, (key, value) => {
      if (key === "span" || key === "head" || key === "sourceSpan") return undefined;
      return key === "ingestsUntrusted" ? true : value;
    }),
  );
}
