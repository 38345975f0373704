/**
 * Whole mails: from a file in the folder to an open card; and what one mail comes to in events, over a company's everyday mix.
 */
import type { Card } from "../../src/kernel/card.ts";
import type { LedgerEvent } from "../../src/kernel/event.ts";
import { proposals } from "../../src/kernel/proposal.ts";
import { Office } from "../support/office.ts";
import { inFolder, PACKAGE_ROOT, type Scale, withoutBrake } from "./ground.ts";
import * as letters from "./letters.ts";
import { timed } from "./measure.ts";
import { type Finding, readable } from "./table.ts";

const MOST_EVENTS_PER_MAIL = 15;

/** How fast inquiries become cards. */
export function mailsToCards({ quick }: Scale): Promise<Finding[]> {
  return inFolder(async (home) => {
    const office = await openOffice(home);
    const count = quick ? 100 : 600;
    const batch = (first: number, size: number) => {
      for (let at = first; at < first + size; at++) office.drop(`${at}.eml`, letters.written(letters.inquiry(at)));
    };
    batch(0, 50); // warms up
    await office.rest();
    batch(50, count);
    const tookMs = await timed(() => office.rest());
    const open = office.workspace.records.find(proposals, "state = 'open'").length;
    await office.close();
    const rate = (count / tookMs) * 1000;
    return [
      {
        what: "whole mails, folder to card",
        figure: `${readable(rate)}/s`,
        beside: `${open} cards open of ${count + 50} inquiries`,
        value: rate,
      },
    ];
  });
}

/** Lives through an everyday mix, approved and answered, and counts the events of each mail. Hands out the ledger for others. */
export async function everyday(office: Office, stories: number): Promise<Map<string, number[]>> {
  const kinds = new Map<string, string>();
  const drop = (kind: string, letter: letters.Letter) => {
    kinds.set(letter.id, kind);
    office.drop(`${letter.id}.eml`, letters.written(letter));
  };
  for (let at = 0; at < stories; at++) drop("inquiry, approved and answered", letters.inquiry(at));
  await office.rest();
  await approveAll(office);
  for (let at = 0; at < stories; at++) {
    for (const [kind, text] of letters.CLIENT_MAILS) drop(kind, letters.clientMail(at, kind, text));
    drop("newsletter", letters.newsletter(at));
    drop("out of office", letters.outOfOffice(at));
    if (at % 4 === 0) drop("supplier, unknown so far", letters.supplier(at));
    if (at % 8 === 0) drop("inquiry, left open", letters.inquiry(stories + at));
  }
  await office.rest();
  await approveAll(office, (card) => card.kind === "question");
  const sent = office.workspace.database.all<{ reference: string }>(
    "SELECT reference FROM effects WHERE state = 'performed' ORDER BY seq",
  );
  for (const [at, { reference }] of sent.entries()) {
    if (at % 8 !== 0) continue;
    kinds.set(`bounce-${at}@mail.example`, "bounce of our own mail");
    office.drop(`bounce-${at}.eml`, letters.bounce(at, reference, letters.person(at).address));
  }
  await office.rest();
  return eventsPerMail(office, kinds);
}

/** How many events a mail comes to, by kind. */
export function eventsOfMails({ quick }: Scale): Promise<Finding[]> {
  return inFolder(async (home) => {
    const office = await openOffice(home);
    const counted = await everyday(office, quick ? 8 : 40);
    await office.close();
    const all = [...counted.values()].flat();
    const worst = Math.max(...[...counted.values()].map(average));
    return [
      {
        what: "events per mail, everyday mix",
        figure: `${average(all).toFixed(1)} on average, ${worst.toFixed(1)} of the costliest kind`,
        beside: `${all.length} mails of ${counted.size} kinds`,
        bar: `≤ ${MOST_EVENTS_PER_MAIL}`,
        met: worst <= MOST_EVENTS_PER_MAIL,
        value: worst,
      },
      ...[...counted].map(([kind, counts]) => ({
        what: `  ${kind}`,
        figure: `${average(counts).toFixed(1)} on average, ${Math.max(...counts)} at most`,
        beside: `${counts.length} mails`,
        value: Math.max(...counts),
      })),
    ];
  });
}

function average(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}

export function openOffice(home: string): Promise<Office> {
  withoutBrake(home);
  return Office.open({ home, packageRoot: PACKAGE_ROOT });
}

async function approveAll(office: Office, wanted: (card: Card) => boolean = () => true): Promise<void> {
  for (const { code, card } of office.shown.splice(0)) if (code && wanted(card)) await office.approve(code);
  await office.rest();
}

/** A mail's events are those it caused, however far down; where a mail follows from another (a bounce, an answer), from there on they are its own. */
function eventsPerMail(office: Office, kinds: ReadonlyMap<string, string>): Map<string, number[]> {
  const mailOf = new Map<string, string>();
  const counts = new Map<string, { readonly kind: string; events: number }>();
  for (const event of office.events()) {
    if (event.type === "mail.received")
      counts.set(event.id, { kind: kinds.get(messageId(office, event)) ?? "other", events: 0 });
    const mail = counts.has(event.id) ? event.id : mailOf.get(event.causation ?? "");
    const counted = mail && counts.get(mail);
    if (!mail || !counted) continue;
    mailOf.set(event.id, mail);
    counted.events++;
  }
  const byKind = new Map<string, number[]>();
  for (const { kind, events } of counts.values()) byKind.set(kind, [...(byKind.get(kind) ?? []), events]);
  return byKind;
}

function messageId(office: Office, event: LedgerEvent): string {
  return String(office.words(event).messageId).replace(/^<|>$/g, "");
}
