/**
 * A file that the owner dropped into a chat: whose it is, what it was found to be, where its bytes are kept.
 * Its name and type stay in the ledger, sealed.
 */
import type { RecordKind, RecordRow } from "../kernel/fold.ts";

export const FILE_KINDS = ["deliverable", "memory", "stored"] as const;

export interface FileRow extends RecordRow {
  readonly id: string;
  /** The event that holds its name and type. */
  readonly seq: number;
  readonly scope: string;
  readonly kind: "unsorted" | (typeof FILE_KINDS)[number];
  /** Address of the bytes among the kept ones. */
  readonly blob: string;
  /** Bytes. */
  readonly size: number;
  readonly at: number;
}

/** What `file.received` keeps sealed. */
export type FileWords = { readonly name: string; readonly type: string };

const fileOf = { rows: (event: { data: { readonly file?: unknown } }) => [String(event.data.file)] };

export const files: RecordKind<FileRow> = {
  table: "files",
  id: "id",
  columns: ["id", "version", "seq", "scope", "kind", "blob", "size", "at"],
  on: {
    "file.received": {
      ...fileOf,
      evolve: (_, event, id) => ({
        id,
        seq: event.seq,
        scope: event.scope,
        kind: "unsorted",
        blob: String(event.data.blob),
        size: Number(event.data.size),
        at: event.at,
      }),
    },
    "file.sorted": {
      ...fileOf,
      evolve: (row, event) => row && { ...row, kind: event.data.kind as FileRow["kind"] },
    },
  },
};
