/**
 * Things that connectors are handed, each with a number: a letter, a meeting, an invoice; and a meeting that is really booked.
 */

import type { Delivery } from "../../../src/kernel/delivery.ts";
import type { Plain } from "../../../src/kernel/event.ts";
import { meetingUid } from "../../../src/lib/calendar-event.ts";
import type { InvoiceDocument } from "../../../src/lib/invoice-document.ts";
import type { StripeInvoiceOrder } from "../../../src/lib/stripe-orders.ts";
import { clients } from "../../../src/records/client.ts";
import { meetings } from "../../../src/records/meeting.ts";
import { letter } from "../../journeys/letters.ts";
import { type Office, START } from "../../support/office.ts";
import { servedClient } from "../../support/owing.ts";
import { SELLER } from "../../support/seller.ts";

function delivery(nth: number, operation: string, reference: string, payload: Plain): Delivery {
  return { key: `i_${nth}.0.0`, operation, payload, reference, at: START };
}

export function aLetter(nth: number): Delivery {
  const messageId = `letter-${nth}@vale.example`;
  return delivery(nth, "send", messageId, {
    to: ["nora@whitfield.example"],
    cc: [],
    subject: `Letter ${nth}`,
    text: `This is letter ${nth}.\nÜber alles Weitere später.`,
    messageId,
    inReplyTo: null,
    references: [],
  });
}

export function aMeeting(nth: number): Delivery {
  const uid = `meeting-${nth}@vale.example`;
  const startsAt = START + (24 * nth + 3) * 3_600_000;
  return delivery(nth, "put", uid, { uid, title: `Check-in ${nth}`, startsAt, minutes: 30, sequence: 1 });
}

export function anInvoice(nth: number): Delivery {
  const number = `2026-00${40 + nth}`;
  const name = `${number}.pdf`;
  return delivery(nth, "file", name, { name, document: JSON.parse(JSON.stringify({ ...DOCUMENT, number })) as Plain });
}

export function aStripeInvoice(nth: number): Delivery {
  const number = `2026-01${40 + nth}`;
  const order: StripeInvoiceOrder = {
    ...{ invoice: `v_${nth}`, number, client: "c_acme", name: "Acme GmbH", email: "anna@acme.example" },
    ...{ language: "en", text: `Work ${nth}`, grossCents: 119_000, currency: "EUR" },
    ...{ issuedOn: "2026-11-24", dueOn: "2026-12-08" },
  };
  return delivery(nth, "invoice", order.invoice, order);
}

/** A client with a meeting two days ahead that stands in the calendar; its uid there. */
export async function bookedMeeting(office: Office, nth: number): Promise<string> {
  const { client } = await servedClient(office, `met${nth}`, {
    company: `Met ${nth} GmbH`,
    email: `anna@met${nth}.example`,
  });
  const { desk } = office.workspace.door;
  const hour = String(10 + nth).padStart(2, "0");
  const params = { meeting: "new", startsAt: `2026-11-27 ${hour}:00`, minutes: "30", title: `Talk ${nth}` };
  const outcome = await desk.order({
    action: "meeting.book",
    client: `Met ${nth} GmbH`,
    params,
    reason: "",
    now: true,
  });
  await office.rest();
  const [meeting] = office.workspace.records.find(meetings, "client = ? AND state = 'booked'", [client]);
  if (!meeting) throw new Error(`nothing was booked: ${JSON.stringify(outcome)}`);
  if (!office.workspace.records.get(clients, client)) throw new Error("the client is not on record");
  return meetingUid(meeting.id, "robin@vale.example");
}

const DOCUMENT: Omit<InvoiceDocument, "number"> = {
  kind: "invoice",
  corrects: null,
  language: "en",
  issuedOn: "2026-11-24",
  dueOn: "2026-12-08",
  servicePeriod: "November 2026",
  seller: SELLER,
  buyer: { name: "Acme GmbH", address: ["Am Markt 1", "50667 Köln"], country: "DE", vatId: null },
  lines: [{ text: "Consulting in November", quantity: 1, unitCents: 240_000, netCents: 240_000 }],
  taxKind: "domestic",
  taxRateBp: 1900,
  netCents: 240_000,
  taxCents: 45_600,
  grossCents: 285_600,
  currency: "EUR",
  notes: ["Payable by 8 December 2026."],
};

/** Letters of a time long past, of a client and of strangers; the first of the client's comes twice. */
export function olderLetters({ theirs, strangers }: { readonly theirs: number; readonly strangers: number }): string[] {
  const older = (from: string, id: string, text: string) =>
    letter({ from, id, text, subject: "Long ago", date: "Tue, 01 Jul 2025 09:00:00 +0000" });
  const ours = Array.from({ length: theirs }, (_, nth) => older(OLDER.client, `old${nth}@past.example`, `Old ${nth}.`));
  const others = Array.from({ length: strangers }, (_, nth) =>
    older(`Someone <s${nth}@${OLDER.strangers}>`, `other${nth}@${OLDER.strangers}`, `Buy from ${OLDER.strangers}.`),
  );
  return [...ours, ...others, ...ours.slice(0, 1)];
}

export const OLDER = {
  client: "Olga Past <olga@past.example>",
  address: "olga@past.example",
  strangers: "nowhere.example",
};
