/** Files: the three steps of an upload, what is shared where, and the download with the app's token. */
import { type Call, type Method, parent, Refused, room, structured, word } from "./method.ts";
import { isObject } from "./rules.ts";
import { wireFile, wireMessage } from "./wire.ts";
import type { Json, Message, StoredFile, World } from "./world.ts";

export const files: Readonly<Record<string, Method>> = {
  "files.getUploadURLExternal": { token: "bot", scopes: ["files:write"], run: begin },
  "files.completeUploadExternal": { token: "bot", scopes: ["files:write"], run: complete },
  "files.info": { token: "bot", scopes: ["files:read"], run: info },
};

function begin({ args, world, origin }: Call): Json {
  const name = word(args, "filename");
  const length = Number(word(args, "length"));
  if (!Number.isInteger(length) || length <= 0) throw new Refused("invalid_arguments");
  const file = made(world, { name, type: kind(name), user: world.identity.botUser, length, bytes: null });
  return { upload_url: `${origin}/upload/v1/${file.id}`, file_id: file.id };
}

/** The second step, on the upload's own address: the number of bytes must be the one that was announced. */
export function upload(world: World, id: string, bytes: Uint8Array): { status: number; says: string } {
  const file = world.files.get(id);
  if (!file || file.completed) return { status: 404, says: "unknown upload" };
  if (bytes.length !== file.length) return { status: 400, says: `expected ${file.length} bytes, not ${bytes.length}` };
  file.bytes = bytes;
  return { status: 200, says: `OK - ${bytes.length}` };
}

function complete(call: Call): Json {
  const { args, world, origin, happened } = call;
  const given = structured(args, "files", "invalid_arguments");
  if (!Array.isArray(given) || given.length === 0) throw new Refused("invalid_arguments");
  const done: StoredFile[] = given.map((one) => {
    const file = isObject(one) ? world.files.get(String(one.id)) : undefined;
    if (!file?.bytes || file.completed) throw new Refused("file_not_found");
    if (isObject(one) && typeof one.title === "string") file.title = one.title;
    return file;
  });
  const id = args.channel_id ?? (typeof args.channels === "string" ? args.channels.split(",")[0] : undefined);
  if (id !== undefined) {
    const inRoom = { ...call, args: { ...args, channel: id } };
    const channel = room(inRoom);
    const thread = parent(inRoom, channel);
    const text = typeof args.initial_comment === "string" ? args.initial_comment : "";
    const message = shared(world, {
      channel: channel.id,
      thread: thread?.ts ?? null,
      text,
      user: world.identity.botUser,
      files: done,
    });
    happened(wireMessage(world, message), channel);
  }
  for (const file of done) file.completed = true;
  return { files: done.map((file) => wireFile(world, file, origin)) };
}

function info({ args, world, origin }: Call): Json {
  const file = world.files.get(word(args, "file"));
  if (!file?.completed) throw new Refused("file_not_found");
  return { file: wireFile(world, file, origin), comments: [] };
}

interface Made {
  readonly name: string;
  readonly type: string;
  readonly user: string;
  readonly length: number;
  readonly bytes: Uint8Array | null;
}

export function made(world: World, { name, type, user, length, bytes }: Made): StoredFile {
  const id = world.id("F");
  const file = { id, name, title: name, type, user, length, bytes, at: world.now(), completed: bytes !== null };
  world.files.set(id, file);
  return file;
}

interface Shared {
  readonly channel: string;
  readonly thread: string | null;
  readonly text: string;
  readonly user: string;
  readonly files: StoredFile[];
}

/** The message by which files appear in a room. */
export function shared(world: World, { channel, thread, text, user, files }: Shared): Message {
  const bot = user === world.identity.botUser ? world.identity.bot : null;
  const message: Message = {
    channel,
    ts: world.ts(),
    thread,
    user,
    bot,
    subtype: "file_share",
    clientId: bot === null ? crypto.randomUUID() : null,
    files,
    reactions: [],
    text,
    blocks: null,
    metadata: null,
    edited: null,
    pinned: false,
    deleted: false,
  };
  world.messages.push(message);
  return message;
}

function kind(name: string): string {
  const ending = name.split(".").at(-1)?.toLowerCase() ?? "";
  return KINDS[ending] ?? "application/octet-stream";
}

const KINDS: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  pdf: "application/pdf",
  txt: "text/plain",
  csv: "text/csv",
  json: "application/json",
};
