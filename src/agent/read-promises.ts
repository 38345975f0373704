/**
 * What agents read of promises: the open ones, a letter that has left, and what such a letter promises and keeps.
 *
 * For agents: woken by `mail.sent` (the owner's own mail) or `effect.performed` (a letter of ours), `ask("promises", { mail })`
 * or `{ effect }` answers { made: [{ sentence, untilOn, kind }], kept: [ids of open promises] }. What has no day is not recorded.
 * agents/deliverable/promises.ts does it.
 * Before: read-work.ts. After: model/local/promises.ts, records/obligation.ts.
 */
import { openPromises, type Promised } from "../actions/obligation-words.ts";
import { effects, releasedBy } from "../kernel/effect.ts";
import type { Plain } from "../kernel/event.ts";
import type { Label } from "../kernel/label.ts";
import type { Json } from "../lib/canonical.ts";
import { mergedScope } from "../records/client.ts";
import { type MailWords, mails } from "../records/mail.ts";
import type { LocalReader, ReadableKind, ReadingDesk } from "./readable.ts";

/** A letter to the client, whoever sent it. */
interface Left {
  readonly subject: string;
  readonly text: string;
  readonly attachments: readonly string[];
  readonly at: number;
  readonly seq: number;
  /** Written or approved by the owner: a house text that left by itself promises nothing new. */
  readonly owners: boolean;
  /** The owner's own mail, which the house had no part in. */
  readonly byHand: boolean;
  /** What the owner wrote by hand, or approved as the answer to a mail: a report that is sent out answers nothing. */
  readonly isAnswer: boolean;
  readonly label: Label;
}

export const PROMISES: ReadableKind = {
  resource: "Client",
  sentence: "read what was promised to the client",
  read: (desk) => ({
    value: openOf(desk).map(({ row, what }) => ({
      id: row.id,
      who: row.who,
      kind: row.kind,
      untilOn: row.until_on,
      task: row.task,
      what,
    })),
  }),
};

export const LETTER: ReadableKind = {
  resource: "Client",
  sentence: "read a letter that went to the client",
  read(desk, query) {
    const letter = letterAt(desk, query);
    if (!letter) return { value: null };
    const { subject, text, attachments, at, owners, label } = letter;
    return { value: { subject, text, attachments: [...attachments], at, owners }, label };
  },
};

/** What a letter promises, and which open promises it keeps. */
export const PROMISED: LocalReader = async (desk, input) => {
  const letter = letterAt(desk, input);
  if (!letter) return { value: { made: [], kept: [] } };
  const { readKeeping, readPromises } = await import("../model/local/promises.ts");
  const from = { sentAt: letter.at, zone: desk.house.zone, workdays: desk.house.workdays(desk.records) };
  const keeping = readKeeping(letter.text, letter.attachments.length, from);
  const open = openOf(desk).filter(({ row }) => row.who === "owner" && row.task === null && row.seq < letter.seq);
  const brought = open.filter(({ row }) => row.kind === "send" || row.kind === "deliver");
  const kept = [
    ...(keeping.brings ? meantBy(letter, brought, open.length) : []),
    ...(keeping.answers && letter.isAnswer ? answeredBy(letter, open, keeping.brings) : []),
  ];
  const made = letter.owners ? readPromises(letter.text, from) : [];
  return {
    value: { made: made.map((one) => ({ ...one })), kept: kept.map(({ row }) => row.id) },
    label: letter.label,
  };
};

/**
 * The only promise there is, where the owner wrote the letter with their own hand; of several, or for a letter that the house
 * drafted, the one whose words are in it: a report that goes out doesn't keep what was promised about something else.
 */
function meantBy(letter: Left, candidates: readonly Promised[], all: number): Promised[] {
  const [only] = candidates;
  if (only && all === 1 && letter.byHand) return [only];
  const scored = candidates.map((one) => ({ one, score: sharedWith(letter, one) }));
  const best = Math.max(0, ...scored.map(({ score }) => score));
  const found = scored.filter(({ score }) => score === best);
  return best >= (letter.byHand ? 1 : LEAST_SHARED) && found.length === 1 ? found.map(({ one }) => one) : [];
}

/**
 * Promises to answer: "you will hear from me" is kept by any answer; "I'll get back to you with the figures" by one that speaks
 * of them, or by the owner's own that says "as promised" where nothing else was.
 */
function answeredBy(letter: Left, open: readonly Promised[], brings: boolean): Promised[] {
  return open.filter(
    (one) =>
      one.row.kind === "answer" &&
      (contentOf(one.what).length === 0 ||
        sharedWith(letter, one) > 0 ||
        (letter.byHand && brings && open.length === 1)),
  );
}

/** How many words of a promise stand in a letter, whatever their endings. */
function sharedWith(letter: Left, { what }: Promised): number {
  const words = [letter.subject, letter.text, ...letter.attachments].join(" ").toLowerCase();
  return contentOf(what).filter((word) => words.includes(word.length > 6 ? word.slice(0, -2) : word)).length;
}

/** How many words of a promise stand in a letter by which the house keeps it. */
const LEAST_SHARED = 2;
/** Words that say nothing of what was promised. */
const EMPTY = new Set(
  [
    "monday tuesday wednesday thursday friday saturday sunday tomorrow today week within working business days",
    "january february march april june july august september october november december",
    "will shall have with from back your yours that this then them when what would there their about latest soon until till",
    "promise promised hear send mail email call answer reply touch know give come week next some more later",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag morgen heute woche nächste später spätestens innerhalb",
    "januar februar märz april juni juli august september oktober november dezember tagen werktagen",
    "ihnen dich euch mich sich ihren ihrer ihrem meine meinen dann über noch auch haben werde werden wird",
    "schicke sende sende liefere bekommen erhalten melde hören versprochen verspreche antwort bescheid rufe gebe bald",
  ]
    .join(" ")
    .split(" "),
);

function contentOf(what: string): string[] {
  return (what.toLowerCase().match(/\p{L}{4,}/gu) ?? []).filter((word) => !EMPTY.has(word));
}

function openOf(desk: ReadingDesk): Promised[] {
  return openPromises(desk.records, (seq) => desk.wordsAt(seq)?.words ?? null, desk.scope);
}

/** The letter, if it went to this run's client; to any other run it doesn't exist. */
function letterAt(desk: ReadingDesk, about: Readonly<Record<string, Json>>): Left | null {
  const { records, scope } = desk;
  if (typeof about.mail === "string") {
    const mail = records.get(mails, about.mail);
    if (mail?.direction !== "out" || mergedScope(records, mail.scope) !== scope) return null;
    const found = desk.wordsAt(mail.seq);
    const words = found?.words as MailWords | undefined;
    if (!found || !words?.from) return null;
    const { subject, written: text, attachments } = words;
    const names = attachments.map(({ name }) => name);
    return {
      subject,
      text,
      attachments: names,
      at: mail.at,
      seq: mail.seq,
      owners: true,
      byHand: true,
      isAnswer: true,
      label: found.label,
    };
  }
  const effect = records.get(effects, String(about.effect));
  if (effect?.connector !== "mail" || mergedScope(records, effect.scope) !== scope) return null;
  const found = desk.wordsAt(effect.seq);
  const index = found ? releasedBy(found.event).findIndex((released) => released.effect === effect.id) : -1;
  const payload = ((found?.words.payloads ?? []) as readonly Plain[])[index];
  if (!found || typeof payload?.text !== "string") return null;
  const attachments = ((payload.attachments ?? []) as ReadonlyArray<{ name?: string }>).map(({ name }) =>
    String(name ?? ""),
  );
  const owners = found.event.data.reviewed === true;
  const { at, seq } = found.event;
  return {
    subject: String(payload.subject ?? ""),
    text: payload.text,
    attachments,
    at,
    seq,
    owners,
    byHand: false,
    isAnswer: owners && typeof payload.inReplyTo === "string",
    label: found.label,
  };
}
