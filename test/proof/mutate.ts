/** A certificate, or a part of one, that was changed in one place. */
import type { Json } from "../../stdlib/runtime/value.js";
import type { Draw } from "../scope/draw.js";

interface Spot {
  readonly path: readonly (string | number)[];
  readonly value: Json;
}

function spotsIn(value: Json, path: readonly (string | number)[]): readonly Spot[] {
  const inside =
    typeof value !== "object" || value === null
      ? []
      : Object.entries(value).flatMap(([key, each]) => spotsIn(each, [...path, Array.isArray(value) ? Number(key) : key]));
  return [{ path, value }, ...inside];
}

/** The same JSON but for one value, which is changed, left out, repeated, or exchanged for its neighbour or for another. */
export function mutated(draw: Draw, json: Json): Json {
  const spots = spotsIn(json, []);
  const { path, value } = draw.of(spots);
  return put(json, path, changed(draw, value, draw.of(spots).value));
}

function changed(draw: Draw, value: Json, other: Json): Json {
  if (draw.once(8)) return other;
  if (typeof value === "number") return draw.of([value + 1, value - 1, -value, 0, value * 2 + 1, 1e9]);
  if (typeof value === "boolean") return !value;
  if (typeof value === "string") return draw.of([`${value}x`, value.slice(1), "", value.replace(/[0-9a-f]/, (each) => (each === "0" ? "1" : "0"))]);
  if (value === null) return 0;
  if (Array.isArray(value)) {
    const at = draw.below(Math.max(1, value.length));
    const next = (at + 1) % Math.max(1, value.length);
    switch (draw.below(4)) {
      case 0:
        return value.filter((_, i) => i !== at);
      case 1:
        return value.flatMap((each: Json, i) => (i === at ? [each, each] : [each]));
      case 2:
        return value.map((each: Json, i) => (i === at ? (value[next] ?? each) : i === next ? (value[at] ?? each) : each));
      default:
        return value.slice(0, at);
    }
  }
  const entries = Object.entries(value);
  const at = draw.below(Math.max(1, entries.length));
  return Object.fromEntries(entries.filter((_, i) => i !== at));
}

function put(json: Json, [key, ...rest]: readonly (string | number)[], value: Json): Json {
  if (key === undefined) return value;
  if (Array.isArray(json)) return json.map((each: Json, i) => (i === key ? put(each, rest, value) : each));
  return Object.fromEntries(Object.entries(json as Record<string, Json>).map(([name, each]) => [name, name === key ? put(each, rest, value) : each]));
}
