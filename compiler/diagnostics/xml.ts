/** The little of XML that a JUnit report needs. */
import { visible } from "./show.js";

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (Element | string)[];
}

/** A whole document. */
export function renderXml(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${renderElement(root, "")}`;
}

function renderElement({ name, attributes, children }: Element, indent: string): string {
  const head = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escapeXml(String(value)).replaceAll("\n", "&#10;")}"`)].join(
    " ",
  );
  if (children.length === 0) return `${indent}<${head}/>\n`;
  const [only] = children;
  if (children.length === 1 && typeof only === "string") return `${indent}<${head}>${escapeXml(only)}</${name}>\n`;
  const inside = children.map((child) => (typeof child === "string" ? `${escapeXml(child)}\n` : renderElement(child, `${indent}  `)));
  return `${indent}<${head}>\n${inside.join("")}${indent}</${name}>\n`;
}

/** XML 1.0 has no way at all to write most control characters, so that they appear as their numbers, as on a screen. */
function escapeXml(text: string): string {
  return text.split("\n").map(visible).join("\n").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
