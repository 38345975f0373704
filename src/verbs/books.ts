/**
 * The verb that writes the folder for the accountant, and asks to close the month.
 */
import { writeBooks } from "../books.ts";
import { carriedOut } from "./decide.ts";
import { type Verbs, withHome } from "./verb.ts";

export function addBooksVerb(verbs: Verbs): void {
  verbs.program
    .command("books <month>")
    .description("write the folder an accountant wants of a month, such as 2026-11, and ask to close it")
    .option("--close", "close the month at once, without looking at the card")
    .option("--keep-open", "only write the folder")
    .option("--json", "one JSON document")
    .action((month: string, options: { close?: boolean; keepOpen?: boolean; json?: boolean }) =>
      withHome(verbs, options, async (opened) => {
        const { records, ledger, config } = opened.workspace;
        if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) {
          const why = `“${month}” is no month. Write it like 2026-11.`;
          return { ok: false, text: why, json: { ok: false, why } };
        }
        const books = await writeBooks({ home: config.home, records, ledger }, month);
        const told = [
          `The books of ${month} are in ${books.folder}: ${books.invoices} invoices, ${books.creditNotes} credit notes, ${books.payments} payments, ${books.openItems} open items.`,
          ...books.totals,
        ].join("\n");
        if (options.keepOpen) return { ok: true, text: told, json: { ok: true, ...books } };
        const closed = await carriedOut(
          opened,
          await opened.door.desk.order({ action: "period.close", params: { month }, now: options.close ?? false }),
        );
        // The folder is written either way; that the month stays open is said, and is no failure unless it was asked for.
        return {
          ok: closed.ok || !options.close,
          text: `${told}\n\n${closed.text}`,
          json: { ok: closed.ok || !options.close, ...books, close: closed.json },
        };
      }),
    );
}
