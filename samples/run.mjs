/** Runs a sample's program: `npm run sample 00-support-desk`. Its files are bundled into a folder of its own, and `main` is run there. */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const [sample = ""] = process.argv.slice(2);
const names = readdirSync(here).filter((each) => sample !== "" && each.startsWith(sample));
const program = join(here, names[0] ?? "nothing", "program");
if (names.length !== 1) throw new Error(`which sample? ${readdirSync(here).join(" ")}`);

const folder = mkdtempSync(join(tmpdir(), "remit-sample-"));
try {
  symlinkSync(join(here, "..", "node_modules"), join(folder, "node_modules"));
  await build({
    entryPoints: readdirSync(program)
      .filter((file) => file.endsWith(".ts"))
      .map((file) => join(program, file)),
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    tsconfig: join(here, "..", "tsconfig.json"),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    logLevel: "warning",
  });
  const child = spawn(process.execPath, [join(folder, "main.mjs")], { cwd: folder, stdio: "inherit" });
  process.exitCode = await new Promise((resolve) => child.on("exit", (code) => resolve(code ?? 1)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
