/** `remit replay`: which decisions of a ledger a policy would change. */
import { relativePath } from "../base/path.js";
import { visible } from "../diagnostics/show.js";
import type { Decision } from "../ledger/history.js";
import { replay as replayHistory } from "../ledger/replay.js";
import { ask } from "./ledger-policies.js";
import type { World } from "./world.js";

export interface ReplayOptions {
  readonly format: "text" | "json";
}

/** 1 where any would be changed. What can't be told is said, and is no change. */
export function replay(file: string, paths: readonly string[], options: ReplayOptions, world: World): number {
  const asked = ask(file, paths, world);
  if (asked.kind === "exit") return asked.code;
  const { host, terminal } = world;
  const found = asked.policies.map(({ policy, history }) => ({ entry: relativePath(host.folder, policy.entry), ...replayHistory(history, policy) }));
  const anyChanged = found.some(({ changed }) => changed.length > 0);
  if (options.format === "json") {
    const policies = found.map(({ entry, changed, unknown, same, aside }) => ({
      entry,
      same,
      aside,
      changed: changed.map(({ decision, now, why }) => ({ ...shown(decision), now, ...(why === undefined ? {} : { why }) })),
      unknown: unknown.map(({ decision, why }) => ({ ...shown(decision), why })),
    }));
    terminal.out(`${JSON.stringify({ version: 1, ok: !anyChanged, policies }, undefined, 2)}\n`);
    return anyChanged ? 1 : 0;
  }
  for (const { entry, changed, unknown, same, aside } of found) {
    for (const { decision, now, why } of changed) {
      const { chain, action, was } = shown(decision);
      terminal.out(
        `${decision.seq}: ${visible(chain.join(" → "))}: ${visible(action)} was ${was}, would be ${now}${why === undefined ? "" : `: ${visible(why)}`}\n`,
      );
    }
    for (const { decision, why } of unknown) terminal.out(`${decision.seq}: ${visible(decision.action)} can't be told: ${visible(why)}\n`);
    const others = aside === 0 ? "" : `; ${aside} were refused for other reasons than a clause`;
    terminal.out(`${visible(entry)}: ${changed.length} changed, ${same} as they were, ${unknown.length} can't be told${others}\n`);
  }
  return anyChanged ? 1 : 0;
}

function shown({ seq, hops, action, refused }: Decision): {
  readonly seq: number;
  readonly chain: readonly string[];
  readonly action: string;
  readonly was: "allowed" | "denied";
} {
  return {
    seq,
    chain: [...hops.slice(0, 1).map(({ from }) => from), ...hops.map(({ to }) => to)],
    action,
    was: refused === undefined ? "allowed" : "denied",
  };
}
