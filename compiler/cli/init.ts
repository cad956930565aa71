/** `remit init`: a small policy to begin with, its test, and a workflow that checks it. */
import { relativePath, resolvePath } from "../base/path.js";
import { visible } from "../diagnostics/show.js";
import { cannotRun, type World } from "./world.js";

/** Writes three files, or none where one of them is there already. */
export function init(folder: string, { host, terminal }: World): number {
  const files = Object.entries(starter).map(([path, text]) => ({ path: resolvePath(host.folder, `${folder}/${path}`), text }));
  const shown = (path: string): string => visible(relativePath(host.folder, path));
  const there = files.find(({ path }) => host.read(path).kind !== "missing");
  if (there !== undefined) {
    return cannotRun(`\`${shown(there.path)}\` is there already, and init overwrites nothing`, terminal);
  }
  for (const { path, text } of files) {
    try {
      host.write(path, text);
    } catch (problem) {
      return cannotRun(`can't write \`${shown(path)}\`: ${problem instanceof Error ? problem.message : String(problem)}`, terminal);
    }
    terminal.err(`wrote ${shown(path)}\n`);
  }
  terminal.err("next: `remit check`, `remit test`, and your own tools in place of the example's\n");
  return 0;
}

const policy = `label public < internal

domain office

task answer "Answer a customer's question"

/// What the agents can do. \`remit import mcp\` writes such a declaration from a server's own catalogue.
tool tickets {
  read find(customer: String, limit: Int) returns internal
  write reply(ticket: String, text: String)
}

/// The person on whose behalf everything happens.
principal staff in office {
  holds { allow tickets.* }
}

agent coordinator in office {
  owner "support@example.com"
  identity "spiffe://example.com/agent/coordinator"
  clearance internal
}

agent writer in office {
  owner "support@example.com"
  identity "spiffe://example.com/agent/writer"
  clearance internal
}

/// The coordinator may look things up itself. Replies it may only hand on.
delegate staff -> coordinator(customer: String) for answer {
  allow tickets.find where customer == $customer and limit <= 20
  relay tickets.reply
  ttl 1h
  pass internal
}

/// The writer gets less: this customer's tickets, fewer of them, and one reply within five minutes.
delegate coordinator -> writer for answer {
  allow tickets.find where customer == received.customer and limit <= 5
  allow tickets.reply
  ttl 5m
  pass internal
}

/// Nobody ever empties the archive in one go.
assert never tickets.find where limit > 20

test "the writer sees one customer only" {
  chain staff -> coordinator(customer: "c-1") -> writer
  allow tickets.find(customer: "c-1", limit: 5)
  deny tickets.find(customer: "c-2", limit: 5)
  deny tickets.find(customer: "c-1", limit: 6)
  allow tickets.reply(ticket: "t-1", text: "On its way.")
}

test "the coordinator does not reply itself" {
  chain staff -> coordinator(customer: "c-1")
  deny tickets.reply(ticket: "t-1", text: "On its way.")
}
`;

const settings = `{
  "language": 1,
  "policies": { "agents": "agents.remit" }
}
`;

const workflow = `name: remit
on: [push, pull_request]
permissions:
  contents: read
jobs:
  policy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          # What a pull request is compared with has to be there.
          fetch-depth: 0
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      # remit has to be among the devDependencies of this repository's package.json.
      - run: npm ci
      - run: npx --no remit check --format github
      - run: npx --no remit fmt --check
      - run: npx --no remit test
      # Fails where an agent may do more than before, until somebody accepts it in remit-accepted.json.
      - if: github.event_name == 'pull_request'
        run: npx --no remit diff --base "$BASE" --format github
        env:
          BASE: \${{ github.event.pull_request.base.sha }}
`;

/** What is written, by path. */
export const starter: Readonly<Record<string, string>> = {
  "agents.remit": policy,
  "remit.json": settings,
  ".github/workflows/remit.yml": workflow,
};
