/**
 * What the house does by the clock and by itself: the day and its digest, what expires or comes back, and telling the
 * owner when something went wrong inside. Every card here is a notice; nothing leaves.
 * Before: workspace.ts, with every tick. After: kernel/notice.ts.
 */
import type { Charter } from "./charter.ts";
import type { Config } from "./config.ts";
import type { Forgetting } from "./forgetting.ts";
import type { Card } from "./kernel/card.ts";
import type { LedgerEvent } from "./kernel/event.ts";
import type { Records } from "./kernel/fold.ts";
import { houseLabel } from "./kernel/label.ts";
import type { Ledger } from "./kernel/ledger.ts";
import { notify, postCard } from "./kernel/notice.ts";
import { endProposal, proposals, shownBy } from "./kernel/proposal.ts";
import type { RunRow } from "./kernel/run-record.ts";
import { fireTimers, setTimer } from "./kernel/schedule.ts";
import type { Transaction, Writer } from "./kernel/writer.ts";
import type { Clock } from "./lib/clock.ts";
import { localDate, nextHour, weekday } from "./lib/zone.ts";
import type { Mind } from "./mind.ts";
import { care, type KnownHealth } from "./projections/care.ts";
import { digest } from "./projections/digest.ts";
import { queue } from "./projections/queue.ts";
import { status } from "./projections/status.ts";
import type { MailWords } from "./records/mail.ts";
import type { Database } from "./store/database.ts";
import { pauseWords } from "./surfaces/pause-scope.ts";

const DAY_TIMER = "day";
const DAY_MS = 86_400_000;
const POSTS_KEPT_MS = 365 * DAY_MS;
const READING = /Action::"read\./;
/** What has expired, comes back now, or waited for their next message, which has come. */
const DUE = `(expires_at <= ?1 OR later_until <= ?1 OR (later_on = 'mail' AND EXISTS
  (SELECT 1 FROM mails WHERE mails.scope = proposals.scope AND direction = 'in' AND mails.seq > proposals.later_seq)))`;

export interface RoutineParts {
  readonly database: Database;
  readonly writer: Writer;
  readonly ledger: Ledger;
  readonly charter: Charter;
  readonly config: Config;
  readonly clock: Clock;
  /** What is known of connectors and surfaces without asking them: a tick waits for nobody. */
  readonly health?: () => KnownHealth;
  /** Whoever was forgotten long ago: their books go, too. */
  readonly forgetting?: Pick<Forgetting, "expireBooks">;
  /** What memory and models keep: told of in the care report, and cleared of what has had its time. */
  readonly mind?: Pick<Mind, "prune" | "staleSummaries">;
}

export class Routine {
  readonly #parts: RoutineParts;

  constructor(parts: RoutineParts) {
    this.#parts = parts;
  }

  /** The ledger's first event. */
  begin(transaction: Transaction): void {
    const { timezone, currency } = this.#parts.config;
    transaction.append({
      type: "workspace.opened",
      actor: "kernel",
      scope: "workspace",
      subject: "workspace:workspace",
      label: houseLabel("workspace"),
      data: { format: 1, timezone, currency },
    });
  }

  /** Sets the timer of the next day where none is set. */
  ensureDay(transaction: Transaction): void {
    if (transaction.get("SELECT id FROM timers WHERE id = ?", [DAY_TIMER])) return;
    this.#setDay(transaction);
  }

  /** What is due by the clock: timers, the day, expiries, questions put away until now. Answers how many things were done. */
  async due(): Promise<number> {
    const { database, clock } = this.#parts;
    const now = database.get<{ due: number }>(
      `SELECT (SELECT COUNT(*) FROM timers WHERE at <= ?1) + (SELECT COUNT(*) FROM proposals WHERE state = 'open' AND ${DUE}) AS due`,
      [clock.now()],
    );
    if (!now?.due) return 0;
    // First what has ended or come back, so that the digest tells how things stand.
    return this.#parts.writer.submit((transaction) => this.#overdue(transaction) + this.#fire(transaction));
  }

  /** Tells the owner about a run that failed: the message it was about is not lost, and nobody has dealt with it. */
  runFailed(transaction: Transaction, run: RunRow, event: LedgerEvent, why: string): void {
    const words = transaction.open(event) as MailWords | null;
    const from = words?.from?.[0];
    const about = from
      ? `the message of ${from.name || from.address} (“${words?.subject || "no subject"}”)`
      : "its task";
    this.#post(
      transaction,
      { type: "notice.posted", scope: run.scope, subject: `run:${run.id}`, cause: event },
      {
        kind: "notice",
        title: `${capital(run.agent)} could not finish ${about}. Please look at it yourself.`,
        rows: [{ label: "What went wrong", after: why }],
        why: [],
        buttons: [],
      },
    );
  }

  /** Tells the owner that agents were running away and everything was stopped. */
  ranAway(transaction: Transaction, agent: string, why: "depth" | "rate"): void {
    this.#post(
      transaction,
      { type: "notice.posted", scope: "workspace", subject: "pause:workspace" },
      {
        kind: "notice",
        title: "I have paused the workspace.",
        rows: [
          {
            label: "Why",
            after:
              why === "depth"
                ? `Agents kept waking each other, ${agent} last.`
                : `${capital(agent)} was woken far more often than usual.`,
          },
          { label: "What to do", after: "Look at what waits, then say “resume”." },
        ],
        why: [],
        buttons: [],
      },
    );
  }

  #fire(transaction: Transaction): number {
    return fireTimers(transaction, (timer) => {
      if (timer.id !== DAY_TIMER) return;
      this.#postDigest(transaction);
      this.#postCare(transaction, timer.at);
      this.#prune(transaction);
      this.#setDay(transaction);
    });
  }

  #setDay(transaction: Transaction): void {
    const { charter, config } = this.#parts;
    const at = nextHour(transaction.now, charter.rulebook().settings.digestHour, config.timezone);
    setTimer(transaction, {
      id: DAY_TIMER,
      at,
      event: "day.started",
      scope: "workspace",
      data: { date: localDate(at, config.timezone) },
    });
  }

  /** The digest as it would be now, for who asks before its hour; `null`: nothing has happened since the last. */
  digestNow(records: Records): Card | null {
    return this.#digest(records, this.#parts.clock.now());
  }

  /** Counted from the last digest to this; nothing on a day on which nothing happened. */
  #postDigest(transaction: Transaction): void {
    const { ledger, config } = this.#parts;
    transaction.records.flush();
    const card = this.#digest(transaction.records, transaction.now);
    const head = ledger.head()?.seq ?? 0;
    transaction.run(
      "INSERT INTO cursors (name, seq) VALUES ('digest', ?) ON CONFLICT(name) DO UPDATE SET seq = excluded.seq",
      [head],
    );
    const subject = `digest:${localDate(transaction.now, config.timezone)}`;
    if (card) this.#post(transaction, { type: "digest.posted", scope: "workspace", subject }, card);
  }

  #digest(records: Records, now: number): Card | null {
    const { database, ledger, charter, config } = this.#parts;
    const opening = { eventAt: (seq: number) => ledger.at(seq), open: ledger.open.bind(ledger) };
    return digest({
      ledger,
      records,
      database,
      since: database.get<{ seq: number }>("SELECT seq FROM cursors WHERE name = 'digest'")?.seq ?? 0,
      waiting: queue(records, (row) => shownBy(opening, row)?.card ?? null),
      status: status(records, database),
      pauseWords: (scope) => pauseWords(scope, records),
      models: charter.modelMoney(),
      weighed: (action) => charter.authority.confirmAboveCents(action) !== null,
      zone: config.timezone,
      now,
    });
  }

  /** Once a week; where nothing ran on that day, the next time something does. */
  #postCare(transaction: Transaction, due: number): void {
    const { database, ledger, charter, config, health } = this.#parts;
    const { settings, policies } = charter.rulebook();
    const { timezone } = config;
    let at = due;
    while (weekday(at, timezone) !== settings.careDay) {
      at = nextHour(at, settings.digestHour, timezone);
      if (at > transaction.now) return;
    }
    transaction.records.flush();
    const card = care({
      ledger,
      records: transaction.records,
      database,
      health: health?.() ?? { connectors: [], surfaces: [] },
      policies: {
        warnings: policies.warnings,
        // What an agent reads is journaled, not judged on record: such rules are never seen deciding.
        rules: [...policies.rules.values()].filter((rule) => !READING.test(rule.text)).map((rule) => rule.id),
      },
      agents: charter.agents.map((agent) => agent.stamp),
      staleSummaries: this.#parts.mind?.staleSummaries() ?? 0,
      sentenceOf: (action) => charter.actions.get(action)?.sentence,
      pauseWords: (scope) => pauseWords(scope, transaction.records),
      zone: timezone,
      now: transaction.now,
    });
    const subject = `care:${localDate(transaction.now, timezone)}`;
    this.#post(transaction, { type: "care.posted", scope: "workspace", subject }, card);
  }

  /** Finished runs keep their notes for some days only. */
  #prune(transaction: Transaction): void {
    this.#parts.mind?.prune(transaction);
    this.#parts.forgetting?.expireBooks(transaction);
    const before = transaction.now - this.#parts.charter.rulebook().settings.runsKeepJournalDays * DAY_MS;
    // Of the chats: what was answered, and messages that said their last word long ago.
    transaction.run("DELETE FROM turns WHERE state <> 'waiting' AND at < ?", [before]);
    transaction.run("DELETE FROM posts WHERE state IN ('closed','gone') AND created_at < ?", [
      transaction.now - POSTS_KEPT_MS,
    ]);
    transaction.run("DELETE FROM journal WHERE run IN (SELECT id FROM runs WHERE state <> 'open' AND ended_at < ?)", [
      before,
    ]);
  }

  #overdue(transaction: Transaction): number {
    const { charter } = this.#parts;
    const rows = transaction.records.find(proposals, `state = 'open' AND ${DUE} ORDER BY opened_at`, [transaction.now]);
    for (const row of rows) {
      if (row.expires_at <= transaction.now) {
        endProposal(transaction, row, { type: "proposal.expired", why: "no-answer" });
        continue;
      }
      const shown = transaction.eventAt(row.seq);
      transaction.append({
        type: "proposal.returned",
        actor: "kernel",
        scope: row.scope,
        subject: `proposal:${row.id}`,
        causation: shown?.id,
        workflow: shown?.workflow,
        label: houseLabel(row.scope),
        data: { proposal: row.id },
      });
      if (shown) notify(transaction, charter.authority.surfaces, shown, { proposal: row.id, revision: row.revision });
    }
    return rows.length;
  }

  #post(transaction: Transaction, context: Parameters<typeof postCard>[3], card: Card): void {
    postCard(transaction, this.#parts.charter.authority.surfaces, card, context);
  }
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
