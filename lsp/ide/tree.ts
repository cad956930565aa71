/** Going through the nodes of a tree without knowing what they are. */
import type { Span } from "../../compiler/index.js";

/** A node, then the nodes in it. Spans are none. */
export function* nodesIn(node: object): Generator<object> {
  if (isSpan(node)) return;
  if (!Array.isArray(node)) yield node;
  for (const part of Object.values(node)) if (typeof part === "object" && part !== null) yield* nodesIn(part);
}

/** Whether an object of a tree is a span and not a node: a node's `start` is a name. */
export function isSpan(value: object): value is Span {
  return "start" in value && typeof value.start === "number";
}
