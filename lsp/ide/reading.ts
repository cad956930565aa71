/** What the names of a policy are read with: what is spread over its modules, gathered. */
import type { Ast, Module, OpenPolicy, Program } from "../../compiler/index.js";
import { allActions, declarationsWithNames, factsOf, lookUp, type Sited, type Target } from "./symbols.js";

/** What is known of a policy while names of it are read: looked up once, when it is first asked for. */
export interface Reading {
  readonly program: Program;
  readonly all: () => readonly Sited<Ast.ActionDecl>[];
  readonly facts: () => ReadonlyMap<string, readonly Sited<Ast.ContextDecl["facts"][number]>[]>;
  readonly units: () => ReadonlyMap<string, Target>;
  readonly hopsInto: (party: Ast.AgentDecl | Ast.PrincipalDecl) => readonly Sited<Ast.DelegateDecl>[];
}

/** For a policy as it is now. */
export function readingOf(policy: OpenPolicy): Reading {
  const { program } = policy;
  return {
    program,
    all: once(() => allActions(program)),
    facts: once(() => groupBy(factsOf(program), ({ node }) => node.name.text)),
    units: once(() => unitsOf(program)),
    hopsInto: (party) =>
      policy.hopsAt(party).flatMap(({ declaration: node, module }) => (partyOf(program, module, node.to) === party ? [{ node, module }] : [])),
  };
}

/** The hops that a test's step may be. */
export function hopsBetween({ program, hopsInto }: Reading, module: Module, from: Ast.Name, to: Ast.Name): readonly Sited<Ast.DelegateDecl>[] {
  const [start, end] = [from, to].map((name) => partyOf(program, module, name));
  if (start === undefined || end === undefined) return [];
  return hopsInto(end).filter(({ node, module: there }) => partyOf(program, there, node.from) === start);
}

/** What a name means, if that is a party. */
export function partyOf(program: Program, module: Module, name: Ast.Name): Ast.AgentDecl | Ast.PrincipalDecl | undefined {
  const found = lookUp(program, module, name.text, ["agent", "principal"]);
  return found?.kind === "agent" || found?.kind === "principal" ? found.declaration : undefined;
}

/** The first place where a unit is spent stands for all. */
function unitsOf(program: Program): ReadonlyMap<string, Target> {
  const units = new Map<string, Target>();
  for (const module of program.modules) {
    for (const declaration of declarationsWithNames(module)) {
      if (declaration.kind !== "tool" && declaration.kind !== "annotate") continue;
      for (const { attributes } of declaration.actions) {
        for (const { unit } of attributes.spends) {
          if (!units.has(unit.text)) units.set(unit.text, { kind: "unit", name: unit.text, file: module.file, span: unit.span, node: unit });
        }
      }
    }
  }
  return units;
}

/** What is made when it is first asked for. */
export function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function groupBy<T>(list: readonly T[], keyOf: (of: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const each of list) {
    const group = groups.get(keyOf(each));
    if (group === undefined) groups.set(keyOf(each), [each]);
    else group.push(each);
  }
  return groups;
}
