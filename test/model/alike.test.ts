/** Hops that are written alike are lowered as if each were alone. */
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { analyse } from "../../compiler/analysis/analyse.js";
import { memoryHost } from "../../compiler/host/memory.js";
import { type Lowered, lower, lowerReading } from "../../compiler/model/lower.js";
import { loadModules } from "../../compiler/names/modules.js";
import { parseAhead } from "../../compiler/syntax/ahead.js";
import { parse } from "../../compiler/syntax/parse.js";
import { placedIn, placedInHop } from "./placed.js";

const head = `label low < high
domain home
context { n: Int }
task t "T"
task u "U" part of t
tool x { read r(n: Int, s: String, xs: List<String>)  write w(n: Int) spends 1 usd }
scope some_r(most: Int) { allow x.r where n <= $most }
principal p in home {
}
principal q in home {
}
agent a in home {
  owner "a@b.c"
}
agent b in home {
  owner "a@b.c"
}
agent c in home unguarded {
  owner "a@b.c"
}
agent \`limit of\` in home {
  owner "a@b.c"
}
agent \`true\` in home {
  owner "a@b.c"
}
`;

const names = fc.constantFrom("p", "q", "a", "b", "c", "a", "b", "nobody", "true", "limit", "`true`", "`limit of`");
const tasks = fc.constantFrom("t", "t", "u", "nothing");
const params = fc.constantFrom(
  "",
  "",
  "",
  "(cap: Int)",
  "(cap: Int, who: String)",
  "( n: Int from n )",
  "(cap: (Int where it <= 5))",
  "(cap: What)",
  "(n: Int from m)",
);
const spaces = fc.constantFrom(" ", " ", "  ", "\t");
const bodies = fc.constantFrom(
  '  allow x.r where n <= 5 and s like "a*"\n  ttl 1h\n',
  '  allow x.r where n <= 5 and s like "a*"\n  ttl 1h\n  pass high\n  depth 1\n',
  '  allow x.r where (n <= 5 or s in ["a", "b"]) and not (n == 3)\n  deny x.w where n > 7\n  ttl 1h\n  budget 5 usd, 3 calls per 1d\n',
  "  allow x.* where n <= 5\n  relay x.w where n < 3\n  ttl 1h\n  reply low trusted\n  approval by p within 1h\n",
  '  allow some_r(5) where all y in xs: y like "a*"\n  allow x.r where some y in xs?: y == "b"\n  ttl 1h\n  fanout 2\n',
  "  allow x.r where n <= $cap\n  require $cap <= 7\n  ttl 1h\n  budget $cap usd\n",
  "  allow x.r where n <= context.n\n  ttl 1h\n",
  "  allow x.r where n <= received.cap\n  ttl 1h\n",
  "  allow received\n  ttl 1h\n",
  "  allow received x.r where n <= 2\n  ttl 1h\n",
  "  allow x.r where n == 1.5 or n <= 3\n  ttl 1h\n",
  '  allow x.r where n == "one"\n  ttl 1h\n',
  "  allow x.r where n == n\n  ttl 1h\n",
  "  allow x.r where n <= 9007199254740991 and n >= 3\n  require true\n  ttl 1h\n",
  "  allow x.r where n <= 3\n  require $cap <= 9007199254740991\n  ttl 1h\n",
  "  allow x.r where approved by q\n  ttl 1h\n",
  '  allow x.r where s == "https://a"\n  ttl 1h\n',
  "  allow x.r // why\n  ttl 1h\n",
  "  allow x.r\n  ttl 1h }\ndelegate p -> b for t {\n  allow x.r where n <= 1\n  ttl 1h\n",
  "  allow x.r\n  ttl 1h }\nagent d in home {\n",
  '  allow x.r where n <= 3 and s != "a" or true\n  ttl 1h\n',
  "  allow x.w where n <= 3\n  relay x.w\n  ttl 1h\n",
  "  allow x.r\n",
  "  ttl 1h\n",
  "  allow x.r where where\n  ttl 1h\n",
  "  allow y.r\n  ttl 1h\n",
);
const between = fc.constantFrom("", "", "", "\n", "\n\n", "// a remark\n", "/// A doc.\n", "\r\n");

const hop = fc
  .record({ from: names, to: names, task: tasks, params, one: spaces, two: spaces, body: bodies, between })
  .map((of) => `${of.between}delegate${of.one}${of.from}${of.two}-> ${of.to}${of.params} for${of.two}${of.task}${of.one}{\n${of.body}}\n`);
/** Most are right, and alike. */
const right = fc
  .record({
    from: fc.constantFrom("p", "q", "a", "b"),
    to: fc.constantFrom("a", "b", "c"),
    task: fc.constantFrom("t", "u"),
    params: fc.constantFrom("", "(cap: Int)"),
    at: fc.nat(9),
  })
  .map((of) => {
    const lines = ["n <= 5", "n in [1, 2]", 's like "a*" or not (n == 3)', "n <= 9007199254740991", 'size(xs) <= 2 and all y in xs: y == "a"'];
    const more = ["", "  depth 1\n", "  relay x.w where n < 3\n", "  budget 5 usd\n  pass high\n", ""];
    return `delegate ${of.from} -> ${of.to}${of.params} for ${of.task} {\n  allow x.r where ${lines[of.at % 5]}\n${more[of.at % 5]}  ttl 1h\n}\n`;
  });
/** Whatever is said, several times. */
const series = fc
  .record({
    params,
    body: bodies,
    heads: fc.array(fc.record({ from: fc.constantFrom("p", "q", "a", "b"), to: names, task: fc.constantFrom("t", "u") }), {
      minLength: 2,
      maxLength: 4,
    }),
  })
  .map((of) => of.heads.map(({ from, to, task }) => `delegate ${from} -> ${to}${of.params} for ${task} {\n${of.body}}\n`).join(""));
const texts = fc
  .oneof(
    fc.array(fc.oneof({ weight: 8, arbitrary: right }, { weight: 1, arbitrary: hop }), { maxLength: 14 }),
    fc.array(hop, { maxLength: 14 }),
    fc.array(fc.oneof(series, right), { maxLength: 4 }),
    fc.tuple(series),
  )
  .map((hops) => head + hops.join(""));

function shown(lowered: Lowered): unknown {
  const { value, diagnostics, atoms, incomplete } = lowered;
  const named = (key: string, each: unknown): unknown =>
    key === "from" || key === "to" || key === "task" ? ((each as { name?: string })?.name ?? each) : each;
  const noted = value.hops.map((hop) => placedInHop(hop, atoms).map(([, place]) => place));
  const places = placedIn(lowered).map(([, place]) => JSON.stringify(place));
  const { hops, ...others } = value;
  return JSON.parse(JSON.stringify({ hops, others: others.tests.length, noted, places: places.sort(), diagnostics, incomplete }, named));
}

const counts = { alike: 0, whole: 0, constant: 0 };

afterAll(() => console.log(`hops alike: ${JSON.stringify(counts)}`));

test("hops that are written alike come to the same as when each is read", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const host = memoryHost({ "main.remit": text });
      const whole = loadModules(host, "/main.remit", parse);
      const ahead = loadModules(host, "/main.remit", (file, each) => parseAhead(file, each, 0));
      const read = ahead.value.modules.some(({ source }) => source.later !== undefined) ? lowerReading(ahead.value) : undefined;
      counts[read === undefined ? "whole" : "alike"]++;
      if (read === undefined) return;
      expect(ahead.diagnostics).toEqual(whole.diagnostics);
      const expected = lower(whole.value);
      const comments = (of: Iterable<{ readonly text: string }>): unknown[] => [...of].map((each) => each.text).sort();
      expect(comments([...ahead.value.entry.source.comments, ...(read.comments.get(ahead.value.entry) ?? [])])).toEqual(
        comments(whole.value.entry.source.comments),
      );
      const [one, other] = [shown(read.lowered), shown(expected)] as [{ diagnostics: unknown[] }, { diagnostics: unknown[] }];
      const sorted = (of: unknown[]): unknown[] => of.map((each) => JSON.stringify(each)).sort();
      expect({ ...one, diagnostics: sorted(one.diagnostics) }).toEqual({ ...other, diagnostics: sorted(other.diagnostics) });
      const found = [read.lowered, expected].map((of) => sorted([...analyse(of.value, of).diagnostics]));
      expect(found[0]).toEqual(found[1]);
      if (found[0]?.some((each) => String(each).includes("always-true")) === true) counts.constant++;
    }),
    { numRuns: Number(process.env.REMIT_RUNS ?? 2000) },
  );
  expect(Math.min(counts.alike, counts.whole, counts.constant)).toBeGreaterThan(50);
}, 600_000);
