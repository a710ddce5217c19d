// Keeping many documents in order: tags, bulk work with progress, deleting with undo, the page of jobs.

import type { Api, Bot } from "../fixtures/api.ts";
import { logIn } from "../fixtures/log-in.ts";
import { until } from "../fixtures/ports.ts";
import { expect, test } from "../fixtures/test.ts";

const MANY = 1_000;

// The second tag of the same name.
test.use({ expectedErrors: [/409 .*tags\.create/] });

test("a thousand documents are tagged, deleted and brought back", async ({ page, install, api }) => {
  test.setTimeout(240_000);
  const bot = await api.createBot("Helper");
  await importDocuments(api, bot, MANY);
  await logIn(page, install.server.origin);
  const knowledge = `${install.server.origin}/bots/${bot.id}/knowledge`;

  await test.step("make and describe a tag", async () => {
    await page.goto(`${knowledge}/tags`);
    await page.getByLabel("New tag").fill("Seasonal");
    await page.getByRole("button", { name: "Make the tag" }).click();
    const row = page.getByRole("row", { name: /Seasonal/ });
    await expect(row).toBeVisible();
    await row.getByLabel("Actions for Seasonal").click();
    await row.getByRole("button", { name: "Change…" }).click();
    const dialog = page.getByRole("dialog", { name: "Change the tag" });
    await dialog.getByLabel("What it is for").fill("Only in winter");
    await dialog.getByRole("button", { name: "teal" }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(row).toContainText("Only in winter");
    await page.getByLabel("New tag").fill("SEASONAL");
    await page.getByRole("button", { name: "Make the tag" }).click();
    await expect(page.getByText("There is a tag of this name").first()).toBeVisible();
  });

  await test.step("choose all that match and tag them", async () => {
    await page.getByRole("navigation", { name: "Knowledge" }).getByRole("link", { name: "Documents" }).click();
    await expect(page.getByText(`${MANY} documents`).first()).toBeVisible();
    await page.getByLabel("Choose all documents shown").check();
    const bar = page.getByRole("region", { name: "Chosen documents" });
    await bar.getByRole("button", { name: `Select all ${MANY} that match` }).click();
    await expect(bar).toContainText(`${MANY} chosen`);
    await bar.getByRole("button", { name: "Tag…" }).click();
    const dialog = page.getByRole("dialog", { name: "Tag the chosen documents" });
    await dialog.getByRole("button", { name: "Seasonal" }).click();
    await dialog.getByRole("button", { name: "Tag", exact: true }).click();
    await expect(page.getByText(`Tag ${MANY} documents: ${MANY} of ${MANY}`)).toBeVisible({ timeout: 60_000 });
    await expect(page.getByRole("row", { name: /Article/ }).first()).toContainText("Seasonal");
  });

  await test.step("narrow by tag and by name; the address keeps it", async () => {
    await page.getByLabel("Tag", { exact: true }).selectOption({ label: "batch-3" });
    await expect(page.getByText(`100 of ${MANY}`)).toBeVisible();
    await page.getByPlaceholder("Find by name").fill("Article 32");
    await expect(page.getByText(`10 of ${MANY}`)).toBeVisible();
    await page.reload();
    await expect(page.getByText(`10 of ${MANY}`)).toBeVisible();
    await expect(page.getByPlaceholder("Find by name")).toHaveValue("Article 32");
  });

  await test.step("choose a stretch with the shift key", async () => {
    const boxes = page.getByRole("checkbox", { name: /^Choose Article/ });
    await boxes.nth(1).click();
    await boxes.nth(4).click({ modifiers: ["Shift"] });
    await expect(page.getByRole("region", { name: "Chosen documents" })).toContainText("4 chosen");
  });

  await test.step("delete them and take it back", async () => {
    const bar = page.getByRole("region", { name: "Chosen documents" });
    await bar.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete them" }).click();
    await expect(page.getByText(`6 of ${MANY - 4}`)).toBeVisible();
    expect(await found(api, bot)).toBe(96);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByText(`10 of ${MANY}`)).toBeVisible();
    expect(await found(api, bot)).toBe(100);
  });

  await test.step("disable one: it is out of search at once", async () => {
    const row = page.getByRole("row", { name: /Article 320/ });
    await row.getByLabel("More").click();
    await row.getByRole("button", { name: "Disable" }).click();
    await expect(row).toContainText("Disabled");
    expect(await found(api, bot)).toBe(99);
  });

  await test.step("delete everything in one go, and undo it under Jobs", async () => {
    await page.goto(knowledge);
    await page.getByLabel("Choose all documents shown").check();
    const bar = page.getByRole("region", { name: "Chosen documents" });
    await bar.getByRole("button", { name: `Select all ${MANY} that match` }).click();
    await bar.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete them" }).click();
    await expect(page.getByText("Nothing to answer from yet")).toBeVisible();
    expect(await found(api, bot)).toBe(0);
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Jobs" }).click();
    const job = page.getByRole("listitem").filter({ hasText: `Delete ${MANY} documents` });
    await expect(job).toContainText("Done");
    await job.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByText(`${MANY} documents are back`)).toBeVisible();
    expect(await found(api, bot)).toBe(99);
    await expect(page.getByRole("listitem").filter({ hasText: `Tag ${MANY} documents` })).toContainText("Done");
    await expect(page.getByRole("listitem").filter({ hasText: "Import documents" })).toContainText(`${MANY} of ${MANY}`);
  });
});

/** A thousand short articles, tagged in batches of a hundred. */
async function importDocuments(api: Api, bot: Bot, count: number): Promise<void> {
  const lines = Array.from({ length: count }, (_, n) =>
    JSON.stringify({
      external_id: `a${n}`,
      title: `Article ${n}`,
      text: `The lamp of article ${n} burns.`,
      tags: [`batch-${Math.floor(n / 100)}`],
    }),
  );
  const response = await fetch(`${api.origin}/api/v1/bots/${bot.id}/documents/import`, {
    method: "POST",
    headers: { ...api.authorization, "content-type": "application/x-ndjson" },
    body: lines.join("\n"),
  });
  const { job_id } = (await response.json()) as { job_id: string };
  await until("the import is done", 180_000, async () => {
    const job = await api.call<{ status: string }>("GET", `/jobs/${job_id}`);
    return job.status === "done";
  });
}

/** How many of the documents of batch 3 a search finds. */
async function found(api: Api, bot: Bot): Promise<number> {
  const { hits } = await api.call<{ hits: unknown[] }>(
    "GET",
    `/bots/${bot.id}/search?q=lamp&limit=100&group=document&tags=batch-3`,
  );
  return hits.length;
}
