import { beforeAll, expect, test } from "vitest";
import { memoryHost } from "../../compiler/host/memory.js";
import { load } from "../../compiler/load.js";
import { digestOf } from "../../compiler/proof/normal.js";
import { remit } from "../cli/run.js";
import { retail, retailChains } from "./retail.js";
import { type Made, writeLedger } from "./write.js";

let ledger: string;

function digest(text: string): string {
  const loaded = load(memoryHost({ "/home/p.remit": text }), ["/home/p.remit"]);
  const [policy] = loaded.kind === "loaded" ? loaded.policies : [];
  if (policy === undefined) throw new Error("no policy");
  return digestOf(policy);
}

beforeAll(async () => {
  ledger = await writeLedger(digest(retail), retailChains());
});

interface Usage {
  readonly policies: readonly {
    readonly calls: number;
    readonly elsewhere: number;
    readonly unknown: number;
    readonly hops: readonly {
      readonly from: string;
      readonly used: number;
      readonly clauses: readonly {
        readonly text: string;
        readonly used: number;
        readonly idle: readonly string[];
        readonly narrower: readonly string[];
      }[];
    }[];
    readonly proposed?: string;
    readonly proof?: { readonly accepted: boolean; readonly errors: readonly string[]; readonly narrower: boolean; readonly covers: boolean };
  }[];
}

async function usageOf(policy: string, text: string): Promise<Usage["policies"][number]> {
  const ran = await remit("ledger usage l.jsonl p.remit --format json", { "p.remit": policy, "l.jsonl": text });
  expect(ran.err).toBe("");
  expect(ran.code).toBe(0);
  const [found] = (JSON.parse(ran.out) as Usage).policies;
  if (found === undefined) throw new Error("no policy");
  return found;
}

test("of a retailer's calls: what nobody used, and the narrower clauses, proved narrower and enough", async () => {
  const found = await usageOf(retail, ledger);
  expect(found.calls).toBe(582 - found.elsewhere);
  const [clerk, changer] = found.hops;
  expect(clerk?.clauses[2]).toMatchObject({
    idle: ["shop.think"],
    narrower: ["allow shop.calculate, shop.list_all_product_types, shop.transfer_to_human_agents"],
  });
  // What the second hop may use and what the first hands on shrink alike.
  for (const [hop, verb] of [
    [clerk, "relay"],
    [changer, "allow"],
  ] as const) {
    const texts = hop?.clauses.flatMap(({ narrower }) => narrower) ?? [];
    expect(texts).toContain(`${verb} shop.cancel_pending_order where reason in ["no longer needed", "ordered by mistake"]`);
    expect(texts.join("\n")).toMatch(/shop\.return_delivered_order_items where size\(item_ids\) <= \d\n/);
    expect(texts).toContain(`${verb} shop.modify_pending_order_address, shop.modify_user_address where country in ["USA"]`);
  }
  expect(found.proof).toEqual({ accepted: true, errors: [], narrower: true, covers: true });

  // The proposal is a policy of its own, from which nothing more can be taken; with it the ledger says the same.
  const again = await usageOf(found.proposed ?? "", await writeLedger(digest(found.proposed ?? ""), retailChains()));
  expect(again).toMatchObject({ calls: found.calls, elsewhere: found.elsewhere });
  expect(again.proof).toBeUndefined();
  expect(again.hops.flatMap(({ clauses }) => clauses.filter(({ used }) => used === 0))).toEqual([]);
  const ran = await remit("check p.remit", { "p.remit": found.proposed ?? "" });
  expect(ran.code).toBe(0);
});

test("in words", async () => {
  const ran = await remit("ledger usage l.jsonl p.remit", { "p.remit": retail, "l.jsonl": ledger });
  expect(ran.code).toBe(0);
  expect(ran.out).toContain("p.remit: 5");
  expect(ran.out).toContain("nobody used shop.think");
  expect(ran.out).toContain(
    "With all of these, and without the hops that nobody made, the policy is accepted, is proved to be narrower, and covers all 5",
  );
});

const small = `task t "T"
tool f {
  read get(path: Path, limit: Int, note?: String)
  write put(path: Path, url: Url)
}
principal p {}
agent a { owner "o" }
agent b { owner "o" }
delegate p -> a(root: Path) for t {
  allow f.get where path under $root and path under "/data" and limit <= 100
  relay f.put where url.scheme == "https" and path under $root
  ttl 1h
}
delegate a -> b(dir: Path) for t {
  require $dir under received.root
  allow f.put where url.scheme == "https" and path under $dir
  allow received f.get
  ttl 1h
}
`;

const hop = (to: "a" | "b", root: string): Made["hops"] => [
  { from: "p", to: "a", task: "t", params: { root } },
  ...(to === "a" ? [] : [{ from: "a", to: "b", task: "t", params: { dir: `${root}/x` } }]),
];

test("numbers, folders, hosts and arguments that are never given are bounded; what a parameter bounds stays so", async () => {
  const chains: readonly Made[] = [
    { hops: hop("a", "/data/one"), calls: [1, 7, 20].map((limit) => ({ action: "f.get", args: { path: `/data/one/${limit}.txt`, limit } })) },
    {
      hops: hop("b", "/data/one"),
      calls: ["a", "b"].map((name) => ({ action: "f.put", args: { path: `/data/one/x/${name}`, url: `https://up.example/${name}` } })),
    },
  ];
  const found = await usageOf(small, await writeLedger(digest(small), chains));
  expect(found.hops[0]?.clauses.map(({ narrower }) => narrower)).toEqual([
    ['allow f.get only (path, limit) where path under $root and path under "/data/one" and limit <= 20'],
    ['relay f.put where url.scheme == "https" and path under $root and path under "/data/one/x" and url.host in ["up.example"]'],
  ]);
  expect(found.hops[1]?.clauses.map(({ used, narrower }) => [used, narrower])).toEqual([
    [2, ['allow f.put where url.scheme == "https" and path under $dir and path under "/data/one/x" and url.host in ["up.example"]']],
    [0, []],
  ]);
  expect(found.proof).toEqual({ accepted: true, errors: [], narrower: true, covers: true });
  expect(found.proposed).not.toContain("received f.get");
});

test("a value that was not kept is not guessed: its clause is left as it is", async () => {
  const chains: readonly Made[] = [
    {
      hops: hop("a", "/data"),
      calls: [
        { action: "f.get", args: { path: "/data/a", limit: 5 }, hidden: ["limit"] },
        { action: "f.get", args: { path: "/data/a", limit: 3 } },
      ],
    },
  ];
  const found = await usageOf(small, await writeLedger(digest(small), chains));
  expect(found).toMatchObject({ calls: 1, elsewhere: 0, unknown: 1 });
  // Nobody handed on a thing, but the clause of which it can't be told stays.
  expect(found.hops[0]?.clauses.map(({ used, idle, narrower }) => [used, idle, narrower])).toEqual([
    [1, [], []],
    [0, ["f.put"], []],
  ]);
  expect(found.proposed).toContain('allow f.get where path under $root and path under "/data" and limit <= 100');
  expect(found.proof).toEqual({ accepted: true, errors: [], narrower: true, covers: true });
});

test("requests that were refused are no use, and neither are those that the policy does not allow", async () => {
  const chains: readonly Made[] = [
    {
      hops: hop("a", "/data"),
      calls: [
        { action: "f.get", args: { path: "/data/a", limit: 500 }, refused: "scope" },
        { action: "f.get", args: { path: "/data/a", limit: 500 } },
        { action: "f.gone", args: {} },
      ],
    },
  ];
  const found = await usageOf(small, await writeLedger(digest(small), chains));
  expect(found).toMatchObject({ calls: 0, elsewhere: 2 });
  expect(found.hops.map(({ used }) => used)).toEqual([0, 0]);
  expect(found.proof).toBeUndefined();
});

test("a ledger of another version is asked all the same, and it is said; one that is not whole is not", async () => {
  const files = { "p.remit": retail, "l.jsonl": await writeLedger("sha256:other", retailChains().slice(0, 2)) };
  expect((await remit("ledger usage l.jsonl p.remit", files)).err).toContain("another version");
  const lines = files["l.jsonl"].split("\n");
  const broken = await remit("ledger usage l.jsonl p.remit", { ...files, "l.jsonl": lines.toSpliced(3, 1).join("\n") });
  expect(broken).toMatchObject({ code: 1, out: "" });
  expect(broken.err).toContain("not whole");
  expect(await remit("ledger usage none p.remit", files)).toMatchObject({ code: 2 });
  expect((await remit("ledger usage l.jsonl p.remit", { ...files, "p.remit": "task" })).code).toBe(1);
});
