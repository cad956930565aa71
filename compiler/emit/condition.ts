/** Conditions of generated code: TypeScript expressions put together with their constants folded and no parenthesis too many. */

export type Condition =
  | { readonly kind: "true" | "false" }
  /** An expression that binds tighter than `!`. */
  | { readonly kind: "atom"; readonly text: string }
  | { readonly kind: "not"; readonly of: Condition }
  | { readonly kind: "and" | "or"; readonly of: readonly Condition[] };

export const yes: Condition = { kind: "true" };
export const no: Condition = { kind: "false" };

export function atom(text: string): Condition {
  return { kind: "atom", text };
}

export function not(of: Condition): Condition {
  switch (of.kind) {
    case "true":
      return no;
    case "false":
      return yes;
    case "not":
      return of.of;
    default:
      return { kind: "not", of };
  }
}

export function all(of: readonly Condition[]): Condition {
  return joined("and", of);
}

export function any(of: readonly Condition[]): Condition {
  return joined("or", of);
}

/** `true` does nothing to a conjunction and decides an alternative; `false` the other way about. What is said twice is said once. */
function joined(kind: "and" | "or", of: readonly Condition[]): Condition {
  const [neutral, decisive] = kind === "and" ? (["true", "false"] as const) : (["false", "true"] as const);
  const parts: Condition[] = [];
  const said = new Set<string>();
  for (const part of of.flatMap((each) => (each.kind === kind ? each.of : [each]))) {
    if (part.kind === decisive) return { kind: decisive };
    const text = show(part);
    if (part.kind === neutral || said.has(text)) continue;
    said.add(text);
    parts.push(part);
  }
  const [only] = parts;
  if (only === undefined) return { kind: neutral };
  return parts.length === 1 ? only : { kind, of: parts };
}

export function show(condition: Condition): string {
  switch (condition.kind) {
    case "true":
    case "false":
      return condition.kind;
    case "atom":
      return condition.text;
    case "not":
      return condition.of.kind === "atom" ? `!${condition.of.text}` : `!(${show(condition.of)})`;
    case "and":
      return condition.of.map((each) => (each.kind === "or" ? `(${show(each)})` : show(each))).join(" && ");
    case "or":
      return condition.of.map((each) => (each.kind === "and" ? `(${show(each)})` : show(each))).join(" || ");
  }
}
