/** One seed for every law of a run: `REMIT_SEED` repeats it. Without one, fast-check draws its own and prints it where a law fails. */
const { REMIT_SEED: seed } = process.env;

if (seed !== undefined && seed !== "") {
  const { configureGlobal } = await import("fast-check");
  // fast-check's seeds are 32-bit integers.
  configureGlobal({ seed: Number(seed) | 0 });
}

export {};
