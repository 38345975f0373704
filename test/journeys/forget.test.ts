/**
 * A client is forgotten: one canary in each place where words of theirs end up, and afterwards none of them in any byte of the
 * home, the mail folder aside; the chain still verifies, the books stay, and an older backup doesn't bring them back.
 */
import { copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { backUp, keysOf } from "../../src/backup.ts";
import { Forgetting } from "../../src/forgetting.ts";
import { Records } from "../../src/kernel/fold.ts";
import { intents } from "../../src/kernel/intent.ts";
import { Keys } from "../../src/kernel/keys.ts";
import { houseLabel, joinLabels } from "../../src/kernel/label.ts";
import { Ledger } from "../../src/kernel/ledger.ts";
import { proposals } from "../../src/kernel/proposal.ts";
import { dumpRecords, rebuildRecords } from "../../src/kernel/rebuild.ts";
import { verifyLedger } from "../../src/kernel/verify.ts";
import { Writer } from "../../src/kernel/writer.ts";
import { VirtualClock } from "../../src/lib/clock.ts";
import { seededEntropy } from "../../src/lib/entropy.ts";
import { clients } from "../../src/records/client.ts";
import { contacts } from "../../src/records/contact.ts";
import { recordKinds } from "../../src/records/kinds.ts";
import { mails } from "../../src/records/mail.ts";
import { payments } from "../../src/records/payment.ts";
import { restore } from "../../src/restore.ts";
import { Database } from "../../src/store/database.ts";
import { standing } from "../chats/standing.ts";
import { DAY_MS, deskOf } from "../kernel/company.ts";
import { Company } from "../support/chats/company.ts";
import { keepFiles } from "../support/drop-file.ts";
import { Office, OWNER, START } from "../support/office.ts";
import { allIsWell, INQUIRY, letter, receive, withClient } from "./letters.ts";

const NAMES = ["Whitfield", "whitfield", "Nora"];
const canary = (where: string) => `canary${where}zebra`;
const BEN = {
  from: "Ben Tailor <ben@tailor.example>",
  subject: "A question",
  id: "ben.1@tailor.example",
  text: "Hello,\n\nI run Tailor & Sons. We need a new online shop. Could you make us an offer?\n\nBen Tailor",
};
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function aside(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `atelier-${name}-`));
  folders.push(folder);
  return folder;
}

/** Every byte below a folder, the mail folder aside. */
function bytesIn(folder: string): Buffer {
  const all: Buffer[] = [];
  for (const name of readdirSync(folder)) {
    if (name === "mail" || name === ".cache") continue;
    const path = join(folder, name);
    all.push(Buffer.from(`${path}\n`), statSync(path).isDirectory() ? bytesIn(path) : readFileSync(path));
  }
  return Buffer.concat(all);
}

function leftIn(folder: string, canaries: readonly string[]): string[] {
  const bytes = bytesIn(folder);
  return canaries.filter(
    (one) => bytes.includes(one) || bytes.includes(Buffer.from(one).toString("base64").slice(0, 12)),
  );
}

/** What any event still says of them. */
function toldOf(office: Office, canaries: readonly string[]): string[] {
  const words = office.events().map((event) => JSON.stringify([event, office.workspace.ledger.open(event)]));
  return canaries.filter((one) => words.some((text) => text.includes(one)));
}

const WITH_FILE = [
  "From: Nora Whitfield <nora@whitfield-ceramics.example>",
  "To: Robin Vale <robin@vale.example>",
  `Subject: ${canary("subject")}`,
  "Date: Mon, 23 Nov 2026 16:00:00 +0000",
  "Message-ID: <file.1@whitfield-ceramics.example>",
  "MIME-Version: 1.0",
  'Content-Type: multipart/mixed; boundary="b"',
  "",
  "--b",
  "Content-Type: text/plain; charset=utf-8",
  "",
  `Hello Robin, could you tell me about ${canary("mail")}? Nora`,
  "--b",
  `Content-Type: text/plain; name="${canary("filename")}.txt"`,
  `Content-Disposition: attachment; filename="${canary("filename")}.txt"`,
  "",
  canary("attachment"),
  "--b--",
  "",
].join("\r\n");

/** Leaves a canary wherever words of Nora's can come to stand. Answers her scope and all canaries. */
async function canariesOf(office: Office, scope: string): Promise<string[]> {
  await receive(office, WITH_FILE, "with-file.eml");
  const { workspace } = office;
  const desk = deskOf(office);
  const order = (action: string, params: Record<string, string>) =>
    desk.order({ action, client: "Whitfield Ceramics Ltd", params, now: true });
  expect((await order("fact.learn", { text: `Nora likes ${canary("fact")}` })).kind).toBe("approved");
  expect((await order("fact.learn", { text: `Say ${canary("lesson")}`, kind: "instruction" })).kind).toBe("approved");
  const house = { text: `To Nora Whitfield never say ${canary("house")}`, kind: "instruction", scope: "house" };
  expect((await order("fact.learn", house)).kind).toBe("approved");
  const paid = { amount: "2400", currency: "EUR", method: "cash", receivedOn: "2026-11-24", note: canary("note") };
  expect((await order("payment.record", paid)).kind).toBe("approved");
  await keepFiles({
    writer: workspace.writer,
    blobs: workspace.blobs,
    actor: OWNER,
    scope,
    files: [
      { name: `${canary("dropped")}.txt`, type: "text/plain", size: 9, bytes: async () => Buffer.from(canary("drop")) },
    ],
  });
  await desk.heard(`Nora Whitfield told me about ${canary("said")}`);
  await desk.heard(`nora also said ${canary("small")}`);
  await workspace.writer.submit((transaction) => {
    const seal = (text: string, bound: string) => workspace.keys.seal(scope, "personal", text, bound);
    const inHers = { actor: "kernel", scope, label: houseLabel(scope) };
    transaction.append({
      ...inHers,
      type: "summary.made",
      subject: `summary:${scope}`,
      data: { period: "2026-11", coversFrom: 1, coversTo: 2, covers: 2, facts: [], madeBy: "local" },
      private: { text: canary("summary"), events: [1, 2] },
    });
    // An answer in the owner's room that was made from her words and doesn't name her.
    transaction.append({
      type: "owner.answered",
      actor: "kernel",
      scope: "workspace",
      subject: "said:x",
      label: joinLabels(houseLabel("workspace"), houseLabel(scope)),
      data: {},
      private: { card: { title: canary("answer") + "x".repeat(6000) } },
    });
    const put = (sql: string, values: (string | number)[]) => transaction.run(sql, values);
    put("INSERT INTO model_answers (key, scope, answer, at, used_at) VALUES ('k', ?, ?, 0, 0)", [
      scope,
      seal(canary("model"), "k"),
    ]);
    put("INSERT INTO notes (scope, name, words, at, expires_at) VALUES (?, 'n', ?, 0, 9e12)", [
      scope,
      seal(canary("working"), "n"),
    ]);
  });
  // The digest names her question, which waits.
  office.clock.advance(DAY_MS);
  await office.rest();
  const where = "subject mail filename fact lesson house dropped said small summary answer".split(" ");
  return [...where.map(canary), ...NAMES];
}

/** The owner has her forgotten: two yeses, a moment apart. */
async function forget(office: Office, name = "Whitfield Ceramics Ltd"): Promise<void> {
  const desk = deskOf(office);
  const ordered = await desk.order({ action: "client.forget", client: name, params: {}, now: false });
  if (ordered.kind !== "asked") throw new Error(JSON.stringify(ordered));
  expect((await desk.approve(ordered.code)).kind).toBe("sure");
  expect((await desk.approve(ordered.code)).kind).toBe("sure"); // a finger that taps twice
  office.clock.advance(2000);
  expect((await desk.approve(ordered.code)).kind).toBe("approved");
  await office.rest();
}

test("after forgetting, no byte of the home says who it was; the chain verifies, the books stay, others lose nothing", async () => {
  const office = await Office.open();
  try {
    const scope = await withClient(office);
    await receive(office, BEN, "ben.eml");
    const ben = office.workspace.records.get(contacts, "ben@tailor.example");
    const canaries = await canariesOf(office, scope);
    const told = toldOf(office, canaries);
    expect(told, "every canary can be read before").toEqual(canaries);
    expect(leftIn(office.home, NAMES), "the records name her before").toContain("Whitfield");
    const backup = join(aside("backup"), "before.atelier");
    expect(
      backUp({ database: office.workspace.database, keysPath: keysOf(office.home), kinds: recordKinds }, backup),
    ).toMatchObject({ ok: true });
    expect(leftIn(join(backup, ".."), [...canaries, "Tailor"]), "nothing readable is in a backup").toEqual([]);

    await forget(office);

    const { database, keys, records, ledger, blobs } = office.workspace;
    expect(toldOf(office, canaries)).toEqual([]);
    expect(leftIn(office.home, [...canaries, canary("model"), canary("working"), canary("attachment")])).toEqual([]);
    expect(verifyLedger(database)).toMatchObject({ ok: true });
    const live = dumpRecords(database, recordKinds);
    rebuildRecords({ database, keys, kinds: recordKinds });
    expect(dumpRecords(database, recordKinds)).toEqual(live);
    expect(records.get(clients, scope)).toMatchObject({ stage: "forgotten", name: "forgotten" });
    expect(records.get(contacts, "nora@whitfield-ceramics.example")).toBeUndefined();
    for (const mail of records.find(mails, "scope = ?", [scope])) expect(blobs.open(mail.raw ?? "")).toBeNull();
    // The books: the sum, and the owner's own note to it.
    const [payment] = records.find(payments, "client = ?", [scope]);
    expect(payment).toMatchObject({ amount_cents: 240_000, state: "standing" });
    expect(office.words(ledger.at(payment?.seq ?? 0))).toEqual({ note: canary("note") });
    expect(records.get(contacts, "ben@tailor.example")).toEqual(ben);
    expect(office.workspace.door.answers.who().clients.map((one) => one.stage)).toEqual(["lead"]);
    allIsWell(office);

    // Brought back from before, with the newest keys: forgotten all the same.
    const home = aside("restored");
    copyFileSync(keysOf(office.home), `${backup}.keys.jsonl`);
    expect(restore({ home, databasePath: join(home, "atelier.db"), force: false, now: START }, backup)).toMatchObject({
      ok: true,
    });
    const again = await Office.open({ home, seed: "restored" });
    try {
      expect(await again.workspace.forgetting.again()).toBe(1);
      await again.workspace.forgetting.step();
      expect(toldOf(again, canaries)).toEqual([]);
      expect(leftIn(home, canaries)).toEqual([]);
      expect(again.workspace.records.find(payments, "client = ?", [scope])).toHaveLength(1);
      expect(again.workspace.records.get(contacts, "ben@tailor.example")).toEqual(ben);
      expect(verifyLedger(again.workspace.database)).toMatchObject({ ok: true });
    } finally {
      await again.close();
    }
  } finally {
    await office.close();
  }
});

test("who was forgotten and writes again is a new lead, also in answer to an old mail of ours", async () => {
  const office = await Office.open();
  try {
    const scope = await withClient(office);
    const sent = /^Message-ID: <(.+)>/im.exec(office.sent()[0] ?? "")?.[1];
    await forget(office);
    await receive(
      office,
      { ...INQUIRY, id: "again@whitfield-ceramics.example", ...(sent ? { answers: sent } : {}) },
      "again.eml",
    );
    const contact = office.workspace.records.get(contacts, "nora@whitfield-ceramics.example");
    expect(contact?.scopes).toMatch(/^c_/);
    expect(contact?.scopes).not.toBe(scope);
    expect(office.workspace.records.get(clients, contact?.scopes ?? "")).toMatchObject({ stage: "lead" });
    expect(office.events("mail.received").at(-1)?.data).toMatchObject({ thread: null, suggests: null });
    expect(office.words(office.events("mail.received").at(-1)).subject).toBe("A new website");
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("what happens late in a forgotten scope is kept and can't be read, live and rebuilt alike", async () => {
  const office = await Office.open();
  try {
    const scope = await withClient(office);
    await forget(office);
    const { writer, database, keys } = office.workspace;
    const words = { name: canary("late"), company: null, need: null, addresses: ["late@x.example"] };
    const event = await writer.submit((transaction) =>
      transaction.append({
        type: "client.opened",
        actor: "kernel",
        scope,
        subject: `client:${scope}`,
        label: houseLabel(scope),
        data: { client: scope, language: "en" },
        private: words,
      }),
    );
    expect(office.workspace.ledger.open(event)).toBeNull();
    const live = dumpRecords(database, recordKinds);
    expect(office.workspace.records.get(contacts, "late@x.example")).toBeUndefined();
    rebuildRecords({ database, keys, kinds: recordKinds });
    expect(dumpRecords(database, recordKinds)).toEqual(live);
    expect(readFileSync(keysOf(office.home), "utf8")).not.toContain(`"${scope}","kind":"personal","key"`);
  } finally {
    await office.close();
  }
});

test("the books of a forgotten client go when their time is over, and not a day before", async () => {
  const office = await Office.open();
  try {
    const scope = await withClient(office);
    await deskOf(office).order({
      action: "payment.record",
      client: "Whitfield Ceramics Ltd",
      params: { amount: "100", currency: "EUR", receivedOn: "2026-11-24", note: canary("books") },
      now: true,
    });
    await forget(office);
    const note = () => {
      const { records, ledger } = office.workspace;
      return ledger.open(ledger.at(records.find(payments, "client = ?", [scope])[0]?.seq ?? 0) as never);
    };
    office.clock.moveTo(Date.UTC(2036, 11, 31, 9));
    await office.rest();
    expect(note()).toEqual({ note: canary("books") });
    office.clock.advance(DAY_MS);
    await office.rest();
    expect(note()).toBeNull();
    office.clock.advance(DAY_MS);
    await office.rest();
    expect(office.events("books.expired")).toHaveLength(1);
  } finally {
    await office.close();
  }
});

test("cards and answers about them say in the chat that they were forgotten", async () => {
  const company = await Company.open({ surfaces: ["slack"] });
  try {
    const hand = company.hand("slack");
    await company.receive(letter(INQUIRY));
    await hand.tap(/Open Whitfield Ceramics Ltd as a client/, "Approve");
    await hand.say(`what's open with Whitfield Ceramics?`);
    await hand.card(/Nothing waits for you with/);
    const said = company.office.events("owner.said").at(-1);
    const scope = company.office.workspace.records.find(clients, "stage = 'onboarding'")[0]?.id ?? "";
    expect(said?.label.scopes).toEqual([scope, "workspace"].sort());
    expect(company.office.events("owner.answered").at(-1)?.label.scopes).toContain(scope);
    // What is answered to words about somebody is about them, whatever it says.
    await company.receive(letter(BEN));
    const ben = company.office.workspace.records.get(contacts, "ben@tailor.example")?.scopes;
    await hand.say("hm, Ben Tailor, so so");
    await hand.card(/did not understand/);
    const answered = company.office.events("owner.answered").at(-1);
    expect(JSON.stringify(company.office.words(answered))).not.toMatch(/Ben|Tailor/);
    expect(answered?.label.scopes).toContain(ben);
    await hand.say("forget Whitfield Ceramics");
    expect(await hand.tap(/Forget Whitfield Ceramics Ltd for good/, "Approve")).toMatch(/can't be taken back/);
    company.office.clock.advance(2000);
    await hand.tap(/Forget Whitfield Ceramics Ltd for good/, "Approve");
    await company.until(
      "that it is forgotten",
      () => !standing(company).some((one) => /Whitfield|Nora/.test(one.text)),
    );
    expect(standing(company).filter((one) => /This was forgotten/.test(one.text)).length).toBeGreaterThan(3);
    expect(company.office.workspace.records.find(proposals, "state = 'open'").map((row) => row.scope)).toEqual([ben]);
    allIsWell(company.office);
  } finally {
    await company.close();
  }
});

test("an order of the owner's that names another client, said in the main room, is not denied for it", async () => {
  const office = await Office.open();
  try {
    await withClient(office);
    await receive(office, BEN, "ben.eml");
    const params = { address: "ben@tailor.example", kind: "supplier" };
    const sorted = await deskOf(office).order({
      action: "contact.sort",
      params,
      reason: "Nora Whitfield said so",
      now: true,
    });
    expect(sorted.kind).toBe("approved");
    const [intent] = office.workspace.records.find(intents, "action = 'contact.sort' ORDER BY seq DESC LIMIT 1");
    const submitted = office.workspace.ledger.at(intent?.seq ?? 0);
    expect(submitted?.label.scopes).toEqual(["workspace"]);
    expect(String(submitted?.data.private)).toMatch(/^personal(\+c_[0-9a-f]{32}){2}:/);
    await forget(office);
    // The owner's words are gone; what they decided about somebody else holds.
    expect(office.workspace.ledger.open(submitted as never)).toBeNull();
    expect(office.workspace.records.get(contacts, "ben@tailor.example")).toMatchObject({
      kind: "supplier",
      state: "confirmed",
    });
  } finally {
    await office.close();
  }
});

test("a list of new senders that names somebody forgotten is withdrawn and made anew; what was sorted with them stays sorted", async () => {
  const office = await Office.open();
  try {
    const from = (name: string) => ({
      from: `${name} Hosting <service@${name}.example>`,
      subject: "Your invoice",
      id: `1@${name}.example`,
      text: "Hello,\n\nyour invoice for hosting (monthly, 19.00 EUR) is ready in your account.",
    });
    for (const name of ["alpha", "bravo", "charlie"]) await receive(office, from(name), `${name}.eml`);
    const tomorrow = async () => {
      office.clock.advance(DAY_MS);
      await office.rest();
    };
    await tomorrow();
    expect(office.shown.at(-1)?.card.title).toBe("Sort 3 new senders.");
    await forget(office, "alpha Hosting");
    expect(office.events("proposal.withdrawn").map((event) => event.data.why)).toEqual(["forgotten"]);
    await tomorrow();
    expect((await office.approve(office.code(/Sort 2 new senders/))).kind).toBe("approved");
    await office.rest();
    await forget(office, "bravo Hosting");
    const { records, keys, database } = office.workspace;
    const notes = database.all<{ run: string; step: number; answer: string }>(
      "SELECT * FROM journal WHERE run IN (SELECT id FROM runs WHERE scope = 'workspace')",
    );
    const opened = notes.map((row) => keys.open("workspace", row.answer, `journal:${row.run}:${row.step}`));
    expect(opened.filter((one) => one.kind === "forgotten").length).toBeGreaterThan(0);
    expect(JSON.stringify(opened)).not.toMatch(/alpha|bravo/);
    expect(records.get(contacts, "service@charlie.example")).toMatchObject({ kind: "supplier", state: "confirmed" });
    expect(records.get(contacts, "service@bravo.example")).toBeUndefined();
    expect(toldOf(office, ["alpha", "bravo"])).toEqual([]);
    expect(leftIn(office.home, ["alpha", "bravo"])).toEqual([]);
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("cut off at any point, forgetting goes on at the next step, and ends the same", async () => {
  const template = aside("template");
  const office = await Office.open({ home: template });
  const scope = await withClient(office);
  await receive(office, WITH_FILE, "with-file.eml");
  const desk = deskOf(office);
  const ordered = await desk.order({
    action: "client.forget",
    client: "Whitfield Ceramics Ltd",
    params: {},
    now: false,
  });
  const code = ordered.kind === "asked" ? ordered.code : "";
  await desk.approve(code);
  office.clock.advance(2000);
  expect((await desk.approve(code)).kind).toBe("approved");
  await office.workspace.close();
  const points = await attempt(copyOf(template), scope, Number.POSITIVE_INFINITY);
  expect(points).toBeGreaterThan(40);
  const every = process.env.ATELIER_SWEEP === "full" ? 1 : Math.ceil(points / 8);
  for (let at = 0; at < points; at += every) await attempt(copyOf(template), scope, at);
});

function copyOf(template: string): string {
  const home = aside("cut");
  for (const name of readdirSync(template).filter((one) => /^(atelier\.db|keys\.jsonl)/.test(one)))
    cpSync(join(template, name), join(home, name));
  return home;
}

/** Forgets, cut off at the `at`th point; then again, whole. Answers how many points there were. */
async function attempt(home: string, scope: string, at: number): Promise<number> {
  let points = 0;
  const probe = () => {
    if (points++ === at) throw new Error("cut off");
  };
  const run = async (probing: () => void) => {
    const database = new Database({ path: join(home, "atelier.db"), probe: probing });
    try {
      const entropy = seededEntropy(`cut ${at}`);
      const keys = new Keys({ path: keysOf(home), entropy, probe: probing });
      const records = new Records({ database, kinds: recordKinds });
      const ledger = new Ledger({ database, keys, records, entropy });
      const writer = new Writer({ database, ledger, records, clock: new VirtualClock(START), entropy });
      const forgetting = new Forgetting({
        database,
        writer,
        ledger,
        keys,
        kinds: recordKinds,
        booksKeptYears: () => 10,
      });
      await forgetting.step();
      expect(forgetting.due).toBe(false);
      expect(verifyLedger(database)).toMatchObject({ ok: true });
      const live = dumpRecords(database, recordKinds);
      rebuildRecords({ database, keys, kinds: recordKinds });
      expect(dumpRecords(database, recordKinds)).toEqual(live);
      expect(records.get(clients, scope)?.name).toBe("forgotten");
    } finally {
      database.close();
    }
  };
  const counted = points;
  await run(probe).catch((error: unknown) => {
    if (!(error instanceof Error && error.message === "cut off")) throw error;
  });
  await run(() => undefined);
  expect(leftIn(home, [...NAMES, canary("mail")]), `cut off at ${at}`).toEqual([]);
  return points - counted;
}
