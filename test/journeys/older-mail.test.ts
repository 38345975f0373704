/**
 * What lay in the mailbox before the workspace came is read once the owner has asked for it: as memory of clients, waking nobody.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { dossierOf } from "../../src/dossier.ts";
import { happenedWith, lacking } from "../../src/memory/coverage.ts";
import { periodNamed } from "../../src/memory/periods.ts";
import { doneWords } from "../../src/older-mail.ts";
import { findClients } from "../../src/records/client.ts";
import { type Heard, receive as hear } from "../../src/surfaces/words/reception.ts";
import { inOffice } from "../kernel/company.ts";
import type { Office } from "../support/office.ts";
import type { OfficeOutside } from "../support/outside.ts";
import { append } from "../support/owing.ts";
import { allIsWell, letter, receive } from "./letters.ts";

const NORA = "Nora Whitfield <nora@whitfield-ceramics.example>";
const TOM = "Tom Reed <tom@reed.example>";
const ROBIN = "Robin Vale <robin@vale.example>";

const day = (on: string) => new Date(`${on}T09:00:00Z`);
const dated = (on: string) => day(on).toUTCString().replace("GMT", "+0000");

const LOGO = letter({
  ...{ from: NORA, subject: "The logo", id: "logo@whitfield-ceramics.example", date: dated("2025-07-01") },
  text: "The logo should be a blue kiln, drawn by hand.",
});

/** A mailbox of years. */
function past(outside: OfficeOutside): void {
  const lay = (where: "inbox" | "sent", on: string, of: Omit<Parameters<typeof letter>[0], "date">) =>
    outside.lay(where, `${on}-${of.id}.eml`, letter({ ...of, date: dated(on) }), day(on));
  lay("inbox", "2025-03-01", { from: NORA, id: "early@w.example", text: "Do you make websites for potters?" });
  lay("sent", "2025-03-02", { from: ROBIN, to: NORA, id: "early-yes@vale.example", text: "Yes, for potters, too." });
  outside.lay("inbox", "logo.eml", LOGO, day("2025-07-01"));
  lay("sent", "2025-07-02", {
    ...{ from: ROBIN, to: NORA, subject: "Re: The logo", id: "kiln@vale.example" },
    ...{ answers: "logo@whitfield-ceramics.example", text: "A blue kiln it is." },
  });
  lay("inbox", "2025-07-03", { from: "Spam <win@prize.example>", id: "prize@prize.example", text: "You have won." });
  lay("inbox", "2025-07-04", {
    ...{ from: NORA, headers: ["Cc: tom@reed.example"], id: "both@w.example" },
    text: "Tom, meet Robin.",
  });
  lay("sent", "2025-07-05", {
    ...{ from: ROBIN, to: "nora@whitfield-ceramics.example, tom@reed.example", id: "both@vale.example" },
    text: "Good to have you both.",
  });
  lay("inbox", "2025-08-01", { from: TOM, id: "tom@reed.example", text: "Please move our call." });
}

const NORA_KNOWN = ["c_nora", "Nora Whitfield", "nora@whitfield-ceramics.example"] as const;
const TOM_KNOWN = ["c_tom", "Tom Reed", "tom@reed.example"] as const;

async function known(
  office: Office,
  people: readonly (readonly [scope: string, name: string, address: string])[],
): Promise<void> {
  for (const [scope, name, address] of people)
    await append(office, scope, [
      {
        type: "client.imported",
        subject: `client:${scope}`,
        data: { client: scope, language: "en", stage: "active" },
        private: { name, company: null, need: null, addresses: [address] },
      },
    ]);
}

function say(office: Office, words: string): Promise<Heard> {
  return hear(office.workspace.door.reception(), words, { surface: "console", scope: null });
}

/** Says it, sees the card, says yes, and lets it happen; answers the sentence of the card. */
async function read(office: Office, words: string): Promise<string> {
  const heard = await say(office, words);
  if (heard.kind !== "outcome" || heard.outcome.kind !== "asked") throw new Error(JSON.stringify(heard));
  const before = office.events("mail.remembered").length;
  await office.rest();
  expect(office.events("mail.remembered")).toHaveLength(before);
  expect((await office.approve(heard.outcome.code)).kind).toBe("approved");
  await office.rest();
  return heard.outcome.card.title;
}

const words = (office: Office) => office.events("mail.remembered").map((event) => office.words(event).written);
const told = (office: Office) =>
  office.events("notice.posted").map((event) => (office.words(event).card as { title: string }).title);

function inPast(work: (office: Office) => Promise<void>): Promise<void> {
  return inOffice(
    async (office) => {
      await known(office, [NORA_KNOWN, TOM_KNOWN]);
      await office.rest();
      await work(office);
      allIsWell(office);
    },
    { past },
  );
}

test("older mail of clients is remembered on the owner's word, wakes nobody, and answers “what did Nora say about the logo?”", () =>
  inPast(async (office) => {
    expect(office.events("mail.received")).toEqual([]);
    const before = office.events().length;
    const title = await read(office, "read my older mail since June 2025");
    expect(title).toMatch(/Read your older mail since 1 June 2025/);
    expect(words(office).sort()).toEqual([
      "A blue kiln it is.",
      "Please move our call.",
      "The logo should be a blue kiln, drawn by hand.",
    ]);
    expect(told(office)).toEqual([
      "Your older mail since 1 June 2025 is read: 3 mails with 2 clients are remembered, 3 were left out.",
    ]);
    const types = new Set(
      office
        .events()
        .slice(before)
        .map(({ type }) => type),
    );
    for (const type of [
      "run.opened",
      "run.started",
      "run.ended",
      "mail.received",
      "mail.sent",
      "obligation.made",
      "health.changed",
    ])
      expect(types).not.toContain(type);
    expect(office.events("intent.submitted")).toHaveLength(1);
    // It is of no month that is summarised.
    const { database, records } = office.workspace;
    const month = periodNamed("2026-11", { database, zone: "Europe/Berlin" });
    const indexed = "SELECT COUNT(*) AS rows FROM memory_rows JOIN memory_scopes USING (place) WHERE scope = 'c_nora'";
    expect(database.get(indexed)).toEqual({ rows: 2 });
    expect(happenedWith("c_nora", month, { database, records }).count).toBe(0);
    expect(lacking({ database, records, periods: [month], now: office.clock.now() }).missing).toEqual([]);
    // Nothing of strangers is kept, in the ledger or beside it.
    expect(JSON.stringify(office.workspace.database.all("SELECT * FROM marks"))).not.toMatch(/prize|whitfield|\.eml/);

    const heard = await say(office, "what did Nora say about the logo?");
    if (heard.kind !== "card") throw new Error(JSON.stringify(heard));
    expect(heard.card.rows[0]).toEqual({
      label: "Tue 1 Jul 2025",
      after: expect.stringContaining("Nora Whitfield: “The logo should be a blue kiln, drawn by hand.”"),
    });
    const [nora] = findClients(office.workspace.records, "Nora Whitfield");
    if (!nora) throw new Error("nobody");
    const { ledger } = office.workspace;
    const dossier = dossierOf({ ledger, records: () => office.workspace.records }, nora);
    expect(dossier.messages).toEqual([
      expect.objectContaining({ direction: "out", words: "A blue kiln it is.", sent: "2025-07-02T09:00:00.000Z" }),
      expect.objectContaining({ direction: "in", words: "The logo should be a blue kiln, drawn by hand." }),
    ]);
  }));

test("an earlier day reads on from there, a later one is there already, and nothing is remembered twice", () =>
  inPast(async (office) => {
    await read(office, "read my older mail since June 2025");
    const later = await say(office, "read my older mail since August 2025");
    expect(JSON.stringify(later)).toMatch(/since 1 June 2025 is here already/);
    expect(await read(office, "read my older mail since 2025")).toMatch(/since 1 January 2025/);
    expect(words(office)).toHaveLength(5);
    expect(told(office).at(-1)).toBe(
      "Your older mail since 1 January 2025 is read: 2 mails with one client are remembered.",
    );
    expect(await read(office, "read my older mail since 2025 once more")).toMatch(/once more/);
    expect(words(office)).toHaveLength(5);
    expect(told(office).at(-1)).toBe(
      "Your older mail since 1 January 2025 is read: there was none with your clients, 3 were left out.",
    );
    // It arrives once more: it is the past still.
    await receive(office, LOGO, "logo-again.eml");
    expect(office.events("mail.received")).toEqual([]);
    expect(office.workspace.database.get("SELECT COUNT(*) AS runs FROM runs")).toEqual({ runs: 0 });
  }));

test("whoever has become a client since is read when it is looked through once more", () =>
  inPast(async (office) => {
    await read(office, "read my older mail since June 2025");
    await append(office, "c_prize", [
      {
        type: "client.imported",
        subject: "client:c_prize",
        data: { client: "c_prize", language: "en", stage: "active" },
        private: { name: "Prize", company: null, need: null, addresses: ["win@prize.example"] },
      },
    ]);
    await read(office, "read my older mail since June 2025 again");
    expect(words(office)).toContain("You have won.");
    expect(told(office).at(-1)).toMatch(/one mail with one client is remembered, 2 were left out/);
  }));

test("who has only written is no client yet: their older mail is a stranger's", () =>
  inPast(async (office) => {
    await receive(office, {
      from: "Spam <win@prize.example>",
      id: "again@prize.example",
      text: "Dear Robin, we need a website.",
    });
    expect(office.events("mail.received").map(({ data }) => data.opensLead)).toEqual([true]);
    const heard = await say(office, "read my older mail since June 2025");
    if (heard.kind !== "outcome" || heard.outcome.kind !== "asked") throw new Error(JSON.stringify(heard));
    await office.approve(heard.outcome.code);
    await office.rest();
    expect(words(office)).not.toContain("You have won.");
    expect(told(office).at(-1)).toMatch(/3 mails with 2 clients are remembered, 3 were left out/);
  }));

test("what can't be read so is said in words: a day to come, no day, another service", () =>
  inPast(async (office) => {
    const why = async (words: string) => JSON.stringify(await say(office, words));
    expect(await why("do mail.remember since=2031-01-01")).toMatch(/1 January 2031 lies in the future/);
    expect(await why("do mail.remember since=2025-02-30")).toMatch(/expected a day such as 2025-06-01/);
    expect(await why("read my older payments since June 2025")).toMatch(/Only older mail can be read, not “payments”/);
    expect(await why("read my older mail")).toMatch(/I also need/);
  }));

test("whoever was forgotten stays so: their older mail goes with them, and doesn't come back when they write anew", () =>
  inPast(async (office) => {
    await read(office, "read my older mail since June 2025");
    const { desk } = office.workspace.door;
    const ordered = await desk.order({ action: "client.forget", client: "Nora Whitfield", params: {}, now: false });
    if (ordered.kind !== "asked") throw new Error(JSON.stringify(ordered));
    expect(JSON.stringify(ordered.card.rows)).toContain("2 older mails");
    await office.workspace.door.desk.approve(ordered.code);
    office.clock.advance(2000);
    expect((await office.workspace.door.desk.approve(ordered.code)).kind).toBe("approved");
    await office.rest();

    const kept = () =>
      office.events().map((event) => JSON.stringify([event.data, office.workspace.ledger.open(event)]));
    for (const text of kept()) expect(text).not.toMatch(/blue kiln|whitfield/i);
    for (const name of ["atelier.db", "atelier.db-wal", "keys.jsonl"]) {
      const path = join(office.home, name);
      if (existsSync(path)) expect(readFileSync(path).toString("latin1")).not.toMatch(/kiln|whitfield/i);
    }
    await read(office, "read my older mail since 2025");
    expect(office.events("mail.remembered")).toHaveLength(3);
    expect(told(office).at(-1)).toMatch(/there was none with your clients, 2 were left out/);

    // She is a client again: what she wrote before she was forgotten is not.
    await known(office, [["c_again", NORA_KNOWN[1], NORA_KNOWN[2]]]);
    await read(office, "read my older mail since 2025 once more");
    expect(office.events("mail.remembered")).toHaveLength(3);
    for (const text of kept()) expect(text).not.toMatch(/blue kiln|potters/i);
  }));

test("undone while it is read it ends, and begins anew when it is asked for again", () =>
  inPast(async (office) => {
    const heard = await say(office, "read my older mail since June 2025");
    if (heard.kind !== "outcome" || heard.outcome.kind !== "asked") throw new Error(JSON.stringify(heard));
    const { code } = heard.outcome;
    await office.approve(code);
    const { lookout, connectors, door } = office.workspace;
    const mail = connectors.get("mail");
    const wanted = mail ? lookout.older.wanted(mail) : null;
    expect((await door.desk.undo(code)).kind).toBe("undone");
    // A look that was under way comes to its end too late.
    if (wanted) await lookout.older.finish(wanted);
    await office.rest();
    expect(words(office)).toEqual([]);
    expect(told(office)).toEqual([]);
    await read(office, "read my older mail since July 2025");
    expect(words(office)).toHaveLength(3);
    expect(doneWords({ ...(office.workspace.lookout.older.progress() ?? fail()) })).toMatch(/3 mails/);
  }));

function fail(): never {
  throw new Error("nothing was asked for");
}
