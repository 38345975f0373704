/**
 * Mails in which a calendar program answers an invitation, and the calendar file that goes with a letter of ours.
 */

export interface CalendarAnswer {
  /** `Anna Berg <anna@acme.example>` */
  readonly from: string;
  readonly uid: string;
  readonly method: "REPLY" | "COUNTER" | "REQUEST" | "PUBLISH";
  readonly partstat: string;
  /** Of the event, such as its times. */
  readonly lines?: readonly string[];
  readonly text?: string;
  readonly headers?: readonly string[];
  readonly id?: string;
}

/** An RFC 5322 file with a text/calendar part beside its text (RFC 6047). */
export function answerMail(given: Partial<CalendarAnswer> & Pick<CalendarAnswer, "from" | "uid">): string {
  const { from, uid, method = "REPLY", partstat = "ACCEPTED", lines = [], text = "", headers = [], id } = given;
  const address = /<(.+)>/.exec(from)?.[1] ?? from;
  const calendar = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Some Program//EN",
    `METHOD:${method}`,
    "BEGIN:VEVENT",
    `UID:${uid}`,
    "DTSTAMP:20261124T120000Z",
    "ORGANIZER:mailto:robin@vale.example",
    `ATTENDEE;PARTSTAT=${partstat}:mailto:${address}`,
    ...lines,
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return [
    `From: ${from}`,
    "To: Robin Vale <robin@vale.example>",
    `Subject: ${partstat === "DECLINED" ? "Declined" : "Accepted"}: Weekly check-in`,
    "Date: Tue, 24 Nov 2026 12:00:00 +0000",
    `Message-ID: <${id ?? `${method}.${partstat}.${lines.length}@acme.example`.toLowerCase()}>`,
    ...headers,
    "MIME-Version: 1.0",
    'Content-Type: multipart/alternative; boundary="b"',
    "",
    "--b",
    "Content-Type: text/plain; charset=utf-8",
    "",
    ...text.split("\n"),
    "--b",
    `Content-Type: text/calendar; charset=utf-8; method=${method}`,
    "",
    ...calendar,
    "--b--",
    "",
  ].join("\r\n");
}

/** The calendar file that goes with a letter, decoded and unfolded. */
export function invitationIn(raw: string): string {
  const [, encoded = ""] = /text\/calendar[\s\S]*?base64[\s\S]*?\r\n\r\n([\w+/=\r\n]+)/.exec(raw) ?? [];
  return Buffer.from(encoded, "base64")
    .toString("utf8")
    .replace(/\r\n[ \t]/g, "");
}
