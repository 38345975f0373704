/**
 * A second, independent Telegram for tests: the public emulator `telegram-test-api`, on a free port of the loopback
 * interface. It knows getMe, getUpdates, sendMessage, editMessageText, editMessageReplyMarkup, deleteMessage,
 * answerCallbackQuery, setWebhook and deleteWebhook, and checks next to nothing; every other method is an HTTP 500
 * without a Bot API body. It answers polls at once, so a bot without a pause between empty polls keeps it busy; it
 * passes over offsets, topics and secrets; it dates messages in milliseconds; an edit that names no buttons leaves the
 * old ones, and an edit answers `null`. Whatever depends on one of these is tried on platform.ts.
 */
import { createServer } from "node:net";
import { TelegramServer } from "telegram-test-api/lib/telegramServer.js";

/** What the bot has sent, as it stands now. */
export interface EmulatedMessage {
  readonly id: number;
  readonly chat: number;
  readonly text: string;
  /** Labels and data of the buttons, row by row. */
  readonly buttons: ReadonlyArray<ReadonlyArray<{ readonly text: string; readonly data: string }>>;
}

interface EmulatorOptions {
  readonly token?: string;
  /** The one person there is, and their private chat. */
  readonly user?: { readonly id: number; readonly name: string; readonly username: string };
}

export class TelegramEmulator {
  readonly token: string;
  readonly apiRoot: string;
  readonly #server: TelegramServer;
  readonly #user: { readonly id: number; readonly name: string; readonly username: string };

  private constructor(server: TelegramServer, options: EmulatorOptions) {
    this.#server = server;
    this.token = options.token ?? "7300000002:AAEmulated";
    this.apiRoot = server.config.apiURL;
    this.#user = options.user ?? { id: 101, name: "Ada", username: "ada" };
  }

  /** It takes no port 0, so a free one is looked for first; should it be taken in between, another is tried. */
  static async open(options: EmulatorOptions = {}): Promise<TelegramEmulator> {
    for (let attempt = 1; ; attempt++) {
      const server = new TelegramServer({ host: "127.0.0.1", port: await freePort() });
      try {
        await server.start();
        return new TelegramEmulator(server, options);
      } catch (error) {
        if (attempt === 3) throw error;
      }
    }
  }

  async close(): Promise<void> {
    await this.#server.stop();
  }

  /** Writes to the bot; a text that begins with a slash is a command. */
  async say(text: string): Promise<void> {
    const client = this.#client();
    if (text.startsWith("/")) await client.sendCommand(client.makeCommand(text));
    else await client.sendMessage(client.makeMessage(text));
  }

  /** Taps a button that stands there now. The emulator shows nobody what the bot answers. */
  async tap(message: EmulatedMessage, labelOrData: string): Promise<void> {
    const button = message.buttons.flat().find((one) => one.text === labelOrData || one.data === labelOrData);
    if (button === undefined) throw new Error(`no button ${labelOrData} on message ${message.id}`);
    const client = this.#client();
    const query = client.makeCallbackQuery(button.data, {
      message: { message_id: message.id, date: Math.floor(Date.now() / 1000), text: message.text } as never,
    });
    await client.sendCallback(query);
  }

  /** What the bot has sent, the oldest first. */
  messages(): readonly EmulatedMessage[] {
    return this.#server.storage.botMessages.map(({ messageId, message }) => {
      // Types of the emulator lean on a package that is not installed: what it keeps is read as what it is.
      const kept = message as { chat_id: number | string; text?: string; reply_markup?: { inline_keyboard?: unknown } };
      return {
        id: messageId,
        chat: Number(kept.chat_id),
        text: kept.text ?? "",
        buttons: readButtons(kept.reply_markup?.inline_keyboard),
      };
    });
  }

  #client() {
    const { id, name, username } = this.#user;
    return this.#server.getClient(this.token, {
      userId: id,
      chatId: id,
      firstName: name,
      userName: username,
      type: "private",
    });
  }
}

function readButtons(rows: unknown): EmulatedMessage["buttons"] {
  if (!Array.isArray(rows)) return [];
  return rows.map((row: unknown) =>
    Array.isArray(row)
      ? row.map((button: { text: string; callback_data?: string }) => ({
          text: button.text,
          data: button.callback_data ?? "",
        }))
      : [],
  );
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise<void>((resolve) => void probe.close(() => resolve()));
  if (typeof address !== "object" || address === null) throw new Error("no free port on 127.0.0.1");
  return address.port;
}
