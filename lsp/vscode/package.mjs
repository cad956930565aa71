/**
 * Packs the extension: `node lsp/vscode/package.mjs [OUT.vsix]`. The client becomes one file; beside it stands the program
 * `remit` with what it reads at run time. What only writes guards (ts-morph, and TypeScript with it) stays out: the editor
 * does not ask for that, and it is ten times the rest.
 */
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createVSIX } from "@vscode/vsce";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const out = resolve(process.argv[2] ?? join(root, "dist/vscode", `remit-${version}.vsix`));
const stage = join(dirname(out), "extension");
const server = join(stage, "server");

/** The most bytes that the package may have. */
const most = 2_000_000;

rmSync(stage, { recursive: true, force: true });
mkdirSync(server, { recursive: true });

for (const name of ["README.md", "language-configuration.json", "images", "snippets", "syntaxes", "walkthrough"]) {
  cpSync(join(here, name), join(stage, name), { recursive: true });
}
cpSync(join(root, "LICENSE"), join(stage, "LICENSE"));
cpSync(join(root, "CHANGELOG.md"), join(stage, "CHANGELOG.md"));
const manifest = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
writeFileSync(join(stage, "package.json"), `${JSON.stringify({ ...manifest, version }, undefined, 2)}\n`);

const common = { bundle: true, platform: "node", target: "node20", minify: true, logLevel: "warning", legalComments: "none", charset: "utf8" };
await build({
  ...common,
  entryPoints: [join(here, "src/extension.ts")],
  outfile: join(stage, "dist/extension.cjs"),
  format: "cjs",
  external: ["vscode"],
});
await build({
  ...common,
  entryPoints: { remit: join(root, "compiler/cli/main.ts") },
  outdir: join(server, "dist"),
  format: "esm",
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
  external: ["ts-morph"],
  // Some packages are CommonJS still, and ask for what a module does not have.
  banner: {
    js: "import{createRequire as __remitRequire}from'node:module';import{fileURLToPath as __remitPath}from'node:url';const require=__remitRequire(import.meta.url),__filename=__remitPath(import.meta.url),__dirname=__remitPath(new URL('.',import.meta.url));",
  },
});
writeFileSync(join(server, "package.json"), `${JSON.stringify({ name: "remit", version, type: "module" }, undefined, 2)}\n`);
for (const name of ["compiler/diagnostics/docs", "compiler/graph/page", "stdlib/policy"]) {
  cpSync(join(root, name), join(server, name), { recursive: true });
}

await createVSIX({ cwd: stage, packagePath: out, dependencies: false, allowMissingRepository: true, rewriteRelativeLinks: false });
const { size } = statSync(out);
if (size > most) throw new Error(`${out} has ${size} bytes; at most ${most} are wanted`);
console.log(`${out}: ${(size / 1000).toFixed(0)} kB`);
