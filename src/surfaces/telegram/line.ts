/**
 * The wire to Telegram: every call is answered with what came back, or with what is known of its fate. Nothing throws.
 * grammY is loaded at the first call, so that who has no Telegram never waits for it. The bot's token stands in every
 * address, so no error text of the network's goes any further.
 */
import type { Api, RawApi } from "grammy";
import { TELEGRAM_ROOT } from "./pace.ts";

export type Trouble =
  /** Telegram answered, and said no. */
  | {
      readonly kind: "told";
      readonly code: number;
      readonly says: string;
      readonly retryAfterMs: number | null;
      readonly newChat: string | null;
    }
  /** Telegram was not reached: certainly nothing has happened. */
  | { readonly kind: "unreached"; readonly says: string }
  /** The call left, and no answer came: it may have happened. */
  | { readonly kind: "cut"; readonly says: string };

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly trouble: Trouble };

/** An `AbortSignal`, as grammY's types want it. */
type Signal = Parameters<RawApi["getMe"]>[0];

interface Clients {
  readonly quick: Api;
  readonly patient: Api;
  readonly grammy: typeof import("grammy");
}

export class Line {
  readonly root: string;
  readonly #token: string;
  readonly #quickSeconds: number;
  readonly #patientSeconds: number;
  #clients: Promise<Clients> | null = null;

  constructor(options: {
    readonly token: string;
    readonly apiRoot: string | null;
    readonly quickSeconds: number;
    readonly patientSeconds: number;
  }) {
    this.#token = options.token;
    this.root = (options.apiRoot ?? TELEGRAM_ROOT).replace(/\/+$/, "");
    this.#quickSeconds = options.quickSeconds;
    this.#patientSeconds = options.patientSeconds;
  }

  /** One call that should be answered soon. */
  async ask<T>(use: (api: RawApi) => Promise<T>): Promise<Answer<T>> {
    const { quick, grammy } = await this.#connect();
    return settle(() => use(quick.raw), grammy);
  }

  /** One call that may take its time: a long poll, or bytes on their way up. */
  async wait<T>(use: (api: RawApi, signal: Signal) => Promise<T>, signal?: AbortSignal): Promise<Answer<T>> {
    const { patient, grammy } = await this.#connect();
    return settle(() => use(patient.raw, signal as Signal), grammy);
  }

  /** Bytes as a file to be sent. */
  async file(bytes: Uint8Array, name: string): Promise<InstanceType<Clients["grammy"]["InputFile"]>> {
    const { grammy } = await this.#connect();
    return new grammy.InputFile(bytes, name);
  }

  /** The bytes of a file that a person sent, at most `limit`. Rejects with words that are fit to be read. */
  async download(fileId: string, limit: number): Promise<Uint8Array> {
    const found = await this.ask((api) => api.getFile({ file_id: fileId }));
    if (!found.ok) throw new Error(`Telegram did not hand over the file: ${found.trouble.says}.`);
    const path = found.value.file_path;
    if (!path) throw new Error("Telegram did not say where the file is. Please send it again.");
    try {
      const answer = await fetch(`${this.root}/file/bot${this.#token}/${path}`, {
        signal: AbortSignal.timeout(this.#patientSeconds * 1000),
      });
      if (!answer.ok || !answer.body) throw new Refused(answer.status);
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
        size += chunk.byteLength;
        if (size > limit) throw new Refused(413);
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    } catch (error) {
      const why = error instanceof Refused ? `it answered ${error.status}` : "the connection broke";
      throw new Error(`Telegram did not hand over the file: ${why}. Please send it again.`);
    }
  }

  #connect(): Promise<Clients> {
    this.#clients ??= import("grammy").then((grammy) => {
      const client = (timeoutSeconds: number) => new grammy.Api(this.#token, { apiRoot: this.root, timeoutSeconds });
      return { quick: client(this.#quickSeconds), patient: client(this.#patientSeconds), grammy };
    });
    return this.#clients;
  }
}

class Refused extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

async function settle<T>(use: () => Promise<T>, grammy: Clients["grammy"]): Promise<Answer<T>> {
  try {
    return { ok: true, value: await use() };
  } catch (error) {
    return { ok: false, trouble: troubleOf(error, grammy) };
  }
}

function troubleOf(error: unknown, { GrammyError, HttpError }: Clients["grammy"]): Trouble {
  if (error instanceof GrammyError) {
    const { retry_after: seconds, migrate_to_chat_id: chat } = error.parameters;
    return {
      kind: "told",
      code: error.error_code,
      says: error.description,
      retryAfterMs: seconds === undefined ? null : seconds * 1000,
      newChat: chat === undefined ? null : String(chat),
    };
  }
  const cause: unknown = error instanceof HttpError ? error.error : error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (BEFORE_LEAVING.has(code)) return { kind: "unreached", says: `can't reach Telegram (${code})` };
  return { kind: "cut", says: code ? `the connection broke (${code})` : "no answer that makes sense came in time" };
}

/** These come up before a byte has left: no address, nobody listening, no way there. */
const BEFORE_LEAVING: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "ENETDOWN",
]);
