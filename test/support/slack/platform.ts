/**
 * A strict local Slack for tests: the Web API, Socket Mode and signed HTTP events on one loopback port, so that the
 * unmodified SDK runs against it, and people who use it as they use a real client.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { awakeMs } from "../awake.ts";
import { Api, type Logged, type Tokens } from "./api.ts";
import { type Carrier, Deliveries, type Delivery, type Kind } from "./delivery.ts";
import { type Fault, Faults } from "./faults.ts";
import * as payloads from "./payloads.ts";
import { Person } from "./person.ts";
import { type ChannelOptions, EVENTS, IDENTITY, type PlatformOptions, SCOPES } from "./settings.ts";
import {
  type ShownMessage,
  type ShownView,
  type ShownWhisper,
  screen,
  showMessage,
  showView,
  showWhisper,
} from "./shown.ts";
import { type Forgery, Signed } from "./signed.ts";
import { Sockets } from "./socket.ts";
import { stack } from "./views.ts";
import { type Channel, type Json, World } from "./world.ts";

export class SlackPlatform {
  readonly world: World;
  readonly faults = new Faults();
  readonly tokens: Tokens;
  /** Every call of the Web API, in order. */
  readonly calls: Logged[] = [];
  readonly sockets: Sockets;
  readonly #subscriptions: readonly string[];
  readonly #server: Server;
  readonly #deliveries: Deliveries;
  readonly #people = new Map<string, Person>();
  readonly #options: PlatformOptions;
  #http: Signed | null = null;
  #origin = "";

  /** Starts the platform on a free loopback port, with one public room that everybody is in. */
  static async open(options: PlatformOptions = {}): Promise<SlackPlatform> {
    const platform = new SlackPlatform(options);
    await new Promise<void>((done) => platform.#server.listen(0, "127.0.0.1", done));
    platform.#origin = `http://127.0.0.1:${(platform.#server.address() as AddressInfo).port}`;
    return platform;
  }

  private constructor(options: PlatformOptions) {
    const now = options.now ?? Date.now;
    this.#options = options;
    this.#subscriptions = options.subscriptions ?? EVENTS;
    this.world = new World({ identity: { ...IDENTITY, ...options.identity }, now });
    const { app } = this.world.identity;
    const secrets = { bot: "xoxb-test-bot-token", app: `xapp-1-${app}-test-app-token` };
    this.tokens = {
      ...secrets,
      scopes: [...SCOPES],
      appScopes: ["connections:write"],
      revoked: null,
      ...options.tokens,
    };
    const origin = () => this.#origin;
    const ackMs = options.ackMs ?? 3_000;
    this.sockets = new Sockets({ app, origin, ackMs });
    const carrier = (): Carrier => this.#http ?? this.sockets;
    this.#deliveries = new Deliveries({ carrier, retries: options.retries ?? [0, 250, 1_000] });
    const happened = (event: Json, channel: Channel) =>
      void this.#heard(payloads.messageEvent(event, channel), channel);
    const connect = () => this.sockets.address();
    const { world, tokens, faults, calls } = this;
    const api = new Api({ world, tokens, faults, calls, origin, happened, connect });
    this.#server = createServer((request, response) => {
      api.handle(request, response).catch((error: unknown) => {
        response.writeHead(500, { "content-type": "text/plain" });
        response.end(`the test platform itself failed: ${String(error)}`);
      });
    });
    this.#server.on("upgrade", (request, stream, head) => this.sockets.upgrade(request, stream, head));
    this.channel("C0000000001", { name: "atelier" });
  }

  /** For `clientOptions.slackApiUrl`. */
  get apiUrl(): string {
    return `${this.#origin}/api/`;
  }

  /** The public room that is there from the start. */
  get room(): string {
    return "C0000000001";
  }

  /** Everything the app was told, and how it took it. */
  get deliveries(): readonly Delivery[] {
    return this.#deliveries.log;
  }

  async close(): Promise<void> {
    this.#deliveries.close();
    await this.sockets.close();
    this.#server.closeAllConnections();
    await new Promise<void>((done) => this.#server.close(() => done()));
  }

  /** Makes a room. The app is in it unless `invited` is false; people join with `members`, or all, when public. */
  channel(id: string, { name, hidden = false, invited = true, members = [] }: ChannelOptions): string {
    const people = hidden ? members : [...members, ...this.#people.keys()];
    const all = new Set([...people, ...(invited ? [this.world.identity.botUser] : [])]);
    const kind = hidden ? "group" : "channel";
    this.world.channels.set(id, { id, name, kind, members: all, with: null, archived: false });
    return id;
  }

  /** A person; the same one for the same id. In all public rooms, unless it is told in which. */
  person(
    id: string,
    { name = id, team, rooms }: { name?: string; team?: string; rooms?: readonly string[] } = {},
  ): Person {
    const known = this.#people.get(id);
    if (known) return known;
    const user = { id, name, team: team ?? this.world.identity.team, bot: false };
    this.world.users.set(id, user);
    for (const channel of this.world.channels.values())
      if (rooms ? rooms.includes(channel.id) : channel.kind === "channel") channel.members.add(id);
    const heard = (event: Json, channel: Channel, from: string) => this.#heard(event, channel, from);
    const person = new Person({
      user,
      world: this.world,
      deliveries: this.#deliveries,
      origin: () => this.#origin,
      heard,
    });
    this.#people.set(id, person);
    return person;
  }

  /** From now on everything is delivered to that address, signed, instead of over Socket Mode. */
  events(url: string, secret: string): Signed {
    this.#http = new Signed({ url, secret, ackMs: this.#options.ackMs ?? 3_000, now: this.world.now });
    return this.#http;
  }

  /** Delivers any payload at all, well-formed or not. */
  deliver(kind: Kind, payload: Json): Promise<Delivery> {
    return this.#deliveries.tell(kind, payload);
  }

  /** Messages as they stand now: of a whole room, of one thread, or (`null`) those that are in no thread. */
  messages(channel: string, thread?: string | null): ShownMessage[] {
    return this.world.inside(channel, thread).map((one) => showMessage(this.world, one));
  }

  /** The newest message of the room that reads so; throws when there is none. */
  find(channel: string, reads: string | RegExp): ShownMessage {
    const all = this.messages(channel);
    const found = all.findLast(({ lines }) =>
      typeof reads === "string" ? lines.join("\n").includes(reads) : reads.test(lines.join("\n")),
    );
    if (!found) throw new Error(`No message reads ${String(reads)} in\n${this.screen(channel)}`);
    return found;
  }

  /** What a person reads in a room, or in one of its threads. */
  screen(channel: string, thread?: string): string {
    return screen(this.world, channel, thread).join("\n");
  }

  /** What was shown to one person alone. */
  whispers(user?: string): ShownWhisper[] {
    return this.world.ephemerals
      .filter((one) => !one.deleted && (user === undefined || one.user === user))
      .map(showWhisper);
  }

  /** The open forms of everybody. */
  get views(): ShownView[] {
    return [...this.#people.keys()].flatMap((id) => stack(this.world, id)).map(showView);
  }

  home(user: string): ShownView | null {
    const view = this.world.homes.get(user);
    return view ? showView(view) : null;
  }

  /** The next calls of a method (`*`: of any) go wrong. */
  fail(method: string, fault: Fault): void {
    this.faults.fail(method, fault);
  }

  delay(method: string, ms: number): void {
    this.faults.delay(method, ms);
  }

  /** Cuts every socket without a word. */
  dropSockets(): void {
    this.sockets.drop();
  }

  /** Sockets stay open, and nothing goes through them either way. */
  deaf(on = true): void {
    this.sockets.deaf = on;
  }

  /** The next envelopes come twice. */
  duplicate(times = 1): void {
    this.#deliveries.duplicate(times);
  }

  /** Posts a signed or forged request to the address of `events`. */
  forge(kind: Kind, payload: Json, forgery: Forgery): Promise<Response> {
    if (!this.#http) throw new Error("Nothing listens over HTTP: call events() first.");
    return this.#http.post(kind, payload, forgery);
  }

  /** Waits until the condition holds, and gives what it gave. A throw counts as “not yet”. Fails with the screens. */
  async until<T>(condition: () => T | Promise<T>, ms = 20_000): Promise<NonNullable<T>> {
    const spentMs = awakeMs();
    for (let why = ""; ; ) {
      try {
        const value = await condition();
        if (value) return value;
      } catch (error) {
        why = String(error);
      }
      if (spentMs() > ms) {
        const rooms = [...this.world.channels.keys()].map((id) => `${id}\n${this.screen(id)}`).join("\n");
        throw new Error(`This never happened: ${condition} ${why}\n${rooms}`);
      }
      await new Promise((done) => setTimeout(done, 4));
    }
  }

  #heard(event: Json, channel: Channel, team?: string): Promise<Delivery | null> {
    const kind = { channel: "message.channels", group: "message.groups", im: "message.im" }[channel.kind];
    const wanted = event.type === "message" ? kind : String(event.type);
    if (!this.#subscriptions.includes(wanted) || !channel.members.has(this.world.identity.botUser))
      return Promise.resolve(null);
    return this.#deliveries.tell("events_api", payloads.event(this.world, event, team));
  }
}
