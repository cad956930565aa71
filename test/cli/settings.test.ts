import { describe, expect, test } from "vitest";
import { accepted, remit, warned } from "./run.js";

describe("remit.json", () => {
  test("names the entries", async () => {
    const config = '{ "language": 1, "policies": { "main": "a.remit" } }';
    expect(await remit("check", { "remit.json": config, "a.remit": accepted, "b.remit": "not a policy" })).toMatchObject({ code: 0 });
    // A file that someone names is checked all the same.
    expect(await remit("check b.remit", { "remit.json": config, "a.remit": accepted, "b.remit": "not a policy" })).toMatchObject({ code: 1 });
  });

  test("changes the severity of warnings, in its folder and below", async () => {
    const config = (severity: string): string => `{ "language": 1, "severities": { "no-owner": "${severity}" } }`;
    expect(await remit("check", { "remit.json": config("off"), "sub/a.remit": warned })).toMatchObject({ code: 0, out: "" });
    expect(await remit("check", { "remit.json": config("error"), "sub/a.remit": warned })).toMatchObject({ code: 1 });
    expect(await remit("check sub/a.remit", { "remit.json": config("error"), "sub/a.remit": warned })).toMatchObject({ code: 1 });
    expect(await remit("check", { "other/remit.json": config("error"), "sub/a.remit": warned })).toMatchObject({ code: 0 });
  });

  test("of a folder inside the checked one governs what is below it", async () => {
    const config = '{ "language": 1, "policies": { "main": "a.remit" } }';
    const files = { "one/remit.json": config, "one/a.remit": accepted, "one/b.remit": "not a policy", "two/c.remit": accepted };
    expect(await remit("check", files)).toMatchObject({ code: 0 });
  });

  const wrong: readonly { readonly config: string; readonly says: string }[] = [
    { config: "{", says: "remit: `remit.json`: " },
    { config: "[]", says: "it has to be an object" },
    { config: "{}", says: 'it has to say `"language": 1`' },
    { config: '{ "language": 2 }', says: 'it has to say `"language": 1`' },
    { config: '{ "language": 1, "polices": {} }', says: "unknown field `polices`; did you mean `policies`?" },
    { config: '{ "language": 1, "policies": [] }', says: "`policies` has to be an object" },
    { config: '{ "language": 1, "policies": { "a": 1 } }', says: "the entry of policy `a` has to be the path of a file" },
    { config: '{ "language": 1, "policies": { "a": "none.remit" } }', says: "the entry of policy `a` in `remit.json` is not there: `none.remit`" },
    { config: '{ "language": 1, "severities": { "no-ownr": "off" } }', says: "no diagnostic has the code `no-ownr`; did you mean `no-owner`?" },
    { config: '{ "language": 1, "severities": { "no-owner": "none" } }', says: 'has to be "error", "warning", "info" or "off"' },
    { config: '{ "language": 1, "severities": { "wider-scope": "off" } }', says: "an error can't be switched off" },
    { config: '{ "language": 1, "severities": { "wider-scope": "warning" } }', says: "an error can't be switched off" },
  ];

  test.each(wrong)("$config could not be used", async ({ config, says }) => {
    const ran = await remit("check", { "remit.json": config, "a.remit": accepted });
    expect(ran.err).toContain(says);
    expect(ran.err.trimEnd()).not.toContain("\n");
    expect(ran).toMatchObject({ code: 2, out: "" });
  });
});
