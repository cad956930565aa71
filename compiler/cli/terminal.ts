/** Where a command's words go: standard output, standard error, and what is known of the screen behind them. */

export interface Terminal {
  /** The command's own product. */
  out(text: string): void;
  /** All other words for a person. */
  err(text: string): void;
  /** Whether each is a screen with colours. */
  readonly color: { readonly out: boolean; readonly err: boolean };
  /** Whether someone watches standard error: progress and closing words are for them. */
  readonly interactive: boolean;
  /** How wide the screen is, where there is one. */
  readonly columns: number | undefined;
  /** The file to which a job of GitHub Actions adds what its page shows, where this is one. */
  readonly summary?: string | undefined;
}

/** The terminal of this process. Colour only on a screen, and never with `NO_COLOR` (https://no-color.org: set and not empty). */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  const colored = (stream: { readonly isTTY?: boolean }): boolean => stream.isTTY === true && (env.NO_COLOR ?? "") === "" && env.TERM !== "dumb";
  for (const stream of [stdout, stderr]) {
    // A reader that has seen enough (`remit check | head`) is no fault of ours.
    stream.on("error", (problem: NodeJS.ErrnoException) => {
      if (problem.code !== "EPIPE") throw problem;
    });
  }
  return {
    out: (text) => stdout.write(text),
    err: (text) => stderr.write(text),
    color: { out: colored(stdout), err: colored(stderr) },
    interactive: stderr.isTTY === true,
    columns: stdout.columns ?? stderr.columns,
    summary: env.GITHUB_STEP_SUMMARY === "" ? undefined : env.GITHUB_STEP_SUMMARY,
  };
}
