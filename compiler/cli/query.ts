/** `remit query`: how it is called. The work is loaded when it is asked for. */
import { type Command, Option } from "commander";
import type { Typed } from "../query/typed.js";
import type { World } from "./world.js";

export interface QueryOptions {
  readonly format: "text" | "json";
}

export type CanOptions = QueryOptions & Typed;

export interface WhoOptions extends QueryOptions {
  readonly where?: string;
}

const formats = new Option("--format <FORMAT>", "how to print").choices(["text", "json"]).default("text");

/** Adds the commands to the program. `finish` is told the exit code. */
export function addQuery(program: Command, pathsHelp: string, world: World, finish: (code: number) => void): void {
  const query = program
    .command("query")
    .summary("ask what a policy allows: can, who, reach")
    .description("Asks what a policy allows, over all chains: whether an agent can use an action, who can, and all that a party can do.");

  query
    .command("can")
    .summary("whether an agent can use an action: on which chains, or what stops it")
    .description(
      "Tells on which chains an agent can use an action, hop by hop, or which hop stops it. What is not given may be anything, but for approvals: there are none unless given.",
    )
    .argument("<PARTY>", "the agent")
    .argument("<ACTION>", "the action, as tool.action")
    .argument("[PATHS...]", pathsHelp)
    .option("--args <JSON>", "arguments; where all required ones are given, optional ones that are not are absent")
    .option("--chain <CHAIN>", "only on this chain, as 'oncall -> planner for triage -> refunder'")
    .option("--params <JSON>", 'parameters of hops, as {"planner.refunder.cap": 40} or {"cap": 40}')
    .option("--context <JSON>", "facts of the context")
    .option("--approved <PRINCIPALS>", "who has approved the request (comma-separated)", list)
    .option("--at <TIME>", 'the time of the request, as "2026-03-01T02:00Z"')
    .addOption(formats)
    .helpOption("-h, --help", "print this help")
    .addHelpText(
      "after",
      '\nExample:\n  remit query can refunder orders.refund --args \'{"order": "o-1", "amount": 40}\'\n\nExit code: 0 yes, 1 no, 2 could not be asked or decided',
    )
    .action(async (party: string, action: string, paths: string[], options: CanOptions) => {
      const { queryCan } = await import("./query-can.js");
      finish(queryCan(party, action, paths, options, world));
    });

  query
    .command("who")
    .summary("which agents can use an action")
    .description("Tells which agents can use an action on some chain, with whatever approvals it takes.")
    .argument("<ACTION>", "the action, as tool.action")
    .argument("[PATHS...]", pathsHelp)
    .option("--where <EXPR>", "only for requests of which this holds, as in an assertion")
    .addOption(formats)
    .helpOption("-h, --help", "print this help")
    .addHelpText(
      "after",
      "\nExample:\n  remit query who orders.refund --where 'amount > 100'\n\nExit code: 0 some, 1 none, 2 could not be asked or decided",
    )
    .action(async (action: string, paths: string[], options: WhoOptions) => {
      const { queryWho } = await import("./query-reach.js");
      finish(queryWho(action, paths, options, world));
    });

  query
    .command("reach")
    .summary("all that a party can do: its blast radius")
    .description(
      "Tells every action that some chain lets an agent use, and under which conditions; of a principal, what its chains let any agent do.",
    )
    .argument("<PARTY>", "an agent or a principal")
    .argument("[PATHS...]", pathsHelp)
    .addOption(formats)
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", "\nExample:\n  remit query reach planner\n\nExit code: 0 something, 1 nothing, 2 could not be asked")
    .action(async (party: string, paths: string[], options: QueryOptions) => {
      const { queryReach } = await import("./query-reach.js");
      finish(queryReach(party, paths, options, world));
    });
}

function list(text: string, before: readonly string[] = []): readonly string[] {
  const named = text.split(",").map((each) => each.trim());
  return [...before, ...named.filter((each) => each !== "")];
}
