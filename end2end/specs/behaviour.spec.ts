// How a bot answers: edited beside its prompt, tried as a draft, published, compared, rolled back; two editors.

import { logIn } from "../fixtures/log-in.ts";
import { expect, test } from "../fixtures/test.ts";

// The change that comes too late.
test.use({ expectedErrors: [/409 .*behaviour\.save-draft/] });

test("a draft is edited beside its prompt, tried, published and rolled back", async ({ page, install, api }) => {
  const { origin } = install.server;
  const bot = await api.createBot("Lamp helper", { instructions: "Be kind." });
  await logIn(page, origin);
  await page.goto(`${origin}/bots/${bot.id}/behaviour`);
  const prompt = page.getByRole("region", { name: "Prompt", exact: true });
  await expect(prompt.getByRole("row", { name: /Together/ })).toBeVisible();

  await page.getByRole("textbox", { name: "Instructions" }).fill("Be kind.\nMention the lamp.");
  await page.getByText("Formal", { exact: true }).click();
  await page.getByLabel("Forbidden topics").fill("politics\nelections");
  await page.getByLabel("Reply").fill("Please call 555 0100.");
  await prompt.getByText("The whole prompt").click();
  await expect(prompt.locator("pre")).toContainText("Mention the lamp.");
  await expect(prompt.locator("pre")).toContainText("formal tone");
  await prompt.getByLabel("For a visitor who asks").fill("Who wins the election?");
  await expect(prompt.getByText(/forbidden topic/)).toBeVisible();

  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page.getByText("There are unpublished changes")).toBeVisible();
  await expect(page.getByText(/Instructions, Tone, Forbidden topics/).first()).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Forbidden topics")).toHaveValue("politics\nelections");

  // The playground tries the draft, and what visitors get.
  await page.getByRole("link", { name: "Playground" }).click();
  const ask = async (answer: string) => {
    await page.getByLabel("Question", { exact: true }).fill("Do you ship to Malta?");
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await expect(page.getByText(answer)).toBeVisible();
  };
  await expect(page.getByText("Answers here follow the draft")).toBeVisible();
  await ask("Please call 555 0100.");
  await expect(page.getByText("The draft", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Published" }).click();
  await expect(page.getByText("Please call 555 0100.")).toHaveCount(0);
  await ask("I couldn’t find an answer");
  await expect(page.getByText("Version 1", { exact: true })).toBeVisible();

  await page.getByRole("link", { name: "Behaviour" }).first().click();
  await page.getByRole("button", { name: "Publish…" }).click();
  await page.getByLabel("Note").fill("Ready for autumn");
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  const second = page.getByRole("row", { name: /Version 2/ });
  await expect(second).toContainText("Ready for autumn");
  await expect(second).toContainText("Visitors get it");
  await expect(second).toContainText("Ada");
  await expect(page.getByText("There are unpublished changes")).toHaveCount(0);

  await second.getByRole("button", { name: "Compare with 1" }).click();
  const comparison = page.getByRole("region", { name: "Comparison" });
  await expect(comparison.getByText("friendly")).toBeVisible();
  await expect(comparison.getByRole("row", { name: /added: .*Mention the lamp/ })).toBeVisible();

  await page.getByRole("row", { name: /Version 1/ }).getByRole("button", { name: "Roll back" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Roll back" }).click();
  await expect(page.getByRole("row", { name: /Version 3/ })).toContainText("Back to version 1");
  await expect(page.getByRole("textbox", { name: "Instructions" })).toHaveValue("Be kind.");
});

test("the second of two editors is told and loses nothing without a word", async ({ page, install, api }) => {
  const { origin } = install.server;
  const bot = await api.createBot("Lamp helper");
  await logIn(page, origin);
  await page.goto(`${origin}/bots/${bot.id}/behaviour`);
  await page.getByText("Playful", { exact: true }).click();
  await expect(page.getByRole("button", { name: "Save draft" })).toBeVisible();
  await api.call("PUT", `/bots/${bot.id}/behaviour/draft`, { revision: 1, instructions: "Theirs." });
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page.getByText(/Somebody else changed how this bot answers/)).toBeVisible();
  await expect(page.getByLabel("Playful")).toBeChecked();
  await page.getByRole("button", { name: /show what it says now/ }).click();
  await expect(page.getByRole("textbox", { name: "Instructions" })).toHaveValue("Theirs.");
  await page.getByRole("button", { name: "Discard draft" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Discard draft" }).click();
  await expect(page.getByRole("textbox", { name: "Instructions" })).toHaveValue("");
  await expect(page.getByText("There are unpublished changes")).toHaveCount(0);
});
