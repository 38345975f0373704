/**
 * What must hold once a company has come to rest after a crash, and what doesn't: invariants 1, 2, 5 and 6 of the design.
 */
import { join } from "node:path";
import { effects } from "../../src/kernel/effect.ts";
import { dumpRecords, rebuildRecords } from "../../src/kernel/rebuild.ts";
import { verifyLedger } from "../../src/kernel/verify.ts";
import { recordKinds } from "../../src/records/kinds.ts";
import { namesIn } from "./files.ts";
import type { Life } from "./life.ts";
import { leftThrough } from "./provider.ts";

/** Everything that is wrong, in words; nothing where all is well. */
export function whatIsWrong(life: Life, committed: readonly string[]): string[] {
  return [
    ...life.errors,
    ...historyIsWrong(life, committed),
    ...mailIsWrong(life),
    ...(life.journey.provider ? sendingIsWrong(life) : folderIsWrong(life)),
    ...somethingIsLeft(life),
  ];
}

/** Nothing that was committed is lost, the chain fits, and the records are what the ledger says. */
function historyIsWrong(life: Life, committed: readonly string[]): string[] {
  const { workspace } = life;
  const wrong: string[] = [];
  const hashes = life.hashesAfter(0);
  const lost = committed.findIndex((hash, at) => hashes[at] !== hash);
  if (lost >= 0) wrong.push(`event ${lost + 1} was committed and is gone`);
  const verified = verifyLedger(workspace.database);
  if (!verified.ok) wrong.push(`the chain is broken: ${verified.why}`);
  const live = dumpRecords(workspace.database, recordKinds);
  rebuildRecords({ database: workspace.database, keys: workspace.keys, kinds: recordKinds });
  const rebuilt = dumpRecords(workspace.database, recordKinds);
  for (const table of Object.keys(live))
    if (live[table] !== rebuilt[table]) wrong.push(`${table} is not what a rebuild gives`);
  return wrong;
}

/** One mail came, once, opened one client, once, and lies where read mail lies. */
function mailIsWrong(life: Life): string[] {
  // The letter that left promises an answer within two days: one agent reads it, once, and notes that.
  const left = life.count("effect.performed");
  const wrong = countsAreWrong(life, {
    "workspace.opened": 1,
    "mail.received": 1,
    "mail.duplicate": 0,
    "mail.unreadable": 0,
    "run.started": 1 + left,
    "run.ended": 1 + left,
    "client.opened": 1,
    "obligation.made": left,
  });
  if (namesIn(join(life.home, "mail", "new")).length !== 0) wrong.push("the mail still lies in new/");
  const read = namesIn(join(life.home, "mail", "cur"));
  if (read.length !== 1) wrong.push(`in cur/ lie ${read.join(", ") || "no mails"}`);
  return wrong;
}

/** The folder can always be looked into: exactly one answer, and no question. */
function folderIsWrong(life: Life): string[] {
  const sent = namesIn(join(life.home, "mail", "sent"));
  return [...(sent.length === 1 ? [] : [`${sent.length} files in sent/`]), ...outcomesAreWrong(life, { performed: 1 })];
}

/** Never more than was approved; whoever can't tell is asked about exactly once for each time it isn't known. */
function sendingIsWrong(life: Life): string[] {
  const left = leftThrough(life.home).length;
  if (life.journey.provider?.canLookUp)
    return [...(left === 1 ? [] : [`${left} mails left`]), ...outcomesAreWrong(life, { performed: 1 })];

  const wrong: string[] = [];
  const uncertain = life.count("effect.uncertain");
  const questions = life.workspace.ledger
    .after(0, 100_000)
    .filter((event) => event.type === "intent.submitted" && event.data.action === "effect.retry").length;
  if (questions !== uncertain) wrong.push(`${uncertain} uncertain outcomes, and ${questions} questions about them`);
  if (life.journey.sendAgain === "approve") {
    if (left < 1 || left > 1 + uncertain) wrong.push(`${left} mails left, with ${uncertain} approved a second time`);
    return [...wrong, ...outcomesAreWrong(life, { performed: 1, uncertain, retried: uncertain })];
  }
  if (left > 1 || uncertain > 1) wrong.push(`${left} mails left, with ${uncertain} uncertain outcomes`);
  return [...wrong, ...outcomesAreWrong(life, { performed: 1 - uncertain, uncertain, settled: uncertain })];
}

/** What became of the one effect, as events; what isn't named must not have happened. */
function outcomesAreWrong(life: Life, expected: Readonly<Record<string, number>>): string[] {
  const none = { performed: 0, failed: 0, uncertain: 0, retried: 0, settled: 0, cancelled: 0, bounced: 0 };
  const counts = Object.entries({ ...none, ...expected }).map(
    ([outcome, times]) => [`effect.${outcome}`, times] as const,
  );
  const wrong = countsAreWrong(life, Object.fromEntries(counts));
  const rows = life.workspace.records.find(effects, "1 = 1");
  if (rows.length !== 1) wrong.push(`${rows.length} effects, expected 1`);
  return wrong;
}

function countsAreWrong(life: Life, expected: Readonly<Record<string, number>>): string[] {
  return Object.entries(expected).flatMap(([type, times]) => {
    const count = life.count(type);
    return count === times ? [] : [`${count} × ${type}, expected ${times}`];
  });
}

function somethingIsLeft({ workspace }: Life): string[] {
  const left = {
    "open proposals": "SELECT COUNT(*) AS count FROM proposals WHERE state = 'open'",
    "undecided intents": "SELECT COUNT(*) AS count FROM intents WHERE state IN ('submitted', 'asked')",
    "unfinished runs": "SELECT COUNT(*) AS count FROM runs WHERE state = 'open'",
    "effects that wait": "SELECT COUNT(*) AS count FROM effects WHERE state = 'queued'",
    "claims on effects": "SELECT COUNT(*) AS count FROM deliveries",
    "unshown notices": "SELECT COUNT(*) AS count FROM notices WHERE state NOT IN ('sent', 'skipped')",
  };
  return Object.entries(left).flatMap(([what, sql]) => {
    const count = workspace.database.get<{ count: number }>(sql)?.count ?? 0;
    return count === 0 ? [] : [`${count} ${what} left`];
  });
}
