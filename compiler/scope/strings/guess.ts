/** A first attempt at variables under one another: one variable after the other takes its shortest word. It may fail where words exist. */

import { type Domain, narrowed } from "./domain.js";
import { isLimit } from "./limits.js";
import type { Link } from "./link.js";
import type { TextLiteral } from "./literal.js";

/** Words that satisfy the links, or `undefined` where this attempt finds none. */
export function guess(domains: readonly Domain[], links: readonly Link[]): readonly string[] | undefined {
  const order = basesFirst(domains.length, links);
  return inOrder(order, domains, links) ?? inOrder(order.toReversed(), domains, links);
}

function inOrder(order: readonly number[], domains: readonly Domain[], links: readonly Link[]): readonly string[] | undefined {
  const words: (string | undefined)[] = domains.map(() => undefined);
  for (const member of order) {
    const literals = links.flatMap((link): TextLiteral[] => {
      const other = words[link.left === member ? link.right : link.left];
      if (other === undefined || (link.left !== member && link.right !== member)) return [];
      if (link.kind === "different") return [{ test: { kind: "set", values: [other] }, holds: false }];
      const holds = link.kind === "under";
      if (link.left === member) return [{ test: { kind: "under", base: other }, holds }];
      return [{ test: { kind: "set", values: basesOf(other) }, holds }];
    });
    const domain = domains[member];
    const word = domain === undefined ? undefined : narrowed(domain, literals).shortest();
    if (word === undefined || isLimit(word)) return undefined;
    words[member] = word;
  }
  return words.map((word) => word ?? "");
}

/** All that a text is under. */
function basesOf(text: string): string[] {
  const bases = text.startsWith("/") ? ["/"] : [];
  for (let i = text.indexOf("/"); i >= 0; i = text.indexOf("/", i + 1)) bases.push(text.slice(0, i));
  return [...new Set([...bases, text])];
}

/** The variables, those that others lie under before these. The links have no cycle of `under`. */
function basesFirst(count: number, links: readonly Link[]): readonly number[] {
  const order = new Set<number>();
  const visit = (member: number): void => {
    if (order.has(member)) return;
    for (const { kind, left, right } of links) if (kind === "under" && left === member) visit(right);
    order.add(member);
  };
  for (let member = 0; member < count; member++) visit(member);
  return [...order];
}
