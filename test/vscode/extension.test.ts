/** What the extension promises in its manifest is there. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packageFolder } from "../../compiler/host/package.js";
import { wordsOf } from "../../lsp/vscode/src/words.js";
import { remit } from "../cli/run.js";

const folder = join(packageFolder, "lsp/vscode");
const read = (path: string): string => readFileSync(join(folder, path), "utf8");

interface Manifest {
  readonly icon: string;
  readonly engines: { readonly vscode: string };
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly description?: string; readonly markdownDescription?: string }>>;
    };
    readonly languages: readonly { readonly configuration: string; readonly icon: { readonly light: string } }[];
    readonly grammars: readonly { readonly path: string }[];
    readonly snippets: readonly { readonly path: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly description: string; readonly media: Readonly<Record<string, string>> }[];
    }[];
  };
}

const manifest = JSON.parse(read("package.json")) as Manifest;
const { contributes } = manifest;
const sources = readdirSync(join(folder, "src")).map((name) => read(`src/${name}`));

test("the commands of the manifest are those that the extension has", () => {
  const registered = sources.flatMap((text) => [...text.matchAll(/registerCommand\("([^"]+)"/g)].map(([, name]) => name)).sort();
  const declared = contributes.commands.map(({ command }) => command).sort();
  expect(declared).toEqual(registered);
  const shown = Object.values(contributes.menus).flatMap((items) => items.map(({ command }) => command));
  const linked = contributes.walkthroughs.flatMap(({ steps }) =>
    steps.flatMap(({ description }) => [...description.matchAll(/command:(remit\.\w+)/g)].map(([, name = ""]) => name)),
  );
  expect([...shown, ...linked].filter((name) => !declared.includes(name))).toEqual([]);
});

test("the settings that are read are declared, and explained", () => {
  for (const property of Object.values(contributes.configuration.properties))
    expect(property.description ?? property.markdownDescription).toBeTruthy();
  const ofServer = read("../server/features/inlay-hints.ts");
  const hints = [...(/settings: Readonly<.*?> = \{(.*?)\};/s.exec(ofServer)?.[1] ?? "").matchAll(/"(\w+)"/g)].map(
    ([, name]) => `remit.inlayHints.${name}`,
  );
  expect(hints.length).toBeGreaterThan(0);
  expect(hints.filter((name) => !(name in contributes.configuration.properties))).toEqual([]);
  const asked = sources.flatMap((text) =>
    [...text.matchAll(/getConfiguration\("remit"\)\.get<[^>]*>\("([^"]+)"/g)].map(([, name]) => `remit.${name}`),
  );
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((name) => !(name in contributes.configuration.properties))).toEqual([]);
});

test("every file that the manifest names is there", () => {
  const media = contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown ?? media.svg ?? media.image ?? ""));
  const files = [
    manifest.icon,
    ...contributes.languages.flatMap(({ configuration, icon }) => [configuration, icon.light]),
    ...[...contributes.grammars, ...contributes.snippets].map(({ path }) => path),
    ...media,
  ];
  expect(files.filter((path) => !existsSync(join(folder, path)))).toEqual([]);
});

/** What the placeholders of the snippets speak of. */
const preamble = `task name_of_work "Work"
task task "More work"
tool tool { write action(condition?: Bool) }
principal principal {}
principal from {}
agent agent { owner "a@example.com" }
agent to { owner "b@example.com" }
delegate principal -> agent for task { allow tool.action where not condition ttl 1h }
`;

/** The same for those that would else have nothing to do. */
const hop = "delegate from -> to for task { allow tool.action where not condition ttl 1h }\n";

describe("each snippet, with its placeholders as they are, makes a policy without an error", () => {
  const snippets = JSON.parse(read("snippets/remit.json")) as Readonly<
    Record<string, { readonly body: readonly string[]; readonly description: string }>
  >;
  test.each(Object.entries(snippets))("%s", async (name, { body, description }) => {
    expect(description).toBeTruthy();
    const text = filled(body.join("\n"));
    expect(text).not.toContain("$");
    const rest = name === "policy" ? "" : `${preamble}${name === "delegate" ? "" : hop}`;
    // `not condition` is true of a request without one.
    const { out } = await remit("check --format json a.remit", {
      "a.remit": `${rest}${text.replace("where condition", "where condition == true")}\n`,
    });
    const { diagnostics } = JSON.parse(out) as { readonly diagnostics: readonly { readonly severity: string }[] };
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    if (text.includes("test ")) expect(await remit("test a.remit", { "a.remit": `${rest}${text}\n` })).toMatchObject({ code: 0 });
  });
});

/** A snippet after Tab was pressed to its end. */
function filled(text: string): string {
  return text
    .replace(/\$\{\d+\|([^,|]*)[^}]*\}/g, "$1")
    .replace(/\$\{\d+:([^}]*)\}/g, "$1")
    .replace(/\$\{\d+\}|\$\d+/g, "");
}

test("a command line is taken apart as a shell does", () => {
  expect(wordsOf("npx -y server /srv/files")).toEqual(["npx", "-y", "server", "/srv/files"]);
  expect(wordsOf(`  run "a b" 'c "d"' e\\ f "g\\"h" '' x"y"z  `)).toEqual(["run", "a b", 'c "d"', "e f", 'g"h', "", "xyz"]);
  expect(wordsOf("")).toEqual([]);
  expect(wordsOf('open "to the end')).toEqual(["open", "to the end"]);
});
