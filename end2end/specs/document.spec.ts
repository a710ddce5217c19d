// One document: how it looks in each format, what people do to its passages, its versions.

import type { Api, Bot } from "../fixtures/api.ts";
import { logIn } from "../fixtures/log-in.ts";
import type { Install } from "../fixtures/test.ts";
import { expect, test } from "../fixtures/test.ts";

interface Item {
  id: string;
  name: string;
}

// Browsers say so of every sandboxed frame that a tool looks into.
test.use({ expectedErrors: [/^Blocked script execution in '[^']*\/preview\/frame/] });

/** The address of a document's page. */
async function pageOf(api: Api, install: Install, bot: Bot, name: string): Promise<string> {
  const { items } = await api.call<{ items: Item[] }>("GET", `/bots/${bot.id}/documents`);
  const found = items.find((item) => item.name === name);
  if (!found) throw new Error(`${name} is not among ${items.map((item) => item.name).join(", ")}`);
  return `${install.server.origin}/bots/${bot.id}/knowledge/documents/${found.id}`;
}

/** A PDF of one page with one line, written by hand. */
function pdf(line: string): string {
  const stream = `BT /F1 24 Tf 72 700 Td (${line}) Tj ET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>",
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  let text = "%PDF-1.4\n";
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  for (const offset of offsets) text += `${String(offset).padStart(10, "0")} 00000 n \n`;
  return `${text}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
}

test("each kind of document can be looked at, and nothing of it runs", async ({ page, install, api }) => {
  const bot = await api.createBot("Lamp helper");
  await api.upload(bot, [
    { name: "care.md", content: "# Care\n\nWipe the shade with a **dry** cloth.\n\n| Part | Months |\n|---|---|\n| Bulb | 24 |\n" },
    {
      name: "hostile.html",
      content:
        "<html><head><title>Hostile</title></head><body><h1>Opening hours</h1><p>We are open from nine to five on every working day of the week.</p>" +
        "<script>parent.document.title='taken over'</script><img src='http://127.0.0.1:1/x.png' onerror=\"parent.document.title='taken over'\">" +
        "<a href='http://127.0.0.1:1/'>a link</a></body></html>",
    },
    { name: "notes.txt", content: "Plain words, nothing else.\nA second line of them.\n" },
    { name: "manual.pdf", content: pdf("Press the red button twice to start the lamp.") },
  ]);
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  await logIn(page, install.server.origin);

  await test.step("Markdown, with its table", async () => {
    await page.goto(`${install.server.origin}/bots/${bot.id}/knowledge`);
    await page.getByRole("link", { name: "care.md" }).click();
    const frame = page.frameLocator("iframe[title='The document']");
    await expect(frame.locator("strong")).toHaveText("dry");
    await expect(frame.getByRole("cell", { name: "24" })).toBeVisible();
  });

  await test.step("a hostile web page shows its words and does nothing", async () => {
    await page.goto(await pageOf(api, install, bot, "hostile.html"));
    const frame = page.frameLocator("iframe[title='The document']");
    await expect(frame.getByText("open from nine to five")).toBeVisible();
    await expect(frame.locator("script, img, a[href]")).toHaveCount(0);
    expect(await page.title()).not.toContain("taken over");
    expect(requests.filter((url) => url.startsWith("http://127.0.0.1:1/"))).toEqual([]);
  });

  await test.step("plain text", async () => {
    await page.goto(await pageOf(api, install, bot, "notes.txt"));
    await expect(page.frameLocator("iframe[title='The document']").getByText("A second line of them.")).toBeVisible();
  });

  await test.step("a PDF, as pictures of its pages or as its text", async () => {
    await page.goto(await pageOf(api, install, bot, "manual.pdf"));
    const picture = page.getByRole("img", { name: "Page 1 of 1" });
    const frame = page.locator("iframe[title='The document']");
    await expect(picture.or(frame)).toBeVisible();
    if (await picture.isVisible()) {
      await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(500);
    } else {
      await expect(page.frameLocator("iframe[title='The document']").getByText("red button")).toBeVisible();
    }
    await page.getByRole("link", { name: "Extracted text" }).click();
    await expect(page.getByRole("region", { name: "What the bot reads" })).toContainText("red button");
  });

  await test.step("the original is a download and nothing else", async () => {
    await page.goto(await pageOf(api, install, bot, "hostile.html"));
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download" }).click();
    expect((await download).suggestedFilename()).toBe("hostile.html");
    await page.reload();
    await expect(page.getByText("downloaded once")).toBeVisible();
  });
});

test("a passage is edited, disabled and pinned, and the answers follow", async ({ page, install, api }) => {
  const bot = await api.createBot("Lamp helper");
  await api.upload(bot, [
    { name: "returns.md", content: "# Returns\n\nYou can return a lamp within fourteen days of buying it.\n" },
  ]);
  const hits = async (query: string): Promise<string> => {
    const found = await api.call<{ hits: { text: string }[] }>("GET", `/bots/${bot.id}/search?q=${encodeURIComponent(query)}`);
    return found.hits.map((hit) => hit.text).join("\n");
  };
  await logIn(page, install.server.origin);
  await page.goto(`${await pageOf(api, install, bot, "returns.md")}/passages`);
  const passage = page.getByRole("listitem").filter({ hasText: "return a lamp" });

  await passage.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Text of the passage").fill("You can return a lamp within ninety days of buying it.");
  await page.getByRole("button", { name: "Save the passage" }).click();
  await expect(passage).toContainText("ninety days");
  await expect(passage).toContainText("Edited by Ada");
  expect(await hits("return a lamp")).toContain("ninety");

  await passage.getByRole("button", { name: "Pin", exact: true }).click();
  await expect(passage.getByText("Pinned", { exact: true })).toBeVisible();

  await page.goto(`${install.server.origin}/bots/${bot.id}/playground`);
  await page.getByRole("textbox").first().fill("Within how many days can I return a lamp?");
  await page.keyboard.press("Enter");
  await expect(page.getByText("ninety days").first()).toBeVisible();
  await page.goto(`${await pageOf(api, install, bot, "returns.md")}/passages`);
  await passage.getByRole("button", { name: "Used in 1 answer" }).click();
  await expect(passage.getByRole("link", { name: "Within how many days can I return a lamp?" })).toBeVisible();

  await passage.getByRole("button", { name: "Disable" }).click();
  await expect(passage.getByText("Disabled", { exact: true })).toBeVisible();
  expect(await hits("return a lamp")).toBe("");

  await page.goto(`${install.server.origin}/bots/${bot.id}/playground`);
  await page.getByRole("textbox").first().fill("Can I return a lamp?");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Not answered").first()).toBeVisible();
});

test("a document gets a new version, is compared, and is rolled back", async ({ page, install, api }) => {
  const bot = await api.createBot("Lamp helper");
  await api.upload(bot, [
    { name: "returns.md", content: "# Returns\n\nYou can return a lamp within fourteen days of buying it.\n" },
  ]);
  await logIn(page, install.server.origin);
  await page.goto(await pageOf(api, install, bot, "returns.md"));
  await page.locator("#new-version").setInputFiles({
    name: "returns.md",
    mimeType: "text/markdown",
    buffer: Buffer.from("# Returns\n\nYou can return a lamp within thirty days of buying it.\n"),
  });
  await expect(page.getByText("version 2", { exact: true })).toBeVisible();
  await expect(page.getByRole("region", { name: "Document", exact: true }).getByText("Ready")).toBeVisible({ timeout: 30_000 });

  await page.getByRole("link", { name: "Versions" }).click();
  await expect(page.getByRole("row", { name: /Version 2/ })).toContainText("Answers use it");
  await page.getByRole("button", { name: "Compare with 1" }).click();
  const comparison = page.getByRole("region", { name: "Comparison" });
  await expect(comparison.locator(".diff-removed mark")).toContainText("fourteen");
  await expect(comparison.locator(".diff-added mark")).toContainText("thirty");

  await page.getByRole("row", { name: /Version 1/ }).getByRole("button", { name: "Roll back" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Roll back" }).click();
  await expect(page.getByRole("row", { name: /Version 3/ })).toContainText("Answers use it", { timeout: 30_000 });
  await expect(page.getByRole("row", { name: /Version 3/ })).toContainText("Rolled back by Ada");
  await page.getByRole("link", { name: "Preview" }).click();
  await expect(page.frameLocator("iframe[title='The document']").getByText("fourteen days")).toBeVisible();
});
