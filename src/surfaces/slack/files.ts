/**
 * Files to and from Slack. The token goes with a download only to Slack itself, because the address comes in a payload.
 */
import type { IncomingFile, Place } from "../surface.ts";
import { oneLine, shortened } from "./text.ts";
import type { Api } from "./wire.ts";

/** More than that is not fetched: chat is no place to move archives. */
export const MOST_FILE_BYTES = 25_000_000;
const DOWNLOAD_TIMEOUT_MS = 30_000;

/** A file as an event describes it. */
export interface SlackFile {
  readonly id?: string | undefined;
  readonly name?: string | null | undefined;
  readonly title?: string | null | undefined;
  readonly mimetype?: string | undefined;
  readonly size?: number | undefined;
  readonly url_private_download?: string | undefined;
  readonly url_private?: string | undefined;
}

/** Shows a file in a room or thread. Rejects as any call does. */
export async function upload(
  api: Api,
  file: { readonly name: string; readonly bytes: Uint8Array; readonly title?: string },
  { room, thread }: Place,
): Promise<void> {
  const name = shortened(oneLine(file.name), 150) || "file";
  const shown = {
    channel_id: room,
    file: Buffer.from(file.bytes),
    filename: name,
    title: shortened(oneLine(file.title ?? name), 200),
  };
  // Slack writes to whom we may, so the two calls differ in their type only.
  await (thread === null
    ? api.filesUploadV2(shown)
    : api.filesUploadV2({ ...shown, channel_id: room, thread_ts: thread }));
}

/** The files of a message, whose bytes are fetched when somebody asks for them. */
export function incomingFiles(
  files: readonly SlackFile[],
  { token, apiUrl }: { token: string; apiUrl: string | null },
): IncomingFile[] {
  return files.map((file) => {
    const name = file.name || file.title || file.id || "file";
    return {
      name,
      type: file.mimetype || "application/octet-stream",
      size: file.size ?? 0,
      bytes: () => download(file, { name, token, apiUrl }),
    };
  });
}

async function download(
  file: SlackFile,
  { name, token, apiUrl }: { name: string; token: string; apiUrl: string | null },
): Promise<Uint8Array> {
  const address = file.url_private_download ?? file.url_private;
  if (!address) throw new Error(`Slack gave no address for ${name}.`);
  if (!isSlack(address, apiUrl)) throw new Error(`${name} doesn't lie at Slack (${new URL(address).host}).`);
  if ((file.size ?? 0) > MOST_FILE_BYTES) throw new Error(`${name} is larger than ${MOST_FILE_BYTES / 1e6} MB.`);
  const answer = await fetch(address, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS),
  });
  if (!answer.ok || answer.body === null) throw new Error(`Slack did not hand out ${name} (HTTP ${answer.status}).`);
  // Without the right to read it, Slack answers with its sign-in page.
  const page = answer.headers.get("content-type")?.startsWith("text/html") ?? false;
  if (page && !file.mimetype?.startsWith("text/html"))
    throw new Error(`Slack did not hand out ${name}: the app lacks the scope files:read.`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    size += chunk.byteLength;
    if (size > MOST_FILE_BYTES) throw new Error(`${name} is larger than ${MOST_FILE_BYTES / 1e6} MB.`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function isSlack(address: string, apiUrl: string | null): boolean {
  const { protocol, hostname, host } = new URL(address);
  if (apiUrl !== null && host === new URL(apiUrl).host) return true;
  return protocol === "https:" && (hostname === "slack.com" || /\.slack(-edge|-files)?\.com$/.test(hostname));
}
