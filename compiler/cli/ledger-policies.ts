/** The policies that a ledger's requests are asked of, each with those that are its own. */

import type { Sources } from "../diagnostics/located.js";
import { colored, plain } from "../diagnostics/paint.js";
import { visible } from "../diagnostics/show.js";
import { renderText } from "../diagnostics/text.js";
import { type Decision, type History, historyOf } from "../ledger/history.js";
import { load } from "../load.js";
import type { Policy } from "../model/model.js";
import { digestOf } from "../proof/normal.js";
import { readLedger } from "./ledger-text.js";
import { cannotRun, type World } from "./world.js";

export interface Asked {
  readonly kind: "asked";
  readonly policies: readonly { readonly policy: Policy; readonly history: History }[];
  readonly sources: Sources;
}

/** Or the exit code, where that could not be done; it was said why. Of several policies each is asked what was made under it. */
export function ask(file: string, paths: readonly string[], world: World): Asked | { readonly kind: "exit"; readonly code: number } {
  const { host, terminal } = world;
  const exit = (code: number): { readonly kind: "exit"; readonly code: number } => ({ kind: "exit", code });
  const ledger = readLedger(file, world);
  if (ledger.kind === "cannot-run") return exit(cannotRun(ledger.reason, terminal));
  const loaded = load(host, paths);
  if (loaded.kind === "cannot-run") return exit(cannotRun(loaded.reason, terminal));
  const errors = loaded.diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    terminal.err(renderText(errors, loaded.sources, { folder: host.folder, paint: terminal.color.err ? colored : plain }));
    terminal.err("remit: a policy with these errors can't be asked\n");
    return exit(1);
  }
  const history = historyOf(ledger.text);
  if (!history.verified.whole) {
    terminal.err(`remit: the ledger is not whole: \`remit ledger verify ${visible(file)}\` shows where\n`);
    return exit(1);
  }
  if (history.incomplete > 0) terminal.err(`${history.incomplete} requests are left out: the ledger does not have their chains\n`);
  const [only] = loaded.policies;
  if (loaded.policies.length === 1 && only !== undefined) {
    const digest = digestOf(only);
    if (history.policies.some((each) => each.digest !== digest)) terminal.err("some of the requests were made under another version of the policy\n");
    return { kind: "asked", policies: [{ policy: only, history }], sources: loaded.sources };
  }
  const byDigest = new Map<string, Decision[]>();
  for (const decision of history.decisions) {
    const same = byDigest.get(decision.digest);
    if (same === undefined) byDigest.set(decision.digest, [decision]);
    else same.push(decision);
  }
  const policies = loaded.policies.map((policy) => {
    const digest = digestOf(policy);
    const decisions = byDigest.get(digest) ?? [];
    byDigest.delete(digest);
    return { policy, history: { ...history, decisions } };
  });
  const left = [...byDigest.values()].reduce((sum, each) => sum + each.length, 0);
  if (left > 0) terminal.err(`${left} requests are left out: they were made under none of these policies as they are\n`);
  return { kind: "asked", policies, sources: loaded.sources };
}
