/** Labels and tasks: what is within what, and the circles that must not be. */

import type { Place } from "../base/span.js";
import { labelCycle, labelElsewhere, taskCycle } from "../diagnostics/codes/names.js";
import type { Module } from "../names/modules.js";
import { lookUp } from "../names/symbols.js";
import type { Name, TaskDecl } from "../syntax/ast.js";
import { showName } from "../types/show.js";
import type { Label, Labels, Task } from "./model.js";
import type { Workshop } from "./workshop.js";

/**
 * The labels of all modules, in one order: a label is known by its name, so that modules which each write down the labels they
 * use speak of the same ones.
 */
export function lowerLabels(shop: Workshop): Labels {
  const names: string[] = [];
  const index = new Map<string, Label>();
  const above: { readonly label: Label; readonly place: Place }[][] = [];
  const labelAt = (name: string): Label => {
    const known = index.get(name);
    if (known !== undefined) return known;
    index.set(name, names.length);
    above.push([]);
    return names.push(name) - 1;
  };
  const notLowest = new Set<Label>();
  for (const { declaration, module } of shop.declarations("label")) {
    let below: Label | undefined;
    for (const name of declaration.names) {
      const label = labelAt(name.text);
      if (below !== undefined) {
        above[below]?.push({ label, place: shop.place(module, name) });
        notLowest.add(label);
      }
      below = label;
    }
  }

  for (const cycle of cyclesOf(
    names.length,
    (label) => above[label] ?? [],
    (edge) => edge.label,
  ))
    shop.report(
      labelCycle(
        cycle.closing.place,
        cycle.nodes.map((label) => names[label] ?? ""),
      ),
    );

  const minimal = names.flatMap((_, label) => (notLowest.has(label) ? [] : [label]));
  const [first, second] = minimal;
  let lowest = first ?? -1;
  if (first === undefined || second !== undefined) {
    // Several lowest labels, or none at all: data without a label is below them all.
    const taken = new Set(names);
    let name = "unlabelled";
    while (taken.has(name)) name = `${name}_`;
    lowest = names.push(name) - 1;
  }

  const reach = new Map<Label, ReadonlySet<Label>>();
  const upFrom = (label: Label): ReadonlySet<Label> => {
    let found = reach.get(label);
    if (found === undefined) {
      found = reachable(label, (each) => (above[each] ?? []).map((edge) => edge.label));
      reach.set(label, found);
    }
    return found;
  };
  return { names, lowest, within: (label, bound) => label === bound || label === lowest || upFrom(label).has(bound) };
}

/** The label that a name stands for in a module; nothing where it has an error, which has been reported. */
export function labelNamed(shop: Workshop, labels: Labels, module: Module, name: Name): Label | undefined {
  const found = lookUp(shop.table(module), module, name, ["label"], "label");
  switch (found.kind) {
    case "problem": {
      const elsewhere = shop.declarations("label").find(({ declaration }) => declaration.names.some((each) => each.text === name.text));
      const path = module.imports.find((each) => each.module !== undefined && each.module === elsewhere?.module)?.syntax.path.text;
      shop.report(elsewhere === undefined ? found.problem : labelElsewhere(found.problem, showName(name.text), path));
      return undefined;
    }
    case "found": {
      const label = labels.names.indexOf(found.named.name);
      return label < 0 ? undefined : label;
    }
    default:
      return undefined;
  }
}

/** The tasks of all modules, each with the tasks that it is part of at any remove. */
export function lowerTasks(shop: Workshop): ReadonlyMap<TaskDecl, Task> {
  const declared = shop.declarations("task");
  const indices = new Map(declared.map(({ declaration }, i) => [declaration, i]));
  const parents = declared.map(({ declaration, module }) =>
    declaration.partOf.flatMap((name) => {
      const found = shop.find(module, name, ["task"], "task");
      const task = found === undefined ? undefined : indices.get(found.declaration);
      return task === undefined ? [] : [{ task, place: shop.place(module, name) }];
    }),
  );
  for (const cycle of cyclesOf(
    declared.length,
    (task) => parents[task] ?? [],
    (edge) => edge.task,
  ))
    shop.report(
      taskCycle(
        cycle.closing.place,
        cycle.nodes.map((task) => declared[task]?.declaration.name.text ?? ""),
      ),
    );
  return new Map(
    declared.map(({ declaration, module }, i) => {
      const within = reachable(i, (task) => (parents[task] ?? []).map((edge) => edge.task));
      const names = [...within].flatMap((task) => {
        const found = declared[task];
        return found === undefined ? [] : [shop.nameOf(found.declaration)];
      });
      const task: Task = {
        name: shop.nameOf(declaration),
        purpose: declaration.purpose.text,
        within: new Set(names),
        place: shop.place(module, declaration.name),
      };
      return [declaration, task];
    }),
  );
}

/** A node and all that can be reached from it. */
function reachable(start: number, next: (node: number) => readonly number[]): ReadonlySet<number> {
  const found = new Set([start]);
  const pending = [start];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    for (const each of next(node)) {
      if (found.has(each)) continue;
      found.add(each);
      pending.push(each);
    }
  }
  return found;
}

/** The circles of a graph, each once, and no more than a reader can use: its nodes with the first one again at the end, and the edge that closes it. */
function cyclesOf<E>(
  count: number,
  edges: (node: number) => readonly E[],
  target: (edge: E) => number,
): { readonly nodes: readonly number[]; readonly closing: E }[] {
  const found: { nodes: readonly number[]; closing: E }[] = [];
  const most = 20;
  const state = new Array<"new" | "open" | "done">(count).fill("new");
  for (let start = 0; start < count; start++) {
    if (state[start] !== "new") continue;
    const trail = [{ node: start, next: 0 }];
    state[start] = "open";
    for (let top = trail.at(-1); top !== undefined; top = trail.at(-1)) {
      const edge = edges(top.node)[top.next++];
      if (edge === undefined) {
        state[top.node] = "done";
        trail.pop();
        continue;
      }
      const to = target(edge);
      if (state[to] === "new") {
        state[to] = "open";
        trail.push({ node: to, next: 0 });
      } else if (state[to] === "open" && found.length < most) {
        const nodes = trail.map((each) => each.node);
        found.push({ nodes: [...nodes.slice(nodes.indexOf(to)), to], closing: edge });
      }
    }
  }
  return found;
}
