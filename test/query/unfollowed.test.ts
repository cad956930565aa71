/** What could not be followed is never a "no": where a limit is reached, what nobody may do is not known. */

import { expect, test } from "vitest";
import { noAtoms } from "../../compiler/model/written-atoms.js";
import { can } from "../../compiler/query/can.js";
import { reach, who } from "../../compiler/query/reach.js";
import { survey } from "../../compiler/query/survey.js";
import { subjectOf } from "../../compiler/report/subject.js";
import { lowerFiles } from "../harness/marked.js";

/** What `c` receives doubles from hop to hop, and more. */
const text = `
task t "T"
tool x { read r(n: Int) }
principal p { holds { allow x.r } }
agent a { owner "a" }
agent b { owner "b" }
agent c { owner "c" }
delegate p -> a(cap: Int) for t {
  depth 25
  ttl 1h
  allow x.r where n <= 3
}
delegate a -> b(cap: Int) for t {
  ttl 1h
  allow received x.r where n <= received.cap
}
delegate b -> a(cap: Int) for t {
  ttl 1h
  allow received x.r where n <= received.cap
}
delegate b -> b(cap: Int) for t {
  ttl 1h
  allow received x.r where n <= received.cap
}
delegate b -> c for t {
  ttl 1h
  allow received x.r
}
`;
const { value: policy } = lowerFiles({ "main.remit": text });
const [action] = policy.actions;
if (action === undefined) throw new Error("no action");

test("whether an agent can is not known", () => {
  const of = survey(policy);
  expect(can(of, { agent: "c", action, known: {}, params: {} })).toMatchObject({ kind: "unknown" });
  expect(of.diagnostics.map(({ code }) => code)).toEqual(["too-complex"]);
  // On one chain that is named there is nothing to put together.
  const chain = ["p", "a", "b", "c"].map((party) => ({ party }));
  expect(can(survey(policy), { agent: "c", action, known: {}, params: {}, chain })).toMatchObject({ kind: "yes" });
});

test("who can tells of those that are not known", () => {
  expect(who(survey(policy), action).map(({ agent, answer }) => [agent, answer.kind])).toContainEqual(["c", "unknown"]);
});

test("what a party reaches comes with the reason why it may be more", () => {
  expect(reach(policy, "c").survey.diagnostics.map(({ code }) => code)).toEqual(["too-complex"]);
});

test("a report takes it that anything may be used", () => {
  const subject = subjectOf({ policy, found: [], incomplete: false, waivers: [], texts: [] }, noAtoms);
  const used = subject.uses.find(({ hop }) => hop.to.name === "c")?.actions ?? [];
  expect(used.map(({ id }) => id)).toEqual(["x.r"]);
  expect(subject.diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code)).toEqual(["too-complex"]);
});
