/**
 * Telegram, the workspace on the phone: cards as messages with buttons, a topic for each client where the chat has topics.
 * It decides nothing and keeps nothing; where the last poll ended is the front's to remember.
 * Outwards: cards.ts. Inwards: poll.ts or webhook.ts, then inbox.ts, replies.ts.
 */
import type { RequestListener } from "node:http";
import { messageOf } from "../../lib/errors.ts";
import type { Chat, Finding, Front, Located, Message, Person, Place, Sent } from "../surface.ts";
import { Cards } from "./cards.ts";
import { findings } from "./check.ts";
import { offerCommands } from "./commands.ts";
import { Inbox } from "./inbox.ts";
import type { Me } from "./inward.ts";
import { Line } from "./line.ts";
import { adviceFor, Troubles } from "./outcome.ts";
import { Backoff, PACE, type Pace, pause } from "./pace.ts";
import { Polling } from "./poll.ts";
import { Replies } from "./replies.ts";
import { type Open, WEBHOOK_PATH, webhookListener } from "./webhook.ts";

const CONNECTED_MS = 60_000;
const LAST_WORDS_MS = 2_000;
/** An upload, or a poll that Telegram answers late, may take this much longer. */
const PATIENCE_SECONDS = 35;

export interface TelegramOptions {
  readonly token: string;
  /** Another server that speaks the Bot API; `null`: Telegram's own. */
  readonly apiRoot: string | null;
  /** The configured chat; `null`: the owner's private one. */
  readonly chat: string | null;
  /** Set: Telegram calls us, with this secret. `null`: we poll. */
  readonly webhookSecret: string | null;
  /** Hears what the owner has to mend, once each. */
  readonly onTrouble: (words: string) => void;
  readonly pace?: Partial<Pace>;
}

interface Session {
  readonly abort: AbortController;
  readonly front: Front;
  readonly replies: Replies;
  running: Promise<void>;
  /** Set when Telegram has said who the bot is; until then nothing can be taken. */
  inbox: Inbox | null;
  polling: Polling | null;
}

export class Telegram implements Chat {
  readonly name = "telegram";
  readonly lasting = true;
  readonly forms = false;
  readonly routes: ReadonlyMap<string, RequestListener>;
  readonly #line: Line;
  readonly #cards: Cards;
  readonly #troubles: Troubles;
  readonly #pace: Pace;
  readonly #chat: string | null;
  readonly #secret: string | null;
  #session: Session | null = null;

  constructor(options: TelegramOptions) {
    this.#pace = { ...PACE, ...options.pace };
    this.#line = new Line({
      token: options.token,
      apiRoot: options.apiRoot,
      quickSeconds: this.#pace.callSeconds,
      patientSeconds: this.#pace.pollSeconds + PATIENCE_SECONDS,
    });
    this.#troubles = new Troubles(options.onTrouble);
    this.#cards = new Cards({ line: this.#line, troubles: this.#troubles });
    this.#chat = options.chat;
    this.#secret = options.webhookSecret;
    this.routes =
      options.webhookSecret === null
        ? new Map()
        : new Map([[WEBHOOK_PATH, webhookListener(options.webhookSecret, () => this.#door())]]);
  }

  get connected(): boolean {
    if (!this.#session || this.#session.abort.signal.aborted) return false;
    if (this.#secret !== null) return this.#session.inbox !== null;
    return (this.#session.polling?.silentMs ?? Infinity) < CONNECTED_MS;
  }

  async start(front: Front): Promise<void> {
    if (this.#session) throw new Error("Telegram has been started already.");
    if (this.#secret !== null && !this.#secret.trim())
      throw new Error("TELEGRAM_WEBHOOK_SECRET is blank. Set a secret, or take it away for long polling.");
    const me = await this.#whoAmI();
    const abort = new AbortController();
    const { signal } = abort;
    const replies = new Replies({ line: this.#line, front, pace: this.#pace, troubles: this.#troubles, signal });
    const session: Session = { abort, front, replies, running: Promise.resolve(), inbox: null, polling: null };
    this.#session = session;
    session.running = this.#run(session, me);
  }

  async stop(): Promise<void> {
    const session = this.#session;
    if (!session) return;
    session.abort.abort();
    await session.running;
    await Promise.race([session.replies.over(), pause(LAST_WORDS_MS)]);
    if (this.#session === session) this.#session = null;
  }

  post(message: Message): Promise<Sent> {
    return safely(() => this.#cards.post(message));
  }

  rewrite(ref: string, message: Message): Promise<Sent> {
    return safely(() => this.#cards.rewrite(ref, message));
  }

  /** Telegram has no way to look a message up. */
  async find(): Promise<Located> {
    return { kind: "unknown" };
  }

  openThread(head: Message): ReturnType<Chat["openThread"]> {
    return safely(() => this.#cards.openThread(head));
  }

  /** Only messages of supergroups have an address. */
  link({ room, thread }: Place, ref: string): string | null {
    const id = /^-100(\d+)$/.exec(room)?.[1];
    return id && /^\d+$/.test(ref) ? `https://t.me/c/${id}/${thread ? `${thread}/` : ""}${ref}` : null;
  }

  /** A person's private chat with the bot has the person's own number. */
  async directRoom(owner: Person): Promise<Place | null> {
    return { room: owner.user, thread: null };
  }

  check(): Promise<readonly Finding[]> {
    return findings({ line: this.#line, chat: this.#chat, webhookSecret: this.#secret });
  }

  #door(): Open | null {
    const { front, inbox, abort } = this.#session ?? {};
    if (!front || !inbox || abort?.signal.aborted) return null;
    return { front, take: (update) => inbox.take(update), took: (update) => inbox.took(update) };
  }

  /** `null`: Telegram can't be asked just now. Rejects where the token is wrong. */
  async #whoAmI(): Promise<Me | null> {
    const me = await this.#line.ask((api) => api.getMe());
    if (me.ok) return me.value;
    const { trouble } = me;
    const advice =
      trouble.kind === "told" && (trouble.code === 401 || trouble.code === 404) ? adviceFor(trouble) : null;
    if (advice) throw new Error(advice);
    return null;
  }

  async #run(session: Session, known: Me | null): Promise<void> {
    const { signal } = session.abort;
    const backoff = new Backoff(this.#pace);
    let me = known;
    while (me === null) {
      await pause(backoff.next(), signal);
      if (signal.aborted) return;
      me = await this.#whoAmI().catch((error: unknown) => {
        this.#troubles.tell("token", messageOf(error));
        return null;
      });
    }
    const inbox = new Inbox({ front: session.front, me, line: this.#line, replies: session.replies });
    session.inbox = inbox;
    session.replies.later(() => offerCommands(this.#line));
    if (this.#secret !== null) return;
    const polling = new Polling({
      line: this.#line,
      front: session.front,
      take: (update) => inbox.take(update),
      troubles: this.#troubles,
      pace: this.#pace,
    });
    session.polling = polling;
    await polling.run(signal);
  }
}

/** A surface never throws. What goes wrong before anything was sent is a message that can't be shown. */
async function safely<T>(work: () => Promise<T>): Promise<T | Sent> {
  try {
    return await work();
  } catch (error) {
    return { kind: "refused", why: messageOf(error) };
  }
}
