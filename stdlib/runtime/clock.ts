/** Two clocks: time of day, which can be set, and a steady one, which can stand still while the machine sleeps. */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds since some moment; never goes back. */
  steady(): number;
}

export const systemClock: Clock = { now: () => Date.now(), steady: () => performance.now() };

/** The end of a life by both clocks. */
export interface Deadline {
  /** Milliseconds since the epoch. */
  readonly wall: number;
  readonly steady: number;
}

export function deadlineAt(wall: number, clock: Clock, now: number = clock.now()): Deadline {
  return { wall, steady: clock.steady() + Math.max(0, wall - now) };
}

/** Over by whichever clock comes first. */
export function isOver(deadline: Deadline, clock: Clock): boolean {
  return clock.now() >= deadline.wall || clock.steady() >= deadline.steady;
}

/** A clock that shows the time of a store, as far as it has been told it. */
export interface FollowingClock extends Clock {
  /** The store says that it is this time. */
  follow(now: number): void;
}

/**
 * One time for all who share a store. Where the machine's clock is set back, the steady one still ends what has to end, and the
 * store's next answer puts the time right.
 */
export function following(clock: Clock): FollowingClock {
  let ahead = 0;
  return {
    now: () => Math.floor(clock.now() + ahead),
    steady: () => clock.steady(),
    follow: (now) => {
      ahead = now - clock.now();
    },
  };
}
