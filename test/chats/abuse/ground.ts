/**
 * A company with requests that wait on both chats, and people around it who are not its owner.
 */
import { expect } from "vitest";
import { letter } from "../../journeys/letters.ts";
import { Company, type CompanyOptions } from "../../support/chats/company.ts";
import { SlackHand } from "../../support/chats/slack-hand.ts";
import { TelegramHand } from "../../support/chats/telegram-hand.ts";
import { controls } from "../../support/slack/forms.ts";
import type { Person as SlackPerson } from "../../support/slack/person.ts";
import type { SlackPlatform } from "../../support/slack/platform.ts";
import type { Person as TelegramPerson } from "../../support/telegram/person.ts";
import type { TapAnswer, TelegramPlatform } from "../../support/telegram/platform.ts";

export const OTHER_TEAM = "T0000OTHER";

/** What a stranger may be told, and all of it. */
const KIND =
  /^(I work for one person only, and I have not been told that it is you\. Nothing was done\.|That is not the code\. After a few wrong tries it is void\.|That button is none of mine\.|This is somebody's own workspace\. There is nothing here for you\.)$/;

export class Ground {
  readonly company: Company;
  readonly slack: SlackHand;
  readonly telegram: TelegramHand;
  readonly slackStrangers: readonly SlackPerson[];
  readonly telegramStrangers: readonly TelegramPerson[];
  /** What strangers read over the chat when they tapped in Telegram. */
  readonly alerts: TapAnswer[] = [];

  private constructor(company: Company, hands: { slack: SlackHand; telegram: TelegramHand }) {
    this.company = company;
    this.slack = hands.slack;
    this.telegram = hands.telegram;
    const { platform } = hands.slack;
    this.slackStrangers = [
      platform.person("U0STRANGER", { name: "Mallory" }),
      platform.person("U0NAMESAKE", { name: "Robin" }),
      platform.person("U0CONNECT0", { name: "Robin", team: OTHER_TEAM }),
    ];
    const telegram = hands.telegram.platform;
    this.telegramStrangers = [
      telegram.person({ id: 666, name: "Mallory", username: "mallory" }),
      telegram.person({ id: 1010, name: "Robin", username: "robin_" }),
      telegram.person({ id: 10, name: "Robin" }),
    ];
    for (const stranger of this.telegramStrangers) if (this.room !== stranger.chat) stranger.join(this.room);
  }

  static async open(options: Partial<CompanyOptions>): Promise<Ground> {
    const company = await Company.open({ surfaces: ["slack", "telegram"], ...options });
    const [slack, telegram] = [company.hand("slack"), company.hand("telegram")];
    if (!(slack instanceof SlackHand) || !(telegram instanceof TelegramHand)) throw new Error("no hands");
    const ground = new Ground(company, { slack, telegram });
    await company.rest();
    return ground;
  }

  get room() {
    return this.telegram.room;
  }

  get slackPlatform(): SlackPlatform {
    return this.slack.platform;
  }

  get telegramPlatform(): TelegramPlatform {
    return this.telegram.platform;
  }

  /** Somebody new asks for an offer; answers what the request's card reads. */
  async request(name: string): Promise<RegExp> {
    const works = `${name} Works Ltd`;
    const text = `Hello,\nI run ${works} and need a new website. Could you make us an offer?\n${name}`;
    const from = `${name} <${name.toLowerCase()}@${name.toLowerCase()}-works.example>`;
    await this.company.receive(letter({ from, subject: "Offer?", text, id: `${name}.1@works.example` }));
    return new RegExp(`answer ${name}\\.`);
  }

  code(reads: RegExp): string {
    return this.company.office.code(reads);
  }

  /** It still waits, and the owner can still approve it; then it leaves, once. */
  async approves(reads: RegExp, surface: "slack" | "telegram"): Promise<void> {
    const sent = this.company.office.sent().length;
    expect(await this.company.hand(surface).tap(reads, "Approve")).toBeNull();
    await this.company.until("the mail", () => this.company.office.sent().length === sent + 1);
    await this.company.rest();
    expect(this.company.office.sent()).toHaveLength(sent + 1);
  }

  /** All that the app shows in the rooms that others see too. */
  seen(): readonly string[] {
    const slack = this.slackPlatform
      .messages(this.slackPlatform.room)
      .filter((one) => one.byApp)
      .map(({ lines, blocks }) => [...lines, ...controls(blocks).map(({ id, element }) => `${id}=${element.value}`)]);
    const telegram = this.telegramPlatform
      .messages(this.room)
      .filter((one) => one.from.is_bot)
      .map(({ text, keyboard }) => [text, JSON.stringify(keyboard)]);
    return [...slack, ...telegram].map((lines) => lines.join("\n"));
  }

  /** Everything that anybody but the owner was told so far is kind, and says nothing about the company. */
  strangersLearnedNothing(what: string): void {
    for (const words of this.told()) expect.soft(words, what).toMatch(KIND);
  }

  /** All that anybody but the owner was told. */
  told(): string[] {
    const { world } = this.slackPlatform;
    const owner = this.slack.person.user.id;
    const whispers = this.slackPlatform.whispers().filter((one) => one.user !== owner);
    const homes = [...world.homes.keys()].filter((user) => user !== owner);
    return [
      ...whispers.map((one) => one.lines.join("\n")),
      ...this.slackStrangers.flatMap(({ room }) =>
        this.slackPlatform.messages(room).flatMap((one) => (one.byApp ? [one.lines.join("\n")] : [])),
      ),
      ...homes.map((user) => this.slackPlatform.home(user)?.lines.join("\n") ?? ""),
      ...this.alerts.map((one) => one.text),
      ...this.telegramStrangers.flatMap(({ chat }) =>
        this.telegramPlatform.messages(chat).flatMap((one) => (one.from.is_bot ? [one.text] : [])),
      ),
    ].map((words) => words.replace(/^Atelier:/, "").trim());
  }
}

/** The orders that somebody else would give. */
export function ordersFor(code: string): readonly string[] {
  return [
    `approve ${code}`,
    `reject ${code} because no`,
    `edit ${code} text="pay me"`,
    `later ${code} tonight`,
    `self ${code}`,
    `undo ${code}`,
    `why ${code}`,
    "approve",
    "queue",
    "status",
    "pause",
    "resume",
    "lock",
    "unpair all",
    "pair slack",
  ];
}
