/**
 * Most mail is from neither clients nor people who want to become one: such senders stand in one list a day.
 */
import { expect, test } from "vitest";
import { undo } from "../../src/kernel/undo.ts";
import { clients } from "../../src/records/client.ts";
import { contacts } from "../../src/records/contact.ts";
import { deskOf } from "../kernel/company.ts";
import { Office, OWNER } from "../support/office.ts";
import { allIsWell, asText, cards, INQUIRY, type Letter, lastCard, receive, withClient } from "./letters.ts";

const DAY_MS = 24 * 3_600_000;

const NEW: readonly Letter[] = [
  {
    from: "Hostworks <service@hostworks.example>",
    subject: "Your invoice HW-20418",
    text: "Hello,\n\nyour invoice HW-20418 for hosting (monthly, 19.00 EUR) is ready in your account.",
  },
  { from: "Anna <anna@gmail.com>", subject: "Saturday", text: "Are we still on for dinner on Saturday? Love, Anna" },
  {
    from: "Kanzlei Roth <roth@kanzlei-roth.example>",
    subject: "Umsatzsteuervoranmeldung",
    text: "Guten Tag, für die Umsatzsteuervoranmeldung fehlen uns noch die Belege vom Oktober.",
  },
  {
    from: "Growth Ninja <sales@growth.example>",
    subject: "More leads for you",
    text: "Hi, we offer SEO services and can bring your website to the first page of Google. Interested in a call?",
  },
];

test("new senders ask nothing by themselves; at the digest's hour they stand in one list, and then no more", async () => {
  const office = await Office.open();
  try {
    for (const mail of NEW) await receive(office, mail);
    expect(cards(office)).toEqual([]);
    await receive(office, INQUIRY);
    expect(cards(office)).toHaveLength(1);

    const list = await nextDay(office);
    // The cold pitch is beyond doubt, and was sorted when it came.
    expect(list.map((posting) => posting.card.title)).toEqual(["Sort 3 new senders."]);
    const [posting] = list;
    expect(posting?.card.rows).toEqual([
      { label: "1", before: "Hostworks <service@hostworks.example>, “Your invoice HW-20418”", after: "supplier" },
      { label: "2", before: "Anna <anna@gmail.com>, “Saturday”", after: "private" },
      {
        label: "3",
        before: "Kanzlei Roth <roth@kanzlei-roth.example>, “Umsatzsteuervoranmeldung”",
        after: "accountant",
      },
    ]);
    expect(await nextDay(office)).toEqual([]);

    const code = posting?.code ?? "";
    const edited = await office.edit(code, { "2.kind": "supplier" });
    expect(edited).toMatchObject({
      kind: "shown",
      card: { changed: [{ label: "2", before: "private", after: "supplier" }] },
    });
    await office.rest();
    expect((await office.approve(code)).kind).toBe("approved");
    await office.rest();
    expect(kindsOf(office)).toEqual({
      "anna@gmail.com": "supplier",
      "nora@whitfield-ceramics.example": "unknown",
      "roth@kanzlei-roth.example": "accountant",
      "sales@growth.example": "ignore",
      "service@hostworks.example": "supplier",
    });
    expect(await nextDay(office)).toEqual([]);
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("once sorted, suppliers and private people write without a card; the accountant and an authority are shown", async () => {
  const office = await Office.open();
  try {
    for (const mail of NEW) await receive(office, mail);
    const [list] = await nextDay(office);
    await office.approve(list?.code ?? "");
    await office.rest();
    const before = office.shown.length;
    for (const mail of NEW) await receive(office, { ...mail, subject: `Again: ${mail.subject}` });
    expect(cards(office, before).map((posting) => posting.card.title)).toEqual([
      "Kanzlei Roth (your accountant) has written: “Again: Umsatzsteuervoranmeldung”.",
    ]);
    const { code } = lastCard(office);
    await office.edit(code, { reply: "Kommt morgen." });
    await office.rest();
    expect((await office.approve(code)).kind).toBe("approved");
    await office.rest();
    expect(office.sent()).toHaveLength(1);
    expect(await nextDay(office)).toEqual([]);
    // A supplier may become a client; what was said about them is never held against them.
    await receive(office, {
      from: NEW[0]?.from ?? "",
      subject: "Us",
      text: "We need a new website. Could you make us an offer?",
    });
    expect(lastCard(office).card.title).toMatch(/^Hostworks seems to ask whether you can help: “We need a new website/);
    expect(office.workspace.records.find(clients, "stage <> 'lead'")).toEqual([]);
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("who is beyond doubt is sorted by a rule, without a card; one word of the owner's sorts them otherwise", async () => {
  const office = await Office.open();
  try {
    await receive(office, NEW[3] as Letter);
    expect(cards(office)).toEqual([]);
    const [sorted] = office.events("contact.sorted");
    expect(sorted?.data).toMatchObject({ kind: "ignore", by: "rule" });
    expect(await nextDay(office)).toEqual([]);
    const params = { address: "sales@growth.example", kind: "supplier" };
    await deskOf(office).order({ action: "contact.sort", params, reason: "", now: true });
    expect(kindsOf(office)["sales@growth.example"]).toBe("supplier");
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("a pitch from a client's own firm is put to the owner", async () => {
  const office = await Office.open();
  try {
    await withClient(office);
    const before = office.shown.length;
    await receive(office, { ...(NEW[3] as Letter), from: "Sales <sales@whitfield-ceramics.example>" });
    expect(cards(office, before)).toHaveLength(1);
    expect(office.events("contact.sorted").filter((event) => event.data.by === "rule")).toEqual([]);
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("a list that is rejected is not brought up again; somebody new the day after is", async () => {
  const office = await Office.open();
  try {
    for (const mail of NEW.slice(0, 2)) await receive(office, mail);
    const [list] = await nextDay(office);
    await office.reject(list?.code ?? "", "not now");
    expect(await nextDay(office)).toEqual([]);
    await receive(office, { from: "Lou <lou@else.example>", subject: "Hi", text: "Just saying hello." });
    expect((await nextDay(office)).map((posting) => posting.card.title)).toEqual(["Ignore what Lou writes."]);
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("whoever was opened as a client while the list waited stays one", async () => {
  const office = await Office.open();
  try {
    for (const mail of NEW.slice(0, 2)) await receive(office, mail);
    const [list] = await nextDay(office);
    await receive(office, {
      from: NEW[0]?.from ?? "",
      subject: "Us",
      text: "We need a new website. Could you make us an offer?",
    });
    await office.approve(lastCard(office).code);
    await office.rest();
    const outcome = await office.approve(list?.code ?? "");
    expect(outcome).toMatchObject({ kind: "shown", why: "overtaken" });
    await office.rest();
    expect((await office.approve(list?.code ?? "")).kind).toBe("approved");
    await office.rest();
    expect(kindsOf(office)).toMatchObject({ "service@hostworks.example": "client", "anna@gmail.com": "private" });
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("an owner who sorts somebody as a client has a client with a scope; undone, a lead", async () => {
  const office = await Office.open();
  try {
    await receive(office, { from: "Lou <lou@else.example>", subject: "Hi", text: "Just saying hello." });
    const [list] = await nextDay(office);
    const code = list?.code ?? "";
    await office.edit(code, { kind: "client" });
    await office.rest();
    await office.approve(code);
    await office.rest();
    expect(office.workspace.records.find(clients, "1 = 1")).toMatchObject([{ name: "Lou", stage: "onboarding" }]);
    await receive(office, { from: "Lou <lou@else.example>", text: "When can you begin?" });
    expect(lastCard(office).card.title).toBe("Lou asks: “When can you begin?” What shall I answer?");
    const { writer, charter } = office.workspace;
    const undone = await writer.submit((transaction) =>
      undo(transaction, charter.authority, { code, surface: "console", actor: OWNER }),
    );
    expect(undone.kind).toBe("undone");
    expect(office.workspace.records.find(clients, "1 = 1")).toMatchObject([{ name: "Lou", stage: "lead" }]);
    expect(kindsOf(office)).toEqual({ "lou@else.example": "unknown" });
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("twelve new senders fit on one readable card", async () => {
  const office = await Office.open();
  try {
    for (let n = 1; n <= 12; n++)
      await receive(office, { from: `Sender ${n} <s${n}@firm-${n}.example>`, subject: `Topic ${n}`, text: "Hello." });
    const [list] = await nextDay(office);
    if (!list) throw new Error("no list came");
    const text = asText(list);
    expect(text).toContain("Sort 12 new senders.");
    expect(text).toContain("\n  12  Sender 12 <s12@firm-12.example>, “Topic 12” → ignore\n");
    expect(text.split("\n").length).toBeLessThan(30);
  } finally {
    await office.close();
  }
});

test("a day without mail says nothing at all", async () => {
  const office = await Office.open();
  try {
    for (let day = 0; day < 3; day++) expect(await nextDay(office)).toEqual([]);
    expect(office.shown).toEqual([]);
  } finally {
    await office.close();
  }
});

/** Goes on to the next morning; answers what was asked since. */
async function nextDay(office: Office) {
  const before = office.shown.length;
  office.clock.advance(DAY_MS);
  await office.rest();
  return cards(office, before);
}

function kindsOf(office: Office): Record<string, string> {
  return Object.fromEntries(
    office.workspace.records.find(contacts, "1 = 1 ORDER BY address").map((one) => [one.address, one.kind]),
  );
}
