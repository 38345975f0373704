/** The owner at a Slack client: reads threads, taps buttons, fills in modals. */
import type { Person } from "../slack/person.ts";
import type { SlackPlatform } from "../slack/platform.ts";
import type { ShownMessage } from "../slack/shown.ts";
import type { Hand, HandParts, Seen } from "./hand.ts";

/** The list of what waits is no card. */
const BOARD = /^[^\n]*:\s*(Waiting \(\d+\)|Nothing waits for you\.)/;

export class SlackHand implements Hand {
  readonly surface = "slack";
  readonly person: Person;
  readonly platform: SlackPlatform;
  readonly #parts: HandParts;

  constructor(parts: HandParts, platform: SlackPlatform, person: Person) {
    this.#parts = parts;
    this.platform = platform;
    this.person = person;
  }

  async card(reads: RegExp): Promise<Seen> {
    return seen(await this.message(reads));
  }

  /** The newest message that reads so, as Slack has it. */
  message(reads: RegExp): Promise<ShownMessage> {
    return this.#parts.until(`a message like ${reads} in Slack`, () => this.#all(reads).at(-1));
  }

  all(reads: RegExp): readonly Seen[] {
    return this.#all(reads).map(seen);
  }

  async tap(reads: RegExp, label: string): Promise<string | null> {
    const message = await this.#parts.until(`${label} on a message like ${reads} in Slack`, () =>
      this.#all(reads).findLast((one) => one.buttons.includes(label)),
    );
    const before = this.platform.whispers(this.person.user.id).length;
    await this.person.tap(message, label);
    await this.#parts.company.rest();
    return this.platform.whispers(this.person.user.id)[before]?.text ?? null;
  }

  async rewrite(reads: RegExp, text: string): Promise<void> {
    await this.tap(reads, "Edit");
    await this.submit({ Text: text });
  }

  async reject(reads: RegExp, reason: string): Promise<void> {
    await this.tap(reads, "Reject");
    await this.submit({ "In your words": reason });
  }

  /** Fills in the form on top of the screen and sends it. */
  async submit(values: Record<string, string | readonly string[]>): Promise<void> {
    const modal = await this.#parts.until("a form in Slack", () => this.person.modal);
    const outcome = await this.person.submit(modal, values as Parameters<Person["submit"]>[1]);
    if (outcome.kind !== "closed" && outcome.kind !== "cleared")
      throw new Error(`the form stays: ${JSON.stringify(outcome)}`);
    await this.#parts.company.rest();
  }

  async say(text: string, beside?: RegExp): Promise<void> {
    if (beside) {
      const message = await this.message(beside);
      await this.person.say(this.platform.room, text, { thread: message.thread ?? message.ts });
    } else await this.person.dm(text);
    this.#parts.company.office.clock.advance(1000);
    await this.#parts.company.rest();
  }

  files(): readonly string[] {
    return this.platform
      .messages(this.platform.room)
      .flatMap((one) => (one.byApp ? one.files.map((file) => file.name) : []));
  }

  screen(): string {
    const threads = this.platform.messages(this.platform.room, null);
    return [
      ...threads.map((head) => this.platform.screen(this.platform.room, head.ts)),
      "(direct)",
      this.platform.screen(this.person.room),
    ].join("\n");
  }

  #all(reads: RegExp): ShownMessage[] {
    return [...this.platform.messages(this.platform.room), ...this.platform.messages(this.person.room)].filter(
      (message) => message.byApp && reads.test(message.lines.join("\n")) && !BOARD.test(message.lines.join("\n")),
    );
  }
}

function seen(message: ShownMessage): Seen {
  return { text: message.lines.join("\n"), buttons: message.buttons, thread: message.thread };
}
