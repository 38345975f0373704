/**
 * A file the owner drops into a chat: its bytes are kept, sealed, and one short question asks what it is.
 * Before: front.ts. After: the arbiter, as for any intent of the house.
 */
import type { Blobs } from "../kernel/blobs.ts";
import { submitIntent } from "../kernel/intent.ts";
import { ownerLabel } from "../kernel/label.ts";
import type { Writer } from "../kernel/writer.ts";
import { messageOf } from "../lib/errors.ts";
import { opaqueId } from "../lib/id.ts";
import { sizeWords } from "../lib/size.ts";
import type { IncomingFile } from "./surface.ts";

const LARGEST = 20_000_000;

/** Keeps the files, in the client's scope where the thread is a client's; answers what to tell where one could not be. */
export async function keepFiles(parts: {
  readonly writer: Writer;
  readonly blobs: Blobs;
  readonly actor: string;
  readonly scope: string | null;
  readonly files: readonly IncomingFile[];
}): Promise<string | null> {
  const troubles: string[] = [];
  for (const file of parts.files) {
    if (file.size > LARGEST) {
      troubles.push(`“${file.name}” has ${sizeWords(file.size)}; I keep files up to ${sizeWords(LARGEST)}.`);
      continue;
    }
    try {
      await keep(parts, file, await file.bytes());
    } catch (error) {
      troubles.push(`“${file.name}” could not be fetched (${messageOf(error)}). Please send it again.`);
    }
  }
  return troubles.length > 0 ? troubles.join("\n") : null;
}

function keep(
  { writer, blobs, actor, scope }: Parameters<typeof keepFiles>[0],
  file: IncomingFile,
  bytes: Uint8Array,
): Promise<void> {
  const home = scope ?? "workspace";
  return writer.submit((transaction) => {
    const id = opaqueId("f", transaction.entropy);
    const event = transaction.append({
      type: "file.received",
      actor,
      scope: home,
      subject: `file:${id}`,
      label: ownerLabel(home),
      data: { file: id, blob: blobs.keep(transaction, home, bytes), size: bytes.length },
      private: { name: file.name, type: file.type },
    });
    submitIntent(transaction, {
      steps: [{ action: "file.sort", params: { file: id } }],
      reason: "You dropped it here.",
      evidence: [],
      key: `file.sort:${id}`,
      about: null,
      scope: home,
      principal: "agent:house",
      actor: "kernel",
      label: event.label,
      run: null,
      causation: event.id,
      workflow: event.workflow,
    });
  });
}
