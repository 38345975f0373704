/**
 * What the doctor says about Telegram: what works, what is missing, and what to do about it.
 */
import type { ChatFullInfo, ChatMember, UserFromGetMe } from "grammy/types";
import type { Finding } from "../surface.ts";
import type { Answer, Line } from "./line.ts";
import { adviceFor } from "./outcome.ts";
import { WEBHOOK_PATH } from "./webhook.ts";

export interface Setting {
  readonly line: Line;
  readonly chat: string | null;
  readonly webhookSecret: string | null;
}

export async function findings({ line, chat, webhookSecret }: Setting): Promise<readonly Finding[]> {
  const me = await line.ask((api) => api.getMe());
  if (!me.ok) return [{ ok: false, what: "Telegram bot", says: said(me) }];
  const found: Finding[] = [{ ok: true, what: "Telegram bot", says: `@${me.value.username} answers.` }];
  if (chat === null)
    found.push({
      ok: true,
      what: "Telegram chat",
      says: "TELEGRAM_CHAT is not set: everything comes to your private chat with the bot.",
    });
  else found.push(...(await chatFindings(line, chat, me.value)));
  found.push(await webhookFinding(line, webhookSecret));
  return found;
}

async function chatFindings(line: Line, id: string, me: UserFromGetMe): Promise<Finding[]> {
  const chat = await line.ask((api) => api.getChat({ chat_id: id }));
  if (!chat.ok) return [{ ok: false, what: "Telegram chat", says: said(chat) }];
  const kind = chat.value;
  if (kind.type === "private")
    return [{ ok: true, what: "Telegram chat", says: "A private chat: one conversation for all clients." }];
  if (kind.type === "channel")
    return [
      {
        ok: false,
        what: "Telegram chat",
        says: "TELEGRAM_CHAT is a channel, where nobody can answer. Use a group with topics, or your private chat.",
      },
    ];
  const title = `“${kind.title ?? id}”`;
  const found: Finding[] = [
    kind.is_forum
      ? { ok: true, what: "Telegram chat", says: `${title}, a topic for each client.` }
      : {
          ok: true,
          what: "Telegram chat",
          says: `${title}, a plain chat: all clients share it. Turn on “Topics” in the group's settings to give each client one.`,
        },
  ];
  const member = await line.ask((api) => api.getChatMember({ chat_id: id, user_id: me.id }));
  if (!member.ok) found.push({ ok: false, what: "Telegram rights", says: said(member) });
  else found.push(rights(member.value, kind), hearing(member.value, me));
  const count = await line.ask((api) => api.getChatMemberCount({ chat_id: id }));
  if (count.ok && count.value > 2)
    found.push({
      ok: false,
      what: "Telegram readers",
      says: `${count.value - 2} more than you and the bot can read ${title}: what you ask there about all clients, they see too. Ask in private, or take them out.`,
    });
  return found;
}

function rights(member: ChatMember, chat: ChatFullInfo): Finding {
  const what = "Telegram rights";
  if (member.status === "left" || member.status === "kicked")
    return { ok: false, what, says: "The bot is not in the group. Add it, and make it an administrator." };
  if (member.status === "restricted" && !member.can_send_messages)
    return { ok: false, what, says: "The bot may not write in the group. Lift its restriction." };
  const manages = member.status === "administrator" && member.can_manage_topics === true;
  if (chat.is_forum && !manages)
    return { ok: false, what, says: "The bot can't make topics. Make it an administrator with “Manage topics”." };
  return { ok: true, what, says: chat.is_forum ? "The bot may write and make topics." : "The bot may write." };
}

/** An administrator hears everything, whatever the privacy mode. */
function hearing(member: ChatMember, me: UserFromGetMe): Finding {
  const what = "Telegram privacy mode";
  if (me.can_read_all_group_messages || member.status === "administrator")
    return { ok: true, what, says: "The bot hears what you write in its topics." };
  return {
    ok: false,
    what,
    says: "In the group the bot hears only commands, mentions and answers to its messages. Make it an administrator, or turn privacy off (@BotFather, /setprivacy, Disable) and add it again.",
  };
}

async function webhookFinding(line: Line, secret: string | null): Promise<Finding> {
  const what = "Telegram messages";
  const info = await line.ask((api) => api.getWebhookInfo());
  if (!info.ok) return { ok: false, what, says: said(info) };
  const { url = "", last_error_message: error, pending_update_count: pending } = info.value;
  if (secret === null)
    return {
      ok: true,
      what,
      says: url
        ? `Asked for by long polling. A webhook is set to ${hostOf(url)}; starting removes it.`
        : "Asked for by long polling.",
    };
  if (!/^[A-Za-z0-9_-]{1,256}$/.test(secret))
    return {
      ok: false,
      what,
      says: "TELEGRAM_WEBHOOK_SECRET may have only A-Z, a-z, 0-9, _ and -, at most 256 of them.",
    };
  if (!url)
    return {
      ok: false,
      what,
      says: `TELEGRAM_WEBHOOK_SECRET is set, so I wait for Telegram to call, but Telegram has no address. Tell it once: curl "${line.root}/bot$TELEGRAM_BOT_TOKEN/setWebhook" -d url=https://YOUR-HOST${WEBHOOK_PATH} -d secret_token="$TELEGRAM_WEBHOOK_SECRET" -d 'allowed_updates=["message","callback_query"]'. Or take the secret away for long polling.`,
    };
  if (!URL.canParse(url) || new URL(url).pathname !== WEBHOOK_PATH)
    return { ok: false, what, says: `Telegram calls ${url}, but I listen at ${WEBHOOK_PATH}. Set the webhook again.` };
  const waiting = pending > 0 ? ` ${pending} wait to be delivered.` : "";
  if (error)
    return { ok: false, what, says: `Telegram calls ${hostOf(url)}; the last call failed: ${error}.${waiting}` };
  return { ok: true, what, says: `Telegram calls ${hostOf(url)}.${waiting}` };
}

function said(answer: Extract<Answer<unknown>, { readonly ok: false }>): string {
  const { trouble } = answer;
  const advice = trouble.kind === "told" ? adviceFor(trouble) : null;
  return advice ?? `Telegram: ${trouble.says}.`;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
