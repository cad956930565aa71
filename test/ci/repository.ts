/** A repository of git with policies in it, and the program as a person installs it. Slow: real files, real processes. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { packageFolder } from "../../compiler/host/package.js";

export interface Repository {
  readonly folder: string;
  write(files: Readonly<Record<string, string>>): void;
  read(file: string): string | undefined;
  /** Commits all that is there, and says which commit that is. */
  commit(): string;
  /** Runs a script as a step of GitHub Actions is run: `bash --noprofile --norc -eo pipefail`. */
  bash(script: string, env?: Readonly<Record<string, string>>): { readonly code: number; readonly out: string };
  remove(): void;
}

/** The program in one folder below the package, so that it finds its own files; removed with `remove`. */
export async function program(): Promise<{ readonly file: string; remove(): void }> {
  const cache = join(packageFolder, "node_modules", ".cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "remit-ci-"));
  await build({
    entryPoints: [join(packageFolder, "compiler/cli/main.ts")],
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    outdir: folder,
    logLevel: "warning",
    banner: { js: "import{createRequire as __remitRequire}from'node:module';const require=__remitRequire(import.meta.url);" },
  });
  return { file: join(folder, "main.js"), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** `program`: what `remit` is in this repository's `node_modules`. */
export function repository(files: Readonly<Record<string, string>>, program: string): Repository {
  const folder = mkdtempSync(join(tmpdir(), "remit-ci-"));
  const write: Repository["write"] = (all) => {
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  };
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false", ...args], {
      cwd: folder,
      encoding: "utf8",
    });
  write({
    ...files,
    "package.json": '{ "name": "policies", "private": true }\n',
    ".gitignore": "node_modules\n",
    "node_modules/.bin/remit": `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`,
  });
  chmodSync(join(folder, "node_modules/.bin/remit"), 0o755);
  git("init", "--quiet");
  return {
    folder,
    write,
    read: (file) => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8") : undefined),
    commit: () => {
      git("add", "-A");
      git("commit", "--quiet", "--allow-empty", "-m", "a change");
      return git("rev-parse", "HEAD").trim();
    },
    bash: (script, env = {}) => {
      const { GITHUB_STEP_SUMMARY: _, ...own } = process.env;
      const path = `${join(folder, "node_modules/.bin")}:${own.PATH ?? ""}`;
      const ran = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
        cwd: folder,
        encoding: "utf8",
        env: { ...own, PATH: path, ...env },
      });
      return { code: ran.status ?? -1, out: `${ran.stdout}${ran.stderr}` };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The text of a template. */
export function template(path: string): string {
  return readFileSync(join(packageFolder, "samples/ci", path), "utf8");
}
