/**
 * What is wrong with a file the owner edits: always a file, a line and what to do about it.
 * Every loader of this room collects problems; they are thrown together, once.
 */
export interface PolicyProblem {
  /** As the owner knows it: `policies/money.cedar`. */
  readonly file: string;
  /** 1 is the first. */
  readonly line: number;
  readonly message: string;
}

/** All problems found in a folder at once; `message` holds one a line. */
export class PolicyError extends Error {
  readonly problems: readonly PolicyProblem[];

  constructor(problems: readonly PolicyProblem[]) {
    const sorted = [...problems].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
    super(sorted.map(problemLine).join("\n"));
    this.name = "PolicyError";
    this.problems = sorted;
  }
}

/** `policies/money.cedar:12: no action "invoice.refnd". Did you mean "invoice.refund"?` */
export function problemLine(problem: PolicyProblem): string {
  return `${problem.file}:${problem.line}: ${problem.message}`;
}
