/** A Slack surface with a scripted front, on a local platform, over Socket Mode or signed HTTP. */
import { createServer, type Server } from "node:http";
import { Slack, type SlackParts } from "../../../src/surfaces/slack/slack.ts";
import type { Person } from "../../support/slack/person.ts";
import { SlackPlatform } from "../../support/slack/platform.ts";
import type { PlatformOptions } from "../../support/slack/settings.ts";
import { messageOf } from "./postings.ts";
import { ScriptedFront } from "./scripted-front.ts";

export const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
export const TEAM = "T0000000001";

export class Desk {
  readonly platform: SlackPlatform;
  readonly owner: Person;
  readonly front = new ScriptedFront();
  readonly troubles: string[] = [];
  readonly slack: Slack;
  #server: Server | null = null;

  private constructor(platform: SlackPlatform, parts: Partial<SlackParts>) {
    this.platform = platform;
    this.owner = platform.person("U0000OWNER", { name: "Olga" });
    this.slack = new Slack({
      botToken: platform.tokens.bot,
      appToken: platform.tokens.app,
      signingSecret: null,
      apiUrl: platform.apiUrl,
      channel: platform.room,
      onTrouble: (words) => this.troubles.push(words),
      ...parts,
    });
  }

  /** A desk whose Slack isn't started. */
  static async idle(options: PlatformOptions = {}, parts: Partial<SlackParts> = {}): Promise<Desk> {
    return new Desk(await SlackPlatform.open({ retries: [0, 20, 50], ...options }), parts);
  }

  static async open(mode: "socket" | "http" = "socket", options: PlatformOptions = {}): Promise<Desk> {
    const desk = await Desk.idle(options, mode === "http" ? { appToken: null, signingSecret: SECRET } : {});
    if (mode === "http") await desk.#listen();
    await desk.slack.start(desk.front);
    return desk;
  }

  get eventsUrl(): string {
    const address = this.#server?.address();
    if (typeof address !== "object" || address === null) throw new Error("Nothing listens.");
    return `http://127.0.0.1:${address.port}/slack/events`;
  }

  /** Posts the usual card into the room; its ts. */
  async card(): Promise<string> {
    const sent = await this.slack.post(messageOf(this.platform.room));
    if (sent.kind !== "sent") throw new Error("The card was not sent.");
    return sent.ref;
  }

  /** The usual card as it is shown. */
  get shown() {
    return this.platform.find(this.platform.room, "Answer Anna");
  }

  async close(): Promise<void> {
    await this.slack.stop();
    const server = this.#server;
    server?.closeAllConnections();
    await new Promise<void>((done) => (server ? server.close(() => done()) : done()));
    await this.platform.close();
  }

  async #listen(): Promise<void> {
    const server = createServer((request, response) => {
      const route = this.slack.routes.get(new URL(request.url ?? "/", "http://localhost").pathname);
      if (route) route(request, response);
      else response.writeHead(404).end();
    });
    this.#server = server;
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    this.platform.events(this.eventsUrl, SECRET);
  }
}
