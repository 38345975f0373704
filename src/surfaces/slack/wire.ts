/**
 * The wire to Slack's Web API: one client that never retries by itself (the lane does, in order), and who we are there.
 * The SDK is loaded at first use: it takes half a second, which other verbs of the program needn't wait for.
 */
import type { Logger, LogLevel, webApi } from "@slack/bolt";

export type Api = webApi.WebClient;
export type Bolt = Awaited<ReturnType<typeof loadBolt>>;

/** Who the app is in its workspace, as Slack says. */
export interface Identity {
  readonly team: string;
  readonly teamName: string;
  /** `https://acme.slack.com/` */
  readonly url: string;
  readonly user: string;
  readonly userName: string;
  readonly bot: string;
  /** The scopes the token has; `null` where Slack didn't say. */
  readonly scopes: readonly string[] | null;
}

export interface WireParts {
  readonly botToken: string;
  readonly apiUrl: string | null;
  /** How long a call may take; 10 s unless told. */
  readonly timeoutMs?: number | undefined;
  readonly trouble: Trouble;
}

const TIMEOUT_MS = 10_000;

export class Wire {
  readonly #botToken: string;
  readonly #apiUrl: string | null;
  readonly #timeoutMs: number;
  readonly #trouble: Trouble;
  #bolt: Promise<Bolt> | null = null;
  #api: Promise<Api> | null = null;
  #identity: Identity | null = null;

  constructor({ botToken, apiUrl, timeoutMs, trouble }: WireParts) {
    this.#botToken = botToken;
    this.#timeoutMs = timeoutMs ?? TIMEOUT_MS;
    this.#apiUrl = apiUrl;
    this.#trouble = trouble;
  }

  get botToken(): string {
    return this.#botToken;
  }

  bolt(): Promise<Bolt> {
    this.#bolt ??= loadBolt();
    return this.#bolt;
  }

  api(): Promise<Api> {
    this.#api ??= this.#connect(this.#botToken);
    return this.#api;
  }

  /** A client for the app-level token, which only opens sockets. */
  appApi(appToken: string): Promise<Api> {
    return this.#connect(appToken);
  }

  /** What every client of the SDK is made with. */
  async options(): Promise<webApi.WebClientOptions> {
    return {
      ...(this.#apiUrl === null ? {} : { slackApiUrl: this.#apiUrl }),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: this.#timeoutMs,
      // Whoever calls says what went wrong.
      logger: quietLogger(await this.bolt()),
    };
  }

  /** The log of the SDK's dispatching: only errors are passed on, and each of them once. */
  logger(bolt: Bolt): Logger {
    const error = (...parts: unknown[]) =>
      this.#trouble.say("sdk", `Slack: ${parts.map(String).join(" ").slice(0, 300)}`);
    return { ...quietLogger(bolt), error };
  }

  /** Asks Slack who we are, unless it is known. Rejects as any call does. */
  async identify(): Promise<Identity> {
    if (this.#identity) return this.#identity;
    const api = await this.api();
    const told = await api.auth.test();
    this.#identity = {
      team: told.team_id ?? "",
      teamName: told.team ?? "",
      url: told.url ?? "",
      user: told.user_id ?? "",
      userName: told.user ?? "",
      bot: told.bot_id ?? "",
      scopes: told.response_metadata?.scopes ?? null,
    };
    return this.#identity;
  }

  /** Who we are, where it is known already. */
  get identity(): Identity | null {
    return this.#identity;
  }

  async #connect(token: string): Promise<Api> {
    const { webApi } = await this.bolt();
    return new webApi.WebClient(token, await this.options());
  }
}

/** A log that nobody reads. */
export function quietLogger({ LogLevel }: Bolt): Logger {
  const quiet = (): void => {};
  const getLevel = (): LogLevel => LogLevel.ERROR;
  return { debug: quiet, info: quiet, warn: quiet, error: quiet, setLevel: quiet, getLevel, setName: quiet };
}

function loadBolt() {
  // Its undici, loaded before Node's own, would become what Node's `fetch` sends with, and that refuses a request that names its
  // length (as Stripe's library does). Naming one of Node's classes loads Node's own first.
  void new Response();
  return import("@slack/bolt");
}

/** Says what is wrong once, and again only after it had been well in between. */
export class Trouble {
  readonly #say: (words: string) => void;
  readonly #said = new Map<string, string>();

  constructor(say: (words: string) => void) {
    this.#say = say;
  }

  say(about: string, words: string): void {
    if (this.#said.get(about) === words) return;
    this.#said.set(about, words);
    this.#say(words);
  }

  over(about: string): void {
    this.#said.delete(about);
  }
}
