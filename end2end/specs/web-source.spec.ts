// A website becomes knowledge: added, read, asked, changed, gone.

import { HelpSite } from "../fixtures/help-site.ts";
import { expect, test } from "../fixtures/test.ts";

test.use({
  serverEnvironment: { CHATSPHERE_OUTBOUND_ALLOW: "127.0.0.1/32" },
  // The address that is refused.
  expectedErrors: [/422 .*sources\.create/],
});

test("a site is read, answered from with its addresses, and kept up to date", async ({ page, install }) => {
  const { origin } = install.server;
  const site = await HelpSite.start();
  try {
    await page.goto(`${origin}/register`);
    await page.getByLabel("Your name").fill("Ada");
    await page.getByLabel("Workspace").fill("Kettles of Oulu");
    await page.getByLabel("E-mail").fill("ada@kettles.example");
    await page.getByLabel("Password").fill("correct horse battery");
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
    await page.goto(`${origin}/bots/new`);
    await page.getByLabel("Name").fill("Kettle helper");
    await page.getByRole("button", { name: "Create bot" }).click();
    await page.waitForURL(/\/bots\/bot_[0-9a-z]+\/knowledge/);

    await test.step("an address says what it is", async () => {
      await page.getByRole("navigation", { name: "Knowledge" }).getByRole("link", { name: "Web" }).click();
      await expect(page.getByText("No web pages yet")).toBeVisible();
      const address = page.getByLabel("Web address");
      await address.fill(`${site.origin}/sitemap.xml`);
      await expect(page.getByRole("radio", { name: "A sitemap" })).toBeChecked();
      await address.fill(`${site.origin}/warranty`);
      await expect(page.getByRole("radio", { name: "Only this page" })).toBeChecked();
      await address.fill("http://10.0.0.1/");
      await page.getByRole("button", { name: "Read it" }).click();
      await expect(page.getByText("not on the public Internet")).toBeVisible();
      await expect(address).toHaveValue("http://10.0.0.1/");
      await address.fill(site.origin);
      await expect(page.getByRole("radio", { name: "This whole site" })).toBeChecked();
    });

    await test.step("the site is read", async () => {
      await page.getByRole("button", { name: "Read it" }).click();
      const row = page.getByRole("row", { name: new RegExp(site.origin.slice("http://".length)) });
      await expect(row).toContainText("Up to date", { timeout: 60_000 });
      await expect(row).toContainText("3 pages");
    });

    await test.step("its pages are listed", async () => {
      await page.getByRole("link", { name: site.origin.slice("http://".length) }).click();
      await page.waitForURL(/\/knowledge\/web\/src_/);
      for (const title of ["Help centre", "Descaling your kettle", "Warranty"]) {
        await expect(page.getByRole("row", { name: new RegExp(title) })).toContainText("In answers");
      }
    });

    await test.step("an answer cites the page", async () => {
      const source = page.url();
      await page.goto(`${origin}${new URL(source).pathname.split("/").slice(0, 3).join("/")}/playground`);
      await page.getByRole("textbox").first().fill("How long must the vinegar stay in the kettle?");
      await page.keyboard.press("Enter");
      await expect(page.getByText("25 minutes").first()).toBeVisible({ timeout: 30_000 });
      await page.getByRole("button", { name: "Source 1" }).first().click();
      await expect(page.locator(`a[href="${site.origin}/descaling"]`).first()).toBeVisible();
      await page.goto(source);
    });

    await test.step("what is gone from the site is gone from answers", async () => {
      site.pages.delete("/warranty");
      await page.getByRole("button", { name: "Sync now" }).click();
      await expect(page.getByText("2 pages, 1 gone")).toBeVisible({ timeout: 60_000 });
      await page.getByRole("group", { name: "Which pages" }).getByRole("button", { name: "Gone" }).click();
      await expect(page.getByRole("row", { name: /Warranty/ })).toContainText("no such page any more");
    });

    await test.step("a source goes with its documents", async () => {
      await page.getByRole("button", { name: "Delete…" }).click();
      await page.getByRole("button", { name: "Delete the source" }).click();
      await page.waitForURL(/\/knowledge\/web$/);
      await expect(page.getByText("No web pages yet")).toBeVisible();
    });
  } finally {
    await site.stop();
  }
});
