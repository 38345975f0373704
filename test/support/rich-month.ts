/**
 * Six weeks of a company's work in which everything happens that records of plans, meetings, money and standing follow: through
 * the owner's orders, the clients' letters, the bank's files and the days that go by.
 */
import { clientRow } from "../../src/actions/company-rows.ts";
import type { Json } from "../../src/lib/canonical.ts";
import { localDate } from "../../src/lib/zone.ts";
import { draftCode, drafts } from "../../src/records/standing.ts";
import { DAY_MS, deskOf } from "../kernel/company.ts";
import { COMPANY, knowCompany } from "./known-company.ts";
import type { Office } from "./office.ts";
import { allInvoices, dropBank, servedClient } from "./owing.ts";
import { deliver, dropDeliverable } from "./planned.ts";
import { clientOf, does } from "./work.ts";

/** The office needs a home of its own: the company's details are written there. */
export async function richMonth(office: Office): Promise<void> {
  know(office);
  await office.rest();
  await bringIn(office);
  await sell(office);
  await plan(office);
  await promiseAndMeet(office);
  const { id } = await handOver(office);
  await stand(office, id);
  await earn(office);
  await days(office, 35);
  await settle(office);
}

function know(office: Office, text = COMPANY): void {
  knowCompany(office.home, text);
  const loaded = office.workspace.charter.reload();
  if (!loaded.ok) throw new Error(JSON.stringify(loaded));
}

async function days(office: Office, count: number): Promise<void> {
  for (let day = 0; day < count; day++) {
    office.clock.advance(DAY_MS);
    await office.rest();
  }
}

async function takesBack(office: Office, code: string): Promise<void> {
  const undone = await deskOf(office).undo(code);
  if (undone.kind !== "undone") throw new Error(`it was not taken back: ${JSON.stringify(undone)}`);
  await office.rest();
}

/** A client of before, with an invoice that is long due, and a lead who may be written to. */
async function bringIn(office: Office): Promise<void> {
  const old = clientRow.parse({
    ...{ client: "Olden Ltd", contact: "Olga Olden", emails: ["olga@olden.example"], price: "2400", country: "DE" },
    ...{ address: ["Hafenstrasse 1", "20457 Hamburg"], playbook: "monthly-package", anchor: "2026-11-02" },
    invoices: [
      {
        ...{ number: "2026-0041", net: "2400", tax: "456", gross: "2856" },
        ...{ issued: "2026-11-02", due: "2026-11-16", paid: "1000" },
      },
    ],
  }) as unknown as Json;
  const params = { file: "company.yaml", clients: [old], nextNumber: 42 };
  const ordered = await deskOf(office).order({ action: "company.import", params, apart: true, now: false });
  if (ordered.kind !== "asked") throw new Error(`nothing was brought in: ${JSON.stringify(ordered)}`);
  await office.approve(ordered.code);
  await office.rest();
  await clientOf(office, { id: "c_past", company: "Past", stage: "active" });
  await does(office, "client.move", { stage: "left" }, "Past");
  await does(office, "basis.record", { basis: "existing-customer" }, "Past");
  await office.rest();
}

/** Three offers: one is accepted, one declined, and one is left to its days. */
async function sell(office: Office): Promise<void> {
  await clientOf(office, { id: "c_beta", company: "Beta", monthCents: 100_000 });
  const offer = { title: "Workshop", amount: "1,500", text: "A day together.", validDays: "10" };
  for (const outcome of ["accepted", "declined"]) {
    await does(office, "offer.send", offer, "Beta");
    await office.rest();
    await does(office, "offer.close", { outcome }, "Beta");
  }
  await does(office, "offer.send", { ...offer, title: "Audit" }, "Beta");
  await does(office, "contract.change", { price: "1,100" }, "Beta");
  await office.rest();
}

async function plan(office: Office): Promise<void> {
  await clientOf(office, { id: "c_gamma", company: "Gamma", monthCents: 200_000 });
  await does(office, "engagement.start", { playbook: "monthly-package", anchorOn: "2026-11-24" }, "Gamma");
  await does(office, "engagement.pause", {}, "Gamma");
  await does(office, "engagement.resume", {}, "Gamma");
  await does(office, "plan.revise", { add: "2026-12-04 Write the summary" }, "Gamma");
  await takesBack(office, await does(office, "task.done", { task: "Write the summary" }, "Gamma"));
  await does(office, "task.skip", { task: "Write the summary" }, "Gamma");
  await takesBack(office, await does(office, "owner.away", { from: "2026-12-28", to: "2026-12-30" }));
  await office.rest();
}

async function promiseAndMeet(office: Office): Promise<void> {
  for (const what of ["Send the logo", "Ask the printer", "Mend the page"])
    await does(office, "obligation.record", { what, untilOn: "2026-12-01" }, "Gamma");
  await does(office, "obligation.close", { obligation: "logo", outcome: "kept" }, "Gamma");
  await does(office, "obligation.close", { obligation: "printer", outcome: "released" }, "Gamma");
  await does(office, "meeting.book", { startsAt: "2026-11-25 15:00", title: "Kick-off" }, "Beta");
  await does(office, "meeting.cancel", {}, "Beta");
  await does(office, "meeting.book", { startsAt: "2026-11-25 16:00", title: "Second try" }, "Beta");
  await office.rest();
  // The afternoon of the next day: later on nothing leaves by itself.
  office.clock.advance(DAY_MS + 6.5 * 3_600_000);
  await office.rest();
  await does(office, "meeting.missed", {}, "Beta");
}

/** What was made goes to a client: once called back, once accepted, and at last left unanswered. */
async function handOver(office: Office): Promise<{ id: string }> {
  const id = "c_gamma";
  await dropDeliverable(office, id, "mid-month.pdf");
  const code = office.code(/^Send “/);
  await deskOf(office).pause("workspace", "wait");
  await office.approve(code);
  await takesBack(office, code);
  await deskOf(office).resume(undefined);
  await office.rest();
  await deliver(office, id, "mid-month-2.pdf");
  await takesBack(office, await does(office, "feedback.record", { verdict: "accepted", words: "Fine!" }, "Gamma"));
  await does(office, "feedback.record", { verdict: "accepted", words: "Fine!" }, "Gamma");
  await office.rest();
  await deliver(office, id, "month-end.pdf");
  return { id };
}

async function stand(office: Office, id: string): Promise<void> {
  await office.approve(office.code(/^Write to .*Past/));
  await office.rest();
  await does(office, "mail.hold", {}, "Beta");
  await does(office, "mail.release", {}, "Beta");
  await does(office, "consent.record", { evidence: "Their mail of today" }, "Gamma");
  const [engagement] = office.events("plan.made").filter((event) => event.scope === id);
  const draft = { kind: "case-study", title: "How it went", engagement: String(engagement?.data.engagement) };
  await does(office, "content.draft", { ...draft, month: "2026-12", text: "Gamma was glad." }, "Gamma");
  await does(office, "content.draft", { ...draft, month: "2027-01", text: "A client was glad." }, "Gamma");
  const open = office.workspace.records.find(drafts, "state = 'open' ORDER BY seq");
  const last = open.at(-1);
  if (last) await does(office, "content.close", { draft: draftCode(last), outcome: "used" }, "Gamma");
  await does(office, "consent.withdraw", {}, "Gamma");
}

/** A milestone is closed while the account is missing, and one after; money comes, and is put where it belongs. */
async function earn(office: Office): Promise<void> {
  await servedClient(office, "acme", { company: "Acme GmbH", email: "anna@acme.example", termsDays: 0 });
  know(office, COMPANY.replace(/^iban.*$/m, ""));
  await takesBack(office, await does(office, "milestone.close", { milestone: "Strategy" }, "Acme GmbH"));
  await does(office, "milestone.close", { milestone: "Strategy" }, "Acme GmbH");
  await office.rest();
  know(office);
  await days(office, 1);
  await does(office, "milestone.close", { milestone: "Report" }, "Acme GmbH");
  await office.rest();
  const [first, second] = allInvoices(office).filter((one) => one.client === "c_acme");
  await dropBank(office, "a.csv", [
    `23.11.2026;Acme;${first?.number};1.190,00`,
    "23.11.2026;Tax office;refund 2025;42,00",
    "23.11.2026;Holding;for November;1.190,00",
  ]);
  await deskOf(office).approve(office.code(/^Leave 42/));
  const guess = office.shown
    .filter((one) => one.code && one.card.choices && /Holding/.test(JSON.stringify(one.card)))
    .at(-1);
  if (!guess) throw new Error("no card asks about what came from nobody known");
  await deskOf(office).settle(guess?.code ?? "", guess?.card.choices?.[0]?.set ?? {});
  await office.rest();
  await takesBack(office, guess?.code ?? "");
  await does(office, "invoice.refund", { invoice: first?.number ?? "", amount: "10", reason: "Kindness" }, "Acme GmbH");
  await does(office, "invoice.credit", { invoice: second?.number ?? "", reason: "Agreed", amount: "119" }, "Acme GmbH");
  const cash = { amount: "100", currency: "EUR", method: "cash", receivedOn: "2026-11-26" };
  await takesBack(office, await does(office, "payment.record", cash, "Beta"));
  await office.rest();
}

/** After all that: a past client wants no more letters, what is overdue is brought to mind, a month is closed, work and contract end. */
async function settle(office: Office): Promise<void> {
  await does(office, "outreach.end", { why: "stop" }, "Past");
  await dropBank(office, "b.csv", ["31.12.2026;Bank;fee;-1,00"]);
  await days(office, 2);
  await does(office, "period.close", { month: "2026-10" });
  const today = localDate(office.clock.now(), "Europe/Berlin");
  await does(office, "contract.end", { on: today }, "Beta");
  await does(office, "engagement.end", {}, "Gamma");
  await office.rest();
}
