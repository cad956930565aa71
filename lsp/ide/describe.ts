/** What there is to be said of what a name means, as Markdown: its declaration, its documentation, and what follows from the rest. */
import { type Ast, type Model, type OpenPolicy, showName, unreachable } from "../../compiler/index.js";
import type { About } from "./completion/item.js";
import { summaryOf } from "./completion/words.js";
import { headOf, signatureOf, textOf } from "./signature.js";
import type { Snapshot } from "./snapshot.js";
import { actionsOf, declarationsWithNames, lookUp, sitedTarget, type Target, targetOf } from "./symbols.js";

/** A text of the language, as Markdown shows one. */
export function code(text: string): string {
  return `\`\`\`remit\n${text}\n\`\`\``;
}

/** A text among words. */
export function quoted(text: string): string {
  const fence = text.includes("`") ? "``" : "`";
  return `${fence}${text}${fence}`;
}

/** The parts that are there, each a paragraph. */
export function paragraphs(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}

/** Nothing where what it was declared as is gone. */
export function describe(snapshot: Snapshot, policy: OpenPolicy, target: Target): string | undefined {
  const { file, span, kind, name } = target;
  const node = snapshot.nodeAt(file, span.start);
  if (node === undefined || node.kind === "import") return undefined;
  const is = ({ place }: { readonly place: Model.Action["place"] }): boolean => place.file === file && place.span.start === span.start;
  const model = policy.lowered.value;
  switch (kind) {
    case "agent":
    case "principal":
      return node.kind === kind ? partyOf(snapshot, policy, file, node) : undefined;
    case "tool":
      return node.kind === "tool" ? toolOf(snapshot, file, node) : undefined;
    case "action": {
      const action = node.kind === "tool" ? node.actions.find((each) => each.name.span.start === span.start) : undefined;
      if (action === undefined || node.kind !== "tool") return undefined;
      return paragraphs(code(signatureOf(snapshot, file, action)), action.doc, ofTool(node), additions(model, model.actions.find(is)));
    }
    case "argument":
    case "parameter":
    case "field":
      return paramOf(snapshot, file, node, target);
    case "fact": {
      const fact = node.kind === "context" ? node.facts.find((each) => each.name.span.start === span.start) : undefined;
      if (fact === undefined) return undefined;
      const when = fact.live ? "A fact of the context that comes with each request." : "A fact of the context, fixed when the chain starts.";
      return paragraphs(code(textOf(snapshot, file, fact.span)), fact.doc, when);
    }
    case "label":
      return labelOf(model, name);
    case "delegate":
      return node.kind === "delegate" ? paragraphs(code(headOf(snapshot, file, node)), node.doc) : undefined;
    case "task": {
      const task = model.tasks.find(is);
      const within = [...(task?.within ?? [])].filter((each) => each !== task?.name);
      return paragraphs(code(headOf(snapshot, file, node)), docOf(node), within.length === 0 ? undefined : `Within ${list(within)}.`);
    }
    case "scope":
      return paragraphs(code(shortened(snapshot.slice(file, node.span))), docOf(node));
    case "secret":
      return paragraphs(code(textOf(snapshot, file, node.span)), docOf(node));
    case "domain":
    case "type":
    case "let":
      return paragraphs(code(headOf(snapshot, file, node)), docOf(node));
    case "variable":
      return paragraphs(code(name), "A member of the lists that are looked through.");
    case "unit":
      return unitOf(model, name);
    case "built-in":
      return builtIns[name];
    default:
      return unreachable(kind);
  }
}

/** What is described by the names that a file knows. */
export function describeAbout(snapshot: Snapshot, file: string, about: About): string | undefined {
  if (about.kind === "word") return summaryOf(about.word, about.rule);
  const [policy] = snapshot.policiesOf(file);
  const module = policy === undefined ? undefined : snapshot.module(policy, file);
  if (policy === undefined || module === undefined) return undefined;
  const target = ((): Target | undefined => {
    const span = { start: 0, end: 0 };
    switch (about.kind) {
      case "name": {
        const named = lookUp(policy.program, module, about.name);
        return named === undefined ? undefined : targetOf(named);
      }
      case "action":
      case "argument": {
        const [action] = actionsOf(policy.program, module, { text: about.tool, span }, { text: about.action, span });
        if (action === undefined || about.kind === "action") return action === undefined ? undefined : sitedTarget("action", action);
        const param = action.node.params.find(({ name }) => name.text === about.name);
        return param === undefined ? undefined : sitedTarget("argument", { node: param, module: action.module });
      }
      case "fact":
        for (const each of policy.program.modules)
          for (const node of declarationsWithNames(each)) {
            const fact = node.kind === "context" ? node.facts.find(({ name }) => name.text === about.name) : undefined;
            if (fact !== undefined) return sitedTarget("fact", { node: fact, module: each });
          }
        return undefined;
      default:
        return unreachable(about);
    }
  })();
  return target === undefined ? undefined : describe(snapshot, policy, target);
}

function docOf(node: Ast.Declaration): string | undefined {
  return node.doc;
}

function list(names: readonly string[]): string {
  return names.map((name) => quoted(showName(name))).join(", ");
}

function counted(count: number, one: string): string {
  return `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;
}

function partyOf(snapshot: Snapshot, policy: OpenPolicy, file: string, node: Ast.AgentDecl | Ast.PrincipalDecl): string {
  const { agents, principals, labels } = policy.lowered.value;
  const isHere = ({ place }: Model.Party): boolean => place.file === file && place.span.start === node.name.span.start;
  const party = node.kind === "agent" ? agents.find(isHere) : principals.find(isHere);
  const said: string[] = [];
  if (node.kind === "agent") {
    for (const key of ["owner", "identity", "runtime"] as const) if (node[key] !== undefined) said.push(`${key} ${quoted(node[key].text)}`);
    if (party?.kind === "agent" && labels.names.length > 1) said.push(`clearance ${quoted(labels.names[party.clearance] ?? "")}`);
    if (node.unguarded) said.push("no guard runs there");
  }
  const name = node.name.text;
  const hops = [...policy.hopsOf(name)];
  const made = counted(hops.filter(({ from }) => from.name === name).length, "hop");
  const reaching = counted(hops.filter(({ to }) => to.name === name).length, "hop");
  const hands = node.kind === "agent" ? `Reached by ${reaching}; makes ${made}.` : `Makes ${made}.`;
  const bound = node.kind === "agent" ? node.ceiling : node.holds;
  return paragraphs(
    code(headOf(snapshot, file, node)),
    node.doc,
    said.length === 0 ? undefined : said.join(" · "),
    bound === undefined ? undefined : code(shortened(snapshot.slice(file, bound.span))),
    hands,
  );
}

/** So many lines of a declaration are shown. */
const mostLines = 12;

function shortened(text: string): string {
  const lines = text.split(/\r\n|\r|\n/);
  const indent = Math.min(...lines.slice(1).flatMap((line) => (line.trim() === "" ? [] : [line.length - line.trimStart().length])), 40);
  const shown = lines.map((line, at) => (at === 0 ? line : line.slice(lines.length > 1 ? indent : 0)));
  return shown.length <= mostLines ? shown.join("\n") : `${shown.slice(0, mostLines).join("\n")}\n// and ${shown.length - mostLines} lines more`;
}

function toolOf(snapshot: Snapshot, file: string, node: Ast.ToolDecl): string {
  const actions = node.actions.slice(0, mostLines).map((action) => `  ${signatureOf(snapshot, file, action)}`);
  const more = node.actions.length > mostLines ? [`  // and ${node.actions.length - mostLines} more`] : [];
  const source = node.from === undefined ? undefined : `Imported from ${quoted(node.from.source.text)}.`;
  return paragraphs(code([headOf(snapshot, file, node), ...actions, ...more].join("\n")), node.doc, source);
}

function ofTool(node: Ast.ToolDecl): string {
  return `An action of ${quoted(showName(node.name.text))}.`;
}

/** What an action is, its annotations included. */
function additions({ labels }: Model.Policy, action: Model.Action | undefined): string | undefined {
  if (action === undefined) return undefined;
  const label = (index: number): string => quoted(labels.names[index] ?? "");
  const spends = action.spends.map((each) =>
    quoted(each.kind === "constant" ? `${each.amount} ${each.unit}` : `${each.name}${each.divisor === 1 ? "" : ` / ${each.divisor}`} ${each.unit}`),
  );
  return [
    `effect ${quoted(action.effect)}`,
    ...(action.returns === labels.lowest ? [] : [`returns ${label(action.returns)}`]),
    ...(action.ingestsUntrusted ? ["its result may carry an attacker's text"] : []),
    ...(action.sends === undefined ? [] : [`sends up to ${label(action.sends)}`]),
    ...(spends.length === 0 ? [] : [`spends ${spends.join(", ")}`]),
    ...(action.secrets.length === 0 ? [] : [`needs ${list(action.secrets.map(({ name }) => name))}`]),
  ].join(" · ");
}

/** An argument, parameter or field, and whose it is. */
function paramOf(snapshot: Snapshot, file: string, node: Ast.Declaration, { span, kind }: Target): string {
  const text = paramIn(node, span.start);
  const action = node.kind === "tool" ? node.actions.find((each) => each.span.start <= span.start && span.end <= each.span.end) : undefined;
  const owner =
    node.kind === "tool" && action !== undefined
      ? `of ${quoted(`${showName(node.name.text)}.${showName(action.name.text)}`)}`
      : node.kind === "delegate"
        ? `of the hop ${quoted(headOf(snapshot, file, node).replace(/^delegate /, ""))}`
        : node.kind === "scope" || node.kind === "type"
          ? `of ${quoted(showName(node.name.text))}`
          : undefined;
  const what = kind === "argument" ? "An argument" : kind === "parameter" ? "A parameter" : "A field";
  return paragraphs(code(textOf(snapshot, file, text?.span ?? span)), text?.doc, `${what}${owner === undefined ? "" : ` ${owner}`}.`);
}

/** The parameter, argument or field whose name starts there. */
function paramIn(node: Ast.Declaration, start: number): Ast.ParamDecl | undefined {
  const pending: (Ast.ParamDecl | Ast.TypeExpr)[] =
    node.kind === "tool"
      ? node.actions.flatMap(({ params }) => params)
      : node.kind === "delegate" || node.kind === "scope"
        ? [...node.params]
        : node.kind === "type"
          ? [node.type]
          : node.kind === "context"
            ? node.facts.map(({ type }) => type)
            : [];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if ("optional" in at) {
      if (at.name.span.start === start) return at;
      pending.push(at.type);
    } else if (at.kind === "list") pending.push(at.element);
    else if (at.kind === "union") pending.push(...at.members);
    else if (at.kind === "record") pending.push(...at.fields);
  }
  return undefined;
}

function labelOf({ labels }: Model.Policy, name: string): string {
  const at = labels.names.indexOf(name);
  const others = labels.names.map((_, label) => label).filter((label) => label !== at);
  const below = at < 0 ? [] : others.filter((label) => labels.within(label, at));
  const above = at < 0 ? [] : others.filter((label) => labels.within(at, label));
  const named = (of: readonly number[]): string => list(of.map((label) => labels.names[label] ?? ""));
  const order = [...(below.length === 0 ? [] : [`includes ${named(below)}`]), ...(above.length === 0 ? [] : [`is within ${named(above)}`])].join(
    "; ",
  );
  return paragraphs(code(`label ${showName(name)}`), order === "" ? "A label of its own." : `It ${order}.`);
}

function unitOf({ actions }: Model.Policy, name: string): string {
  const spending = actions.filter(({ spends }) => spends.some(({ unit }) => unit === name)).map(({ id }) => quoted(id));
  const shown = [...spending.slice(0, mostLines), ...(spending.length > mostLines ? ["…"] : [])].join(", ");
  return paragraphs(code(showName(name)), spending.length === 0 ? "A unit that no action spends." : `A unit of budgets, spent by ${shown}.`);
}

const builtIns: Readonly<Record<string, string>> = {
  Bool: "`true` or `false`.",
  Int: "A whole number that a double holds exactly.",
  Number: "A finite double; `-0` is `0`.",
  String: "Well-formed Unicode text.",
  Path: "A path in its one form: no empty, `.` or `..` segment, no trailing `/`, no backslash. A guard refuses any other.",
  Url: "What the WHATWG parser makes of it. Patterns apply to `.scheme`, `.host`, `.port` and `.path`.",
  Ip: "An IPv4 or IPv6 address.",
  Date: "A day, as `2026-12-24`.",
  Time: "A point in time, as `2026-12-24T00:00Z`.",
  Any: "Any JSON. No expression can look into it.",
  it: "The value that is refined.",
};
