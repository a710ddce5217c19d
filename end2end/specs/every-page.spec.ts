// Every page: no axe violation in light and dark, no sideways scrolling on a phone, no console error (the
// fixture sees to that), and readable without JavaScript.

import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

import { lampShop } from "../fixtures/documents.ts";
import { logIn } from "../fixtures/log-in.ts";
import { expect, test } from "../fixtures/test.ts";

// Browsers say so of every sandboxed frame that a tool looks into.
test.use({ expectedErrors: [/^Blocked script execution in '[^']*\/preview\/frame/] });

test("every page of a workspace is accessible in light and dark and fits a phone", async ({ page, install, api }) => {
  // Each page is looked over twice.
  test.setTimeout(180_000);
  const { origin } = install.server;
  await api.createBot("Lamp helper");
  for (const path of ["/", "/register", "/log-in"]) await check(page, `${origin}${path}`);
  await logIn(page, origin);
  const settings = ["", "/search-model", "/versions", "/api-keys"].map((tab) => `/settings${tab}`);
  const paths = ["/overview", "/bots", "/bots/new", "/conversations", "/jobs", ...settings];
  for (const path of paths) await check(page, `${origin}${path}`);
});

test("every page of a bot is too", async ({ page, install, api }) => {
  test.setTimeout(240_000);
  const { origin } = install.server;
  const bot = await api.createBot("Lamp helper");
  await api.upload(bot, lampShop);
  await logIn(page, origin);
  const { items } = await api.call<{ items: { id: string }[] }>("GET", `/bots/${bot.id}/documents`);
  const document = ["", "/text", "/passages", "/versions"].map((tab) => `/documents/${items[0].id}${tab}`);
  const knowledge = ["", "/web", "/tags", "/questions", "/search", "/search?q=lamp", "/snapshots", ...document];
  const paths = [...knowledge.map((path) => `knowledge${path}`), "behaviour", "playground", "appearance", "install", "conversations", "settings"];
  for (const path of paths) await check(page, `${origin}/bots/${bot.id}/${path}`);
});

async function check(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // The frame of the preview is a page of its own, tested with the widget.
    const { violations } = await new AxeBuilder({ page }).exclude("iframe").analyze();
    expect(violations.map((v) => `${v.id}: ${v.nodes.map((node) => node.target.join(" ")).join(", ")}`), `${url} ${colorScheme}`).toEqual([]);
  }
  await page.setViewportSize({ width: 360, height: 740 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${url} scrolls sideways at 360 px`).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1280, height: 860 });
}

test("without JavaScript an account can be made and pages can be read", async ({ browser, install }) => {
  const { origin } = install.server;
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${origin}/register`);
  await page.getByLabel("Your name").fill("Bo");
  await page.getByLabel("Workspace").fill("Bo’s shop");
  await page.getByLabel("E-mail").fill("bo@shop.example");
  await page.getByLabel("Password").fill("short");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByLabel("Workspace")).toHaveValue("Bo’s shop");
  await expect(page.getByText(/at least 10|10 to 200|10 characters/i).first()).toBeVisible();
  await page.getByLabel("Password").fill("correct horse battery");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await page.goto(`${origin}/bots`);
  await expect(page.getByRole("heading", { level: 1, name: "Bots" })).toBeVisible();
  await context.close();
});
