/**
 * What stands outside an office of the tests, and hands there that aren't ours: folders of its home, or servers. With ATELIER_OUTSIDE
 * every office that isn't told otherwise has its mail and its calendar at servers, so that whole journeys pass through them: `servers`
 * are strict ones of our own, `debian` are Dovecot, Exim and Radicale. The journeys themselves don't know which it is.
 * Before: office.ts. After: imap/, caldav/, debian/outside.ts.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CaldavServer } from "./caldav/server.ts";
import { PostOffice } from "./imap/post-office.ts";

export interface CalendarFile {
  readonly name: string;
  readonly text: string;
}

export interface OfficeOutside {
  readonly isServers: boolean;
  readonly environment: Readonly<Record<string, string>>;
  /** Somebody's message arrives. */
  arrive(name: string, raw: string | Buffer): void;
  /** It lay there before anybody connected: somebody's message, or one the owner sent. */
  lay(where: "inbox" | "sent", name: string, raw: string, at: Date): void;
  /** What was sent, as it left, in the order of its names or of its leaving. */
  sent(): string[];
  /** The owner sent something from another device. */
  byHand(name: string, raw: string): void;
  /** What lies in the calendar, by name. */
  calendar(): CalendarFile[];
  /** The owner puts something there, or writes over what lies there. */
  putInCalendar(name: string, text: string): void;
  takeFromCalendar(name: string): void;
  close(): Promise<void>;
}

export function folders(home: string): OfficeOutside {
  const write = (folder: readonly string[], name: string, raw: string | Buffer) => {
    mkdirSync(join(home, ...folder), { recursive: true });
    writeFileSync(join(home, ...folder, name), raw);
  };
  const read = (...folder: string[]): CalendarFile[] => {
    const path = join(home, ...folder);
    if (!existsSync(path)) return [];
    return readdirSync(path)
      .sort()
      .map((name) => ({ name, text: readFileSync(join(path, name), "utf8") }));
  };
  return {
    isServers: false,
    environment: {},
    arrive: (name, raw) => write(["mail", "new"], name, raw),
    lay: (where, name, raw) => write(["mail", where === "inbox" ? "cur" : "sent"], name, raw),
    sent: () => read("mail", "sent").map(({ text }) => text),
    byHand: (name, raw) => write(["mail", "sent"], name, raw),
    calendar: () => read("calendar"),
    putInCalendar: (name, text) => write(["calendar"], name, text),
    takeFromCalendar: (name) => unlinkSync(join(home, "calendar", name)),
    close: async () => undefined,
  };
}

export async function servers(): Promise<OfficeOutside> {
  const post = await PostOffice.open();
  const caldav = new CaldavServer();
  await caldav.start();
  const byHand: string[] = [];
  return {
    isServers: true,
    environment: { ...post.environment(), CALDAV_URL: caldav.url() },
    arrive: (_, raw) => void post.imap.put("INBOX", raw),
    lay: (where, _, raw, at) => {
      post.imap.put(where === "inbox" ? "INBOX" : "Sent", raw, at);
      if (where === "sent") byHand.push(raw);
    },
    // As they lie in Sent: there they are what the owner sees, by their own hand or ours.
    sent: () => post.inFolder("Sent").map((raw) => Buffer.from(raw, "latin1").toString("utf8")),
    byHand: (_, raw) => {
      post.imap.put("Sent", raw);
      byHand.push(raw);
    },
    calendar: () => [...caldav.calendar.objects].map(([name, { text }]) => ({ name, text })),
    putInCalendar: (name, text) => void caldav.calendar.put(name, text),
    takeFromCalendar: (name) => caldav.calendar.delete(name),
    close: async () => {
      await Promise.all([post.stop(), caldav.stop()]);
      leftOnce({ taken: post.sent.map(({ raw }) => messageId(raw)), byHand, copies: post.inFolder("Sent") });
    },
  };
}

/** What the server that sends took, by Message-ID, it took once, and that is what lies in Sent beside the owner's own. */
export function leftOnce({ taken, byHand, copies }: Record<"taken" | "byHand" | "copies", readonly string[]>): void {
  const twice = taken.filter((id, index) => taken.indexOf(id) !== index);
  if (twice.length > 0) throw new Error(`sent more than once: ${twice.join(", ")}`);
  const there = copies.map(messageId).sort();
  const due = [...taken, ...byHand.map(messageId)].sort();
  if (there.join() !== due.join()) throw new Error(`in Sent lie ${there.join(", ")}, but sent were ${due.join(", ")}`);
}

function messageId(raw: string): string {
  return /^Message-ID: <(.+)>/im.exec(raw)?.[1] ?? "";
}
