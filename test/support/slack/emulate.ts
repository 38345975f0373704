/**
 * A second opinion: the well-kept emulator `emulate` speaks Slack's Web API, so that the adapter can be run against it
 * too. It knows no Socket Mode, delivers no taps and checks no blocks; there the strict platform beside it serves.
 */
import { createServer } from "node:net";
import { createEmulator } from "emulate";

export interface Emulated {
  /** For `clientOptions.slackApiUrl`. */
  readonly apiUrl: string;
  readonly token: string;
  /** The public room, which the bot has joined. */
  readonly room: string;
  readonly team: string;
  /** A person of that team. */
  readonly owner: string;
  readonly bot: string;
  readonly botUser: string;
  /** Calls any method with the bot's token, also those that only the emulator has, such as `views.generateTriggerId`. */
  call(method: string, args?: Record<string, unknown>): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

const SCOPES = [
  ...["chat:write", "channels:read", "channels:history", "channels:join", "groups:read", "groups:history"],
  ...["im:read", "im:history", "im:write", "users:read", "reactions:write", "pins:write", "files:read", "files:write"],
];
const TOKEN = "xoxb-emulated-bot";
const BOT = { bot_id: "B00000EMUL", bot_user_id: "U00000EMUL" };
/** What the emulator itself always starts with: a team, its admin, and the room “general”. */
const GIVEN = { team: "T000000001", owner: "U000000001", room: "C000000001" };

/** Starts it on a free port, with the bot's token seeded, and lets the bot join the room. */
export async function emulated({ scopes = SCOPES }: { scopes?: readonly string[] } = {}): Promise<Emulated> {
  const port = await freePort();
  const app = {
    app_id: "A00000EMUL",
    client_id: "emulated.client",
    client_secret: "emulated-secret",
    name: "Atelier",
    bot_name: "atelier",
    redirect_uris: [],
    scopes: [...SCOPES],
    ...BOT,
  };
  const token = {
    token: TOKEN,
    type: "bot",
    user_id: BOT.bot_user_id,
    app_id: app.app_id,
    scopes: [...scopes],
    ...BOT,
  };
  const seed = { tokens: {}, slack: { oauth_apps: [app], tokens: [token], strict_scopes: true } };
  const baseUrl = `http://127.0.0.1:${port}`;
  const emulator = await createEmulator({ service: "slack", port, baseUrl, seed });
  const call = async (method: string, args: Record<string, unknown> = {}) => {
    const response = await fetch(`${baseUrl}/api/${method}`, {
      method: "POST",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
      body: JSON.stringify(args),
    });
    return (await response.json()) as Record<string, unknown>;
  };
  const joined = await call("conversations.join", { channel: GIVEN.room });
  if (joined.ok !== true) throw new Error(`The emulator's bot can't join its room: ${String(joined.error)}.`);
  const { bot_id: bot, bot_user_id: botUser } = BOT;
  return { apiUrl: `${baseUrl}/api/`, token: TOKEN, ...GIVEN, bot, botUser, call, close: () => emulator.close() };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise<void>((done) => server.close(() => done()));
  if (address === null || typeof address === "string") throw new Error("The machine gave no free port.");
  return address.port;
}
