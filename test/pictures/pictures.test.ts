/**
 * What people see, as pages: sentences, no ids, no JSON, and nothing that others wrote taken for markup. With ATELIER_PICTURES
 * set to a folder (`npm run pictures`) they are drawn there as PNGs, which needs Chromium (CHROMIUM names it).
 */
import { mkdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { draw } from "./draw.ts";
import { readable } from "./html.ts";
import { liveThrough, type Week } from "./journey.ts";
import { type SlackMessage, slackHomePage, slackPage } from "./slack-page.ts";
import { type TelegramMessage, telegramPage } from "./telegram-page.ts";

const FOLDER = process.env.ATELIER_PICTURES;
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const MOST_BYTES = 150 * 1024;

const PAGES: Readonly<Record<string, { width: number; height: number; of: (week: Week) => string }>> = {
  "slack-card": {
    width: 1240,
    height: 1290,
    of: ({ waiting, decided }) =>
      slackPage("A card in Slack", [
        { heading: "Thread", beside: "# atelier · it waits", messages: waiting.slack },
        { heading: "Thread", beside: "# atelier · edited on the phone, approved here", messages: decided.slack },
      ]),
  },
  "telegram-card": {
    width: 804,
    height: 1290,
    of: ({ waiting, decided }) =>
      telegramPage("A card in Telegram", [
        { title: waiting.topic, below: "Atelier · it waits", messages: waiting.telegram },
        {
          title: decided.topic,
          below: "Atelier · edited here, approved at the desk",
          messages: decided.telegram,
        },
      ]),
  },
  digest: {
    width: 620,
    height: 510,
    of: ({ digest }) =>
      slackPage("The digest in Slack", [
        { heading: "# atelier", beside: "every morning at eight", messages: digest.slack },
      ]),
  },
  "digest-telegram": {
    width: 390,
    height: 585,
    of: ({ digest }) =>
      telegramPage("The digest in Telegram", [
        { title: "Atelier", below: "every morning at eight", messages: digest.telegram },
      ]),
  },
  home: { width: 620, height: 395, of: ({ home }) => slackHomePage("App Home", home) },
};

describe("what people see", () => {
  const pages = new Map<string, string>();
  beforeAll(async () => {
    const week = await liveThrough();
    for (const [name, { of }] of Object.entries(PAGES)) pages.set(name, of(week));
  });

  for (const [name, { width, height }] of Object.entries(PAGES)) {
    test(`${name} reads as sentences, without ids and JSON`, async () => {
      const seen = readable(pages.get(name) ?? "");
      expect(seen).not.toMatch(/\b[pimcenrsa]_[0-9a-f]{6,}|\{"|undefined|\[object|null\b/);
      await expect(`${lasting(seen)}\n`).toMatchFileSnapshot(`seen/${name}.txt`);
    });

    test.runIf(FOLDER !== undefined)(`${name} is drawn, and small`, async () => {
      const folder = resolve(FOLDER ?? "");
      mkdirSync(folder, { recursive: true });
      const path = join(folder, `${name}.png`);
      await draw(pages.get(name) ?? "", { path, width, height, chromium: CHROMIUM });
      expect(statSync(path).size).toBeGreaterThan(1000);
      expect(statSync(path).size).toBeLessThan(MOST_BYTES);
    });
  }
});

/** Without what any other event in the ledger would change. */
function lasting(seen: string): string {
  return seen.replace(/^[A-Z0-9]{4}(?=:|$| ·)/gm, "CODE").replace(/\d+ events, [0-9a-f]{16}/, "… events, …");
}

test("what others wrote is never markup, on either page", () => {
  const hostile = `<script>alert(1)</script> & "quoted" </div>`;
  const slack: SlackMessage = {
    from: "Atelier",
    byApp: true,
    time: "",
    edited: false,
    blocks: [{ type: "section", text: { type: "plain_text", text: hostile } }],
    text: "",
    pictures: [],
  };
  const telegram: TelegramMessage = {
    from: hostile,
    byBot: true,
    time: "",
    edited: false,
    silent: true,
    answers: hostile,
    text: hostile,
    entities: [{ type: "bold", offset: 0, length: 8 }],
    picture: null,
    keyboard: [[hostile]],
  };
  for (const html of [
    slackPage("x", [{ heading: "x", beside: "x", messages: [slack] }]),
    telegramPage("x", [{ title: "x", below: "x", messages: [telegram] }]),
  ]) {
    expect(html).not.toContain("<script>");
    expect(readable(html)).toContain(hostile);
  }
});
