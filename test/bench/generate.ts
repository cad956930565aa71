/** Large policies for the benchmarks: layers of agents, each handing work to agents of the next layer, all of it narrowing. */

const layers = 10;

/**
 * A policy of `agents` agents in ten layers, with `hopsPerAgent` hops from each agent of all layers but the last, and as
 * many into each agent of the first. Most hops bound numbers, patterns and paths by literals; every tenth has a
 * parameter with a `require`, and every tenth hands on part of what it received. The same arguments give the same text.
 */
export function generatePolicy(agents: number, hopsPerAgent: number): string {
  const width = Math.max(1, Math.floor(agents / layers));
  const lines = [
    "label public < internal < confidential",
    "domain acme",
    'task work "Do the work of the benchmark"',
    "tool store {",
    "  read  fetch(path: Path, repo: String, limit: Int) returns internal",
    "  write save(path: Path, amount: Number)",
    "}",
    "principal root in acme {",
    '  holds { allow store.fetch where path under "/srv" and limit <= 2000 allow store.save where path under "/srv" and amount <= 2000 }',
    "}",
  ];
  const name = (layer: number, at: number): string => `agent_${layer}_${at}`;
  for (let layer = 0; layer < layers; layer++) {
    for (let at = 0; at < width; at++) {
      lines.push(
        `agent ${name(layer, at)} in acme {`,
        '  owner "bench@acme.dev"',
        `  identity "spiffe://acme.dev/${layer}/${at}"`,
        "  clearance confidential",
        "}",
      );
    }
  }
  const folders = ["/srv", "/srv/app", "/srv/app/data", "/srv/app/data/part"];
  for (let layer = 0; layer < layers; layer++) {
    const folder = folders[Math.min(Math.floor(layer / 3), folders.length - 1)] ?? "/srv";
    const repo = `acme/${"a".repeat(Math.floor(layer / 2))}*`;
    const most = 1000 - 50 * layer;
    for (let at = 0; at < width; at++) {
      // The first layer is reached from the principal, and an agent hands one task to another once.
      const count = layer === 0 ? 1 : Math.min(hopsPerAgent, width);
      for (let hop = 0; hop < count; hop++) {
        const from = layer === 0 ? "root" : name(layer - 1, (at + hop * 7) % width);
        const kind = (at * hopsPerAgent + hop) % 10;
        const limit = most - ((at + hop) % 10);
        lines.push(`delegate ${from} -> ${name(layer, at)}${kind === 7 ? "(cap: Number)" : ""} for work {`);
        if (kind === 7) {
          lines.push(`  require $cap <= ${limit}`);
          lines.push(`  allow store.fetch where path under "${folder}" and repo like "${repo}" and limit <= ${limit}`);
          lines.push(`  allow store.save where path under "${folder}" and (amount <= ${limit - 30} or amount <= $cap)`);
        } else if (kind === 3 && layer > 0) {
          lines.push(`  allow received store.fetch where repo like "${repo}" and limit <= ${limit}`);
          lines.push(`  allow store.save where path under "${folder}" and amount <= ${limit - 20}`);
        } else {
          lines.push(`  allow store.fetch where path under "${folder}" and repo like "${repo}" and limit <= ${limit}`);
          lines.push(`  allow store.save where path under "${folder}" and amount <= ${limit}`);
        }
        lines.push(`  ttl ${60 - 5 * layer}m`, "  pass internal", "}");
      }
    }
  }
  return `${lines.join("\n")}\n`;
}
