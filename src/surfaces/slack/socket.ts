/**
 * Socket Mode: Slack's deliveries over a connection that we open, so nothing needs to be reachable from outside. The
 * SDK speaks the protocol; when to connect again is decided here, because its own way waits five seconds each time
 * and lets a rejection nobody catches end the process.
 */
import type { SocketModeReceiver } from "@slack/bolt";
import type { Front } from "../surface.ts";
import { failureOf, platformCode } from "./failures.ts";
import { type Bolt, quietLogger, type Trouble, type Wire } from "./wire.ts";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;
/** A connection that held that long was a good one. */
const GOOD_MS = 10_000;
const HELLO_MS = 20_000;
const CLOSE_MS = 1_000;
const LARGEST_FRAME = 4_000_000;
/** Codes that another try can't cure. */
const FATAL = new Set([
  "invalid_auth",
  "not_authed",
  "not_allowed_token_type",
  "account_inactive",
  "token_revoked",
  "missing_scope",
]);

export class Socket {
  readonly receiver: SocketModeReceiver;
  readonly #trouble: Trouble;
  #connected = false;
  #stopped = false;
  #wake: () => void = () => {};
  #kept: Promise<void> = Promise.resolve();

  private constructor(receiver: SocketModeReceiver, { front, trouble }: { front: Front; trouble: Trouble }) {
    this.receiver = receiver;
    this.#trouble = trouble;
    this.#guard(front);
    receiver.client.on("connected", () => {
      this.#connected = true;
    });
    receiver.client.on("disconnected", () => {
      this.#connected = false;
      this.#wake();
    });
  }

  static async make(parts: {
    bolt: Bolt;
    appToken: string;
    wire: Wire;
    front: Front;
    trouble: Trouble;
  }): Promise<Socket> {
    const { bolt, appToken, wire } = parts;
    const receiver = new bolt.SocketModeReceiver({
      appToken,
      autoReconnectEnabled: false,
      logger: quietLogger(bolt),
      installerOptions: { clientOptions: await wire.options() },
    });
    return new Socket(receiver, parts);
  }

  get connected(): boolean {
    return this.#connected && !this.#stopped;
  }

  /** Connects, and stays connected until stopped. Rejects where the app token can never work. */
  async start(): Promise<void> {
    try {
      await this.#connect();
    } catch (error) {
      const code = platformCode(error) ?? "";
      if (FATAL.has(code)) throw new Error(appTokenAdvice(code), { cause: error });
      this.#tell(error);
    }
    this.#kept = this.#keep();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#close();
    await this.#kept;
  }

  async #keep(): Promise<void> {
    let failures = this.#connected ? 0 : 1;
    while (!this.#stopped) {
      const since = Date.now();
      if (this.#connected) await this.#woken();
      if (this.#stopped) break;
      failures = Date.now() - since > GOOD_MS ? 0 : failures + 1;
      await this.#woken(Math.min(FIRST_PAUSE_MS * 2 ** Math.max(failures - 1, 0), LONGEST_PAUSE_MS));
      if (this.#stopped) break;
      try {
        await this.#connect();
        this.#trouble.over("socket");
      } catch (error) {
        const failure = failureOf(error);
        this.#tell(error);
        if (failure.kind === "wait" || failure.kind === "blocked") await this.#woken(failure.afterMs);
      }
    }
    await this.#close();
  }

  async #connect(): Promise<void> {
    const timer = setTimeout(() => void this.#close(), HELLO_MS);
    try {
      await this.receiver.client.start();
    } catch (error) {
      throw error ?? new Error("The connection broke before it was made.");
    } finally {
      clearTimeout(timer);
    }
  }

  /** The second call cuts what the other side doesn't close in time. */
  async #close(): Promise<void> {
    const { client } = this.receiver;
    const inTime = () => Promise.race([client.disconnect().then(() => true), this.#pause(CLOSE_MS)]);
    if ((await inTime()) !== true) await inTime();
  }

  /** Until the connection is lost, this is stopped, or the time is over. */
  #woken(ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(resolve, ms).unref();
    });
  }

  #tell(error: unknown): void {
    const code = platformCode(error) ?? "";
    const words = FATAL.has(code) ? appTokenAdvice(code) : `Slack's socket can't be opened: ${failureOf(error).why}.`;
    this.#trouble.say("socket", words);
  }

  /** The SDK reads a frame without looking whether it has the parts it expects, and rejects where nobody listens. */
  #guard(front: Front): void {
    const { client } = this.receiver;
    const read = client.listeners("ws_message");
    client.removeAllListeners("ws_message");
    client.on("ws_message", async (data: unknown, isBinary: boolean) => {
      const frame = typeof data === "string" ? data : "";
      const refusal = frame.length > LARGEST_FRAME ? "oversized" : isFrame(frame) ? null : "malformed";
      try {
        if (refusal) return await front.refused(refusal);
        for (const listener of read) await listener(data, isBinary);
      } catch (error) {
        this.#trouble.say("frame", `A delivery of Slack could not be read: ${failureOf(error).why}.`);
      }
    });
  }
}

/** What to do about an app token that Slack refuses. */
export function appTokenAdvice(code: string): string {
  return (
    `Slack refuses SLACK_APP_TOKEN (${code}). It must be the app-level token (xapp-…) with the scope ` +
    "connections:write: Basic Information → App-Level Tokens."
  );
}

function isFrame(text: string): boolean {
  try {
    const frame: unknown = JSON.parse(text);
    if (typeof frame !== "object" || frame === null || !("type" in frame) || typeof frame.type !== "string")
      return false;
    if (frame.type !== "events_api") return true;
    const event = (frame as { payload?: { event?: { type?: unknown } | null } | null }).payload?.event;
    return typeof event?.type === "string";
  } catch {
    return false;
  }
}
