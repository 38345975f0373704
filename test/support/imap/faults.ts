/**
 * What can go wrong at the test server: set by a test, looked at by every session.
 */
export class ImapFaults {
  /** Instead of the greeting; `* BYE …` also ends the connection. */
  greeting: string | null = null;
  /** Accepts a connection and says nothing. */
  silent = false;
  /** The connection breaks after so many more bytes; then no more. */
  dropAfterBytes: number | null = null;
  /** Instead of carrying a command out: a line (`{tag} NO …`), `stall` or `drop`. */
  answer: ((name: string, line: string) => string | undefined) | null = null;
  /** The server's clock. */
  now: () => Date = () => new Date();
  /** What a client said that was not understood: by right, nothing. */
  readonly bad: string[] = [];
}
