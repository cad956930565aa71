/** The decisions of a policy as functions of generated code: for each hop and action what its recipient may use, and what it carries. */
import type { Constraint, Type } from "../../stdlib/runtime/constraint.js";
import { type Term, termsOf } from "../../stdlib/runtime/constraint.js";
import type { Reason } from "../../stdlib/runtime/plan.js";
import type { Action, Clause, Denial, Hop, Policy, Principal } from "../model/model.js";
import { showConstraint, showName } from "../types/show.js";
import { compile, orderedVariables } from "./compile.js";
import { all, any, atom, type Condition, not, show } from "./condition.js";
import { type Bench, literal, type Variable, variables } from "./module.js";
import { camel, pascal } from "./names.js";
import type { Reach } from "./reach.js";
import type { Setting } from "./readings.js";

export interface Decisions {
  /** The function that decides; absent where no clause speaks of the action. */
  uses(hop: Hop, action: Action): string | undefined;
  carries(hop: Hop, action: Action): string | undefined;
  /** The function that says whether the hop may be made. */
  require(hop: Hop): string;
}

export function decisionsOf(policy: Policy, reach: Reach, hopNames: readonly string[], bench: Bench): Decisions {
  const facts = new Map(policy.facts.map((fact) => [fact.name, fact.type]));
  const receivedTypes = receivedOf(policy, reach);
  const argsOf = (action: Action): Setting["args"] & object => new Map(action.params.map(({ name, type, optional }) => [name, { type, optional }]));
  const settingOf = (hop: Hop, action: Action, used: Set<Variable>): Setting => ({
    bench,
    used,
    effect: action.effect,
    args: argsOf(action),
    params: new Map(hop.params.map(({ name, type }) => [name, type])),
    received: (name) => receivedTypes(hop, name),
    context: facts,
  });
  const unbound = (action: Action, used: Set<Variable>): Setting => ({ bench, used, effect: action.effect, args: argsOf(action), context: facts });

  const reason = (code: Reason["code"], hop: number, clauses: readonly string[], argument?: string): string =>
    bench.constant(camel(hopNames[hop] ?? "", code, argument ?? ""), literal({ code, hop, clause: clauses.join("\n"), argument }), "v1.Reason");
  const shownActions = actionsShown(policy);
  const shown = (clause: Clause | Denial): string => {
    const verb = "verb" in clause ? `${clause.verb}${clause.received ? " received" : ""}` : "deny";
    return `${verb} ${shownActions(clause.actions)}${clause.where.kind === "true" ? "" : ` where ${showConstraint(clause.where)}`}`;
  };

  /** What a hop asks of the one above it, as a condition. */
  const received = (hop: Hop, action: Action, used: Set<Variable>): Condition => {
    if (hop.from.kind === "principal") return held(hop.from, action, used);
    for (const name of ["args", "frame", "context", "now", "approvals"] as const) used.add(name);
    return atom(`v1.isCarriedAbove(hops, ${literal(action.id)}, args, frame, context, now, approvals)`);
  };
  const held = (principal: Principal, action: Action, used: Set<Variable>): Condition => {
    if (principal.holds === undefined) return { kind: "true" };
    const own = new Set<Variable>();
    const clauses = principal.holds.clauses.filter((clause) => clause.actions.includes(action));
    const covering = (deny: boolean): Condition =>
      any(clauses.filter((clause) => (clause.verb === "deny") === deny).map((clause) => compile(clause.where, unbound(action, own))));
    const condition = all([covering(false), not(covering(true))]);
    if (condition.kind === "true" || condition.kind === "false") return condition;
    const names = orderedVariables(own);
    for (const name of names) used.add(name);
    const parameters = names.map((name) => ({ name, type: variables[name] }));
    const made = { parameters, returns: "boolean", body: [`return ${show(condition)};`] };
    const name = bench.shared(camel(principal.name, "holds", action.tool.name, action.name), made, `Whether ${showName(principal.name)} holds it.`);
    return atom(`${name}(${names.join(", ")})`);
  };

  /** The statements that take away what a `deny` covers. */
  const denials = (hop: Hop, action: Action, used: Set<Variable>): readonly string[] => {
    const denying = policy.denials.filter(({ actions, by }) => actions.includes(action) && (by === undefined || by.has(hop.to.name)));
    return denying.flatMap((denial) =>
      refuseIf(compile(denial.where, unbound(action, used)), () => reason("denied", -1, [shown(denial)], argumentOf(denial.where))),
    );
  };

  const statements = (hop: Hop, action: Action, use: boolean, used: Set<Variable>): readonly string[] | undefined => {
    const clauses = hop.scope.clauses.filter((clause) => clause.actions.includes(action));
    const letting = clauses.filter((clause) => clause.verb === "allow" || (!use && clause.verb === "relay"));
    if (!clauses.some((clause) => clause.verb !== "deny")) return undefined;
    const setting = settingOf(hop, action, used);
    const body = [...(use ? denials(hop, action, used) : [])];
    for (const clause of clauses.filter((each) => each.verb === "deny")) {
      const where = compile(clause.where, setting);
      const taken = clause.received ? all([where, received(hop, action, used)]) : where;
      body.push(...refuseIf(taken, () => reason("denied", hop.index, [shown(clause)], argumentOf(clause.where))));
    }
    const [only, ...others] = letting;
    if (only === undefined) return [...body, `return ${reason("relay", hop.index, clauses.filter(({ verb }) => verb === "relay").map(shown))};`];
    if (others.length === 0) {
      for (const part of only.where.kind === "and" ? only.where.of : [only.where])
        body.push(...refuseIf(not(compile(part, setting)), () => reason("scope", hop.index, [shown(only)], argumentOf(part))));
      if (only.received) body.push(...refuseIf(not(received(hop, action, used)), () => reason("held", hop.index, [shown(only)])));
      return [...body, "return undefined;"];
    }
    const conditions = letting.map((clause) => all([compile(clause.where, setting), ...(clause.received ? [received(hop, action, used)] : [])]));
    const arguments_ = new Set(letting.map((clause) => argumentOf(clause.where)));
    const [argument] = arguments_.size === 1 ? arguments_ : [];
    const allowed = any(conditions);
    if (allowed.kind === "true") return [...body, "return undefined;"];
    if (allowed.kind === "or") for (const condition of allowed.of) body.push(`if (${show(condition)}) return undefined;`);
    else if (allowed.kind !== "false") body.push(`if (${show(allowed)}) return undefined;`);
    return [...body, `return ${reason("scope", hop.index, letting.map(shown), argument)};`];
  };

  const decision = (hop: Hop, action: Action, use: boolean): string | undefined => {
    const used = new Set<Variable>();
    const body = statements(hop, action, use, used);
    if (body === undefined) return undefined;
    const verb = use ? "uses" : "carries";
    return bench.shared(camel(hopNames[hop.index] ?? "", verb, action.tool.name, action.name), {
      parameters: parametersOf(used, decisionParameters),
      returns: "v1.Reason | undefined",
      body: until([...(used.has("params") ? ["const { params } = frame;"] : []), ...body]),
    });
  };

  return {
    uses: (hop, action) => decision(hop, action, true),
    carries: (hop, action) => decision(hop, action, false),
    require(hop) {
      const used = new Set<Variable>();
      const { params, received: above, context } = settingOf(hop, noAction, used);
      const setting: Setting = {
        bench,
        used,
        effect: "read",
        args: new Map(),
        ...(params && { params }),
        ...(above && { received: above }),
        ...(context && { context }),
      };
      const body: string[] = [];
      for (const part of hop.require.kind === "and" ? hop.require.of : [hop.require]) {
        const clause = `require ${showConstraint(hop.require)}`;
        body.push(...refuseIf(not(compile(part, setting)), () => reason("require", hop.index, [clause], parameterOf(part))));
      }
      // A hop is made before anything that it may call is approved.
      const approvals = used.has("approvals") ? ["const approvals: readonly string[] = [];"] : [];
      const head = [...(used.has("params") ? ["const { params } = frame;"] : []), ...approvals];
      const made = {
        parameters: parametersOf(used, ["frame", "context", "now"]),
        returns: "v1.Reason | undefined",
        body: until([...head, ...body, "return undefined;"]),
      };
      return bench.shared(hop.require.kind === "true" ? "noRequirement" : camel(hopNames[hop.index] ?? "", "require"), made);
    },
  };
}

const decisionParameters = ["args", "frame", "context", "now", "approvals"] as const satisfies readonly Variable[];

const noAction: Action = {
  id: "",
  tool: { name: "", place: { file: "", span: { start: 0, end: 0 } } },
  name: "",
  effect: "read",
  params: [],
  returns: 0,
  ingestsUntrusted: false,
  spends: [],
  secrets: [],
  place: { file: "", span: { start: 0, end: 0 } },
};

/** All parameters up to the last that is read; those before it that are not read say so by their name. */
function parametersOf(used: ReadonlySet<Variable>, names: readonly Variable[]): readonly { readonly name: string; readonly type: string }[] {
  const reads = (name: Variable): boolean => used.has(name) || (name === "frame" && used.has("params"));
  const last = names.findLastIndex(reads);
  return names.slice(0, last + 1).map((name) => ({ name: reads(name) ? name : `_${name}`, type: variables[name] }));
}

function refuseIf(condition: Condition, reason: () => string): readonly string[] {
  if (condition.kind === "false") return [];
  return condition.kind === "true" ? [`return ${reason()};`] : [`if (${show(condition)}) return ${reason()};`];
}

/** Up to the first statement that always returns: what follows is never reached. */
function until(body: readonly string[]): readonly string[] {
  const end = body.findIndex((line) => line.startsWith("return "));
  return end < 0 ? body : body.slice(0, end + 1);
}

/** The only argument that a constraint asks about, with its fields; nothing where there are several or none. */
export function argumentOf(constraint: Constraint): string | undefined {
  return onlyPlace(constraint, ["argument"]);
}

function parameterOf(constraint: Constraint): string | undefined {
  return onlyPlace(constraint, ["param"]) ?? onlyPlace(constraint, ["received"]);
}

function onlyPlace(constraint: Constraint, roots: readonly string[]): string | undefined {
  const places = new Set(
    placesOf(constraint).flatMap((term) => (term.kind === "place" && roots.includes(term.root) ? [[term.name, ...term.fields].join(".")] : [])),
  );
  const [only] = places;
  return places.size === 1 ? only : undefined;
}

export function placesOf(constraint: Constraint): readonly Term[] {
  switch (constraint.kind) {
    case "and":
    case "or":
      return constraint.of.flatMap(placesOf);
    case "not":
      return placesOf(constraint.of);
    case "all":
    case "some":
      return [...termsOf(constraint), ...placesOf(constraint.where)];
    default:
      return termsOf(constraint);
  }
}

/** A list of actions as a policy would write it. */
function actionsShown(policy: Policy): (actions: readonly Action[]) => string {
  const known = new Map<readonly Action[], string>();
  const byTool = new Map<string, number>();
  for (const { tool } of policy.actions) byTool.set(tool.name, (byTool.get(tool.name) ?? 0) + 1);
  const make = (actions: readonly Action[]): string => {
    if (actions.length > 1 && actions.length === policy.actions.length) return "any";
    const [first] = actions;
    const ofOne = first !== undefined && actions.every(({ tool }) => tool.name === first.tool.name);
    if (ofOne && actions.length > 1 && actions.length === byTool.get(first.tool.name)) return `${showName(first.tool.name)}.*`;
    return actions.map(({ tool, name }) => `${showName(tool.name)}.${showName(name)}`).join(", ");
  };
  return (actions) => {
    const before = known.get(actions);
    if (before !== undefined) return before;
    const text = make(actions);
    known.set(actions, text);
    return text;
  };
}

/** The type of a received parameter: that of the nearest hops above that have one, which a policy gives one type. */
function receivedOf(policy: Policy, reach: Reach): (hop: Hop, name: string) => Type | undefined {
  const known = new Map<string, Type | undefined>();
  const find = (hop: Hop, name: string): Type | undefined => {
    const seen = new Set<Hop>();
    const pending = [hop];
    for (let below = pending.pop(); below !== undefined; below = pending.pop()) {
      for (const above of policy.hops) {
        if (seen.has(above) || below.from.kind !== "agent" || !reach.follows(above, below)) continue;
        seen.add(above);
        const found = above.params.find((param) => param.name === name);
        if (found !== undefined) return found.type;
        pending.push(above);
      }
    }
    return undefined;
  };
  return (hop, name) => {
    const key = JSON.stringify([hop.from.kind, hop.from.name, hop.task.name, name]);
    if (!known.has(key)) known.set(key, find(hop, name));
    return known.get(key);
  };
}

/** The name of a hop in generated code: that of its `as`, or of its agent with as much as it takes to tell it from others. */
export function hopNamesOf(policy: Policy): readonly string[] {
  const count = (name: (hop: Hop) => string): ReadonlyMap<string, number> => {
    const found = new Map<string, number>();
    for (const hop of policy.hops) found.set(name(hop), (found.get(name(hop)) ?? 0) + 1);
    return found;
  };
  const ways: readonly ((hop: Hop) => string)[] = [
    (hop) => pascal(hop.alias ?? hop.to.name),
    (hop) => pascal(hop.to.name, "for", hop.task.name),
    (hop) => pascal(hop.to.name, "from", hop.from.name),
    (hop) => pascal(hop.to.name, "for", hop.task.name, "from", hop.from.name),
  ];
  const counts = ways.map(count);
  return policy.hops.map((hop) => {
    const way = ways.findIndex((name, i) => counts[i]?.get(name(hop)) === 1);
    return (ways[way] ?? ways.at(-1) ?? (() => ""))(hop);
  });
}
