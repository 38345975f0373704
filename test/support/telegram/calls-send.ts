/**
 * Calls that put a new message into a chat.
 */
import type { Args, Upload } from "./args.ts";
import { type Calls, type Desk, messageOf, repliedTo, roomOf, topicOf } from "./call.ts";
import { imageSize } from "./image.ts";
import { readMarkup } from "./keyboard.ts";
import { badRequest } from "./refusal.ts";
import { readCaption, readText } from "./texts.ts";
import { type Draft, type Stored, wireMessage } from "./world.ts";

const PHOTO_LIMIT = 10 * 1024 * 1024;
const COMMON = [
  "business_connection_id",
  "chat_id",
  "message_thread_id",
  "direct_messages_topic_id",
  "disable_notification",
  "protect_content",
  "allow_paid_broadcast",
  "message_effect_id",
  "suggested_post_parameters",
  "ephemeral_message_parameters",
  "reply_parameters",
  "reply_markup",
  "reply_to_message_id",
  "allow_sending_without_reply",
];
const CAPTION = ["caption", "parse_mode", "caption_entities", "show_caption_above_media"];

export function sendingCalls(desk: Desk): Calls {
  const { world } = desk;
  const put = (draft: Draft): Stored => world.add(draft);
  return {
    sendMessage: {
      params: [...COMMON, "text", "parse_mode", "entities", "link_preview_options", "disable_web_page_preview"],
      run(args) {
        const text = readText(args, desk.odd);
        return wireMessage(put({ ...envelope(desk, args), ...text }), world);
      },
    },
    sendPhoto: {
      params: [...COMMON, ...CAPTION, "photo", "has_spoiler"],
      run(args) {
        const photo = readPhoto(desk, args);
        return wireMessage(put({ ...envelope(desk, args), ...readCaption(args, desk.odd), photo }), world);
      },
    },
    sendDocument: {
      params: [...COMMON, ...CAPTION, "document", "thumbnail", "disable_content_type_detection"],
      run(args) {
        const document = readDocument(desk, args);
        return wireMessage(put({ ...envelope(desk, args), ...readCaption(args, desk.odd), document }), world);
      },
    },
    copyMessage: {
      params: [...COMMON, ...CAPTION, "from_chat_id", "message_id", "video_start_timestamp"],
      run(args) {
        const source = sourceOf(desk, args, "message to copy");
        const { text, entities, photo, document } = source;
        const words = args.has("caption") ? readCaption(args, desk.odd) : { text, entities };
        return { message_id: put({ ...envelope(desk, args), ...words, photo, document }).id };
      },
    },
    forwardMessage: {
      params: [...COMMON, "from_chat_id", "message_id", "video_start_timestamp"],
      run(args) {
        const source = sourceOf(desk, args, "message to forward");
        const { text, entities, photo, document } = source;
        const { room, from, topic, silent } = envelope(desk, args);
        const forwardedFrom = source.forwardedFrom ?? source.from;
        // Buttons don't travel with a forwarded message.
        const draft = { room, from, topic: topic ?? null, silent: silent ?? false, forwardedFrom };
        return wireMessage(put({ ...draft, text, entities, photo, document, editable: false }), world);
      },
    },
  };
}

/** Where it goes, what it answers, and what hangs on it. */
function envelope(desk: Desk, args: Args): Draft {
  const markup = readMarkup(args);
  const room = roomOf(desk, args, "write");
  const topic = topicOf(desk, room, args);
  return {
    room,
    from: desk.world.bot,
    topic,
    replyTo: repliedTo(desk, room, args),
    silent: args.flag("disable_notification"),
    keyboard: markup.inline,
    forceReply: markup.forceReply,
    editable: !markup.other,
  };
}

function sourceOf(desk: Desk, args: Args, called: string): Stored {
  const source = messageOf(desk, roomOf(desk, args, "read", "from_chat_id"), args, called);
  if (source.service !== null) throw badRequest(`${called.replace("message to", "the message can't be")}ed`);
  return source;
}

/** Uploads a picture, or names one that is here already. */
export function readPhoto(desk: Desk, args: Args): NonNullable<Stored["photo"]> {
  const upload = args.upload("photo") ?? knownFile(desk, args, "photo");
  if (upload.bytes.length > PHOTO_LIMIT) {
    const { length } = upload.bytes;
    throw badRequest(`file of size ${length} bytes is too big for a photo; the maximum size is ${PHOTO_LIMIT} bytes`);
  }
  if (upload.bytes.length === 0) throw badRequest("file must be non-empty");
  const size = imageSize(upload.bytes);
  if (size === null) throw badRequest("IMAGE_PROCESS_FAILED");
  const { width, height } = size;
  if (width + height > 10_000 || Math.max(width / height, height / width) > 20)
    throw badRequest("PHOTO_INVALID_DIMENSIONS");
  const kept = desk.world.keepFile("photos", upload.name, upload.bytes);
  return [{ ...kept, width, height, file_size: upload.bytes.length }];
}

function readDocument(desk: Desk, args: Args): NonNullable<Stored["document"]> {
  const upload = args.upload("document") ?? knownFile(desk, args, "document");
  if (upload.bytes.length === 0) throw badRequest("file must be non-empty");
  const kept = desk.world.keepFile("documents", upload.name, upload.bytes);
  return { ...kept, file_name: upload.name, mime_type: mimeType(upload.name), file_size: upload.bytes.length };
}

function knownFile(desk: Desk, args: Args, name: string): Upload {
  const id = args.text(name);
  if (id === "" || id.startsWith("attach://")) throw badRequest(`there is no ${name} in the request`);
  const kept = desk.world.files.get(id);
  if (kept) return { name: kept.path.split("/").at(-1) ?? "file", bytes: kept.bytes };
  if (/^https?:/.test(id)) throw badRequest("failed to get HTTP URL content");
  throw badRequest("wrong file identifier/HTTP URL specified");
}

const TYPES: Readonly<Record<string, string>> = {
  pdf: "application/pdf",
  txt: "text/plain",
  md: "text/markdown",
  csv: "text/csv",
  json: "application/json",
  png: "image/png",
  jpg: "image/jpeg",
  ics: "text/calendar",
  zip: "application/zip",
};

function mimeType(name: string): string {
  return TYPES[name.split(".").at(-1)?.toLowerCase() ?? ""] ?? "application/octet-stream";
}
