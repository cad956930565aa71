import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { importedTools } from "../../compiler/import/changes.js";
import { makeModule } from "../../compiler/import/make.js";
import { handLine, recall } from "../../compiler/import/options.js";
import { format } from "../../compiler/syntax/format.js";
import { parse } from "../../compiler/syntax/parse.js";
import { cataloguesFolder, checked, compiled, readFixture } from "./compile.js";

const policyFolder = new URL("../../stdlib/policy/", import.meta.url);
const names = readdirSync(new URL("mcp/", policyFolder)).map((file) => file.replace(".remit", ""));
const catalogues = readdirSync(cataloguesFolder)
  .filter((file) => file.endsWith(".tools.json"))
  .map(readFixture);
const index: readonly { readonly package: string; readonly version: string; readonly licence: string }[] = JSON.parse(
  readFileSync(new URL("index.json", cataloguesFolder), "utf8"),
);

function textOf(name: string): string {
  return readFileSync(new URL(`${name}.remit`, policyFolder), "utf8");
}

/** A policy that imports a tool and uses nothing of it but what `use` says. */
function importing(name: string, use: string): string {
  const tool = name.replaceAll("-", "_");
  return `import { ${tool} } from "std:mcp/${name}"
${use}
task work "Work"
principal owner { holds { allow ${tool}.* } }
agent worker { owner "a@example.com" }
delegate owner -> worker for work { allow ${tool}.* ttl 5m approval by owner }
assert can worker ${actionsOf(name)[0]?.replace(/\.(.*)/, ".`$1`") ?? ""}
`;
}

function actionsOf(name: string): readonly string[] {
  return compiled(textOf(`mcp/${name}`)).actions.map(({ id }) => id);
}

test("there are modules for at least ten servers", () => {
  expect(names.length).toBeGreaterThanOrEqual(10);
});

test.each(names)("std:mcp/%s is what importing its catalogue anew gives, in the one layout", (name) => {
  const text = textOf(`mcp/${name}`);
  const [tool, ...others] = importedTools({ text, source: parse(name, text).value });
  expect(others).toEqual([]);
  const catalogue = catalogues.find(({ digest }) => digest === tool?.from.digest.text);
  if (tool === undefined || catalogue === undefined) throw new Error(`no catalogue has the digest of ${name}`);
  const [, pack = "", version = ""] = /^npm:(.+)@([^@]+)$/.exec(tool.from.source.text) ?? [];
  const entry = index.find((each) => each.package === pack);
  expect(entry).toMatchObject({ version });
  expect(recall(text).about.join("\n")).toContain(entry?.licence.startsWith("SEE") === true ? "LICENSE" : entry?.licence);
  expect(makeModule(catalogue, { name: name.replaceAll("-", "_"), source: tool.from.source.text, ...recall(text) }, text)).toBe(text);
  expect(text).toContain(`\n${handLine}\n`);
});

test.each(names)("std:mcp/%s says nothing of labels, and works in a policy that has none", (name) => {
  expect(
    parse(name, textOf(`mcp/${name}`))
      .value.declarations.map(({ kind }) => kind)
      .filter((kind) => !["type", "tool", "annotate"].includes(kind)),
  ).toEqual([]);
  expect(
    checked({ "m.remit": importing(name, "") }, ["/m.remit"]).filter(
      (line) => !/^(opaque-effect|unapproved-destructive|no-narrowing|always-|unused-authority) /.test(line),
    ),
  ).toEqual([]);
});

test.each(names)("std:labelled/%s gives the same tool labels, and agrees with the labels of a policy", (name) => {
  const tool = name.replaceAll("-", "_");
  const text = textOf(`labelled/${name}`);
  expect(format(text, parse(name, text))).toBe(text);
  const policy = `import { ${tool} } from "std:mcp/${name}"\nimport { ${tool}_reads } from "std:labelled/${name}"\nlabel public < internal < confidential\n`;
  const { actions, said } = compiled(policy);
  expect(said).toEqual([]);
  const plain = new Map(compiled(textOf(`mcp/${name}`)).actions.map((action) => [action.name, action]));
  expect(actions.map((action) => action.name)).toEqual([...plain.keys()]);
  expect(actions.some((action) => action.returns > 0 || action.sends !== undefined)).toBe(true);
  for (const action of actions)
    expect(action).toMatchObject({ effect: plain.get(action.name)?.effect, ingestsUntrusted: plain.get(action.name)?.ingestsUntrusted });
});

test("what strangers wrote is untrusted, and what destroys is destructive", () => {
  const all = names.flatMap((name) => compiled(textOf(`mcp/${name}`)).actions);
  expect(
    all
      .filter(({ name, effect }) => /(^|[-_])(delete|drop|uninstall|reset|teardown)([-_]|$)/.test(name) && effect !== "destructive")
      .map(({ id }) => id),
  ).toEqual([]);
  expect(
    all
      .filter(({ name, effect }) => /(^|[-_])(create|send|post|insert|update|push|merge)([-_]|$)/.test(name) && effect === "read")
      .map(({ id }) => id),
  ).toEqual(["notion.API-post-search"]);
  const github = all.filter(({ tool }) => tool.name === "github");
  expect(github.filter(({ effect }) => effect === "read").map(({ ingestsUntrusted }) => ingestsUntrusted)).toEqual(
    github.filter(({ effect }) => effect === "read").map(() => true),
  );
});
