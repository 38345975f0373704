/**
 * A company whose owner sits in Slack and Telegram: the real adapters against local servers that speak the real protocols, a
 * virtual clock, and hands for the owner on each surface.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HttpDoor, serveHttp } from "../../../src/http.ts";
import { Slack } from "../../../src/surfaces/slack/slack.ts";
import type { Chat } from "../../../src/surfaces/surface.ts";
import { Telegram } from "../../../src/surfaces/telegram/telegram.ts";
import { awakeMs } from "../awake.ts";
import { Office, type OfficeOptions } from "../office.ts";
import { SlackPlatform } from "../slack/platform.ts";
import { TelegramPlatform } from "../telegram/platform.ts";
import { ConsoleHand } from "./console-hand.ts";
import type { Hand, HandParts } from "./hand.ts";
import { SlackHand } from "./slack-hand.ts";
import { TelegramHand } from "./telegram-hand.ts";

export type SurfaceName = "console" | "slack" | "telegram";

const SLACK_OWNER = "U0000OWNER";
const TELEGRAM_OWNER = 101;

export interface CompanyOptions extends OfficeOptions {
  readonly surfaces: readonly SurfaceName[];
  /** Nobody is named in the environment: the owner has to be paired. */
  readonly unpaired?: boolean;
  /** A Telegram group with topics (the default), a private chat otherwise. */
  readonly forum?: boolean;
  /** Slack signs requests and Telegram calls a webhook, at the real HTTP server of the process. */
  readonly http?: boolean;
  /** Whether to restart after this tick; only ticks in which something was done are counted, from 1. */
  readonly cut?: (tick: number) => boolean;
}

/** What the chats prove themselves with over HTTP. */
export const SECRETS = { slack: "8f742231b10e8888abcd99yyyzzz85a5", telegram: "webhook-Secret_1" } as const;

export class Company {
  readonly slack: SlackPlatform | null;
  readonly telegram: TelegramPlatform | null;
  readonly troubles: string[] = [];
  /** Ticks in which something was done. */
  ticks = 0;
  office!: Office;
  readonly #home: string;
  readonly #options: CompanyOptions;
  readonly #hands = new Map<SurfaceName, Hand>();
  readonly #room: number;
  #http: HttpDoor | null = null;
  #adapters: Chat[] = [];
  #ticking: Promise<void> = Promise.resolve();
  #live = false;
  #begun = 0;

  private constructor(
    options: CompanyOptions,
    servers: { slack: SlackPlatform | null; telegram: TelegramPlatform | null },
  ) {
    this.#options = options;
    this.#home = mkdtempSync(join(tmpdir(), "atelier-chats-"));
    this.slack = servers.slack;
    this.telegram = servers.telegram;
    const parts: HandParts = { company: this, until: (what, found) => this.until(what, found) };
    this.#hands.set("console", new ConsoleHand(parts));
    if (this.slack)
      this.#hands.set("slack", new SlackHand(parts, this.slack, this.slack.person(SLACK_OWNER, { name: "Robin" })));
    const owner = this.telegram?.person({ id: TELEGRAM_OWNER, name: "Robin", username: "robin" });
    const room =
      this.telegram && owner && options.forum !== false
        ? this.telegram.group({ title: "Atelier", members: [owner], forum: true })
        : (owner?.chat ?? null);
    this.#room = Number(room?.id ?? 0);
    if (this.telegram && owner && room)
      this.#hands.set("telegram", new TelegramHand(parts, this.telegram, owner, room));
  }

  static async open(options: CompanyOptions): Promise<Company> {
    const slack = options.surfaces.includes("slack") ? await SlackPlatform.open() : null;
    const telegram = options.surfaces.includes("telegram") ? await TelegramPlatform.open() : null;
    const company = new Company(options, { slack, telegram });
    await company.#begin();
    return company;
  }

  /** The owner's hand on a surface. */
  hand(surface: SurfaceName): Hand {
    const hand = this.#hands.get(surface);
    if (!hand) throw new Error(`this company has no ${surface}`);
    return hand;
  }

  /** Where the process listens, with `http`. */
  address(path = ""): string {
    if (!this.#http) throw new Error("this company listens nowhere");
    return `http://127.0.0.1:${this.#http.port}${path}`;
  }

  get environment(): Record<string, string> {
    const { unpaired = false, http = false, environment = {} } = this.#options;
    return {
      ...(this.slack
        ? {
            SLACK_BOT_TOKEN: this.slack.tokens.bot,
            ...(http ? { SLACK_SIGNING_SECRET: SECRETS.slack } : { SLACK_APP_TOKEN: this.slack.tokens.app }),
            SLACK_API_URL: this.slack.apiUrl,
            SLACK_CHANNEL: this.slack.room,
            ...(unpaired ? {} : { SLACK_OWNER: SLACK_OWNER }),
          }
        : {}),
      ...(this.telegram
        ? {
            TELEGRAM_BOT_TOKEN: this.telegram.token,
            TELEGRAM_API_ROOT: this.telegram.apiRoot,
            TELEGRAM_CHAT: String(this.#room),
            ...(http ? { TELEGRAM_WEBHOOK_SECRET: SECRETS.telegram } : {}),
            ...(unpaired ? {} : { TELEGRAM_OWNER: String(TELEGRAM_OWNER) }),
          }
        : {}),
      ...(http ? { PORT: "0" } : {}),
      ...environment,
    };
  }

  /** Ticks until `found` answers something; fails, with what everybody sees, when it doesn't. */
  async until<T>(what: string, found: () => T | null | undefined | false): Promise<T> {
    const spentMs = awakeMs();
    for (;;) {
      const answer = found();
      if (answer !== null && answer !== undefined && answer !== false) return answer;
      if (spentMs() > 30_000) throw new Error(`${what} did not come.\n${this.screens()}`);
      await this.tick();
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  /** Ticks until nothing is left to do and the chats have been still for a moment. */
  async rest(): Promise<void> {
    let still = 0;
    while (still < 3) {
      const done = await this.tick();
      still = done > 0 ? 0 : still + 1;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    this.#check();
  }

  /** One tick; never two at once. */
  async tick(): Promise<number> {
    let done = 0;
    this.#ticking = this.#ticking.then(async () => {
      done = await this.office.workspace.tick();
      this.#check();
    });
    await this.#ticking;
    if (done > 0) this.ticks++;
    if (done > 0 && this.#options.cut?.(this.ticks)) await this.restart();
    return done;
  }

  screens(): string {
    return [...this.#hands.values()].map((hand) => `── ${hand.surface} ──\n${hand.screen()}`).join("\n");
  }

  /** A mail comes in. */
  async receive(raw: string): Promise<void> {
    this.office.drop(`${this.office.events().length}.eml`, raw);
    this.office.clock.advance(10_000);
    await this.rest();
  }

  /** Closes and opens the same home again, as after a restart. */
  async restart(): Promise<void> {
    await this.#ticking;
    await this.#http?.close(0);
    await this.office.close();
    await this.#begin();
  }

  async close(): Promise<void> {
    await this.#ticking;
    await this.#http?.close(0);
    await this.office.close();
    await this.slack?.close();
    await this.telegram?.close();
    rmSync(this.#home, { recursive: true, force: true });
  }

  async #begin(): Promise<void> {
    const shown = this.#live ? this.office.shown : [];
    this.office = await Office.open({
      ...this.#options,
      home: this.#home,
      // Another process draws other ids, as chance would: the same ones again would be refused.
      ...(this.#begun > 0 ? { seed: `${this.#options.seed ?? "seed"} ${this.#begun}` } : {}),
      ...(this.#live ? { clock: this.office.clock } : {}),
      environment: this.environment,
      chats: () => this.#chats(),
    });
    this.#begun += 1;
    this.#live = true;
    this.office.shown.unshift(...shown);
    await this.office.workspace.listen();
    if (this.#options.http) await this.#serve();
  }

  async #serve(): Promise<void> {
    const routes = new Map(this.#adapters.flatMap((chat) => [...chat.routes]));
    const served = await serveHttp({ port: 0, alive: () => true, ready: () => ({ missing: [] }), routes });
    if (served.kind === "taken") throw new Error(served.why);
    this.#http = served;
    this.slack?.events(this.address("/slack/events"), SECRETS.slack);
    this.telegram?.deliverTo(this.address("/telegram"), SECRETS.telegram);
  }

  #chats(): Chat[] {
    const onTrouble = (words: string) => void this.troubles.push(words);
    const environment = this.environment;
    this.#adapters = [
      ...(this.slack
        ? [
            new Slack({
              botToken: environment.SLACK_BOT_TOKEN ?? "",
              appToken: environment.SLACK_APP_TOKEN ?? null,
              signingSecret: environment.SLACK_SIGNING_SECRET ?? null,
              apiUrl: this.slack.apiUrl,
              channel: this.slack.room,
              onTrouble,
            }),
          ]
        : []),
      ...(this.telegram
        ? [
            new Telegram({
              token: this.telegram.token,
              apiRoot: this.telegram.apiRoot,
              chat: environment.TELEGRAM_CHAT ?? null,
              webhookSecret: environment.TELEGRAM_WEBHOOK_SECRET ?? null,
              onTrouble,
              pace: { pollSeconds: 1, callSeconds: 2, tapMs: 5_000, pauseMs: 5, longestPauseMs: 40 },
            }),
          ]
        : []),
    ];
    return this.#adapters;
  }

  #check(): void {
    const [error] = this.office.errors;
    if (error) throw error;
  }
}
