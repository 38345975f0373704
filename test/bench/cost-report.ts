/**
 * What one way of asking came to, in the house's books and by the server's own count, and the table of all of them.
 * Before: cost-day.ts.
 */
import { clients } from "../../src/records/client.ts";
import { spends } from "../../src/records/spend.ts";
import type { Office } from "../support/office.ts";
import { eventsSince, MAILS } from "./day-lived.ts";
import type { Day } from "./day-of-mail.ts";
import { type Bill, MODEL } from "./priced-server.ts";
import type { Finding } from "./table.ts";

const KINDS = ["judge", "extract", "draft", "summary"] as const;
type Kind = (typeof KINDS)[number];

/** One way, as both sides counted it. */
export interface Way {
  readonly name: string;
  /** Mails for which a model was asked anything. */
  readonly asked: number;
  readonly kinds: Readonly<Record<Kind, { readonly calls: number; readonly micros: number }>>;
  readonly books: Bill;
  readonly server: Bill;
  /** How many the owner has opened; whoever is none is a stranger. */
  readonly clients: number;
  /** What the workspace made of the day: the classes of each mail, the letters that left, the summaries. */
  readonly result: string;
}

export interface Ways {
  readonly everything: Way;
  readonly local: Way;
  readonly cached: Way;
  readonly batched: Way;
  /** Everything asked, with the caches and nothing else. */
  readonly cachedOnly: Way;
  /** The same day in a company that has no clients. */
  readonly ofStrangers: Way;
}

/** What the ledger says was called since, and what the server has counted. */
export function wayOf(name: string, office: Office, since: number, server: { bill(): Bill }): Way {
  const called = eventsSince(office, since, ["model.called"]);
  const sum = (of: string, events = called) => events.reduce((all, { data }) => all + Number(data[of] ?? 0), 0);
  checkSums(office, sum("micros", eventsSince(office, 0, ["model.called"])));
  const matters = new Set(eventsSince(office, 0, MAILS).map((event) => event.workflow));
  const kindOf = ({ workflow, data }: (typeof called)[number]) =>
    matters.has(workflow) ? String(data.purpose) : "summary";
  const of = (kind: Kind) => {
    const events = called.filter((event) => kindOf(event) === kind);
    return { calls: events.length, micros: sum("micros", events) };
  };
  return {
    name,
    asked: new Set(called.map((event) => event.workflow).filter((workflow) => matters.has(workflow))).size,
    kinds: { judge: of("judge"), extract: of("extract"), draft: of("draft"), summary: of("summary") },
    books: {
      calls: called.length,
      tokensIn: sum("tokensIn"),
      tokensCached: sum("tokensCached"),
      tokensOut: sum("tokensOut"),
      micros: sum("micros"),
    },
    server: server.bill(),
    clients: office.workspace.records.find(clients, "stage <> 'lead' AND merged_into IS NULL").length,
    result: resultOf(office),
  };
}

export function report(ways: Ways, day: Day): string {
  const { everything, local, cached, batched, cachedOnly, ofStrangers } = ways;
  const all = [everything, local, cached, batched, cachedOnly, ofStrangers];
  const share = (way: Way) => `${((100 * way.books.micros) / everything.books.micros).toFixed(1)} %`;
  const sums = columns([
    ["", "calls", "tokens in", "cached", "out", "our books", "the server", "difference", "share", "mails asked about"],
    ...all.map(({ name, books, server, asked }, at) => [
      at < 4 ? `${at + 1} ${name}` : `  ${name}`,
      ...[books.calls, books.tokensIn, books.tokensCached, books.tokensOut].map((count) =>
        count.toLocaleString("en-US"),
      ),
      dollars(books.micros),
      dollars(server.micros),
      dollars(books.micros - server.micros),
      share(all[at] ?? everything),
      `${asked} of ${day.mails.length}`,
    ]),
  ]);
  const byKind = columns([
    ["", "what a mail is", "facts", "drafts", "summaries"],
    ...all.map(({ name, kinds }, at) => [
      at < 4 ? `${at + 1} ${name}` : `  ${name}`,
      ...KINDS.map((kind) => `${kinds[kind].calls} for ${dollars(kinds[kind].micros)}`),
    ]),
  ]);
  const title = `A day of ${day.mails.length} mails, ${MODEL}: ${day.madeOf}; ${everything.clients} clients.`;
  return [title, "", ...sums, "", ...byKind, "", ...notes(ways).map((note) => `- ${note}`), ""].join("\n");
}

export function findingOf(way: Way, first: Way, day: Day): Finding {
  const { name, books, server, asked } = way;
  return {
    what: `a day of mail: ${name}`,
    figure: `${dollars(books.micros)} in ${books.calls} calls`,
    beside: `${dollars(server.micros)} by the server's count; ${asked} of ${day.mails.length} mails asked about`,
    ratio: books.micros / first.books.micros,
    bar: "both the same",
    met: JSON.stringify(books) === JSON.stringify(server),
    value: books.micros,
  };
}

function notes({ everything, local, cached, batched }: Ways): string[] {
  const alike = local.result === cached.result && local.result === batched.result;
  const withoutFacts = everything.books.micros - everything.kinds.extract.micros;
  const noSummaries = (way: Way) => way.books.micros - way.kinds.summary.micros;
  return [
    alike
      ? "2, 3 and 4 came to the same: each mail was filed as the same, the same letters left, the same summaries were made (compared)."
      : "2, 3 and 4 did NOT come to the same: their classes, letters or summaries differ.",
    `1 asks the drafts and summaries of 2, word for word, and beside them what every mail is and what facts are in it. No other way reads out facts: without them 1 costs ${dollars(withoutFacts)}, and 4 is ${((100 * batched.books.micros) / withoutFacts).toFixed(1)} % of that.`,
    "The model is a script with answers of plausible length: what is measured is money, not how good an answer is.",
    "In 1 to 4 everybody who writes as a person is a client already, where the address can be answered: the dearest day there is, because about strangers no model is asked.",
    `Summaries are made in the night after a month has ended, and this is that night. On any other day: 2 ${dollars(noSummaries(local))}, 3 ${dollars(noSummaries(cached))}, 4 the same as 3.`,
    `Caching: ${local.books.calls - cached.books.calls} questions were not asked again; the provider had ${cached.books.tokensCached.toLocaleString("en-US")} tokens cached (it caches beginnings of 1,024 tokens and more). What comes twice from machines, and what is delivered twice, is asked in neither 2 nor 3.`,
    "Batching: only summaries can wait; drafts can't.",
  ];
}

/** The sums that the cost view reads are folded from the same events. */
function checkSums(office: Office, micros: number): void {
  const kept = office.workspace.records.get(spends, "all")?.micros ?? 0;
  if (kept !== micros) throw new Error(`The sums on record say ${kept} micro-dollars, the ledger ${micros}.`);
}

/** Ids differ from one life to the next, so that mails are told apart by their order. */
function resultOf(office: Office): string {
  const order = new Map(eventsSince(office, 0, MAILS).map((event, at) => [String(event.data.mail), at]));
  const classes = eventsSince(office, 0, ["message.classified"]).map(
    ({ data }) => [order.get(String(data.mail)), data.classes] as const,
  );
  const summaries = eventsSince(office, 0, ["summary.made"]).map((event) => [
    event.data.period,
    event.data.covers,
    office.words(event).text,
  ]);
  const letters = office.sent().map((raw) => raw.slice(raw.indexOf("\r\n\r\n")));
  return JSON.stringify([classes.sort(([a = 0], [b = 0]) => a - b), summaries.sort(), letters.sort()]);
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

function dollars(micros: number): string {
  return `$${(micros / 1_000_000).toFixed(6)}`;
}
