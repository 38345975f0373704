/**
 * Lessons: after an edit that was approved, or a no with a reason, the owner is asked once whether it is one. It follows in the
 * tick, from the ledger, never in the tap; how far it has come stands in the same transaction as what it asked. Nothing waits
 * for an answer: few are open at a time, what comes together stands on one card, and what is left unanswered is let go.
 * Before: workspace.ts, with every tick. After: actions/lesson-learn.ts, by way of the arbiter like any other intent.
 */
import { bare, knownAs } from "./actions/fact-words.ts";
import { LESSON_LEARN, linesOf, MOST_LESSONS } from "./actions/lesson-learn.ts";
import { lessonFromEdit, lessonFromReason } from "./actions/lesson-words.ts";
import type { Step } from "./kernel/action.ts";
import { viewOf } from "./kernel/assess.ts";
import type { LedgerEvent } from "./kernel/event.ts";
import { type IntentRow, intents, submitIntent, wishOf } from "./kernel/intent.ts";
import { joinLabels, type Label, ownerLabel } from "./kernel/label.ts";
import { endProposal, type ProposalRow, proposals, type Shown, shownBy } from "./kernel/proposal.ts";
import type { Transaction, Writer } from "./kernel/writer.ts";
import type { Clock } from "./lib/clock.ts";
import { mergedScope } from "./records/client.ts";
import { HOUSE } from "./records/fact.ts";
import type { Database } from "./store/database.ts";
import { NO_REASON, REASONS } from "./surfaces/chat/keys.ts";

/** What one decision teaches. */
interface Lesson {
  readonly scope: string;
  readonly line: string;
  /** What it follows, as the owner reads it. */
  readonly after: string;
  readonly decision: LedgerEvent;
  readonly label: Label;
}

const CURSOR = "lessons";
const DECISIONS = "type IN ('proposal.approved', 'proposal.rejected')";
const AT_ONCE = 200;
const MOST_OPEN = 3;
const DAY_MS = 86_400_000;
/** What was decided longer ago is nothing to be asked about any more. */
const FRESH_MS = 3 * DAY_MS;
/** So long an unanswered one stands; less where requests expire sooner. */
const STANDS_MS = 7 * DAY_MS;
const REMEMBERED = 200;
const OPEN_LESSONS = `state = 'open' AND intent IN (SELECT id FROM intents WHERE action = '${LESSON_LEARN}')`;
const LET_GO = `${OPEN_LESSONS} AND later_until IS NULL AND opened_at + MIN(${STANDS_MS}, (expires_at - opened_at) / 2) <= ?`;

export class Lessons {
  readonly #database: Database;
  readonly #writer: Writer;
  readonly #clock: Clock;
  /** Up to here there was nothing to ask about: looked at once. */
  #lookedAt = 0;

  constructor(parts: { database: Database; writer: Writer; clock: Clock }) {
    this.#database = parts.database;
    this.#writer = parts.writer;
    this.#clock = parts.clock;
  }

  /** Asks about what was decided since the last time, and lets go what was not answered. Answers how much was done. */
  async step(): Promise<number> {
    if (!this.#due()) return 0;
    return this.#writer.submit((transaction) => letGo(transaction) + askAboutNew(transaction));
  }

  #due(): boolean {
    const database = this.#database;
    if (database.get(`SELECT id FROM proposals WHERE ${LET_GO} LIMIT 1`, [this.#clock.now()])) return true;
    const head = database.get<{ seq: number }>("SELECT MAX(seq) AS seq FROM events")?.seq ?? 0;
    if (head <= this.#lookedAt) return false;
    const since = Math.max(this.#lookedAt, cursorOf(database));
    if (database.get(`SELECT seq FROM events WHERE seq > ? AND ${DECISIONS} LIMIT 1`, [since])) return true;
    this.#lookedAt = head;
    return false;
  }
}

function cursorOf(reading: Pick<Database, "get"> | Transaction): number {
  return reading.get<{ seq: number }>("SELECT seq FROM cursors WHERE name = ?", [CURSOR])?.seq ?? 0;
}

function askAboutNew(transaction: Transaction): number {
  const rows = transaction.all<{ seq: number }>(
    `SELECT seq FROM events WHERE seq > ? AND ${DECISIONS} ORDER BY seq LIMIT ${AT_ONCE}`,
    [cursorOf(transaction)],
  );
  const last = rows.at(-1)?.seq;
  if (last === undefined) return 0;
  const byScope = new Map<string, Lesson[]>();
  for (const { seq } of rows) {
    const lesson = lessonOf(transaction, transaction.eventAt(seq));
    if (lesson) byScope.set(lesson.scope, [...(byScope.get(lesson.scope) ?? []), lesson]);
  }
  for (const [scope, lessons] of byScope) ask(transaction, scope, lessons);
  transaction.run("INSERT INTO cursors (name, seq) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET seq = excluded.seq", [
    CURSOR,
    last,
  ]);
  return rows.length;
}

/** What a decision teaches, if anything: only what an agent wished, and only while it is fresh and not taken back. */
function lessonOf(transaction: Transaction, decision: LedgerEvent | undefined): Lesson | null {
  if (!decision || transaction.now - decision.at > FRESH_MS) return null;
  const row = transaction.records.get(proposals, String(decision.data.proposal));
  const intent = row && transaction.records.get(intents, row.intent);
  const shown = row && shownBy(transaction, row);
  if (!row || !shown || !intent || intent.state === "undone") return null;
  if (!intent.principal.startsWith("agent:") || intent.principal === "agent:house") return null;
  const scope = mergedScope(transaction.records, row.scope);
  const title = shown.card.title.replace(/\.$/u, "");
  if (decision.type === "proposal.rejected") {
    const line = lessonFromReason(String(transaction.open(decision)?.reason ?? ""), [...REASONS, NO_REASON]);
    const after = `your no to “${title}”`;
    return line === null ? null : { scope, line, after, decision, label: ownerLabel(row.scope) };
  }
  const line = lessonFromSteps(transaction, intent, row, shown);
  const card = transaction.eventAt(row.seq);
  if (line === null || !card) return null;
  // Beside the owner's words it may quote what was proposed, and that may come from outside.
  const label = joinLabels(card.label, ownerLabel(row.scope));
  return { scope, line, after: `your edit of “${title}”`, decision, label };
}

/** Compares what was proposed at first with what was approved. */
function lessonFromSteps(transaction: Transaction, intent: IntentRow, row: ProposalRow, shown: Shown): string | null {
  if (row.revision === 1) return null;
  const submitted = transaction.eventAt(intent.seq);
  const proposed = submitted && wishOf(transaction, submitted)?.steps;
  const lines = shown.steps.flatMap((step, index) => lessonsOfStep(proposed?.[index], step));
  return lines.length === 0 ? null : lines.join("\n");
}

function lessonsOfStep(before: Step | undefined, after: Step): string[] {
  if (before?.action !== after.action) return [];
  return Object.entries(after.params).flatMap(([field, value]) => {
    const was = before.params[field];
    if (typeof value !== "string" || typeof was !== "string" || was === value) return [];
    return lessonFromEdit(field, was, value) ?? [];
  });
}

/** One question about all of them; one that is open already in this scope goes into it. */
function ask(transaction: Transaction, scope: string, lessons: readonly Lesson[]): void {
  const { asked, open } = before(transaction, scope);
  const view = viewOf(transaction);
  const isNew = (line: string) =>
    !asked.has(bare(line)) && !knownAs(view, HOUSE, line) && (scope === "workspace" || !knownAs(view, scope, line));
  const fresh = lessons.flatMap((lesson) => {
    const lines = linesOf(lesson.line).filter(isNew);
    for (const line of lines) asked.add(bare(line));
    return lines.length === 0 ? [] : [{ ...lesson, lines }];
  });
  const last = fresh.at(-1);
  if (!last) return;
  const waiting = open.map((row) => ({ row, params: shownBy(transaction, row)?.steps[0]?.params }));
  for (const row of open) endProposal(transaction, row, { type: "proposal.withdrawn", why: "asked-together" });
  makeRoom(transaction);
  const lines = [
    ...waiting.flatMap(({ params }) => linesOf(String(params?.text ?? ""))),
    ...fresh.flatMap((lesson) => lesson.lines),
  ];
  const sources = [
    ...waiting.flatMap(({ params }) => (params?.sources ?? []) as readonly number[]),
    ...fresh.map((lesson) => lesson.decision.seq),
  ];
  const after = [
    ...waiting.flatMap(({ params }) => (params?.after ?? []) as readonly string[]),
    ...fresh.map((lesson) => lesson.after),
  ];
  const labels = waiting.flatMap(({ row }) => transaction.eventAt(row.seq)?.label ?? []);
  const params = {
    text: lines.slice(-MOST_LESSONS).join("\n"),
    keep: null,
    after: [...new Set(after)].slice(-MOST_LESSONS),
    sources: sources.slice(-MOST_LESSONS),
  };
  submitIntent(transaction, {
    steps: [{ action: LESSON_LEARN, params }],
    reason: "So that you needn't say it again.",
    evidence: [],
    key: `${LESSON_LEARN}:${last.decision.seq}`,
    about: null,
    scope,
    principal: "agent:house",
    actor: "kernel",
    label: [...labels, ...fresh.map((lesson) => lesson.label)].reduce(joinLabels),
    run: null,
    causation: last.decision.id,
    workflow: last.decision.workflow,
  });
}

/** What was asked in this scope before, however it was answered; and which of it is open still. */
function before(transaction: Transaction, scope: string): { asked: Set<string>; open: ProposalRow[] } {
  const rows = transaction.records.find(intents, "action = ? AND scope = ? ORDER BY seq DESC LIMIT ?", [
    LESSON_LEARN,
    scope,
    REMEMBERED,
  ]);
  const asked = new Set<string>();
  for (const { seq } of rows) {
    const event = transaction.eventAt(seq);
    const text = event && wishOf(transaction, event)?.steps[0]?.params.text;
    for (const line of linesOf(String(text ?? ""))) asked.add(bare(line));
  }
  const open = transaction.records.find(proposals, `${OPEN_LESSONS} AND scope = ? ORDER BY seq`, [scope]);
  return { asked, open };
}

/** The oldest go where too many are open. */
function makeRoom(transaction: Transaction): void {
  const open = transaction.records.find(proposals, `${OPEN_LESSONS} ORDER BY opened_at, id`);
  for (const row of open.slice(0, Math.max(0, open.length - MOST_OPEN + 1)))
    endProposal(transaction, row, { type: "proposal.withdrawn", why: "let-go" });
}

function letGo(transaction: Transaction): number {
  const rows = transaction.records.find(proposals, `${LET_GO} ORDER BY opened_at, id`, [transaction.now]);
  for (const row of rows) endProposal(transaction, row, { type: "proposal.withdrawn", why: "let-go" });
  return rows.length;
}
