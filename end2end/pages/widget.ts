// The widget as a visitor uses it. The bubble is in a closed shadow root, so it is clicked where it is seen.

import { expect, type Frame, type Locator, type Page } from "@playwright/test";

export class Widget {
  constructor(private readonly page: Page) {}

  /** Clicks the bubble in the corner. */
  async open(): Promise<void> {
    const size = this.page.viewportSize();
    if (!size) throw new Error("no viewport");
    await expect(async () => {
      if (!(await this.isOpen())) await this.page.mouse.click(size.width - 48, size.height - 48);
      await expect.poll(() => this.isOpen(), { timeout: 5_000 }).toBe(true);
    }).toPass();
  }

  private async isOpen(): Promise<boolean> {
    const frame = this.page.frames().find(isPanel);
    return frame !== undefined && (await frame.getByRole("textbox", { name: "Message" }).isVisible());
  }

  /** The panel, once it is there (again, after a reload). */
  get panel(): Frame {
    const frame = this.page.frames().find(isPanel);
    if (!frame) throw new Error("the panel is not open");
    return frame;
  }

  async waitForPanel(): Promise<void> {
    await expect.poll(() => this.page.frames().some(isPanel)).toBe(true);
  }

  get input(): Locator {
    return this.panel.getByRole("textbox", { name: "Message" });
  }

  get answers(): Locator {
    return this.panel.locator("#messages .message.bot");
  }

  get questions(): Locator {
    return this.panel.locator("#messages .message.visitor");
  }

  get sourceCard(): Locator {
    return this.panel.getByRole("dialog");
  }

  /** Asks and waits for the whole answer. */
  async ask(question: string): Promise<Locator> {
    const before = await this.answers.count();
    await this.input.fill(question);
    await this.input.press("Enter");
    const answer = this.answers.nth(before);
    await expect(answer.getByRole("group", { name: "Was this helpful?" })).toBeVisible();
    return answer;
  }

  /** Opens the first source of an answer. */
  async openCitation(answer: Locator): Promise<void> {
    await answer.locator(".body button, .sources button").first().click();
    await expect(this.sourceCard).toBeVisible();
  }
}

function isPanel(frame: Frame): boolean {
  return frame.url().includes("/widget/panel/");
}
