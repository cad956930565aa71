// The laws once more, with as many cases as there is time for when it is not the fast tests that run.
process.env.REMIT_RUNS ??= "10000";
await import("./theorem.test.js");

export {};
