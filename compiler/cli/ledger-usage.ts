/** `remit ledger usage`: the authority that nobody used, and the narrower clauses, proved to be narrower and to be enough. */
import { relativePath } from "../base/path.js";
import { locator } from "../diagnostics/located.js";
import { visible } from "../diagnostics/show.js";
import type { Host } from "../host/host.js";
import type { History } from "../ledger/history.js";
import { judge, said } from "../ledger/judge.js";
import { notNarrower, proposedText } from "../ledger/proposal.js";
import { type ClauseUsage, clauseText, type Usage, usageOf } from "../ledger/usage.js";
import { load } from "../load.js";
import type { Policy } from "../model/model.js";
import { check } from "../pipeline.js";
import { ask } from "./ledger-policies.js";
import type { World } from "./world.js";

export interface LedgerUsageOptions {
  readonly format: "text" | "json";
}

export function ledgerUsage(file: string, paths: readonly string[], options: LedgerUsageOptions, world: World): number {
  const asked = ask(file, paths, world);
  if (asked.kind === "exit") return asked.code;
  const { host, terminal } = world;
  const at = locator(asked.sources, host.folder);
  const documents = asked.policies.map(({ policy, history }) => {
    const usage = usageOf(history, policy);
    const text = asked.sources(policy.entry) ?? "";
    const proposed = proposedText(text, policy, usage);
    const proof = proposed === text ? undefined : prove(host, policy, history, proposed);
    return { policy, usage, proposed, proof };
  });

  if (options.format === "json") {
    const policies = documents.map(({ policy, usage, proposed, proof }) => ({
      entry: relativePath(host.folder, policy.entry),
      calls: usage.calls,
      elsewhere: usage.elsewhere,
      unknown: usage.unknown,
      hops: usage.hops.map(({ hop, used, clauses }) => ({
        from: hop.from.name,
        to: hop.to.name,
        task: hop.task.name,
        used,
        clauses: clauses.map((each) => ({
          file: at.file(each.clause.place),
          range: at.range(each.clause.place),
          text: textOf(each),
          used: each.used,
          idle: each.idle,
          narrower: each.narrower.map(({ text }) => text),
        })),
      })),
      ...(proof === undefined ? {} : { proposed, proof }),
    }));
    terminal.out(`${JSON.stringify({ version: 1, policies }, undefined, 2)}\n`);
    return 0;
  }
  for (const { policy, usage, proof } of documents) {
    terminal.out(`${visible(relativePath(host.folder, policy.entry))}: ${count(usage.calls, "call")}\n`);
    if (usage.elsewhere > 0)
      terminal.out(`  ${count(usage.elsewhere, "more call")} that this policy does not allow, or that can't be asked by what was kept\n`);
    for (const { hop, used, clauses } of usage.hops) {
      terminal.out(`  ${visible(said(hop))}: ${used === 0 ? "never used" : count(used, "call")}\n`);
      if (used === 0) continue;
      for (const each of clauses)
        for (const line of linesOf(each, at.range(each.clause.place).start.line + 1)) terminal.out(`    ${visible(line)}\n`);
    }
    if (proof !== undefined) terminal.out(`${inWords(proof, usage)}\n`);
  }
  return 0;
}

function textOf({ clause }: ClauseUsage): string {
  return clauseText(clause, clause.actions, clause.where);
}

function linesOf(usage: ClauseUsage, line: number): readonly string[] {
  const { used, idle, narrower } = usage;
  const shown = idle.length > 8 ? `${idle.slice(0, 8).join(", ")} and ${idle.length - 8} more` : idle.join(", ");
  const head = `${line}: ${textOf(usage)}`;
  if (idle.length === usage.clause.actions.length) return [head, "  nobody used it"];
  return [
    head,
    `  ${count(used, "call")}${idle.length === 0 ? "" : `; nobody used ${shown}`}`,
    ...(narrower.length === 0 ? ["  as narrow as what was used shows"] : ["  would have been enough:", ...narrower.map(({ text }) => `    ${text}`)]),
  ];
}

interface Proof {
  /** The policy with the narrower clauses has no error that it did not have. */
  readonly accepted: boolean;
  readonly errors: readonly string[];
  /** Hop by hop it gives no more than before. */
  readonly narrower: boolean;
  /** It allows all that was used. */
  readonly covers: boolean;
}

/** Checks the policy anew with the narrower clauses in it, as text. */
function prove(host: Host, policy: Policy, history: History, text: string): Proof {
  const changed: Host = { ...host, read: (path) => (path === policy.entry ? { kind: "text", text } : host.read(path)) };
  const errorsOf = (at: Host): readonly string[] => {
    const checked = check(at, [policy.entry]);
    if (checked.kind === "cannot-run") return [checked.reason];
    return checked.diagnostics.filter(({ severity }) => severity === "error").map(({ code, message }) => `${code}: ${message}`);
  };
  const before = new Set(errorsOf(host));
  const errors = errorsOf(changed).filter((each) => !before.has(each));
  const loaded = load(changed, [policy.entry]);
  const after = loaded.kind === "loaded" ? loaded.policies[0] : undefined;
  if (after === undefined || errors.length > 0) return { accepted: false, errors, narrower: false, covers: false };
  const used = history.decisions.filter((decision) => decision.refused === undefined && judge(policy, decision).kind === "allowed");
  return {
    accepted: true,
    errors,
    narrower: notNarrower(policy, after).length === 0,
    covers: used.every((decision) => judge(after, decision).kind === "allowed"),
  };
}

function inWords({ accepted, errors, narrower, covers }: Proof, { calls }: Usage): string {
  if (!accepted)
    return `With all of these, and without the hops that nobody made, the policy would not be accepted:\n${errors.map((each) => `  ${visible(each)}`).join("\n")}`;
  if (!narrower || !covers)
    return "With all of these, and without the hops that nobody made, it is not proved that the policy is narrower and covers what was used.";
  return `With all of these, and without the hops that nobody made, the policy is accepted, is proved to be narrower, and covers all ${count(calls, "call")}.`;
}

function count(n: number, one: string): string {
  return `${n.toLocaleString("en")} ${n === 1 ? one : `${one}s`}`;
}
