/** Arbitrary signatures, and well-typed constraints and requests over them: the whole language, from few places and few constants. */
import type { Signature } from "../../compiler/scope/question.js";
import { type Comparison, type Constraint, conforms, effects, type Field, type Request, type Type } from "../../stdlib/runtime/constraint.js";
import { type Json, type JsonKind, readTime, type Sort, type UrlPart } from "../../stdlib/runtime/value.js";
import { all, between, enumOf, hour, int, it, list, nothing, now, nullable, record, refined, scalar, size, string, time, union } from "./build.js";
import type { Draw } from "./draw.js";
import {
  constants,
  hours,
  networks,
  others,
  patterns,
  principals,
  refinements,
  type Spot,
  strangers,
  urlConstants,
  urlPathPatterns,
} from "./pools.js";

type Leaf = Exclude<Type, { readonly kind: "union" | "refined" }>;

export function leavesOf(type: Type): readonly Leaf[] {
  if (type.kind === "union") return type.members.flatMap(leavesOf);
  return type.kind === "refined" ? leavesOf(type.base) : [type];
}

const allSorts: readonly Sort[] = ["String", "Int", "Path", "Number", "Bool", "Ip", "Date", "Time", "Url"];
const ordered: readonly Sort[] = ["Int", "Number", "Date", "Time"];

/** A signature of few arguments, most of them of two sorts. */
export function drawSignature(draw: Draw): Signature {
  const sorts = [draw.of(allSorts), draw.of(allSorts)] as const;
  const names = draw.once(12) ? ["a.b", "a", "__proto__"] : ["p", "q", "r", "s"];
  const params = names
    .slice(0, 1 + draw.below(names.length))
    .map((name): Field => ({ name, optional: draw.below(3) === 1, type: drawType(draw, sorts, 2) }));
  const types = (...of: readonly string[]): Record<string, Type> =>
    Object.fromEntries(of.slice(0, draw.below(of.length + 1)).map((name) => [name, drawType(draw, sorts, 1)]));
  return { action: { id: "tool.action", effect: draw.of(effects), params }, params: types("t", "u"), context: types("c", "d") };
}

function drawType(draw: Draw, sorts: readonly [Sort, Sort], depth: number): Type {
  const inner = (): Type => drawType(draw, sorts, depth - 1);
  switch (draw.below(depth > 0 ? 16 : 7)) {
    case 5:
      return draw.of([enumOf("a", "b"), enumOf("a", "ab", "b"), enumOf("b")]);
    case 6: {
      const base = drawScalar(draw, sorts);
      return refined(base, draw.of(refinements[base.sort]));
    }
    case 7:
      return nullable(draw.once(3) ? list(inner()) : drawScalar(draw, sorts));
    case 8:
      return draw.once(2) ? union(string, list(string)) : union(drawScalar(draw, sorts), list(scalar(sorts[0])));
    case 9:
    case 10:
      return list(drawScalar(draw, sorts));
    case 11:
      return list(inner());
    case 12: {
      if (draw.once(2)) return refined(list(inner()), size(it, draw.of(["<=", ">=", "=="]), 1 + draw.below(2)));
      const element = drawScalar(draw, sorts);
      return refined(list(element), all([it], ofElement(draw.of(refinements[element.sort]))));
    }
    case 13:
      return record({ v: inner(), "w?": inner() });
    case 14:
      return drawVariants(draw, inner);
    case 15:
      return draw.once(2) ? { kind: "any" } : draw.of([nothing, refined(int, between("Int", it, 0, 1))]);
    default:
      return drawScalar(draw, sorts);
  }
}

/** What a refinement says of a value, said of the element of a list. */
function ofElement(constraint: Constraint): Constraint {
  return JSON.parse(JSON.stringify(constraint).replaceAll('"root":"it"', '"root":"element"'));
}

/** Records that a literal field tells apart. A field that both have is of one type in both. */
function drawVariants(draw: Draw, inner: () => Type): Type {
  const shared = inner();
  return union(
    record({ k: enumOf("x"), v: shared }),
    record({ k: enumOf("y"), [draw.once(2) ? "v?" : "w"]: shared, "a.b?": inner() }),
    ...(draw.once(3) ? [nothing] : []),
  );
}

function drawScalar(draw: Draw, sorts: readonly [Sort, Sort]): Extract<Type, { readonly kind: "scalar" }> {
  const sort = draw.once(6) ? draw.of(allSorts) : draw.of(sorts);
  return { kind: "scalar", sort };
}

/** Every place of a signature that a constraint may speak of. */
export function spotsOf(signature: Signature): readonly Spot[] {
  const root = (of: "argument" | "param" | "context", name: string, type: Type): readonly Spot[] =>
    spotsBelow({ term: { kind: "place", root: of, name, fields: [] }, type });
  return [
    ...signature.action.params.flatMap(({ name, type }) => root("argument", name, type)),
    ...Object.entries(signature.params).flatMap(([name, type]) => root("param", name, type)),
    ...Object.entries(signature.context).flatMap(([name, type]) => root("context", name, type)),
    { term: now, type: time },
    { term: hour, type: int, values: hours },
  ];
}

/** A place, and what its fields and parts are. */
export function spotsBelow(spot: Spot): readonly Spot[] {
  const { term, type } = spot;
  if (term.kind !== "place") return [spot];
  const fields = new Map<string, Type>();
  for (const leaf of leavesOf(type)) if (leaf.kind === "record") for (const field of leaf.fields) fields.set(field.name, field.type);
  const isUrl = leavesOf(type).some((leaf) => leaf.kind === "scalar" && leaf.sort === "Url");
  const part = (name: UrlPart): Spot => ({
    term: { ...term, part: name },
    type: name === "port" ? int : string,
    values: urlConstants[name],
    ...(name === "path" ? { patterns: urlPathPatterns } : {}),
  });
  return [
    spot,
    ...[...fields].flatMap(([name, each]) => spotsBelow({ term: { ...term, fields: [...term.fields, name] }, type: each })),
    ...(isUrl ? (["host", "scheme", "port", "path"] as const).map(part) : []),
  ];
}

export function drawConstraint(draw: Draw, signature: Signature, depth = 2, spots: readonly Spot[] = spotsOf(signature)): Constraint {
  return drawOver(draw, { signature, spots, inside: false }, depth);
}

interface Scope {
  readonly signature: Signature;
  readonly spots: readonly Spot[];
  /** Inside a quantifier, where no other may stand. */
  readonly inside: boolean;
}

function drawOver(draw: Draw, scope: Scope, depth: number): Constraint {
  const some = (): readonly Constraint[] => Array.from({ length: draw.once(8) ? draw.below(4) : 2 }, () => drawOver(draw, scope, depth - 1));
  switch (depth > 0 ? draw.below(8) : 0) {
    case 3:
    case 4:
      return { kind: "and", of: some() };
    case 5:
    case 6:
      return { kind: "or", of: some() };
    case 7:
      return { kind: "not", of: drawOver(draw, scope, depth - 1) };
    default:
      return drawAtom(draw, scope);
  }
}

function drawAtom(draw: Draw, scope: Scope): Constraint {
  const { action } = scope.signature;
  switch (draw.below(16)) {
    case 9:
    case 10:
    case 11:
    case 12:
      return drawRelation(draw, scope) ?? drawAbout(draw, scope, draw.of(scope.spots));
    case 13:
      return { kind: "has", term: draw.of(scope.spots).term };
    case 14:
      return { kind: "approved", by: draw.of(principals) };
    case 15:
      switch (draw.below(3)) {
        case 0:
          return { kind: "only", names: action.params.map(({ name }) => name).filter(() => !draw.once(2)) };
        case 1:
          return { kind: "effect", op: draw.of(equalities), effect: draw.of(effects) };
        default:
          return { kind: draw.of(["true", "false"] as const) };
      }
    default:
      return drawAbout(draw, scope, draw.of(scope.spots));
  }
}

const comparisons: readonly Comparison[] = ["==", "<", "<=", ">", ">=", "!="];
const equalities: readonly Comparison[] = ["==", "!="];
const kinds: readonly JsonKind[] = ["String", "Number", "Bool", "List", "Record", "null"];

function sortOf(leaf: Leaf): Sort | undefined {
  return leaf.kind === "enum" ? "String" : leaf.kind === "scalar" ? leaf.sort : undefined;
}

/** An atom about one place: about what its type says that can be there. */
function drawAbout(draw: Draw, scope: Scope, spot: Spot): Constraint {
  const { term } = spot;
  const leaf = draw.of(leavesOf(spot.type));
  const isSomething: Constraint = { kind: "is", term, json: draw.of(kinds) };
  switch (leaf.kind) {
    case "scalar":
      return drawScalarAtom(draw, leaf.sort, spot, spot.values ?? constants[leaf.sort]);
    case "enum":
      return drawScalarAtom(draw, "String", spot, leaf.values);
    case "list":
      return draw.once(12) ? isSomething : drawListAtom(draw, scope, spot, leaf.element);
    case "null":
      return { kind: "is", term, json: "null" };
    case "record":
    case "any":
      return draw.once(2) ? isSomething : { kind: "has", term };
  }
}

function drawScalarAtom(draw: Draw, sort: Sort, { term, patterns: own }: Spot, values: readonly Json[]): Constraint {
  const negated = draw.below(4) === 1;
  const choice = draw.below(6);
  if (choice === 3) return { kind: "one-of", negated, sort, term, values: values.filter(() => draw.once(2)) };
  if (choice > 3) {
    if (sort === "Bool") return { kind: "holds", term };
    if (sort === "Ip") return { kind: "in-network", negated, term, network: draw.of(networks) };
    if (sort === "Path" && choice === 4) return { kind: "under", negated, term, base: { kind: "literal", value: draw.of(values) } };
    if (sort === "String" || sort === "Path")
      return { kind: "pattern", negated, sort, term, ...draw.of(own !== undefined && choice === 4 ? own : patterns[sort]) };
    if (ordered.includes(sort)) {
      const [low = 0, high = 0] = [draw.of(values), draw.of(values)].sort((a, b) => (a !== null && b !== null && a < b ? -1 : 1));
      return { kind: "between", negated, sort, term, low, high };
    }
  }
  const op = draw.of(ordered.includes(sort) ? comparisons : equalities);
  const literal = (value: Json) => ({ kind: "literal", value }) as const;
  if (draw.once(10)) return { kind: "compare", op, sort, left: literal(draw.of(values)), right: term };
  return { kind: "compare", op, sort, left: term, right: literal(sort === "Int" && draw.once(8) ? 1.5 : draw.of(values)) };
}

function drawListAtom(draw: Draw, scope: Scope, { term }: Spot, element: Type): Constraint {
  const choice = draw.below(8);
  const leaf = draw.of(leavesOf(element));
  const sort = sortOf(leaf);
  if (choice === 5 && sort !== undefined) {
    const value = draw.of(leaf.kind === "enum" ? leaf.values : constants[sort]);
    return { kind: "member", negated: draw.below(4) === 1, sort, term: { kind: "literal", value }, list: term };
  }
  if (choice > 5 || scope.inside) return { kind: "size", term, op: draw.of(["<=", "==", ">=", "!=", "<", ">"] as const), value: draw.below(4) };
  const spots = spotsBelow({ term: { kind: "place", root: "element", name: "", fields: [] }, type: element });
  const isAlike = (other: Spot): boolean =>
    leavesOf(other.type).some((each) => each.kind === "list" && JSON.stringify(each.element) === JSON.stringify(element));
  const more = draw.once(3) ? [{ term: draw.of(scope.spots.filter(isAlike)).term, skip: draw.once(2) }] : [];
  const where = drawOver(draw, { signature: scope.signature, spots: [...spots, ...spots, ...spots, ...scope.spots], inside: true }, 1);
  return { kind: draw.of(["some", "all"] as const), lists: [{ term, skip: draw.once(3) }, ...more], where };
}

/** The sort as which values of both are compared: a budget may bound an Int by a Number. */
function commonSort(one: Sort, other: Sort | undefined): Sort | undefined {
  if (one === other) return one;
  const areNumbers = [one, other].every((each) => each === "Int" || each === "Number");
  return areNumbers ? "Number" : undefined;
}

/** An atom between two places that can hold values of one sort. */
function drawRelation(draw: Draw, { spots }: Scope): Constraint | undefined {
  const one = draw.of(spots);
  const sorts = leavesOf(one.type).flatMap((leaf) => sortOf(leaf) ?? []);
  if (sorts.length === 0) return undefined;
  const sort = draw.of(sorts);
  const partners = spots.flatMap((other): readonly Constraint[] => {
    if (other === one) return [];
    const found: Constraint[] = [];
    for (const leaf of leavesOf(other.type)) {
      if (leaf.kind === "list") {
        if (leavesOf(leaf.element).some((each) => sortOf(each) === sort))
          found.push({ kind: "member", negated: draw.below(3) === 1, sort, term: one.term, list: other.term });
        continue;
      }
      const common = commonSort(sort, sortOf(leaf));
      if (common === undefined) continue;
      if (common === "Path" && draw.once(2)) found.push({ kind: "under", negated: draw.below(4) === 1, term: one.term, base: other.term });
      else {
        const op = draw.of(ordered.includes(common) ? comparisons : equalities);
        found.push({ kind: "compare", op, sort: common, left: one.term, right: other.term });
      }
    }
    return found;
  });
  return partners.length === 0 ? undefined : draw.of(partners);
}

/** A request whose values are mostly of the types that the signature asks for. */
export function drawRequest(draw: Draw, signature: Signature): Request {
  const values = (types: Readonly<Record<string, Type>>) =>
    Object.fromEntries(Object.entries(types).map(([name, type]) => [name, drawValue(draw, type)]));
  const times = [...constants.Time, ...others.Time].flatMap((each) => readTime(String(each)) ?? []);
  return {
    action: signature.action.id,
    effect: signature.action.effect,
    args: drawFields(draw, signature.action.params),
    params: values(signature.params),
    received: {},
    context: values(signature.context),
    now: draw.of(times),
    approvals: principals.filter(() => draw.once(2)),
  };
}

function drawFields(draw: Draw, fields: readonly Field[]): Record<string, Json> {
  return Object.fromEntries(
    fields.flatMap((field): readonly (readonly [string, Json])[] =>
      field.optional && draw.once(3) ? [] : [[field.name, drawValue(draw, field.type)]],
    ),
  );
}

export function drawValue(draw: Draw, type: Type): Json {
  if (draw.once(60)) return draw.of(strangers);
  switch (type.kind) {
    case "scalar":
      return draw.of(draw.once(3) ? [...others[type.sort], ...constants[type.sort]] : constants[type.sort]);
    case "enum":
      return draw.of(type.values);
    case "list":
      return Array.from({ length: draw.below(4) }, () => drawValue(draw, type.element));
    case "record":
      return drawFields(draw, type.fields);
    case "union":
      return drawValue(draw, draw.of(type.members));
    case "null":
      return null;
    case "any":
      return draw.of(strangers);
    case "refined": {
      for (let tries = 0; tries < 8; tries++) {
        const value = drawValue(draw, type.base);
        if (conforms(type, value)) return value;
      }
      return drawValue(draw, type.base);
    }
  }
}
