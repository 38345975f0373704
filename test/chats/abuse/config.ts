/**
 * Secrets that are blank, missing or misplaced: nothing starts, and the complaint names the variable and never what stands in it.
 */
import { expect, test } from "vitest";
import { ConfigError, readConfig } from "../../../src/config.ts";
import { Slack } from "../../../src/surfaces/slack/slack.ts";
import { Telegram } from "../../../src/surfaces/telegram/telegram.ts";
import type { Tally } from "./tally.ts";

const BOT = "xoxb-bot-secret-words";
const APP = "xapp-app-secret-words";
const SIGNING = "signing-secret-words";
const TELEGRAM = "123456:telegram-secret-words";
const HOOK = "webhook-secret-words";
const BLANK = ["", " ", "\t", "\n", " \r\n "];

type Environment = Readonly<Record<string, string>>;

const WHOLE: ReadonlyArray<readonly [string, Environment]> = [
  ["SLACK_BOT_TOKEN", { SLACK_APP_TOKEN: APP }],
  ["SLACK_APP_TOKEN", { SLACK_BOT_TOKEN: BOT, SLACK_SIGNING_SECRET: SIGNING, PORT: "8080" }],
  ["SLACK_SIGNING_SECRET", { SLACK_BOT_TOKEN: BOT, SLACK_APP_TOKEN: APP }],
  ["TELEGRAM_BOT_TOKEN", {}],
  ["TELEGRAM_WEBHOOK_SECRET", { TELEGRAM_BOT_TOKEN: TELEGRAM, PORT: "8080" }],
];

const INCOMPLETE: ReadonlyArray<readonly [string, Environment]> = [
  ["SLACK_APP_TOKEN", { SLACK_BOT_TOKEN: BOT }],
  ["SLACK_BOT_TOKEN", { SLACK_APP_TOKEN: APP }],
  ["SLACK_BOT_TOKEN", { SLACK_SIGNING_SECRET: SIGNING, PORT: "8080" }],
  ["PORT", { SLACK_BOT_TOKEN: BOT, SLACK_SIGNING_SECRET: SIGNING }],
  ["TELEGRAM_BOT_TOKEN", { TELEGRAM_WEBHOOK_SECRET: HOOK, PORT: "8080" }],
  ["PORT", { TELEGRAM_BOT_TOKEN: TELEGRAM, TELEGRAM_WEBHOOK_SECRET: HOOK }],
  ["SLACK_APP_TOKEN", { SLACK_BOT_TOKEN: BOT, SLACK_APP_TOKEN: `${APP} words` }],
  ["TELEGRAM_WEBHOOK_SECRET", { TELEGRAM_BOT_TOKEN: TELEGRAM, TELEGRAM_WEBHOOK_SECRET: `${HOOK}!`, PORT: "1" }],
  ["TELEGRAM_BOT_TOKEN", { TELEGRAM_BOT_TOKEN: `${TELEGRAM} words` }],
  ["SLACK_OWNER", { SLACK_BOT_TOKEN: BOT, SLACK_APP_TOKEN: APP, SLACK_OWNER: "robin" }],
  ["SLACK_OWNER", { SLACK_BOT_TOKEN: BOT, SLACK_APP_TOKEN: APP, SLACK_OWNER: "*" }],
  ["TELEGRAM_OWNER", { TELEGRAM_BOT_TOKEN: TELEGRAM, TELEGRAM_OWNER: "@robin" }],
];

export function configAbuse({ tally }: { readonly tally: Tally }): void {
  test("blank secrets refuse to start", () => {
    const tries = WHOLE.flatMap(([name, others]) =>
      BLANK.map((value) => [name, { ...others, [name]: value }] as const),
    );
    for (const [name, environment] of tries) complains(name, environment);
    tally.count("configuration: blank secrets", tries.length);
  });

  test("what is missing or misplaced refuses to start", () => {
    for (const [name, environment] of INCOMPLETE) complains(name, environment);
    tally.count("configuration: missing and misplaced", INCOMPLETE.length);
  });

  test("a chat that is made without a secret does not begin", async () => {
    const onTrouble = () => {};
    const slack = { apiUrl: null, channel: null, onTrouble };
    for (const value of BLANK) {
      expect(() => new Slack({ ...slack, botToken: value, appToken: APP, signingSecret: null })).toThrow("blank");
      expect(() => new Slack({ ...slack, botToken: BOT, appToken: value, signingSecret: null })).toThrow("blank");
      expect(() => new Slack({ ...slack, botToken: BOT, appToken: null, signingSecret: value })).toThrow("blank");
      const telegram = new Telegram({ token: TELEGRAM, apiRoot: null, chat: null, webhookSecret: value, onTrouble });
      await expect(telegram.start(undefined as never)).rejects.toThrow("TELEGRAM_WEBHOOK_SECRET is blank");
    }
    expect(() => new Slack({ ...slack, botToken: BOT, appToken: null, signingSecret: null })).toThrow(
      "SLACK_APP_TOKEN",
    );
    tally.count("configuration: chats without a secret", BLANK.length * 4 + 1);
  });
}

/** It is refused with the variable's name, and says nothing of any secret. */
function complains(name: string, environment: Environment): void {
  try {
    readConfig({ ATELIER_HOME: "/nowhere", ...environment });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.lines.join("\n")).toContain(name);
    expect(error.message).not.toContain("secret-words");
    return;
  }
  expect.fail(`it would start with ${name}=${JSON.stringify(environment[name])}`);
}
