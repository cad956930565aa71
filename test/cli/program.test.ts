import { expect, test } from "vitest";
import { accepted, remit } from "./run.js";

test("without a command it says what there is", async () => {
  const ran = await remit("");
  expect(ran.code).toBe(2);
  expect(ran.err).toContain("check [options] [PATHS...]");
  expect(ran.out).toBe("");
});

test.each(["check", "test", "prove", "verify", "fmt", "explain", "init", "import mcp"])("`remit %s --help` shows an example", async (command) => {
  const ran = await remit(`${command} --help`);
  expect(ran.code).toBe(0);
  expect(ran.out).toMatch(new RegExp(`Examples?:\\n  remit ${command}`));
});

test("every command that is listed can be run", async () => {
  const { out } = await remit("--help");
  const listed = [...out.matchAll(/^ {2}([a-z]+) /gm)].map((match) => match[1] ?? "");
  expect(listed).toEqual(expect.arrayContaining(["check", "test", "prove", "verify", "fmt", "explain", "init", "import"]));
  for (const command of listed) if (command !== "remit") expect((await remit(`${command} --help`)).code).toBe(0);
});

const misuses: readonly { readonly args: string; readonly says: RegExp }[] = [
  { args: "chekc", says: /unknown command 'chekc'.*Did you mean check\?/s },
  { args: "check --formt json", says: /unknown option '--formt'.*Did you mean --format\?/s },
  { args: "check --format yaml", says: /Allowed choices are text, json, sarif, github, junit/ },
  { args: "check --deny no-ownr", says: /No diagnostic has the code `no-ownr`; did you mean `no-owner`\?/ },
  { args: "test --min 101 --coverage", says: /number from 0 to 100/ },
  { args: "test --min 50 a.remit", says: /--min needs --coverage or --mutate/ },
  { args: "explain wider-scpe", says: /no diagnostic has the code `wider-scpe`; did you mean `wider-scope`\?/ },
  { args: "explain constructor", says: /no diagnostic has the code/ },
  { args: "check nowhere", says: /^remit: there is no file or folder `nowhere`\n$/ },
  { args: "fmt nowhere", says: /^remit: there is no file or folder `nowhere`\n$/ },
  { args: "test nowhere", says: /^remit: there is no file or folder `nowhere`\n$/ },
  { args: "check closed.remit", says: /^remit: can't read `closed.remit`: permission denied\n$/ },
  { args: "check closed", says: /^remit: can't read the folder `closed`: .*permission denied\n$/ },
  { args: "check empty", says: /^remit: there is no policy to check in `empty`\n$/ },
  { args: "check --baseline none.json a.remit", says: /^remit: there is no baseline `none.json`\n$/ },
  { args: "check --baseline a.remit a.remit", says: /^remit: `a.remit` is not a baseline/ },
];

test.each(misuses)("`remit $args` could not run", async ({ args, says }) => {
  const files = { "a.remit": accepted, "empty/readme.txt": "" };
  const ran = await remit(args, files, { unreadable: ["closed.remit", "closed/x"] });
  expect(ran.err).toMatch(says);
  expect(ran.out).toBe("");
  expect(ran.code).toBe(2);
});

test("a bug of ours is said to be one, without a stack", async () => {
  const broken = Object.defineProperty({ "a.remit": "" }, "b.remit", { enumerable: true, value: 1 });
  const ran = await remit("check", broken);
  expect(ran.code).toBe(2);
  expect(ran.err).toMatch(/^remit: this is a bug in remit \d+\.\d+\.\d+/);
  expect(ran.err).not.toMatch(/\n\s+at /);
});

test("the version is the package's", async () => {
  expect((await remit("--version")).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});
