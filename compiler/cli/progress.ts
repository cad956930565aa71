/** One line that says what a slow command is at, for someone who watches. */
import { visible } from "../diagnostics/show.js";
import type { World } from "./world.js";

export interface ProgressLine {
  show(what: string): void;
  clear(): void;
}

/** How long nothing is said, and how long one thing stays before the next. */
const patience = 500;
const pace = 80;

/** Shows nothing where nobody watches, or before half a second has passed since `began`. */
export function progressLine({ host, terminal }: World, began: number): ProgressLine {
  let shown = false;
  let last = began + patience - pace;
  return {
    show(what) {
      if (!terminal.interactive || host.now() - last < pace) return;
      last = host.now();
      shown = true;
      terminal.err(`\r\u001b[K${visible(what).slice(0, (terminal.columns ?? 80) - 1)}`);
    },
    clear() {
      if (shown) terminal.err("\r\u001b[K");
      shown = false;
    },
  };
}
