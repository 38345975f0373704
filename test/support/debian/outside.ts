/**
 * An office's outside at Debian's programs: a mailbox at Dovecot, a door at Exim, a calendar at Radicale, all of an account of its own
 * at the servers of the run. What others do there is done where it ends up: in the Maildir, and in the calendar's folder.
 * Before: ../outside.ts. After: for-the-run.ts, which started them.
 */
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import { leftOnce, type OfficeOutside } from "../outside.ts";
import { maildirOf, mailEnvironment, takenFrom } from "./mail.ts";
import { addAccount, calendarUrl, collectionOf } from "./radicale.ts";

export async function debian(): Promise<OfficeOutside> {
  const { mail, calendar } = inject("debian");
  const user = `robin-${randomBytes(6).toString("hex")}`;
  await addAccount(calendar, user);
  const maildir = maildirOf(mail, user);
  const events = collectionOf(calendar, user);
  const byHand: string[] = [];
  return {
    isServers: true,
    environment: { ...mailEnvironment(mail, user), CALDAV_URL: calendarUrl(calendar, user) },
    arrive: (_, raw) => maildir.put("INBOX", raw),
    lay: (where, _, raw, at) => {
      maildir.put(where === "inbox" ? "INBOX" : "Sent", raw, { at });
      if (where === "sent") byHand.push(raw);
    },
    sent: () => maildir.all("Sent"),
    byHand: (_, raw) => {
      maildir.put("Sent", raw);
      byHand.push(raw);
    },
    calendar: () =>
      readdirSync(events)
        .filter((name) => name.endsWith(".ics"))
        .sort()
        .map((name) => ({ name, text: readFileSync(join(events, name), "utf8") })),
    putInCalendar: (name, text) => {
      const draft = join(events, `.${name}.draft`);
      writeFileSync(draft, text);
      renameSync(draft, join(events, name));
    },
    takeFromCalendar: (name) => unlinkSync(join(events, name)),
    close: async () => leftOnce({ taken: takenFrom(mail, user), byHand, copies: maildir.all("Sent") }),
  };
}
