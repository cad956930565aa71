/** How many obligations there were and how many were proved. */
export interface Tally {
  readonly obligations: number;
  readonly proved: number;
  /** Counts obligations of one outcome. */
  add(proved: boolean, count?: number): void;
}

export function tally(): Tally {
  const counted = {
    obligations: 0,
    proved: 0,
    add: (proved: boolean, count = 1): void => {
      counted.obligations += count;
      if (proved) counted.proved += count;
    },
  };
  return counted;
}
