/**
 * Where an invoice can be paid online: Stripe says it when the invoice is put there, reminders carry it, and no letter names a page
 * that takes no money any more, or another sum than what is open.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { dumpRecords, rebuildRecords } from "../../src/kernel/rebuild.ts";
import { recordKinds } from "../../src/records/kinds.ts";
import { readQuestion } from "../../src/surfaces/words/question-words.ts";
import { answerQuestion } from "../../src/surfaces/words/questions.ts";
import { DAY_MS, deskOf } from "../kernel/company.ts";
import { type Office, PACKAGE_ROOT } from "../support/office.ts";
import { allInvoices, closeMilestone, dropBank, servedClient } from "../support/owing.ts";
import { knownIn, lookupsIn } from "../support/paid.ts";
import { inStripeOffice } from "../support/stripe/office.ts";
import { KEY, type StripePlatform } from "../support/stripe/platform.ts";

const ACME = { company: "Acme GmbH", email: "anna@acme.example", termsDays: 0 };
const LINE = "can also pay it online: https://";

async function invoiced(office: Office, more: Partial<Parameters<typeof servedClient>[2]> = {}) {
  await office.rest();
  const ground = await servedClient(office, "acme", { ...ACME, ...more });
  await closeMilestone(office, ground.client, ground.milestones[0]);
  return ground;
}

/** The days pass until the first reminder is due, and the bank shows no payment of all that is open. */
async function overdue(office: Office): Promise<void> {
  office.clock.advance(8 * DAY_MS);
  await dropBank(office, "fees.csv", ["01.12.2026;Bank;fee;-1,00", "02.12.2026;Bank;fee;-1,00"]);
  office.clock.advance(DAY_MS);
  await office.rest();
}

/** As it is read: the mail's own encoding taken off. */
function plain(raw = ""): string {
  const joined = raw.replace(/=\r?\n/g, "");
  const bytes = joined.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}
const reminders = (office: Office) =>
  office
    .sent()
    .filter((raw) => /^Subject: .*(reminder|Erinnerung)/m.test(raw))
    .map(plain);
const pageOf = (stripe: StripePlatform) => stripe.world.invoiceNumbered("2026-0001").hosted_invoice_url ?? "no page";
const notices = (office: Office) =>
  office.shown.filter(({ card }) => card.kind === "notice").map(({ card }) => card.title);

async function later(office: Office, ms = 60_000): Promise<void> {
  office.clock.advance(ms);
  await office.rest();
}

describe("a reminder", () => {
  test.each([
    ["en", "You can also pay it online: "],
    ["de", "Online bezahlen können Sie sie auch hier: "],
  ] as const)(
    "in %s names the page that Stripe gave; the invoice's first letter left before there was one",
    (language, words) =>
      inStripeOffice(async ({ office, stripe }) => {
        await invoiced(office, { language });
        await office.restart();
        await overdue(office);
        expect(reminders(office)).toEqual([expect.stringContaining(`${words}${pageOf(stripe)}`)]);
        const letter = office.sent().find((raw) => /^Subject: (Invoice|Rechnung) 2026-0001\r?$/m.test(raw));
        expect(plain(letter)).toMatch(/2026-0001/);
        expect(plain(letter)).not.toMatch(/https:/);
      }),
  );

  test("that is put to the owner shows the page, and leaves as it was shown", () =>
    inStripeOffice(async ({ office, stripe }) => {
      const { client } = await invoiced(office);
      office.clock.advance(8 * DAY_MS);
      await dropBank(office, "fees.csv", ["01.12.2026;Bank;fee;-1,00"]);
      const ordered = await deskOf(office).order({
        action: "invoice.remind",
        client,
        params: { invoice: "2026-0001" },
        now: false,
      });
      if (ordered.kind !== "asked") throw new Error(JSON.stringify(ordered));
      expect(ordered.card.letter?.text).toContain(pageOf(stripe));
      expect((await office.approve(ordered.code)).kind).toBe("approved");
      await office.rest();
      expect(reminders(office).at(-1)?.replaceAll("\r\n", "\n")).toContain(ordered.card.letter?.text.trim());
    }));

  test("names it, too, where Stripe's answer was lost, and the invoice was found there by the next try", () =>
    inStripeOffice(async ({ office, stripe }) => {
      await office.rest();
      stripe.faults.plan("cut-after", /finalize/);
      await invoiced(office);
      await office.restart();
      await later(office, 3_600_000);
      await overdue(office);
      expect(reminders(office)[0]).toContain(pageOf(stripe));
    }));

  test("of what is paid in part through Stripe names it: both ask for the rest", () =>
    inStripeOffice(async ({ office, stripe }) => {
      await invoiced(office);
      stripe.people.pays("2026-0001", 100_000);
      await later(office);
      await office.approve(office.code(/^Match 1,000.00/));
      await overdue(office);
      expect(reminders(office)[0]).toMatch(/190\.00/);
      expect(reminders(office)[0]).toContain(LINE);
    }));

  test("of what is paid in part by transfer doesn't: the page asks for the whole", () =>
    inStripeOffice(async ({ office }) => {
      await invoiced(office);
      await dropBank(office, "a.csv", ["25.11.2026;Acme;2026-0001;1.000,00"]);
      await office.approve(office.code(/^Match 1,000.00/));
      await overdue(office);
      expect(reminders(office)).toHaveLength(1);
      expect(reminders(office)[0]).not.toMatch(/https:/);
    }));

  test.each<[string, (stripe: StripePlatform) => void, string]>([
    ["voided", (stripe) => stripe.people.voids("2026-0001"), "Invoice 2026-0001 was voided in Stripe."],
    [
      "marked as paid",
      (stripe) => stripe.people.marksPaid("2026-0001"),
      "Invoice 2026-0001 was marked as paid in Stripe.",
    ],
  ])("of an invoice that was %s there by hand doesn't, and the owner was told", (_, work, told) =>
    inStripeOffice(async ({ office, stripe }) => {
      await invoiced(office);
      work(stripe);
      await later(office);
      await office.restart();
      await later(office);
      expect(notices(office)).toEqual([told]);
      await overdue(office);
      expect(reminders(office)).toHaveLength(1);
      expect(reminders(office)[0]).not.toMatch(/https:/);
      const { database, keys } = office.workspace;
      const live = dumpRecords(database, recordKinds);
      rebuildRecords({ database, keys, kinds: recordKinds });
      expect(dumpRecords(database, recordKinds)).toEqual(live);
    }),
  );

  test("that waits on a card is shown anew without the page where nobody can pay there any more", () =>
    inStripeOffice(async ({ office, stripe }) => {
      const { client } = await invoiced(office);
      office.clock.advance(8 * DAY_MS);
      await dropBank(office, "fees.csv", ["01.12.2026;Bank;fee;-1,00"]);
      const ordered = await deskOf(office).order({
        action: "invoice.remind",
        client,
        params: { invoice: "2026-0001" },
        now: false,
      });
      if (ordered.kind !== "asked") throw new Error(JSON.stringify(ordered));
      stripe.people.voids("2026-0001");
      await later(office);
      expect(await office.approve(ordered.code)).toMatchObject({
        kind: "shown",
        why: "overtaken",
        card: { letter: { text: expect.not.stringMatching(/https:/) } },
      });
    }));

  test("of an invoice that a payment had closed there, and that is open again, doesn't", () =>
    inStripeOffice(async ({ office }) => {
      const { client } = await invoiced(office);
      const params = { amount: "1190", currency: "EUR", method: "cash", receivedOn: "2026-11-24" };
      const ordered = await deskOf(office).order({ action: "payment.record", client, params, now: false });
      if (ordered.kind !== "asked") throw new Error(JSON.stringify(ordered));
      await office.approve(ordered.code);
      await later(office);
      expect((await deskOf(office).undo(ordered.code)).kind).toBe("undone");
      await overdue(office);
      expect(reminders(office)).toHaveLength(1);
      expect(reminders(office)[0]).not.toMatch(/https:/);
    }));

  test("that comes so late that the address would end before it is read doesn't", () =>
    inStripeOffice(async ({ office, stripe }) => {
      await invoiced(office);
      await overdue(office);
      expect(reminders(office)[0]).toContain(pageOf(stripe));
      office.clock.advance(15 * DAY_MS);
      await dropBank(office, "b.csv", ["17.12.2026;Bank;fee;-1,00"]);
      await later(office, 3 * DAY_MS);
      expect(reminders(office)).toHaveLength(2);
      expect(reminders(office).find((raw) => /second reminder/.test(raw))).not.toMatch(/https:/);
    }));

  test("of an invoice that never got to Stripe doesn't name any", () =>
    inStripeOffice(async ({ office, stripe }) => {
      await office.rest();
      stripe.keys.set(KEY, /^GET/);
      await invoiced(office);
      await overdue(office);
      expect(reminders(office)[0]).not.toMatch(/https:/);
    }));

  test("in the owner's own words of before, which know no page, leaves as ever", () =>
    inStripeOffice(async ({ office }) => {
      const own = join(office.home, "policies", "answers");
      mkdirSync(own, { recursive: true });
      for (const name of readdirSync(join(PACKAGE_ROOT, "policies", "answers"))) {
        const text = readFileSync(join(PACKAGE_ROOT, "policies", "answers", name), "utf8");
        writeFileSync(join(own, name), text.replace(/\[\[[^[\]]*\{\{payAt\}\}\]\]/g, ""));
      }
      await office.restart();
      await invoiced(office);
      await overdue(office);
      expect(reminders(office)[0]).toMatch(/The invoice is attached once more/);
      expect(reminders(office)[0]).not.toMatch(/https:/);
    }));
});

test("who asks what a client owes is told where it can be paid; who asks for everybody isn't", () =>
  inStripeOffice(async ({ office, stripe }) => {
    await invoiced(office);
    const ask = (line: string) => {
      const question = readQuestion(line, knownIn(office));
      if (!question) throw new Error(`“${line}” was not read as a question`);
      return answerQuestion(question, lookupsIn(office));
    };
    expect(ask("what does Acme owe us?").rows[0]?.after).toMatch(new RegExp(`, payable at ${pageOf(stripe)}$`));
    expect(JSON.stringify(ask("who owes us money?"))).not.toMatch(/https:/);
    await dropBank(office, "a.csv", ["23.11.2026;Acme;2026-0001;1.190,00"]);
    expect(allInvoices(office)).toMatchObject([{ state: "paid" }]);
    expect(JSON.stringify(ask("what does Acme owe us?"))).not.toMatch(/https:/);
  }));
