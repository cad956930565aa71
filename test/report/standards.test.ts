import { expect, test } from "vitest";
import { questions } from "../../compiler/report/questions/index.js";
import { frameworks } from "../../compiler/report/standards/index.js";

const controls = frameworks.flatMap(({ short, controls: of }) => of.map((control) => ({ short, ...control })));

test("the frameworks, and how many controls of each", () => {
  expect(Object.fromEntries(frameworks.map(({ short, controls: of }) => [short, of.length]))).toEqual({
    "owasp-asi": 10,
    "owasp-agentic-threats": 17,
    aisvs: 29,
    maestro: 12,
    "nist-ai-rmf": 23,
    "nist-ai-600-1": 4,
    "nist-800-207": 7,
    "nist-800-53": 35,
    "nist-nccoe": 5,
    "owasp-nhi": 10,
    "owasp-mcp": 3,
    "owasp-llm": 1,
    cwe: 33,
    "mitre-atlas": 15,
    "eu-ai-act": 7,
    soc2: 5,
  });
});

test("controls ask questions that there are, and every question is asked", () => {
  const asked = new Set(controls.flatMap(({ decides, also = [] }) => [...decides, ...also]));
  expect([...asked].filter((question) => !questions.has(question))).toEqual([]);
  expect([...questions.keys()].filter((question) => !asked.has(question))).toEqual([]);
});

test("a control is listed once, with a title, a sentence and a source", () => {
  expect(new Set(controls.map(({ short, id }) => `${short} ${id}`)).size).toBe(controls.length);
  for (const { title, summary, source = 0, short, decides, also = [] } of controls) {
    expect(title).not.toBe("");
    expect(summary).toMatch(/\S.*[.)]$/);
    expect(frameworks.find((each) => each.short === short)?.sources[source]).toMatch(/\S/);
    expect(new Set([...decides, ...also]).size).toBe(decides.length + also.length);
  }
});

test("a control that nothing decides asks nothing else", () => {
  expect(controls.filter(({ decides, also = [], part }) => decides.length === 0 && (also.length > 0 || part)).map(({ id }) => id)).toEqual([]);
});

/** What a policy alone can't prove is never decided by what is proved of it. */
test("a decision point apart from the agent is never called proved or enforced", () => {
  const apart = controls.filter(({ id }) => id === "v1.0-C5.2.5" || id === "AC-25");
  expect(apart.map(({ decides }) => decides)).toEqual([["isolated"], ["isolated"]]);
});
