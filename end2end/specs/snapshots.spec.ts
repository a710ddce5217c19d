// A snapshot: taken by name, restored after a document was deleted, deleted itself; how many versions are kept.

import { lampShop } from "../fixtures/documents.ts";
import { logIn } from "../fixtures/log-in.ts";
import { expect, test } from "../fixtures/test.ts";

test("everything is put back as it was in a snapshot", async ({ page, install, api }) => {
  const { origin } = install.server;
  const bot = await api.createBot("Lamp helper");
  await api.upload(bot, lampShop);
  const documents = async () => (await api.call<{ items: { id: string; name: string }[] }>("GET", `/bots/${bot.id}/documents`)).items;
  const before = await documents();
  await logIn(page, origin);
  await page.goto(`${origin}/bots/${bot.id}/knowledge/snapshots`);
  await expect(page.getByText("No snapshots yet")).toBeVisible();
  await page.getByLabel("New snapshot").fill("Before the autumn prices");
  await page.getByRole("button", { name: "Take the snapshot" }).click();
  const row = page.getByRole("row", { name: /^Before the autumn prices/ });
  await expect(row).toContainText(String(before.length));
  await expect(row).toContainText("never");

  await api.call("DELETE", `/bots/${bot.id}/documents/${before[0].id}`);
  expect(await documents()).toHaveLength(before.length - 1);
  await row.getByRole("button", { name: "Restore…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Restore it" }).click();
  await expect(page.getByText("Everything is as it was in the snapshot")).toBeVisible({ timeout: 30_000 });
  expect((await documents()).map((document) => document.name).sort()).toEqual(before.map((document) => document.name).sort());
  await expect(page.getByRole("row", { name: /^Before “Before the autumn prices” was restored/ })).toBeVisible();

  await row.getByRole("button", { name: "Delete Before the autumn prices" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete the snapshot" }).click();
  await expect(page.getByText("The snapshot was deleted")).toBeVisible();

  await page.goto(`${origin}/settings/versions`);
  const kept = page.getByLabel("Old versions of a document");
  await expect(kept).toHaveValue("10");
  await kept.fill("ten");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Write a whole number.")).toBeVisible();
  await kept.fill("3");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved")).toBeVisible();
  await page.reload();
  await expect(kept).toHaveValue("3");
});
