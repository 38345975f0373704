/**
 * What no honest client does: taps that were never offered, and posts to a webhook that Telegram never sent.
 */
import type { Desk } from "./call.ts";
import { instanceOf, type Person } from "./person.ts";
import type { TapAnswer } from "./taps.ts";
import type { News } from "./updates.ts";
import { chatOf, type Room, type Stored, wireMessage } from "./world.ts";

/** `message`: as it is claimed to be; missing or `null` with `inlineMessageId`. */
export interface RawTap {
  readonly person: Person;
  readonly data: string;
  readonly message?: Stored | { readonly room: Room; readonly id: number } | null;
  readonly inlineMessageId?: string;
}

/** Sends the tap as an update; resolves with the bot's answer. */
export function forgeTap(desk: Desk, { person, data, message, inlineMessageId }: RawTap): Promise<TapAnswer> {
  const { id, answered } = desk.taps.open();
  const query = {
    id,
    from: person.user,
    chat_instance: instanceOf(message?.room ?? person.chat),
    data,
    ...(message === undefined || message === null ? {} : { message: claim(desk, message) }),
    ...(inlineMessageId === undefined ? {} : { inline_message_id: inlineMessageId }),
  };
  desk.updates.push({ callback_query: query } as News);
  return answered;
}

/** A message that the platform does not know is sent as one that can't be reached any more. */
function claim({ world }: Desk, message: NonNullable<RawTap["message"]>) {
  const stored = "text" in message ? message : world.find(message.room, message.id);
  if (stored !== null) return wireMessage(stored, world);
  return { chat: chatOf(message.room, world), message_id: message.id, date: 0 };
}

/** Posts once; `secret` `undefined` leaves the header out. Answers with the status, 0 where the connection broke. */
export async function postRaw(url: string, body: string | Uint8Array | object, secret?: string): Promise<number> {
  const raw = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
  const header = secret === undefined ? {} : { "X-Telegram-Bot-Api-Secret-Token": secret };
  try {
    const headers = { "content-type": "application/json", ...header };
    const response = await fetch(url, { method: "POST", headers, body: Buffer.from(raw) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
