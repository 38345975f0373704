/**
 * Older mail, read because the owner has asked for it: what is wanted, when it goes on after trouble, how far it is, and its end,
 * of which the owner is told once. New mail always goes first; trouble with the old never stands for trouble with the new.
 * Before: lookout.ts, once a poll has brought nothing. After: connectors/mail/remember.ts.
 */
import type { Connector, PastRead, PastWanted } from "./connectors/connector.ts";
import { pastProgress } from "./connectors/mail/past-place.ts";
import { houseLabel } from "./kernel/label.ts";
import { postCard } from "./kernel/notice.ts";
import type { Transaction, Writer } from "./kernel/writer.ts";
import type { Clock } from "./lib/clock.ts";
import { messageOf } from "./lib/errors.ts";
import { dayInLetter } from "./lib/workdays.ts";
import { momentOn } from "./lib/zone.ts";
import { type OlderMail as Asked, olderMailIn, olderMails } from "./records/older-mail.ts";
import type { Database } from "./store/database.ts";

/** Until reading that failed is tried again. */
const AGAIN_MS = 60_000;
const CURRENT = `SELECT ${olderMails.columns.join(",")} FROM older_mail`;

/** How far the reading is. */
export interface OlderProgress {
  /** `2025-06-01` */
  readonly since: string;
  readonly isDone: boolean;
  /** Of so many in all, as far as is known. */
  readonly looked: number;
  readonly total: number;
  readonly remembered: number;
  readonly clients: number;
  readonly leftOut: number;
}

export class OlderMail {
  readonly #database: Database;
  readonly #writer: Writer;
  readonly #clock: Clock;
  readonly #zone: string;
  readonly #surfaces: readonly string[];
  /** Not before this, ms UTC, and why. */
  #waits: { readonly until: number; readonly why: string } | null = null;

  constructor(parts: {
    readonly database: Database;
    readonly writer: Writer;
    readonly clock: Clock;
    readonly zone: string;
    /** On which the owner is told of its end. */
    readonly surfaces: readonly string[];
  }) {
    this.#database = parts.database;
    this.#writer = parts.writer;
    this.#clock = parts.clock;
    this.#zone = parts.zone;
    this.#surfaces = parts.surfaces;
  }

  /** What is to be read of this connector's past now; null: nothing, or not yet again. */
  wanted(connector: Connector): PastWanted | null {
    if (!connector.readPast || (this.#waits && this.#clock.now() < this.#waits.until)) return null;
    const asked = this.#asked();
    if (asked?.state !== "wanted") return null;
    const { reads_from: from, reads_to: to } = asked;
    const before = to === null ? null : momentOn(to, 0, this.#zone);
    return { request: String(asked.seq), since: momentOn(from, 0, this.#zone), before };
  }

  /** Reads on; null: it can't now, and is tried again in a while. */
  async read(connector: Connector, wanted: PastWanted): Promise<PastRead | null> {
    try {
      const read = (await connector.readPast?.(wanted)) ?? null;
      this.#waits = null;
      return read;
    } catch (error) {
      this.#waits = { until: this.#clock.now() + AGAIN_MS, why: messageOf(error) };
      return null;
    }
  }

  /** All was looked through: said once, whoever finds it out. */
  async finish({ request }: PastWanted): Promise<void> {
    await this.#writer.submit((transaction) => {
      const asked = olderMailIn(transaction.records);
      if (asked?.state !== "wanted" || String(asked.seq) !== request) return;
      const progress = progressOf(transaction, asked);
      const cause = transaction.eventAt(asked.seq);
      const { remembered, clients, leftOut } = progress;
      const card = {
        kind: "notice" as const,
        title: doneWords(progress),
        rows: [],
        why: [],
        buttons: [],
        quiet: true as const,
      };
      // First what was counted, then that it was told: both or neither.
      transaction.append({
        type: "older-mail.read",
        actor: "kernel",
        scope: "workspace",
        subject: "older-mail:mail",
        causation: cause?.id,
        workflow: cause?.workflow,
        label: houseLabel("workspace"),
        data: { from: asked.reads_from, remembered, clients, leftOut },
      });
      postCard(transaction, this.#surfaces, card, {
        type: "notice.posted",
        scope: "workspace",
        subject: "older-mail:mail",
        ...(cause ? { cause } : {}),
      });
    });
  }

  /** How far it is, or how it ended; null: older mail was never asked for. */
  progress(): OlderProgress | null {
    const asked = this.#asked();
    return asked ? progressOf(this.#database, asked) : null;
  }

  /** What `status` says of it while it goes on. */
  underWay(): string[] {
    const progress = this.progress();
    if (!progress || progress.isDone) return [];
    return [`${progressWords(progress)}${this.#waits ? ` It waits: ${this.#waits.why}` : ""}`];
  }

  #asked(): Asked | undefined {
    return this.#database.get<Asked>(CURRENT);
  }
}

function progressOf(reader: Pick<Transaction, "get">, asked: Asked): OlderProgress {
  const { looked, total, left } = pastProgress(reader, String(asked.seq));
  const found = reader.get<{ mails: number; clients: number }>(
    "SELECT COUNT(*) AS mails, COUNT(DISTINCT scope) AS clients FROM remembered_mails WHERE seq > ?",
    [asked.counts_from],
  );
  return {
    ...{ since: asked.reads_from, isDone: asked.state === "read", looked, total, leftOut: left },
    ...{ remembered: found?.mails ?? 0, clients: found?.clients ?? 0 },
  };
}

/** `Your older mail since 1 June 2025 is read: 12 mails with 3 clients are remembered, 48 were left out.` */
export function doneWords({ since, remembered, clients, leftOut }: OlderProgress): string {
  const found =
    remembered === 0
      ? "there was none with your clients"
      : `${remembered === 1 ? "one mail" : `${remembered} mails`} with ${clients === 1 ? "one client" : `${clients} clients`} ${remembered === 1 ? "is" : "are"} remembered`;
  const left = leftOut === 0 ? "" : leftOut === 1 ? ", one was left out" : `, ${leftOut} were left out`;
  return `Your older mail since ${dayInLetter(since, "en")} is read: ${found}${left}.`;
}

/** `Older mail since 1 June 2025: 300 of 1200 looked through, 14 remembered.` */
function progressWords({ since, looked, total, remembered }: OlderProgress): string {
  const far = total === 0 ? "about to be read" : `${looked} of ${total} looked through, ${remembered} remembered`;
  return `Older mail since ${dayInLetter(since, "en")}: ${far}.`;
}
