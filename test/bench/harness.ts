/** How a figure is measured and printed: several runs, in turn with what it is held against, one JSON line each. */
import { performance } from "node:perf_hooks";

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export function spread(samples: readonly number[]): Spread {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { min: at(0), median: at(0.5), max: at(1) };
}

/** Significant digits enough to read, and no more. */
const round = (value: number): number => Number(value.toPrecision(4));

/** Prints one figure. Times are milliseconds unless the unit says otherwise. */
export function emit(figure: string, unit: string, values: Readonly<Record<string, number | string>> | Spread): void {
  const rounded = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === "number" ? round(value) : value]));
  process.stdout.write(`${JSON.stringify({ figure, unit, ...rounded, node: process.version })}\n`);
}

/** Milliseconds a call, over as many calls as fill some 100 ms, several times after a warm-up. */
export function perCall(call: () => unknown, runs = 7): Spread {
  let calls = 1;
  for (const start = performance.now(); performance.now() - start < 150; ) {
    const before = performance.now();
    for (let i = 0; i < calls; i++) call();
    if (performance.now() - before < 20) calls *= 2;
  }
  const samples: number[] = [];
  for (let run = 0; run < runs; run++) {
    const before = performance.now();
    for (let i = 0; i < calls; i++) call();
    samples.push((performance.now() - before) / calls);
  }
  return spread(samples);
}
