/**
 * The raw limit for chats.ts: a client that does nothing but acknowledge a tap and rewrite both messages, each call as short as
 * it can be: a bare WebSocket and `fetch`, no SDK, no ledger.
 */
import WebSocket from "ws";
import type { Door } from "./chat-platforms.ts";

/** About as long as a card with a letter on it. */
const TEXT = "Thank you for your message. I will look at it and answer you soon. ".repeat(24);

interface Standing {
  readonly ts: string;
  readonly message: number;
}

export class BareChats {
  readonly #door: Door;
  readonly #standing = new Map<string, Standing>();
  readonly #troubles: string[] = [];
  #socket: WebSocket | null = null;
  readonly #polling = new AbortController();

  constructor(door: Door) {
    this.#door = door;
  }

  async connect(): Promise<void> {
    const { url } = await this.#slack("apps.connections.open", {}, this.#door.SLACK_APP_TOKEN);
    const socket = new WebSocket(String(url));
    this.#socket = socket;
    await new Promise((resolve) => socket.once("message", resolve)); // the greeting
    socket.on("message", (data) => {
      const { envelope_id: id, payload } = JSON.parse(String(data));
      if (id === undefined) return;
      socket.send(JSON.stringify({ envelope_id: id }));
      // It is also told of its own messages.
      if (payload.type === "block_actions") this.#rewrite(String(payload.actions[0].value));
    });
    void this.#poll();
  }

  /** Puts a message with one button on both surfaces. */
  async post(code: string): Promise<void> {
    const [slack, telegram] = await Promise.all([
      this.#slack("chat.postMessage", {
        channel: this.#door.SLACK_CHANNEL,
        text: code,
        blocks: [
          section(),
          {
            type: "actions",
            elements: [{ type: "button", action_id: "approve", value: code, text: plain("Approve") }],
          },
        ],
      }),
      this.#telegram("sendMessage", {
        chat_id: this.#door.TELEGRAM_CHAT,
        text: `${code}\n${TEXT}`,
        reply_markup: { inline_keyboard: [[{ text: "Approve", callback_data: code }]] },
      }),
    ]);
    this.#standing.set(code, {
      ts: String(slack.ts),
      message: Number((telegram as { message_id: number }).message_id),
    });
  }

  close(): void {
    this.#polling.abort();
    this.#socket?.terminate();
    const [trouble] = this.#troubles;
    if (trouble) throw new Error(`the bare client failed: ${trouble}`);
  }

  #rewrite(code: string): void {
    const standing = this.#standing.get(code);
    if (!standing) return void this.#troubles.push(`nothing stands for ${code}`);
    const { SLACK_CHANNEL: channel, TELEGRAM_CHAT: chat } = this.#door;
    Promise.all([
      this.#slack("chat.update", { channel, ts: standing.ts, text: `${code} done`, blocks: [section()] }),
      this.#telegram("editMessageText", { chat_id: chat, message_id: standing.message, text: `${code} done\n${TEXT}` }),
    ]).catch((error: unknown) => this.#troubles.push(String(error)));
  }

  async #poll(): Promise<void> {
    const { signal } = this.#polling;
    let offset = 0;
    while (!signal.aborted) {
      const updates = await this.#telegram("getUpdates", { offset, timeout: 25 }, signal).catch(() => []);
      for (const { update_id: id, callback_query: query } of updates as Array<Record<string, never>>) {
        offset = Number(id) + 1;
        if (!query) continue;
        const { id: callback, data } = query as { id: string; data: string };
        this.#telegram("answerCallbackQuery", { callback_query_id: callback }).catch((error: unknown) =>
          this.#troubles.push(String(error)),
        );
        this.#rewrite(data);
      }
    }
  }

  async #slack(method: string, body: object, token = this.#door.SLACK_BOT_TOKEN): Promise<Record<string, unknown>> {
    const answer = await post(`${this.#door.SLACK_API_URL}${method}`, body, { authorization: `Bearer ${token}` });
    if (answer.ok !== true) throw new Error(`${method}: ${answer.error}`);
    return answer;
  }

  async #telegram(method: string, body: object, signal?: AbortSignal): Promise<unknown> {
    const { TELEGRAM_API_ROOT: root, TELEGRAM_BOT_TOKEN: token } = this.#door;
    const answer = await post(`${root}/bot${token}/${method}`, body, {}, signal);
    if (answer.ok !== true) throw new Error(`${method}: ${answer.description}`);
    return answer.result;
  }
}

function section() {
  return { type: "section", text: plain(TEXT) };
}

function plain(text: string) {
  return { type: "plain_text", text };
}

async function post(url: string, body: object, headers: Record<string, string>, signal?: AbortSignal) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
  return (await response.json()) as Record<string, unknown>;
}
