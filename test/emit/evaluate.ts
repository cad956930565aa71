/** A policy's guard, generated and run at once: what `policy.decide` of the printed module would answer. */
import { transformSync } from "esbuild";
import type { Item } from "../../compiler/emit/module.js";
import { planModule } from "../../compiler/emit/plan.js";
import type { Policy } from "../../compiler/model/model.js";
import type { Plan } from "../../stdlib/runtime/plan.js";
import * as v1 from "../../stdlib/runtime/v1.js";

export interface Generated {
  readonly plan: Plan;
  readonly policy: v1.Policy;
}

/** The module of the policy, run without the printer, whose layout changes nothing of what it does. */
export function generate(policy: Policy, door: Readonly<Record<string, unknown>> = v1): Generated {
  return run(planModule(policy, "made").items.map(textOf).join("\n"), door);
}

/** Runs the text of a generated module. */
export function run(source: string, door: Readonly<Record<string, unknown>> = v1): Generated {
  const { code } = transformSync(source.replace(/^import .*$/m, "").replaceAll(/^export /gm, ""), { loader: "ts", target: "node20" });
  return new Function("v1", `"use strict";${code}\nreturn { plan, policy };`)(door);
}

function textOf(item: Item): string {
  switch (item.kind) {
    case "constant":
      return `const ${item.name} = ${item.value};`;
    case "function":
      return `function ${item.name}(${item.parameters.map(({ name }) => name).join(", ")}) {\n${item.body.join("\n")}\n}`;
    case "interface":
    case "alias":
      return "";
  }
}
