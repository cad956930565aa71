/** What `remit` can be told to do: each command with its options and examples. Its work is in a file of its own, loaded when it is asked for. */
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { didYouMean } from "../base/near.js";
import { codes, isCode } from "../diagnostics/code.js";
import type { Code } from "../diagnostics/diagnostic.js";
import type { Host } from "../host/host.js";
import { reportBug } from "./bug.js";
import { addImport } from "./import.js";
import { addLedger } from "./ledger.js";
import { addQuery } from "./query.js";
import type { Terminal } from "./terminal.js";
import { version } from "./version.js";
import { couldNotRun, type World } from "./world.js";

/** Runs the program with the arguments that follow its name. Answers with the exit code; never throws. */
export async function run(args: readonly string[], host: Host, terminal: Terminal): Promise<number> {
  try {
    return await runCommand(args, { host, terminal });
  } catch (problem) {
    if (problem instanceof CommanderError) return problem.exitCode === 0 ? 0 : couldNotRun;
    return reportBug(problem, terminal);
  }
}

async function runCommand(args: readonly string[], world: World): Promise<number> {
  let code = 0;
  const program = new Command("remit")
    .description("Proves that authority only narrows where agents hand work to other agents.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [COMMAND]", "print the help of a command")
    .showSuggestionAfterError(true)
    .showHelpAfterError("(`remit --help` lists the commands and options)")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.terminal.out(text),
      writeErr: (text) => world.terminal.err(`remit: ${text}`.replace("remit: (", "(")),
    })
    .addHelpText("after", "\nExample:\n  remit check policies/    prove the policies of a folder");

  const command = (name: string, summary: string, example: string): Command =>
    program
      .command(name)
      .summary(summary)
      .description(`${summary[0]?.toUpperCase() ?? ""}${summary.slice(1)}.`)
      .showHelpAfterError(`(\`remit ${name.split(" ")[0] ?? ""} --help\` shows how it is used)`)
      .helpOption("-h, --help", "print this help")
      .addHelpText("after", `\nExample:\n  ${example.split("\n").join("\n  ")}`);

  command(
    "check",
    "prove a policy, or show the request that breaks it",
    "remit check support.remit\nremit check --format sarif . > remit.sarif\nremit check --format github .    annotations, and a table for the job's summary where there is one\nremit check --format json . > baseline.json    then, for adoption:\nremit check --baseline baseline.json .",
  )
    .argument("[PATHS...]", pathsHelp)
    .addOption(formatOption(["text", "json", "sarif", "github", "junit"]))
    .option("--deny <CODES>", "treat these warnings as errors (comma-separated)", readCodes)
    .option("--deny-warnings", "treat every warning as an error")
    .option("--baseline <FILE>", "leave out the warnings that this earlier --format json output has")
    .option("--watch", "check again whenever a file changes")
    .action(async (paths: string[], options) => {
      const { check } = await import("./check.js");
      code = await check(paths, options, world);
    });

  command(
    "build",
    "write the guards that enforce what was proved",
    "remit build --out generated .\nremit build --out generated --check .    for CI: the committed guards are what would be written",
  )
    .argument("[PATHS...]", pathsHelp)
    .requiredOption("--out <DIR>", "the folder to write to")
    .addOption(new Option("--target <TARGET>", "what to write").choices(["typescript", "json"]).default("typescript"))
    .option("--check", "write nothing; exit 1 if a guard is not what would be written")
    .action(async (paths: string[], options) => {
      const { build } = await import("./build.js");
      code = await build(paths, options, world);
    });

  command(
    "test",
    "run the test blocks of a policy",
    "remit test support.remit\nremit test --coverage --min 90 .\nremit test --mutate .    which changes give more, and no test, assertion or check notices",
  )
    .argument("[PATHS...]", pathsHelp)
    .addOption(formatOption(["text", "json", "junit"]))
    .option("--coverage", "tell which clauses no test exercises")
    .option("--mutate", "list the small changes that give more and that nothing notices")
    .option("--min <PERCENT>", "fail if fewer of the clauses are exercised (--coverage), or of the changes noticed (--mutate)", readPercent)
    .action(async (paths: string[], options) => {
      const { test } = await import("./test.js");
      code = await test(paths, options, world);
    });

  command(
    "diff",
    "what a change lets agents do that they could not do before",
    "remit diff main/policies policies\nremit diff --base origin/main\nremit diff --base origin/main --format markdown policies > comment.md",
  )
    .usage("[options] OLD NEW | --base REF [PATHS...]")
    .argument("[PATHS...]", "two versions, files or folders; with --base, what is compared with how it was then")
    .option("--base <REF>", "a revision of git to compare with: a branch, a tag, a commit")
    .addOption(formatOption(["text", "json", "markdown", "sarif", "github"]))
    .action(async (paths: string[], options) => {
      const { diff } = await import("./diff.js");
      code = await diff(paths, options, world);
    });

  addQuery(program, pathsHelp, world, (asked) => {
    code = asked;
  });

  command(
    "prove",
    "write the certificate of a policy, for someone who does not trust the compiler",
    "remit prove support.remit --out support.proof.json",
  )
    .argument("[PATHS...]", pathsHelp)
    .requiredOption("--out <FILE>", "where to write the certificates, one for each policy")
    .action(async (paths: string[], options) => {
      const { prove } = await import("./prove.js");
      code = prove(paths, options, world);
    });

  command("verify", "check a certificate against the policy, without searching", "remit verify support.proof.json support.remit")
    .argument("<FILE>", "what `remit prove` wrote")
    .argument("[PATHS...]", pathsHelp)
    .addOption(formatOption(["text", "json"]))
    .action(async (file: string, paths: string[], options) => {
      const { verify } = await import("./verify.js");
      code = verify(file, paths, options, world);
    });

  command("fmt", "rewrite policies in the one layout", "remit fmt .\nremit fmt --check .")
    .argument("[PATHS...]", pathsHelp)
    .option("--check", "write nothing; exit 1 if something would change")
    .action(async (paths: string[], options) => {
      const { fmt } = await import("./fmt.js");
      code = fmt(paths, options, world);
    });

  command(
    "graph",
    "draw agents and hops",
    "remit graph support.remit                                  Mermaid, for a Markdown page\nremit graph --format html --out graph.html support.remit   one file, to walk through in a browser",
  )
    .argument("[PATHS...]", pathsHelp)
    .addOption(new Option("--format <FORMAT>", "what to write").choices(["mermaid", "dot", "svg", "html"]).default("mermaid"))
    .option("--out <FILE>", "the file to write to; by default it is printed")
    .option("--around <AGENT>", "only the chains that pass this agent or principal")
    .option("--tools", "draw the tools as well, and which agents use them")
    .action(async (paths: string[], options) => {
      const { graph } = await import("./graph.js");
      code = await graph(paths, options, world);
    });

  command(
    "report",
    "tell what the policies show of standards, control by control",
    "remit report --framework aisvs support.remit\nremit report --framework owasp-asi,owasp-nhi --format html --out report.html .\n\nExit: 0 written, 1 written of a policy that `remit check` refuses, 2 could not run",
  )
    .argument("[PATHS...]", pathsHelp)
    .option("--framework <NAMES>", "the frameworks (comma-separated), or all", readNames, ["all"])
    .addOption(new Option("--format <FORMAT>", "what to write").choices(["md", "html", "json"]).default("md"))
    .option("--out <FILE>", "the file to write to; by default it is printed")
    .action(async (paths: string[], options) => {
      const { report } = await import("./report.js");
      code = report(paths, options, world);
    });

  command(
    "explain",
    "explain a diagnostic: what it means, an example, the fix",
    "remit explain wider-scope\nremit explain --all > RULES.md    every rule, as one page in Markdown",
  )
    .argument("[CODE]", "the code in a diagnostic's brackets; without it, all codes are listed")
    .option("--all", "every code, as one page in Markdown")
    .action(async (name: string | undefined, options) => {
      const { explain } = await import("./explain.js");
      code = explain(name, options, world);
    });

  addImport(program, args, world, (imported) => {
    code = imported;
  });

  addLedger(program, pathsHelp, world, (asked) => {
    code = asked;
  });

  command("init", "begin a policy, with its test and a CI workflow", "remit init my-agents")
    .argument("[DIR]", "the folder to write to", ".")
    .action(async (folder: string) => {
      const { init } = await import("./init.js");
      code = init(folder, world);
    });

  command("lsp", "serve an editor: diagnostics, completion, navigation, quick fixes", "remit lsp --stdio    what an editor is told to start")
    .requiredOption("--stdio", "speak the Language Server Protocol on standard input and output")
    .action(async () => {
      const { lsp } = await import("./lsp.js");
      code = await lsp(world);
    });

  await program.parseAsync([...args], { from: "user" });
  return code;
}

const pathsHelp = "files, or folders with every .remit below; by default the current folder, or what remit.json names";

function formatOption(formats: readonly string[]): Option {
  return new Option("--format <FORMAT>", "how to print").choices(formats).default("text");
}

function readCodes(text: string, before: readonly Code[] = []): readonly Code[] {
  return [
    ...before,
    ...text.split(",").map((each) => {
      const name = each.trim();
      if (!isCode(name)) throw new InvalidArgumentError(`No diagnostic has the code \`${name}\`${didYouMean(name, codes)}`);
      return name;
    }),
  ];
}

function readNames(text: string): readonly string[] {
  return text.split(",").map((name) => name.trim());
}

function readPercent(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 100)) throw new InvalidArgumentError("It has to be a number from 0 to 100.");
  return value;
}
