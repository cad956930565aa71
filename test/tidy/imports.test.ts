import { expect, test } from "vitest";
import { type Source, sourceOf, sourcesBelow } from "./sources.js";

/** The rooms of the house, and which others each may enter. Beside them, a room may always enter itself. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  "stdlib/runtime": [],
  "compiler/base": ["stdlib/runtime"],
  "compiler/host": ["compiler/base"],
  "compiler/diagnostics": ["compiler/base", "stdlib/runtime"],
  "compiler/syntax": ["compiler/base", "compiler/diagnostics", "stdlib/runtime"],
  "compiler/names": ["compiler/base", "compiler/diagnostics", "compiler/syntax", "compiler/host"],
  "compiler/types": ["compiler/base", "compiler/diagnostics", "compiler/syntax", "compiler/names", "stdlib/runtime"],
  "compiler/model": ["compiler/base", "compiler/diagnostics", "compiler/syntax", "compiler/names", "compiler/types", "stdlib/runtime"],
  "compiler/scope": ["compiler/base/unreachable.ts", "compiler/proof", "stdlib/runtime"],
  // What a certificate is checked with knows what a policy is, and nothing of the decision procedure or the analysis.
  "compiler/proof": ["compiler/base/unreachable.ts", "compiler/model/model.ts", "stdlib/runtime"],
  "compiler/analysis": [
    "compiler/base",
    "compiler/diagnostics",
    "compiler/types",
    "compiler/model",
    "compiler/scope",
    "compiler/proof",
    "stdlib/runtime",
  ],
  "compiler/import": ["compiler/base", "compiler/diagnostics", "compiler/syntax", "stdlib/runtime"],
  "compiler/emit": [
    "compiler/base/unreachable.ts",
    "compiler/model",
    "compiler/proof/normal.ts",
    "compiler/scope/strings",
    "compiler/types",
    "stdlib/runtime",
  ],
  "compiler/graph": [
    "compiler/base",
    "compiler/host/package.ts",
    "compiler/diagnostics",
    "compiler/types",
    "compiler/model",
    "compiler/scope",
    "compiler/analysis",
    "stdlib/runtime",
  ],
  // Policies that are a little less strict, and who would notice.
  "compiler/mutation": [
    "compiler/base",
    "compiler/diagnostics",
    "compiler/types",
    "compiler/model",
    "compiler/analysis",
    "compiler/query",
    "stdlib/runtime",
  ],
  "compiler/report": [
    "compiler/base",
    "compiler/host/package.ts",
    "compiler/diagnostics",
    "compiler/types",
    "compiler/model",
    "compiler/scope",
    "compiler/analysis",
    "compiler/graph/markup.ts",
    "stdlib/runtime",
  ],
  "compiler/ledger": [
    "compiler/base",
    "compiler/syntax",
    "compiler/model",
    "compiler/scope",
    "compiler/types",
    "compiler/analysis/hop-alone.ts",
    "stdlib/runtime",
  ],
  // What one policy admits, and what another does not: they ask the analysis, and a ledger's judge.
  "compiler/query": [
    "compiler/base",
    "compiler/diagnostics",
    "compiler/types",
    "compiler/model",
    "compiler/scope",
    "compiler/analysis",
    "compiler/ledger/judge.ts",
    "stdlib/runtime",
  ],
  "compiler/diff": [
    "compiler/base",
    "compiler/diagnostics",
    "compiler/types",
    "compiler/model",
    "compiler/scope",
    "compiler/analysis",
    "compiler/query",
    "compiler/allowances.ts",
    "compiler/settings.ts",
    "stdlib/runtime",
  ],
  "compiler/cli": ["compiler", "stdlib/runtime/ledger", "lsp/server/stdio.ts"],
  // A feature knows no protocol, and the protocol's side no compiler but by its door.
  "lsp/ide": ["compiler/index.ts"],
  "lsp/server": ["lsp/ide", "compiler/index.ts"],
  "lsp/vscode": [],
  compiler: [
    "compiler/base",
    "compiler/host",
    "compiler/diagnostics",
    "compiler/syntax",
    "compiler/names",
    "compiler/model",
    "compiler/analysis",
    "compiler/diff",
    "compiler/graph",
    "stdlib/runtime",
  ],
};

/** Packages, and who alone may use them. Node's own that touch the disk, the clock or other processes are the host's. */
const owners: Readonly<Record<string, readonly string[]>> = {
  chevrotain: ["compiler/syntax"],
  commander: ["compiler/cli"],
  "@viz-js/viz": ["compiler/graph/svg.ts"],
  "ts-morph": ["compiler/emit/print.ts"],
  "@eslint-community/regexpp": ["compiler/types", "compiler/import"],
  "@modelcontextprotocol/sdk": ["compiler/import", "compiler/cli"],
  "node:child_process": ["compiler/host", "lsp/vscode/src/program.ts"],
  "node:fs": ["compiler/host", "stdlib/runtime/store"],
  "node:path": ["compiler/host", "lsp/vscode"],
  "node:url": ["compiler/host", "lsp/server/uri.ts"],
  "vscode-languageserver": ["lsp/server"],
  vscode: ["lsp/vscode"],
  "vscode-languageclient": ["lsp/vscode"],
  "node:crypto": [
    "compiler/diagnostics/sarif.ts",
    "compiler/diff/accepted.ts",
    "compiler/graph/page.ts",
    "compiler/import",
    "compiler/cli",
    "stdlib/runtime",
  ],
  "node:os": ["stdlib/runtime/store"],
  "node:util": ["stdlib/runtime"],
  jose: ["stdlib/runtime/jws.ts"],
  "node:process": ["compiler/host"],
  "node:v8": ["compiler/host"],
  "node:vm": ["compiler/host"],
};

const sources = sourcesBelow("compiler", "stdlib", "lsp");

test("every file is in a room that the plan knows", () => {
  expect(sources.map(roomOf).filter((room) => !(room in rooms))).toEqual([]);
});

test("a room enters only those that it may", () => {
  expect(sources.flatMap(trespasses)).toEqual([]);
});

test("a package is used only where it belongs", () => {
  expect(sources.flatMap(strangers)).toEqual([]);
});

test("files do not import each other in a circle", () => {
  expect(circle(sources)).toBeUndefined();
});

test("the rules see what they are for", () => {
  expect(trespasses(sourceOf("compiler/scope/a.ts", 'import { x } from "../syntax/ast.js";\n'))).toHaveLength(1);
  expect(trespasses(sourceOf("compiler/scope/a.ts", 'const x = await import("../analysis/b.js");\n'))).toHaveLength(1);
  expect(trespasses(sourceOf("stdlib/runtime/a.ts", 'export * from "../../compiler/base/span.js";\n'))).toHaveLength(1);
  expect(strangers(sourceOf("compiler/names/a.ts", 'import {\n  y,\n} from "chevrotain";\n'))).toHaveLength(1);
  expect(strangers(sourceOf("compiler/names/a.ts", 'import { readFileSync } from "node:fs";\n'))).toHaveLength(1);
  expect(strangers(sourceOf("compiler/names/a.ts", 'import { z } from "left-pad";\n'))).toHaveLength(1);
  const round = [sourceOf("a/a.ts", 'import { b } from "./b.js";\n'), sourceOf("a/b.ts", 'import { a } from "./a.js";\n')];
  expect(circle(round)).toEqual(["a/a.ts", "a/b.ts", "a/a.ts"]);
});

function roomOf({ path }: { readonly path: string }): string {
  const [top = "", room = "", ...rest] = path.split("/");
  return rest.length === 0 ? top : `${top}/${room}`;
}

function trespasses(source: Source): string[] {
  const room = roomOf(source);
  const allowed = [room, ...(rooms[room] ?? [])];
  return source.imports
    .filter((path) => path.includes("/") && path.endsWith(".ts"))
    .filter((path) => !allowed.some((each) => path === each || path.startsWith(`${each}/`)))
    .map((path) => `${source.path} imports ${path}`);
}

function strangers(source: Source): string[] {
  return source.imports
    .filter((name) => !name.endsWith(".ts"))
    .map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name)
    .filter((name) => !(owners[name] ?? []).some((owner) => source.path === owner || source.path.startsWith(`${owner}/`)))
    .map((name) => `${source.path} imports ${name}`);
}

/** A circle of imports, if there is one. Two halves of one idea may know each other's types, so that those are left out. */
function circle(files: readonly Source[]): readonly string[] | undefined {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const next of byPath.get(path)?.loads ?? []) {
      const found = byPath.has(next) ? visit(next, [...trail, path]) : undefined;
      if (found !== undefined) return found;
    }
    done.add(path);
    return undefined;
  };
  for (const { path } of files) {
    const found = visit(path, []);
    if (found !== undefined) return found;
  }
  return undefined;
}
