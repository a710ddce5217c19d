// Chat models: each provider's protocol from the settings to a visitor's answer, and what happens when one fails.

import type { Page } from "@playwright/test";

import { document } from "../fixtures/documents.ts";
import { HostSite } from "../fixtures/host-site.ts";
import { logIn } from "../fixtures/log-in.ts";
import { ScriptedModel } from "../fixtures/scripted-model.ts";
import { expect, test as base } from "../fixtures/test.ts";
import { Widget } from "../pages/widget.ts";

const test = base.extend<{ model: ScriptedModel; second: ScriptedModel }>({
  model: async ({}, use) => {
    const model = await ScriptedModel.start();
    await use(model);
    await model.stop();
  },
  second: async ({}, use) => {
    const model = await ScriptedModel.start();
    await use(model);
    await model.stop();
  },
  serverEnvironment: async ({}, use) => use({ CHATSPHERE_OUTBOUND_ALLOW: "127.0.0.1" }),
});

async function add(page: Page, provider: string, address: string, name: string): Promise<void> {
  await page.getByRole("button", { name: "Add a model" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a model" });
  await dialog.getByText(provider, { exact: true }).click();
  await dialog.getByLabel("Address").fill(address);
  await dialog.getByLabel("Model", { exact: true }).fill(name);
  await dialog.getByLabel("Key", { exact: true }).fill("sk-0123456789abcdef-wxyz");
  await dialog.getByRole("button", { name: "Test it" }).click();
  await expect(dialog.getByText(/It answered: its first word took \d+ ms/)).toBeVisible();
  await dialog.getByRole("button", { name: "Save the model" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("listitem").filter({ hasText: name })).toContainText("key ends in wxyz");
}

for (const { provider, base, header } of [
  { provider: "OpenAI-compatible", base: "/v1", header: "authorization" },
  { provider: "Anthropic", base: "/v1", header: "x-api-key" },
  { provider: "Google Gemini", base: "/v1beta", header: "x-goog-api-key" },
  { provider: "Azure OpenAI", base: "", header: "api-key" },
]) {
  test(`${provider}: from its settings to a visitor’s answer`, async ({ page, install, api, model }) => {
    const { origin } = install.server;
    const bot = await api.createBot("Lamp helper");
    await api.upload(bot, [document("returns.md")]);
    await logIn(page, origin);
    await page.goto(`${origin}/settings`);
    await add(page, provider, `${model.origin}${base}`, "walker-1");
    expect(model.asked[0]?.headers[header]).toContain("sk-0123456789abcdef-wxyz");

    model.pieces = ["You have **37 da", "ys** for ", "that [1]. Größe: “ø”."];
    const site = await HostSite.start(() => origin, bot.public_key);
    try {
      await page.goto(site.origin);
      const widget = new Widget(page);
      await widget.open();
      const answer = await widget.ask("How many days do I have to return a lamp I bought?");
      await expect(answer).toContainText("You have 37 days for that");
      await expect(answer).toContainText("Größe: “ø”.");
      await widget.openCitation(answer);
      await expect(widget.sourceCard).toContainText("Sending things back");
    } finally {
      await site.stop();
    }
  });
}

test("when the first model breaks off, the second goes on and the visitor notices nothing", async ({ page, install, api, model, second }) => {
  const { origin } = install.server;
  const bot = await api.createBot("Lamp helper");
  await api.upload(bot, [document("returns.md")]);
  await logIn(page, origin);
  await page.goto(`${origin}/settings`);
  await add(page, "OpenAI-compatible", model.baseUrl, "breaks-off");
  await add(page, "OpenAI-compatible", second.baseUrl, "goes-on");

  model.pieces = ["You have 37 da", "ys"];
  model.breaksAfter = 1;
  second.pieces = ["37 days for that [1]."];
  await page.goto(`${origin}/bots/${bot.id}/playground`);
  await page.getByRole("textbox", { name: "Question" }).fill("How many days do I have to return a lamp I bought?");
  // What is typed before the page is alive is still there when it is.
  await expect(async () => {
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await expect(page.getByText("You have 37 days for that")).toBeVisible({ timeout: 5_000 });
  }).toPass();
  const why = page.getByRole("region", { name: "Not every model answered" });
  await expect(why.or(page.getByText("Not every model answered"))).toBeVisible();
  await expect(page.getByText("It had begun to write; the next one went on.")).toBeVisible();

  await page.goto(`${origin}/settings`);
  const first = page.getByRole("listitem").filter({ hasText: "breaks-off" });
  await expect(first).toContainText("Failing");
  await page.getByRole("button", { name: "Ask goes-on earlier" }).click();
  await expect(page.getByRole("region", { name: /^Models in the order/ }).getByRole("listitem").first()).toContainText("goes-on");
  await page.reload();
  await expect(page.getByRole("region", { name: /^Models in the order/ }).getByRole("listitem").first()).toContainText("goes-on");

  await test.step("a bot has an order of its own", async () => {
    await page.goto(`${origin}/bots/${bot.id}/settings`);
    const models = page.getByRole("region", { name: "Models" });
    await models.getByRole("button", { name: "breaks-off" }).click();
    await expect(models.getByRole("listitem")).toHaveText(/breaks-off/);
    await models.getByRole("button", { name: "Do not ask breaks-off" }).click();
    await expect(models.getByRole("listitem")).toHaveCount(0);
  });
});

test("when every model is down, the documents answer", async ({ page, install, api, model }) => {
  const { origin } = install.server;
  const bot = await api.createBot("Lamp helper");
  await api.upload(bot, [document("returns.md")]);
  await logIn(page, origin);
  await page.goto(`${origin}/settings`);
  await add(page, "OpenAI-compatible", model.baseUrl, "is-down");
  model.refuses = 503;
  const site = await HostSite.start(() => origin, bot.public_key);
  try {
    await page.goto(site.origin);
    const widget = new Widget(page);
    await widget.open();
    const answer = await widget.ask("How many days do I have to return a lamp I bought?");
    await expect(answer).toContainText("37 days");
    await widget.openCitation(answer);
  } finally {
    await site.stop();
  }
  await page.goto(`${origin}/settings`);
  await expect(page.getByRole("listitem").filter({ hasText: "is-down" })).toContainText(/Left alone for|Tried with/);
});
