/**
 * What the bench found, as a plain table and as JSON. A bar that isn't met is said, not thrown: nothing is asserted here.
 */
export interface Finding {
  readonly what: string;
  /** As it is read: `38,200/s`. */
  readonly figure: string;
  /** What it is measured against, in the same run. */
  readonly beside?: string;
  readonly ratio?: number;
  readonly bar?: string;
  /** Absent where there is no bar. */
  readonly met?: boolean;
  /** The bare number, for `--json`. */
  readonly value: number;
}

const COLUMNS = ["what", "figure", "beside", "ratio", "bar", ""] as const;

/** One line a finding, in columns. */
export function table(findings: readonly Finding[]): string {
  const rows = [COLUMNS, ...findings.map(cells)];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** A number as people read it: three figures are enough. */
export function readable(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en-US");
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function cells(finding: Finding): readonly string[] {
  const { what, figure, beside = "", ratio, bar = "", met } = finding;
  const verdict = met === undefined ? "" : met ? "met" : "NOT MET";
  return [what, figure, beside, ratio === undefined ? "" : ratio.toFixed(2), bar, verdict];
}
