/** One editor with the extension installed, and a browser that shows it. */
import { execFileSync, spawn } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type BrowserContext, chromium, type Frame, type Locator, type Page } from "playwright-core";
import { inject } from "vitest";

export const browserOptions = {
  executablePath: process.env.REMIT_CHROMIUM ?? "/usr/bin/chromium",
  headless: true,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

export interface Editor {
  readonly page: Page;
  /** The folder that is open. */
  readonly workspace: string;
  open(file: string): Promise<void>;
  /** Runs a command of the palette by its title. */
  run(title: string): Promise<void>;
  /** Puts the cursor there in the file that was opened last; both count from 1. */
  goTo(line: number, column: number): Promise<void>;
  /** The text of the open file, as it is shown. */
  text(): Promise<string>;
  /** The page inside of a webview: the one with this heading, once it has this text in its header. A page that changes is another one. */
  webview(heading: string, header?: string): Promise<Frame>;
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

const settings = {
  "security.workspace.trust.enabled": false,
  "workbench.startupEditor": "none",
  "telemetry.telemetryLevel": "off",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "update.mode": "none",
  "workbench.tips.enabled": false,
  "chat.commandCenter.enabled": false,
  "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "editor.minimap.enabled": false,
  "editor.fontFamily": "DejaVu Sans Mono",
  "window.menuBarVisibility": "hidden",
};

/** Starts an editor on a folder with these files. */
export async function openEditor(files: Readonly<Record<string, string>>, { dark = true }: { readonly dark?: boolean } = {}): Promise<Editor> {
  const folder = mkdtempSync(join(tmpdir(), "remit-e2e-"));
  const at = (name: string): string => join(folder, name);
  for (const name of ["user/User", "extensions", "support", "browser", "config", "data"]) mkdirSync(at(name), { recursive: true });
  const workspace = at("support");
  const theme = { "workbench.colorTheme": dark ? "Default Dark Modern" : "Default Light Modern" };
  writeFileSync(at("user/User/settings.json"), JSON.stringify({ ...settings, ...theme }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(workspace, name), text);

  const entry = inject("editor");
  const reports = inject("reports");
  const { PORT: _port, NODE_OPTIONS: _options, VITEST: _vitest, ...inherited } = process.env;
  const env = { ...inherited, XDG_CONFIG_HOME: at("config"), XDG_DATA_HOME: at("data"), EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: "" }) };
  const common = [entry, "--user-data-dir", at("user"), "--extensions-dir", at("extensions")];
  execFileSync(process.execPath, [...common, "--install-extension", inject("vsix")], { env, stdio: "ignore", timeout: 60_000 });
  const port = await freePort();
  const options = [
    "--bind-addr",
    `127.0.0.1:${port}`,
    "--auth",
    "none",
    "--disable-telemetry",
    "--disable-update-check",
    "--disable-workspace-trust",
  ];
  // A process group of its own, so that all of it ends.
  const server = spawn(process.execPath, [...common, ...options, "--disable-getting-started-override"], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const log = createWriteStream(join(reports, "editor.log"), { flags: "a" });
  server.stdout.pipe(log);
  server.stderr.pipe(log);
  let browser: BrowserContext | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    if (server.pid !== undefined && server.exitCode === null) {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      process.kill(-server.pid, "SIGTERM");
      await Promise.race([ended, sleep(5000).then(() => process.kill(-(server.pid ?? 0), "SIGKILL"))]).catch(() => undefined);
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await answering(port, () => server.exitCode);
    browser = await chromium.launchPersistentContext(at("browser"), { ...browserOptions, viewport: { width: 1280, height: 800 } });
    const page = browser.pages()[0] ?? (await browser.newPage());
    page.on("console", (message) => {
      if (message.type() === "error") log.write(`[browser] ${message.text()}\n`);
    });
    await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(workspace)}`);
    await page.locator(".monaco-workbench").waitFor({ timeout: 60_000 });
    return { page, workspace, close, ...acting(page, reports) };
  } catch (problem) {
    await close();
    throw problem;
  }
}

function acting(page: Page, reports: string): Pick<Editor, "open" | "run" | "goTo" | "text" | "webview" | "screenshot"> {
  const input = (): Locator => page.locator(".quick-input-widget:not([style*='display: none']) input[type=text]");
  const run = async (title: string): Promise<void> => {
    await page.keyboard.press("F1");
    await input().waitFor();
    await input().fill(`>${title}`);
    await page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().waitFor();
    await page.keyboard.press("Enter");
  };
  let opened = "";
  return {
    async open(file) {
      opened = file;
      const row = page.locator(".explorer-folders-view .monaco-list-row", { hasText: file });
      await row.waitFor({ timeout: 30_000 });
      await row.dblclick();
      await page.locator(".monaco-editor .view-line").first().waitFor();
    },
    run,
    async goTo(line, column) {
      // The keyboard may be with a webview.
      await page.locator(".tabs-container .tab", { hasText: opened }).first().click();
      // What the tab says of itself goes away.
      await page.mouse.move(500, 740);
      await page.keyboard.press("Control+G");
      await input().waitFor();
      await input().fill(`:${line}:${column}`);
      await page.keyboard.press("Enter");
      await input().waitFor({ state: "hidden" });
    },
    async text() {
      const lines = await page.locator(".monaco-editor .view-line").evaluateAll((all) =>
        all
          .map((line) => ({ top: Number.parseFloat((line as unknown as { style: { top: string } }).style.top), text: line.textContent ?? "" }))
          .sort((a, b) => a.top - b.top)
          .map(({ text }) => text.replaceAll("\u00a0", " ")),
      );
      return lines.join("\n");
    },
    async webview(heading, header) {
      const textsIn = (frame: Frame, selector: string): Promise<readonly string[]> =>
        frame
          .locator(selector)
          .allTextContents()
          .catch(() => []);
      for (const end = Date.now() + 60_000; Date.now() < end; await sleep(200)) {
        for (const frame of page.frames()) {
          if (frame === page.mainFrame() || !(await textsIn(frame, "h1")).some((text) => text.includes(heading))) continue;
          if (header === undefined || (await textsIn(frame, "header")).some((text) => text.includes(header))) return frame;
        }
      }
      throw new Error(`no webview has the heading ${heading}${header === undefined ? "" : ` and ${header}`}`);
    },
    async screenshot(name) {
      // What fades in is there then.
      await sleep(500);
      await page.screenshot({ path: join(reports, `${name}.png`) });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject).listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}

async function answering(port: number, exitCode: () => number | null): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(200)) {
    if (exitCode() !== null) throw new Error(`the editor ended with ${exitCode()}`);
    const isUp = await fetch(`http://127.0.0.1:${port}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
  }
  throw new Error("the editor did not come up");
}
