/** `remit ledger` and `remit replay`: how they are called. The work is loaded when it is asked for. */
import { type Command, Option } from "commander";
import type { World } from "./world.js";

const formats = new Option("--format <FORMAT>", "how to print").choices(["text", "json"]).default("text");

/** Adds the commands to the program. `finish` is told the exit code. */
export function addLedger(program: Command, pathsHelp: string, world: World, finish: (code: number) => void): void {
  const ledger = program
    .command("ledger")
    .summary("ask a guard's ledger: is it whole, and what was used")
    .description("Asks a guard's ledger: is it whole, and what was used.");

  ledger
    .command("verify")
    .summary("whether entries were changed, removed, moved or put in")
    .description("Tells whether entries of a ledger were changed, removed, moved or put in.")
    .argument("<FILE>", fileHelp)
    .option("--head <HEAD>", "a head that was kept elsewhere: its hash, or the line that was printed; all before it is then proved")
    .option("--key <FILE>", "the public key that signed that line: PEM, or a JSON Web Key")
    .addOption(formats)
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", "\nExample:\n  remit ledger verify remit-state --head 4f0c…")
    .action(async (file: string, options) => {
      const { ledgerVerify } = await import("./ledger-verify.js");
      finish(ledgerVerify(file, options, world));
    });

  ledger
    .command("usage")
    .summary("granted authority that nobody used, and the narrower clauses")
    .description("Tells which granted authority nobody used, and the narrower clauses that would have been enough.")
    .argument("<FILE>", fileHelp)
    .argument("[PATHS...]", pathsHelp)
    .addOption(formats)
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", "\nExample:\n  remit ledger usage remit-state support.remit")
    .action(async (file: string, paths: string[], options) => {
      const { ledgerUsage } = await import("./ledger-usage.js");
      finish(ledgerUsage(file, paths, options, world));
    });

  program
    .command("replay")
    .summary("which recorded decisions a policy would change")
    .description("Tells which decisions of a ledger a policy would change.")
    .argument("<LEDGER>", fileHelp)
    .argument("[PATHS...]", pathsHelp)
    .addOption(formats)
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", "\nExample:\n  remit replay remit-state support.remit")
    .action(async (file: string, paths: string[], options) => {
      const { replay } = await import("./replay.js");
      finish(replay(file, paths, options, world));
    });
}

const fileHelp = "a guard's ledger: the folder of a file store, its file, or the lines that a store's `log` gave";
