/** The extension as a person meets it: in the real workbench of VS Code, packed and installed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { packageFolder } from "../../compiler/host/package.js";
import { type Editor, openEditor } from "./editor.js";

/** The policy of the README, whose cap is too high. */
const policy = /^```remit\n(.*?)^```$/ms.exec(readFileSync(join(packageFolder, "README.md"), "utf8"))?.[1] ?? "";
const lines = policy.split("\n");
const lineOf = (text: string): number => lines.findIndex((line) => line.includes(text)) + 1;
const wide = "allow orders.refund where order == $order_id";

let editor: Editor;

beforeAll(async () => {
  editor = await openEditor({ "refunds.remit": policy });
  await editor.open("refunds.remit");
  // Room for what is to be seen.
  await editor.run("View: Toggle Primary Side Bar Visibility");
  await editor.goTo(lineOf("principal oncall"), 1);
});

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await editor.screenshot(`failed: ${task.name}`);
});

afterAll(async () => {
  await editor?.close();
});

test("a hop that widens is underlined, and its hover shows a request", async () => {
  const { page } = editor;
  await page.locator(".monaco-editor .squiggly-error").first().waitFor({ timeout: 60_000 });
  await page.locator(".view-line", { hasText: "allow orders.refund where order" }).locator("span span").first().hover();
  const hover = page.locator(".monaco-hover:not(.hidden)", { hasText: "passes on more of" });
  await hover.waitFor();
  const said = await hover.first().textContent();
  expect(said).toContain('orders.refund(order: "", amount: 51)');
  expect(said).toContain("wider-scope");
  await editor.screenshot("squiggle");
  await page.keyboard.press("Escape");
});

test("the problem is listed", async () => {
  const { page } = editor;
  await editor.run("View: Focus Problems");
  const row = page.locator(".markers-panel .monaco-list-row", { hasText: "passes on more of" });
  await row.first().waitFor();
  expect(await row.first().textContent()).toContain("remit");
  await editor.screenshot("problems");
  await editor.run("View: Toggle Panel Visibility");
});

test("the graph opens, and shows the widening on its chain", async () => {
  const { page } = editor;
  await editor.goTo(1, 1);
  await editor.run("Remit: Show Graph");
  const graph = await editor.webview("Agents and hops");
  await graph.locator("#details", { hasText: "wider-scope" }).waitFor();
  expect(await graph.locator(".hop.witness").count()).toBe(2);
  await editor.screenshot("graph");
  await graph.locator("#list button", { hasText: "refunder for refund" }).click();
  await graph.locator("#details", { hasText: "amount <= $cap" }).waitFor();
  // A place leads into the text.
  await graph.locator("#details button", { hasText: "refunds.remit:23" }).click();
  await page.locator(".monaco-editor.focused").waitFor();
  await editor.screenshot("place");
});

test("the rule under the cursor is explained", async () => {
  const { page } = editor;
  await editor.goTo(lineOf(wide), 5);
  await editor.run("Remit: Explain the Rule Under the Cursor");
  await editor.webview("A hop hands on more than was received");
  await editor.screenshot("explained");
  await page.keyboard.press("Control+W");
});

test("the quick fix narrows the hop, and the proof and the graph follow", async () => {
  const { page } = editor;
  await editor.goTo(lineOf(wide), 5);
  await page.keyboard.press("Control+.");
  // The first one, which Enter takes.
  const fix = page.locator(".action-widget .monaco-list-row.focused", { hasText: "Narrow this clause" });
  await fix.waitFor();
  await editor.screenshot("fixes");
  await page.keyboard.press("Enter");
  await page.locator(".monaco-editor .squiggly-error").first().waitFor({ state: "detached" });
  expect(await editor.text()).toContain("amount <= 50");
  await page.locator(".tabs-container .tab", { hasText: "Remit Graph" }).click();
  await editor.webview("Agents and hops", "no error");
  await editor.screenshot("fixed");
});

test("an agent is renamed, wherever it is named", async () => {
  const { page } = editor;
  await editor.goTo(lineOf("agent planner"), 9);
  await page.keyboard.press("F2");
  const box = page.locator(".rename-box input");
  await box.waitFor();
  await box.fill("coordinator");
  await editor.screenshot("rename");
  await page.keyboard.press("Enter");
  await page.locator(".view-line", { hasText: "agent coordinator" }).waitFor();
  const text = (await editor.text()).replace(/^\s*\/\/.*$/gm, "");
  expect(text).not.toMatch(/\bplanner\b/);
  expect(text).toContain("delegate oncall -> coordinator for resolve");
  expect(text).toContain("delegate coordinator -> refunder(");
});

test("the workspace is checked on demand, also after the server was started anew", async () => {
  const { page } = editor;
  await editor.goTo(1, 1);
  await editor.run("Remit: Restart Server");
  await editor.run("Remit: Check Workspace");
  await page.locator(".notification-toast", { hasText: "Remit found no error: 2 of 2 obligations are proved." }).waitFor();
  await editor.screenshot("checked");
  // The new server answers as the old one did: the delegator now has less.
  await editor.goTo(lineOf("relay orders.refund where amount <= 50"), lines[lineOf("relay orders") - 1]?.length ?? 0);
  await page.keyboard.press("Backspace");
  await page.keyboard.type("1");
  await page.locator(".monaco-editor .squiggly-error").first().waitFor();
});

test("tools are imported from an MCP server", async () => {
  const { page } = editor;
  await editor.goTo(1, 1);
  await editor.run("Remit: Import Tools from an MCP Server");
  const box = page.locator(".quick-input-widget:not([style*='display: none']) input[type=text]");
  await page.locator(".quick-input-widget", { hasText: "The command that starts the server" }).waitFor();
  await box.fill(`"${process.execPath}" "${join(packageFolder, "test/import/fixtures/server.mjs")}"`);
  await page.keyboard.press("Enter");
  await page.locator(".tabs-container .tab.active", { hasText: "Untitled-1" }).waitFor();
  await page.locator(".view-line", { hasText: "tool " }).first().waitFor();
  await editor.screenshot("imported");
});
