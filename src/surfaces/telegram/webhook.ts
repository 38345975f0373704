/**
 * The webhook: Telegram calls us. Only a call with the secret is read, and it is answered when it is recorded.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Update } from "grammy/types";
import type { Front, Refusal } from "../surface.ts";
import { checkedUpdate } from "./inward.ts";

const BODY_BYTES = 1024 * 1024;
const READ_BYTES = 16 * BODY_BYTES;
export const WEBHOOK_PATH = "/telegram";

/** What takes updates while Telegram is listened to. */
export interface Open {
  readonly front: Front;
  readonly take: (update: Update) => Promise<void>;
  readonly took: (update: Update) => boolean;
}

/** `door` is `null` while nobody listens; then Telegram is asked to come again. */
export function webhookListener(secret: string, door: () => Open | null): RequestListener {
  return (request, response) => {
    answer(request, response, secret, door).catch(() => finish(response, 500));
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  secret: string,
  door: Parameters<typeof webhookListener>[1],
): Promise<void> {
  const open = door();
  if (!open) return finish(response, 503);
  const refuse = async (status: number, why: Refusal) => {
    try {
      await open.front.refused(why);
    } finally {
      finish(response, status);
    }
  };
  const given = request.headers["x-telegram-bot-api-secret-token"];
  if (!secret.trim() || typeof given !== "string" || !same(given, secret)) return refuse(401, "wrong-webhook-token");
  if (request.method !== "POST") return finish(response, 405);
  const body = await bodyOf(request);
  if (body === null) return refuse(413, "oversized");
  const update = parsed(body);
  if (update === null) return refuse(400, "malformed");
  if (open.took(update)) return refuse(200, "replayed");
  await open.take(update);
  finish(response, 200);
}

/** Says nothing, by the time it takes, about how much of it is right. */
function same(given: string, secret: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

/** `null`: it is too long. It is read to its end all the same, within reason, so that the refusal can be heard. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size <= BODY_BYTES) chunks.push(chunk);
    if (size > READ_BYTES) break;
  }
  return size > BODY_BYTES ? null : Buffer.concat(chunks).toString("utf8");
}

function parsed(body: string): Update | null {
  try {
    return checkedUpdate(JSON.parse(body));
  } catch {
    return null;
  }
}

/** Who is refused before the body was read gets no second call on the same connection. */
function finish(response: ServerResponse, status: number): void {
  if (response.headersSent) return;
  if (status !== 200) response.setHeader("connection", "close");
  response.writeHead(status).end();
}
