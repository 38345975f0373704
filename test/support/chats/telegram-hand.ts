/** The owner on a phone with Telegram: reads topics, taps inline buttons, answers what asks for words. */
import type { Person } from "../telegram/person.ts";
import type { TelegramPlatform } from "../telegram/platform.ts";
import type { Room, Stored } from "../telegram/world.ts";
import type { Hand, HandParts, Seen } from "./hand.ts";

/** The list of what waits is no card. */
const BOARD = /^\s*(Waiting \(\d+\)|Nothing waits for you\.)/;

export class TelegramHand implements Hand {
  readonly surface = "telegram";
  readonly person: Person;
  readonly platform: TelegramPlatform;
  readonly room: Room;
  readonly #parts: HandParts;

  constructor(parts: HandParts, platform: TelegramPlatform, person: Person, room: Room) {
    this.#parts = parts;
    this.platform = platform;
    this.person = person;
    this.room = room;
  }

  async card(reads: RegExp): Promise<Seen> {
    return seen(await this.message(reads));
  }

  /** The newest message of the bot that reads so. */
  message(reads: RegExp): Promise<Stored> {
    return this.#parts.until(`a message like ${reads} in Telegram`, () => this.#all(reads).at(-1));
  }

  all(reads: RegExp): readonly Seen[] {
    return this.#all(reads).map(seen);
  }

  async tap(reads: RegExp, label: string): Promise<string | null> {
    const message = await this.#parts.until(`${label} on a message like ${reads} in Telegram`, () =>
      this.#all(reads).findLast((one) => one.keyboard.flat().some((button) => button.text === label)),
    );
    const answered = await this.person.tap(message, label);
    await this.#parts.company.rest();
    return answered.alert ? (answered.text ?? null) : null;
  }

  async rewrite(reads: RegExp, text: string): Promise<void> {
    await this.tap(reads, "Edit");
    await this.tap(reads, "Replace the text");
    await this.#answer(/Answer this message with the new/, text);
  }

  async reject(reads: RegExp, reason: string): Promise<void> {
    await this.tap(reads, "Reject");
    await this.tap(reads, "Another reason …");
    await this.#answer(/Answer this message with your reason/, reason);
  }

  async say(text: string, beside?: RegExp): Promise<void> {
    const topic = beside ? (await this.message(beside)).topic : null;
    // In the main room of a group the bot hears what is meant for it only.
    const group = this.room !== this.person.chat && topic === null;
    this.person.say(group ? this.person.chat : this.room, text, topic === null ? {} : { topic });
    this.#parts.company.office.clock.advance(1000);
    await this.#heard();
  }

  files(): readonly string[] {
    return this.platform
      .messages(this.room)
      .flatMap((one) => (one.from.is_bot && one.document?.file_name ? [one.document.file_name] : []));
  }

  screen(): string {
    return [this.platform.screen(this.room), "(direct)", this.platform.screen(this.person.chat)].join("\n");
  }

  async #answer(prompt: RegExp, text: string): Promise<void> {
    const message = await this.message(prompt);
    this.person.say(this.room, text, { replyTo: message, ...(message.topic === null ? {} : { topic: message.topic }) });
    this.#parts.company.office.clock.advance(1000);
    await this.#heard();
  }

  /** What was said is fetched by the bot, and answered. */
  async #heard(): Promise<void> {
    await this.#parts.until("the poll", () => this.platform.pending === 0);
    this.#parts.company.office.clock.advance(1000);
    await this.#parts.company.rest();
  }

  #all(reads: RegExp): Stored[] {
    const rooms = this.room === this.person.chat ? [this.room] : [this.room, this.person.chat];
    return rooms
      .flatMap((room) => this.platform.messages(room))
      .filter((message) => message.from.is_bot && reads.test(message.text) && !BOARD.test(message.text));
  }
}

function seen(message: Stored): Seen {
  return {
    text: message.text,
    buttons: message.keyboard.flat().map((button) => button.text),
    thread: message.topic === null ? null : String(message.topic),
  };
}
