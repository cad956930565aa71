/** Runs the program in memory and keeps what it said. */
import { run } from "../../compiler/cli/program.js";
import type { Terminal } from "../../compiler/cli/terminal.js";
import { diskHost } from "../../compiler/host/disk.js";
import { type MemoryHost, memoryHost } from "../../compiler/host/memory.js";

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly host: MemoryHost;
}

/** `args` as they are typed, without quotes; `files` from the current folder, which is `/home` unless given. */
export async function remit(
  args: string | readonly string[],
  files: Readonly<Record<string, string>> = {},
  options: {
    readonly unreadable?: readonly string[];
    readonly interactive?: boolean;
    readonly color?: boolean;
    readonly folder?: string;
    readonly summary?: string;
    readonly now?: number;
  } = {},
): Promise<Ran> {
  const said = { out: "", err: "" };
  const terminal: Terminal = {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    color: { out: options.color ?? false, err: options.color ?? false },
    interactive: options.interactive ?? false,
    columns: undefined,
    summary: options.summary,
  };
  const host = memoryHost(files, { folder: options.folder ?? "/home", std: diskHost(), unreadable: options.unreadable ?? [], now: options.now ?? 0 });
  const code = await run(typeof args === "string" ? args.split(" ").filter((arg) => arg !== "") : args, host, terminal);
  return { code, ...said, host };
}

/** A policy that is accepted, with nothing said about it. */
export const accepted = `task refund "Refund one order"

tool orders {
  write refund(order: String, amount: Number)
}

principal oncall {}

agent planner { owner "support@example.com" }
agent refunder { owner "payments@example.com" }

delegate oncall -> planner for refund {
  relay orders.refund where amount <= 50
  ttl 1h
}

delegate planner -> refunder(cap: Number) for refund {
  require $cap <= 50
  allow orders.refund where amount <= $cap
  ttl 5m
}

test "a refund stays under its cap" {
  chain oncall -> planner -> refunder(cap: 40)
  allow orders.refund(order: "o-1", amount: 40)
  deny orders.refund(order: "o-1", amount: 41)
}
`;

/** The same with a hop that is wider than its delegator's. */
export const refused = accepted.replace("require $cap <= 50", "require $cap <= 60");

/** The same with one warning. */
export const warned = accepted.replace('agent planner { owner "support@example.com" }', "agent planner {}");
