/** Makes a witness smaller and plainer, as far as it stays one: every step is run through the meaning again. */
import { admits, type Constraint, type Request } from "../../stdlib/runtime/constraint.js";
import { type Json, readUrl } from "../../stdlib/runtime/value.js";
import { plainTime, plainValue } from "./model.js";
import type { Signature } from "./question.js";
import { surely } from "./surely.js";

/** `isWitness`: whether a candidate is a request of the signature that the constraint admits. */
export function simplify(signature: Signature, constraint: Constraint, request: Request, isWitness: (candidate: Request) => boolean): Request {
  let best = request;
  let left = Math.ceil(mostWork / (sizeOf(constraint) * longestIn(request.args)));
  const accept = (candidate: Request): boolean => {
    if (left-- <= 0 || !isWitness(candidate)) return false;
    best = candidate;
    return true;
  };
  for (const name of best.approvals) accept({ ...best, approvals: best.approvals.filter((each) => each !== name) });
  if (best.now !== plainTime) accept({ ...best, now: plainTime });
  for (const field of signature.action.params) {
    if (!Object.hasOwn(best.args, field.name)) continue;
    if (field.optional && accept({ ...best, args: without(best.args, field.name) })) continue;
    const plain = plainValue(field.type);
    const tryValue = (value: Json): boolean => accept({ ...best, args: withValue(best.args, field.name, value) });
    if (tryValue(plain)) continue;
    simplifyValue(best.args[field.name] ?? null, tryValue);
  }
  for (const [name, type] of Object.entries(signature.params)) {
    const tryValue = (value: Json): boolean => accept({ ...best, params: withValue(best.params, name, value) });
    if (!tryValue(plainValue(type))) simplifyValue(best.params[name] ?? null, tryValue);
  }
  for (const name of Object.keys(best.context)) {
    const type = signature.context[name];
    if (type === undefined) continue;
    const tryValue = (value: Json): boolean => accept({ ...best, context: withValue(best.context, name, value) });
    if (!tryValue(plainValue(type))) simplifyValue(best.context[name] ?? null, tryValue);
  }
  return withoutIdleFacts(constraint, best, isWitness);
}

/** How many parts of a constraint may be looked at for all tries together: with long lists a try is slow, and there are many to make. */
const mostWork = 2_000_000;

function sizeOf(constraint: Constraint): number {
  switch (constraint.kind) {
    case "and":
    case "or":
      return constraint.of.reduce((sum, each) => sum + sizeOf(each), 1);
    case "not":
      return 1 + sizeOf(constraint.of);
    case "all":
    case "some":
      return 1 + sizeOf(constraint.where);
    default:
      return 1;
  }
}

/** How long the longest list is; at least 1. */
function longestIn(value: Json): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce((most: number, each) => Math.max(most, longestIn(each)), Array.isArray(value) ? value.length : 1);
}

/**
 * The witness without the facts that it need not say. No real request lacks a fact, so one that is left out has to leave no
 * doubt: either it may have any value, or it is a Bool that is false, as a switch is until somebody turns it on.
 */
function withoutIdleFacts(constraint: Constraint, request: Request, isWitness: (candidate: Request) => boolean): Request {
  let best = request;
  const idle = new Set<string>();
  for (const [name, value] of Object.entries(request.context)) {
    const rest = { ...best, context: without(best.context, name) };
    if (!isWitness(rest)) continue;
    if (value !== false) {
      const isIdle = (each: string): boolean => each === name || idle.has(each);
      if (!admits(surely(constraint, isIdle), request)) continue;
      idle.add(name);
    }
    best = rest;
  }
  return best;
}

/** Tries plainer values in the place of one, the plainest first; lists and records also piece by piece. */
function simplifyValue(value: Json, tryValue: (value: Json) => boolean): void {
  if (typeof value === "string") {
    for (const plainer of plainerTexts(value)) if (tryValue(plainer)) return;
  } else if (typeof value === "number" && !Number.isInteger(value)) {
    for (const plainer of plainerNumbers(value)) if (tryValue(plainer)) return;
  } else if (Array.isArray(value)) {
    let list: readonly Json[] = value;
    for (let i = list.length - 1; i >= 0; i--) {
      const shorter = list.filter((_, at) => at !== i);
      if (tryValue(shorter)) list = shorter;
    }
    for (const [i, element] of list.entries()) {
      simplifyValue(element, (plainer) => {
        const changed = list.map((each, at) => (at === i ? plainer : each));
        if (!tryValue(changed)) return false;
        list = changed;
        return true;
      });
    }
  } else if (typeof value === "object" && value !== null) {
    let record = value as Readonly<Record<string, Json>>;
    for (const name of Object.keys(record)) {
      if (tryValue(without(record, name))) record = without(record, name);
      else {
        simplifyValue(record[name] ?? null, (plainer) => {
          const changed = withValue(record, name, plainer);
          if (!tryValue(changed)) return false;
          record = changed;
          return true;
        });
      }
    }
  }
}

/** Numbers nearby of one, two or three decimals. */
function plainerNumbers(value: number): readonly number[] {
  return [10, 100, 1000].flatMap((unit) => [Math.ceil(value * unit) / unit, Math.floor(value * unit) / unit]).filter((each) => each !== value);
}

/** Shorter texts, and others of which a reader sees at once that they are examples. */
function plainerTexts(value: string): readonly string[] {
  const found = ["", "a", "b", "x"].filter((each) => each.length < value.length || (each.length === value.length && !/^[a-z]$/.test(value)));
  const url = value.includes(":") ? readUrl(value) : undefined;
  if (url === undefined || url.host === "") return found;
  return [...found, `https://${url.host}/`, `https://${url.host}${url.path}`, `${url.scheme}://${url.host}${url.path}`].filter(
    (each) => each !== value,
  );
}

function without(record: Readonly<Record<string, Json>>, name: string): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(record).filter(([each]) => each !== name));
}

function withValue(record: Readonly<Record<string, Json>>, name: string, value: Json): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(record).map(([each, old]) => [each, each === name ? value : old]));
}
