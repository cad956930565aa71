/** Signatures of which every request can be written down, and all those requests. */
import type { Signature } from "../../compiler/scope/question.js";
import { type Constraint, effects, type Field, type Request, type Term, type Type } from "../../stdlib/runtime/constraint.js";
import { type Json, readTime, type Sort } from "../../stdlib/runtime/value.js";
import {
  and,
  argument,
  bool,
  compare,
  enumOf,
  holds,
  it,
  list,
  literal,
  not,
  nothing,
  oneOf,
  or,
  record,
  refined,
  scalar,
  size,
  under,
  union,
} from "./build.js";
import type { Draw } from "./draw.js";
import { constants, principals } from "./pools.js";

/** A type with all of its values. */
interface Finite {
  readonly type: Type;
  readonly values: readonly Json[];
}

interface FiniteField extends Finite {
  readonly name: string;
  readonly optional: boolean;
}

export interface FiniteSignature {
  readonly signature: Signature;
  readonly args: readonly FiniteField[];
  readonly params: readonly FiniteField[];
  readonly context: readonly FiniteField[];
}

const sorts: readonly Sort[] = ["String", "Int", "Path", "Number", "Ip", "Date", "Time", "Url"];

export function drawFiniteSignature(draw: Draw, most: number): FiniteSignature {
  const theme = [draw.of(sorts), draw.of(sorts)] as const;
  const fields = (names: readonly string[], count: number, depth: number, optional: boolean): FiniteField[] =>
    names.slice(0, count).map((name) => ({ name, optional: optional && draw.once(2), ...drawFinite(draw, theme, depth) }));
  const args = fields(draw.once(10) ? ["a.b", "a", "q"] : ["p", "q", "r"], 1 + draw.below(3), 2, true);
  const params = fields(["t", "u"], draw.below(3), 1, false);
  const context = fields(["c"], draw.below(2), 1, false);
  const size = (): number =>
    args.reduce((product, each) => product * (each.values.length + (each.optional ? 1 : 0)), 1) *
    [...params, ...context].reduce((product, each) => product * each.values.length, 1);
  while (size() > most && args.length + params.length + context.length > 1) {
    const from = [context, args, params].sort((a, b) => b.length - a.length)[0];
    from?.pop();
  }
  const types = (of: readonly FiniteField[]): Record<string, Type> => Object.fromEntries(of.map(({ name, type }) => [name, type]));
  const action = { id: "tool.action", effect: draw.of(effects), params: args.map(({ name, optional, type }): Field => ({ name, optional, type })) };
  return { signature: { action, params: types(params), context: types(context) }, args, params, context };
}

/** Scalars that may be members of a short list, whose elements may be of more than one kind. */
export function drawMembersSignature(draw: Draw): FiniteSignature {
  const sort = draw.of(sorts);
  const one = drawScalars(draw, [sort, sort]);
  const other = draw.of([{ type: nothing, values: [null] }, drawUnlike(draw, sort)]);
  const element = draw.of([one, join(one, other), join(one, other), join(other, one)]);
  const elements = drawList(draw, element);
  const given = [field("p", one), field("q", draw.of([one, other, element]), draw.once(2))].slice(0, elements.values.length > 20 ? 1 : 2);
  const args = [...given, field("r", elements, draw.once(3))];
  return { signature: { action: { id: "tool.action", effect: "read", params: args }, params: {}, context: {} }, args, params: [], context: [] };
}

/** Values of two JSON kinds that look alike, and a short list that may hold both. */
export function drawLookalikesSignature(draw: Draw): FiniteSignature {
  const sort = draw.of(["String", "Date", "Time"] as const);
  const one = lookalikesOf(sort);
  const other = sort === "String" ? { type: bool, values: [true, false] } : lookalikesOf(draw.of(["Int", "Number"]));
  const args = [field("p", draw.of([one, join(one, other)])), field("q", other), field("r", drawList(draw, join(one, other)))];
  return { signature: { action: { id: "tool.action", effect: "read", params: args }, params: {}, context: {} }, args, params: [], context: [] };
}

/** Two short lists, perhaps one a parameter, whose elements may be records or lists themselves, beside what may be in them. */
export function drawListsSignature(draw: Draw): FiniteSignature {
  const sort = draw.of(sorts);
  const scalars = (): Finite => {
    const values = constants[sort].slice(0, 2);
    return { type: refined(scalar(sort), oneOf(sort, it, ...values)), values };
  };
  const inner = scalars();
  const element = draw.of([
    inner,
    join(inner, { type: nothing, values: [null] }),
    recordOf([field("v", inner)]),
    recordOf([field("v", inner, true)]),
  ]);
  const [one, other] = [field("r", drawList(draw, element), draw.once(4)), field("s", drawList(draw, draw.of([inner, element])), draw.once(4))];
  const scalarField = field("p", inner);
  const asParam = draw.once(2);
  const args = asParam ? [scalarField, one] : [one, other];
  const params = asParam ? [{ ...other, optional: false }] : [];
  const types = Object.fromEntries(params.map(({ name, type }) => [name, type]));
  return { signature: { action: { id: "tool.action", effect: "read", params: args }, params: types, context: {} }, args, params, context: [] };
}

const folders = ["/a", "/a/b", "/b", "/b/a/b"];

/** Paths that may lie under one another, beside something that has nothing to do with them. */
export function foldersSignature(): FiniteSignature {
  const folder: Finite = { type: refined(scalar("Path"), oneOf("Path", it, ...folders)), values: folders };
  const args = [...["p", "q", "r"].map((name) => field(name, folder)), field("t", { type: bool, values: [true, false] })];
  return { signature: { action: { id: "tool.action", effect: "read", params: args }, params: {}, context: {} }, args, params: [], context: [] };
}

/** A clause of what such paths may be to one another and to folders that are written out. */
export function drawFolderClause(draw: Draw): Constraint {
  const place = (): Term => argument(draw.of(["p", "q", "r"]));
  const atom = (): Constraint => {
    switch (draw.below(7)) {
      case 0:
        return holds(argument("t"));
      case 1:
        return compare("Path", place(), draw.of(["==", "!="]), place());
      case 2:
      case 3:
        return under(place(), literal(draw.of(folders)));
      default:
        return under(place(), place());
    }
  };
  const signed = (): Constraint => (draw.below(6) === 1 ? not(atom()) : atom());
  return draw.once(3) ? or(signed(), signed()) : draw.once(6) ? or(and(signed(), signed()), signed()) : signed();
}

function drawFinite(draw: Draw, theme: readonly [Sort, Sort], depth: number): Finite {
  const inner = (): Finite => drawFinite(draw, theme, depth - 1);
  switch (draw.below(depth > 0 ? 12 : 5)) {
    case 3:
      return { type: bool, values: [true, false] };
    case 4:
      return draw.of(
        [enumOf("a", "b"), enumOf("ab", "a", "b"), enumOf("b")].map((type) => ({ type, values: type.kind === "enum" ? type.values : [] })),
      );
    case 5:
      return join(inner(), { type: nothing, values: [null] });
    case 6: {
      const sort = draw.of(theme);
      return join(drawScalars(draw, [sort, sort]), drawUnlike(draw, sort));
    }
    case 7:
    case 8:
      return drawList(draw, inner());
    case 9: {
      const [v, w] = [inner(), inner()];
      return recordOf(draw.once(2) ? [field("v", v)] : [field("v", v), field("w", w, true)]);
    }
    case 10: {
      const [v, w] = [inner(), inner()];
      const k = (name: string): FiniteField => field("k", { type: enumOf(name), values: [name] });
      return join(recordOf([k("x"), field("v", v)]), recordOf([k("y"), draw.once(2) ? field("v", v, true) : field("a.b", w)]));
    }
    case 11: {
      const element = drawScalars(draw, ["String", "String"]);
      return join(element, drawList(draw, element));
    }
    default:
      return drawScalars(draw, theme);
  }
}

/** Scalars of another JSON kind than those of the sort, which some of them look like. */
function drawUnlike(draw: Draw, sort: Sort): Finite {
  const unlike = sort === "Int" || sort === "Number" ? draw.of(["String", "Date", "Time"] as const) : draw.of(["Int", "Number"] as const);
  return draw.of([{ type: bool, values: [true, false] }, drawScalars(draw, [unlike, unlike])]);
}

/** Values that look like some of another sort: a text that says `true`, the day and the millisecond of the same number. */
const lookalikes: Readonly<Partial<Record<Sort, readonly Json[]>>> = {
  Int: [0, 1],
  Number: [0, 1],
  String: ["true", "false"],
  Date: ["1970-01-01", "1970-01-02"],
  Time: ["1970-01-01T00:00Z", "1970-01-01T00:00:00.001Z"],
};

function lookalikesOf(sort: Sort): Finite {
  const values = lookalikes[sort] ?? [];
  return { type: refined(scalar(sort), oneOf(sort, it, ...values)), values };
}

/** Some constants of a sort. */
function drawScalars(draw: Draw, theme: readonly [Sort, Sort]): Finite {
  const sort = draw.of(theme);
  if (lookalikes[sort] !== undefined && draw.once(4)) return lookalikesOf(sort);
  const values = constants[sort].slice(0, 2 + draw.below(2));
  return { type: refined(scalar(sort), oneOf(sort, it, ...values)), values };
}

function drawList(draw: Draw, { type, values }: Finite): Finite {
  const longest = values.length > 4 ? 1 : 2;
  const lists: Json[] = [[], ...values.map((each) => [each])];
  if (longest === 2) for (const first of values) for (const second of values) lists.push([first, second]);
  const least = draw.below(4) === 1 ? 1 : 0;
  const bounded = refined(list(type), size(it, "<=", longest));
  if (least === 0) return { type: bounded, values: lists };
  return { type: refined(bounded, size(it, ">=", least)), values: lists.filter((each) => Array.isArray(each) && each.length >= least) };
}

const field = (name: string, { type, values }: Finite, optional = false): FiniteField => ({ name, optional, type, values });

function recordOf(fields: readonly FiniteField[]): Finite {
  const type = record(Object.fromEntries(fields.map(({ name, optional, type: of }) => [optional ? `${name}?` : name, of])));
  return { type, values: [...records(fields)] };
}

function join(one: Finite, other: Finite): Finite {
  if (one.values.includes(null) && other.values.includes(null)) return one;
  return { type: union(one.type, other.type), values: [...one.values, ...other.values] };
}

function* records(fields: readonly FiniteField[]): Generator<Readonly<Record<string, Json>>> {
  const [first, ...others] = fields;
  if (first === undefined) {
    yield {};
    return;
  }
  for (const rest of records(others)) {
    if (first.optional) yield rest;
    for (const value of first.values) yield Object.fromEntries([[first.name, value], ...Object.entries(rest)]);
  }
}

/** Every request of the signature, as far as the constraints can tell them apart: the hours that they name and one more. */
export function* requestsOf({ signature, args, params, context }: FiniteSignature, constraints: readonly Constraint[]): Generator<Request> {
  const text = JSON.stringify(constraints);
  const approvals = text.includes('"approved"') ? [[], ["alice"], ["bob"], [...principals]] : [[]];
  const times = text.includes('"hour"') ? ["00", "01", "02", "03", "23"].map((at) => `2026-01-01T${at}:00Z`) : ["2026-01-01T00:00Z"];
  const { id: action, effect } = signature.action;
  for (const facts of records(context))
    for (const bound of records(params))
      for (const given of records(args))
        for (const at of times)
          for (const by of approvals)
            yield { action, effect, args: given, params: bound, received: {}, context: facts, now: readTime(at) ?? 0, approvals: by };
}
