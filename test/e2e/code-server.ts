/**
 * VS Code as a server: code-server from the npm registry, installed once into a folder of its own, since it is large and no
 * part of this project. Its own installation refuses root and downloads ripgrep, so that its scripts are passed over and
 * what they do is done here. This version is the last that runs on Node 20.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const version = "4.100.3";

/** Installs it if need be, and answers with the script that starts it. */
export function codeServer(): string {
  const folder = process.env.REMIT_CODE_SERVER ?? join(tmpdir(), `remit-code-server-${version}`);
  const entry = join(folder, "node_modules/code-server/out/node/entry.js");
  if (existsSync(entry)) return entry;
  // Made beside and moved when it is whole, so that a run that was broken off leaves nothing half done.
  const making = `${folder}.making`;
  rmSync(making, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  install(making);
  renameSync(making, folder);
  return entry;
}

function install(folder: string): void {
  const npm = (at: string, ...args: readonly string[]): void => {
    execFileSync("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], { cwd: at, stdio: ["ignore", "ignore", "inherit"] });
  };
  const editor = join(folder, "node_modules/code-server/lib/vscode");
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "remit-code-server", private: true, dependencies: { "code-server": version } }));
  npm(folder, "install", "--ignore-scripts");
  npm(editor, "install", "--omit=dev", "--ignore-scripts");
  npm(join(editor, "extensions"), "install", "--omit=dev", "--ignore-scripts");
  // Loaded at the start, even where no password is asked for; then the log and the watch over the parent process. Built here: what is
  // already built would come from elsewhere than the registry.
  npm(folder, "rebuild", "argon2", "--foreground-scripts", "--build-from-source");
  npm(editor, "rebuild", "@vscode/spdlog", "native-watchdog", "--foreground-scripts");
  const ripgrep = join(editor, "node_modules/@vscode/ripgrep");
  if (existsSync(ripgrep)) {
    mkdirSync(join(ripgrep, "bin"), { recursive: true });
    link("/usr/bin/rg", join(ripgrep, "bin/rg"));
  }
  // Where this version looks for modules that it ships unpacked.
  link("node_modules", join(editor, "node_modules.asar"));
  link("code-linux.sh", join(editor, "bin/remote-cli/code-server"));
  link("browser-linux.sh", join(editor, "bin/helpers/browser.sh"));
}

function link(to: string, at: string): void {
  rmSync(at, { recursive: true, force: true });
  symlinkSync(to, at);
}
