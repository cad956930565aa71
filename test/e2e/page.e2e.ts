/** The page of a graph in a real browser: by pointer, by keyboard, as a screen reader has it, light and dark. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject, test } from "vitest";
import { packageFolder } from "../../compiler/host/package.js";
import { remit } from "../cli/run.js";
import { browserOptions } from "./editor.js";

let folder: string;
let browser: Browser;
let page: Page;

const sample = (name: string): string => readFileSync(join(packageFolder, "samples", name), "utf8");

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "remit-page-"));
  browser = await chromium.launch(browserOptions);
});

afterEach(async () => {
  await page?.context().close();
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Shows the page of a policy; whatever it would ask the network for, or complain of, fails the test. */
async function show(policy: string, options: Parameters<Browser["newPage"]>[0] = {}): Promise<void> {
  const { out, code } = await remit("graph --format html policy.remit", { "policy.remit": policy });
  expect(code).toBe(0);
  const file = join(folder, "graph.html");
  writeFileSync(file, out);
  page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options });
  page.on("console", (message) => expect.soft(message.text()).toBe(""));
  page.on("pageerror", (problem) => expect.soft(problem.message).toBe(""));
  page.on("request", (request) => expect.soft(request.url()).toBe(pathToFileURL(file).href));
  await page.goto(pathToFileURL(file).href);
}

const details = (): Promise<string | null> => page.locator("#details").textContent();

test("the widening is drawn along its chain at once", async () => {
  await show(sample("05-travel-concierge/wider.remit"));
  expect(await details()).toContain("wider-scope");
  const drawn = await page.locator(".hop.witness title").allTextContents();
  expect(drawn.sort()).toEqual([
    "booking_agent -> process_payment for charge",
    "root_agent -> booking_agent for book",
    "traveler -> root_agent for trip",
  ]);
  await page.screenshot({ path: join(inject("reports"), "page-light.png") });
});

test("a hop that is clicked tells what each chain admits, in the picture and in the list", async () => {
  await show(sample("00-support-desk/policy.remit"));
  const hop = page.locator(".hop", { has: page.locator("title", { hasText: "planner -> refunder" }) });
  await hop.locator("text").first().click();
  expect(await details()).toContain("amount <= $cap and order == $order_id and not context.halted");
  expect(await hop.getAttribute("aria-pressed")).toBe("true");
  const button = page.locator("#list button", { hasText: "refunder for refund" });
  expect(await button.getAttribute("aria-pressed")).toBe("true");
  await page.locator("#list button", { hasText: "planner for resolve_ticket" }).click();
  expect(await button.getAttribute("aria-pressed")).toBe("false");
  expect(await details()).toContain("oncall → planner");
});

test("all of it can be reached by the keyboard, and Escape lets go", async () => {
  await show(sample("00-support-desk/policy.remit"));
  const focused = (): Promise<string | null> =>
    page.evaluate("document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent") as Promise<string | null>;
  await page.keyboard.press("Tab");
  expect(await focused()).toBe("Skip to the list of hops");
  await page.keyboard.press("Tab");
  // The picture is one stop; the arrow keys go on from there.
  expect(await focused()).toBe("principal oncall");
  await page.keyboard.press("ArrowDown");
  expect(await focused()).toBe("hop oncall -> planner for resolve_ticket");
  await page.keyboard.press("Enter");
  expect(await details()).toContain("ttl1h");
  await page.keyboard.press("ArrowDown");
  expect(await focused()).toBe("agent planner");
  await page.keyboard.press("Escape");
  expect(await details()).toContain("Select a hop");
  const stops: (string | null)[] = [];
  for (let i = 0; i < 6; i++) {
    await page.keyboard.press("Tab");
    stops.push(await focused());
  }
  expect(stops).toEqual(["Smaller", "Larger", "Fit", "planner for resolve_ticket", "refunder for refund", "What is selected"]);
});

test("a screen reader is told what the picture shows", async () => {
  await show(sample("00-support-desk/wider.remit"));
  const tree = await page.locator("body").ariaSnapshot();
  for (const line of [
    'heading "Agents and hops" [level=1]',
    'button "hop planner -> refunder for refund, with an error"',
    'button "principal oncall"',
    'region "List of hops"',
    'region "What is selected"',
    'button "refunder for refund ✗"',
  ]) {
    expect(tree).toContain(line);
  }
});

test("dark where the reader has it dark", async () => {
  await show(sample("00-support-desk/wider.remit"), { colorScheme: "dark" });
  const colour = await page.evaluate("getComputedStyle(document.body).backgroundColor");
  expect(colour).toBe("rgb(13, 17, 23)");
  await page.screenshot({ path: join(inject("reports"), "page-dark.png") });
});

test("on a narrow screen one thing stands below another", async () => {
  await show(sample("00-support-desk/wider.remit"), { viewport: { width: 400, height: 800 } });
  const left = await page.evaluate("document.getElementById('details').getBoundingClientRect().left");
  expect(left).toBe(0);
  const isWide = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
  expect(isWide).toBe(false);
  await page.screenshot({ path: join(inject("reports"), "page-narrow.png"), fullPage: true });
});
