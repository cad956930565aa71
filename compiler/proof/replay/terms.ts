/** What the terms of a constraint can be: places of a request, the time, constants. */
import type { Term } from "../../../stdlib/runtime/constraint.js";
import { type Key, readKey, type Sort } from "../../../stdlib/runtime/value.js";
import { unreachable } from "../../base/unreachable.js";
import { all, atom, type Formula, implies, newOrdinal, newText, TRUE } from "./formula.js";
import {
  type Alternative,
  type Ground,
  isOfSort,
  kindOfShape,
  kindOfSort,
  type List,
  newPlace,
  type Place,
  require,
  rootPlace,
  type ScalarShape,
} from "./places.js";
import type { Ordinal } from "./scales.js";
import { isUrl } from "./urls.js";

/** What the roots `element` and `it` stand for. */
export interface Bound {
  readonly element?: Place;
  readonly it?: Place;
}

/** Notes that the checker does not vouch for the question; the formula is of no account then. */
export function refuse(ground: Ground, why: string): Formula {
  ground.refused ??= why;
  return TRUE;
}

export const numberSort = (sort: Sort): Sort => (sort === "Int" ? "Number" : sort);

/** What a scalar term can be: variables, or a constant. */
export type Scalar =
  | { readonly kind: "variable"; readonly shape: ScalarShape }
  | { readonly kind: "constant"; readonly sort: Sort; readonly key: Key };

export function constant(sort: Sort, key: Key): Scalar {
  return { kind: "constant", sort, key };
}

/** The place that a term leads to. */
export function placeAt(ground: Ground, term: Term, bound: Bound): Place {
  switch (term.kind) {
    case "literal":
      refuse(ground, "a literal is asked what it is");
      return [];
    case "now":
      return [{ guard: TRUE, shape: { kind: "ordinal", scale: "Time", variable: nowOf(ground) } }];
    case "hour":
      return [{ guard: TRUE, shape: { kind: "ordinal", scale: "Int", variable: hourOf(ground) } }];
    case "place": {
      let place: Place;
      if (term.root === "element" || term.root === "it") place = bound[term.root] ?? [];
      else if (term.root === "received") {
        refuse(ground, `received.${term.name} stands for no parameter`);
        place = [];
      } else place = rootPlace(ground, term.root, term.name);
      for (const name of term.fields) place = place.flatMap(({ shape }) => (shape.kind === "record" ? shape.fieldAt(name) : []));
      const { part } = term;
      if (part === undefined) return place;
      return place.flatMap(({ guard, shape }): readonly Alternative[] => {
        if (shape.kind === "url") {
          if (part === "port")
            return [{ guard: all([guard, shape.port.present]), shape: { kind: "ordinal", scale: "Int", variable: shape.port.variable } }];
          return [{ guard, shape: { kind: "text", sort: "String", variable: shape[part] } }];
        }
        if (kindOfShape(shape) === "String") refuse(ground, `a part is asked for of what may be another text than a URL`);
        return [];
      });
    }
    default:
      return unreachable(term);
  }
}

/** What the term can be read as of the sort, each with the formula that it is that. */
export function scalarsAt(ground: Ground, term: Term, sort: Sort, bound: Bound): readonly { readonly guard: Formula; readonly value: Scalar }[] {
  if (term.kind === "literal") {
    const key = readKey(sort, term.value);
    return key === undefined ? [] : [{ guard: TRUE, value: constant(sort, key) }];
  }
  return placeAt(ground, term, bound).flatMap(({ guard, shape }) => {
    if (isOfSort(shape, sort)) return [{ guard, value: { kind: "variable", shape } as const }];
    // A value of the same JSON kind may look like one of the sort; of that the variables say nothing.
    if (kindOfShape(shape) === kindOfSort(sort)) refuse(ground, `what may be another ${kindOfSort(sort)} is read as ${sort}`);
    return [];
  });
}

export function listsAt(ground: Ground, term: Term, bound: Bound): readonly List[] {
  return placeAt(ground, term, bound).flatMap(({ shape }) => {
    if (shape.kind === "opaque" && shape.json === "List") refuse(ground, "a value of type Any is read as a list");
    return shape.kind === "list" ? [shape.list] : [];
  });
}

function nowOf(ground: Ground): number {
  return variableOnce(ground, "now", () => newOrdinal(ground.vocabulary, "Time"));
}

/** The hour as a variable of its own, tied to the time hour by hour. */
function hourOf(ground: Ground): number {
  return variableOnce(ground, "hour", () => {
    const { vocabulary } = ground;
    const variable = newOrdinal(vocabulary, "Int", [{ kind: "intervals", of: [[0, 23]] }]);
    for (let at = 0; at < 24; at++) {
      const isHour = atom(vocabulary, { kind: "number", variable, test: { kind: "intervals", of: [[at, at]] } });
      const isNow = atom(vocabulary, { kind: "number", variable: nowOf(ground), test: { kind: "hours", of: [at] } });
      require(ground, implies(isHour, isNow));
      require(ground, implies(isNow, isHour));
    }
    return variable;
  });
}

function variableOnce(ground: Ground, name: string, make: () => number): number {
  const known = ground.roots.get(name)?.[0]?.shape;
  if (known?.kind === "ordinal" || known?.kind === "text") return known.variable;
  const variable = make();
  ground.roots.set(name, [{ guard: TRUE, shape: { kind: "ordinal", scale: "Int", variable } }]);
  return variable;
}

/** A constant as a variable that can be nothing else. */
export function constantShape(ground: Ground, value: Extract<Scalar, { readonly kind: "constant" }>): ScalarShape {
  const { vocabulary } = ground;
  const { sort, key } = value;
  switch (sort) {
    case "Bool":
    case "String":
    case "Path":
      return constantText(ground, value);
    case "Url": {
      const name = `constant Url ${key}`;
      const known = ground.roots.get(name)?.[0]?.shape;
      if (known?.kind === "url") return known;
      const place = newPlace(ground, name, { kind: "scalar", sort: "Url" }, TRUE, false);
      ground.roots.set(name, place);
      const shape = place[0]?.shape;
      if (shape?.kind !== "url") throw new Error("a URL is a URL");
      require(ground, isUrl(vocabulary, shape, String(key)));
      return shape;
    }
    default: {
      const at = ordinalOf(key);
      const variable = variableOnce(ground, `constant ${sort} ${key}`, () => newOrdinal(vocabulary, sort, [{ kind: "intervals", of: [[at, at]] }]));
      return { kind: "ordinal", scale: sort, variable };
    }
  }
}

export function constantText(ground: Ground, { sort, key }: Extract<Scalar, { readonly kind: "constant" }>): ScalarShape {
  const variable = variableOnce(ground, `constant ${sort} ${key}`, () => newText(ground.vocabulary, [{ kind: "set", values: [String(key)] }]));
  return { kind: "text", sort: sort === "Bool" || sort === "Path" ? sort : "String", variable };
}

export function ordinalOf(key: Key): Ordinal {
  if (typeof key === "number" || typeof key === "bigint") return key;
  throw new Error(`not ordered: ${String(key)}`);
}
