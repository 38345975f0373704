/**
 * Calls about the bot itself: who it is, its updates, its commands, its answers to taps, the files it was sent.
 */
import type { BotCommand } from "grammy/types";
import type { Args } from "./args.ts";
import { type Calls, type Desk, roomOf } from "./call.ts";
import { badRequest, Refusal } from "./refusal.ts";

const HOOK_CONFLICT =
  "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
const DOWNLOAD_LIMIT = 20 * 1024 * 1024;
const SECRET_LIMIT = 256;
const COMMAND_LIMIT = 32;
const DESCRIPTION_LIMIT = 256;
const COMMANDS_LIMIT = 100;
const SCOPES = [
  "default",
  "all_private_chats",
  "all_group_chats",
  "all_chat_administrators",
  "chat",
  "chat_administrators",
  "chat_member",
];

export function botCalls(desk: Desk): Calls {
  const { world, updates, taps } = desk;
  const commands = new Map<string, readonly BotCommand[]>();
  const menus = new Map<string, unknown>();
  return {
    getMe: {
      params: [],
      run: () => ({
        ...world.bot,
        can_join_groups: true,
        can_read_all_group_messages: !desk.privacy(),
        supports_inline_queries: false,
        can_connect_to_business: false,
        has_main_web_app: false,
      }),
    },
    getUpdates: {
      params: ["offset", "limit", "timeout", "allowed_updates"],
      run(args, gone) {
        if (updates.hook !== null) throw new Refusal(409, HOOK_CONFLICT);
        readAllowed(desk, args);
        const limit = args.has("limit") ? args.integer("limit", 1, 100) : 100;
        return updates.poll(args.integer("offset"), limit, args.integer("timeout", 0, 50), gone);
      },
    },
    setWebhook: {
      params: [
        "url",
        "certificate",
        "ip_address",
        "max_connections",
        "allowed_updates",
        "drop_pending_updates",
        "secret_token",
      ],
      run(args) {
        const url = args.text("url");
        const secret = args.text("secret_token");
        if (url !== "" && !URL.canParse(url)) throw badRequest("invalid webhook URL specified");
        if (url !== "" && new URL(url).protocol !== "https:" && !/^http:\/\/(127\.0\.0\.1|localhost)[:/]/.test(url))
          throw badRequest("bad webhook: An HTTPS URL must be provided for webhook");
        if (Buffer.byteLength(secret) > SECRET_LIMIT) throw badRequest("secret token is too long");
        if (!/^[A-Za-z0-9_-]*$/.test(secret)) throw badRequest("secret token contains unallowed characters");
        if (args.flag("drop_pending_updates")) updates.drop();
        readAllowed(desk, args);
        const maxConnections = args.has("max_connections") ? args.integer("max_connections", 1, 100) : 40;
        updates.setHook(url === "" ? null : { url, secret, maxConnections });
        return true;
      },
    },
    deleteWebhook: {
      params: ["drop_pending_updates"],
      run(args) {
        if (args.flag("drop_pending_updates")) updates.drop();
        updates.setHook(null);
        return true;
      },
    },
    getWebhookInfo: {
      params: [],
      run() {
        const { hook, lastError, allowed } = updates;
        return {
          url: hook?.url ?? "",
          has_custom_certificate: false,
          pending_update_count: updates.pending,
          ...(hook === null ? {} : { max_connections: hook.maxConnections, ip_address: "127.0.0.1" }),
          ...(lastError === null
            ? {}
            : { last_error_date: Math.floor(lastError.at / 1000), last_error_message: lastError.message }),
          ...(allowed === null || allowed.length === 0 ? {} : { allowed_updates: allowed }),
        };
      },
    },
    setMyCommands: {
      params: ["commands", "scope", "language_code"],
      run(args) {
        const list = args.json("commands", "commands");
        if (list !== undefined && !Array.isArray(list)) throw badRequest("expected an Array of BotCommand");
        const read = (list ?? []).map((one: unknown) => readCommand(one));
        if (read.length > COMMANDS_LIMIT) throw badRequest("BOT_COMMANDS_TOO_MUCH");
        commands.set(scopeKey(desk, args), read);
        return true;
      },
    },
    deleteMyCommands: {
      params: ["scope", "language_code"],
      run(args) {
        commands.delete(scopeKey(desk, args));
        return true;
      },
    },
    getMyCommands: {
      params: ["scope", "language_code"],
      run: (args) => commands.get(scopeKey(desk, args)) ?? [],
    },
    setChatMenuButton: {
      params: ["chat_id", "menu_button"],
      run(args) {
        const button = args.json("menu_button", "menu button") ?? { type: "default" };
        const type = typeof button === "object" && button !== null && "type" in button ? button.type : undefined;
        if (type === undefined) throw badRequest("can't parse menu button: Can't find field \"type\"");
        if (type !== "default" && type !== "commands" && type !== "web_app")
          throw badRequest("can't parse menu button: MenuButton has unsupported type");
        if (args.has("chat_id") && roomOf(desk, args, "read").type !== "private") throw badRequest("user not found");
        menus.set(args.text("chat_id"), button);
        return true;
      },
    },
    getChatMenuButton: {
      params: ["chat_id"],
      run: (args) => menus.get(args.text("chat_id")) ?? menus.get("") ?? { type: "commands" },
    },
    answerCallbackQuery: {
      params: ["callback_query_id", "text", "show_alert", "url", "cache_time"],
      run: (args) => taps.answer(args),
    },
    getFile: {
      params: ["file_id"],
      run(args) {
        const id = args.text("file_id");
        if (id === "") throw badRequest("file_id not specified");
        const kept = world.files.get(id);
        if (kept === undefined) throw badRequest("wrong file_id or the file is temporarily unavailable");
        if (kept.bytes.length > DOWNLOAD_LIMIT) throw badRequest("file is too big");
        const unique = `AgAD${id.slice(-6)}`;
        return { file_id: id, file_unique_id: unique, file_size: kept.bytes.length, file_path: kept.path };
      },
    },
  };
}

/** Once said, the kinds hold until they are said again. */
function readAllowed(desk: Desk, args: Args): void {
  const allowed = args.json("allowed_updates", "allowed updates");
  if (allowed === undefined) return;
  if (Array.isArray(allowed)) desk.updates.allowed = allowed.map(String);
  else desk.odd("allowed_updates is no array: passed over");
}

function readCommand(value: unknown): BotCommand {
  const bad = (why: string) => badRequest(`can't parse BotCommand: ${why}`);
  if (typeof value !== "object" || value === null) throw bad("expected an Object");
  const given: Record<string, unknown> = { ...value };
  if (given.command === undefined) throw bad('Can\'t find field "command"');
  if (given.description === undefined) throw bad('Can\'t find field "description"');
  const command = String(given.command).trim().replace(/^\//, "");
  const description = String(given.description).trim();
  if (command === "") throw badRequest("command must be non-empty");
  if ([...command].length > COMMAND_LIMIT) throw badRequest(`command length must not exceed ${COMMAND_LIMIT}`);
  if (!/^[a-z0-9_]+$/.test(command)) throw badRequest("BOT_COMMAND_INVALID");
  if (description === "") throw badRequest("command description must be non-empty");
  if ([...description].length > DESCRIPTION_LIMIT)
    throw badRequest(`command description length must not exceed ${DESCRIPTION_LIMIT}`);
  return { command, description };
}

function scopeKey(desk: Desk, args: Args): string {
  const given = args.json("scope", "BotCommandScope") ?? { type: "default" };
  const scope: Record<string, unknown> = typeof given === "object" && given !== null ? { ...given } : {};
  if (!SCOPES.includes(String(scope.type))) {
    throw badRequest("can't parse BotCommandScope: BotCommandScope has unsupported type");
  }
  if (scope.chat_id !== undefined && !desk.world.rooms.has(Number(scope.chat_id))) throw badRequest("chat not found");
  return `${scope.type} ${scope.chat_id ?? ""} ${scope.user_id ?? ""} ${args.text("language_code")}`;
}
