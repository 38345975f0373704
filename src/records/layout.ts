/**
 * How the files of a bank are read whose columns nobody knew: told once by the owner, and used for every file with these columns.
 */
import type { Folded, RecordKind, RecordRow, Records } from "../kernel/fold.ts";

export interface LayoutRow extends RecordRow {
  readonly id: string;
  /** The event whose private part holds the names. */
  readonly seq: number;
}

/** Which column is what, by its name in the file; an empty name: there is none. */
export type LayoutWords = {
  readonly columns: readonly string[];
  readonly date: string;
  readonly amount: string;
  readonly payer: string;
  readonly reference: string;
  readonly order: "day" | "month";
};

export const layouts: RecordKind<LayoutRow> = {
  table: "layouts",
  id: "id",
  columns: ["id", "version", "seq"],
  on: {
    "bank.layout-learned": {
      rows: (event: Folded) => [String(event.data.layout)],
      evolve: (_, event, id) => ({ id, seq: event.seq }),
    },
  },
};

/** Every layout that was told, the newest first. `open`: the private part of an event. */
export function knownLayouts(records: Records, open: (seq: number) => unknown): readonly LayoutWords[] {
  return records.find(layouts, "1 ORDER BY seq DESC").flatMap(({ seq }) => {
    const words = open(seq) as LayoutWords | null | undefined;
    return words ? [words] : [];
  });
}
