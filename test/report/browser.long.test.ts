import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { locator } from "../../compiler/diagnostics/located.js";
import { renderHtml } from "../../compiler/report/html.js";
import { reportOf } from "../../compiler/report/report.js";
import { frameworks } from "../../compiler/report/standards/index.js";
import { strict, subjectFor } from "./policies.js";

let browser: Browser;
const folder = mkdtempSync(join(tmpdir(), "remit-report-"));
const file = join(folder, "report.html");

beforeAll(async () => {
  const looked = [strict, strict.replace('allow web.fetch where page == "/"', "allow web.fetch")].map((source) => {
    const subject = subjectFor(source);
    return { subject, refusedFor: subject.diagnostics.filter(({ severity }) => severity === "error") };
  });
  writeFileSync(
    file,
    renderHtml(
      reportOf(
        looked,
        frameworks,
        locator(() => strict, "/"),
      ),
    ),
  );
  browser = await chromium.launch({
    executablePath: process.env.REMIT_CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens the page as someone has it; it must ask for nothing else and complain of nothing. */
async function opened(options: BrowserContextOptions, use: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    const asked: string[] = [];
    const said: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (problem) => said.push(problem.message));
    const { href } = pathToFileURL(file);
    await page.goto(href);
    await use(page);
    expect(asked.filter((url) => url.split("#")[0] !== href)).toEqual([]);
    expect(said).toEqual([]);
  } finally {
    await context.close();
  }
}

/** Every kind of text on the page with too little contrast against what is behind it (WCAG 2.2, 1.4.3: 4.5 to 1). */
const faint = `(() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = (color) => {
    const [r, g, b] = channels(color).map((value) => { const c = value / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) { const color = getComputedStyle(at).backgroundColor; if (channels(color)[3] !== 0) return color; }
    return "rgb(255, 255, 255)";
  };
  const found = new Set();
  for (const element of document.querySelectorAll("body *")) {
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "") || element.matches(".skip")) continue;
    const [light, dark] = [luminance(getComputedStyle(element).color), luminance(behind(element))].sort((a, b) => b - a);
    if ((light + 0.05) / (dark + 0.05) < 4.5) found.add(element.tagName + "." + element.className);
  }
  return [...found];
})()`;

test.each(["light", "dark"] as const)("in %s colours all text can be read", async (colorScheme) => {
  await opened({ colorScheme }, async (page) => {
    expect(await page.evaluate(faint)).toEqual([]);
    const back = await page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    expect(back).toBe(colorScheme === "light" ? "rgb(255, 255, 255)" : "rgb(13, 17, 23)");
  });
});

test("on a small screen only tables are wider than it", async () => {
  await opened({ viewport: { width: 360, height: 700 } }, async (page) => {
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
  });
});

test("a refused policy says so before anything else of it; links lead to what was asked", async () => {
  await opened({}, async (page) => {
    expect(await page.getByRole("alert").count()).toBe(1);
    const alert = await page.getByRole("alert").boundingBox();
    const table = await page.locator("#p1 table").first().boundingBox();
    expect(alert?.y ?? Number.NaN).toBeLessThan(table?.y ?? Number.NaN);
    await page.locator("#p0-aisvs a", { hasText: "narrowing" }).first().click();
    await page.waitForFunction("location.hash === '#p0-narrowing'");
    const top = await page.locator("#p0-narrowing").boundingBox();
    expect(top?.y ?? Number.NaN).toBeLessThan(200);
    expect(top?.y ?? Number.NaN).toBeGreaterThan(-1);
  });
});

test("by the keyboard one comes past the contents", async () => {
  await opened({}, async (page) => {
    await page.keyboard.press("Tab");
    expect(await page.evaluate<string>("document.activeElement.textContent")).toBe("Skip to the report");
    await page.keyboard.press("Enter");
    await page.waitForFunction("location.hash === '#main'");
  });
});

test("printed, it is black on white, all of it, with no table cut off", async () => {
  await opened({ colorScheme: "dark", viewport: { width: 794, height: 1123 } }, async (page) => {
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await page.evaluate<string>("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
    expect(await page.evaluate(faint)).toEqual([]);
    expect(
      await page.evaluate<number>("Math.max(...[...document.querySelectorAll('table')].map((table) => table.getBoundingClientRect().right))"),
    ).toBeLessThanOrEqual(794);
    expect(await page.locator("nav").isVisible()).toBe(false);
    const pdf = await page.pdf({ format: "A4" });
    expect(pdf.subarray(0, 5).toString("latin1")).toBe("%PDF-");
    expect([...pdf.toString("latin1").matchAll(/\/Type\s*\/Page\b/g)].length).toBeGreaterThan(10);
  });
});
