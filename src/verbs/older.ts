/**
 * `older mail --since DAY`: what lay in the mailbox before the workspace was connected is read as memory, once the owner has said
 * yes to the card, or at once with `--yes`.
 * After: actions/mail-remember.ts, older-reading.ts.
 */
import { MAIL_REMEMBER } from "../actions/mail-remember.ts";
import { onlyMail, sinceDay } from "../surfaces/words/older-words.ts";
import { carriedOut } from "./decide.ts";
import { type Verbs, withHome } from "./verb.ts";

interface Options {
  readonly json?: boolean;
  readonly since?: string;
  readonly again?: boolean;
  readonly yes?: boolean;
}

export function addOlderVerb(verbs: Verbs): void {
  verbs.program
    .command("older <what>")
    .description("read older mail as memory: older mail --since 2025-06-01; it wakes nobody, and only clients' is kept")
    .option("--since <day>", "the first day, such as 2025-06-01 or “June 2025”")
    .option("--again", "also what was looked through before, for whoever has become a client since")
    .option("--yes", "do it at once, without looking at the card")
    .option("--json", "one JSON document")
    .action((what: string, options: Options) =>
      withHome(verbs, options, async (opened) => {
        if (!/^mails?$/i.test(what)) return no(onlyMail(what));
        if (options.since === undefined) return no("Say since which day: older mail --since 2025-06-01.");
        const { clock, config } = opened.workspace;
        const since = sinceDay(options.since, { now: clock.now(), zone: config.timezone });
        const params = { since, ...(options.again ? { again: "yes" } : {}) };
        return carriedOut(
          opened,
          await opened.door.desk.order({ action: MAIL_REMEMBER, params, now: options.yes ?? false }),
        );
      }),
    );
}

function no(why: string) {
  return { ok: false, text: why, json: { ok: false, why } };
}
