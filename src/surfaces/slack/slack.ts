/**
 * Slack, as the workspace sees it: where the owner is at the desk. Cards go out through outbound.ts; what people do
 * there comes in through a socket (socket.ts) or signed HTTP (http.ts), and from there through inbound.ts.
 */
import type { RequestListener } from "node:http";
import type { Chat, Finding, Front, Home, Located, Message, Person, Place, Sent } from "../surface.ts";
import { check } from "./check.ts";
import { failureOf } from "./failures.ts";
import { homeView, strangersView } from "./home.ts";
import { EVENTS_PATH, HttpDoor } from "./http.ts";
import { Inbound } from "./inbound.ts";
import { Outbound } from "./outbound.ts";
import { recordedFirst } from "./recorded.ts";
import { Socket } from "./socket.ts";
import { Trouble, Wire } from "./wire.ts";

export interface SlackParts {
  readonly botToken: string;
  /** Socket Mode, where it is given. */
  readonly appToken: string | null;
  /** Signed HTTP otherwise. */
  readonly signingSecret: string | null;
  /** Another server that speaks Slack's protocols, such as a local one: its `…/api/`. */
  readonly apiUrl: string | null;
  /** The main room, if it isn't the direct conversation. */
  readonly channel: string | null;
  /** How long a call to Slack may take; 10 s unless told. */
  readonly timeoutMs?: number;
  /** Told once what somebody has to do. */
  readonly onTrouble: (words: string) => void;
}

const IDENTIFY_PAUSE_MS = 5_000;
const SETTLE_MS = 5_000;

export class Slack implements Chat {
  readonly name = "slack";
  readonly lasting = true;
  readonly forms = true;
  readonly routes: ReadonlyMap<string, RequestListener>;
  readonly #parts: SlackParts;
  readonly #trouble: Trouble;
  readonly #wire: Wire;
  readonly #outbound: Outbound;
  readonly #http: HttpDoor | null;
  #front: Front | null = null;
  #socket: Socket | null = null;
  #inbound: Inbound | null = null;
  #stopped = false;
  #again: NodeJS.Timeout | undefined;

  constructor(parts: SlackParts) {
    const { botToken, appToken, signingSecret, apiUrl, timeoutMs } = parts;
    if (botToken.trim() === "") throw new Error("SLACK_BOT_TOKEN is blank.");
    if (appToken?.trim() === "") throw new Error("SLACK_APP_TOKEN is blank.");
    if (appToken === null && signingSecret === null)
      throw new Error("Slack needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP).");
    this.#parts = parts;
    this.#trouble = new Trouble(parts.onTrouble);
    this.#wire = new Wire({ botToken, apiUrl, timeoutMs, trouble: this.#trouble });
    this.#outbound = new Outbound({ wire: this.#wire, trouble: this.#trouble });
    this.#http = appToken === null && signingSecret !== null ? new HttpDoor({ signingSecret }) : null;
    this.routes = new Map(this.#http ? [[EVENTS_PATH, this.#http.listener]] : []);
  }

  get connected(): boolean {
    if (this.#stopped || this.#wire.identity === null) return false;
    return this.#socket ? this.#socket.connected : (this.#http?.isOpen ?? false);
  }

  async start(front: Front): Promise<void> {
    this.#front = front;
    // Until Slack has said which team this is, nobody is of it, nor is who has none.
    if (front.recall("team") === null) await front.remember("team", "");
    await this.#identify();
    const bolt = await this.#wire.bolt();
    const { appToken, apiUrl } = this.#parts;
    if (appToken !== null)
      this.#socket = await Socket.make({ bolt, appToken, wire: this.#wire, front, trouble: this.#trouble });
    const receiver = this.#socket?.receiver ?? this.#http?.open({ bolt, wire: this.#wire, front });
    if (!receiver) return;
    const inner = {
      init: (app: Parameters<typeof receiver.init>[0]) => receiver.init(app),
      start: async () => {},
      stop: async () => {},
    };
    const app = new bolt.App({
      receiver: recordedFirst(inner, front),
      // What `auth.test` says is known already; the SDK would ask where nobody catches a failure.
      authorize: async () => ({
        botToken: this.#wire.botToken,
        ...(this.#wire.identity ? { botId: this.#wire.identity.bot, botUserId: this.#wire.identity.user } : {}),
      }),
      logger: this.#wire.logger(bolt),
      clientOptions: await this.#wire.options(),
      convoStore: false,
    });
    this.#inbound = new Inbound({
      front,
      wire: this.#wire,
      trouble: this.#trouble,
      apiUrl,
      showHome: (person) => this.#openHome(person),
    });
    this.#inbound.listen(app);
    await this.#socket?.start();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#again);
    this.#http?.close();
    const settled = this.#inbound?.settled();
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, SETTLE_MS);
    });
    await Promise.race([settled, enough]);
    clearTimeout(timer);
    await this.#socket?.stop();
  }

  post(message: Message): Promise<Sent> {
    return this.#outbound.post(message);
  }

  rewrite(ref: string, message: Message): Promise<Sent> {
    return this.#outbound.rewrite(ref, message);
  }

  find(message: Message): Promise<Located> {
    return this.#outbound.find(message);
  }

  /** In Slack every message can begin a thread. */
  async openThread(
    head: Message,
  ): Promise<Sent | { readonly kind: "opened"; readonly thread: string | null; readonly ref: string }> {
    const sent = await this.#outbound.post({ ...head, place: { room: head.place.room, thread: null } });
    return sent.kind === "sent" ? { kind: "opened", thread: sent.ref, ref: sent.ref } : sent;
  }

  link(place: Place, ref: string): string | null {
    return this.#outbound.link(place, ref);
  }

  async directRoom(owner: Person): Promise<Place | null> {
    this.#outbound.callOwner(owner.user);
    const room = await this.#outbound.directRoom(owner);
    return room === null ? null : { room, thread: null };
  }

  async showHome(owner: Person, home: Home): Promise<void> {
    await this.#publish(owner, homeView(home));
  }

  async check(notes: Pick<Front, "recall">): Promise<readonly Finding[]> {
    const { appToken, channel } = this.#parts;
    return check({ wire: this.#wire, appToken, channel, notes });
  }

  async #openHome(person: Person): Promise<void> {
    const front = this.#front;
    if (front === null) return;
    await this.#publish(person, front.isOwner(person) ? homeView(front.home()) : strangersView());
  }

  async #publish({ user }: Person, view: ReturnType<typeof homeView>): Promise<void> {
    try {
      const api = await this.#wire.api();
      await api.views.publish({ user_id: user, view });
      this.#trouble.over("home");
    } catch (error) {
      this.#trouble.say("home", `App Home could not be shown in Slack (${failureOf(error).why}).`);
    }
  }

  /** Who we are is asked until Slack answers; only a token it refuses ends the start. */
  async #identify(): Promise<void> {
    try {
      const { team } = await this.#wire.identify();
      // Where the owner is named without a team, it is this one: an outsider with the same id is somebody else.
      await this.#front?.remember("team", team);
      this.#trouble.over("identity");
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === "blocked") throw new Error(`${failure.why}. ${failure.advice}`, { cause: error });
      if (failure.kind === "refused")
        throw new Error(`Slack refuses SLACK_BOT_TOKEN: ${failure.why}.`, { cause: error });
      this.#trouble.say("identity", `Slack can't be asked who we are: ${failure.why}. I keep trying.`);
      const pauseMs = failure.kind === "wait" ? Math.max(failure.afterMs, IDENTIFY_PAUSE_MS) : IDENTIFY_PAUSE_MS;
      if (!this.#stopped) this.#again = setTimeout(() => void this.#identifyAgain(), pauseMs);
    }
  }

  async #identifyAgain(): Promise<void> {
    try {
      await this.#identify();
    } catch (error) {
      this.#trouble.say("identity", error instanceof Error ? error.message : String(error));
    }
  }
}
