/** What each name that the grammar reads is the name of, by the rule that reads it and its number there. */

/** `new …`: it is given there. `any`: what it is, the whole file has to tell. */
export type NameRole =
  | "label"
  | "domain"
  | "task"
  | "type"
  | "tool"
  | "secret"
  | "principal"
  | "agent"
  /** An agent or a principal. */
  | "party"
  /** A tool, or a named scope. */
  | "subject"
  | "action"
  /** Of the action that is annotated. */
  | "annotated action"
  | "argument"
  /** Of the action whose declaration it stands in. */
  | "own argument"
  /** Of the action or hop that is called in a test, or a fact that it gives. */
  | "given argument"
  | "operand"
  | "field"
  | "parameter"
  | "received"
  | "fact"
  | "unit"
  | "effect"
  | "kind"
  | "part of now"
  | "imported"
  /** It is given here. */
  | "new";

/** The name with number `occurrence` in the innermost of some rules. */
export function roleOf(rules: readonly string[], occurrence: number): NameRole | undefined {
  const [rule = "", ...outer] = rules;
  if (rule === "names") return outer[0] === "task" ? "task" : outer[0] === "parties" ? "agent" : outer[0] === "testBody" ? "principal" : undefined;
  return roles[rule]?.[occurrence];
}

const roles: Readonly<Record<string, Readonly<Record<number, NameRole>>>> = {
  import: { 0: "imported", 2: "new" },
  label: { 0: "label" },
  domain: { 0: "new" },
  task: { 0: "new" },
  typeDecl: { 0: "new" },
  letDecl: { 0: "new" },
  context: { 0: "new" },
  secret: { 0: "new" },
  scope: { 0: "new" },
  principal: { 0: "new", 2: "domain" },
  agent: { 0: "new", 2: "domain" },
  agentBody: { 0: "label" },
  tool: { 0: "new" },
  action: { 0: "new" },
  attributes: { 0: "label", 2: "label" },
  spending: { 0: "own argument", 2: "unit" },
  requiredSecret: { 0: "secret" },
  annotate: { 0: "tool", 2: "annotated action" },
  delegate: { 0: "party", 2: "agent", 3: "new", 4: "task" },
  delegateStatement: { 0: "label", 2: "label", 3: "principal" },
  budget: { 0: "parameter", 2: "unit" },
  actionRef: { 0: "tool", 2: "action" },
  only: { 0: "argument" },
  parties: { 0: "domain", 2: "party" },
  namedSubject: { 0: "subject", 2: "action" },
  can: { 0: "party", 2: "tool", 3: "action" },
  noFlow: { 0: "label" },
  chain: { 0: "party", 2: "agent", 3: "task" },
  testCall: { 0: "tool", 2: "action" },
  namedArg: { 0: "given argument" },
  member: { 0: "type" },
  param: { 0: "new", 2: "fact" },
  operand: { 0: "parameter", 2: "received", 3: "fact", 4: "part of now", 5: "operand", 6: "field" },
  fields: { 0: "field" },
  conjunct: { 0: "principal", 2: "effect" },
  atom: { 0: "kind" },
  quantifier: { 0: "new" },
};
