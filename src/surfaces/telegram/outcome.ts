/**
 * What an answer of Telegram's means for a message: sent, gone, wait, unknown, or a format it won't take.
 * What only the owner can mend is told once, with what to do, until it works again.
 */
import type { Sent } from "../surface.ts";
import type { Trouble } from "./line.ts";

const STUCK_MS = 60_000;
const UNREACHED_MS = 3_000;
const THROTTLED_MS = 5_000;

/** `format`: never as it is; plain words may be taken. */
export type Outcome =
  | Exclude<Sent, { readonly kind: "sent" | "refused" }>
  | { readonly kind: "same"; readonly why: string }
  | { readonly kind: "format"; readonly why: string };

export function outcomeOf(trouble: Trouble, troubles: Troubles): Outcome {
  if (trouble.kind === "unreached") return { kind: "wait", afterMs: UNREACHED_MS, why: trouble.says };
  if (trouble.kind === "cut") return { kind: "unknown", why: trouble.says };
  const { code, says } = trouble;
  if (code === 429) return { kind: "wait", afterMs: trouble.retryAfterMs ?? THROTTLED_MS, why: says };
  if (code >= 500) return { kind: "unknown", why: says };
  if (/message is not modified/i.test(says)) return { kind: "same", why: says };
  if (/message to edit not found|message can't be edited|MESSAGE_ID_INVALID/i.test(says)) return { kind: "gone" };
  if (/message thread not found|TOPIC_DELETED|TOPIC_CLOSED|TOPIC_ID_INVALID/i.test(says)) return { kind: "gone" };
  const advice = adviceFor(trouble);
  if (advice === null) return { kind: "format", why: says };
  troubles.tell("chat", advice);
  return { kind: "wait", afterMs: STUCK_MS, why: says };
}

/** What the owner can do about an answer; `null`: it is not for the owner to mend. */
export function adviceFor({ code, says, newChat }: Extract<Trouble, { readonly kind: "told" }>): string | null {
  if (code === 401 || code === 404)
    return "Telegram does not take TELEGRAM_BOT_TOKEN. Copy it from @BotFather (/mybots → your bot → API Token) and start again.";
  if (newChat !== null || /upgraded to a supergroup/i.test(says))
    return `The Telegram group has become a supergroup with a new id. Set TELEGRAM_CHAT${newChat ? ` to ${newChat}` : " to it"} and start again.`;
  if (/chat not found|PEER_ID_INVALID/i.test(says))
    return "Telegram finds no such chat. Add the bot to the group (or write to the bot once, for a private chat), and check TELEGRAM_CHAT.";
  if (/blocked by the user|can't initiate conversation|user is deactivated/i.test(says))
    return "Telegram lets the bot write to you only after you have opened it and pressed Start. Please do, or unblock it.";
  if (code === 403 || /not enough rights|have no rights|CHAT_WRITE_FORBIDDEN|CHAT_RESTRICTED/i.test(says))
    return `Telegram does not let the bot write in the chat (“${says}”). Add the bot again, and let it send messages.`;
  return null;
}

/** Says what is wrong once, and again only after it had gone well in between. */
export class Troubles {
  readonly #say: (words: string) => void;
  readonly #told = new Map<string, string>();

  constructor(say: (words: string) => void) {
    this.#say = say;
  }

  tell(about: string, words: string): void {
    if (this.#told.get(about) === words) return;
    this.#told.set(about, words);
    this.#say(words);
  }

  over(about: string): void {
    this.#told.delete(about);
  }
}
