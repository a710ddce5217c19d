// An answer outlives its connection, and its process.

import { document } from "../fixtures/documents.ts";
import { HostSite } from "../fixtures/host-site.ts";
import { until } from "../fixtures/ports.ts";
import { ScriptedModel } from "../fixtures/scripted-model.ts";
import { Server } from "../fixtures/server.ts";
import { expect, test as base } from "../fixtures/test.ts";
import { EventStream, openSession, postMessage } from "../fixtures/visitor.ts";
import { Widget } from "../pages/widget.ts";

const words = Array.from({ length: 40 }, (_, n) => `word${n} `);

const test = base.extend<{ model: ScriptedModel }>({
  model: async ({}, use) => {
    const model = await ScriptedModel.start();
    await use(model);
    await model.stop();
  },
  serverEnvironment: async ({ model }, use) => {
    await use({
      CHATSPHERE_OPENAI_BASE_URL: model.baseUrl,
      CHATSPHERE_OPENAI_API_KEY: "scripted",
      CHATSPHERE_CHAT_MODEL: "scripted",
    });
  },
});

test("a reload in mid-answer shows the whole answer, once", async ({ page, install, api, model }) => {
  model.pieces = [...words, "and that is all [1]."];
  model.pauseMs = 120;
  const bot = await api.createBot("Lamp helper");
  await api.upload(bot, [document("returns.md")]);
  const site = await HostSite.start(() => install.server.origin, bot.public_key);
  try {
    await page.goto(site.origin);
    const widget = new Widget(page);
    await widget.open();
    await widget.input.fill("When can I send a lamp back?");
    await widget.input.press("Enter");
    await expect(widget.answers.first()).toContainText("word3");
    await page.reload();
    await widget.waitForPanel();
    await expect(widget.answers).toHaveCount(1);
    await expect(widget.questions).toHaveCount(1);
    await expect(widget.answers.first()).toContainText("that is all", { timeout: 20_000 });
    const text = await widget.answers.first().locator(".body").innerText();
    for (const word of words) expect(text.split(word.trim() + " ").length, `${word} in: ${text}`).toBe(2);
  } finally {
    await site.stop();
  }
});

test("a turn begun on one process is read to its end on another", async ({ install, api, model, serverEnvironment }) => {
  model.pieces = words;
  model.pauseMs = 100;
  const bot = await api.createBot("Lamp helper");
  await api.upload(bot, [document("returns.md")]);
  const second = await Server.start(install.database, install.data, serverEnvironment);
  try {
    const session = await openSession(install.server.origin, bot.public_key);
    const first = await postMessage(install.server.origin, session, "q1", "When can I send a lamp back?");
    await first.take((event) => event.event === "message.delta", 3);

    const tail = await EventStream.open(second.origin, session, 0);
    await tail.take((event) => event.event === "message.delta", 1);
    await install.server.kill();

    const end = await tail.until((event) => /message\.(completed|failed)/.test(event.event), 15_000);
    expect(end.event).toBe("message.failed");
    expect(end.data).toMatchObject({ code: "interrupted" });
    expect(tail.numbers).toEqual([...new Set(tail.numbers)].sort((a, b) => a - b));

    model.pauseMs = 0;
    const again = await postMessage(second.origin, session, "q1", "When can I send a lamp back?");
    const answer = await again.until((event) => /message\.(completed|failed)/.test(event.event), 15_000);
    expect(answer.event).toBe("message.completed");
    const deltas = again.events.filter((event) => event.event === "message.delta");
    const text = deltas.map((event) => (event.data as { text: string }).text).join("");
    expect((answer.data as { message: { text: string } }).message.text).toBe(text);

    const rows = await install.database.query<{ count: string }>("SELECT count(*) FROM messages WHERE role = 'visitor'");
    expect(rows[0]?.count).toBe("1");
  } finally {
    await second.stop();
  }
});

test("a turn that goes on is followed from another process without a gap", async ({ install, api, model, serverEnvironment }) => {
  model.pieces = words;
  model.pauseMs = 40;
  const bot = await api.createBot("Lamp helper", { retrieval: false });
  const second = await Server.start(install.database, install.data, serverEnvironment);
  try {
    const session = await openSession(install.server.origin, bot.public_key);
    const own = await postMessage(install.server.origin, session, "q1", "Tell me a story");
    await own.take((event) => event.event === "message.delta", 2);
    const tail = await EventStream.open(second.origin, session, own.numbers.at(-1) ?? 0);
    const seen = [...own.numbers];
    own.close();
    await tail.until((event) => event.event === "message.completed", 15_000);
    const whole = await EventStream.open(second.origin, session, 0);
    await whole.until((event) => event.event === "message.completed", 15_000);
    expect([...seen, ...tail.numbers]).toEqual(whole.numbers);
  } finally {
    await second.stop();
  }
});

test("an upload survives kill -9 of the server that took it", async ({ install, api, serverEnvironment }) => {
  const bot = await api.createBot("Lamp helper");
  const lines = Array.from({ length: 400 }, (_, n) =>
    JSON.stringify({ external_id: `d${n}`, title: `Lamp ${n}`, text: `Lamp number ${n} takes bulb type B${n}. `.repeat(8) }),
  );
  const response = await fetch(`${install.server.origin}/api/v1/bots/${bot.id}/documents/import`, {
    method: "POST",
    headers: { ...api.authorization, "content-type": "application/x-ndjson" },
    body: lines.join("\n"),
  });
  expect(response.status).toBe(202);
  const { job_id, accepted } = (await response.json()) as { job_id: string; accepted: number };
  expect(accepted).toBe(400);
  await until("the import has begun", 30_000, async () => (await api.call<{ done: number }>("GET", `/jobs/${job_id}`)).done > 0);
  await install.server.kill();

  const second = await Server.start(install.database, install.data, serverEnvironment);
  try {
    const there = api.through(second.origin);
    await until("the import is done", 80_000, async () => {
      const job = await there.call<{ status: string; done: number; failed: number }>("GET", `/jobs/${job_id}`);
      return job.status === "done" && job.done === 400 && job.failed === 0;
    });
    const rows = await install.database.query<{ documents: string; doubled: string }>(
      `SELECT count(DISTINCT document_id) AS documents, count(*) - count(DISTINCT (document_id, ordinal)) AS doubled FROM chunks`,
    );
    expect(rows[0]).toEqual({ documents: "400", doubled: "0" });
  } finally {
    await second.stop();
  }
});
