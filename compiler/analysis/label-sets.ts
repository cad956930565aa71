/** Sets of labels that have, with a label, all that is within it. */
import type { Label, Labels } from "../model/model.js";
import { remembered } from "./memo.js";

/** A bit for each label. */
export type LabelSet = bigint;

export interface LabelSets {
  readonly every: LabelSet;
  /** A label and all that is within it. */
  upTo(label: Label): LabelSet;
  has(set: LabelSet, label: Label): boolean;
  isWithin(set: LabelSet, bound: LabelSet): boolean;
  /** The names of the labels of a set that no other of it includes. */
  greatest(set: LabelSet): readonly string[];
}

export function labelSets(labels: Labels): LabelSets {
  const sets = new Map<Label, LabelSet>();
  const bit = (label: Label): LabelSet => 1n << BigInt(label);
  const has = (set: LabelSet, label: Label): boolean => (set & bit(label)) !== 0n;
  const all = labels.names.map((_, label) => label);
  return {
    every: all.reduce((set, label) => set | bit(label), 0n),
    upTo: (bound) => remembered(sets, bound, () => all.reduce((set, label) => (labels.within(label, bound) ? set | bit(label) : set), 0n)),
    has,
    isWithin: (set, bound) => (set & ~bound) === 0n,
    greatest: (set) => {
      const members = all.filter((label) => has(set, label));
      return members
        .filter((label) => members.every((other) => other === label || !labels.within(label, other)))
        .map((label) => labels.names[label] ?? "");
    },
  };
}
