/** Arguments that a person knows to hold a path, although their schema only says string. */

import { notEmpty } from "./scalars.js";
import { type Shape, type Slot, scalar } from "./shape.js";
import { fits } from "./words.js";

/** The slots with `Path` for `String` in those whose name one of the globs fits, lists of strings included. */
export function withPaths(slots: readonly Slot[], globs: readonly string[]): readonly Slot[] {
  return slots.map((slot) => (globs.some((glob) => fits(glob, slot.name)) ? { ...slot, shape: asPath(slot.shape) } : inside(slot, globs)));
}

function inside(slot: Slot, globs: readonly string[]): Slot {
  const shape = recordsIn(slot.shape, (fields) => withPaths(fields, globs));
  return shape === slot.shape ? slot : { ...slot, shape };
}

/** A plain string becomes a path, which is never empty; one with a pattern or another length of its own stays what it is. */
function asPath(shape: Shape): Shape {
  switch (shape.kind) {
    case "scalar":
      return shape.name === "String" ? scalar("Path") : shape;
    case "list":
      return { kind: "list", element: asPath(shape.element) };
    case "union":
      return { kind: "union", members: shape.members.map(asPath) };
    case "refined":
      if (JSON.stringify(shape.where) === JSON.stringify([[notEmpty]])) return asPath(shape.base);
      return shape.base.kind === "list" ? { ...shape, base: asPath(shape.base) } : shape;
    default:
      return shape;
  }
}

function recordsIn(shape: Shape, change: (fields: readonly Slot[]) => readonly Slot[]): Shape {
  switch (shape.kind) {
    case "record":
      return { kind: "record", fields: change(shape.fields) };
    case "list":
      return { kind: "list", element: recordsIn(shape.element, change) };
    case "union":
      return { kind: "union", members: shape.members.map((each) => recordsIn(each, change)) };
    case "refined":
      return { ...shape, base: recordsIn(shape.base, change) };
    default:
      return shape;
  }
}
