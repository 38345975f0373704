/**
 * client.forget: nobody here knows any more who that was. Their key is destroyed, so that whatever it sealed can't be read
 * again anywhere; what the law wants kept stays under the key of the books. It can't be taken back, so it takes two yeses.
 * After: forgetting.ts, which does it once it is decided.
 */
import { z } from "zod";
import type { ActionContract, View } from "../kernel/action.ts";
import type { CardRow } from "../kernel/card.ts";
import { proposals } from "../kernel/proposal.ts";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { addressesOf } from "../records/contact.ts";
import { facts, scopesOfClient } from "../records/fact.ts";
import { files } from "../records/file.ts";
import { isForgotten } from "../records/forgetting.ts";
import { importScopesOf } from "../records/imported.ts";
import { invoices } from "../records/invoice.ts";
import { mails } from "../records/mail.ts";
import { rememberedMails } from "../records/older-mail.ts";
import { payments } from "../records/payment.ts";
import { lastBooked } from "../records/receivable.ts";
import { summaries } from "../records/summary.ts";
import { defineAction, refused } from "./define.ts";

const COPIES =
  "your mailbox and its backups, mails that were sent, what a provider of models keeps of what it was asked, Slack or Telegram as far as messages can't be rewritten there, and older backups that you keep together with an older key file";

export function clientForget({ booksKeptYears }: { booksKeptYears: () => number }): ActionContract {
  return defineAction({
    name: "client.forget",
    group: "internal",
    resource: "Client",
    sentence: "forget a client or a lead for good",
    context: {},
    produces: ["client.forgotten@1"],
    editable: [],
    params: z.strictObject({}),
    key: (_, scope) => `client.forget:${scope}`,
    prepare(_, scope, view) {
      const id = mergedScope(view.records, scope);
      const client = view.records.get(clients, id);
      if (!client) return refused("There is nobody on record to forget.");
      if (isForgotten(view.records, id)) return refused("They were forgotten already.");
      const title = clientTitle(client);
      const goes = held(view, id);
      const until = booksUntil(view, id, booksKeptYears());
      return {
        kind: "prepared",
        resource: { type: "Client", id },
        attributes: { stage: client.stage, language: client.language },
        context: {},
        title: `Forget ${title} for good`,
        client: title,
        rows: [
          { label: "This goes", after: goes.words },
          { label: "This stays", after: until === null ? "nothing of theirs" : staysWords(view, id, until) },
          { label: "Copies remain in", after: COPIES },
        ],
        undo: "This can't be taken back. I ask once more when you approve.",
        reversible: false,
        secondYes: true,
        merged: goes.scopes,
        leaves: [],
        addressesKnown: true,
        versions: { "client.stage": client.stage },
      };
    },
    decide(_, scope, view) {
      const id = mergedScope(view.records, scope);
      const own = scopesOfClient(view.records, id);
      // A file that brought them in with others holds their words, too: what it said goes, what was made of it stays.
      const imports = importScopesOf(view.records, own).filter((one) => !isForgotten(view.records, one));
      const scopes = [...own, ...imports].sort();
      const until = booksUntil(view, id, booksKeptYears());
      const data = { client: id, scopes, ...(until === null ? {} : { booksUntil: until }) };
      return [{ type: "client.forgotten", scope: "workspace", subject: `client:${id}`, data }];
    },
    undo: () => refused("What was forgotten can't be brought back."),
  });
}

/** When the books of a client may go, ms UTC: so many years after the end of the last year with an entry. `null`: there are none. */
export function booksUntil(view: Pick<View, "records">, client: string, keptYears: number): number | null {
  const last = lastBooked(view.records, scopesOfClient(view.records, client));
  return last === null ? null : Date.UTC(Number(last.slice(0, 4)) + keptYears + 1, 0, 1);
}

/** What is held of them, in the words of the card. */
function held(view: View, id: string): { words: string; scopes: readonly string[] } {
  const { records } = view;
  const scopes = scopesOfClient(records, id);
  const inScope = `scope IN (${marks(scopes)})`;
  const messages = records.find(mails, inScope, scopes);
  const waiting = records
    .find(proposals, `state = 'open' AND ${inScope}`, scopes)
    .filter((row) => !isThis(view, row.seq));
  const counts = [
    count(messages.filter((mail) => mail.direction === "in").length, "message from them", "messages from them"),
    count(messages.filter((mail) => mail.direction === "out").length, "mail of yours", "mails of yours"),
    count(records.find(rememberedMails, inScope, scopes).length, "older mail", "older mails"),
    count(records.find(facts, inScope, scopes).length, "fact", "facts"),
    count(records.find(summaries, inScope, scopes).length, "summary", "summaries"),
    count(records.find(files, inScope, scopes).length, "file", "files"),
    count(addressesOf(records, id).length, "address", "addresses"),
    count(waiting.length, "request that waits", "requests that wait"),
  ].filter((words) => words !== "");
  const all = "their name, every answer, note and decision about them, and what you and I said of them here";
  return { words: `${[...counts, all].join(", ")}.`, scopes };
}

/** The very card that asks. */
function isThis(view: View, seq: number): boolean {
  const steps = (view.privateAt(seq)?.steps ?? []) as ReadonlyArray<{ readonly action?: unknown }>;
  return steps.some((step) => step.action === "client.forget");
}

function staysWords(view: View, id: string, until: number): CardRow["after"] {
  const scopes = scopesOfClient(view.records, id);
  const paid = view.records.find(payments, `client IN (${marks(scopes)})`, scopes).length;
  const issued = view.records.find(invoices, `client IN (${marks(scopes)})`, scopes);
  const notes = issued.filter((row) => row.kind === "credit-note").length;
  const year = new Date(until - 1).getUTCFullYear();
  const documents = [count(issued.length - notes, "invoice", "invoices"), count(notes, "credit note", "credit notes")];
  const entries = [
    documents.some((words) => words !== "") ? `${documents.filter(Boolean).join(" and ")} as issued` : "",
    paid > 0 ? `${count(paid, "payment", "payments")} with sum, day and your note, without a name` : "",
  ].filter((words) => words !== "");
  return `${entries.join(", and ")}, until the end of ${year}: the books must be kept that long.`;
}

function count(number: number, one: string, many: string): string {
  if (number === 0) return "";
  return `${number} ${number === 1 ? one : many}`;
}

function marks(list: readonly unknown[]): string {
  return list.map(() => "?").join(",");
}
