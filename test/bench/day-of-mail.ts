/**
 * One day of mail, in the order in which it comes: the real messages beside the project, the samples of the first minute,
 * what two clients write, and what comes again. Everybody who writes as a person has asked for an offer that morning and is a
 * client, where the address can be answered: the dearest day there is, because about strangers no model is asked.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseMail } from "../../src/connectors/mail/parse.ts";
import { sampleMails } from "../../src/connectors/mail-folder/samples.ts";
import { PACKAGE_ROOT } from "./ground.ts";
import { CLIENT_MAILS, clientMail, inquiry, type Letter, person, written } from "./letters.ts";

export interface Day {
  /** Files of the inbox. */
  readonly mails: ReadonlyArray<{ readonly name: string; readonly raw: Buffer }>;
  /** What those wrote who are clients since the morning. */
  readonly inquiries: readonly Letter[];
  /** What it is made of, in words. */
  readonly madeOf: string;
}

const SHARED = join(PACKAGE_ROOT, "..", "shared", "mail");
/** Of the invented people, those who write today. */
const CLIENTS = [1, 2] as const;
const FRENCH = "Pouvez-vous me dire où nous en sommes avec le projet ? Merci beaucoup.";

/** The day as of `now` (ms UTC). `quick`: of the real messages only those of the mail programs. */
export async function dayOfMail(now: number, { quick }: { quick: boolean }): Promise<Day> {
  const real = realMails(quick ? "talon" : "");
  const samples = sampleMails(now).map(({ name, raw }) => ({ name, raw: Buffer.from(raw) }));
  const letters = CLIENTS.flatMap((at) => [
    ...CLIENT_MAILS.map(([kind, text]) => clientMail(at, kind, text)),
    clientMail(at, "client in French", FRENCH),
  ]);
  const own = letters.map((letter) => ({ name: `${letter.id}.eml`, raw: Buffer.from(written(letter)) }));
  const automatic = samples.filter(({ name }) => /newsletter|supplier/.test(name));
  const again = [
    // A notification that comes twice, under another Message-ID.
    ...automatic.flatMap((one) => [anew(one, 1), anew(one, 2)]),
    // Clients who have had no answer yet and send the same once more.
    ...own.map((one) => anew(one, 1)),
    // The mail server delivers a second time what it has delivered.
    ...[...own.slice(0, 3), ...real.slice(0, 3)].map((one) => ({ ...one, name: `again-${one.name}` })),
  ];
  const strangers = await people(real);
  const inquiries = [...CLIENTS.map(inquiry), ...strangers.map(inquiryOf)];
  const collected = existsSync(SHARED)
    ? `${real.length} real messages${quick ? " (--quick: the mail programs' only)" : ""}`
    : "no real messages (../shared/mail is absent)";
  return {
    mails: [...real, ...samples, ...own, ...again],
    inquiries,
    madeOf: `${collected}, ${samples.length} samples, ${own.length} of two invented clients, ${again.length} that come again`,
  };
}

function realMails(folder: string): Array<{ readonly name: string; readonly raw: Buffer }> {
  const root = join(SHARED, folder);
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".eml"))
    .sort()
    .map((name) => ({ name: name.replaceAll("/", "-"), raw: readFileSync(join(root, name)) }));
}

/** Everybody who wrote one of them by hand, once. */
async function people(
  mails: ReadonlyArray<{ readonly raw: Buffer }>,
): Promise<Array<{ name: string; address: string }>> {
  const found = new Map<string, string>();
  for (const { raw } of mails) {
    const reading = await parseMail(raw);
    if (reading.kind === "unreadable" || reading.mail.automatic || reading.mail.from.length !== 1) continue;
    const [from] = reading.mail.from;
    if (from && !found.has(from.address.toLowerCase())) found.set(from.address.toLowerCase(), from.name);
  }
  return [...found].map(([address, name]) => ({ address, name }));
}

function inquiryOf({ name, address }: { name: string; address: string }, at: number): Letter {
  const model = inquiry(at * 5);
  return {
    ...model,
    from: name === "" ? address : `"${name.replace(/["\\]/g, "")}" <${address}>`,
    id: `inquiry-of-${at}@inquiries.example`,
    text: model.text.replace(person(at * 5).name, name || "A. Person"),
  };
}

function anew(mail: { readonly name: string; readonly raw: Buffer }, time: number) {
  const raw = mail.raw.toString("utf8").replace(/^Message-ID: <(.*)>/im, `Message-ID: <again-${time}.$1>`);
  return { name: `${time}-more-${mail.name}`, raw: Buffer.from(raw) };
}
