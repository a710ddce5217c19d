// The main job: a new user, real documents, a page of another origin, streamed and cited answers.

import { lampShop } from "../fixtures/documents.ts";
import { HostSite } from "../fixtures/host-site.ts";
import { expect, test } from "../fixtures/test.ts";
import { Widget } from "../pages/widget.ts";

test("from registering to a cited answer on another site", async ({ page, install }) => {
  const { origin } = install.server;

  await test.step("register", async () => {
    await page.goto(`${origin}/register`);
    await page.getByLabel("Your name").fill("Ada");
    await page.getByLabel("Workspace").fill("Lamps of Turku");
    await page.getByLabel("E-mail").fill("ada@lamps.example");
    await page.getByLabel("Password").fill("correct horse battery");
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  });

  const botPath = await test.step("make a bot", async () => {
    await page.goto(`${origin}/bots/new`);
    await page.getByLabel("Name").fill("Lamp helper");
    await page.getByRole("button", { name: "Create bot" }).click();
    await page.waitForURL(/\/bots\/bot_[0-9a-z]+/);
    return new URL(page.url()).pathname.split("/").slice(0, 3).join("/");
  });

  await test.step("drop documents and watch them being read", async () => {
    await page.goto(`${origin}${botPath}/knowledge`);
    await page.locator("input[type=file]").first().setInputFiles(
      lampShop.map((file) => ({
        name: file.name,
        mimeType: "application/octet-stream",
        buffer: Buffer.from(file.content),
      })),
    );
    for (const file of lampShop) {
      await expect(page.getByRole("row", { name: new RegExp(file.name) })).toContainText("Ready", { timeout: 60_000 });
    }
  });

  const publicKey = await test.step("copy the snippet", async () => {
    await page.goto(`${origin}${botPath}/install`);
    const snippet = await page.locator("code", { hasText: "widget.js" }).first().innerText();
    const key = /data-bot="(pk_[0-9a-z]+)"/.exec(snippet)?.[1];
    expect(key).toBeTruthy();
    return key ?? "";
  });

  const site = await HostSite.start(() => origin, publicKey);
  try {
    await page.goto(site.origin);
    const widget = new Widget(page);
    await widget.open();

    await test.step("a question by an exact code", async () => {
      const answer = await widget.ask("LX-7731?");
      await expect(answer).toContainText("trailing-edge dimmer");
    });

    await test.step("a paraphrase", async () => {
      const answer = await widget.ask("How many days do I have to return a lamp I bought?");
      await expect(answer).toContainText("37 days");
      await widget.openCitation(answer);
      await expect(widget.sourceCard).toContainText("Sending things back");
      await expect(widget.sourceCard).toContainText("within 37 days");
      await page.keyboard.press("Escape");
      await expect(widget.sourceCard).toBeHidden();
    });

    await test.step("a follow-up", async () => {
      const answer = await widget.ask("And when do I get the money?");
      await expect(answer).toContainText("six working days");
    });

    await test.step("what the documents do not say", async () => {
      const answer = await widget.ask("Who won the football world cup in 1974?");
      await expect(answer).toContainText("couldn’t find");
    });

    await test.step("another page of the site, the same conversation", async () => {
      await page.goto(`${site.origin}/other`);
      await widget.waitForPanel();
      await expect(widget.questions).toHaveCount(4);
      await expect(widget.answers.last()).toContainText("couldn’t find");
    });
  } finally {
    await site.stop();
  }

  await test.step("the workspace sees the conversation", async () => {
    await page.goto(`${origin}/conversations`);
    await page.getByRole("link", { name: /LX-7731/ }).first().click();
    await expect(page.getByText("trailing-edge dimmer").first()).toBeVisible();
  });
});
