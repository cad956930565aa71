// The comparison with Z3 once more, with as many cases as there is time for when it is not the fast tests that run.
process.env.REMIT_Z3_RUNS ??= "2000";
await import("./z3.test.js");

export {};
