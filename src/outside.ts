/**
 * The outside: which connectors there are, and what the records answer at their doors. A service is exchanged here and nowhere else.
 * Before: workspace.ts. After: connectors/.
 */
import { join } from "node:path";
import { noteBounce, noteFoundSent, withdrawAnswered } from "./actions/aftermath.ts";
import { askLayout } from "./actions/bank-layout.ts";
import { agreedInCalendar, comparedWithCalendar, putInCalendar } from "./actions/calendar-compared.ts";
import { inCalendar, noteCalendar } from "./actions/calendar-news.ts";
import type { Attachment } from "./actions/letter.ts";
import { invitedTo, noteAnswer } from "./actions/meeting-answered.ts";
import type { Charter } from "./charter.ts";
import { type Config, surfacesOf } from "./config.ts";
import { type BankDirectory, BankFolderConnector } from "./connectors/bank-folder/connector.ts";
import { CalendarFolderConnector } from "./connectors/calendar-folder/connector.ts";
import { CalendarServerConnector } from "./connectors/calendar-server/connector.ts";
import type { Connector } from "./connectors/connector.ts";
import { InvoiceFolderConnector } from "./connectors/invoice-folder/connector.ts";
import { drawsOnce } from "./connectors/invoice-folder/pdf.ts";
import type { OutgoingFile } from "./connectors/mail/compose.ts";
import type { Directory } from "./connectors/mail/directory.ts";
import type { KnownContact } from "./connectors/mail/scope.ts";
import { MailFolderConnector } from "./connectors/mail-folder/connector.ts";
import { MailServerConnector } from "./connectors/mail-server/connector.ts";
import type { MarkReader } from "./connectors/marks.ts";
import { Access } from "./connectors/oauth/access.ts";
import { RefreshToken } from "./connectors/oauth/refresh-token.ts";
import { StripeConnector } from "./connectors/stripe/connector.ts";
import { addressMark } from "./forgetting.ts";
import type { Leaving } from "./kernel/action.ts";
import type { Blobs } from "./kernel/blobs.ts";
import { deliveryOf } from "./kernel/delivery.ts";
import { effects } from "./kernel/effect.ts";
import type { Plain } from "./kernel/event.ts";
import type { Records } from "./kernel/fold.ts";
import type { Keys } from "./kernel/keys.ts";
import type { Ledger } from "./kernel/ledger.ts";
import { postCard } from "./kernel/notice.ts";
import type { Writer } from "./kernel/writer.ts";
import { lettersOnRecord } from "./letters-on-record.ts";
import { isMeetingUid } from "./lib/calendar-event.ts";
import type { Clock } from "./lib/clock.ts";
import type { InvoiceDocument } from "./lib/invoice-document.ts";
import type { SignInPurpose } from "./lib/oauth-provider.ts";
import { isServed, mergedScope } from "./records/client.ts";
import {
  clientsAtDomain,
  contactsAmong,
  isOnRecord,
  isOurs,
  type KnownAddress,
  knowsClient,
  mailWithContent,
  threadAmong,
} from "./records/directory.ts";
import { isForgotten } from "./records/forgetting.ts";
import { coverage } from "./records/invoice.ts";
import { knownLayouts } from "./records/layout.ts";
import { invoicesNamed } from "./records/receivable.ts";
import { stripeBooks, stripeDirectory } from "./stripe-outside.ts";

export interface OutsideParts {
  readonly config: Config;
  readonly clock: Clock;
  /** How far each has come: read from the database itself. */
  readonly marks: MarkReader;
  readonly ledger: Ledger;
  readonly writer: Writer;
  readonly blobs: Blobs;
  /** Their tombstones tell who was forgotten. */
  readonly keys: Keys;
  readonly busy: Charter["busy"];
  /** Fresh at every call. */
  readonly records: () => Records;
  /** For tests: what stands around each. */
  readonly around: (connector: Connector) => Connector;
}

/** Something that was performed, and what does it again. */
interface Performed {
  readonly scope: string;
  readonly restore: Leaving;
}

/** All connectors, by name. */
export function outside(parts: OutsideParts): ReadonlyMap<string, Connector> {
  const { config, clock, marks, blobs, keys, records, ledger, around } = parts;
  const draw = drawsOnce();
  const letters = {
    from: { name: config.ownerName, address: config.ownerEmail },
    attach: (attachment: Plain) => bytesOf(attachment as unknown as Attachment, blobs, draw),
  };
  const directory = mailDirectory(config.ownerEmail, keys);
  const arrival = { blobs, directory, trustedServer: null, own: [config.ownerEmail] };
  const has = (content: string) => mailWithContent(records(), content) !== null;
  const knows = (addresses: readonly string[]) => knowsClient(records(), addresses);
  const mail = around(
    config.mail
      ? new MailServerConnector({
          mail: config.mail,
          signIn: signInFor("mail", parts),
          clock,
          letters,
          arrival,
          knows,
          marks,
          onRecord: lettersOnRecord({ ledger, records }),
        })
      : new MailFolderConnector({ root: join(config.home, "mail"), clock, letters, arrival, knows, has, marks }),
  );
  const invoices = around(
    new InvoiceFolderConnector({
      root: join(config.home, "invoices"),
      draw,
      expected: () => performedBy("invoices", records(), ledger),
    }),
  );
  const bank = around(
    new BankFolderConnector({
      root: join(config.home, "payments"),
      clock,
      zone: config.timezone,
      currency: config.currency,
      directory: bankDirectory(surfacesOf(config), () =>
        knownLayouts(records(), (seq) => {
          const event = ledger.at(seq);
          return event && ledger.open(event);
        }),
      ),
    }),
  );
  const stripe = config.stripe && [
    around(
      new StripeConnector({
        config: config.stripe,
        clock,
        zone: config.timezone,
        marks,
        directory: stripeDirectory(surfacesOf(config)),
        books: () => stripeBooks(records(), (effect) => deliveryOf(opening(ledger), effect)?.payload ?? null),
      }),
    ),
  ];
  const calendar = around(calendarOf(parts));
  return new Map([mail, invoices, bank, calendar, ...(stripe ?? [])].map((connector) => [connector.name, connector]));
}

/** What a connector has performed and could perform again in the same way; without what was forgotten. */
function performedBy(connector: string, records: Records, ledger: OutsideParts["ledger"]): Performed[] {
  return records.find(effects, "connector = ? AND state = 'performed' ORDER BY seq", [connector]).flatMap((effect) => {
    const delivery = deliveryOf(opening(ledger), effect);
    if (!delivery) return [];
    const { operation, payload, reference } = delivery;
    return [{ scope: effect.scope, restore: { connector, operation, payload, reference } }];
  });
}

function opening(ledger: Ledger): Parameters<typeof deliveryOf>[0] {
  return { eventAt: (seq) => ledger.at(seq), open: (event) => ledger.open(event) };
}

/** What lets us in where an address has no password; null: nothing was signed in to. */
function signInFor(purpose: SignInPurpose, { config, clock, marks, keys, writer }: OutsideParts): Access | null {
  const oauth = config.oauth[purpose];
  if (!oauth) return null;
  const refreshToken = new RefreshToken({
    config: oauth,
    connector: purpose,
    marks,
    keys,
    submit: (work) => writer.submit(work),
  });
  return new Access({ config: oauth, clock, refreshToken });
}

/** The owner's calendar: a server where one is named, else a folder. */
function calendarOf(outsideParts: OutsideParts): Connector {
  const { config, clock, busy, records, ledger, marks } = outsideParts;
  const { caldav, timezone: zone, ownerEmail: ownAddress } = config;
  const parts = {
    clock,
    zone,
    ownAddress,
    busy,
    changed: noteCalendar,
    compared: () => comparedWithCalendar(records(), clock.now(), { zone, ownerAddress: ownAddress }),
  };
  if (!caldav)
    return new CalendarFolderConnector({
      ...parts,
      root: join(config.home, "calendar"),
      expected: () => inCalendar(records(), clock.now(), ownAddress),
    });
  return new CalendarServerConnector({
    ...parts,
    access: caldav,
    signIn: signInFor("calendar", outsideParts),
    marks,
    expected: (since) => putInCalendar(records(), clock.now(), ownAddress, since),
    agreed: (uid, since) => agreedInCalendar(records(), ledger, uid, since),
    isOurs: (uid) => isMeetingUid(uid, ownAddress),
  });
}

/** What the mail connector may ask of the records, inside the transaction that records a message. */
function mailDirectory(ownerAddress: string, keys: Keys): Directory {
  return {
    sameMail: ({ records }, content) => mailWithContent(records, content),
    threadOf: ({ records }, ids) => threadAmong(records, ids),
    ours: ({ records }, messageId) => isOurs(records, messageId),
    foundSent: (transaction, messageId) => noteFoundSent(transaction, messageId),
    contacts: ({ records }, addresses) =>
      new Map([...contactsAmong(records, addresses)].map(([address, contact]) => [address, atTheDoor(contact)])),
    isServed: ({ records }, scope) => isServed(records, scope),
    isOnRecord: ({ records }, scope, messageId) => isOnRecord(records, scope, messageId),
    wasForgotten: (transaction, addresses) =>
      addresses.some((address) => keys.wasForgotten(addressMark(transaction, address))),
    sameDomain: ({ records }, domain) => clientsAtDomain(records, domain),
    answeredByHand: (transaction, ids, cause) => withdrawAnswered(transaction, ids, cause),
    invitations: {
      meetingOf: ({ records }, answer, scope) => invitedTo(records, answer, scope, ownerAddress),
      answered: noteAnswer,
    },
    bounced: (transaction, effect, report, cause) => noteBounce(transaction, effect, report, cause),
  };
}

/** What the bank's folder may ask of the records and tell the owner, inside the transaction that records a file. */
function bankDirectory(surfaces: readonly string[], layouts: BankDirectory["layouts"]): BankDirectory {
  return {
    layouts,
    askLayout,
    whose({ records }, reference) {
      const [invoice, ...more] = invoicesNamed(records, reference);
      if (!invoice || more.length > 0 || isForgotten(records, invoice.client)) return null;
      return { scope: mergedScope(records, invoice.client), invoice: invoice.id };
    },
    covered({ records }, account) {
      const row = records.get(coverage, account);
      return row ? { from: row.from_on, to: row.to_on } : null;
    },
    tell: (transaction, type, card) =>
      void postCard(transaction, surfaces, card, { type, scope: "workspace", subject: "bank:file" }),
  };
}

/** What goes with a letter, as the mail carries it. */
async function bytesOf(
  attachment: Attachment,
  blobs: Blobs,
  draw: (document: InvoiceDocument) => Promise<Buffer>,
): Promise<OutgoingFile> {
  const { name } = attachment;
  if (attachment.kind === "invoice") return { name, type: "application/pdf", bytes: await draw(attachment.document) };
  const { type } = attachment;
  if (attachment.kind === "text") return { name, type, bytes: Buffer.from(attachment.text) };
  const bytes = blobs.open(attachment.blob);
  if (!bytes) throw new Error(`the file “${name}” is not here any more`);
  return { name, type, bytes };
}

/** Who has only been seen is treated as a lead; whoever is neither client nor lead opens no scope. */
function atTheDoor({ kind, state, scopes }: KnownAddress): KnownContact {
  if (kind === "unknown") return { kind: "lead", state, scopes };
  if (kind === "accountant") return { kind: "supplier", state, scopes };
  return { kind: kind === "ignore" ? "machine" : kind, state, scopes };
}
