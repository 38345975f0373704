/**
 * A file the owner drops into a chat: its bytes are kept, sealed, and one short question asks what it is.
 * Before: front.ts. After: the arbiter, as for any intent of the house.
 */
import type { Blobs } from "../../kernel/blobs.ts";
import type { LedgerEvent } from "../../kernel/event.ts";
import { submitIntent } from "../../kernel/intent.ts";
import { outsideLabel } from "../../kernel/label.ts";
import type { Transaction } from "../../kernel/writer.ts";
import { messageOf } from "../../lib/errors.ts";
import { opaqueId } from "../../lib/id.ts";
import { sizeWords } from "../../lib/size.ts";
import type { IncomingFile } from "../surface.ts";

/** Bytes. */
export const LARGEST = 20_000_000;

export interface Fetched {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Fetches the bytes from the platform; `troubles` says what to tell where that could not be done. */
export async function fetchFiles(
  files: readonly IncomingFile[],
): Promise<{ readonly fetched: readonly Fetched[]; readonly troubles: readonly string[] }> {
  const fetched: Fetched[] = [];
  const troubles: string[] = [];
  for (const file of files) {
    if (file.size > LARGEST) {
      troubles.push(`“${file.name}” has ${sizeWords(file.size)}; I keep files up to ${sizeWords(LARGEST)}.`);
      continue;
    }
    try {
      fetched.push({ name: file.name, type: file.type, bytes: await file.bytes() });
    } catch (error) {
      troubles.push(`“${file.name}” could not be fetched (${messageOf(error)}). Please send it again.`);
    }
  }
  return { fetched, troubles };
}

/** Keeps one, in the client's scope where the thread is a client's, and asks what it is. */
export function keepFile(
  transaction: Transaction,
  blobs: Blobs,
  about: { readonly file: Fetched; readonly actor: string; readonly scope: string | null },
): void {
  const scope = about.scope ?? "workspace";
  const event = receiveFile(transaction, blobs, { ...about, scope });
  const id = String(event.data.file);
  submitIntent(transaction, {
    steps: [{ action: "file.sort", params: { file: id } }],
    reason: "You dropped it here.",
    evidence: [],
    key: `file.sort:${id}`,
    about: null,
    scope,
    principal: "agent:house",
    actor: "kernel",
    label: event.label,
    run: null,
    causation: event.id,
    workflow: event.workflow,
  });
}

/** Keeps the bytes in a scope and says so; what the file is, is for somebody else to say. */
export function receiveFile(
  transaction: Transaction,
  blobs: Blobs,
  about: { readonly file: Fetched; readonly actor: string; readonly scope: string },
): LedgerEvent {
  const { file, actor, scope } = about;
  const id = opaqueId("f", transaction.entropy);
  return transaction.append({
    type: "file.received",
    actor,
    scope,
    subject: `file:${id}`,
    // The owner gave it; who wrote it nobody knows.
    label: outsideLabel(scope),
    data: { file: id, blob: blobs.keep(transaction, scope, file.bytes), size: file.bytes.length },
    private: { name: file.name, type: file.type },
  });
}
