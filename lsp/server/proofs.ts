/**
 * When the proof is made: a moment after an edit, as soon as no message waits to be read, in slices between which others are. Fast
 * edits are proved in the first slice; where the proof takes long, the editor is shown how far it is, and a newer edit begins it
 * anew.
 */
import type { Connection, WorkDoneProgressReporter } from "vscode-languageserver";
import { collectWhereLarge } from "../../compiler/index.js";
import type { Root } from "./root.js";

/** `overtaken`: an edit came first. `failed`: by a bug of ours, of which the client's log has more. */
export type Outcome = "proved" | "overtaken" | "failed";

export interface Proofs {
  /** Something was edited, or opened. */
  touch(): void;
  /** Waits until all is proved, and what was found has been told, or until that can't be. */
  wait(): Promise<Outcome>;
  stop(): void;
}

/** How long a slice is, in milliseconds: no request waits longer for the proof. */
const slice = 12;
/** So long after an edit its proof begins, in milliseconds: what an editor asks right behind the edit is answered first. */
const pause = 2;
/** From when on the editor is told what takes so long. */
const patience = 400;
/** When nobody has typed for so long, what is remembered of many edits is let go of. */
const idle = 2_000;
/** Bytes of heap from which on they are given back then: nobody waits for the collector just now. */
const worthIt = 100_000_000;
/** And where somebody types without end, when it is so many times what it should be. */
const mostWear = 5;

export function proofsOf(
  roots: () => readonly Root[],
  connection: Connection,
  canShow: () => boolean,
  clock: () => number,
  done: () => void,
  failed: (problem: unknown) => void,
): Proofs {
  let timer: NodeJS.Immediate | undefined;
  let pausing: NodeJS.Timeout | undefined;
  let rest: NodeJS.Timeout | undefined;
  let touched = 0;
  /** What had been touched when all was proved, and told, last. */
  let told = -1;
  let began: number | undefined;
  let shown: { readonly reporter: Promise<WorkDoneProgressReporter> } | undefined;
  let waiting: ((outcome: Outcome) => void)[] = [];

  const arm = (at: number): void => {
    timer ??= setImmediate(() => {
      timer = undefined;
      // What has been read since then is taken in first.
      if (at !== touched) arm(touched);
      else work();
    });
  };

  const work = (): void => {
    try {
      began ??= clock();
      for (const root of roots()) {
        const step = root.isProved() ? undefined : root.prove(slice);
        if (step === undefined) continue;
        show(step.done, step.of);
        arm(touched);
        return;
      }
      began = undefined;
      hide();
      told = touched;
      done();
      answer("proved");
      tidy();
    } catch (problem) {
      began = undefined;
      hide();
      failed(problem);
      answer("failed");
    }
  };
  const answer = (outcome: Outcome): void => {
    const asking = waiting;
    waiting = [];
    for (const tell of asking) tell(outcome);
  };

  const show = (at: number, of: number): void => {
    if (!canShow() || began === undefined || clock() - began < patience) return;
    if (shown === undefined) {
      const reporter = connection.window.createWorkDoneProgress();
      shown = { reporter };
      reporter.then((each) => each.begin("Remit: proving", 0, undefined, false), failed);
    }
    const percent = of === 0 ? 0 : Math.floor((100 * at) / of);
    shown.reporter.then((each) => each.report(percent, `${at.toLocaleString("en")} of ${of.toLocaleString("en")} hops`), failed);
  };
  const hide = (): void => {
    shown?.reporter.then((each) => each.done(), failed);
    shown = undefined;
  };

  const renew = (): void => {
    for (const root of roots()) if (root.wear() >= 1) root.forget();
    arm(touched);
  };
  /** Lets go of what is remembered of texts long gone. */
  const tidy = (): void => {
    clearTimeout(rest);
    const wear = Math.max(0, ...roots().map((root) => root.wear()));
    if (wear >= mostWear) renew();
    if (wear < 1 || wear >= mostWear) return;
    rest = setTimeout(() => {
      try {
        renew();
        collectWhereLarge(worthIt);
      } catch (problem) {
        failed(problem);
      }
    }, idle);
    rest.unref();
  };

  return {
    touch() {
      touched++;
      clearTimeout(rest);
      answer("overtaken");
      clearTimeout(pausing);
      pausing = setTimeout(() => arm(touched), pause);
    },
    wait() {
      if (told === touched && roots().every((root) => root.isProved())) return Promise.resolve("proved");
      arm(touched);
      return new Promise((tell) => {
        waiting.push(tell);
      });
    },
    stop() {
      clearImmediate(timer);
      clearTimeout(pausing);
      clearTimeout(rest);
    },
  };
}
