// Written answers: written, imported, changed by two at once, kept from a conversation.

import { logIn } from "../fixtures/log-in.ts";
import { expect, test } from "../fixtures/test.ts";

// The change that comes too late.
test.use({ expectedErrors: [/409 .*questions\.update/] });

test("an answer is written, and a file with bad lines says which", async ({ page, install, api }) => {
  const { origin } = install.server;
  const bot = await api.createBot("Lamp helper");
  await logIn(page, origin);
  await page.goto(`${origin}/bots/${bot.id}/knowledge/questions`);
  await expect(page.getByText("No written answers yet")).toBeVisible();

  await page.getByRole("button", { name: "Write an answer" }).click();
  await page.getByLabel("When somebody asks").fill("How long is the warranty?");
  await page.getByLabel("The bot says").fill("Exactly two years.");
  await page.getByText("Approved", { exact: true }).last().click();
  await page.getByRole("button", { name: "Save" }).click();
  const row = page.getByRole("row", { name: /How long is the warranty/ });
  await expect(row).toContainText("Approved");

  await page.getByRole("button", { name: "Import CSV" }).click();
  await page.locator("input[type=file]").setInputFiles({
    name: "answers.csv",
    mimeType: "text/csv",
    buffer: Buffer.from('question,answer\n=1+1?,=2\nragged\n"open,quote\nSecond?,Yes\n'),
  });
  await expect(page.getByText("2 taken, 2 not taken")).toBeVisible();
  await expect(page.getByText(/Line 4/)).toBeVisible();
  await page.getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("row", { name: /=1\+1\?/ })).toContainText("=2");
});

test("the second of two who change the same answer is told", async ({ page, install, api }) => {
  const { origin } = install.server;
  const bot = await api.createBot("Lamp helper");
  const made = await api.call<{ id: string; version: number }>("POST", `/bots/${bot.id}/questions`, {
    question: "Do you ship to Malta?",
    answer: "Yes.",
  });
  await logIn(page, origin);
  await page.goto(`${origin}/bots/${bot.id}/knowledge/questions`);
  await page.getByRole("button", { name: "Do you ship to Malta?", exact: true }).click();
  await api.call("PATCH", `/bots/${bot.id}/questions/${made.id}`, { version: made.version, answer: "No." });
  await page.getByLabel("The bot says").fill("Perhaps.");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Somebody else changed this question")).toBeVisible();
  await expect(page.getByLabel("The bot says")).toHaveValue("Perhaps.");
});
