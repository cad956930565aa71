/** Patterns over whole strings, as plain data, and the reference matcher: linear in the length of the string. */

/** A regular expression over Unicode code points, anchored at both ends. Surrogates belong to no range. */
export type Pattern =
  /** One code point in any of the ranges, both ends included; no ranges match nothing. */
  | { readonly kind: "characters"; readonly ranges: readonly (readonly [low: number, high: number])[] }
  | { readonly kind: "sequence"; readonly of: readonly Pattern[] }
  | { readonly kind: "choice"; readonly of: readonly Pattern[] }
  /** `max` of `null`: without end. */
  | { readonly kind: "repeat"; readonly of: Pattern; readonly min: number; readonly max: number | null };

/** One step of the matcher's machine: read a code point, or go to several places at once. */
type Step =
  | { readonly kind: "read"; readonly ranges: readonly (readonly [number, number])[]; next: number }
  | { readonly kind: "fork"; next: number[] }
  | { readonly kind: "accept" };

const machines = new WeakMap<Pattern, readonly Step[]>();

/** Whether the whole of `text` matches. Time: the length of the text times the size of the pattern. */
export function matches(pattern: Pattern, text: string): boolean {
  const reader = readerOf(pattern);
  let places = reader.start;
  for (const character of text) {
    places = reader.next(places, character.codePointAt(0) ?? 0);
    if (places.size === 0) return false;
  }
  return reader.accepts(places);
}

/** A pattern on its way through a text, code point by code point: at all the places where it can be. */
export interface Reader {
  readonly start: ReadonlySet<number>;
  /** Where it can be after one more code point; nowhere, where no text that begins so matches. */
  next(places: ReadonlySet<number>, point: number): ReadonlySet<number>;
  /** Whether what was read so far matches. */
  accepts(places: ReadonlySet<number>): boolean;
}

export function readerOf(pattern: Pattern): Reader {
  let machine = machines.get(pattern);
  if (machine === undefined) {
    machine = assemble(pattern);
    machines.set(pattern, machine);
  }
  const steps = machine;
  const start = new Set<number>();
  enter(steps, 0, start);
  return {
    start,
    next: (places, point) => {
      const following = new Set<number>();
      for (const at of places) {
        const step = steps[at];
        if (step?.kind === "read" && step.ranges.some(([low, high]) => low <= point && point <= high)) enter(steps, step.next, following);
      }
      return following;
    },
    accepts: (places) => [...places].some((at) => steps[at]?.kind === "accept"),
  };
}

/** Adds a place and all that can be reached from it without reading. */
function enter(machine: readonly Step[], start: number, places: Set<number>): void {
  const pending = [start];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (places.has(at)) continue;
    places.add(at);
    const step = machine[at];
    if (step?.kind === "fork") pending.push(...step.next);
  }
}

/** Thompson's construction, written from the end: each part is given the place that follows it. */
function assemble(pattern: Pattern): readonly Step[] {
  const steps: Step[] = [{ kind: "fork", next: [] }, { kind: "accept" }];
  const add = (step: Step): number => steps.push(step) - 1;
  const before = (part: Pattern, next: number): number => {
    switch (part.kind) {
      case "characters":
        return add({ kind: "read", ranges: part.ranges, next });
      case "sequence":
        return part.of.reduceRight((following, each) => before(each, following), next);
      case "choice":
        return add({ kind: "fork", next: part.of.map((each) => before(each, next)) });
      case "repeat": {
        let following = next;
        if (part.max === null) {
          const loop: { kind: "fork"; next: number[] } = { kind: "fork", next: [next] };
          following = add(loop);
          loop.next.push(before(part.of, following));
        } else for (let i = part.min; i < part.max; i++) following = add({ kind: "fork", next: [next, before(part.of, following)] });
        for (let i = 0; i < part.min; i++) following = before(part.of, following);
        return following;
      }
    }
  };
  const start = before(pattern, 1);
  steps[0] = { kind: "fork", next: [start] };
  return steps;
}
