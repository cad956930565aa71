import { expect, test } from "vitest";
import { session } from "../../stdlib/runtime/approval.js";
import { openDesk } from "../../stdlib/runtime/desk.js";
import { newKey } from "../../stdlib/runtime/keys.js";
import { memoryStore } from "../../stdlib/runtime/store/memory.js";
import { action, codeOf, type Handle } from "./desk.js";
import { planOf } from "./plan.js";

const plan = planOf(`
label public < secret
task work "Work"
tool fs { read open(path: Path)  write list(paths: List<Path>) }
tool net { read get(url: Url)  read ping(address: Ip) }
tool bank { write pay(to: String, amount: Number, meta?: { note: String }) spends amount usd }
principal p { holds { allow any } }
agent a { owner "o" identity "i" }
delegate p -> a for work {
  allow fs.open where path under "/srv/data" and path like "**.txt"
  allow fs.list where all x in paths: x under "/srv/data"
  allow net.get where url.scheme == "https" and url.host == "api.example.com" and url.path like "/v1/**"
  allow net.ping where address in "10.0.0.0/8" and address not in "10.9.0.0/16"
  allow bank.pay where to in ["alice", "bob"] and amount <= 10
  ttl 1h
  budget 100 usd
}
`);

async function tried() {
  const root = newKey();
  const calls: unknown[] = [];
  const tool = (args: unknown): unknown => {
    calls.push(args);
    return null;
  };
  const desk = await openDesk(plan, "enforce", {
    root,
    store: memoryStore(),
    limits: { refusals: 10_000 },
    tools: { fs: { open: tool, list: tool }, net: { get: tool, ping: tool }, bank: { pay: tool } },
  });
  const handle = (await desk.start(session("p", root), "a", { task: "work" })) as Handle;
  return { calls, call: (name: string, args: unknown) => codeOf(action(handle, name)(args)) };
}

test("paths: up and down, encoded, with backslashes, with NUL, doubled, not quite below", async () => {
  const { calls, call } = await tried();
  expect(await call("fs.open", { path: "/srv/data/a.txt" })).toBe("done");
  for (const path of [
    "/srv/data/../secret.txt",
    "/srv/data/./a.txt",
    "/srv/data//a.txt",
    "/srv/data/a.txt/",
    "/srv/data\\..\\secret.txt",
    "/srv/data/a\0.txt",
    "",
    "/srv/data/a\uD800.txt",
  ])
    expect(await call("fs.open", { path })).toBe("argument");
  // These are names like any other, and not below the folder: a guard decodes nothing, and neither may a tool.
  for (const path of ["/srv/data%2f..%2fsecret.txt", "/srv/database/a.txt", "/SRV/data/a.txt", "srv/data/a.txt", "/etc/passwd"])
    expect(await call("fs.open", { path })).toBe("scope");
  expect(await call("fs.list", { paths: ["/srv/data/x", "/etc"] })).toBe("scope");
  // biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
  expect(await call("fs.list", { paths: ["/srv/data/x", , "/srv/data/y"] })).toBe("argument");
  expect(calls).toEqual([{ path: "/srv/data/a.txt" }]);
});

test("hosts: with a dot at the end, user info, punycode, another port of thought, look-alikes", async () => {
  const { calls, call } = await tried();
  expect(await call("net.get", { url: "https://api.example.com/v1/x" })).toBe("done");
  expect(await call("net.get", { url: "https://API.example.com:443/v1/x" })).toBe("done");
  for (const url of [
    "https://api.example.com./v1/x",
    "https://api.example.com@evil.example/v1/x",
    "https://evil.example/api.example.com/v1/x",
    "https://evil.example#@api.example.com/v1/x",
    "https://evil.example\\@api.example.com/v1/x",
    "https://xn--pi-zja.example.com/v1/x",
    "https://аpi.example.com/v1/x",
    "https://api.example.com/v1/../admin",
    "https://api.example.com/v1/%2e%2e/admin",
    "http://api.example.com/v1/x",
    "https://api.example.com.evil.example/v1/x",
    "https://api\u200B.example.com.evil.example/v1/x",
    "file:///v1/x",
    "javascript:alert(1)",
  ])
    expect([url, await call("net.get", { url })]).toEqual([url, "scope"]);
  for (const url of ["", "api.example.com/v1/x", "https://", "https://api.example.com:99999/v1/x", "https://[::1/v1"])
    expect(await call("net.get", { url })).toBe("argument");
  expect(calls).toHaveLength(2);
});

test("addresses: IPv4 in IPv6, octal, short, hexadecimal, with a zone", async () => {
  const { calls, call } = await tried();
  expect(await call("net.ping", { address: "10.1.2.3" })).toBe("done");
  for (const address of ["::ffff:10.1.2.3", "::ffff:10.9.2.3", "::10.1.2.3", "10.9.1.1", "11.0.0.1"])
    expect(await call("net.ping", { address })).toBe("scope");
  for (const address of ["010.1.2.3", "10.1.2", "0x0a.1.2.3", "167837955", "10.1.2.3 ", "10.1.2.3%eth0", "10.1.2.256", "fe80::1%eth0"])
    expect(await call("net.ping", { address })).toBe("argument");
  expect(calls).toHaveLength(1);
});

test("objects that lie: getters, proxies, __proto__, toJSON, Symbol.toPrimitive, numbers that are none", async () => {
  const { calls, call } = await tried();
  let reads = 0;
  const lying = {
    to: "alice",
    get amount() {
      return reads++ === 0 ? 1 : 1_000_000;
    },
  };
  const pay = (args: unknown) => call("bank.pay", args);
  expect(await pay(lying)).toBe("argument");
  expect(reads).toBe(0);
  for (const args of [
    new Proxy({ to: "alice", amount: 1 }, {}),
    JSON.parse('{"to":"alice","amount":1,"__proto__":{"amount":9}}'),
    { to: "alice", amount: 1, toJSON: () => ({ to: "mallory", amount: 9 }) },
    { to: { toString: () => "alice" }, amount: 1 },
    { to: "alice", amount: { [Symbol.toPrimitive]: () => 1 } },
    { to: "alice", amount: "1" },
    { to: "alice", amount: Number.NaN },
    { to: "alice", amount: Number.POSITIVE_INFINITY },
    { to: "alice", amount: 1n },
    { to: ["alice"], amount: 1 },
    Object.create({ to: "alice", amount: 1 }),
    new (class Payment {
      to = "alice";
      amount = 1;
    })(),
    { to: "alice", amount: 1, meta: { note: "n", more: 1 } },
    { to: "alice", amount: 1, meta: { note: "\uDC00" } },
    { to: "alice", amount: 1, constructor: 1 },
    [],
    null,
    "x",
    () => 1,
  ])
    expect(await pay(args)).toBe("argument");
  expect(await pay({ to: "alice", amount: -0 })).toBe("done");
  expect(await pay({ to: "mallory", amount: 1 })).toBe("scope");
  expect(calls).toEqual([{ to: "alice", amount: 0 }]);
});

test("arguments that change between the check and the use: the tool gets what was checked", async () => {
  const { calls, call } = await tried();
  const args = { to: "alice", amount: 1, meta: { note: "lunch" } };
  const doing = call("bank.pay", args);
  args.to = "mallory";
  args.amount = 1_000_000;
  args.meta.note = "changed";
  expect(await doing).toBe("done");
  expect(calls).toEqual([{ to: "alice", amount: 1, meta: { note: "lunch" } }]);
});

test("half a gigabyte, and a hundred thousand levels", async () => {
  const { calls, call } = await tried();
  let deep: unknown = "x";
  for (let i = 0; i < 100_000; i++) deep = { note: deep };
  const start = performance.now();
  expect(await call("bank.pay", { to: "x".repeat(2 ** 29 - 24), amount: 1 })).toBe("argument");
  expect(await call("bank.pay", { to: "alice", amount: 1, meta: deep })).toBe("argument");
  expect(performance.now() - start).toBeLessThan(500);
  expect(calls).toEqual([]);
});
