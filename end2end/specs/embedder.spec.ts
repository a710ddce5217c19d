// Changing the embedding model against a scripted endpoint: progress, the swap, and the way back.

import { ScriptedEmbeddings } from "../fixtures/scripted-embeddings.ts";
import { expect, test } from "../fixtures/test.ts";

test.use({ serverEnvironment: { CHATSPHERE_OUTBOUND_ALLOW: "127.0.0.1/32" } });

test("another embedding model is prepared, swapped in and taken back", async ({ page, install, api }) => {
  const { origin } = install.server;
  const endpoint = await ScriptedEmbeddings.start();
  try {
    const bot = await api.createBot("Lamp helper");
    await api.upload(bot, [
      { name: "returns.md", content: "# Returns\n\nYou can return a lamp within fourteen days of buying it.\n" },
      { name: "care.md", content: "# Care\n\nWipe the shade with a dry cloth once a week.\n" },
    ]);
    const semantic = async (): Promise<boolean> => {
      const found = await api.call<{ semantic: boolean; hits: { text: string }[] }>("GET", `/bots/${bot.id}/search?q=return%20a%20lamp`);
      expect(found.hits[0]?.text).toContain("return a lamp");
      return found.semantic;
    };
    await page.goto(`${origin}/log-in`);
    await page.getByLabel("E-mail").fill("ada@shop.example");
    await page.getByLabel("Password").fill("correct horse battery");
    await page.getByRole("button", { name: "Log in" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
    await page.goto(`${origin}/settings/search-model`);
    await page.getByRole("textbox", { name: "Address" }).fill(endpoint.baseUrl);
    await page.getByLabel("Model", { exact: true }).fill("scripted-words");
    await page.getByRole("button", { name: "Test it" }).click();
    await expect(page.getByText("The model works")).toBeVisible();
    endpoint.pauseMs = 1_500;
    await page.getByRole("button", { name: "Prepare this model" }).click();
    await expect(page.getByRole("heading", { name: "scripted-words is being prepared" })).toBeVisible();
    await semantic();
    await expect(page.getByText("scripted-words finds the passages")).toBeVisible({ timeout: 30_000 });
    endpoint.pauseMs = 0;
    expect(await semantic()).toBe(true);
    expect(endpoint.texts.some((text) => text.includes("dry cloth"))).toBe(true);

    const back = page.getByRole("button", { name: "Go back to it" });
    if (await back.isVisible()) {
      await back.click();
      await page.getByRole("dialog").getByRole("button", { name: "Go back" }).click();
      await expect(page.getByText("scripted-words finds the passages")).toBeHidden({ timeout: 30_000 });
      expect(await semantic()).toBe(true);
    }
  } finally {
    await endpoint.stop();
  }
});
