// Files made to hurt a server, uploaded by one workspace while somebody of another one works.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { Api } from "../fixtures/api.ts";
import { lampShop } from "../fixtures/documents.ts";
import { environment } from "../fixtures/environment.ts";
import { logIn } from "../fixtures/log-in.ts";
import { until } from "../fixtures/ports.ts";
import { expect, test } from "../fixtures/test.ts";

/** Each ends by itself; a few wait for their time limit. */
const ALL_ENDED_MS = 240_000;
/** A page made, sent and brought to life, on two cores of which another test has one: about 3 s when all is well. */
const PROMPT_MS = 10_000;

test.setTimeout(ALL_ENDED_MS + 60_000);
// Some of them hold thousands of passages of nonsense. What is tried here is the readers: no time for vectors.
test.use({ serverEnvironment: { CHATSPHERE_EMBEDDER_DIR: "" } });

test("hostile files end with a reason, and another workspace works on", async ({ page, install, api }) => {
  const { origin } = install.server;
  const victim = await api.createBot("Lamp helper");
  await api.upload(victim, lampShop);
  await logIn(page, origin);

  const attacker = await Api.register(origin, "mallory@evil.example");
  const bot = await attacker.createBot("Trap");
  const folder = environment.hostileDir();
  const names = (await readdir(folder)).sort();
  expect(names.length).toBeGreaterThan(20);
  const ids: string[] = [];
  for (const name of names) {
    const form = new FormData();
    form.append("file", new Blob([await readFile(join(folder, name))]), name);
    const response = await fetch(`${origin}/api/v1/bots/${bot.id}/documents`, {
      method: "POST",
      headers: attacker.authorization,
      body: form,
    });
    // Refused at the door is an end too, where the reason is said.
    if (!response.ok) {
      expect(response.status, name).toBeLessThan(500);
      continue;
    }
    const { items } = (await response.json()) as { items: { id: string }[] };
    ids.push(...items.map((item) => item.id));
  }

  const waits: number[] = [];
  const timed = async (step: () => Promise<void>) => {
    const begun = Date.now();
    await step();
    waits.push(Date.now() - begun);
  };
  interface State {
    id: string;
    name: string;
    status: string;
    error: { code: string; message: string } | null;
  }
  const open = new Set(ids);
  const ended: State[] = [];
  await until("every hostile file has ended", ALL_ENDED_MS, async () => {
    await timed(async () => {
      await page.goto(`${origin}/bots/${victim.id}/knowledge`);
      await expect(page.getByRole("row", { name: /returns/ }).first()).toContainText("Ready");
    });
    await timed(async () => {
      const found = await api.call<{ hits: unknown[] }>("GET", `/bots/${victim.id}/search?q=LX-7731&limit=3`);
      expect(found.hits.length).toBeGreaterThan(0);
    });
    for (const id of [...open]) {
      const state = await attacker.call<State>("GET", `/bots/${bot.id}/documents/${id}`);
      if (state.status === "ready" || state.status === "failed") {
        open.delete(id);
        ended.push(state);
      }
    }
    return open.size === 0;
  }).catch(async (error: unknown) => {
    const left = [...open].map((id) => attacker.call<State>("GET", `/bots/${bot.id}/documents/${id}`));
    throw new Error(`${error}: ${JSON.stringify(await Promise.all(left))}`);
  });
  for (const state of ended.filter((state) => state.status === "failed")) {
    expect(state.error?.code, state.name).toBeTruthy();
    expect(state.error?.code, state.name).not.toBe("internal");
  }
  expect(Math.max(...waits), `waits in ms: ${waits.join(", ")}`).toBeLessThan(PROMPT_MS);
  expect((await fetch(`${origin}/readyz`)).status).toBe(200);
});
