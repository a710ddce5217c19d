// The search console: what is found and why, a filter, a test question, what was asked.

import { lampShop } from "../fixtures/documents.ts";
import { logIn } from "../fixtures/log-in.ts";
import { expect, test } from "../fixtures/test.ts";

test("a query shows its scores and reasons, and becomes a test question", async ({ page, install, api }) => {
  const { origin } = install.server;
  const bot = await api.createBot("Lamp helper");
  await api.upload(bot, lampShop);
  await logIn(page, origin);
  await page.goto(`${origin}/bots/${bot.id}/knowledge/search`);
  await page.getByLabel("What would a visitor ask?").fill("LX-7731 dimer");
  await page.getByRole("button", { name: "Search" }).click();

  const first = page.locator(".hit").first();
  await expect(first).toContainText("LX-7731");
  await expect(first.locator("mark").first()).toBeVisible();
  await expect(first.getByText("dimer →")).toBeVisible();
  await expect(first.locator(".score-value").first()).toHaveText(/0\.\d\d|1\.00/);
  await first.getByText("Why this rank").click();
  await expect(first.getByRole("row", { name: /^dimer read as “dimmer”/ })).toBeVisible();
  const fusion = first.getByRole("table", { name: "How the score came about" });
  const adds = await fusion.locator("tbody tr td:last-child").allTextContents();
  const score = await fusion.locator("tfoot td").textContent();
  expect(adds.length).toBeGreaterThan(1);
  expect(adds.reduce((sum, text) => sum + Number(text), 0)).toBeCloseTo(Number(score), 6);

  await first.getByRole("button", { name: "This one is right" }).click();
  const tests = page.getByRole("region", { name: "Test questions" });
  await expect(tests.getByRole("row", { name: /lx-7731 dimer/i })).toContainText("not run");
  await tests.getByRole("button", { name: "Run all" }).click();
  await expect(tests.getByRole("row", { name: /lx-7731 dimer/i })).toContainText("first");

  await page.getByText("Filters").click();
  await page.getByLabel("Second look", { exact: true }).selectOption({ label: "By the server’s cross-encoder" });
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page.getByText("The first order stands.")).toBeVisible();
  await page.getByLabel("Second look", { exact: true }).selectOption({ label: "As in answers" });
  await page.getByLabel("Format").selectOption({ label: "PDF" });
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page.getByText("Nothing was found")).toBeVisible();

  await page.goto(`${origin}/bots/${bot.id}/knowledge/search`);
  await expect(page.getByRole("link", { name: "lx-7731 dimer" }).first()).toBeVisible();
});
