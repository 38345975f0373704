/**
 * A file as the owner drops it into a chat, for tests below the chats.
 */
import type { Blobs } from "../../src/kernel/blobs.ts";
import type { Writer } from "../../src/kernel/writer.ts";
import { fetchFiles, keepFile } from "../../src/surfaces/chat/dropped-files.ts";
import type { IncomingFile } from "../../src/surfaces/surface.ts";

/** Fetches and keeps the files; answers what could not be fetched, or `null`. */
export async function keepFiles(parts: {
  readonly writer: Writer;
  readonly blobs: Blobs;
  readonly actor: string;
  readonly scope: string | null;
  readonly files: readonly IncomingFile[];
}): Promise<string | null> {
  const { fetched, troubles } = await fetchFiles(parts.files);
  await parts.writer.submit((transaction) => {
    for (const file of fetched) keepFile(transaction, parts.blobs, { ...parts, file });
  });
  return troubles.length > 0 ? troubles.join("\n") : null;
}
