/**
 * What an instance may hold: the labels of all that reached it, and whether an attacker's text may be among it. It only grows.
 * It follows instances, not values: an instance that has seen something confidential is taken to tell it in all that it says.
 */
import type { LabelsPlan } from "./plan.js";

export interface Holding {
  /** The highest labels, none within another; sorted. Empty: nothing above the lowest. */
  readonly labels: readonly number[];
  readonly untrusted: boolean;
}

export const nothingHeld: Holding = { labels: [], untrusted: false };

/** Both together. The order of labels need not be total, so that this is a set. */
export function join(order: LabelsPlan, held: Holding, more: Holding): Holding {
  const all = [...new Set([...held.labels, ...more.labels])].filter((label) => label !== order.lowest);
  const highest = all.filter((label) => !all.some((other) => other !== label && isWithin(order, label, other)));
  return { labels: highest.sort((a, b) => a - b), untrusted: held.untrusted || more.untrusted };
}

/** Whether all of it is within the bound. */
export function staysWithin(order: LabelsPlan, held: Holding, bound: number): boolean {
  return held.labels.every((label) => isWithin(order, label, bound));
}

export function labelNames(order: LabelsPlan, held: Holding): readonly string[] {
  const labels = held.labels.length === 0 ? [order.lowest] : held.labels;
  return labels.map((label) => order.names[label] ?? "");
}

/** What is not in the table is within nothing. */
function isWithin(order: LabelsPlan, label: number, bound: number): boolean {
  return label === bound || order.within[label]?.[bound] === true;
}
