/** A store's time: it never goes back, and never stands still while time passes. */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** From now on it is at least this: the time that a store was last written at. */
  atLeast(time: number): void;
}

/**
 * The wall clock, as long as that is ahead. Where it was set back (or was ahead by mistake once), time goes on from the latest that
 * was seen, at the pace of the monotonic clock: what has expired stays so, and what has not yet expired still will.
 */
export function storeClock(wall: () => number = Date.now, monotonic: () => number = () => performance.now()): Clock {
  let time = Math.floor(wall());
  let seen = monotonic();
  const now = (): number => {
    const at = monotonic();
    const least = time + (at - seen);
    const said = Math.floor(wall());
    if (said < least) return Math.floor(least);
    time = said;
    seen = at;
    return said;
  };
  return {
    now,
    atLeast: (other) => {
      if (other <= now()) return;
      time = other;
      seen = monotonic();
    },
  };
}
