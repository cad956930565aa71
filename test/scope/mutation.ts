/**
 * Everything that holds up the meaning and the decision procedure, as one file of tests: mutation testing starts a worker
 * for each file and each mutant, and most of what a mutant costs is that start. What is quick and tells most comes first.
 */
for (const name of [
  "../runtime/value",
  "../runtime/pattern",
  "../runtime/constraint",
  "../runtime/conforms",
  "./formula",
  "./search",
  "./numbers",
  "./simplify",
  "./urlfacts",
  "./narrower",
  "./constructs",
  "./covers",
  "./possible",
  "./sanity",
  "./witness",
  "./strings/automaton",
  "./strings/theory",
  "./urls",
  "./laws",
  "./finite",
  "./limits",
])
  await import(`${name}.test.ts`);

export {};
