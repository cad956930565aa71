/**
 * One inclusion: "is this box of sets, globs and a range within the union of k boxes", where only all of them together
 * cover it, or one is missing; and equality between arguments. Asked of `includes` and, in the same run, of Z3.
 */

import { spawnSync } from "node:child_process";
import { includes } from "../../compiler/scope/narrower.js";
import type { Inclusion, Signature } from "../../compiler/scope/question.js";
import { readGlob } from "../../compiler/types/patterns.js";
import type { Constraint, Term } from "../../stdlib/runtime/constraint.js";
import { emit, perCall, spread } from "./harness.js";

interface Box {
  readonly action: readonly string[];
  readonly repo: string;
  readonly path: string;
  readonly low: number;
  readonly high: number;
}

const child: Box = { action: ["read", "list"], repo: "acme/*", path: "src/app/*/x*.ts", low: 0, high: 99 };

/** k boxes whose ranges tile 0 to 99; with a gap, the one in the middle is missing. */
function union(k: number, gap: boolean): readonly Box[] {
  const paths = ["src/**/*.ts", "src/**", "**/*.ts", "src/app/**"];
  return Array.from({ length: k }, (_, j) => ({
    action: ["read", "list", "write"],
    repo: j % 2 === 0 ? "**/*" : "acme/**",
    path: paths[j % 4] ?? "**",
    low: Math.floor((j * 100) / k),
    high: Math.floor(((j + 1) * 100) / k) - 1,
  })).filter((_, j) => !(gap && j === k >> 1));
}

const argument = (name: string): Term => ({ kind: "place", root: "argument", name, fields: [] });

function like(name: string, glob: string): Constraint {
  const read = readGlob(glob, "path");
  if (read.kind !== "pattern") throw new Error(`not a glob: ${glob}`);
  return { kind: "pattern", negated: false, sort: "Path", term: argument(name), pattern: read.pattern, source: glob };
}

function constraintOf(box: Box): Constraint {
  return {
    kind: "and",
    of: [
      { kind: "one-of", negated: false, sort: "String", term: argument("action"), values: box.action },
      like("repo", box.repo),
      like("path", box.path),
      { kind: "between", negated: false, sort: "Int", term: argument("limit"), low: box.low, high: box.high },
    ],
  };
}

const scalar = (sort: "String" | "Path" | "Int") => ({ kind: "scalar", sort }) as const;
const signature: Signature = {
  action: {
    id: "store.fetch",
    effect: "read",
    params: [
      { name: "action", optional: false, type: scalar("String") },
      { name: "repo", optional: false, type: scalar("Path") },
      { name: "path", optional: false, type: scalar("Path") },
      { name: "limit", optional: false, type: scalar("Int") },
    ],
  },
  params: {},
  context: {},
};

/** The same question in SMT-LIB: satisfiable where the child is wider. */
function smt(boxes: readonly Box[]): string {
  const text = (value: string): string => `"${value}"`;
  const regular = (glob: string): string => {
    const parts = glob.split(/(\*\*|\*)/).flatMap((part) => {
      if (part === "") return [];
      if (part === "**") return ["re.all"];
      return [part === "*" ? '(re.* (re.diff re.allchar (str.to_re "/")))' : `(str.to_re ${text(part)})`];
    });
    return parts.length > 1 ? `(re.++ ${parts.join(" ")})` : (parts[0] ?? '(str.to_re "")');
  };
  const box = (of: Box): string =>
    `(and (or ${of.action.map((value) => `(= action ${text(value)})`).join(" ")}) (str.in_re repo ${regular(of.repo)}) (str.in_re path ${regular(of.path)}) (>= limit ${of.low}) (<= limit ${of.high}))`;
  const parent = boxes.length === 0 ? "false" : `(or false ${boxes.map(box).join(" ")})`;
  return `(declare-const limit Int)(declare-const action String)(declare-const repo String)(declare-const path String)(assert ${box(child)})(assert (not ${parent}))`;
}

interface Question {
  readonly name: string;
  readonly boxes: readonly Box[];
  readonly expected: "none" | "found";
}

const questions: readonly Question[] = [1, 4, 16].flatMap((k) =>
  [false, true].map(
    (gap): Question => ({
      name: `inclusion: a box in the union of ${k}${gap ? " with a gap" : ""}`,
      boxes: union(k, gap),
      expected: gap ? "found" : "none",
    }),
  ),
);

export function benchInclusion(): void {
  for (const [index, { name, boxes, expected }] of questions.entries()) {
    const question: Inclusion = { facts: { kind: "true" }, child: constraintOf(child), parent: { kind: "or", of: boxes.map(constraintOf) } };
    const answer = includes(signature, question).kind;
    if (answer !== expected) throw new Error(`${name}: ${answer}`);
    const ours = perCall(() => includes(signature, question));
    emit(name, "ms", ours);
    const theirs = askZ3Apart(index);
    if (theirs === undefined) emit(`${name}, Z3 in WebAssembly`, "ms", { answers: "its process died" });
    else
      emit(`${name}, Z3 in WebAssembly`, "ms", {
        ...spread(theirs.times),
        answers: theirs.answers.join(),
        "times remit": spread(theirs.times).median / ours.median,
      });
  }
  const equal: Inclusion = {
    facts: { kind: "true" },
    child: {
      kind: "and",
      of: [{ kind: "compare", op: "==", sort: "Path", left: argument("repo"), right: argument("path") }, like("repo", "acme/*")],
    },
    parent: like("path", "acme/**"),
  };
  if (includes(signature, equal).kind !== "none") throw new Error("equality between arguments");
  emit(
    "inclusion: equality between arguments, and a glob",
    "ms",
    perCall(() => includes(signature, equal)),
  );
}

interface Asked {
  readonly times: readonly number[];
  readonly answers: readonly string[];
}

/** In a process of its own, because on some unions of globs the WebAssembly build takes its process down with it. */
function askZ3Apart(index: number): Asked | undefined {
  const { status, stdout } = spawnSync(process.execPath, [process.argv[1] ?? "", "--z3", String(index)], { encoding: "utf8", timeout: 60_000 });
  const line = stdout.split("\n").find((each) => each.startsWith("{"));
  return status === 0 && line !== undefined ? (JSON.parse(line) as Asked) : undefined;
}

/** Asks Z3 one of the questions, after one that warms it up up to four times, or once where it takes its five seconds. */
export async function askZ3(index: number): Promise<void> {
  const { init } = await import("z3-solver");
  const { Context } = await init();
  const context = Context("bench");
  const text = smt(questions[index]?.boxes ?? []);
  const times: number[] = [];
  const answers: string[] = [];
  for (let run = 0; run < 4; run++) {
    const before = performance.now();
    const solver = new context.Solver();
    solver.set("timeout", 5_000);
    solver.fromString(text);
    answers.push(await solver.check());
    const time = performance.now() - before;
    if (run > 0 || time > 4_000) times.push(time);
    if (time > 4_000) break;
  }
  process.stdout.write(`${JSON.stringify({ times, answers })}\n`, () => process.exit(0));
}
