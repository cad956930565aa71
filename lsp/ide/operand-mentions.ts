/** The names in expressions: arguments, parameters, facts, variables, constants, and the fields that they lead into. */
import { type Ast, type Module, unreachable } from "../../compiler/index.js";
import { partyOf, type Reading } from "./reading.js";
import { argumentsNamed, elementsOf, fieldsOf, lookUp, type Sited, type SymbolKind, sitedTarget, type Target, targetOf } from "./symbols.js";

/** What an expression may speak of where it stands. */
export interface Spoken {
  /** The actions whose arguments it may name. */
  readonly actions: () => readonly Sited<Ast.ActionDecl>[];
  /** `$p` */
  readonly params: readonly Ast.ParamDecl[];
  /** The hop for which `received.p` is the parameter of one above. */
  readonly received?: Ast.DelegateDecl;
  /** What a refinement is about. */
  readonly it?: Sited<Ast.TypeExpr>;
  /** The variable of the quantifier around it. */
  readonly variable?: { readonly name: Ast.Name; readonly types: readonly Sited<Ast.TypeExpr>[] };
}

type Say = (kind: SymbolKind, name: Ast.Name, targets: readonly Target[], declares?: boolean) => void;
type Types = readonly Sited<Ast.TypeExpr>[];

export interface Speaking {
  expression(expr: Ast.Expr, spoken: Spoken): void;
  operand(of: Ast.Operand, spoken: Spoken): Types;
  /** Says the fields of records in a literal, of what has some types. */
  literal(of: Ast.Literal, types: Types): void;
}

/** The types that those of some arguments, parameters or facts have that are called so. */
export function typesNamed(name: Ast.Name, list: readonly Sited<{ readonly name: Ast.Name; readonly type: Ast.TypeExpr }>[]): Types {
  return list.filter(({ node }) => node.name.text === name.text).map(({ node, module }) => ({ node: node.type, module }));
}

/** Says each name of an expression, with what it means. */
export function speaking(reading: Reading, module: Module, say: Say): Speaking {
  const { program } = reading;

  /** Says the fields of a way into what has some types; gives the types where it ends. */
  const enter = (types: Types, path: readonly Ast.Name[]): Types => {
    let here = types;
    for (const name of path) {
      const fields = here.flatMap((type) => fieldsOf(program, type)).filter(({ node }) => node.name.text === name.text);
      // Without one it may be a part of a URL.
      if (fields.length === 0) say(urlParts.has(name.text) ? "built-in" : "field", name, []);
      else
        say(
          "field",
          name,
          fields.map((field) => sitedTarget("field", field)),
        );
      here = fields.map(({ node, module: there }) => ({ node: node.type, module: there }));
    }
    return here;
  };

  const byName = (path: readonly Ast.Name[], spoken: Spoken): Types => {
    const [first, ...fields] = path;
    if (first === undefined) return [];
    const { variable } = spoken;
    if (variable?.name.text === first.text) {
      say("variable", first, [{ kind: "variable", name: first.text, file: module.file, span: variable.name.span, node: variable.name }]);
      return enter(variable.types, fields);
    }
    if (spoken.it !== undefined && first.text === "it") {
      say("built-in", first, []);
      return enter([spoken.it], fields);
    }
    const actions = spoken.actions();
    const found = argumentsNamed(first, actions);
    if (found.length > 0) {
      say("argument", first, found);
      const types = actions.flatMap(({ node, module: there }) =>
        node.params.filter(({ name }) => name.text === first.text).map(({ type }) => ({ node: type, module: there })),
      );
      return enter(types, fields);
    }
    const named = lookUp(program, module, first.text, ["let"]);
    say(named === undefined ? "argument" : "let", first, named === undefined ? [] : [targetOf(named)]);
    return enter([], fields);
  };

  const typesOf = (list: readonly Sited<{ readonly type: Ast.TypeExpr }>[]): Types =>
    list.map(({ node, module: there }) => ({ node: node.type, module: there }));

  const operand: Speaking["operand"] = (of, spoken) => {
    switch (of.kind) {
      case "name":
        return byName(of.path, spoken);
      case "param": {
        const found = spoken.params.filter(({ name }) => name.text === of.name.text).map((node) => ({ node, module }));
        say(
          "parameter",
          of.name,
          found.map((each) => sitedTarget("parameter", each)),
        );
        return enter(typesOf(found), of.fields);
      }
      case "received": {
        const found = spoken.received === undefined ? [] : receivedParameters(reading, module, spoken.received, of.name.text);
        say(
          "parameter",
          of.name,
          found.map((each) => sitedTarget("parameter", each)),
        );
        return enter(typesOf(found), of.fields);
      }
      case "context": {
        const found = reading.facts().get(of.name.text) ?? [];
        say(
          "fact",
          of.name,
          found.map((each) => sitedTarget("fact", each)),
        );
        return enter(typesOf(found), of.fields);
      }
      case "now":
      case "literal":
        return [];
      default:
        return unreachable(of);
    }
  };

  const expression: Speaking["expression"] = (expr, spoken) => {
    switch (expr.kind) {
      case "or":
      case "and":
        for (const each of expr.of) expression(each, spoken);
        return;
      case "not":
        expression(expr.of, spoken);
        return;
      case "compare":
        operand(expr.left, spoken);
        operand(expr.right, spoken);
        return;
      case "in":
        operand(expr.operand, spoken);
        operand(expr.container, spoken);
        return;
      case "under":
        operand(expr.operand, spoken);
        operand(expr.base, spoken);
        return;
      case "is":
        operand(expr.operand, spoken);
        say("built-in", expr.json, []);
        return;
      case "all":
      case "some": {
        const types = expr.lists.flatMap((list) => operand(list.operand, spoken)).flatMap((type) => elementsOf(program, type));
        const { variable } = expr;
        say("variable", variable, [{ kind: "variable", name: variable.text, file: module.file, span: variable.span, node: variable }], true);
        expression(expr.body, { ...spoken, variable: { name: variable, types } });
        return;
      }
      case "approved": {
        const named = lookUp(program, module, expr.by.text, ["principal"]);
        say("principal", expr.by, named === undefined ? [] : [targetOf(named)]);
        return;
      }
      case "effect":
        return;
      case "in-list":
      case "in-range":
      case "like":
      case "matches":
      case "size":
      case "has":
      case "truth":
        operand(expr.operand, spoken);
        return;
      default:
        unreachable(expr);
    }
  };
  const literal: Speaking["literal"] = (of, types) => {
    if (of.kind === "list")
      for (const each of of.of)
        literal(
          each,
          types.flatMap((type) => elementsOf(program, type)),
        );
    if (of.kind !== "record") return;
    const fields = types.flatMap((type) => fieldsOf(program, type));
    for (const { name, value } of of.fields) {
      const found = fields.filter(({ node }) => node.name.text === name.text);
      say(
        "field",
        name,
        found.map((field) => sitedTarget("field", field)),
      );
      literal(value, typesNamed(name, found));
    }
  };
  return { expression, operand, literal };
}

const urlParts: ReadonlySet<string> = new Set(["scheme", "host", "port", "path"]);

/** The parameters that `received.NAME` of a hop may mean: on each way up, the nearest of that name. */
function receivedParameters({ program, hopsInto }: Reading, module: Module, hop: Ast.DelegateDecl, name: string): readonly Sited<Ast.ParamDecl>[] {
  const found: Sited<Ast.ParamDecl>[] = [];
  const seen = new Set<object>();
  const pending: Sited<Ast.DelegateDecl>[] = [{ node: hop, module }];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const from = partyOf(program, at.module, at.node.from);
    if (from === undefined || seen.has(from)) continue;
    seen.add(from);
    for (const above of hopsInto(from)) {
      const param = above.node.params.find((each) => each.name.text === name);
      if (param === undefined) pending.push(above);
      else found.push({ node: param, module: above.module });
    }
  }
  return found;
}
