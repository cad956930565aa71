/**
 * The names of a declaration, and what each of them means there: the one walk over the tree on which definitions, references,
 * renaming, highlighting and semantic tokens stand. It reads trees and tables alone, so that it works in a text with mistakes.
 */
import { type Ast, builtInTypes, type Module, type NamedKind, type OpenPolicy, type Span, unreachable } from "../../compiler/index.js";
import { type Spoken, speaking, typesNamed } from "./operand-mentions.js";
import { hopsBetween, once, type Reading, readingOf } from "./reading.js";
import {
  actionsIn,
  actionsOf,
  actionsOfClause,
  argumentsNamed,
  lookUp,
  parametersNamed,
  type Sited,
  type SymbolKind,
  sitedTarget,
  type Target,
  targetOf,
} from "./symbols.js";

/** A name as it stands somewhere. */
export interface Mention {
  /** What it means, or would mean if it were found. */
  readonly kind: SymbolKind;
  /** Without backticks. */
  readonly text: string;
  readonly file: string;
  /** With backticks, where it has them. */
  readonly span: Span;
  /** It stands in the declaration of what it means, as its name. */
  readonly declares: boolean;
  /**
   * What it means: nothing where it is not found; several where an argument is one of several actions, or a received parameter
   * comes from several hops.
   */
  readonly targets: readonly Target[];
}

export interface Mentions {
  /** In the order in which they are written. */
  of(module: Module, node: Ast.Declaration | Ast.Import): readonly Mention[];
}

/** For one policy as it is now: what is needed again and again is looked up once. */
export function mentionsIn(policy: OpenPolicy): Mentions {
  const reading = readingOf(policy);
  return {
    of(module, node) {
      const found: Mention[] = [];
      const walk = walker(reading, module, found);
      if (node.kind === "import") walk.import(node);
      else walk.declaration(node);
      return found.filter(({ text }) => text !== "").sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
    },
  };
}

interface Walker {
  import(node: Ast.Import): void;
  declaration(node: Ast.Declaration): void;
}

function walker(reading: Reading, module: Module, found: Mention[]): Walker {
  const { program } = reading;
  const { file } = module;
  const say = (kind: SymbolKind, name: Ast.Name, targets: readonly Target[], declares = false): void => {
    found.push({ kind, text: name.text, file, span: name.span, declares, targets });
  };
  const refer = (name: Ast.Name | undefined, ...kinds: readonly [NamedKind, ...NamedKind[]]): void => {
    if (name === undefined) return;
    const named = lookUp(program, module, name.text, kinds);
    say(named?.kind ?? kinds[0], name, named === undefined ? [] : [targetOf(named)]);
  };
  const party = (name: Ast.Name | undefined): void => refer(name, "agent", "principal");
  /** A name that stands in its own declaration: the first of a label's stands for the others. */
  const declare = (kind: NamedKind, name: Ast.Name | undefined, node: object): void => {
    if (name === undefined) return;
    const named = program.tables.get(module)?.own.get(name.text);
    const target = named?.kind === kind ? targetOf(named) : undefined;
    const own: Target = { kind, name: name.text, file, span: name.span, node };
    // Of two declarations of one name the table has the first; a label may be in several.
    if (kind === "label" && target !== undefined) say(kind, name, [target], target.node === name);
    else say(kind, name, [own], true);
  };
  const part = (kind: SymbolKind, name: Ast.Name, node: object): void =>
    say(kind, name, [{ kind, name: name.text, file, span: name.span, node }], true);

  const { expression, operand, literal } = speaking(reading, module, say);

  const params = (kind: "argument" | "parameter" | "field", list: readonly Ast.ParamDecl[]): void => {
    for (const param of list) {
      part(kind, param.name, param);
      type(param.type);
      if (param.from !== undefined) fact(param.from);
    }
  };
  const fact = (name: Ast.Name): void =>
    say(
      "fact",
      name,
      (reading.facts().get(name.text) ?? []).map((each) => sitedTarget("fact", each)),
    );
  const type = (expr: Ast.TypeExpr): void => {
    switch (expr.kind) {
      case "name":
        if (builtInTypes.includes(expr.name.text)) say("built-in", expr.name, []);
        else refer(expr.name, "type");
        return;
      case "list":
        type(expr.element);
        return;
      case "record":
        params("field", expr.fields);
        return;
      case "union":
        for (const member of expr.members) type(member);
        return;
      case "text":
      case "null":
        return;
      default:
        unreachable(expr);
    }
  };
  const actions = (list: Ast.Actions): void => {
    if (list.kind === "any") return;
    for (const { tool, action } of list.of) {
      refer(tool, "tool");
      if (action !== undefined) actionName(tool, action);
    }
  };
  const actionName = (tool: Ast.Name, action: Ast.Name): void =>
    say(
      "action",
      action,
      actionsOf(program, module, tool, action).map((each) => sitedTarget("action", each)),
    );
  const argument = (name: Ast.Name, of: readonly Sited<Ast.ActionDecl>[]): void => say("argument", name, argumentsNamed(name, of));
  const unit = (name: Ast.Name): void => {
    const target = reading.units().get(name.text);
    say("unit", name, target === undefined ? [] : [target], target?.node === name);
  };
  const attributes = (of: Ast.ActionAttributes, own: readonly Sited<Ast.ActionDecl>[]): void => {
    refer(of.returns, "label");
    refer(of.sends, "label");
    for (const secret of of.requiresSecrets) refer(secret, "secret");
    for (const spends of of.spends) {
      if (spends.amount.kind === "argument") argument(spends.amount.name, own);
      unit(spends.unit);
    }
  };
  const parties = (of: Ast.Parties | undefined): void => {
    if (of === undefined) return;
    if (of.kind === "party") {
      party(of.name);
      return;
    }
    refer(of.domain, "domain");
    for (const name of of.except) party(name);
  };
  const clause = (node: Ast.Clause, around: Spoken): void => {
    const { subject } = node;
    const about = once(() => actionsOfClause(program, module, node));
    if (subject.kind === "scope") {
      refer(subject.name, "scope");
      for (const arg of subject.args) operand(arg, { ...around, actions: () => [] });
    } else if (subject.kind === "actions") actions(subject.actions);
    else if (subject.actions !== undefined) actions(subject.actions);
    for (const name of node.only?.names ?? []) argument(name, about());
    if (node.where !== undefined) expression(node.where, { ...around, actions: about });
  };
  const withActions = (list: Ast.Actions, where: Ast.Expr | undefined, only: readonly Ast.Name[] = []): void => {
    actions(list);
    const about = once(() => (list.kind === "any" ? reading.all() : actionsIn(program, module, list)));
    for (const name of only) argument(name, about());
    if (where !== undefined) expression(where, { actions: about, params: [] });
  };

  const delegate = (node: Ast.DelegateDecl): void => {
    party(node.from);
    party(node.to);
    params("parameter", node.params);
    declare("delegate", node.alias, node);
    refer(node.task, "task");
    const around: Spoken = { actions: () => [], params: node.params, received: node };
    for (const each of node.clauses) clause(each, around);
    for (const { where } of node.requires) expression(where, around);
    for (const { amount, unit: of } of node.budgets) {
      if (amount.kind === "param") {
        const param = node.params.find(({ name }) => name.text === amount.name.text);
        say("parameter", amount.name, param === undefined ? [] : [sitedTarget("parameter", { node: param, module })]);
      }
      unit(of);
    }
    refer(node.pass, "label");
    refer(node.reply?.label, "label");
    refer(node.approval?.by, "principal");
  };

  const test = (node: Ast.TestDecl): void => {
    party(node.start);
    let from = node.start;
    for (const hop of node.hops) {
      party(hop.to);
      refer(hop.task, "task");
      const taken = from === undefined ? [] : hopsBetween(reading, module, from, hop.to);
      for (const { name, value } of hop.args) {
        say("parameter", name, parametersNamed(name, taken));
        literal(value, typesNamed(name, paramsOf(taken)));
      }
      from = hop.to;
    }
    for (const { name, value } of node.context) {
      fact(name);
      literal(value, typesNamed(name, reading.facts().get(name.text) ?? []));
    }
    for (const name of node.approvals) refer(name, "principal");
    for (const step of node.steps) {
      if (step.kind === "refuse-hop") continue;
      refer(step.tool, "tool");
      actionName(step.tool, step.action);
      const about = actionsOf(program, module, step.tool, step.action);
      for (const { name, value } of step.args) {
        argument(name, about);
        literal(value, typesNamed(name, paramsOf(about)));
      }
    }
  };

  const declaration = (node: Ast.Declaration): void => {
    switch (node.kind) {
      case "label":
        for (const name of node.names) declare("label", name, name);
        return;
      case "domain":
        declare("domain", node.name, node);
        return;
      case "task":
        declare("task", node.name, node);
        for (const name of node.partOf) refer(name, "task");
        return;
      case "type":
        declare("type", node.name, node);
        type(node.type);
        if (node.where !== undefined) expression(node.where, { actions: () => [], params: [], it: { node: node.type, module } });
        return;
      case "let":
        declare("let", node.name, node);
        return;
      case "context":
        for (const each of node.facts) {
          part("fact", each.name, each);
          type(each.type);
        }
        return;
      case "tool":
        declare("tool", node.name, node);
        for (const name of node.requiresSecrets) refer(name, "secret");
        for (const action of node.actions) {
          part("action", action.name, action);
          params("argument", action.params);
          attributes(action.attributes, [{ node: action, module }]);
        }
        return;
      case "annotate":
        refer(node.tool, "tool");
        for (const action of node.actions) {
          actionName(node.tool, action.name);
          attributes(action.attributes, actionsOf(program, module, node.tool, action.name));
        }
        return;
      case "secret":
        declare("secret", node.name, node);
        return;
      case "scope":
        declare("scope", node.name, node);
        params("parameter", node.params);
        for (const each of node.clauses) clause(each, { actions: () => [], params: node.params });
        return;
      case "principal":
        declare("principal", node.name, node);
        refer(node.domain, "domain");
        for (const each of node.holds?.clauses ?? []) clause(each, { actions: () => [], params: [] });
        return;
      case "agent":
        declare("agent", node.name, node);
        refer(node.domain, "domain");
        refer(node.clearance, "label");
        for (const each of node.ceiling?.clauses ?? []) clause(each, { actions: () => [], params: [] });
        return;
      case "delegate":
        delegate(node);
        return;
      case "deny":
        withActions(node.actions, node.where, node.only?.names);
        parties(node.by);
        return;
      case "assert":
        claim(node.claim);
        return;
      case "test":
        test(node);
        return;
      default:
        unreachable(node);
    }
  };
  const claim = (of: Ast.AssertDecl["claim"]): void => {
    switch (of.kind) {
      case "never":
        withActions(of.actions, of.where);
        parties(of.by);
        return;
      case "can": {
        party(of.party);
        refer(of.tool, "tool");
        actionName(of.tool, of.action);
        const about = once(() => actionsOf(program, module, of.tool, of.action));
        if (of.where !== undefined) expression(of.where, { actions: about, params: [] });
        return;
      }
      case "no-flow":
        refer(of.label, "label");
        parties(of.to);
        return;
      case "no-path":
        parties(of.from);
        parties(of.to);
        return;
      case "depth":
        return;
      default:
        unreachable(of);
    }
  };
  return {
    declaration,
    import(node) {
      const source = module.imports.find(({ syntax }) => syntax === node)?.module;
      const offered = source === undefined ? undefined : program.tables.get(source);
      for (const { name, alias } of node.names) {
        const named = offered?.own.get(name.text);
        const targets = named === undefined ? [] : [targetOf(named)];
        const kind = named?.kind ?? "agent";
        say(kind, name, targets);
        if (alias !== undefined) say(kind, alias, targets);
      }
    },
  };
}

function paramsOf(of: readonly Sited<{ readonly params: readonly Ast.ParamDecl[] }>[]): readonly Sited<Ast.ParamDecl>[] {
  return of.flatMap(({ node, module }) => node.params.map((param) => ({ node: param, module })));
}
