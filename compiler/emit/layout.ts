/** Objects and lists of generated code, on one line where they fit and over several where they do not. */
import { literal } from "./module.js";
import { property } from "./names.js";

export type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "object"; readonly entries: readonly (readonly [name: string, value: Node])[] }
  | { readonly kind: "list"; readonly items: readonly Node[] };

const width = 120;

export function code(text: string): Node {
  return { kind: "text", text };
}

/** Plain data; members that are `undefined` are left out. */
export function data(value: unknown): Node {
  if (Array.isArray(value)) return { kind: "list", items: value.map(data) };
  if (typeof value !== "object" || value === null) return code(literal(value));
  return object(Object.entries(value).flatMap(([name, each]) => (each === undefined ? [] : [[name, data(each)] as const])));
}

export function object(entries: readonly (readonly [name: string, value: Node | undefined])[]): Node {
  return { kind: "object", entries: entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])) };
}

export function lay(node: Node, indent = ""): string {
  const flat = flatten(node);
  if (node.kind === "text" || indent.length + flat.length <= width) return flat;
  const inner = `${indent}  `;
  if (node.kind === "list") return `[\n${node.items.map((item) => `${inner}${lay(item, inner)},\n`).join("")}${indent}]`;
  return `{\n${node.entries.map(([name, value]) => `${inner}${property(name)}: ${lay(value, inner)},\n`).join("")}${indent}}`;
}

function flatten(node: Node): string {
  switch (node.kind) {
    case "text":
      return node.text;
    case "list":
      return `[${node.items.map(flatten).join(", ")}]`;
    case "object":
      return node.entries.length === 0 ? "{}" : `{ ${node.entries.map(([name, value]) => `${property(name)}: ${flatten(value)}`).join(", ")} }`;
  }
}
