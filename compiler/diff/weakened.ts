/** What holds agents less than it did, though they may be allowed no more. */
import type { Allowance } from "../allowances.js";
import { type Lines, linesOf } from "../base/lines.js";
import type { Place } from "../base/span.js";
import { type Code, type Severity, severities } from "../diagnostics/diagnostic.js";
import type { Sources } from "../diagnostics/located.js";
import type { Agent, Policy } from "../model/model.js";
import type { Settings } from "../settings.js";
import { isWithin } from "./bounds.js";
import type { Weakening } from "./difference.js";
import { pairs } from "./weakened-tools.js";

const none = "none";

/** Of parties: what bounds or names them. */
export function weakenedParties(before: Policy, after: Policy): readonly Weakening[] {
  const nameOf = ({ name }: { readonly name: string }): string => name;
  const domains = [...pairs(before.principals, after.principals, nameOf), ...pairs<Agent>(before.agents, after.agents, nameOf)].flatMap(
    ([old, now]): readonly Weakening[] =>
      // Assertions and crossings go by domains, so that any other one may be held to less.
      old.domain === undefined || old.domain.name === now.domain?.name
        ? []
        : [{ kind: "domain", where: now.name, old: old.domain.name, new: now.domain?.name ?? none, place: now.place }],
  );
  return [...domains, ...pairs(before.agents, after.agents, nameOf).flatMap(([old, now]) => weakenedAgent(before, old, after, now))];
}

function weakenedAgent(before: Policy, old: Agent, after: Policy, now: Agent): readonly Weakening[] {
  const found: Weakening[] = [];
  const add = (kind: Weakening["kind"], was: string, is: string): void =>
    void found.push({ kind, where: now.name, old: was, new: is, place: now.place });
  if (now.unguarded && !old.unguarded) add("unguarded", "guarded", "unguarded");
  const [was, is] = [before.labels.names[old.clearance] ?? "", after.labels.names[now.clearance] ?? ""];
  if (!isWithin(after, is, was)) add("clearance", was, is);
  if (old.identity !== undefined && now.identity !== old.identity) add("identity", old.identity, now.identity ?? none);
  if (old.owner !== undefined && now.owner === undefined) add("owner", old.owner, none);
  return found;
}

const ranks: readonly (Severity | "off")[] = ["off", "info", "warning", "error"];

/** Codes that are reported as less than they were. */
export function weakenedSeverities(before: Settings, after: Settings, place: Place): readonly Weakening[] {
  const of = (settings: Settings, code: Code): Severity | "off" => settings.severities.get(code) ?? severities[code];
  return [...new Set([...before.severities.keys(), ...after.severities.keys()])].sort().flatMap((code): readonly Weakening[] => {
    const [old, now] = [of(before, code), of(after, code)];
    return ranks.indexOf(now) < ranks.indexOf(old) ? [{ kind: "severity", where: code, old, new: now, place }] : [];
  });
}

/** The allowances of one file, and its text. */
export interface AllowancesOf {
  readonly allowances: readonly Allowance[];
  readonly text: string;
}

/**
 * Warnings that are allowed and were not, in one file. An allowance is the one that was there if it speaks of the same line, or
 * if the line that it spoke of is no longer there and it gives the same reason: then the line was edited below it.
 */
export function weakenedAllowances(before: AllowancesOf | undefined, after: AllowancesOf, file: string, shown: string): readonly Weakening[] {
  if (after.allowances.length === 0) return [];
  const lines = linesOf(after.text);
  const oldLines = linesOf(before?.text ?? "");
  const textAt = (of: Lines, line: number): string => (line < of.count ? of.text(line).trim() : "");
  const known = [...(before?.allowances ?? [])];
  const take = (fits: (old: Allowance) => boolean): boolean => {
    const at = known.findIndex(fits);
    if (at >= 0) known.splice(at, 1);
    return at >= 0;
  };
  const fresh = after.allowances.filter(({ code, line }) => !take((old) => old.code === code && textAt(oldLines, old.line) === textAt(lines, line)));
  const still = new Set(Array.from({ length: lines.count }, (_, line) => textAt(lines, line)));
  return fresh
    .filter(({ code, reason }) => !take((old) => old.code === code && old.reason === reason && !still.has(textAt(oldLines, old.line))))
    .map(({ code, line, reason }): Weakening => {
      const start = lines.offsetAt({ line, character: 0 });
      return {
        kind: "allowed-warning",
        where: `${shown}:${line + 1}`,
        old: none,
        new: `${code}: ${reason}`,
        place: { file, span: { start, end: start + lines.text(line).length } },
      };
    });
}

/** What is written at a place, on one line. */
export function textAt(sources: Sources, { file, span }: Place): string {
  return (sources(file) ?? "").slice(span.start, span.end).replace(/\s+/g, " ").trim();
}
