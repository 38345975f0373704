/**
 * When a service can't be asked. What passes by itself is waited for; what doesn't, and what only the owner can mend, is told
 * once, and once more when it works again. A service that doesn't speak as expected is paused: nothing it says can be trusted,
 * and nothing is sent to it. How long it has lasted stands in the connector's marks, so that a restart tells nothing twice.
 * Before: workspace.ts, with the answer of every poll. After: kernel/notice.ts.
 */
import { markOf, setMark } from "./connectors/marks.ts";
import { ServiceError, type ServiceTrouble } from "./connectors/service-error.ts";
import { postCard } from "./kernel/notice.ts";
import { setPause } from "./kernel/pause.ts";
import type { Transaction, Writer } from "./kernel/writer.ts";
import { calledConnector } from "./lib/called.ts";
import { messageOf } from "./lib/errors.ts";
import { readable } from "./lib/zone.ts";
import type { Database } from "./store/database.ts";

/** What passes by itself is told only after this. */
const TOLD_AFTER_MS = 60 * 60_000;
const MARK = "trouble";

/** One outage, as it stands in the marks. */
interface Outage {
  readonly trouble: ServiceTrouble;
  readonly says: string;
  /** ms UTC */
  readonly since: number;
  readonly told: boolean;
}

export class Outages {
  readonly #database: Database;
  readonly #writer: Writer;
  readonly #surfaces: readonly string[];
  readonly #zone: string;
  /** As in the marks: read once. */
  readonly #known = new Map<string, Outage | null>();

  constructor(parts: {
    readonly database: Database;
    readonly writer: Writer;
    readonly surfaces: readonly string[];
    readonly zone: string;
  }) {
    this.#database = parts.database;
    this.#writer = parts.writer;
    this.#surfaces = parts.surfaces;
    this.#zone = parts.zone;
  }

  /** What the last look outside complained of; null: it worked. */
  trouble(connector: string): string | null {
    return this.#of(connector)?.says ?? null;
  }

  /** What can't be asked now and since when, a sentence each; also what passes by itself and isn't told yet. */
  standing(connectors: Iterable<string>): string[] {
    return [...connectors].flatMap((connector) => {
      const outage = this.#of(connector);
      if (!outage) return [];
      const since = readable(outage.since, this.#zone);
      return [
        `${capital(calledConnector(connector))} ${TITLES[outage.trouble]}, since ${since}. What is for it waits.`,
      ];
    });
  }

  /** Whether it is known that nothing can be sent there now. */
  isDown(connector: string): boolean {
    return this.#of(connector) !== null;
  }

  /** A look outside failed. */
  async failed(connector: string, error: unknown): Promise<void> {
    const before = this.#of(connector);
    const trouble = error instanceof ServiceError ? error.trouble : "unreachable";
    const says = messageOf(error);
    const outage = await this.#writer.submit((transaction) => {
      // Another kind of trouble is another outage: a refusal is told at once, however long nobody answered before.
      const same = before?.trouble === trouble ? before : null;
      const since = same?.since ?? transaction.now;
      const due = same?.told !== true && (isForOwner(trouble) || transaction.now - since >= TOLD_AFTER_MS);
      const now: Outage = { trouble, says, since, told: due || same?.told === true };
      if (due) this.#tell(transaction, connector, now);
      if (!same || due || same.says !== says) setMark(transaction, connector, MARK, JSON.stringify(now));
      return now;
    });
    this.#known.set(connector, outage);
  }

  /** A look outside worked. `true`: it had not before, so that what waited for it may go on. */
  async worked(connector: string): Promise<boolean> {
    const before = this.#of(connector);
    if (before === null) return false;
    await this.#writer.submit((transaction) => {
      setMark(transaction, connector, MARK, null);
      if (before.told) this.#post(transaction, connector, `${capital(calledConnector(connector))} works again.`, []);
    });
    this.#known.set(connector, null);
    return true;
  }

  #of(connector: string): Outage | null {
    const known = this.#known.get(connector);
    if (known !== undefined) return known;
    const noted = markOf(this.#database, connector, MARK);
    const outage = noted === null ? null : (JSON.parse(noted) as Outage);
    this.#known.set(connector, outage);
    return outage;
  }

  #tell(transaction: Transaction, connector: string, { trouble, says, since }: Outage): void {
    const title = `${capital(calledConnector(connector))} ${TITLES[trouble]}.`;
    const rows = [
      { label: "What it says", after: says },
      ...(isForOwner(trouble) ? [] : [{ label: "Since", after: readable(since, this.#zone) }]),
      { label: "What I do", after: WHAT_I_DO[trouble] },
    ];
    if (trouble === "changed")
      setPause(transaction, `connector:${connector}`, "it does not answer as expected", "kernel");
    this.#post(transaction, connector, title, rows);
  }

  #post(
    transaction: Transaction,
    connector: string,
    title: string,
    rows: readonly { readonly label: string; readonly after: string }[],
  ): void {
    postCard(
      transaction,
      this.#surfaces,
      { kind: "notice", title, rows: [...rows], why: [], buttons: [] },
      { type: "notice.posted", scope: "workspace", subject: `connector:${connector}` },
    );
  }
}

const TITLES: Readonly<Record<ServiceTrouble, string>> = {
  unreachable: "can't be reached",
  refused: "doesn't let me in",
  limited: "asks me to wait, again and again",
  changed: "doesn't answer as expected",
};

const WHAT_I_DO: Readonly<Record<ServiceTrouble, string>> = {
  unreachable: "I keep trying. What you approve for it waits, and leaves when it is back.",
  refused: "I keep trying, and what you approve for it waits. “doctor” says what is missing.",
  limited: "I ask less often. What you approve for it waits, and leaves later.",
  changed: "I have paused it, so nothing leaves there. Look at “doctor”, then say “resume”.",
};

function isForOwner(trouble: ServiceTrouble): boolean {
  return trouble === "refused" || trouble === "changed";
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
