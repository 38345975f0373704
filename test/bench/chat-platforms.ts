/**
 * The other side of the wire for chats.ts: local Slack and Telegram with the owner's hands, in a process of their own, so that
 * they take no time from the product. All that is measured is measured here, by one clock: from the tap to what is stored.
 * Two pairs of platforms are held: one for the product, one for a bare client that does the least there is to do.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { Person as SlackPerson } from "../support/slack/person.ts";
import { SlackPlatform } from "../support/slack/platform.ts";
import { showMessage } from "../support/slack/shown.ts";
import type { Message } from "../support/slack/world.ts";
import {
  type Room,
  type Stored,
  type Person as TelegramPerson,
  TelegramPlatform,
} from "../support/telegram/platform.ts";

export type Side = "ours" | "bare";
export type ChatName = "slack" | "telegram";

/** What a client needs to connect, as `start` reads it from its environment. */
export interface Door {
  readonly SLACK_BOT_TOKEN: string;
  readonly SLACK_APP_TOKEN: string;
  readonly SLACK_API_URL: string;
  readonly SLACK_CHANNEL: string;
  readonly SLACK_OWNER: string;
  readonly TELEGRAM_BOT_TOKEN: string;
  readonly TELEGRAM_API_ROOT: string;
  readonly TELEGRAM_CHAT: string;
  readonly TELEGRAM_OWNER: string;
}

/** Milliseconds from the tap. */
export interface Tapped {
  /** Until the platform had the acknowledgement. */
  readonly ackMs: number;
  /** Until both messages stood there without buttons. */
  readonly shownMs: number;
  /** Until both said that it was sent; `null` where nobody says so. */
  readonly sentMs: number | null;
}

export type Ask =
  | { readonly what: "doors" }
  /** How many of these codes stand on both surfaces and can be approved. */
  | { readonly what: "standing"; readonly side: Side; readonly codes: readonly string[] }
  | {
      readonly what: "tap";
      readonly side: Side;
      readonly surface: ChatName;
      readonly code: string;
      readonly last: boolean;
    };

const SLACK_OWNER = "U0000OWNER";
const TELEGRAM_OWNER = 101;
const PATIENCE_MS = 20_000;
const LOOK_MS = 1;

class Pair {
  readonly #slack: SlackPlatform;
  readonly #telegram: TelegramPlatform;
  readonly #desk: SlackPerson;
  readonly #phone: TelegramPerson;
  readonly #room: Room;

  private constructor(slack: SlackPlatform, telegram: TelegramPlatform) {
    this.#slack = slack;
    this.#telegram = telegram;
    this.#desk = slack.person(SLACK_OWNER, { name: "Robin" });
    this.#phone = telegram.person({ id: TELEGRAM_OWNER, name: "Robin" });
    this.#room = telegram.group({ title: "Atelier", members: [this.#phone], forum: true });
  }

  static async open(): Promise<Pair> {
    return new Pair(await SlackPlatform.open(), await TelegramPlatform.open());
  }

  get door(): Door {
    return {
      SLACK_BOT_TOKEN: this.#slack.tokens.bot,
      SLACK_APP_TOKEN: this.#slack.tokens.app,
      SLACK_API_URL: this.#slack.apiUrl,
      SLACK_CHANNEL: this.#slack.room,
      SLACK_OWNER,
      TELEGRAM_BOT_TOKEN: this.#telegram.token,
      TELEGRAM_API_ROOT: this.#telegram.apiRoot,
      TELEGRAM_CHAT: String(this.#room.id),
      TELEGRAM_OWNER: String(TELEGRAM_OWNER),
    };
  }

  standing(codes: readonly string[]): number {
    const wanted = new Set(codes);
    const slack = new Set(this.#slack.world.messages.filter(isLiveInSlack).flatMap((one) => wordsOf(one.text)));
    const telegram = new Set(this.#live().flatMap((one) => wordsOf(one.text)));
    return [...wanted].filter((code) => slack.has(code) && telegram.has(code)).length;
  }

  /** `last`: waits also until it says that it was sent. */
  async tap(surface: ChatName, code: string, last: boolean): Promise<Tapped> {
    const atDesk = this.#slack.world.messages.find((one) => isLiveInSlack(one) && wordsOf(one.text).includes(code));
    const onPhone = this.#live().find((one) => wordsOf(one.text).includes(code));
    if (!atDesk || !onPhone) throw new Error(`${code} doesn't stand on both surfaces`);
    const shown = showMessage(this.#slack.world, atDesk);
    const began = performance.now();
    const acked =
      surface === "slack"
        ? this.#desk.tap(shown, "Approve").then((delivery) => delivery.ackMs)
        : this.#phone.tap(onPhone, "Approve").then((answer) => answer.ms);
    const shownMs = await since(began, `no outcome of ${code}`, () => !isLiveInSlack(atDesk) && !isLive(onPhone));
    const sentMs = last
      ? await since(began, `${code} not sent`, () =>
          [atDesk.text, onPhone.text].every((text) => text.includes("Sent.")),
        )
      : null;
    const ackMs = await acked;
    if (ackMs === null) throw new Error(`the tap on ${code} was never acknowledged`);
    return { ackMs, shownMs, sentMs };
  }

  #live(): Stored[] {
    return this.#telegram.messages(this.#room).filter(isLive);
  }
}

function isLiveInSlack({ bot, blocks }: Message): boolean {
  return bot !== null && (blocks ?? []).some((block) => block.type === "actions");
}

function isLive({ keyboard }: Stored): boolean {
  return keyboard.length > 0;
}

function wordsOf(text: string): string[] {
  return text.match(/\b[A-Z0-9]{4,6}\b/g) ?? [];
}

/** Looks every millisecond. */
async function since(began: number, otherwise: string, done: () => boolean): Promise<number> {
  while (!done()) {
    if (performance.now() - began > PATIENCE_MS) throw new Error(`${otherwise} within ${PATIENCE_MS / 1000} s`);
    await wait(LOOK_MS);
  }
  return performance.now() - began;
}

const pairs: Readonly<Record<Side, Pair>> = { ours: await Pair.open(), bare: await Pair.open() };

function answer(ask: Ask): unknown {
  if (ask.what === "doors") return { ours: pairs.ours.door, bare: pairs.bare.door };
  if (ask.what === "standing") return pairs[ask.side].standing(ask.codes);
  return pairs[ask.side].tap(ask.surface, ask.code, ask.last);
}

process.on("message", async ({ id, ask }: { id: number; ask: Ask }) => {
  try {
    process.send?.({ id, value: await answer(ask) });
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
process.on("disconnect", () => process.exit(0));
