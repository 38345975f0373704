/**
 * The answers to questions in words: looked up in records and the ledger, never guessed, each figure with its source.
 * A question about one client reads nothing that belongs to another.
 * Before: question-words.ts, which read the question. After: the surfaces, which show the card.
 */
import type { Card, CardRow } from "../../kernel/card.ts";
import type { LedgerEvent } from "../../kernel/event.ts";
import { intents } from "../../kernel/intent.ts";
import { activePauses } from "../../kernel/pause.ts";
import { proposals } from "../../kernel/proposal.ts";
import { readable } from "../../lib/zone.ts";
import { tell } from "../../projections/timeline.ts";
import { clients } from "../../records/client.ts";
import { addressesOf } from "../../records/contact.ts";
import { cardOf, countWords, eventsIn, type Lookups, lastMail, places, scopesFor, source, titleOf } from "./lookups.ts";
import { lastHeard, whatTheyWrote, whatWasSent } from "./mail-questions.ts";
import { whatWasInvoiced, whatWasPaid, whoOwes } from "./money-questions.ts";
import { periodIn } from "./past-days.ts";
import type { Question, Spanned } from "./question-words.ts";
import { whatItWasAbout, whatWasSaid } from "./search-questions.ts";
import { howTheyFare, standing, whatIsDue, whatWasPromised, whenWeMeet } from "./work-questions.ts";

const MOST_ROWS = 12;

/** The answer, as a card. What can't be answered says so, and what can. */
export function answerQuestion(question: Question, lookups: Lookups): Card {
  switch (question.kind) {
    case "unable": {
      const [first = "", ...rest] = question.why.split(/(?<=[.?!])\s+(?=What you can ask)/u);
      return answer(first, { body: rest.join("\n").replaceAll(" · ", "\n") });
    }
    case "open":
      return whatIsOpen(question.scope ?? "", lookups);
    case "due":
      return whatIsDue(question.scope, lookups);
    case "promised":
      return whatWasPromised(question.scope, lookups);
    case "fares":
      return howTheyFare(question.scope ?? "", lookups);
    case "meets":
      return whenWeMeet(question.scope, lookups);
    case "who":
      return whoIs(question.scope ?? "", lookups);
    case "sent":
      return whatWasSent(question, lookups);
    case "wrote":
      return whatTheyWrote(question, lookups);
    case "heard":
      return lastHeard(question.scope ?? "", lookups);
    case "paid":
      return whatWasPaid(question, lookups);
    case "invoiced":
      return whatWasInvoiced(question, lookups);
    case "owed":
      return whoOwes(question, lookups);
    case "happened":
      return whatHappened(question, lookups);
    case "decided":
      return whatWasDecided(question, lookups);
    case "search":
      return whatWasSaid({ ...question, scope: question.scope ?? "" }, lookups);
    case "about":
      return whatItWasAbout(question.scope ?? "", question.period, lookups) ?? whatHappened(question, lookups);
  }
}

function whatIsOpen(scope: string, lookups: Lookups): Card {
  const { records, zone } = lookups;
  const name = titleOf(scope, lookups);
  const scopes = scopesFor(scope, lookups) ?? [];
  const open = records.find(
    proposals,
    `state = 'open' AND scope IN (${places(scopes)}) ORDER BY opened_at, id`,
    scopes,
  );
  const rows: CardRow[] = open.flatMap((row) => {
    const card = cardOf(row, lookups);
    const away = row.later_until === null ? "" : `, put away until ${readable(row.later_until, zone)}`;
    return card ? [{ label: row.code, after: `${card.title} (since ${readable(row.opened_at, zone)}${away})` }] : [];
  });
  const unanswered = lastMail(scopes, "in", lookups);
  const ours = lastMail(scopes, "out", lookups);
  const isQuiet = /thanks|out-of-office|automatic/.test(unanswered?.classes ?? "");
  // What a request is about already is not told twice.
  const asked = open.some((row) => records.get(intents, row.intent)?.about === unanswered?.id);
  const waits = unanswered && !isQuiet && !asked && (!ours || ours.at < unanswered.at);
  if (waits)
    rows.push({
      label: "No answer yet",
      after: `“${unanswered.subject}”, ${readable(unanswered.at, zone)}`,
    });
  rows.push(...standing(scope, lookups));
  const paused = activePauses(records).filter((row) => scopes.some((id) => row.id === `client:${id}`));
  rows.push(...paused.map((row) => ({ label: "Paused", after: `since ${readable(row.since, zone)}, ${row.reason}` })));
  const title =
    open.length > 0
      ? `${countWords(open.length, "request")} ${open.length === 1 ? "waits" : "wait"} for you with ${name}.`
      : `Nothing waits for you with ${name}.`;
  const read = [...open.map((row) => row.seq), ...(waits ? [unanswered.seq] : [])];
  return answer(title, { name, rows: [...rows, source("the requests, mails and pauses on record", read)] });
}

function whoIs(scope: string, lookups: Lookups): Card {
  const client = lookups.records.get(clients, scope);
  const name = titleOf(scope, lookups);
  if (!client) return answer("They are not on record any more.");
  return answer(`${name} is ${STAGES[client.stage]}.`, { name, rows: recordRows(scope, lookups) });
}

/** What stands in a client's record; nothing where there is none. */
export function recordRows(scope: string, lookups: Lookups): CardRow[] {
  const { records, zone } = lookups;
  const client = records.get(clients, scope);
  if (!client) return [];
  const heard = lastMail(scopesFor(scope, lookups) ?? [], "in", lookups);
  const addresses = addressesOf(records, scope).map((contact) =>
    contact.state === "confirmed" ? contact.address : `${contact.address} (not confirmed)`,
  );
  return [
    { label: "Name", after: client.name },
    ...(client.company ? [{ label: "Company", after: client.company }] : []),
    ...(client.need ? [{ label: "Need", after: client.need }] : []),
    { label: "Language", after: LANGUAGES[client.language] ?? "not known" },
    { label: "Address", after: addresses.join(", ") || "none on record" },
    { label: "Here since", after: readable(client.since, zone) },
    { label: "Last heard", after: heard ? `${readable(heard.at, zone)}, “${heard.subject}”` : "never" },
    source("their record and their mail", heard ? [heard.seq] : []),
  ];
}

const LANGUAGES: Readonly<Record<string, string>> = { en: "English", de: "German" };
const STAGES = {
  lead: "a lead: somebody who has written and is no client yet",
  onboarding: "a new client",
  active: "a client",
  paused: "a client whose work is paused",
  left: "a client who has left",
  forgotten: "somebody you had forgotten",
} as const;

/** What is told of a day across clients is counted; of one client, told in sentences. One, many. */
const COUNTED: ReadonlyArray<readonly [type: string, one: string, many: string]> = [
  ["mail.received", "message came in", "messages came in"],
  ["mail.sent", "mail you sent yourself", "mails you sent yourself"],
  ["effect.performed", "mail was sent", "mails were sent"],
  ["effect.failed", "mail could not be sent", "mails could not be sent"],
  ["effect.bounced", "mail came back", "mails came back"],
  ["client.opened", "new client", "new clients"],
  ["payment.received", "payment was entered", "payments were entered"],
  ["payment.struck", "payment was struck", "payments were struck"],
  ["file.received", "file came in", "files came in"],
  ["proposal.opened", "request to you", "requests to you"],
  ["proposal.approved", "request you approved", "requests you approved"],
  ["proposal.rejected", "request you rejected", "requests you rejected"],
  ["proposal.expired", "request expired without an answer", "requests expired without an answer"],
  ["pause.set", "pause", "pauses"],
];

function whatHappened(question: Spanned, lookups: Lookups): Card {
  const { zone, now } = lookups;
  const period = question.period ?? periodIn("today", { now, zone }, "en")?.period;
  if (!period) return answer("I don't know which day you mean.");
  const scopes = scopesFor(question.scope, lookups);
  const types = COUNTED.map(([type]) => type);
  const name = question.scope === null ? undefined : titleOf(question.scope, lookups);
  const whose = name === undefined ? "" : ` with ${name}`;
  const found = eventsIn({ types, period, scopes, mailsOnly: scopes === null }, lookups);
  if (found.length === 0)
    return answer(`Nothing happened${whose} ${period.words}.`, { name, rows: [source("the ledger", [])] });
  if (scopes !== null) {
    const seqs = found.map((event) => event.seq);
    return answer(`What happened${whose} ${period.words}.`, {
      name,
      rows: [...told(found, lookups), source("the ledger", seqs)],
    });
  }
  const rows = COUNTED.flatMap(([type, one, many]): CardRow[] => {
    const count = found.filter((event) => event.type === type).length;
    return count === 0 ? [] : [{ label: String(count), after: count === 1 ? one : many }];
  });
  const span = found.length === 1 ? `event ${found[0]?.seq}` : `events ${found[0]?.seq}–${found.at(-1)?.seq}`;
  return answer(`What happened ${period.words}.`, { rows: [...rows, { label: "Source", after: span }] });
}

/** The newest of these events, each as a sentence; that a request was opened says nothing beside what became of it. */
function told(events: readonly LedgerEvent[], lookups: Lookups): CardRow[] {
  const { ledger, zone } = lookups;
  const telling = { ruleAt: () => undefined, sentenceOf: () => undefined };
  const lines = events.flatMap((event): CardRow[] => {
    if (event.type === "proposal.opened") return [];
    const label = readable(event.at, zone);
    if (DECIDED[event.type]) return [{ label, after: `${DECIDED[event.type]}: ${requestTitle(event, lookups)}` }];
    const line = tell({ event, words: ledger.open(event) }, telling);
    return line ? [{ label, after: line.text }] : [];
  });
  return newest(lines);
}

function newest(lines: readonly CardRow[]): CardRow[] {
  const hidden = lines.length - MOST_ROWS;
  return hidden > 0 ? [{ label: "", after: `${hidden} earlier` }, ...lines.slice(hidden)] : [...lines];
}

function requestTitle(event: LedgerEvent, lookups: Lookups): string {
  const row = lookups.records.get(proposals, String(event.data.proposal));
  return (row && cardOf(row, lookups)?.title) ?? "a request that was forgotten";
}

const DECIDED: Readonly<Record<string, string>> = {
  "proposal.approved": "Approved",
  "proposal.rejected": "Rejected",
  "proposal.postponed": "Put away",
  "proposal.withdrawn": "Left to yourself",
  "intent.undone": "Taken back",
};

function whatWasDecided(question: Spanned & { readonly surface: string | null }, lookups: Lookups): Card {
  const { zone, now } = lookups;
  const period = question.period ?? periodIn("this week", { now, zone }, "en")?.period;
  if (!period) return answer("I don't know which days you mean.");
  const { surface, scope } = question;
  const scopes = scopesFor(scope, lookups);
  const decided = eventsIn({ types: Object.keys(DECIDED), period, scopes }, lookups).filter(
    (event) => event.actor.startsWith("owner") && (surface === null || event.data.surface === surface),
  );
  const name = scope === null ? undefined : titleOf(scope, lookups);
  const where = `${name === undefined ? "" : ` for ${name}`}${surface === null ? "" : ` on ${capital(surface)}`} ${period.words}`;
  if (decided.length === 0)
    return answer(`You decided nothing${where}.`, { name, rows: [source("the decisions in the ledger", [])] });
  const rows = decided.map((event): CardRow => {
    const on = surface === null && typeof event.data.surface === "string" ? ` on ${capital(event.data.surface)}` : "";
    return { label: readable(event.at, zone), after: `${DECIDED[event.type]}${on}: ${requestTitle(event, lookups)}` };
  });
  return answer(`You decided ${countWords(decided.length, "time")}${where}.`, {
    name,
    rows: [
      ...newest(rows),
      source(
        "the decisions in the ledger",
        decided.map((event) => event.seq),
      ),
    ],
  });
}

function answer(
  title: string,
  more: { name?: string | undefined; rows?: readonly CardRow[]; body?: string } = {},
): Card {
  return {
    kind: "answer",
    title,
    ...(more.name === undefined ? {} : { client: more.name }),
    ...(more.body ? { body: more.body } : {}),
    rows: more.rows ?? [],
    why: [],
    buttons: [],
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
