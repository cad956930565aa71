/** Choices, made from a list of numbers that fast-check can shrink: where the list is at its end, the first choice is taken. */
import fc from "fast-check";

export interface Draw {
  /** A whole number from 0 up to, and without, `count`. */
  readonly below: (count: number) => number;
  readonly of: <T>(choices: readonly T[]) => T;
  /** True once in so many times, and never at the end of the list. */
  readonly once: (times: number) => boolean;
}

function drawing(next: () => number): Draw {
  const below = (count: number): number => next() % count;
  return {
    below,
    of: (choices) => {
      const chosen = choices[below(choices.length)];
      if (chosen === undefined) throw new Error("nothing to choose from");
      return chosen;
    },
    once: (times) => below(times) === times - 1,
  };
}

/** What `make` makes of arbitrary choices; `show` is what a failed law prints. Small lists of choices give small things. */
export function drawn<T extends object>(make: (draw: Draw) => T, show: (made: T) => string, most = 400): fc.Arbitrary<T> {
  return fc.noBias(fc.array(fc.nat({ max: 255 }), { maxLength: most, size: "max" })).map((choices) => {
    let at = 0;
    const made = make(drawing(() => choices[at++] ?? 0));
    return Object.defineProperty(made, fc.toStringMethod, { value: () => show(made), enumerable: false });
  });
}

/** Choices without end, the same for the same seed. */
export function drawFrom(seed: number): Draw {
  let state = seed | 0 || 1;
  return drawing(() => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 8) & 0xffff;
  });
}

export const seeds: fc.Arbitrary<number> = fc.noBias(fc.integer());
