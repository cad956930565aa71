/** `remit import`: how the command is called. The work, and the protocol's SDK, are loaded when it is. */
import { type Command, InvalidArgumentError } from "commander";
import type { World } from "./world.js";

/** What `remit import mcp` was told, beside the catalogue's file or the server's command. */
export interface ImportMcpOptions {
  readonly check?: boolean;
  readonly name?: string;
  readonly out?: string;
  readonly source?: string;
  readonly read?: readonly string[];
  readonly write?: readonly string[];
  readonly destructive?: readonly string[];
  readonly path?: readonly string[];
  readonly about?: readonly string[];
  readonly timeout: number;
}

const example = `
Examples:
  remit import mcp tools.json --out github.remit
  remit import mcp --out github.remit -- npx -y @modelcontextprotocol/server-github
  remit import mcp tools.json --read 'get_*,list_*' --destructive 'delete_*'
  remit import mcp tools.json --check --out github.remit      is it still what was imported?`;

/**
 * Adds `import mcp` to the program. `args` are all of the program's arguments: only they tell a file before \`--\` from the
 * command behind it. \`finish\` is told the exit code.
 */
export function addImport(program: Command, args: readonly string[], world: World, finish: (code: number) => void): void {
  const list = (text: string, before: readonly string[] = []): readonly string[] => [
    ...before,
    ...text
      .split(",")
      .map((each) => each.trim())
      .filter((each) => each !== ""),
  ];
  program
    .command("import")
    .summary("write tool declarations from a server's own catalogue")
    .description("Writes tool declarations from a server's own catalogue.")
    .command("mcp")
    .summary("from the tools of an MCP server")
    .description("Writes the tools of an MCP server as a module: from a file with its answer to tools/list, or by asking the server itself.")
    .usage("[options] FILE | -- COMMAND...")
    .argument("[FILE]", "a JSON file with the tools; with --check also the module that was made from it")
    .option("--out <FILE>", "write the module there; an older one keeps what was said by hand")
    .option("--check", "write nothing; exit 1 if the catalogue is no longer the one that the module was made from, and say what changed")
    .option("--name <NAME>", "the tool's name in the policy")
    .option("--source <TEXT>", "what the module says it is from")
    .option("--read <ACTIONS>", "actions that only read, whatever the server claims (comma-separated, `*` for any run)", list)
    .option("--write <ACTIONS>", "actions that write, likewise", list)
    .option("--destructive <ACTIONS>", "actions that destroy, likewise", list)
    .option("--path <ARGUMENTS>", "string arguments that hold a path: they become a Path", list)
    .option("--about <TEXT>", "a line for the head of the module; may be repeated", (text: string, before: readonly string[] = []) => [
      ...before,
      text,
    ])
    .option("--timeout <SECONDS>", "how long the server may take to answer", readSeconds, 60)
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", example)
    .allowExcessArguments()
    .action(async (_file: string | undefined, options: ImportMcpOptions, command: Command) => {
      const dashes = args.indexOf("--");
      const behind = dashes < 0 ? [] : args.slice(dashes + 1);
      const files = command.args.slice(0, command.args.length - behind.length);
      if (files.length > 1) command.error(`error: expected one file, got ${files.length}; a command stands behind \`--\``);
      const { importMcp } = await import("./import-mcp.js");
      finish(await importMcp(files[0], behind, options, world));
    });
}

function readSeconds(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value > 0 && value <= 86_400)) throw new InvalidArgumentError("It has to be a number of seconds, at most a day.");
  return value;
}
