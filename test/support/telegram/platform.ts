/**
 * Telegram on this machine, for tests: a server that speaks the Bot API as strictly as the real one, and people who
 * write and tap. A real grammY runs against it with `client: { apiRoot: platform.apiRoot }`.
 * What the platform knows is in world.ts, its calls in calls-*.ts, the hands of people in person.ts.
 */
import type { Update, User } from "grammy/types";
import { Args } from "./args.ts";
import type { Calls, Desk } from "./call.ts";
import { botCalls } from "./calls-bot.ts";
import { chatCalls } from "./calls-chat.ts";
import { editingCalls } from "./calls-edit.ts";
import { sendingCalls } from "./calls-send.ts";
import { type Fault, Faults } from "./faults.ts";
import { forgeTap, postRaw, type RawTap } from "./forge.ts";
import type { GroupOptions, PlatformOptions } from "./options.ts";
import { Person, standingNews } from "./person.ts";
import { screenOf, standing } from "./screen.ts";
import { type Made, openServer, perform } from "./server.ts";
import { type TapAnswer, Taps } from "./taps.ts";
import { type News, OTHER_POLLER, Updates } from "./updates.ts";
import { Watch } from "./watch.ts";
import { type Right, type Room, type Standing, type Stored, type Topic, World, wireMessage } from "./world.ts";

export type { Fault, Made, Person, Room, Stored, TapAnswer, Topic };

const BOT_ID = 7_300_000_001;
const FIRST_UPDATE = 730_000_001;
const ALL_RIGHTS: readonly Right[] = ["can_manage_topics", "can_pin_messages", "can_delete_messages"];

export class TelegramPlatform {
  readonly token: string;
  readonly bot: User;
  /** Every call of the bot, the oldest first. */
  readonly calls: Made[] = [];
  /** What the real server would have passed over without a word. */
  readonly oddities: string[] = [];
  /** Bots in groups see only what is meant for them, unless they are administrators. */
  privacy: boolean;
  readonly #world: World;
  readonly #updates: Updates;
  readonly #taps: Taps;
  readonly #desk: Desk;
  readonly #calls: Calls;
  readonly #faults = new Faults();
  readonly #watch = new Watch();
  #server: { readonly port: number; close(): Promise<void> } | null = null;
  #groups = 0;

  private constructor(options: PlatformOptions) {
    this.token = options.token ?? `${BOT_ID}:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc`;
    this.privacy = options.privacy ?? true;
    this.bot = {
      id: Number(this.token.split(":")[0]),
      is_bot: true,
      first_name: options.botName ?? "Atelier",
      username: options.botUsername ?? "atelier_bot",
    };
    this.#world = new World({ bot: this.bot, now: options.now ?? Date.now });
    this.#world.changed = () => this.#watch.notify();
    this.#updates = new Updates({ firstId: FIRST_UPDATE, retryMs: options.webhookRetryMs ?? 20 });
    this.#taps = new Taps({ withinMs: options.answerWithinMs ?? 15_000 });
    this.#desk = {
      world: this.#world,
      updates: this.#updates,
      taps: this.#taps,
      privacy: () => this.privacy,
      odd: (what) => void this.oddities.push(what),
    };
    this.#calls = {
      ...botCalls(this.#desk),
      ...sendingCalls(this.#desk),
      ...editingCalls(this.#desk),
      ...chatCalls(this.#desk),
    };
    const parts = { calls: this.#calls, desk: this.#desk };
    this.#updates.onReply = (method, args) => void perform(parts, method, new Args(args), new AbortController().signal);
  }

  /** Listens on a free port of the loopback interface. */
  static async open(options: PlatformOptions = {}): Promise<TelegramPlatform> {
    const platform = new TelegramPlatform(options);
    platform.#server = await openServer({
      token: platform.token,
      calls: platform.#calls,
      desk: platform.#desk,
      faults: platform.#faults,
      record: platform.calls,
      changed: () => platform.#watch.notify(),
    });
    return platform;
  }

  /** For `client.apiRoot`, or `TELEGRAM_API_ROOT`. */
  get apiRoot(): string {
    return `http://127.0.0.1:${this.#server?.port}`;
  }

  async close(): Promise<void> {
    this.#updates.close();
    this.#taps.close();
    await this.#server?.close();
  }

  // ── People and chats ─────────────────────────────────────────────────────────────────────────────────────────────

  /** A person, who has opened the conversation with the bot unless `started` is false. */
  person(given: { id: number; name: string; username?: string; started?: boolean }): Person {
    const { id, name, username, started = true } = given;
    const user: User = { id, is_bot: false, first_name: name, ...(username === undefined ? {} : { username }) };
    this.#world.people.set(id, user);
    const members = new Map<number, Standing>([[id, "member"]]);
    members.set(this.bot.id, started ? "member" : "left");
    const chat = this.#world.addRoom({ id, type: "private", title: name, forum: false, members });
    return new Person({ user, chat, desk: this.#desk });
  }

  /** A group of people and the bot; the first of them owns it. */
  group(options: GroupOptions): Room {
    const { title, members: people, forum = false, type = "supergroup", bot = "administrator" } = options;
    const number = ++this.#groups;
    const id = options.id ?? (type === "supergroup" ? -1_001_000_000_000 - number : -4_000_000 - number);
    const members = new Map<number, Standing>(people.map(({ id: one }, at) => [one, at === 0 ? "creator" : "member"]));
    members.set(this.bot.id, bot);
    const rights = bot === "administrator" ? (options.rights ?? ALL_RIGHTS) : [];
    return this.#world.addRoom({ id, type, title, forum: forum && type === "supergroup", members, rights });
  }

  /** A topic that a person opens. */
  topic(room: Room, name: string, by: Person): Topic {
    const topic = this.#world.addTopic(room, name, by.user);
    const opening = room.messages.get(topic.id);
    if (opening) this.#updates.push({ message: wireMessage(opening, this.#world) } as News);
    return topic;
  }

  /** The bot's standing in a group changes; it is told so. */
  stand(room: Room, standing: "administrator" | "member" | "left" | "kicked", by: Person): void {
    const before = room.members.get(this.bot.id) ?? "left";
    room.members.set(this.bot.id, standing);
    room.botRights.clear();
    if (standing === "administrator") for (const right of ALL_RIGHTS) room.botRights.add(right);
    const old = before === "creator" ? "administrator" : before;
    this.#updates.push(standingNews(room, by.user, this.#desk, old, standing) as News);
  }

  // ── What a client would never do ─────────────────────────────────────────────────────────────────────────────────

  /** Forges a tap: old data, a foreign message, a copy elsewhere. Resolves with the bot's answer. */
  tapRaw(tap: RawTap): Promise<TapAnswer> {
    return forgeTap(this.#desk, tap);
  }

  /** Delivers an update once more with the id it had, whatever the bot has confirmed. */
  replay(update: Update): void {
    this.#updates.repeat(update);
  }

  /** Delivers anything as an update with the next id. */
  push(news: News): Update | null {
    return this.#updates.push(news);
  }

  /** Sends updates to a webhook as if it had been set; `null` ends it. */
  deliverTo(url: string | null, secret = ""): void {
    this.#updates.setHook(url === null ? null : { url, secret, maxConnections: 40 });
  }

  /** Posts once to a webhook, whatever it is; without `secret` the header is missing. Answers with the status. */
  post(url: string, body: string | Uint8Array | object, secret?: string): Promise<number> {
    return postRaw(url, body, secret);
  }

  // ── Trouble ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The next calls of a method (`*`: of any) go wrong. */
  fail(method: string, fault: Fault): void {
    this.#faults.arm(method, fault);
  }

  /** Calls of a method (`*`: of any) take so long; 0 ends it. */
  delay(method: string, ms: number): void {
    this.#faults.delay(method, ms);
  }

  /** Ends all trouble. */
  heal(): void {
    this.#faults.clear();
  }

  /** Another instance of the bot polls: whoever waits now is refused with 409. */
  interfere(): void {
    this.#updates.interrupt(OTHER_POLLER);
  }

  // ── What people see ──────────────────────────────────────────────────────────────────────────────────────────────

  /** Messages that stand in a chat; of one topic (`null`: the general one) or of all. Kept up to date. */
  messages(room: Room, topic?: number | null): readonly Stored[] {
    return standing(room, topic);
  }

  /** The last message of the bot there; throws where there is none. */
  last(room: Room, topic?: number | null): Stored {
    const found = this.messages(room, topic).findLast((stored) => stored.from.id === this.bot.id);
    if (found === undefined) throw new Error(`the bot has not written in ${room.title}`);
    return found;
  }

  /** The chat as lines of text, with buttons as [Label]. */
  screen(room: Room, topic?: number | null): string {
    return screenOf(room, topic);
  }

  /** Every chat there is. */
  get rooms(): readonly Room[] {
    return [...this.#world.rooms.values()];
  }

  /** How many updates the bot has not confirmed. */
  get pending(): number {
    return this.#updates.pending;
  }

  /** Calls of one method. */
  made(method: string): readonly Made[] {
    return this.calls.filter((call) => call.method === method);
  }

  /** Waits for a condition: looked at after every change and every few milliseconds. Rejects after `withinMs`. */
  until(condition: () => boolean, withinMs = 20_000): Promise<void> {
    const seen = () => [...this.#world.rooms.values()].map((room) => `${room.title}\n${screenOf(room)}`).join("\n");
    return this.#watch.until(condition, withinMs, seen);
  }
}
